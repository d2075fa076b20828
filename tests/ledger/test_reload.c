/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and smscs, before a start and while the ledger runs. */
#include "shop.h"

static void names_keep_their_numbers_over_a_restart(void **state)
{
	struct shop *s = *state;
	uint16_t account = s->account, other = s->other;

	close_shop(s);
	open_shop(s);
	assert_int_equal(s->account, account);
	assert_int_equal(s->other, other);
	assert_string_equal(ledger_name(s->ledger, NAME_ACCOUNT, other),
	    "other");
	assert_string_equal(ledger_name(s->ledger, NAME_ACCOUNT, 99), "");
}

/* As a reload does it: names, then what is known of an smsc, then messages. */
static void names_and_smscs_may_be_added_while_it_runs(void **state)
{
	struct shop *s = *state;
	struct ledger_smsc beta = { .name = "beta", .doubt_wait = 60 * SECOND };
	uint16_t smsc, set, again;

	settle(s);
	assert_int_equal(ledger_intern(s->ledger, NAME_SMSC, "beta", &smsc), 0);
	assert_int_equal(
	    ledger_intern(s->ledger, NAME_SET, "beta,acme!rejected", &set), 0);
	ledger_set_smsc(s->ledger, smsc, &beta);
	ledger_smsc_up(s->ledger, smsc, true);
	ledger_slots(s->ledger, smsc, 1);
	s->set = set;
	accept_some(s, 1);
	assert_int_equal(s->claimed, 1);
	assert_int_equal(s->claim.smsc, smsc);

	close_shop(s);
	open_shop(s);
	assert_int_equal(ledger_intern(s->ledger, NAME_SMSC, "beta", &again),
	    0);
	assert_int_equal(again, smsc);
	assert_string_equal(ledger_name(s->ledger, NAME_SET, set),
	    "beta,acme!rejected");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(names_keep_their_numbers_over_a_restart),
		CASE(names_and_smscs_may_be_added_while_it_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
