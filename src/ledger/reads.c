/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reads of messages and parked receipts, as jobs of the reader.
 */
#include "ledger/events.h"
#include "ledger/parked.h"
#include "ledger/read.h"
#include "ledger/reader.h"

struct message_job {
	struct read_job job;
	uint16_t account;
	struct message_id id;
	struct reading found;
};

static int work_message(struct book *b, struct read_job *job)
{
	struct message_job *j = (struct message_job *)job;

	return read_message(b, j->account, &j->id, &j->found);
}

static void give_message(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct message_job *j = (struct message_job *)job;

	up->fetched(job->token, job->rc, j->found.message, arg);
}

static void fini_message(struct read_job *job)
{
	reading_fini(&((struct message_job *)job)->found);
}

void ledger_fetch(struct ledger *l, uint64_t token, uint16_t account,
    const struct message_id *id)
{
	static const struct read_kind kind = { sizeof(struct message_job),
		work_message, give_message, fini_message };
	struct message_job *j = read_job(&kind, token);

	j->account = account;
	j->id = *id;
	reader_ask(ledger_reader(l), &j->job);
}

struct list_job {
	struct read_job job;
	struct list_query query;
	struct reading found;
};

static int work_list(struct book *b, struct read_job *job)
{
	struct list_job *j = (struct list_job *)job;

	return read_list(b, &j->query, &j->found);
}

static void give_list(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct list_job *j = (struct list_job *)job;
	struct message_page page = { .rc = job->rc,
		.n = j->found.n,
		.message = j->found.message,
		.next = j->found.next };

	up->listed(job->token, &page, arg);
}

static void fini_list(struct read_job *job)
{
	reading_fini(&((struct list_job *)job)->found);
}

void ledger_list(struct ledger *l, uint64_t token, const struct list_query *q)
{
	static const struct read_kind kind = { sizeof(struct list_job),
		work_list, give_list, fini_list };
	struct list_job *j = read_job(&kind, token);

	j->query = *q;
	reader_ask(ledger_reader(l), &j->job);
}

struct parked_job {
	struct read_job job;
	size_t limit;
	struct reading found;
};

static int work_parked(struct book *b, struct read_job *job)
{
	struct parked_job *j = (struct parked_job *)job;

	return read_parked(b, j->limit, &j->found);
}

static void give_parked(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct parked_job *j = (struct parked_job *)job;
	struct parked_page page = { .rc = job->rc,
		.n = j->found.n,
		.receipt = j->found.parked,
		.more = j->found.next != 0 };

	up->parked(job->token, &page, arg);
}

static void fini_parked(struct read_job *job)
{
	reading_fini(&((struct parked_job *)job)->found);
}

void ledger_parked(struct ledger *l, uint64_t token, size_t limit)
{
	static const struct read_kind kind = { sizeof(struct parked_job),
		work_parked, give_parked, fini_parked };
	struct parked_job *j = read_job(&kind, token);

	j->limit = limit;
	reader_ask(ledger_reader(l), &j->job);
}
