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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_waits_for_one_that_is_gone_goes_where_it_is_told),
		CASE(what_has_moved_is_not_sent_by_one_that_comes_back),
		CASE(what_nobody_takes_is_told_of_again_until_one_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
