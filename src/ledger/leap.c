/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A leap is known by the place of the journal's next entry: a message whose
 * newest entry is before that has dates of the clock of before. So none is
 * moved twice, and a crash in the walk costs nothing: it begins anew.
 *
 * Leaps are whole seconds, so what a record keeps in seconds moves with it.
 */
#include "ledger/leap.h"

#include "base/log.h"
#include "base/mem.h"
#include "ledger/entry.h"
#include "ledger/meta.h"
#include "ledger/pace.h"
#include "ledger/steps.h"

#include <stdlib.h>
#include <string.h>

#define LEAP_LEAST SECOND
#define LOOKS_MAX  1000 /* rows in one commit */

struct leaps *leaps_new(void)
{
	return mem_new(1, sizeof(struct leaps));
}

/* The date of the last commit is that of the store at a start alone: after a
 * commit that failed it is known better. Without what cannot be read some wait
 * longer, so it stops nobody. */
int leaps_load(struct book *b)
{
	struct leaps *l = b->leaps;
	struct meta m;

	l->from = (struct due){ 0 };
	if (l->wall == 0 && meta_read(&b->txn, &m) == 0)
		l->wall = m.at;
	if (leaps_get(&b->txn, l) != 0)
		log_error("ledger", "how the clock was set cannot be read");
	return b->txn.rc;
}

/* ---- seen --------------------------------------------------------------- */

/* As the two clocks are read one after the other. */
static usec nearest_second(usec by)
{
	usec half = by < 0 ? -SECOND / 2 : SECOND / 2;

	return llabs(by) < LEAP_LEAST ? 0 : (by + half) / SECOND * SECOND;
}

/* By how much the clock is behind what it should say. */
static usec behind(const struct book *b)
{
	const struct leaps *l = b->leaps;
	usec steady = b->batch->steady, by = l->wall - b->now;

	if (l->wall == 0)
		return 0;
	if (steady != 0 && l->steady != 0)
		by += steady - l->steady;
	else if (by < 0)
		return 0;
	return nearest_second(by);
}

/* The two oldest are one from now on. */
static void make_room(struct leaps *l)
{
	if (l->n < LEAPS_MAX)
		return;
	l->leap[1].by += l->leap[0].by;
	memmove(&l->leap[0], &l->leap[1], --l->n * sizeof(l->leap[0]));
}

static void begin_walk(struct leaps *l)
{
	l->walks = true;
	l->from = (struct due){ 0 };
}

void leap_see(struct book *b)
{
	struct leaps *l = b->leaps;
	usec by = behind(b);

	if (by == 0)
		return;
	log_warn("ledger", "the clock was set %s seconds=%lld",
	    by > 0 ? "back" : "forward", (long long)(llabs(by) / SECOND));
	make_room(l);
	l->leap[l->n++] =
	    (struct leap){ .place = b->place_before, .at = b->now, .by = by };
	begin_walk(l);
	leaps_put(&b->txn, l);
	book_leap_campaigns(b, by);
	polls_leap(b->polls, by);
	retention_forget(b);
	pace_free(b->pace);
	b->pace = pace_new();
}

void leap_done(struct book *b)
{
	b->leaps->wall = b->batch->now;
	b->leaps->steady = b->batch->steady;
}

/* ---- messages ----------------------------------------------------------- */

usec leap_since(const struct book *b, uint64_t place)
{
	return leaps_since(b->leaps, place);
}

void leap_show(const struct book *b, struct record *r)
{
	leaps_show(b->leaps, r);
}

/* Its row of due for a retry follows it by itself (book_write()). */
static void follow(struct book *b, const struct active_slot *s)
{
	const struct record *r = &s->record;
	struct due d = { .key = s->key };

	if (r->state == STATUS_QUEUED && r->ttl != 0) {
		d.line = DUE_EXPIRY;
		d.at = r->accepted + r->ttl * SECOND;
		due_put(&b->txn, &d);
	}
	if (r->flags & FLAG_REROUTED && record_awaits_receipt(r)) {
		d.line = DUE_UNKNOWN;
		d.at = record_time(r, r->forwarded) + b->options.unknown_after;
		due_put(&b->txn, &d);
	}
}

static void take(struct book *b, struct active_slot *s, usec by)
{
	struct entry e = { .type = ENTRY_CLOCK,
		.part = PART_WHOLE,
		.next = by };

	book_write(b, s, &e);
	follow(b, s);
}

void leap_take(struct book *b, struct active_slot *s)
{
	usec by = leaps_of(b->leaps, &s->record);

	if (by != 0)
		take(b, s, by);
}

/* ---- the walk ----------------------------------------------------------- */

/* Lines of retries, then the two of all messages. */
static bool is_of_ours(uint32_t line)
{
	return line < DUE_RELEASES || line == DUE_UNKNOWN || line == DUE_EXPIRY;
}

static uint32_t next_line(uint32_t line)
{
	return line < DUE_UNKNOWN ? DUE_UNKNOWN : DUE_EXPIRY;
}

static void look_at(struct book *b, uint64_t key)
{
	struct active_slot *s;
	struct record r;

	if (book_look_raw(b, key, &r) == 0 && leaps_of(b->leaps, &r) != 0 &&
	    book_touch(b, key, &s) == 0)
		leap_take(b, s); /* if that did not */
}

/* A message that was moved may be met again: it does nothing. */
void leap_run(struct book *b)
{
	struct leaps *l = b->leaps;
	struct due d;

	for (int i = 0; l->walks && i < LOOKS_MAX; i++) {
		if (due_next(&b->txn, &l->from, &d) != 0 ||
		    d.line > DUE_EXPIRY) {
			l->walks = false;
			leaps_put(&b->txn, l);
		} else if (!is_of_ours(d.line)) {
			l->from = (struct due){ .line = next_line(d.line) };
		} else {
			l->from = d;
			l->from.key++;
			look_at(b, d.key);
		}
	}
}

usec leap_next(const struct book *b)
{
	return b->leaps->walks ? b->now : 0;
}
