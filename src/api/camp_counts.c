/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/campaigns/{id}/counts: where its messages are. The ledger keeps these
 * counts, for all of it, by step and by variant. With by=carrier its recipients
 * are walked over, a slice at a time, and each is counted as it is then: while
 * the campaign is under way some may have moved since the others were counted.
 *
 * A walk reads as many rows as there are messages, so few go on at a time.
 */
#include "api/camp.h"

#include <stdlib.h>
#include <string.h>

#include "api/carrier_tally.h"
#include "api/life.h"
#include "api/wait.h"
#include "base/mem.h"
#include "http/form.h"
#include "http/json.h"

#define WALKS_MAX     4
#define WALKS_ACCOUNT 2 /* of these, of one account */
#define TRY_AGAIN     (5 * SECOND)

/* ---- walks under way --------------------------------------------------- */

struct walk {
	uint64_t token;              /* of who waits for it */
	struct carrier_tally *tally; /* NULL: nobody does */
};

struct walks {
	struct walk walk[WALKS_MAX];
};

/* That of this wait; NULL: none. */
static struct walk *walk_of(struct api *a, uint64_t token)
{
	for (size_t i = 0; a->walks != NULL && i < WALKS_MAX; i++) {
		struct walk *w = &a->walks->walk[i];

		if (w->tally != NULL && w->token == token)
			return w;
	}
	return NULL;
}

static void walk_end(struct walk *w)
{
	carrier_tally_free(w->tally);
	*w = (struct walk){ 0 };
}

/* One that is in no use; NULL: there are enough. A read that failed ended the
 * wait without a word to us. */
static struct walk *walk_take(struct api *a, const struct wait *whose)
{
	struct walk *spare = NULL;
	size_t others = 0;

	if (a->walks == NULL)
		a->walks = mem_new(1, sizeof(*a->walks));
	for (size_t i = 0; i < WALKS_MAX; i++) {
		struct walk *w = &a->walks->walk[i];
		const struct wait *who = wait_find(a, w->token);

		if (w->tally != NULL && who == NULL)
			walk_end(w);
		if (w->tally == NULL)
			spare = w;
		else
			others += who->account == whose->account;
	}
	return others < WALKS_ACCOUNT ? spare : NULL;
}

void camp_walks_gone(struct api *a, http_id id)
{
	for (size_t i = 0; a->walks != NULL && i < WALKS_MAX; i++) {
		struct walk *w = &a->walks->walk[i];
		const struct wait *who =
		    w->tally != NULL ? wait_find(a, w->token) : NULL;

		if (who == NULL || who->id != id)
			continue;
		wait_give(a, w->token);
		walk_end(w);
	}
}

void camp_walks_fini(struct api *a)
{
	for (size_t i = 0; a->walks != NULL && i < WALKS_MAX; i++)
		walk_end(&a->walks->walk[i]);
	free(a->walks);
}

/* ---- over the recipients ----------------------------------------------- */

/* In w->body the object is open. */
static void answer(struct api *a, struct wait *w, struct walk *k)
{
	struct json_out o = json_writing(&w->body);

	o.comma = true;
	carrier_tally_json(k->tally, &o);
	json_close_object(&o);
	buf_clear(&a->body);
	buf_add(&a->body, buf_bytes(&w->body), w->body.len);
	reply_body(a, w->id, 200, NULL);
	walk_end(k);
}

static bool on_recipients(struct api *a, struct wait *w, uint64_t token,
    const struct recipient_page *p)
{
	struct walk *k = walk_of(a, token);

	if (carrier_tally_take(k->tally, a->with.flow, p)) {
		answer(a, w, k);
		return false;
	}
	carrier_tally_ask(k->tally, a->with.ledger, token);
	return true;
}

/* ---- the counts -------------------------------------------------------- */

static bool on_campaigns(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	const struct campaign_view *v = camp_only(a, w, p);
	struct walk *k = walk_of(a, token);
	struct buf *to = k != NULL ? &w->body : &a->body;
	struct json_out o = json_writing(to);

	if (v == NULL && k != NULL)
		walk_end(k);
	if (v == NULL)
		return false;
	buf_clear(to);
	json_open_object(&o, NULL);
	campaign_counts_json(&o, v, CAMPAIGN_FETCHED);
	campaign_rates_json(&o, v);
	if (k != NULL) {
		carrier_tally_begin(k->tally, v);
		carrier_tally_ask(k->tally, a->with.ledger, token);
		return true;
	}
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

/* False: refused. */
static bool read_by(struct api *a, const struct call *c, bool *by_carrier)
{
	enum refusal no = REFUSAL_COUNT;

	*by_carrier = false;
	if (!content_query(a, c))
		return false;
	for (size_t i = 0; no == REFUSAL_COUNT && i < a->form->count; i++) {
		const struct form_pair *p = &a->form->pair[i];

		if (strcmp(p->name, "by") != 0)
			no = REFUSAL_QUERY;
		else if (strcmp(p->value, "carrier") != 0)
			no = REFUSAL_COUNTS_BY;
		*by_carrier = true;
	}
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

void camp_counts(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .campaigns = on_campaigns,
		.recipients = on_recipients };
	struct walk *k = NULL;
	bool by_carrier;
	struct wait *w;
	uint64_t token;

	if (!read_by(a, c, &by_carrier))
		return;
	w = camp_take(a, c, &token);
	if (w == NULL)
		return;
	if (by_carrier)
		k = walk_take(a, w);
	if (by_carrier && k == NULL) {
		reply_later(a, c, REFUSAL_WALKS, TRY_AGAIN);
		wait_give(a, token);
		return;
	}
	if (k != NULL)
		*k = (struct walk){ .token = token,
			.tally = carrier_tally_new() };
	w->then = &then;
	camp_ask(a, w, token);
}
