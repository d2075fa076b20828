/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is to be checked: a page of it, as a job of the reader. */
#include "ledger/check.h"

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/audience.h"
#include "ledger/audience_row.h"
#include "ledger/body.h"
#include "ledger/campaign_row.h"
#include "ledger/contact_row.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/events.h"
#include "ledger/read.h"
#include "ledger/reader.h"
#include "ledger/record.h"

#include <assert.h>
#include <stdlib.h>

struct work_job {
	struct read_job job;
	struct work_query query;
	struct work *work;
	struct work_place next;
	size_t n;
	bool more;
	struct buf bytes; /* data of the contacts; pointers are offsets until
			   * it grows no more */
	/* While it is worked on. */
	struct book *book;
	struct store_txn txn;
	struct campaign campaign;
};

#define LOOKS_MAX (4 * WORK_LIMIT) /* rows of others that one page passes by */

static bool is_full(const struct work_job *j)
{
	return j->n == j->query.limit;
}

/* A contact that cannot be read has no data. */
static void add(struct work_job *j, const struct work *w)
{
	struct work *to = &j->work[j->n++];
	struct contact_view contact;

	*to = *w;
	to->data = (const void *)(uintptr_t)j->bytes.len;
	if (w->contact == 0 || contact_load(&j->txn, j->campaign.account,
				   w->contact, &contact) != 0)
		return;
	to->len = contact.len;
	buf_add(&j->bytes, contact.data, contact.len);
}

static void point_all(struct work_job *j)
{
	const uint8_t *base = buf_bytes(&j->bytes);

	for (size_t i = 0; i < j->n; i++) {
		struct work *w = &j->work[i];

		w->data = w->len == 0 ? NULL : base + (uintptr_t)w->data;
	}
}

/* ---- those that were never checked ------------------------------------- */

static void take_chunk(struct work_job *j, const struct audience_chunk *chunk,
    uint64_t *index)
{
	uint32_t i = (uint32_t)(*index % AUDIENCE_CHUNK);

	for (; i < AUDIENCE_CHUNK && *index < j->campaign.members[0] &&
	       !is_full(j);
	     i++, ++*index) {
		struct work w = { .index = *index };

		if (i < chunk->n) {
			w.number = chunk->member[i].number;
			w.contact = chunk->member[i].contact;
		}
		add(j, &w);
	}
}

static int find_unchecked(struct work_job *j)
{
	struct audience_place at = { j->query.campaign, 0 };
	uint64_t index = j->campaign.check_at;
	struct audience_chunk chunk;

	if (j->campaign.status != CAMPAIGN_PROCESSING)
		return 0;
	while (index < j->campaign.members[0] && !is_full(j)) {
		/* What cannot be read has to be checked too: L8. */
		if (audience_get(&j->txn, at, index / AUDIENCE_CHUNK, &chunk) !=
		    0)
			chunk.n = 0;
		if (j->txn.rc != 0)
			return j->txn.rc;
		take_chunk(j, &chunk, &index);
	}
	j->more = index < j->campaign.members[0] || j->campaign.filling;
	return 0;
}

/* ---- those that are held ----------------------------------------------- */

static void take_held(struct work_job *j, const struct due *d,
    const struct record *r)
{
	struct work w = { .key = d->key,
		.step = record_step(r),
		.variant = record_variant(r),
		.number = r->to,
		.born = r->accepted,
		.charged = record_was_queued(r),
		.hold_over = d->at };
	struct entry born;

	if (body_born(&j->txn, NULL, r->last, &born) == 0) {
		w.index = born.index;
		w.contact = born.contact;
	}
	add(j, &w);
}

static bool is_wanted(const struct work_job *j, const struct due *d,
    const struct record *r)
{
	return record_is_checked_later(r) && record_time(r, r->next) == d->at &&
	       (j->query.kind == WORK_DUE || r->substate != SUBSTATE_FOLLOW_UP);
}

static bool is_enough(const struct work_job *j, size_t looks)
{
	return is_full(j) ||
	       (j->query.kind == WORK_HELD && looks - j->n == LOOKS_MAX);
}

/* From there on, up to that instant. */
static int find_held(struct work_job *j, struct work_place place, usec last)
{
	uint32_t line = DUE_RELEASES + j->query.campaign;
	struct due d, from = { .line = line, .at = place.at, .key = place.key };
	struct record r;
	size_t looks = 0;
	int rc;

	for (; (rc = due_next(&j->txn, &from, &d)) == 0; looks++) {
		if (d.line != line || d.at > last)
			return 0;
		j->next = (struct work_place){ d.at, d.key };
		if (is_enough(j, looks)) {
			j->more = true;
			return 0;
		}
		from = d;
		from.key++;
		rc = read_record(j->book, &j->txn, d.key, &r);
		if (j->txn.handle == NULL)
			return rc;
		if (rc == 0 && is_wanted(j, &d, &r))
			take_held(j, &d, &r);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* ---- the job ----------------------------------------------------------- */

static int find(struct work_job *j)
{
	const struct campaign *c = &j->campaign;
	int rc = campaign_get(&j->txn, j->query.campaign, &j->campaign);

	if (rc != 0)
		return rc;
	if (campaign_is_swept(c) ||
	    (c->status == CAMPAIGN_PROCESSING && c->preflight != 0))
		return 0; /* nothing is checked any more */
	j->work = mem_new(j->query.limit, sizeof(j->work[0]));
	switch (j->query.kind) {
	case WORK_UNCHECKED: return find_unchecked(j);
	case WORK_DUE:
		return find_held(j, (struct work_place){ 0 }, clock_wall());
	default: return find_held(j, j->query.from, INT64_MAX);
	}
}

static int work(struct book *b, struct read_job *job)
{
	struct work_job *j = (struct work_job *)job;
	int rc = read_begin(b, &j->txn);

	if (rc != 0)
		return rc;
	j->book = b;
	rc = find(j);
	if (rc != 0)
		j->n = 0;
	point_all(j);
	if (j->txn.handle != NULL)
		store_end_read(&j->txn);
	return rc;
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct work_job *j = (struct work_job *)job;
	struct work_page page = { .rc = job->rc,
		.campaign = j->query.campaign,
		.kind = j->query.kind,
		.from = j->query.from,
		.next = j->next,
		.n = j->n,
		.work = j->work,
		.more = j->more };

	if (up->worked != NULL)
		up->worked(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	struct work_job *j = (struct work_job *)job;

	free(j->work);
	buf_free(&j->bytes);
}

void ledger_work(struct ledger *l, uint64_t token, const struct work_query *q)
{
	static const struct read_kind kind = { sizeof(struct work_job), work,
		give, fini };
	struct work_job *j = read_job(&kind, token);

	assert(q->limit >= 1 && q->limit <= WORK_LIMIT);
	j->query = *q;
	reader_ask(ledger_reader(l), &j->job);
}
