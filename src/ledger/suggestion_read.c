/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/suggestion.h"

#include "base/mem.h"
#include "ledger/contact_row.h"
#include "ledger/events.h"
#include "ledger/read.h"
#include "ledger/reader.h"
#include "ledger/streak.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#include <assert.h>
#include <stdlib.h>

#define PAGE_LOOKS 10000 /* most rows are of one failure */

struct suggestions_job {
	struct read_job job;
	struct suggestion_query query;
	struct suggestion *suggestion;
	size_t n;
	uint64_t next;
};

/* Nothing is done if none is open. */
static int take(struct suggestions_job *j, struct store_txn *txn,
    const struct thing *t)
{
	struct suggestion *to = &j->suggestion[j->n];
	struct streak s;
	int rc = streak_read(&s, t->value, t->len);

	if (rc != 0 || s.status != STREAK_OPEN || s.n == 0)
		return rc;
	*to = (struct suggestion){ .account = t->account,
		.should = streak_should(&s),
		.count = s.n,
		.reason = s.fail[s.n - 1].reason,
		.message = s.fail[s.n - 1].key,
		.since = s.since };
	rc = thing_number_parse(t->name, &to->number);
	if (rc == 0)
		rc = contact_find(txn, t->account, to->number, &to->contact);
	if (rc != 0 && rc != RC_NOT_FOUND)
		return rc;
	j->n++;
	return 0;
}

static int read_one(struct suggestions_job *j, struct store_txn *txn)
{
	char name[THING_NUMBER_BYTES];
	struct thing t = { .kind = THING_STREAK,
		.account = j->query.account,
		.name = thing_number_format(j->query.number, name) };
	int rc = thing_get(txn, &t);

	if (rc == 0)
		rc = take(j, txn, &t);
	return rc == 0 && j->n == 0 ? RC_NOT_FOUND : rc;
}

static int read_page(struct suggestions_job *j, struct store_txn *txn)
{
	char from[THING_NUMBER_BYTES];
	struct thing_walk w = { .txn = txn,
		.kind = THING_STREAK,
		.account = j->query.account };
	uint64_t last = 0;
	int rc;

	if (j->query.after != 0)
		w.after = thing_number_format(j->query.after, from);
	for (int looks = 0; thing_next(&w);) {
		if (j->n == j->query.limit || looks++ == PAGE_LOOKS) {
			j->next = last;
			return 0;
		}
		rc = w.damage;
		if (rc == 0)
			rc = take(j, txn, &w.thing);
		if (rc == 0)
			rc = thing_number_parse(w.name, &last);
		if (rc != 0)
			return rc;
	}
	return w.rc;
}

static int work(struct book *b, struct read_job *job)
{
	struct suggestions_job *j = (struct suggestions_job *)job;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	j->suggestion = mem_new(j->query.limit, sizeof(j->suggestion[0]));
	rc = j->query.number != 0 ? read_one(j, &t) : read_page(j, &t);
	store_end_read(&t);
	return rc;
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct suggestions_job *j = (struct suggestions_job *)job;
	struct suggestion_page page = { .rc = job->rc,
		.n = j->n,
		.suggestion = j->suggestion,
		.next = j->next };

	if (up->suggestions != NULL)
		up->suggestions(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	free(((struct suggestions_job *)job)->suggestion);
}

void ledger_suggestions(struct ledger *l, uint64_t token,
    const struct suggestion_query *q)
{
	static const struct read_kind kind = { sizeof(struct suggestions_job),
		work, give, fini };
	struct suggestions_job *j = read_job(&kind, token);

	assert(q->limit >= 1);
	j->query = *q;
	if (j->query.limit > SUGGESTIONS_LIMIT)
		j->query.limit = SUGGESTIONS_LIMIT;
	reader_ask(ledger_reader(l), &j->job);
}
