/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/campaigns/{id}/recipients: whom it goes to, in the order of the
 * audience, and where each message is. What the ledger cannot look for is
 * looked at here, in as many of its pages as ROUNDS_MAX.
 *
 * A cursor is the number of recipients that were passed by.
 */
#include "api/camp.h"

#include <stdio.h>

#include "api/recipient_json.h"
#include "api/recipient_search.h"
#include "api/wait.h"
#include "base/mem.h"
#include "http/json.h"

#define LOOK_MIN   200
#define ROUNDS_MAX 50

struct hunt {
	struct camp camp; /* first: camp_take() made it */
	struct recipient_search search;
	size_t found;
	unsigned rounds;
};

/* ---- the page ---------------------------------------------------------- */

static void ask(struct api *a, const struct hunt *h, uint64_t token)
{
	struct recipient_query q = h->search.query;

	q.limit = h->search.filter.size - h->found;
	if (!recipient_search_is_plain(&h->search) && q.limit < LOOK_MIN)
		q.limit = LOOK_MIN;
	ledger_recipients(a->with.ledger, token, &q);
}

static void answer(struct api *a, const struct wait *w, uint64_t next)
{
	const struct hunt *h = w->own;
	struct json_out o = json_writing(&a->body);
	char cursor[24];

	snprintf(cursor, sizeof(cursor), "%llu", (unsigned long long)next);
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	if (h->search.query.to == 0)
		json_null(&o, "targeted");
	else
		json_bool(&o, "targeted", h->found != 0);
	json_open_array(&o, "recipients");
	if (w->body.len != 0)
		json_raw(&o, NULL, buf_bytes(&w->body), w->body.len);
	json_close_array(&o);
	json_text(&o, "next", next != 0 ? cursor : NULL);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
}

static uint64_t take(struct api *a, struct wait *w,
    const struct recipient_page *p)
{
	struct hunt *h = w->own;
	struct json_out o = json_writing(&w->body);

	o.comma = h->found != 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct recipient_view *v = &p->recipient[i];

		if (!recipient_search_fits(&h->search, v))
			continue;
		recipient_json(&o, &a->names, v);
		if (++h->found == h->search.filter.size)
			return i + 1 < p->n || p->next != 0 ? v->index + 1 : 0;
	}
	return p->next;
}

static bool on_recipients(struct api *a, struct wait *w, uint64_t token,
    const struct recipient_page *p)
{
	struct hunt *h = w->own;
	uint64_t next = take(a, w, p);

	/* Whether a number is there at all is worth a look at all of them. */
	if (next == 0 || h->found == h->search.filter.size ||
	    (++h->rounds >= ROUNDS_MAX && h->search.query.to == 0)) {
		answer(a, w, next);
		return false;
	}
	h->search.query.after = next;
	ask(a, h, token);
	return true;
}

/* ---- whose page it is -------------------------------------------------- */

/* An audience is read only of a campaign that there is. */
static bool on_campaigns(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	if (camp_only(a, w, p) == NULL)
		return false;
	ask(a, w->own, token);
	return true;
}

void camp_recipients(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .campaigns = on_campaigns,
		.recipients = on_recipients };
	struct hunt h = { .found = 0 }, *own;
	struct wait *w;
	uint64_t token;

	if (!recipient_search_read(a, c, &h.search))
		return;
	w = camp_take(a, c, &token);
	if (w == NULL)
		return;
	h.camp = *(struct camp *)w->own;
	w->own = mem_resize(w->own, 1, sizeof(h));
	own = w->own;
	*own = h;
	own->search.query.account = w->account;
	own->search.query.campaign = own->camp.id;
	w->then = &then;
	camp_ask(a, w, token);
}
