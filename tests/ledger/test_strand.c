/* SPDX-License-Identifier: BSD-2-Clause */
/* What waits for smscs that are not configured any more. */
#include "facts.h"

#include "ledger/strand.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)

#define MANY 450 /* more than two slices look at */

static void leave(struct desk *d, uint16_t smsc)
{
	batch_add(&d->batch, FACT_SMSC, NULL, 0)->u.smsc =
	    (struct smsc_fact){ .smsc = smsc };
}

static void come_back(struct desk *d, uint16_t smsc)
{
	desk_configure(d, smsc, (struct smsc_fact){ .doubt_wait = SECOND });
	desk_up(d, smsc, true);
	desk_slots(d, smsc, 1000);
}

/* One that acme had refused for now is among them. */
static void wait_for_acme(struct desk *d, uint64_t n)
{
	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	for (uint64_t i = 1; i < n; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
}

/* All that the round tells of goes there; 0: nowhere. Returns how many. */
static size_t run_round(struct desk *d, uint16_t set)
{
	size_t n = 0;

	for (int i = 0; i < 100; i++) {
		size_t told = desk_count(d, OUTCOME_STRANDED);

		for (size_t k = 0; k < told; k++) {
			const struct claim *s =
			    &desk_outcome(d, OUTCOME_STRANDED, k)->u.claim;
			struct fact *f;

			if (s->id.key == 0)
				return n;
			n++;
			if (set == 0)
				continue;
			f = batch_add(&d->batch, FACT_MOVE, NULL, 0);
			f->u.mark.key = s->id.key;
			f->u.mark.what = set;
		}
		batch_add(&d->batch, FACT_TICK, NULL, 0);
		desk_commit_at(d, d->now + SECOND / 50);
	}
	fail_msg("the round does not end");
	return 0;
}

static size_t count_claims(struct desk *d, uint16_t smsc)
{
	size_t n = desk_count(d, OUTCOME_CLAIMED);

	for (size_t i = 0; i < n; i++)
		assert_int_equal(desk_claim(d, i)->smsc, smsc);
	return n;
}

static void what_waits_for_one_that_is_gone_goes_where_it_is_told(void **state)
{
	struct desk *d = *state;

	wait_for_acme(d, MANY);
	leave(d, ACME);
	desk_commit(d);
	assert_int_equal(run_round(d, ONLY_BETA), MANY);
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).set, ONLY_BETA);
	desk_check_totals(d);

	desk_crash(d);
	desk_open(d);
	desk_slots(d, BETA, 1000);
	desk_commit(d);
	assert_int_equal(count_claims(d, BETA), MANY - 1);
	batch_add(&d->batch, FACT_TICK, NULL, 0);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(count_claims(d, BETA), 1);
	desk_check_totals(d);
}

/* One more of the set, and one of these that its smsc refuses for now. */
static void wait_in(struct desk *d, uint16_t set, uint16_t smsc)
{
	desk_accept(d, (struct accept){ .set = set });
	desk_slots(d, smsc, 1);
	desk_commit(d);
	assert_int_equal(count_claims(d, smsc), 1);
	desk_answer(d, desk_part(desk_claim(d, 0)->id.key, 0, 1), ANSWER_LATER,
	    "");
	desk_commit(d);
	desk_accept(d, (struct accept){ .set = set });
	desk_commit(d);
}

/* Its set is between theirs. */
static void what_waits_for_others_is_passed_by(void **state)
{
	struct desk *d = *state;

	wait_in(d, ONLY_ACME, ACME);
	wait_in(d, ONLY_BETA, BETA);
	wait_in(d, MIXED, ACME);
	for (int i = 0; i < MANY; i++) {
		desk_accept(d, (struct accept){ .set = ONLY_ACME });
		desk_accept(d, (struct accept){ .set = ONLY_BETA });
		desk_accept(d, (struct accept){ .set = BOTH });
	}
	leave(d, BETA);
	desk_commit(d);
	assert_int_equal(run_round(d, ONLY_ACME), MANY + 2);
	desk_commit(d);
	assert_int_equal(desk_look(d, 3).set, ONLY_ACME);
	assert_int_equal(desk_look(d, 4).set, ONLY_ACME);
	assert_int_equal(desk_look(d, 5).set, MIXED);
	desk_check_totals(d);
}

/* Their keys are in its lines still. */
static void what_has_moved_is_not_sent_by_one_that_comes_back(void **state)
{
	struct desk *d = *state;

	wait_for_acme(d, 5);
	leave(d, ACME);
	desk_commit(d);
	assert_int_equal(run_round(d, ONLY_BETA), 5);
	come_back(d, ACME);
	desk_commit_at(d, d->now + HOUR);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_slots(d, BETA, 10);
	desk_commit(d);
	assert_int_equal(count_claims(d, BETA), 5);
}

static void what_nobody_takes_is_told_of_again_until_one_comes_back(
    void **state)
{
	struct desk *d = *state;
	struct fact *f;

	wait_for_acme(d, 3);
	leave(d, ACME);
	desk_commit(d);
	assert_int_equal(run_round(d, 0), 3);
	desk_commit_at(d, d->now + STRANDED_AGAIN);
	assert_int_equal(run_round(d, 0), 3);
	come_back(d, ACME);
	desk_commit(d);
	assert_int_equal(count_claims(d, ACME), 3);
	assert_int_equal(run_round(d, 0), 0);
	f = batch_add(&d->batch, FACT_MOVE, NULL, 0);
	f->u.mark.key = 1; /* it is not stranded any more */
	f->u.mark.what = ONLY_BETA;
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).set, ONLY_ACME);
}

/* Where they were to go has left meanwhile. */
static void nothing_moves_to_what_has_left_as_well(void **state)
{
	struct desk *d = *state;
	struct fact *f;

	wait_for_acme(d, 2);
	leave(d, ACME);
	leave(d, BETA);
	f = batch_add(&d->batch, FACT_MOVE, NULL, 0);
	f->u.mark.key = 2;
	f->u.mark.what = ONLY_BETA;
	desk_commit(d);
	assert_int_equal(desk_look(d, 2).set, ONLY_ACME);
	come_back(d, ACME);
	desk_commit(d);
	assert_int_equal(count_claims(d, ACME), 1);
	desk_check_totals(d);
}

/* It needs its room for what happens to messages. */
static void a_full_store_looks_for_none(void **state)
{
	struct desk *d = *state;

	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	wait_for_acme(d, 3);
	leave(d, ACME);
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	batch_add(&d->batch, FACT_TICK, NULL, 0);
	desk_commit(d);
	assert_true(d->book.view.totals.full);
	assert_int_equal(desk_count(d, OUTCOME_STRANDED), 0);
	assert_int_equal(run_round(d, ONLY_BETA), 3);
	desk_commit(d);
	assert_false(d->book.view.totals.full);
	assert_int_equal(desk_look(d, 1).set, ONLY_BETA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_waits_for_one_that_is_gone_goes_where_it_is_told),
		CASE(what_waits_for_others_is_passed_by),
		CASE(what_has_moved_is_not_sent_by_one_that_comes_back),
		CASE(what_nobody_takes_is_told_of_again_until_one_comes_back),
		CASE(nothing_moves_to_what_has_left_as_well),
		cmocka_unit_test_setup_teardown(a_full_store_looks_for_none,
		    desk_setup, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
