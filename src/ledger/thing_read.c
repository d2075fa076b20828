/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/thing.h"

#include "base/mem.h"
#include "ledger/events.h"
#include "ledger/read.h"
#include "ledger/reader.h"
#include "ledger/thing_row.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A page ends when it has so many bytes, whatever its limit. */
#define PAGE_BYTES ((size_t)1 << 20)

/* Names and values are in `bytes`, as offsets until point_all(). */
struct things_job {
	struct read_job job;
	struct thing_query query;
	char after[THING_NAME_MAX + 1];
	struct thing *thing;
	size_t n;
	bool more;
	struct buf bytes;
};

static void take(struct things_job *j, const struct thing *t)
{
	struct thing *to = &j->thing[j->n++];

	*to = *t;
	to->name = (const char *)(uintptr_t)j->bytes.len;
	buf_add(&j->bytes, t->name, strlen(t->name) + 1);
	to->value = (const void *)(uintptr_t)j->bytes.len;
	buf_add(&j->bytes, t->value, t->len);
}

static void point_all(struct things_job *j)
{
	const uint8_t *base = buf_bytes(&j->bytes);

	for (size_t i = 0; i < j->n; i++) {
		struct thing *t = &j->thing[i];

		t->name = (const char *)base + (uintptr_t)t->name;
		t->value = base + (uintptr_t)t->value;
	}
}

static int read_rows(struct things_job *j, struct store_txn *txn)
{
	struct thing_walk w = { .txn = txn,
		.kind = j->query.kind,
		.account = j->query.account,
		.after = j->after };

	while (thing_next(&w)) {
		if (w.damage != 0)
			return w.damage;
		j->more = j->n == j->query.limit || j->bytes.len > PAGE_BYTES;
		if (j->more)
			return 0;
		take(j, &w.thing);
	}
	return w.rc;
}

static int work(struct book *b, struct read_job *job)
{
	struct things_job *j = (struct things_job *)job;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	j->thing = mem_new(j->query.limit, sizeof(j->thing[0]));
	rc = read_rows(j, &t);
	point_all(j);
	store_end_read(&t);
	return rc;
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct things_job *j = (struct things_job *)job;
	struct thing_page page = { .rc = job->rc,
		.n = j->n,
		.thing = j->thing,
		.more = j->more };

	if (up->things != NULL)
		up->things(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	struct things_job *j = (struct things_job *)job;

	free(j->thing);
	buf_free(&j->bytes);
}

void ledger_things(struct ledger *l, uint64_t token,
    const struct thing_query *q)
{
	static const struct read_kind kind = { sizeof(struct things_job), work,
		give, fini };
	struct things_job *j = read_job(&kind, token);

	assert(q->limit >= 1);
	j->query = *q;
	if (j->query.limit > THINGS_LIMIT)
		j->query.limit = THINGS_LIMIT;
	if (q->after != NULL)
		snprintf(j->after, sizeof(j->after), "%s", q->after);
	j->query.after = NULL;
	reader_ask(ledger_reader(l), &j->job);
}
