/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /v1/contacts: who a number belongs to. A contact is known by its id or by its
 * number. Lists of contacts come in by bulk.c.
 */
#include "api/contacts.h"

#include <string.h>

#include "api/contact_json.h"
#include "api/native.h"
#include "api/problem.h"
#include "api/wait.h"
#include "base/mem.h"
#include "campaign/public_id.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/optout.h"
#include "ledger/thing.h"
#include "model/number.h"

/* What a call that changes a contact knows while it waits. */
struct change {
	struct contact_fact fact;
	uint32_t list[32]; /* to join, one after the other */
	size_t lists, joined;
	bool created, replaces;
};

/* ---- one of them ------------------------------------------------------- */

/* Ask for the contact of the path. NULL: refused. */
static struct wait *ask(struct api *a, const struct call *c,
    const struct wait_then *then, uint64_t *token)
{
	struct contact_query q = { .limit = 1 };
	struct wait *w;

	if (!contacts_in_path(a, c, &q))
		return NULL;
	w = wait_take(a, c, token);
	if (w == NULL)
		return NULL;
	w->then = then;
	q.account = w->account;
	ledger_contacts(a->with.ledger, *token, &q);
	return w;
}

/* The contact lies in w->body but for its end. */
static bool on_optout(struct api *a, struct wait *w, uint64_t token,
    const struct thing_page *p)
{
	struct json_out o = json_writing(&a->body);
	struct optout out;
	usec at;
	bool set = native_optout_of(p, w->u.optout.number, &out, &at);

	(void)token;
	buf_clear(&a->body);
	buf_add(&a->body, buf_bytes(&w->body), w->body.len - 1);
	o.comma = true;
	json_bool(&o, "opted_out", set);
	message_json_date(&o, "opted_out_at", set ? at : 0);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

static bool on_fetched(struct api *a, struct wait *w, uint64_t token,
    const struct contact_page *p)
{
	struct json_out o = json_writing(&w->body);
	const struct contact_view *v = contacts_only(a, w, p);

	if (v == NULL)
		return false;
	buf_clear(&w->body);
	contact_json(&o, v);
	w->u.optout.number = v->number;
	native_ask_optout(a, token, w->account, v->number);
	return true;
}

void contacts_fetch(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .contacts = on_fetched,
		.things = on_optout };
	uint64_t token;

	(void)ask(a, c, &then, &token);
}

/* ---- changes ----------------------------------------------------------- */

static void refuse(struct api *a, const struct wait *w, int rc)
{
	reply_fault(a, w->id, w->face,
	    rc == RC_NOT_FOUND ? refusal_row(REFUSAL_NOT_FOUND)
			       : ledger_row(rc));
}

static void join(struct api *a, const struct wait *w, uint64_t token)
{
	struct change *ch = w->own;

	ch->fact = (struct contact_fact){ .token = token,
		.account = w->account,
		.what = CONTACT_JOIN,
		.id = ch->fact.id,
		.list = ch->list[ch->joined++] };
	ledger_contact(a->with.ledger, &ch->fact);
}

/* What it has become is the answer. */
static bool on_changed(struct api *a, struct wait *w, uint64_t token,
    const struct contacted *d)
{
	struct change *ch = w->own;

	if (d->rc != 0) {
		refuse(a, w, d->rc);
		return false;
	}
	ch->created |= d->created;
	ch->fact.id = d->id;
	if (ch->joined < ch->lists) {
		join(a, w, token);
		return true;
	}
	ledger_contacts(a->with.ledger, token,
	    &(struct contact_query){ .account = w->account,
		.only = d->id,
		.limit = 1 });
	return true;
}

static bool on_shown(struct api *a, struct wait *w, uint64_t token,
    const struct contact_page *p)
{
	struct json_out o = json_writing(&a->body);
	const struct contact_view *v = contacts_only(a, w, p);
	const struct change *ch = w->own;
	char location[16 + PUBLIC_ID_TEXT] = "/v1/contacts/";

	(void)token;
	if (v == NULL)
		return false;
	buf_clear(&a->body);
	contact_json(&o, v);
	contact_id_format(v->id, location + strlen(location));
	reply_body(a, w->id, ch->created ? 201 : 200,
	    ch->created ? location : NULL);
	return false;
}

static const struct wait_then changing = { .contacted = on_changed,
	.contacts = on_shown };

/* The data lies in w->body. */
static void put(struct api *a, struct wait *w, uint64_t token)
{
	struct change *ch = w->own;

	ch->fact.token = token;
	ch->fact.account = w->account;
	ch->fact.what = CONTACT_PUT;
	ch->fact.data = buf_bytes(&w->body);
	ch->fact.len = w->body.len;
	w->then = &changing;
	ledger_contact(a->with.ledger, &ch->fact);
}

static int read_number(const struct api *a, const struct wait *w,
    const struct json_value *v, struct problem *p)
{
	struct change *ch = w->own;
	struct body_text text;

	p->row = *refusal_row(REFUSAL_NUMBER);
	if (json_get_str(v, "number", &text.s, &text.len) != 0)
		return RC_BAD;
	return contacts_number(a, w->account, &text, &ch->fact.number);
}

static int read_new(const struct api *a, struct wait *w,
    const struct json_value *v, struct problem *p)
{
	static const char *const known[] = { "number", "lists", NULL };
	struct contact_query lists = { 0 };
	struct change *ch = w->own;
	int rc = read_number(a, w, v, p);

	if (rc == 0)
		rc = lists_read(a, w->account, v, &lists, p);
	if (rc != 0)
		return rc;
	memcpy(ch->list, lists.list, sizeof(ch->list));
	ch->lists = lists.lists;
	return contact_read(
	    &(struct contact_asked){ .object = v, .known = known }, &w->body,
	    p);
}

/* One that is there gets what is asked, in the place of what it had. */
void contacts_create(struct api *a, const struct call *c)
{
	struct problem p;
	struct json *j;
	struct wait *w;
	uint64_t token;

	if (!content_object(a, c, false, &j))
		return;
	w = wait_take(a, c, &token);
	if (w != NULL) {
		w->own = mem_new(1, sizeof(struct change));
		if (read_new(a, w, json_root(j), &p) == 0) {
			put(a, w, token);
		} else {
			reply_fault(a, c->id, c->face, &p.row);
			wait_give(a, token);
		}
	}
	json_free(j);
}

static bool on_old(struct api *a, struct wait *w, uint64_t token,
    const struct contact_page *page)
{
	static const char *const known[] = { NULL };
	const struct contact_view *v = contacts_only(a, w, page);
	struct change *ch = w->own;
	struct contact_asked asked = { .known = known };
	struct problem p;
	struct json_error err;
	struct json *j;
	int rc;

	if (v == NULL ||
	    json_parse(buf_bytes(&w->body), w->body.len, &j, &err) != 0)
		return false;
	asked.object = json_root(j);
	if (!ch->replaces) {
		asked.old = v->data;
		asked.old_len = v->len;
	}
	ch->fact.id = v->id;
	ch->fact.number = v->number;
	rc = json_get(asked.object, "number") != NULL
		 ? RC_EXISTS
		 : contact_read(&asked, &a->body, &p);
	if (rc == RC_EXISTS)
		p.row = *refusal_row(REFUSAL_CONTACT_NUMBER);
	json_free(j);
	if (rc != 0) {
		reply_fault(a, w->id, w->face, &p.row);
		return false;
	}
	buf_clear(&w->body);
	buf_add(&w->body, buf_bytes(&a->body), a->body.len);
	put(a, w, token);
	return true;
}

static void change(struct api *a, const struct call *c, bool replaces)
{
	static const struct wait_then then = { .contacts = on_old };
	struct change *ch;
	struct json *j;
	struct wait *w;
	uint64_t token;

	if (!content_object(a, c, false, &j))
		return;
	json_free(j);
	w = ask(a, c, &then, &token);
	if (w == NULL)
		return;
	ch = w->own = mem_new(1, sizeof(*ch));
	ch->replaces = replaces;
	buf_add(&w->body, c->request->body, c->request->body_len);
}

void contacts_change(struct api *a, const struct call *c)
{
	change(a, c, false);
}

void contacts_replace(struct api *a, const struct call *c)
{
	change(a, c, true);
}

/* ---- away -------------------------------------------------------------- */

static bool on_deleted(struct api *a, struct wait *w, uint64_t token,
    const struct contacted *d)
{
	(void)token;
	if (d->rc == 0)
		reply_nothing(a, w->id);
	else
		refuse(a, w, d->rc);
	return false;
}

void contacts_delete(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .contacted = on_deleted };
	struct contact_query q = { 0 };
	struct contact_fact f = { .what = CONTACT_DELETE };
	struct wait *w;

	if (!contacts_in_path(a, c, &q))
		return;
	w = wait_take(a, c, &f.token);
	if (w == NULL)
		return;
	w->then = &then;
	f.account = w->account;
	f.id = q.only;
	f.number = q.number;
	ledger_contact(a->with.ledger, &f);
}
