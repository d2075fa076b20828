/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/contacts, and the members of a list: by id, page by page.
 *
 * What the ledger cannot look for is looked at here, in as many of its pages as
 * ROUNDS_MAX; so a search for what is rare gives short pages, or empty ones,
 * whose cursor goes on.
 */
#include "api/contacts.h"

#include <string.h>

#include "api/contact_json.h"
#include "api/filter.h"
#include "api/wait.h"
#include "base/mem.h"
#include "campaign/public_id.h"
#include "flow/flow.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/audience.h"

#define PAGE_DEFAULT 50
#define ROUNDS_MAX   25
#define LOOK_MIN     200 /* contacts of a round that are looked at */

struct hunt {
	struct filter filter;
	struct contact_query query;
	size_t found;
	unsigned rounds;
};

/* What is read of a query. */
struct reading {
	const struct api *api;
	uint16_t account;
	struct contact_query *query;
};

static void ask(struct api *a, const struct hunt *h, uint64_t token)
{
	struct contact_query q = h->query;

	q.limit = h->filter.size - h->found;
	if (!filter_is_plain(&h->filter) && q.limit < LOOK_MIN)
		q.limit = LOOK_MIN;
	ledger_contacts(a->with.ledger, token, &q);
}

static bool fits(const struct hunt *h, const struct contact_view *v)
{
	return filter_is_in_time(&h->filter, v->created) &&
	       (h->filter.text[0] == '\0' || contact_has(v, h->filter.text));
}

/* The contacts have been written to w->body. */
static void answer(struct api *a, const struct wait *w, uint64_t next)
{
	char cursor[PUBLIC_ID_TEXT];

	wait_answer_page(a, w, "contacts",
	    next != 0 ? contact_id_format(next, cursor) : NULL);
}

/* Returns behind which contact the search goes on; 0: that was all. */
static uint64_t take(struct wait *w, const struct contact_page *p)
{
	struct hunt *h = w->own;
	struct json_out o = json_writing(&w->body);

	o.comma = h->found != 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct contact_view *v = &p->contact[i];

		if (!fits(h, v))
			continue;
		contact_json(&o, v);
		if (++h->found == h->filter.size)
			return i + 1 < p->n || p->next != 0 ? v->id : 0;
	}
	return p->next;
}

static bool on_contacts(struct api *a, struct wait *w, uint64_t token,
    const struct contact_page *p)
{
	struct hunt *h = w->own;
	uint64_t next = take(w, p);

	if (next == 0 || h->found == h->filter.size ||
	    ++h->rounds == ROUNDS_MAX) {
		answer(a, w, next);
		return false;
	}
	h->query.after = next;
	ask(a, h, token);
	return true;
}

int contacts_asked(const struct api *a, uint16_t account,
    const struct form_pair *p, uint64_t *number)
{
	const struct body_text text = { p->value, p->value_len };

	if (content_number(p, number) == 0)
		return 0;
	return contacts_number(a, account, &text, number);
}

/* "number=" and "list=", of which there may be several. */
static const struct fault_row *read_more(void *arg, const struct form_pair *p)
{
	const struct reading *r = arg;
	const struct body_text text = { p->value, p->value_len };
	const struct item *list;

	if (strcmp(p->name, "number") == 0)
		return contacts_asked(r->api, r->account, p,
			   &r->query->number) == 0
			   ? NULL
			   : refusal_row(REFUSAL_NUMBER);
	if (strcmp(p->name, "list") != 0)
		return refusal_row(REFUSAL_QUERY);
	list = lists_find(r->api, r->account, &text);
	if (list == NULL)
		return refusal_row(REFUSAL_LIST_UNKNOWN);
	if (r->query->lists == ARRAY_LEN(r->query->list))
		return refusal_row(REFUSAL_LIST_MANY);
	r->query->list[r->query->lists++] = lists_number(list);
	return NULL;
}

/* False: it was refused. */
static bool read_query(struct api *a, const struct call *c, struct hunt *h)
{
	struct reading r = { .api = a,
		.account = flow_account_id(a->with.flow, c->account),
		.query = &h->query };

	h->filter =
	    (struct filter){ .size = PAGE_DEFAULT, .most = AUDIENCE_LIMIT };
	if (!filter_read(a, c, &h->filter, read_more, &r))
		return false;
	if (h->filter.cursor == NULL ||
	    contact_id_parse(h->filter.cursor, strlen(h->filter.cursor),
		&h->query.after) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_CURSOR);
	return false;
}

static void begin(struct api *a, const struct call *c, const struct hunt *h)
{
	static const struct wait_then then = { .contacts = on_contacts };
	uint64_t token;
	struct wait *w = wait_take(a, c, &token);
	struct hunt *own;

	if (w == NULL)
		return;
	w->then = &then;
	own = w->own = mem_new(1, sizeof(*own));
	*own = *h;
	own->query.account = w->account;
	ask(a, own, token);
}

void contacts_show(struct api *a, const struct call *c)
{
	struct hunt h = { .rounds = 0 };

	if (read_query(a, c, &h))
		begin(a, c, &h);
}

void lists_members(struct api *a, const struct call *c)
{
	const struct item *list = lists_find(a,
	    flow_account_id(a->with.flow, c->account), &c->in_path);
	struct hunt h = { .rounds = 0 };

	if (list == NULL) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	if (!read_query(a, c, &h))
		return;
	h.query.list[0] = lists_number(list);
	h.query.lists = 1;
	begin(a, c, &h);
}
