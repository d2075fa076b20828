/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * camp - a shop with campaigns: what is done with one, who checks its
 * recipients, and that its counts add up after each step.
 */
#ifndef TESTS_LEDGER_CAMP_H
#define TESTS_LEDGER_CAMP_H

#include "shop.h"

#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/check.h"
#include "ledger/thing.h"
#include "ledger/verify.h"

#define CLAIMS 4000
#define LINES  64
#define N1     19175550000u /* + n: the number of contact n */

struct camp {
	struct shop *shop;
	struct campaigned done;
	size_t dones;
	int rc;
	struct campaign_view view; /* of the last page, the first */
	char definition[64];
	size_t n;
	uint32_t ids[MANY], next;
	size_t lines;
	struct campaign_event line[LINES];
	char actor[64], reason[64]; /* of the last line */
	struct recipient_view who[MANY];
	struct message_view message[MANY];
	size_t whos;
	uint64_t who_next;
	struct contacted contacted;
	size_t works, checked;
	bool more;
	struct work work[WORK_LIMIT];
	size_t claims, answered;
	struct claim claim[CLAIMS];
	size_t questions;
};

static inline struct camp *camp_of(void *arg)
{
	return ((struct shop *)arg)->more;
}

static inline void camp_done(const struct campaigned *d, void *arg)
{
	struct camp *c = camp_of(arg);

	c->done = *d;
	c->dones++;
}

static inline void camp_page(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	struct camp *c = camp_of(arg);

	(void)token;
	c->rc = p->rc;
	c->n = p->n;
	c->next = p->next;
	for (size_t i = 0; i < p->n; i++)
		c->ids[i] = p->campaign[i].id;
	if (p->n == 0)
		return;
	c->view = p->campaign[0];
	snprintf(c->definition, sizeof(c->definition), "%.*s",
	    (int)c->view.definition_len, (const char *)c->view.definition);
}

static inline void camp_told(uint64_t token, const struct campaign_history *h,
    void *arg)
{
	struct camp *c = camp_of(arg);

	(void)token;
	c->rc = h->rc;
	c->lines = h->n < LINES ? h->n : LINES;
	if (h->n == 0)
		return;
	memcpy(c->line, h->event, c->lines * sizeof(c->line[0]));
	snprintf(c->actor, sizeof(c->actor), "%s", h->event[h->n - 1].actor);
	snprintf(c->reason, sizeof(c->reason), "%s", h->event[h->n - 1].reason);
}

static inline void camp_recipients(uint64_t token,
    const struct recipient_page *p, void *arg)
{
	struct camp *c = camp_of(arg);

	(void)token;
	c->rc = p->rc;
	c->whos = p->n;
	c->who_next = p->next;
	for (size_t i = 0; i < p->n; i++) {
		c->who[i] = p->recipient[i];
		if (p->recipient[i].message != NULL)
			c->message[i] = *p->recipient[i].message;
	}
}

static inline void camp_contacted(const struct contacted *d, void *arg)
{
	camp_of(arg)->contacted = *d;
}

static inline void camp_worked(uint64_t token, const struct work_page *p,
    void *arg)
{
	struct camp *c = camp_of(arg);

	(void)token;
	c->rc = p->rc;
	c->works = p->n;
	c->more = p->more;
	if (p->n != 0)
		memcpy(c->work, p->work, p->n * sizeof(p->work[0]));
}

static inline void camp_checked(uint64_t token, int rc, void *arg)
{
	(void)token;
	assert_int_equal(rc, 0);
	camp_of(arg)->checked++;
}

static inline void camp_claimed(const struct claim *k, void *arg)
{
	struct camp *c = camp_of(arg);

	note_claimed(k, arg);
	c->claim[c->claims++] = *k;
}

static inline void camp_question(const struct question *q, void *arg)
{
	(void)q;
	camp_of(arg)->questions++;
}

static inline void camp_kept(uint64_t token, int rc, void *arg)
{
	(void)token;
	(void)arg;
	assert_int_equal(rc, 0);
}

static const struct ledger_events camp_events = {
	.accepted = note_accepted,
	.refused = note_refused,
	.claimed = camp_claimed,
	.stored = note_stored,
	.fetched = note_fetched,
	.listed = note_listed,
	.broken = note_broken,
	.question = camp_question,
	.kept = camp_kept,
	.campaigned = camp_done,
	.campaigns = camp_page,
	.campaign_told = camp_told,
	.contacted = camp_contacted,
	.recipients = camp_recipients,
	.worked = camp_worked,
	.checked = camp_checked,
};

static inline int camp_setup(void **state)
{
	struct camp *c = calloc(1, sizeof(*c));
	struct shop *s;

	assert_non_null(c);
	assert_int_equal(setup(state), 0);
	s = *state;
	close_shop(s);
	s->more = c;
	s->up = &camp_events;
	c->shop = s;
	open_shop(s);
	settle(s);
	return 0;
}

static inline int camp_teardown(void **state)
{
	struct shop *s = *state;
	void *c = s->more;
	int rc = teardown(state);

	free(c);
	return rc;
}

static inline void camp_found(const char *table, const char *key,
    const char *what, void *arg)
{
	(void)arg;
	fail_msg("%s %s: %s", table, key, what);
}

/* The store holds what it promises, and all counts are right. */
static inline void camp_verify(struct camp *c)
{
	const struct verify_options o = { .path = c->shop->path,
		.found = camp_found };
	struct verify_counts n;
	struct ledger_problem why;

	close_shop(c->shop);
	if (ledger_verify(&o, &n, &why) != 0)
		fail_msg("%s", why.text);
	open_shop(c->shop);
	settle(c->shop);
}

/* As after a kill: what was committed is there. */
static inline void camp_reopen(struct camp *c)
{
	close_shop(c->shop);
	open_shop(c->shop);
	settle(c->shop);
}

/* ---- what is done ------------------------------------------------------ */

static inline int camp_do(struct camp *c, enum campaign_do what, uint32_t id,
    const struct campaign_plan *plan)
{
	const char *text = what == CAMPAIGN_EDIT ? "second" : "first";
	bool says = what == CAMPAIGN_CREATE || what == CAMPAIGN_EDIT;

	ledger_campaign(c->shop->ledger,
	    &(struct campaign_fact){ .token = 7,
		.account = c->shop->account,
		.id = id,
		.what = what,
		.actor = "anna",
		.reason = what == CAMPAIGN_CANCEL ? "typo" : NULL,
		.definition = says ? text : NULL,
		.definition_len = says ? strlen(text) : 0,
		.plan = plan });
	settle(c->shop);
	assert_int_equal(c->done.token, 7);
	return c->done.rc;
}

static inline uint32_t camp_new(struct camp *c)
{
	assert_int_equal(camp_do(c, CAMPAIGN_CREATE, 0, NULL), 0);
	assert_int_equal(c->done.status, CAMPAIGN_DRAFT);
	return c->done.id;
}

static inline struct campaign_plan camp_plan(void)
{
	return (struct campaign_plan){ .steps = 1,
		.variants = 1,
		.threshold = 80,
		.promotional = true,
		.close_window = 48 * HOUR };
}

/* Over the numbers 1 .. n. */
static inline int camp_send_at(struct camp *c, uint32_t id, size_t n, usec at)
{
	uint64_t number[CAMPAIGN_INLINE];
	struct campaign_plan p = camp_plan();

	for (size_t i = 0; i < n; i++)
		number[i] = N1 + i + 1;
	p.number = number;
	p.numbers = n;
	p.start_at = at;
	return camp_do(c, CAMPAIGN_ACTIVATE, id, &p);
}

static inline uint32_t camp_send(struct camp *c, size_t n)
{
	uint32_t id = camp_new(c);

	assert_int_equal(camp_send_at(c, id, n, 0), 0);
	return id;
}

static inline uint32_t camp_list_new(struct camp *c, const char *name)
{
	struct thing t = { .kind = THING_LIST,
		.account = c->shop->account,
		.name = name,
		.value = "{}",
		.len = 2 };

	ledger_keep(c->shop->ledger, 1, &t);
	settle(c->shop);
	return (uint32_t)strtoul(name, NULL, 16);
}

/* Contact n, in a list. */
static inline uint64_t camp_contact(struct camp *c, uint64_t n, uint32_t list)
{
	ledger_contact(c->shop->ledger, &(struct contact_fact){ .token = 1,
					    .account = c->shop->account,
					    .what = CONTACT_PUT,
					    .number = N1 + n,
					    .list = list,
					    .data = "name",
					    .len = 4 });
	settle(c->shop);
	assert_int_equal(c->contacted.rc, 0);
	return c->contacted.id;
}

/* ---- what is known ----------------------------------------------------- */

static inline const struct campaign_view *camp_look(struct camp *c, uint32_t id)
{
	uint64_t sum = 0;

	ledger_campaigns(c->shop->ledger, 1,
	    &(struct campaign_query){ .account = c->shop->account,
		.only = id });
	settle(c->shop);
	assert_int_equal(c->rc, 0);
	assert_int_equal(c->n, 1);
	for (int b = 0; b < BUCKET_NONE; b++)
		sum += campaign_bucket(&c->view.total, (enum status_bucket)b);
	assert_int_equal(sum, campaign_total(&c->view.total)); /* G1 */
	if (c->view.status == CAMPAIGN_DONE)
		assert_int_equal(
		    campaign_bucket(&c->view.total, BUCKET_IN_QUEUE) +
			campaign_bucket(&c->view.total, BUCKET_OUTBOX),
		    0); /* G3 */
	return &c->view;
}

static inline enum campaign_status camp_status(struct camp *c, uint32_t id)
{
	return camp_look(c, id)->status;
}

/* The numbers of total that are not 0, by bucket; the others are. */
struct camp_counts {
	uint64_t in_queue, outbox, sent, error, unknown, skipped, canceled,
	    deleted;
};

static inline void camp_is(struct camp *c, uint32_t id,
    const struct camp_counts *n)
{
	const uint64_t want[] = { n->in_queue, n->outbox, n->sent, n->error,
		n->unknown, n->skipped, n->canceled, n->deleted };
	const struct campaign_view *v = camp_look(c, id);

	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		uint64_t got =
		    campaign_bucket(&v->total, (enum status_bucket)i);

		if (got != want[i])
			fail_msg("%s: %d, not %d",
			    status_bucket_name((enum status_bucket)i), (int)got,
			    (int)want[i]);
	}
}

#define CAMP_IS(c, id, ...) \
	camp_is((c), (id), &(struct camp_counts){ __VA_ARGS__ })

static inline void camp_history(struct camp *c, uint32_t id)
{
	ledger_campaign_events(c->shop->ledger, 1, c->shop->account, id);
	settle(c->shop);
}

static inline void camp_list(struct camp *c, uint32_t id, uint64_t after,
    size_t limit)
{
	ledger_recipients(c->shop->ledger, 1,
	    &(struct recipient_query){ .account = c->shop->account,
		.campaign = id,
		.after = after,
		.limit = limit });
	settle(c->shop);
}

/* ---- who checks and sends ---------------------------------------------- */

static inline void camp_slots(struct camp *c, int n)
{
	ledger_slots(c->shop->ledger, c->shop->acme, n);
	settle(c->shop);
}

/* One page of work, all of it passed; returns how many they were. */
static inline size_t camp_check(struct camp *c, uint32_t id, size_t limit)
{
	ledger_work(c->shop->ledger, 1,
	    &(struct work_query){ .campaign = id, .limit = limit });
	settle(c->shop);
	for (size_t i = 0; i < c->works; i++)
		assert_int_equal(
		    ledger_check(c->shop->ledger,
			&(struct verdict){ .token = i + 1 == c->works,
			    .campaign = id,
			    .index = c->work[i].index,
			    .decides = CHECK_PASSED,
			    .set = c->shop->set,
			    .parts = 1,
			    .body = "hello",
			    .body_len = 5 }),
		    0);
	settle(c->shop);
	return c->works;
}

static inline void camp_check_all(struct camp *c, uint32_t id)
{
	while (camp_check(c, id, WORK_LIMIT) != 0)
		;
}

/* The next n claims are taken by the carrier, as "1", "2" ... */
static inline void camp_forward(struct camp *c, size_t n)
{
	while (n-- > 0 && c->answered < c->claims) {
		const struct claim *k = &c->claim[c->answered++];
		struct answer a = { .part = { .key = k->id.key,
					.smsc = c->shop->acme,
					.attempt = k->attempt },
			.class = ANSWER_OK };

		snprintf(a.smsc_id, sizeof(a.smsc_id), "%zu", c->answered);
		ledger_answer(c->shop->ledger, &a);
	}
	settle(c->shop);
}

/* Of the nth message that was claimed, from 1. */
static inline void camp_receipt(struct camp *c, size_t nth,
    enum receipt_verdict verdict)
{
	struct receipt_fact r = { .smsc = c->shop->acme,
		.verdict = (uint8_t)verdict,
		.from = c->claim[nth - 1].to,
		.reason = verdict == VERDICT_FAILED ? 30003 : 0,
		.raw = "",
		.raw_len = 0 };

	snprintf(r.smsc_id, sizeof(r.smsc_id), "%zu", nth);
	ledger_receipt(c->shop->ledger, &r);
	settle(c->shop);
}

/* What is due by then is done. */
static inline void camp_wait(struct camp *c, usec by)
{
	clock_advance(by);
	ledger_tick(c->shop->ledger);
	settle(c->shop);
}

static inline void camp_turn(struct camp *c)
{
	usec at;

	while ((at = ledger_next_due(c->shop->ledger)) != 0 &&
	       at <= clock_wall()) {
		ledger_tick(c->shop->ledger);
		settle(c->shop);
	}
}

#endif
