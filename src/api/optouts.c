/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /v1/optouts: who wants no more messages of the account. Lists of opt-outs
 * come in by bulk.c and go out by pour.c.
 */
#include "api/native.h"

#include <stdio.h>
#include <string.h>

#include "api/pour.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/hex.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/optout.h"
#include "ledger/thing.h"
#include "model/number.h"

#define LIMIT_DEFAULT 50

static const char *source_name(unsigned source)
{
	static const char *const names[] = { [OPTOUT_STOP] = "stop",
		[OPTOUT_API] = "api",
		[OPTOUT_IMPORT] = "import",
		[OPTOUT_SUGGESTION] = "suggestion" };

	return source < ARRAY_LEN(names) ? names[source] : "?";
}

/* RC_BAD: it is none of the whole account. */
static int read_thing(const struct thing *t, struct optout *o, usec *at)
{
	if (optout_parse(t->name, o) != 0 ||
	    optout_value(t->value, t->len, o, at) != 0 || o->scope != 0)
		return RC_BAD;
	return 0;
}

static void write_optout(struct json_out *o, const struct optout *out, usec at)
{
	char number[E164_TEXT];

	json_open_object(o, NULL);
	json_text(o, "number", e164_format(out->number, number));
	message_json_date(o, "since", at);
	json_text(o, "source", source_name(out->source));
	json_close_object(o);
}

void native_optout_row(const struct thing *t, struct buf *to)
{
	char number[E164_TEXT], date[CLOCK_TEXT_BYTES];
	struct optout o;
	usec at;

	if (read_thing(t, &o, &at) == 0)
		buf_printf(to, "%s,%s,%s\r\n", e164_format(o.number, number),
		    clock_format(at, date), source_name(o.source));
}

/* ---- the list ---------------------------------------------------------- */

static bool on_things(struct api *a, struct wait *w, uint64_t token,
    const struct thing_page *p)
{
	struct json_out o = json_writing(&a->body);
	struct optout out;
	usec at;

	(void)token;
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "optouts");
	for (size_t i = 0; i < p->n; i++) {
		if (read_thing(&p->thing[i], &out, &at) == 0)
			write_optout(&o, &out, at);
	}
	json_close_array(&o);
	json_text(&o, "next",
	    p->more && p->n != 0 ? p->thing[p->n - 1].name : NULL);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void optout_list(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .things = on_things };
	struct native_page page = { .size = LIMIT_DEFAULT,
		.most = THINGS_LIMIT };
	struct optout o;
	struct wait *w;
	uint64_t token;

	if (native_wants(c, "text/csv")) {
		pour_begin(a, c, &(struct pour_start){ .kind = POUR_OPTOUTS });
		return;
	}
	if (!native_page(a, c, REFUSAL_PAGE_QUERY, &page))
		return;
	if (page.cursor != NULL && optout_parse(page.cursor, &o) != 0) {
		reply_refusal(a, c, REFUSAL_CURSOR);
		return;
	}
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	ledger_things(a->with.ledger, token,
	    &(struct thing_query){ .kind = THING_OPTOUT,
		.account = w->account,
		.after = page.cursor,
		.limit = page.size });
}

/* ---- one of them ------------------------------------------------------- */

bool native_optout_of(const struct thing_page *p, uint64_t number,
    struct optout *out, usec *at)
{
	return p->n != 0 && read_thing(&p->thing[0], out, at) == 0 &&
	       out->number == number;
}

/* A page of one begins behind a name that comes right before the number's: no
 * digit is less than '0', and '/' is. */
void native_ask_optout(struct api *a, uint64_t token, uint16_t account,
    uint64_t number)
{
	char name[OPTOUT_NAME_BYTES];

	optout_name(0, number, name);
	name[strlen(name) - 1]--;
	strcat(name, "~");
	ledger_things(a->with.ledger, token,
	    &(struct thing_query){ .kind = THING_OPTOUT,
		.account = account,
		.after = name,
		.limit = 1 });
}

static bool on_thing(struct api *a, struct wait *w, uint64_t token,
    const struct thing_page *p)
{
	struct json_out o = json_writing(&a->body);
	struct optout out;
	usec at;

	(void)token;
	if (!native_optout_of(p, w->u.optout.number, &out, &at)) {
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
		return false;
	}
	buf_clear(&a->body);
	write_optout(&o, &out, at);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void optout_fetch(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .things = on_thing };
	struct wait *w;
	uint64_t token, number;

	if (!native_number(a, c, &number))
		return;
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	w->u.optout.number = number;
	native_ask_optout(a, token, w->account, number);
}

static bool on_set(struct api *a, struct wait *w, uint64_t token, int rc,
    bool changed)
{
	struct json_out o = json_writing(&a->body);
	char number[E164_TEXT];

	(void)token;
	if (rc != 0) {
		reply_fault(a, w->id, w->face, ledger_row(rc));
		return false;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "number", e164_format(w->u.optout.number, number));
	json_bool(&o, "changed", changed);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

static bool on_cleared(struct api *a, struct wait *w, uint64_t token, int rc,
    bool changed)
{
	(void)token;
	(void)changed;
	if (rc != 0)
		reply_fault(a, w->id, w->face, ledger_row(rc));
	else
		reply_nothing(a, w->id);
	return false;
}

static void change(struct api *a, const struct call *c,
    const struct wait_then *then, bool set)
{
	struct optout o = { .set = set, .source = OPTOUT_API };
	struct wait *w;
	uint64_t token;

	if (!native_number(a, c, &o.number))
		return;
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = then;
	w->u.optout.number = o.number;
	o.account = w->account;
	ledger_optout(a->with.ledger, token, &o);
}

void optout_set(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .opted = on_set };

	change(a, c, &then, true);
}

/* To clear one that is not set is fine. */
void optout_clear(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .opted = on_cleared };

	change(a, c, &then, false);
}
