/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /v1/suggestions: numbers that fail again and again, and are better opted out.
 * A suggestion is known by its number.
 */
#include "api/native.h"

#include <stdio.h>
#include <string.h>

#include "api/filter.h"
#include "api/wait.h"
#include "base/hex.h"
#include "base/mem.h"
#include "campaign/public_id.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/suggestion.h"
#include "model/number.h"
#include "model/reason.h"

#define PAGE_DEFAULT 50
#define ROUNDS_MAX   25

struct hunt {
	struct filter filter;
	struct suggestion_query query;
	size_t found;
	unsigned rounds;
};

static void write_one(struct json_out *o, const struct suggestion *s)
{
	const struct reason *reason = reason_find(s->reason);
	char number[E164_TEXT], contact[PUBLIC_ID_TEXT];

	json_open_object(o, NULL);
	json_text(o, "id", e164_format(s->number, number));
	json_text(o, "number", number);
	json_text(o, "contact",
	    s->contact != 0 ? contact_id_format(s->contact, contact) : NULL);
	json_text(o, "strength", s->should ? "should" : "may");
	json_uint(o, "count", s->count);
	json_uint(o, "reason", s->reason);
	json_text(o, "reason_text", reason != NULL ? reason->label : NULL);
	message_json_date(o, "since", s->since);
	json_close_object(o);
}

static bool fits(const struct hunt *h, const struct suggestion *s)
{
	char number[E164_TEXT];

	return filter_is_in_time(&h->filter, s->since) &&
	       (h->filter.text[0] == '\0' ||
		   strstr(e164_format(s->number, number), h->filter.text));
}

static void answer(struct api *a, const struct wait *w, uint64_t next)
{
	char cursor[24];

	snprintf(cursor, sizeof(cursor), "%llu", (unsigned long long)next);
	wait_answer_page(a, w, "suggestions", next != 0 ? cursor : NULL);
}

/* A page of the ledger's is never more than what is still wanted. */
static void ask(struct api *a, struct hunt *h, uint64_t token)
{
	h->query.limit = h->filter.size - h->found;
	ledger_suggestions(a->with.ledger, token, &h->query);
}

static bool on_page(struct api *a, struct wait *w, uint64_t token,
    const struct suggestion_page *p)
{
	struct hunt *h = w->own;
	struct json_out o = json_writing(&w->body);

	o.comma = h->found != 0;
	for (size_t i = 0; i < p->n; i++) {
		if (!fits(h, &p->suggestion[i]))
			continue;
		write_one(&o, &p->suggestion[i]);
		h->found++;
	}
	if (p->next == 0 || h->found >= h->filter.size ||
	    ++h->rounds == ROUNDS_MAX) {
		answer(a, w, p->next);
		return false;
	}
	h->query.after = p->next;
	ask(a, h, token);
	return true;
}

void suggest_list(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .suggestions = on_page };
	struct hunt h = { .filter = { .size = PAGE_DEFAULT,
			      .most = SUGGESTIONS_LIMIT } };
	struct wait *w;
	uint64_t token;

	if (!filter_read(a, c, &h.filter, NULL, NULL))
		return;
	if (h.filter.cursor != NULL &&
	    number_parse(h.filter.cursor, INT64_MAX, &h.query.after) != 0) {
		reply_refusal(a, c, REFUSAL_CURSOR);
		return;
	}
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	h.query.account = w->account;
	w->own = mem_new(1, sizeof(h));
	memcpy(w->own, &h, sizeof(h));
	w->then = &then;
	ask(a, w->own, token);
}

/* ---- one of them ------------------------------------------------------- */

static bool on_done(struct api *a, struct wait *w, uint64_t token, int rc)
{
	(void)token;
	if (rc == 0)
		reply_nothing(a, w->id);
	else if (rc == RC_NOT_FOUND)
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
	else
		reply_fault(a, w->id, w->face, ledger_row(rc));
	return false;
}

static void judge(struct api *a, const struct call *c, bool accept)
{
	static const struct wait_then then = { .suggested = on_done };
	uint64_t token, number;
	struct wait *w;

	if (!native_number(a, c, &number))
		return;
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	if (accept)
		ledger_accept_suggestion(a->with.ledger, token, w->account,
		    number);
	else
		ledger_dismiss_suggestion(a->with.ledger, token, w->account,
		    number);
}

void suggest_accept(struct api *a, const struct call *c)
{
	judge(a, c, true);
}

void suggest_dismiss(struct api *a, const struct call *c)
{
	judge(a, c, false);
}
