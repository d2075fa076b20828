/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crowd - a shop with a campaign in it: numbers that it names, who asks for
 * work and hands in verdicts, and what its smsc is given.
 */
#ifndef TESTS_LEDGER_CROWD_H
#define TESTS_LEDGER_CROWD_H

#include "shop.h"

#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/check.h"
#include "ledger/optout.h"
#include "ledger/thing.h"
#include "ledger/verify.h"

#define CROWD    5000
#define THEM(i)  (12025550000u + (uint64_t)(i))
#define WORKED   301
#define CHECKED  302
#define CAMPAIGN 303
#define CONTACT  304

struct crowd {
	struct shop *shop;
	uint64_t number[CAMPAIGN_INLINE];
	uint32_t id; /* of the last campaign */
	int rc;
	enum campaign_status status;
	struct work work[WORK_LIMIT];
	size_t works;
	bool more;
	struct work_place next;
	size_t checks;
	struct campaign_view view;
	struct claim claim[CROWD];
	char text[CROWD][16]; /* of each claim */
	size_t claims, answered;
	uint64_t contact;
	size_t found;
	struct message_view message; /* the newest that was found */
};

static inline struct crowd *crowd_of(void *arg)
{
	return ((struct shop *)arg)->more;
}

static inline void note_campaigned(const struct campaigned *e, void *arg)
{
	struct crowd *c = crowd_of(arg);

	c->rc = e->rc;
	c->status = e->status;
	if (e->id != 0)
		c->id = e->id;
}

static inline void note_worked(uint64_t token, const struct work_page *p,
    void *arg)
{
	struct crowd *c = crowd_of(arg);

	assert_int_equal(token, WORKED);
	assert_int_equal(p->rc, 0);
	c->works = p->n;
	c->more = p->more;
	c->next = p->next;
	if (p->n != 0)
		memcpy(c->work, p->work, p->n * sizeof(c->work[0]));
}

static inline void note_checked(uint64_t token, int rc, void *arg)
{
	struct crowd *c = crowd_of(arg);

	assert_int_equal(token, CHECKED);
	c->rc = rc;
	c->checks++;
}

static inline void note_campaigns(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	struct crowd *c = crowd_of(arg);

	(void)token;
	assert_int_equal(p->rc, 0);
	assert_int_equal(p->n, 1);
	c->view = p->campaign[0];
}

static inline void note_contacted(const struct contacted *e, void *arg)
{
	struct crowd *c = crowd_of(arg);

	c->rc = e->rc;
	c->contact = e->id;
}

static inline void note_taken(const struct claim *t, void *arg)
{
	struct crowd *c = crowd_of(arg);

	assert_true(c->claims < CROWD);
	c->claim[c->claims] = *t;
	snprintf(c->text[c->claims++], sizeof(c->text[0]), "%.*s",
	    (int)t->body_len, (const char *)t->body);
}

static inline void note_page(uint64_t token, const struct message_page *p,
    void *arg)
{
	struct crowd *c = crowd_of(arg);

	(void)token;
	assert_int_equal(p->rc, 0);
	c->found = p->n;
	if (p->n != 0)
		c->message = p->message[0];
}

static inline void note_recipients(uint64_t token,
    const struct recipient_page *p, void *arg)
{
	struct crowd *c = crowd_of(arg);

	(void)token;
	assert_int_equal(p->rc, 0);
	c->found = p->n;
}

static inline void note_opted(uint64_t token, int rc, bool changed, void *arg)
{
	(void)token;
	(void)changed;
	(void)arg;
	assert_int_equal(rc, 0);
}

static inline void note_kept(uint64_t token, int rc, void *arg)
{
	(void)token;
	(void)arg;
	assert_int_equal(rc, 0);
}

static const struct ledger_events crowd_events = {
	.accepted = note_accepted,
	.refused = note_refused,
	.claimed = note_taken,
	.stored = note_stored,
	.fetched = note_fetched,
	.listed = note_page,
	.broken = note_broken,
	.opted = note_opted,
	.kept = note_kept,
	.campaigned = note_campaigned,
	.campaigns = note_campaigns,
	.contacted = note_contacted,
	.recipients = note_recipients,
	.worked = note_worked,
	.checked = note_checked,
};

/* All that is due by now is done. */
static inline void crowd_run(struct crowd *c)
{
	usec due;

	settle(c->shop);
	for (int i = 0; i < 1000; i++) {
		due = ledger_next_due(c->shop->ledger);
		if (due == 0 || due > clock_wall())
			return;
		ledger_tick(c->shop->ledger);
		settle(c->shop);
	}
	fail_msg("it is never done");
}

static inline void crowd_wait(struct crowd *c, usec time)
{
	clock_advance(time);
	ledger_tick(c->shop->ledger);
	crowd_run(c);
}

static inline int crowd_setup(void **state)
{
	struct crowd *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	assert_int_equal(setup(state), 0);
	c->shop = *state;
	close_shop(c->shop);
	c->shop->more = c;
	c->shop->up = &crowd_events;
	open_shop(c->shop);
	settle(c->shop);
	for (size_t i = 0; i < ARRAY_LEN(c->number); i++)
		c->number[i] = THEM(i);
	*state = c;
	return 0;
}

static inline void crowd_found(const char *table, const char *key,
    const char *what, void *arg)
{
	(void)arg;
	fail_msg("%s %s: %s", table, key, what);
}

/* The store is sound. */
static inline void crowd_verify(struct crowd *c)
{
	struct verify_options o = { .path = c->shop->path,
		.found = crowd_found };
	struct verify_counts counts;
	struct ledger_problem why;

	if (c->shop->ledger != NULL)
		close_shop(c->shop);
	if (ledger_verify(&o, &counts, &why) != 0)
		fail_msg("%s", why.text);
	assert_int_equal(counts.findings, 0);
}

static inline int crowd_teardown(void **state)
{
	struct crowd *c = *state;

	crowd_verify(c);
	*state = c->shop;
	teardown(state);
	free(c);
	return 0;
}

static inline void crowd_reopen(struct crowd *c)
{
	close_shop(c->shop);
	open_shop(c->shop);
	settle(c->shop);
}

static inline struct campaign_plan crowd_plan(const struct crowd *c, size_t n)
{
	return (struct campaign_plan){ .promotional = true,
		.steps = 1,
		.variants = 1,
		.threshold = 80,
		.close_window = 48 * HOUR,
		.number = c->number,
		.numbers = n };
}

static inline void crowd_do(struct crowd *c, enum campaign_do what,
    const struct campaign_plan *plan)
{
	const struct campaign_fact f = { .token = CAMPAIGN,
		.account = c->shop->account,
		.id = what == CAMPAIGN_CREATE ? 0 : c->id,
		.what = what,
		.definition = "{}",
		.definition_len = what == CAMPAIGN_CREATE ? 2 : 0,
		.plan = plan };

	ledger_campaign(c->shop->ledger, &f);
	crowd_run(c);
	assert_int_equal(c->rc, 0);
}

static inline void crowd_begin(struct crowd *c, struct campaign_plan plan)
{
	crowd_do(c, CAMPAIGN_CREATE, NULL);
	crowd_do(c, CAMPAIGN_ACTIVATE, &plan);
}

static inline void crowd_ask_work(struct crowd *c, struct work_query q)
{
	q.campaign = c->id;
	ledger_work(c->shop->ledger, WORKED, &q);
	settle(c->shop);
}

static inline void crowd_ask(struct crowd *c, bool held, size_t limit)
{
	crowd_ask_work(c,
	    (struct work_query){ .kind = held ? WORK_DUE : WORK_UNCHECKED,
		.limit = limit });
}

/* A verdict about what was asked for; what it lacks is usual. */
static inline void crowd_say(struct crowd *c, const struct work *w,
    struct verdict v)
{
	char text[16];

	snprintf(text, sizeof(text), "%u:%llu", w->step,
	    (unsigned long long)w->index);
	v.campaign = c->id;
	v.step = w->step;
	v.variant = w->variant;
	v.index = w->index;
	v.key = w->key;
	if (v.decides == 0)
		v.decides = CHECK_PASSED;
	v.set = c->shop->set;
	if (v.parts == 0)
		v.parts = 1;
	if (v.body == NULL) {
		v.body = text;
		v.body_len = strlen(text);
	}
	assert_int_equal(ledger_check(c->shop->ledger, &v), 0);
}

/* A page of it, the same verdict for all; returns how many. */
static inline size_t crowd_check(struct crowd *c, bool held, struct verdict v)
{
	crowd_ask(c, held, WORK_LIMIT);
	for (size_t i = 0; i < c->works; i++) {
		v.token = i + 1 == c->works ? CHECKED : 0;
		crowd_say(c, &c->work[i], v);
	}
	c->checks = 0;
	crowd_run(c);
	assert_int_equal(c->checks, c->works != 0);
	return c->works;
}

/* All that is to be checked for the first time passes. */
static inline void crowd_pass(struct crowd *c)
{
	while (crowd_check(c, false, (struct verdict){ 0 }) != 0)
		;
}

static inline void crowd_slots(struct crowd *c, int n)
{
	ledger_slots(c->shop->ledger, c->shop->acme, n);
	crowd_run(c);
}

static inline void crowd_answer_one(struct crowd *c, const struct claim *t,
    enum answer_class class)
{
	struct answer a = { .part = { .key = t->id.key,
				.smsc = c->shop->acme,
				.attempt = t->attempt },
		.class = (uint8_t) class,
		.status = class == ANSWER_NEVER ? 0x0b : 0,
		.reason = class == ANSWER_NEVER ? 400 : 0 };

	snprintf(a.smsc_id, sizeof(a.smsc_id), "id%llu",
	    (unsigned long long)t->id.key);
	for (uint8_t i = 0; i < t->parts; i++) {
		a.part.part = i;
		if (t->mask & (1u << i))
			ledger_answer(c->shop->ledger, &a);
	}
}

/* What was claimed and not answered yet. */
static inline void crowd_answer(struct crowd *c, enum answer_class class)
{
	for (; c->answered < c->claims; c->answered++)
		crowd_answer_one(c, &c->claim[c->answered], class);
	crowd_run(c);
}

static inline const struct campaign_view *crowd_look(struct crowd *c)
{
	const struct campaign_query q = { .account = c->shop->account,
		.only = c->id,
		.limit = 1 };

	ledger_campaigns(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(campaign_total(&c->view.total),
	    campaign_bucket(&c->view.total, BUCKET_IN_QUEUE) +
		campaign_bucket(&c->view.total, BUCKET_OUTBOX) +
		campaign_bucket(&c->view.total, BUCKET_SENT) +
		campaign_bucket(&c->view.total, BUCKET_ERROR) +
		campaign_bucket(&c->view.total, BUCKET_DELIVERY_UNKNOWN) +
		campaign_bucket(&c->view.total, BUCKET_SKIPPED) +
		campaign_bucket(&c->view.total, BUCKET_CANCELED) +
		campaign_bucket(&c->view.total, BUCKET_RECIPIENT_DELETED));
	return &c->view;
}

static inline uint32_t crowd_count(struct crowd *c, enum status s)
{
	return crowd_look(c)->total.state[s];
}

static inline void crowd_site(struct crowd *c, struct site_fact f)
{
	f.account = c->shop->account;
	ledger_site(c->shop->ledger, &f);
	settle(c->shop);
}

static inline void crowd_stop(struct crowd *c, uint64_t number)
{
	const struct optout o = { .account = c->shop->account,
		.number = number,
		.set = true };

	ledger_optout(c->shop->ledger, 1, &o);
	crowd_run(c);
}

static inline uint64_t crowd_contact(struct crowd *c, enum contact_do what,
    uint64_t number, uint32_t list)
{
	const struct contact_fact f = { .token = CONTACT,
		.account = c->shop->account,
		.what = what,
		.number = number,
		.list = list,
		.data = "name",
		.len = 4 };

	ledger_contact(c->shop->ledger, &f);
	crowd_run(c);
	assert_int_equal(c->rc, 0);
	return c->contact;
}

static inline void crowd_keep(struct crowd *c, enum thing_kind kind,
    const char *name)
{
	const struct thing t = { .kind = (uint8_t)kind,
		.account = c->shop->account,
		.name = name,
		.value = "{}",
		.len = 2 };

	ledger_keep(c->shop->ledger, 1, &t);
	crowd_run(c);
}

/* The newest message to a number; NULL: there is none. */
static inline const struct message_view *crowd_find(struct crowd *c,
    uint64_t number)
{
	const struct list_query q = { .account = c->shop->account,
		.to = number,
		.limit = 1,
		.state = -1 };

	ledger_list(c->shop->ledger, 1, &q);
	settle(c->shop);
	return c->found == 0 ? NULL : &c->message;
}

/* Is the number still among the recipients? */
static inline bool crowd_knows(struct crowd *c, uint64_t number)
{
	const struct recipient_query q = { .account = c->shop->account,
		.campaign = c->id,
		.limit = 1,
		.to = number };

	ledger_recipients(c->shop->ledger, 1, &q);
	settle(c->shop);
	return c->found != 0;
}

/* The message of a claim, as it is now. */
static inline const struct message_view *crowd_fetch(struct crowd *c,
    const struct message_id *id)
{
	c->shop->rc = -1;
	ledger_fetch(c->shop->ledger, 1, 0, id);
	settle(c->shop);
	assert_int_equal(c->shop->rc, 0);
	return &c->shop->view;
}

#endif
