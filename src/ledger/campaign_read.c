/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of campaigns, the newest first: ids are in the order in which they
 * came. And the history of one: a chain of entries, read backwards.
 */
#include "ledger/campaign_event.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_show.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/events.h"
#include "ledger/read.h"
#include "ledger/reader.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LOOKS_MAX   2000 /* rows looked at for one page */
#define EVENTS_KEPT 1000 /* of one campaign; older ones are left out */

/* ---- pages ------------------------------------------------------------- */

struct campaigns_job {
	struct read_job job;
	struct campaign_query query;
	struct campaign_view *view;
	size_t n;
	uint32_t next;
	struct buf bytes; /* definitions, at offsets until all are read */
};

static bool is_of(const struct campaign *c, uint16_t account)
{
	return (account == 0 || c->account == account) && !c->deleted;
}

static bool is_wanted(const struct campaign_query *q, const struct campaign *c)
{
	return is_of(c, q->account) &&
	       (q->statuses == 0 || q->statuses & 1u << c->status) &&
	       (q->from_date == 0 || c->created >= q->from_date) &&
	       (q->to_date == 0 || c->created < q->to_date);
}

static void add_definition(struct campaigns_job *j, struct store_txn *t,
    struct campaign_view *v)
{
	struct store_bytes bytes;

	v->definition = (const void *)(uintptr_t)j->bytes.len;
	if (campaign_get_definition(t, v->id, &bytes) != 0)
		return;
	v->definition_len = bytes.len;
	buf_add(&j->bytes, bytes.data, bytes.len);
}

static void take(struct campaigns_job *j, struct store_txn *t,
    const struct campaign *c)
{
	struct campaign_view *v = &j->view[j->n++];

	campaign_show(c, v);
	if (v->open)
		v->next_release = due_first_at(t, DUE_RELEASES + c->id);
	add_definition(j, t, v);
}

static int read_one(struct campaigns_job *j, struct store_txn *t)
{
	struct campaign c;
	int rc = campaign_get(t, j->query.only, &c);

	if (rc == 0 && !is_of(&c, j->query.account))
		rc = RC_NOT_FOUND;
	if (rc == 0)
		take(j, t, &c);
	return rc;
}

/* The newest row below an id; 0: the newest. */
static int seek_below(struct store_txn *t, uint32_t below,
    struct store_row *row)
{
	uint8_t key[4] = { (uint8_t)(below >> 24), (uint8_t)(below >> 16),
		(uint8_t)(below >> 8), (uint8_t)below };

	return below == 0
		   ? store_last(t, STORE_CAMPAIGN, row)
		   : store_before(t, STORE_CAMPAIGN, key, sizeof(key), row);
}

static int read_page(struct campaigns_job *j, struct store_txn *t)
{
	struct store_row row;
	struct campaign c;
	int looks = 0, rc = seek_below(t, j->query.before, &row);

	for (; rc == 0; rc = store_prev(&row)) {
		if (j->n == j->query.limit || looks++ == LOOKS_MAX)
			return 0;
		/* A damaged one hides none of the others. */
		if (campaign_read(&row, &c) != 0)
			continue;
		j->next = c.id;
		if (is_wanted(&j->query, &c))
			take(j, t, &c);
	}
	if (rc == RC_NOT_FOUND)
		j->next = 0;
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static int work_campaigns(struct book *b, struct read_job *job)
{
	struct campaigns_job *j = (struct campaigns_job *)job;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	j->view = mem_new(j->query.limit, sizeof(j->view[0]));
	rc = j->query.only != 0 ? read_one(j, &t) : read_page(j, &t);
	for (size_t i = 0; i < j->n; i++)
		j->view[i].definition =
		    buf_bytes(&j->bytes) + (uintptr_t)j->view[i].definition;
	store_end_read(&t);
	return rc;
}

static void give_campaigns(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct campaigns_job *j = (struct campaigns_job *)job;
	struct campaign_page page = { .rc = job->rc,
		.n = j->n,
		.campaign = j->view,
		.next = j->next };

	if (up->campaigns != NULL)
		up->campaigns(job->token, &page, arg);
}

static void fini_campaigns(struct read_job *job)
{
	struct campaigns_job *j = (struct campaigns_job *)job;

	free(j->view);
	buf_free(&j->bytes);
}

void ledger_campaigns(struct ledger *l, uint64_t token,
    const struct campaign_query *q)
{
	static const struct read_kind kind = { sizeof(struct campaigns_job),
		work_campaigns, give_campaigns, fini_campaigns };
	struct campaigns_job *j = read_job(&kind, token);

	j->query = *q;
	if (j->query.only != 0 || j->query.limit == 0)
		j->query.limit = 1;
	if (j->query.limit > CAMPAIGNS_LIMIT)
		j->query.limit = CAMPAIGNS_LIMIT;
	reader_ask(ledger_reader(l), &j->job);
}

/* ---- history ----------------------------------------------------------- */

struct history_job {
	struct read_job job;
	uint16_t account;
	uint32_t id;
	struct campaign_event *event; /* the newest first until all are read */
	size_t n;
	struct buf bytes;
};

static void add_event(struct history_job *j, const struct entry *e)
{
	struct campaign_event *v = &j->event[j->n];
	size_t at = j->bytes.len;

	if (campaign_event_read(v, e->raw, e->raw_len) != 0)
		return;
	v->at = e->at;
	buf_add(&j->bytes, v->actor, strlen(v->actor) + 1);
	buf_add(&j->bytes, v->reason, strlen(v->reason) + 1);
	v->actor = (const char *)(uintptr_t)at;
	j->n++;
}

static void read_chain(struct history_job *j, struct store_txn *t,
    uint64_t place)
{
	struct entry e;

	while (place != 0 && j->n < EVENTS_KEPT) {
		if (entry_at(t, NULL, place, &e) != 0 ||
		    e.type != ENTRY_CAMPAIGN || e.campaign != j->id)
			return;
		add_event(j, &e);
		place = e.prev;
	}
}

static void turn_round(struct history_job *j)
{
	const char *base = (const char *)buf_bytes(&j->bytes);

	for (size_t i = 0; i < j->n / 2; i++) {
		struct campaign_event last = j->event[j->n - 1 - i];

		j->event[j->n - 1 - i] = j->event[i];
		j->event[i] = last;
	}
	for (size_t i = 0; i < j->n; i++) {
		struct campaign_event *e = &j->event[i];

		e->actor = base + (uintptr_t)e->actor;
		e->reason = e->actor + strlen(e->actor) + 1;
	}
}

static int work_history(struct book *b, struct read_job *job)
{
	struct history_job *j = (struct history_job *)job;
	struct campaign c;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	rc = campaign_get(&t, j->id, &c);
	if (rc == 0 && (c.account != j->account || c.deleted))
		rc = RC_NOT_FOUND;
	if (rc == 0) {
		j->event = mem_new(EVENTS_KEPT, sizeof(j->event[0]));
		read_chain(j, &t, c.last);
		turn_round(j);
	}
	store_end_read(&t);
	return rc;
}

static void give_history(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct history_job *j = (struct history_job *)job;
	struct campaign_history h = { .rc = job->rc,
		.id = j->id,
		.n = j->n,
		.event = j->event };

	if (up->campaign_told != NULL)
		up->campaign_told(job->token, &h, arg);
}

static void fini_history(struct read_job *job)
{
	struct history_job *j = (struct history_job *)job;

	free(j->event);
	buf_free(&j->bytes);
}

void ledger_campaign_events(struct ledger *l, uint64_t token, uint16_t account,
    uint32_t id)
{
	static const struct read_kind kind = { sizeof(struct history_job),
		work_history, give_history, fini_history };
	struct history_job *j = read_job(&kind, token);

	j->account = account;
	j->id = id;
	reader_ask(ledger_reader(l), &j->job);
}
