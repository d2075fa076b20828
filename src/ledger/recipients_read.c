/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of recipients: the members of a step in their order, with what is known
 * of their contacts and messages by now. One that was never checked has the
 * state that its campaign gives it.
 */
#include "ledger/audience.h"
#include "ledger/audience_row.h"
#include "ledger/campaign_row.h"
#include "ledger/contact_row.h"
#include "ledger/events.h"
#include "ledger/read.h"
#include "ledger/reader.h"
#include "ledger/record.h"

#include "base/mem.h"

#include <stdlib.h>

#define LOOKS_MAX 5000 /* members looked at for one page */

struct recipients_job {
	struct read_job job;
	struct recipient_query query;
	struct campaign campaign;
	struct recipient_view *view; /* data: offsets in `bytes` until all are
				      * read */
	struct buf bytes;
	struct reading found; /* their messages, in the same order */
	uint64_t next;
};

/* Is it the contact's number still? What is gone keeps its name. */
static void add_contact(struct recipients_job *j, struct store_txn *t,
    struct recipient_view *v)
{
	struct contact_view c;

	v->data = (const void *)(uintptr_t)j->bytes.len;
	if (v->contact == 0 ||
	    contact_load(t, j->campaign.account, v->contact, &c) != 0)
		return;
	v->deleted = c.deleted != 0;
	v->len = c.len;
	buf_add(&j->bytes, c.data, c.len);
}

static bool is_wanted(const struct recipient_query *q,
    const struct recipient_view *v, const struct record *r)
{
	return (q->states == 0 || q->states & 1u << v->state) &&
	       (q->reason == 0 || r->reason == q->reason) &&
	       (q->to == 0 || v->number == q->to);
}

/* RC_NOT_FOUND: it is not wanted. */
static int take(struct recipients_job *j, struct book *b, struct store_txn *t,
    const struct member *m, uint64_t index)
{
	struct recipient_view *v = &j->view[j->found.n];
	struct message_view *message = &j->found.message[j->found.n];
	struct record r = { .state = campaign_unchecked_state(&j->campaign) };
	int rc = 0;

	if (m->key != 0)
		rc = read_record(b, t, m->key, &r);
	if (rc != 0)
		return rc;
	*v = (struct recipient_view){ .index = index,
		.step = j->query.step,
		.number = m->number,
		.contact = m->contact,
		.state = (enum status)r.state };
	if (!is_wanted(&j->query, v, &r))
		return RC_NOT_FOUND;
	*message = (struct message_view){ 0 };
	if (m->key != 0) {
		read_view(b, message, m->key, &r);
		v->message = message;
	}
	if (m->key != 0 && j->query.bodies && r.body != 0)
		rc = read_body(b, t, &j->found, message, r.body);
	if (rc == 0 && !j->query.bare)
		add_contact(j, t, v);
	j->found.n += rc == 0;
	return rc;
}

/* What cannot be read hides none of the others. */
static int read_members(struct recipients_job *j, struct book *b,
    struct store_txn *t)
{
	struct audience_place at = { j->campaign.id, j->query.step };
	struct audience_chunk chunk = { 0 };
	uint64_t i = j->query.after, end = j->campaign.members[at.step],
		 in_hand = UINT64_MAX;

	for (int looks = 0; i < end; i++) {
		if (j->found.n == j->query.limit || looks++ == LOOKS_MAX) {
			j->next = i;
			return 0;
		}
		if (in_hand != i / AUDIENCE_CHUNK) {
			in_hand = i / AUDIENCE_CHUNK;
			if (audience_get(t, at, in_hand, &chunk) != 0)
				chunk.n = 0;
		}
		if (i % AUDIENCE_CHUNK >= chunk.n)
			continue;
		if (take(j, b, t, &chunk.member[i % AUDIENCE_CHUNK], i) != 0 &&
		    t->handle == NULL)
			return t->rc != 0 ? t->rc : RC_NO_SPACE;
	}
	return 0;
}

static void point_all(struct recipients_job *j)
{
	const uint8_t *base = buf_bytes(&j->bytes);

	read_point(&j->found);
	for (size_t i = 0; i < j->found.n; i++) {
		struct recipient_view *v = &j->view[i];

		v->data = v->len == 0 ? NULL : base + (uintptr_t)v->data;
	}
}

static int work(struct book *b, struct read_job *job)
{
	struct recipients_job *j = (struct recipients_job *)job;
	struct campaign *c = &j->campaign;
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	rc = campaign_get(&t, j->query.campaign, c);
	if (rc == 0 && (c->account != j->query.account || c->deleted ||
			   j->query.step >= CAMPAIGN_STEPS))
		rc = RC_NOT_FOUND;
	/* A snapshot that was taken back has no recipients. */
	if (rc == 0 && c->status != CAMPAIGN_DRAFT) {
		j->view = mem_new(j->query.limit, sizeof(j->view[0]));
		j->found.message =
		    mem_new(j->query.limit, sizeof(j->found.message[0]));
		rc = read_members(j, b, &t);
		point_all(j);
	}
	if (t.handle != NULL)
		store_end_read(&t);
	return rc;
}

static void give(struct read_job *job, const struct ledger_events *up,
    void *arg)
{
	struct recipients_job *j = (struct recipients_job *)job;
	struct recipient_page page = { .rc = job->rc,
		.n = job->rc == 0 ? j->found.n : 0,
		.recipient = j->view,
		.next = j->next };

	if (up->recipients != NULL)
		up->recipients(job->token, &page, arg);
}

static void fini(struct read_job *job)
{
	struct recipients_job *j = (struct recipients_job *)job;

	free(j->view);
	buf_free(&j->bytes);
	reading_fini(&j->found);
}

void ledger_recipients(struct ledger *l, uint64_t token,
    const struct recipient_query *q)
{
	static const struct read_kind kind = { sizeof(struct recipients_job),
		work, give, fini };
	struct recipients_job *j = read_job(&kind, token);

	j->query = *q;
	if (j->query.limit > AUDIENCE_LIMIT)
		j->query.limit = AUDIENCE_LIMIT;
	if (j->query.limit == 0)
		j->query.limit = 1;
	reader_ask(ledger_reader(l), &j->job);
}
