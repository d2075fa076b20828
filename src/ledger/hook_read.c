/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/hook.h"

#include "base/mem.h"
#include "ledger/events.h"
#include "ledger/follow_read.h"
#include "ledger/hook_row.h"
#include "ledger/read.h"
#include "ledger/reader.h"

#include <assert.h>
#include <stdlib.h>

/* Rows looked at for one page (L9). */
#define LOOKS_MAX 1000

struct hooks_job {
	struct read_job job;
	struct hook_query query;
	struct hook *hook;
	size_t n, cap;
	uint64_t next;
	bool more;
	struct following found;
};

static void add(struct hooks_job *j, const struct hook *h)
{
	if (j->n == j->cap) {
		j->cap = j->cap * 2 + 16;
		j->hook = mem_resize(j->hook, j->cap, sizeof(j->hook[0]));
	}
	j->hook[j->n++] = *h;
}

static bool is_wanted(const struct hook_query *q, const struct hook *h)
{
	return (q->account == 0 || h->account == q->account) &&
	       (q->lane == 0 || h->lane == q->lane);
}

/* Dead ones of one place stay together: a place is where the next page goes on.
 */
static bool is_full(const struct hooks_job *j, const struct hook *h, int looks)
{
	return (j->n >= j->query.limit || looks >= LOOKS_MAX) &&
	       h->place != j->next;
}

static int read_rows(struct hooks_job *j, struct store_txn *t)
{
	const struct hook_query *q = &j->query;
	struct store_row row;
	struct hook h;
	int rc = q->dead ? hook_seek_dead(t, q->after, &row, &h)
			 : hook_seek(t, q->lane, q->after, &row, &h);

	for (int looks = 0; rc == 0; looks++) {
		if (!q->dead && h.lane != q->lane)
			return 0;
		j->more = is_full(j, &h, looks);
		if (j->more)
			return 0;
		if (is_wanted(q, &h))
			add(j, &h);
		j->next = h.place;
		rc = hook_next(&row, &h);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static int read_events_of(struct book *b, struct hooks_job *j)
{
	uint64_t *place = mem_new(j->n, sizeof(*place));
	int rc;

	for (size_t i = 0; i < j->n; i++)
		place[i] = j->hook[i].place;
	rc = read_events_at(b, place, j->n, &j->found);
	free(place);
	return rc;
}

static int work(struct book *b, struct read_job *job)
{
	struct hooks_job *j = (struct hooks_job *)job;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	rc = read_rows(j, &t);
	store_end_read(&t);
	return rc != 0 ? rc : read_events_of(b, j);
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct hooks_job *j = (struct hooks_job *)job;
	struct hook_page page = { .rc = job->rc, .next = j->query.after };

	if (job->rc == 0)
		page = (struct hook_page){ .n = j->n,
			.hook = j->hook,
			.event = j->found.event,
			.next = j->next,
			.more = j->more };
	if (up->hooks != NULL)
		up->hooks(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	struct hooks_job *j = (struct hooks_job *)job;

	free(j->hook);
	following_fini(&j->found);
}

void ledger_hooks(struct ledger *l, uint64_t token, const struct hook_query *q)
{
	static const struct read_kind kind = { sizeof(struct hooks_job), work,
		give, fini };
	struct hooks_job *j = read_job(&kind, token);

	assert(q->limit >= 1);
	j->query = *q;
	j->next = q->after;
	if (j->query.limit > HOOKS_LIMIT)
		j->query.limit = HOOKS_LIMIT;
	reader_ask(ledger_reader(l), &j->job);
}

/* ---- before the start -------------------------------------------------- */

/* *h is the first of its lane, then of the next lane. */
static int count_lane(struct store_txn *t, struct store_row *row,
    struct hook *h, uint64_t *n)
{
	uint32_t lane = h->lane;
	int rc = 0;

	for (*n = 0; rc == 0 && h->lane == lane && *n < HOOK_LANE_MAX; ++*n)
		rc = hook_next(row, h);
	if (rc == 0 && h->lane == lane)
		rc = hook_seek(t, lane, UINT64_MAX - 1, row, h);
	return rc;
}

static int each_lane(struct store_txn *t,
    void (*each)(const struct hook *first, uint64_t n, void *arg), void *arg)
{
	struct store_row row;
	struct hook h, first;
	uint64_t n;
	int rc = hook_seek(t, 0, 0, &row, &h);

	while (rc == 0) {
		first = h;
		rc = count_lane(t, &row, &h, &n);
		if (rc == 0 || rc == RC_NOT_FOUND)
			each(&first, n, arg);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

int ledger_each_lane(struct ledger *l,
    void (*each)(const struct hook *first, uint64_t n, void *arg), void *arg)
{
	struct store_txn t;
	int rc = ledger_begin_read(l, &t);

	if (rc != 0)
		return rc;
	rc = each_lane(&t, each, arg);
	store_end_read(&t);
	return rc;
}
