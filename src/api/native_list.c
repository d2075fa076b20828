/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/messages: the newest first, page by page.
 *
 * What the ledger cannot look for is looked at here, in as many of its pages as
 * ROUNDS_MAX; so a search for what is rare gives short pages, or empty ones,
 * whose cursor goes on.
 */
#include "api/native.h"

#include <string.h>

#include "api/campaign_named.h"
#include "api/contacts.h"
#include "api/search.h"
#include "api/wait.h"
#include "base/mem.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/ledger.h"

#define ROUNDS_MAX 25
#define LOOK_MIN   200 /* messages of a round that are looked at */

struct hunt {
	struct search search;
	struct campaign_named named;
	uint64_t contact; /* whose number is wanted; 0: nobody's */
	size_t found;
	unsigned rounds;
};

static void ask(struct api *a, const struct hunt *h, uint64_t token)
{
	struct list_query q = h->search.query;

	q.limit = h->search.size - h->found;
	if (search_picks(&h->search) && q.limit < LOOK_MIN)
		q.limit = LOOK_MIN;
	ledger_list(a->with.ledger, token, &q);
}

/* The messages have been written to w->body. */
static void answer(struct api *a, const struct wait *w, uint64_t next)
{
	struct message_id id = { .key = next };
	char cursor[MESSAGE_ID_TEXT];

	wait_answer_page(a, w, "messages",
	    next != 0 ? message_id_format(&id, cursor) : NULL);
}

/* Returns below which message the search goes on. */
static uint64_t take(struct api *a, struct wait *w,
    const struct message_page *p)
{
	struct hunt *h = w->own;
	struct json_out o = json_writing(&w->body);

	o.comma = h->found != 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct message_view *v = &p->message[i];

		if (!search_fits(a, &h->search, v))
			continue;
		message_json(&o, &a->names, v, MESSAGE_LISTED);
		if (++h->found == h->search.size)
			return i + 1 < p->n ? v->id.key : p->next;
	}
	return p->next;
}

static bool on_listed(struct api *a, struct wait *w, uint64_t token,
    const struct message_page *p)
{
	struct hunt *h = w->own;
	uint64_t next = take(a, w, p);

	if (next == 0 || h->found == h->search.size ||
	    ++h->rounds == ROUNDS_MAX) {
		answer(a, w, next);
		return false;
	}
	h->search.query.before = next;
	ask(a, h, token);
	return true;
}

/* ---- what must be known before ----------------------------------------- */

/* Ask what is to be known next, or, if nothing is, for messages. */
static void go_on(struct api *a, const struct wait *w, uint64_t token)
{
	const struct hunt *h = w->own;

	if (h->named.name[0] != '\0' && h->search.query.campaign == 0)
		campaign_named_ask(a, w, token, &h->named);
	else if (h->contact != 0 && h->search.query.to == 0)
		ledger_contacts(a->with.ledger, token,
		    &(struct contact_query){ .account = w->account,
			.only = h->contact,
			.limit = 1 });
	else
		ask(a, h, token);
}

static bool on_campaigns(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	struct hunt *h = w->own;
	enum named n = campaign_named_take(a, w, token, &h->named, p);

	if (n == NAMED_FOUND) {
		h->search.query.campaign = h->named.id[0];
		go_on(a, w, token);
	}
	return n != NAMED_REFUSED;
}

/* The number of the contact is known now; one that was deleted had it too. */
static bool on_contact(struct api *a, struct wait *w, uint64_t token,
    const struct contact_page *p)
{
	struct hunt *h = w->own;

	if (p->n != 1 || p->contact[0].number == 0) {
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
		return false;
	}
	h->search.query.to = p->contact[0].number;
	go_on(a, w, token);
	return true;
}

/* ---- the lists --------------------------------------------------------- */

/* NULL: refused. */
static struct wait *begin(struct api *a, const struct call *c, uint64_t *token)
{
	static const struct wait_then then = { .campaigns = on_campaigns,
		.contacts = on_contact,
		.listed = on_listed };
	struct search s;
	struct hunt *h;
	struct wait *w;

	if (!search_read(a, c, &s))
		return NULL;
	w = wait_take(a, c, token);
	if (w == NULL)
		return NULL;
	s.query.account = w->account;
	h = w->own = mem_new(1, sizeof(*h));
	h->search = s;
	if (s.campaign.len != 0)
		memcpy(h->named.name, s.campaign.s, s.campaign.len);
	w->then = &then;
	return w;
}

void native_list(struct api *a, const struct call *c)
{
	uint64_t token;
	struct wait *w = begin(a, c, &token);

	if (w != NULL)
		go_on(a, w, token);
}

/* All that went to a number and came from it. */
void native_history(struct api *a, const struct call *c)
{
	struct contact_query q = { .limit = 1 };
	struct hunt *h;
	struct wait *w;
	uint64_t token;

	if (!contacts_in_path(a, c, &q))
		return;
	w = begin(a, c, &token);
	if (w == NULL)
		return;
	h = w->own;
	h->contact = q.only;
	h->search.query.to = q.number;
	go_on(a, w, token);
}
