/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /v1/lists: contacts under a name. A list is an item (api/item.h); its members
 * are the ledger's (ledger/audience.h).
 *
 * Numbers of lists are those of the whole store, and none is ever used twice.
 */
#include "api/contacts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/contact_json.h"
#include "api/filter.h"
#include "api/item.h"
#include "api/problem.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/mem.h"
#include "campaign/public_id.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/audience.h"

#define LISTS_MAX    1000 /* of an account */
#define PAGE_DEFAULT 50
#define MEMBERS_MAX  1000 /* of one call */

/* Members on their way into a list, one after the other. */
struct joining {
	uint32_t list;
	size_t n, at, joined, missing;
	uint64_t contact[MEMBERS_MAX]; /* an id, or a number */
	bool is_number[MEMBERS_MAX];
};

static struct item like_of(const struct api *a, const struct call *c)
{
	return (struct item){ .kind = THING_LIST,
		.account = flow_account_id(a->with.flow, c->account) };
}

struct item *lists_get(const struct api *a, uint16_t account, uint32_t number)
{
	struct item like = { .kind = THING_LIST, .account = account };

	snprintf(like.name, sizeof(like.name), "%08x", number);
	return item_find(a, &like);
}

struct item *lists_find(const struct api *a, uint16_t account,
    const struct body_text *id)
{
	uint32_t number;

	return list_id_parse(id->s, id->len, &number) == 0
		   ? lists_get(a, account, number)
		   : NULL;
}

uint32_t lists_number(const struct item *it)
{
	return (uint32_t)strtoul(it->name, NULL, 16);
}

int lists_read(const struct api *a, uint16_t account,
    const struct json_value *v, struct contact_query *q, struct problem *p)
{
	const struct json_value *ids;
	struct json_iter i = { 0 };
	int rc = json_get_array(v, "lists", &ids);

	if (rc == RC_NOT_FOUND)
		return 0;
	p->row = *refusal_row(REFUSAL_LIST_UNKNOWN);
	if (rc != 0)
		return RC_BAD;
	while (json_next(ids, &i)) {
		struct body_text id;
		const struct item *it;

		if (json_kind(i.value) != JSON_STR ||
		    q->lists == ARRAY_LEN(q->list))
			return RC_BAD;
		id.s = json_str_of(i.value, &id.len);
		it = lists_find(a, account, &id);
		if (it == NULL)
			return RC_BAD;
		q->list[q->lists++] = lists_number(it);
	}
	return 0;
}

/* ---- out --------------------------------------------------------------- */

static void write_list(struct json_out *o, const struct api *a,
    const struct item *it)
{
	char id[PUBLIC_ID_TEXT];

	json_open_object(o, NULL);
	json_text(o, "id", list_id_format(lists_number(it), id));
	item_json(o, it);
	json_uint(o, "size",
	    ledger_list_size(a->with.ledger, lists_number(it)));
	message_json_date(o, "created_at", it->created);
	message_json_date(o, "updated_at", it->updated);
	json_close_object(o);
}

/* NULL: refused. */
static struct item *in_path(struct api *a, const struct call *c)
{
	struct item *it = lists_find(a,
	    flow_account_id(a->with.flow, c->account), &c->in_path);

	if (it == NULL)
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return it;
}

void lists_fetch(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);
	const struct item *it = in_path(a, c);

	if (it == NULL)
		return;
	buf_clear(&a->body);
	write_list(&o, a, it);
	reply_body(a, c->id, 200, NULL);
}

static bool fits(const struct filter *f, const struct item *it)
{
	const char *name = item_get(it, ITEM_LIST_NAME);

	return filter_is_in_time(f, it->created) &&
	       (f->text[0] == '\0' ||
		   (name != NULL && filter_has(name, strlen(name), f->text)));
}

/* The items lie in the order of their numbers. A short list, read whole. */
void lists_show(struct api *a, const struct call *c)
{
	struct filter f = { .size = PAGE_DEFAULT, .most = LISTS_MAX };
	struct json_out o = json_writing(&a->body);
	struct item like = like_of(a, c);
	uint32_t after = 0, last = 0;
	char next[PUBLIC_ID_TEXT];
	size_t n = 0;

	if (!filter_read(a, c, &f, NULL, NULL))
		return;
	if (f.cursor != NULL &&
	    list_id_parse(f.cursor, strlen(f.cursor), &after) != 0) {
		reply_refusal(a, c, REFUSAL_CURSOR);
		return;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "lists");
	for (const struct item *it = NULL;
	     (it = item_next(a, &like, it)) != NULL && n <= f.size;) {
		if (lists_number(it) <= after || !fits(&f, it))
			continue;
		if (n++ == f.size)
			break;
		last = lists_number(it);
		write_list(&o, a, it);
	}
	json_close_array(&o);
	json_text(&o, "next", n > f.size ? list_id_format(last, next) : NULL);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

/* ---- in ---------------------------------------------------------------- */

static void answer_list(struct api *a, const struct wait *w,
    const struct item *it)
{
	struct json_out o = json_writing(&a->body);
	char location[16 + PUBLIC_ID_TEXT] = "/v1/lists/";

	buf_clear(&a->body);
	write_list(&o, a, it);
	list_id_format(lists_number(it), location + strlen(location));
	reply_body(a, w->id, w->u.change.status,
	    w->u.change.status == 201 ? location : NULL);
}

static enum refusal read_name(struct item *it, const struct json_value *v)
{
	static const char *const known[] = { "name", NULL };
	const char *name;
	size_t len;

	if (json_unknown_key(v, known) != NULL)
		return REFUSAL_FIELD;
	if (json_get_str(v, "name", &name, &len) != 0 || len == 0 ||
	    len > CONTACT_NAME_MAX || strlen(name) != len)
		return REFUSAL_LIST_NAME;
	item_set(it, ITEM_LIST_NAME, name);
	return REFUSAL_COUNT;
}

/* Put it with the name that the body gives. */
static void put(struct api *a, const struct call *c, struct item *it,
    int status)
{
	const struct item_change change = { .status = status,
		.answer = answer_list };
	enum refusal no;
	struct json *j;

	if (!content_object(a, c, false, &j))
		return;
	no = read_name(it, json_root(j));
	json_free(j);
	it->updated = clock_wall();
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	else
		item_put(a, c, it, &change);
}

static size_t count(const struct api *a, const struct item *like)
{
	size_t n = 0;

	for (const struct item *it = NULL;
	     (it = item_next(a, like, it)) != NULL;)
		n++;
	return n;
}

void lists_create(struct api *a, const struct call *c)
{
	struct item like = like_of(a, c), *it;

	if (count(a, &like) >= LISTS_MAX) {
		reply_refusal(a, c, REFUSAL_LIST_MANY);
		return;
	}
	snprintf(like.name, sizeof(like.name), "%08x",
	    item_list_number(a, ledger_last_list(a->with.ledger)));
	like.created = clock_wall();
	it = item_copy(&like);
	put(a, c, it, 201);
	item_free(it);
}

void lists_change(struct api *a, const struct call *c)
{
	const struct item *old = in_path(a, c);
	struct item *it;

	if (old == NULL)
		return;
	it = item_copy(old);
	put(a, c, it, 200);
	item_free(it);
}

void lists_delete(struct api *a, const struct call *c)
{
	struct item *it = in_path(a, c);

	if (it != NULL)
		(void)item_remove(a, c, it);
}

/* ---- members ----------------------------------------------------------- */

static void join_next(struct api *a, const struct wait *w, uint64_t token)
{
	const struct joining *g = w->own;
	bool number = g->is_number[g->at];

	ledger_contact(a->with.ledger,
	    &(struct contact_fact){ .token = token,
		.account = w->account,
		.what = CONTACT_JOIN,
		.id = number ? 0 : g->contact[g->at],
		.number = number ? g->contact[g->at] : 0,
		.list = g->list });
}

/* Who is not there is counted; the others are members. */
static bool on_joined(struct api *a, struct wait *w, uint64_t token,
    const struct contacted *d)
{
	struct json_out o = json_writing(&a->body);
	struct joining *g = w->own;

	if (d->rc != 0 && d->rc != RC_NOT_FOUND && d->rc != RC_EXISTS) {
		reply_fault(a, w->id, w->face, ledger_row(d->rc));
		return false;
	}
	if (d->rc == RC_NOT_FOUND)
		g->missing++;
	else
		g->joined++;
	if (++g->at < g->n) {
		join_next(a, w, token);
		return true;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_uint(&o, "joined", g->joined);
	json_uint(&o, "missing", g->missing);
	json_uint(&o, "size", ledger_list_size(a->with.ledger, g->list));
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

/* An id or a number. */
static bool read_member(const struct api *a, uint16_t account,
    const struct json_value *v, struct joining *g)
{
	struct body_text t;

	if (json_kind(v) != JSON_STR)
		return false;
	t.s = json_str_of(v, &t.len);
	g->is_number[g->n] =
	    contact_id_parse(t.s, t.len, &g->contact[g->n]) != 0;
	if (g->is_number[g->n] &&
	    contacts_number(a, account, &t, &g->contact[g->n]) != 0)
		return false;
	g->n++;
	return true;
}

static bool read_members(const struct api *a, uint16_t account,
    const struct json_value *v, struct joining *g)
{
	static const char *const known[] = { "members", NULL };
	const struct json_value *all;
	struct json_iter i = { 0 };

	if (json_unknown_key(v, known) != NULL ||
	    json_get_array(v, "members", &all) != 0 ||
	    json_count(all) > MEMBERS_MAX)
		return false;
	while (json_next(all, &i)) {
		if (!read_member(a, account, i.value, g))
			return false;
	}
	return g->n != 0;
}

void lists_join(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .contacted = on_joined };
	const struct item *list = in_path(a, c);
	struct joining *g;
	struct wait *w;
	struct json *j;
	uint64_t token;

	if (list == NULL || !content_object(a, c, false, &j))
		return;
	w = wait_take(a, c, &token);
	if (w != NULL) {
		g = w->own = mem_new(1, sizeof(*g));
		g->list = lists_number(list);
		w->then = &then;
		if (read_members(a, w->account, json_root(j), g)) {
			join_next(a, w, token);
		} else {
			reply_refusal(a, c, REFUSAL_MEMBERS);
			wait_give(a, token);
		}
	}
	json_free(j);
}

static bool on_member(struct api *a, struct wait *w, uint64_t token,
    const struct contacted *d)
{
	(void)token;
	if (d->rc == 0 || d->rc == RC_EXISTS)
		reply_nothing(a, w->id);
	else if (d->rc == RC_NOT_FOUND)
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
	else
		reply_fault(a, w->id, w->face, ledger_row(d->rc));
	return false;
}

/* One contact in or out. To do what is done is fine. */
static void one(struct api *a, const struct call *c, enum contact_do what)
{
	static const struct wait_then then = { .contacted = on_member };
	const struct item *list = in_path(a, c);
	struct contact_fact f = { .what = what };
	const struct body_text *t = &c->sub_in_path;
	struct wait *w;

	if (list == NULL)
		return;
	w = wait_take(a, c, &f.token);
	if (w == NULL)
		return;
	w->then = &then;
	f.account = w->account;
	f.list = lists_number(list);
	if (contact_id_parse(t->s, t->len, &f.id) == 0 ||
	    contacts_number(a, w->account, t, &f.number) == 0) {
		ledger_contact(a->with.ledger, &f);
		return;
	}
	reply_refusal(a, c, REFUSAL_NOT_FOUND);
	wait_give(a, f.token);
}

void lists_put_member(struct api *a, const struct call *c)
{
	one(a, c, CONTACT_JOIN);
}

void lists_delete_member(struct api *a, const struct call *c)
{
	one(a, c, CONTACT_LEAVE);
}
