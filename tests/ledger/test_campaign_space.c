/* SPDX-License-Identifier: BSD-2-Clause */
/* P8: what a commit that fails leaves of campaigns, on the smallest of maps. */
#include "facts.h"

#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/campaigns.h"
#include "ledger/check.h"
#include "ledger/inside.h"
#include "ledger/people.h"
#include "ledger/thing.h"

static int setup(void **state)
{
	struct desk *d;
	int rc = desk_setup(state);

	d = *state;
	d->map_bytes = 2u << 20;
	log_set_level((enum log_level) - 1);
	desk_open(d);
	return rc;
}

static void hand_in(struct desk *d, const struct campaign_fact *f)
{
	struct ledger l = { .fill = &d->batch };

	ledger_campaign(&l, f);
}

static uint32_t create(struct desk *d)
{
	const struct outcome *o;

	hand_in(d, &(struct campaign_fact){ .token = 5,
		       .account = 3,
		       .what = CAMPAIGN_CREATE,
		       .definition = "text",
		       .definition_len = 4 });
	desk_commit(d);
	o = desk_outcome(d, OUTCOME_CAMPAIGNED, 0);
	assert_int_equal(o->rc, 0);
	return o->u.campaign.id;
}

static void activate(struct desk *d, uint32_t id, size_t n)
{
	uint64_t number[CAMPAIGN_INLINE];
	const struct campaign_plan p = { .steps = 1,
		.variants = 1,
		.threshold = 80,
		.number = number,
		.numbers = n };

	for (size_t i = 0; i < n; i++)
		number[i] = 19175550000u + i;
	hand_in(d, &(struct campaign_fact){ .token = 6,
		       .account = 3,
		       .id = id,
		       .what = CAMPAIGN_ACTIVATE,
		       .plan = &p });
}

/* So much that the commit finds no space. */
static void burst(struct desk *d)
{
	desk_flood(d);
}

static void P8_what_a_failed_commit_did_is_refused_and_undone(void **state)
{
	struct desk *d = *state;
	uint32_t id = create(d);
	const struct outcome *o;
	const struct campaign *c;

	activate(d, id, 5);
	burst(d);
	desk_commit(d);
	o = desk_outcome(d, OUTCOME_CAMPAIGNED, 0);
	assert_int_equal(o->token, 6);
	assert_int_equal(o->rc, RC_NO_SPACE);
	assert_int_equal(d->book.campaigns->open, 0);
	desk_commit(d);
	activate(d, id, 5);
	desk_commit(d);
	if (desk_outcome(d, OUTCOME_CAMPAIGNED, 0)->rc == RC_NO_SPACE)
		return; /* the store is still full */
	store_begin(d->book.store, &d->book.txn);
	c = book_campaign_look(&d->book, id);
	assert_int_equal(c->recipients, 5);
	assert_int_equal(c->total.state[STATUS_NEW], 5);
	store_abort(&d->book.txn);
}

/* The counts that others see are those of the last commit that was. */
static void P8_an_open_one_is_as_it_was_committed(void **state)
{
	struct desk *d = *state;
	uint32_t id = create(d);
	struct ledger *l = calloc(1, sizeof(*l));
	struct campaign_view v;
	uint64_t turn;

	assert_non_null(l);
	activate(d, id, 5);
	desk_commit(d);
	l->book = d->book;
	assert_int_equal(ledger_changed_campaigns(l, &v, 1), 1);
	assert_int_equal(v.status, CAMPAIGN_PROCESSING);
	assert_int_equal(ledger_changed_campaigns(l, &v, 1), 0);
	turn = ledger_campaign_turn(l);
	hand_in(d, &(struct campaign_fact){ .token = 7,
		       .account = 3,
		       .id = id,
		       .what = CAMPAIGN_CANCEL });
	burst(d);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_CAMPAIGNED, 0)->rc,
	    RC_NO_SPACE);
	l->book = d->book;
	assert_true(ledger_campaign_turn(l) > turn);
	assert_int_equal(ledger_changed_campaigns(l, &v, 1), 1);
	assert_int_equal(v.status, CAMPAIGN_PROCESSING);
	assert_true(v.open);
	assert_int_equal(v.recipients, 5);
	assert_int_equal(v.total.state[STATUS_NEW], 5);
	free(l);
}

/* A site is told once, so it must not be lost. */
static void P8_what_is_known_of_an_account_stays(void **state)
{
	struct desk *d = *state;
	struct ledger l = { .fill = &d->batch };

	ledger_site(&l,
	    &(struct site_fact){ .account = 3, .preflight = 5, .trial = 77 });
	burst(d);
	desk_commit(d);
	desk_commit(d);
	assert_int_equal(book_site(&d->book, 3)->preflight, 5);
	assert_int_equal(book_site(&d->book, 3)->trial, 77);
}

/* What an account's limits were asked for is free again. */
static void P8_what_a_verdict_was_charged_is_given_back(void **state)
{
	struct desk *d = *state;
	struct ledger l = { .fill = &d->batch };
	const struct verdict v = { .token = 9,
		.campaign = create(d),
		.decides = CHECK_PASSED,
		.charge = { .to = 19175550001u, .account = 3, .segments = 2 } };
	const struct outcome *o;

	assert_int_equal(ledger_check(&l, &v), 0);
	burst(d);
	desk_commit(d);
	o = desk_outcome(d, OUTCOME_CHARGED, 0);
	assert_false(o->u.charged.is_due);
	assert_int_equal(o->u.charged.account, 3);
	assert_int_equal(o->u.charged.to, 19175550001u);
	assert_int_equal(o->u.charged.segments, 2);
	o = desk_outcome(d, OUTCOME_CHECKED, 0);
	assert_int_equal(o->token, 9);
	assert_int_equal(o->rc, RC_NO_SPACE);
}

static void hand_in_contact(struct desk *d, enum contact_do what)
{
	struct ledger l = { .fill = &d->batch };

	ledger_contact(&l, &(struct contact_fact){ .token = 8,
			       .account = 3,
			       .what = what,
			       .number = 19175550001u,
			       .data = "{}",
			       .len = 2 });
}

static void P8_people_are_as_they_were_committed(void **state)
{
	struct desk *d = *state;
	struct ledger l = { .fill = &d->batch };

	hand_in_contact(d, CONTACT_PUT);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_CONTACTED, 0)->rc, 0);
	hand_in_contact(d, CONTACT_DELETE);
	ledger_keep(&l, 1,
	    &(struct thing){ .kind = THING_LIST,
		.account = 3,
		.name = "00000007",
		.value = "{}",
		.len = 2 });
	burst(d);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_CONTACTED, 0)->rc,
	    RC_NO_SPACE);
	assert_false(book_lists_has(&d->book, 3, 7));
	assert_int_equal(book_lists_last(&d->book), 0);
	assert_int_equal(deletion_next(&d->book), 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(P8_what_a_failed_commit_did_is_refused_and_undone),
		TEST(P8_an_open_one_is_as_it_was_committed),
		TEST(P8_what_is_known_of_an_account_stays),
		TEST(P8_what_a_verdict_was_charged_is_given_back),
		TEST(P8_people_are_as_they_were_committed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
