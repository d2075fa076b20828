/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The backlog of a campaign is its audience: a cursor for each step puts what
 * is ready in the line of its smscs, so many at a time that others have their
 * turns and a pause is obeyed at once (gate.c).
 *
 * Invariant: a message of a campaign that is ready is in line, or its index is
 * not below the cursor of its step. How many are in line is known in memory
 * only: a start begins with none, and at most that many more are put there.
 */
#include "ledger/checking.h"

#include "base/clock.h"
#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"

/* Messages of a campaign in line: enough for the slots that one commit finds,
 * and no more, as others of its account wait behind them. */
#define LINED_MAX 500

#define LOOKS_MAX 2000 /* members looked at in one commit */

static bool may_feed(const struct campaign *c)
{
	return !campaign_is_paused(c) && campaign_is_under_way(c);
}

bool feed_has_more(const struct campaign *c)
{
	if (!may_feed(c))
		return false;
	for (uint8_t step = 0; step < c->steps; step++) {
		if (c->fed[step] < campaign_end_of(c, step))
			return true;
	}
	return false;
}

/* How many may be in line. With a rate no more than what this second allows,
 * and none when it was too much once. */
static uint32_t most_of(const struct book *b, struct campaign *c)
{
	uint32_t left;

	if (c->rate == 0)
		return LINED_MAX;
	gate_see_second(b, c);
	left = c->rate > c->gate.parts ? c->rate - c->gate.parts : 0;
	if (c->gate.parts != 0 && left <= c->gate.lined)
		c->gate.waits = true;
	if (c->gate.waits)
		return 0;
	return left < LINED_MAX ? left : LINED_MAX;
}

static uint32_t room_of(const struct book *b, struct campaign *c)
{
	uint32_t most = most_of(b, c);

	return most > c->gate.lined ? most - c->gate.lined : 0;
}

static void push(struct book *b, struct campaign *c, uint64_t key,
    const struct record *r)
{
	queue_push(&b->queue, book_line(b, r), &b->txn, key);
	book_await(b, r->set);
	c->gate.lined++;
}

void feed_ready(struct book *b, struct campaign *c, uint32_t index,
    const struct active_slot *s)
{
	const struct record *r = &s->record;
	uint8_t step = record_step(r);

	if (index >= c->fed[step])
		return;
	if (may_feed(c) && !c->gate.drains && room_of(b, c) != 0)
		push(b, c, s->key, r);
	else
		c->fed[step] = index;
}

struct walk {
	struct book *book;
	struct campaign *campaign;
	uint32_t room;
	int looks;
};

static void look_at(struct walk *w, uint64_t key)
{
	struct record r;

	if (key == 0 || book_look(w->book, key, &r) != 0 ||
	    !record_is_ready(&r))
		return;
	if (book_hush(w->book, key, &r))
		return;
	push(w->book, w->campaign, key, &r);
	w->room--;
}

/* Members of a chunk that cannot be read are passed by. */
static void walk_step(struct walk *w, uint8_t step)
{
	struct audience_place at = { w->campaign->id, step };
	uint32_t *fed = &w->campaign->fed[step], i,
		 end = campaign_end_of(w->campaign, step);
	struct audience_chunk chunk;
	uint64_t in_hand = UINT64_MAX;

	while (*fed < end && w->room != 0 && w->looks > 0) {
		if (in_hand != *fed / AUDIENCE_CHUNK) {
			in_hand = *fed / AUDIENCE_CHUNK;
			if (audience_get(&w->book->txn, at, in_hand, &chunk) !=
			    0)
				chunk.n = 0;
		}
		i = *fed % AUDIENCE_CHUNK;
		++*fed;
		w->looks--;
		if (i < chunk.n)
			look_at(w, chunk.member[i].key);
	}
}

static int feed(struct book *b, struct campaign *c, int looks)
{
	struct walk w = { .book = b, .looks = looks };

	if (c->gate.lined == 0)
		c->gate.drains = false;
	if (c->gate.drains || !feed_has_more(c))
		return looks;
	w.campaign = c = book_campaign(b, c->id);
	w.room = room_of(b, c);
	for (uint8_t step = 0; step < c->steps; step++)
		walk_step(&w, step);
	return w.looks;
}

void book_run_feed(struct book *b)
{
	size_t n = 0;
	int looks = LOOKS_MAX;

	while (book_active_campaign(b, n) != NULL)
		n++;
	for (size_t i = 0; i < n; i++)
		looks =
		    feed(b, book_active_campaign(b, (b->turn + i) % n), looks);
}

/* What waits for slots is fed when those come. */
usec book_next_feed(struct book *b)
{
	struct campaign *c;
	uint32_t room;
	usec at = 0;

	for (size_t i = 0; (c = book_active_campaign(b, i)) != NULL; i++) {
		if (!feed_has_more(c))
			continue;
		if (c->gate.drains && c->gate.lined != 0)
			continue;
		room = room_of(b, c);
		if (c->rate != 0 && c->gate.waits)
			clock_earlier(&at, gate_next_second(b));
		else if (room != 0 && c->gate.lined < LINED_MAX / 2)
			clock_earlier(&at, b->now);
	}
	return at;
}
