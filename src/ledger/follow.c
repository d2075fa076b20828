/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/follow.h"

#include "ledger/events.h"
#include "ledger/follow_read.h"
#include "ledger/reader.h"

#include <assert.h>

struct follow_job {
	struct read_job job;
	struct follow_query query;
	struct following found;
};

static int work(struct book *b, struct read_job *job)
{
	struct follow_job *j = (struct follow_job *)job;

	return read_events(b, &j->query, &j->found);
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct follow_job *j = (struct follow_job *)job;
	struct follow_page page = { .rc = job->rc,
		.n = j->found.n,
		.event = j->found.event,
		.next = job->rc == 0 ? j->found.next : j->query.after,
		.more = j->found.more };

	if (up->followed != NULL)
		up->followed(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	following_fini(&((struct follow_job *)job)->found);
}

void ledger_follow(struct ledger *l, uint64_t token,
    const struct follow_query *q)
{
	static const struct read_kind kind = { sizeof(struct follow_job), work,
		give, fini };
	struct follow_job *j = read_job(&kind, token);

	assert(q->limit >= 1);
	j->query = *q;
	reader_ask(ledger_reader(l), &j->job);
}
