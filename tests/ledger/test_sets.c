/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

static const struct smsc_fact plain = { .doubt_wait = 60 * SECOND };

static void accept_some(struct desk *d, uint16_t set, int n)
{
	for (int i = 0; i < n; i++)
		desk_accept(d, (struct accept){ .set = set });
}

/* Claims of the last commit by this smsc. */
static int claims_of(const struct desk *d, uint16_t smsc)
{
	int n = 0;

	for (size_t i = desk_count(d, OUTCOME_CLAIMED); i-- > 0;)
		n += desk_claim(d, i)->smsc == smsc;
	return n;
}

static void expect_claims(struct desk *d, int acme, int beta)
{
	desk_commit(d);
	assert_int_equal(claims_of(d, ACME), acme);
	assert_int_equal(claims_of(d, BETA), beta);
}

static void priority_waits_for_its_first_smsc_while_that_is_up(void **state)
{
	struct desk *d = *state;

	desk_slots(d, BETA, 10);
	accept_some(d, FAILOVER, 3);
	expect_claims(d, 0, 0);
	desk_slots(d, ACME, 2);
	expect_claims(d, 2, 0);

	/* Nobody of that line waits for beta. */
	accept_some(d, ONLY_BETA, 1);
	expect_claims(d, 0, 1);
}

/* Two smscs, one dies: its queue goes on by the other at once. */
static void priority_goes_to_the_next_as_soon_as_the_first_is_down(void **state)
{
	struct desk *d = *state;

	desk_slots(d, BETA, 2);
	accept_some(d, FAILOVER, 3);
	expect_claims(d, 0, 0);
	desk_up(d, ACME, false);
	expect_claims(d, 0, 2);
	desk_up(d, ACME, true);
	desk_slots(d, ACME, 5);
	desk_slots(d, BETA, 5);
	expect_claims(d, 1, 0);
}

static void what_is_down_gets_nothing_whatever_its_slots(void **state)
{
	struct desk *d = *state;

	desk_up(d, ACME, false);
	desk_slots(d, ACME, 10);
	accept_some(d, ONLY_ACME, 2);
	accept_some(d, BOTH, 2);
	accept_some(d, FAILOVER, 2);
	accept_some(d, MIXED, 2);
	expect_claims(d, 0, 0);
	desk_up(d, ACME, true);
	expect_claims(d, 8, 0);
}

/* The backlog of a link that comes back goes before what is new. */
static void nobody_pushes_in_when_it_comes_up(void **state)
{
	struct desk *d = *state;

	desk_up(d, ACME, false);
	accept_some(d, ONLY_ACME, 1);
	expect_claims(d, 0, 0);
	desk_up(d, ACME, true);
	desk_slots(d, ACME, 1);
	accept_some(d, ONLY_ACME, 1);
	expect_claims(d, 1, 0);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
}

static void spill_takes_the_first_that_has_a_slot(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 2);
	desk_slots(d, BETA, 2);
	accept_some(d, BOTH, 5);
	expect_claims(d, 2, 2);
	desk_slots(d, BETA, 1);
	expect_claims(d, 0, 1);
}

static void weighted_gives_three_of_four_to_acme(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 100);
	desk_slots(d, BETA, 100);
	accept_some(d, MIXED, 8);
	expect_claims(d, 6, 2);

	/* Without a slot it saves up nothing; the other takes all. */
	desk_slots(d, ACME, -94);
	accept_some(d, MIXED, 8);
	expect_claims(d, 0, 8);
	desk_slots(d, ACME, 100);
	accept_some(d, MIXED, 8);
	expect_claims(d, 6, 2);
}

static void weights_count_parts(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 1000);
	desk_slots(d, BETA, 1000);
	for (int i = 0; i < 40; i++)
		desk_accept(d, (struct accept){ .set = MIXED,
				   .parts = (uint8_t)(1 + i % 4) });
	desk_commit(d);
	assert_in_range(d->book.smsc[ACME].credit, 1000 - 78, 1000 - 72);
	assert_int_equal(d->book.smsc[ACME].credit + d->book.smsc[BETA].credit,
	    2000 - 100);
}

static void least_loaded_is_the_one_with_the_most_slots(void **state)
{
	struct desk *d = *state;
	uint16_t set;

	assert_int_equal(
	    names_intern(&d->book.names, NAME_SET, "least:acme,beta", &set), 0);
	desk_slots(d, ACME, 3);
	desk_slots(d, BETA, 5);
	accept_some(d, set, 2);
	expect_claims(d, 0, 2);
	accept_some(d, set, 4);
	expect_claims(d, 2, 2);
}

static void a_share_is_kept_for_one_time_passwords(void **state)
{
	struct desk *d = *state;
	struct smsc_fact set = plain;

	set.otp_share = 30;
	set.capacity = 10;
	desk_configure(d, ACME, set);
	desk_slots(d, ACME, 10);
	accept_some(d, ONLY_ACME, 9);
	expect_claims(d, 7, 0);
	for (int i = 0; i < 4; i++)
		desk_accept(d, (struct accept){ .class = CLASS_OTP });
	expect_claims(d, 3, 0);
	for (size_t i = 0; i < 3; i++)
		assert_in_range(desk_claim(d, i)->id.key, 10, 13);
	desk_slots(d, ACME, 1); /* the fourth before the two that wait longer */
	expect_claims(d, 1, 0);
	assert_int_equal(desk_claim(d, 0)->id.key, 13);
	desk_slots(d, ACME, 3);
	expect_claims(d, 0, 0);
	desk_slots(d, ACME, 1);
	expect_claims(d, 1, 0);
}

/* However large the share, the others are not shut out. */
static void a_share_leaves_one_slot_at_least(void **state)
{
	struct desk *d = *state;
	struct smsc_fact set = plain;

	set.otp_share = 100;
	set.capacity = 4;
	desk_configure(d, ACME, set);
	desk_slots(d, ACME, 4);
	accept_some(d, ONLY_ACME, 2);
	expect_claims(d, 1, 0);
}

static void a_set_named_while_running_is_used_and_kept(void **state)
{
	struct desk *d = *state;
	uint16_t smsc, set;

	assert_int_equal(
	    names_intern(&d->book.names, NAME_SMSC, "gamma", &smsc), 0);
	assert_int_equal(
	    names_intern(&d->book.names, NAME_SET, "spill:gamma,acme", &set),
	    0);
	desk_configure(d, smsc, plain);
	desk_up(d, smsc, true);
	desk_slots(d, smsc, 1);
	desk_slots(d, ACME, 1);
	accept_some(d, set, 2);
	desk_commit(d);
	assert_int_equal(claims_of(d, smsc), 1);
	assert_int_equal(claims_of(d, ACME), 1);
	desk_crash(d);
	desk_open(d);
	assert_string_equal(names_text(&d->book.names, NAME_SMSC, smsc),
	    "gamma");
	assert_string_equal(names_text(&d->book.names, NAME_SET, set),
	    "spill:gamma,acme");
}

/* A set of an older configuration may name an smsc before that has a number. */
static void an_smsc_named_later_joins_the_sets_that_name_it(void **state)
{
	struct desk *d = *state;
	uint16_t smsc, set;

	assert_int_equal(names_intern(&d->book.names, NAME_SET, "gamma", &set),
	    0);
	accept_some(d, set, 1);
	expect_claims(d, 0, 0);
	assert_int_equal(
	    names_intern(&d->book.names, NAME_SMSC, "gamma", &smsc), 0);
	desk_configure(d, smsc, plain);
	desk_up(d, smsc, true);
	desk_slots(d, smsc, 1);
	desk_commit(d);
	assert_int_equal(claims_of(d, smsc), 1);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(priority_waits_for_its_first_smsc_while_that_is_up),
		CASE(priority_goes_to_the_next_as_soon_as_the_first_is_down),
		CASE(what_is_down_gets_nothing_whatever_its_slots),
		CASE(nobody_pushes_in_when_it_comes_up),
		CASE(spill_takes_the_first_that_has_a_slot),
		CASE(weighted_gives_three_of_four_to_acme),
		CASE(weights_count_parts),
		CASE(least_loaded_is_the_one_with_the_most_slots),
		CASE(a_share_is_kept_for_one_time_passwords),
		CASE(a_share_leaves_one_slot_at_least),
		CASE(a_set_named_while_running_is_used_and_kept),
		CASE(an_smsc_named_later_joins_the_sets_that_name_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
