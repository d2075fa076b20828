/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page of contacts, as a job of the reader: all of them, or the members of
 * lists, merged by id.
 */
#include "ledger/audience.h"

#include "base/mem.h"
#include "ledger/checking.h"
#include "ledger/contact_row.h"
#include "ledger/events.h"
#include "ledger/read.h"
#include "ledger/reader.h"

#include <assert.h>
#include <stdlib.h>

/* A page ends when it has so many bytes, or has looked at so many rows. */
#define PAGE_BYTES ((size_t)1 << 20)
#define PAGE_LOOKS 20000

/* Data is in `bytes`, as offsets until point_all(). */
struct contacts_job {
	struct read_job job;
	struct contact_query query;
	struct contact_view *contact;
	size_t n;
	uint64_t next;
	usec promo; /* of query.number */
	struct buf bytes;
	/* Of each list, its first member that was not looked at yet; 0: it has
	 * no more. */
	uint64_t at[ARRAY_LEN(((struct contact_query *)NULL)->list)];
};

static void take(struct contacts_job *j, const struct contact_view *v)
{
	struct contact_view *to = &j->contact[j->n++];

	*to = *v;
	to->data = (const void *)(uintptr_t)j->bytes.len;
	buf_add(&j->bytes, v->data, v->len);
}

static void point_all(struct contacts_job *j)
{
	const uint8_t *base = buf_bytes(&j->bytes);

	for (size_t i = 0; i < j->n; i++) {
		struct contact_view *v = &j->contact[i];

		v->data = v->len != 0 ? base + (uintptr_t)v->data : NULL;
	}
}

static int read_one(struct contacts_job *j, struct store_txn *t)
{
	const struct contact_query *q = &j->query;
	struct contact_view v;
	uint64_t id = q->only;
	int rc = id != 0 ? 0 : contact_find(t, q->account, q->number, &id);

	if (rc == 0)
		rc = contact_load(t, q->account, id, &v);
	if (rc == 0)
		take(j, &v);
	return rc;
}

/* ---- the next one: of all, or of lists --------------------------------- */

/* A list that is of another account has no members here. */
static int begin_lists(struct contacts_job *j, struct store_txn *t)
{
	const struct contact_query *q = &j->query;

	for (size_t i = 0; i < q->lists; i++) {
		uint16_t account;
		uint64_t size;
		int rc = member_head(t, q->list[i], &account, &size);

		if (rc == 0 && account == q->account)
			rc = member_next(t, q->list[i], q->after, &j->at[i]);
		if (rc != 0 && rc != RC_NOT_FOUND)
			return rc;
	}
	return 0;
}

static int next_member(struct contacts_job *j, struct store_txn *t,
    struct contact_view *v)
{
	const struct contact_query *q = &j->query;
	uint64_t id = 0;

	for (size_t i = 0; i < q->lists; i++) {
		if (j->at[i] != 0 && (id == 0 || j->at[i] < id))
			id = j->at[i];
	}
	if (id == 0)
		return RC_NOT_FOUND;
	for (size_t i = 0; i < q->lists; i++) {
		int rc;

		if (j->at[i] != id)
			continue;
		j->at[i] = 0;
		rc = member_next(t, q->list[i], id, &j->at[i]);
		if (rc != 0 && rc != RC_NOT_FOUND)
			return rc;
	}
	return contact_load(t, q->account, id, v);
}

static int next_one(struct contacts_job *j, struct store_txn *t, uint64_t after,
    struct contact_view *v)
{
	return j->query.lists != 0
		   ? next_member(j, t, v)
		   : contact_next(t, j->query.account, after, v);
}

static bool is_full(const struct contacts_job *j, int looks)
{
	return j->n == j->query.limit || j->bytes.len > PAGE_BYTES ||
	       looks == 0;
}

static int read_page(struct contacts_job *j, struct store_txn *t)
{
	struct contact_view v = { .id = j->query.after };
	int looks = PAGE_LOOKS, rc = begin_lists(j, t);
	uint64_t last = j->query.after;

	while (rc == 0) {
		rc = next_one(j, t, last, &v);
		if (rc != 0)
			break;
		if (is_full(j, looks--)) {
			j->next = last;
			return 0;
		}
		last = v.id;
		if (v.deleted == 0)
			take(j, &v);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* Behind all else: to look for a record may begin the transaction anew. */
static void add_promos(struct contacts_job *j, struct book *b,
    struct store_txn *t)
{
	const struct contact_query *q = &j->query;

	for (size_t i = 0; i < j->n && t->handle != NULL; i++)
		j->contact[i].promo =
		    promo_seen(b, t, q->account, j->contact[i].number);
	if (q->number != 0 && t->handle != NULL)
		j->promo = promo_seen(b, t, q->account, q->number);
}

/* ---- the job ------------------------------------------------------------ */

static int work(struct book *b, struct read_job *job)
{
	struct contacts_job *j = (struct contacts_job *)job;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	j->contact = mem_new(j->query.limit, sizeof(j->contact[0]));
	if (j->query.only != 0 || j->query.number != 0)
		rc = read_one(j, &t);
	else
		rc = read_page(j, &t);
	point_all(j);
	if (j->query.promos)
		add_promos(j, b, &t);
	store_end_read(&t);
	return rc;
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct contacts_job *j = (struct contacts_job *)job;
	struct contact_page page = { .rc = job->rc,
		.n = j->n,
		.contact = j->contact,
		.next = j->next,
		.promo = j->promo };

	if (up->contacts != NULL)
		up->contacts(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	struct contacts_job *j = (struct contacts_job *)job;

	free(j->contact);
	buf_free(&j->bytes);
}

void ledger_contacts(struct ledger *l, uint64_t token,
    const struct contact_query *q)
{
	static const struct read_kind kind = { sizeof(struct contacts_job),
		work, give, fini };
	struct contacts_job *j = read_job(&kind, token);

	assert(q->limit >= 1 && q->lists <= ARRAY_LEN(q->list));
	j->query = *q;
	if (j->query.limit > AUDIENCE_LIMIT)
		j->query.limit = AUDIENCE_LIMIT;
	reader_ask(ledger_reader(l), &j->job);
}
