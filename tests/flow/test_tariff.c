/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes back with an answer, of what a message costs.
 */
#include "rig.h"

#include "flow/tariff.h"
#include "flow/terms.h"
#include "ledger/usage.h"

#define TO UINT64_C(12125550100)

/* The rig's first account. */
static void set_price(money price)
{
	rig.conf->account[0].price = price;
}

static struct answer tariff(const char *from, uint8_t parts)
{
	const struct claim c = { .account = flow_account_id(rig.flow, 0),
		.parts = parts,
		.to = TO };
	struct body body = { .field[BODY_FROM] = { from, strlen(from) } };
	struct answer a = { 0 };

	tariff_read(tariff_of(rig.flow, &c, &body), &a);
	return a;
}

static void price_segments_and_sender_come_back(void **state)
{
	static const money prices[] = { 0, 1, 7500,
		(money)1000000 * MONEY_UNIT };
	struct answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(prices); i++) {
		set_price(prices[i]);
		a = tariff("+12125550100", 32);
		assert_int_equal(a.price, prices[i]);
		assert_int_equal(a.segments, 32);
		assert_int_equal(a.own, USAGE_LONG);
	}
}

static void the_account_s_own_price_goes_first(void **state)
{
	const int64_t own = 4;

	(void)state;
	set_price(9);
	flow_account_terms(rig.flow, 0,
	    &(struct account_terms){ .price = &own });
	assert_int_equal(tariff("x", 1).price, 4);
	flow_account_terms(rig.flow, 0, &(struct account_terms){ 0 });
	assert_int_equal(tariff("x", 1).price, 9);
}

static void a_sender_is_of_a_kind(void **state)
{
	static const struct {
		const char *text;
		uint8_t own;
	} cases[] = {
		{ "+12125550100", USAGE_LONG },
		{ "12125550100", USAGE_LONG },
		{ "+447700900100", USAGE_LONG },
		{ "+18005550100", USAGE_TOLL_FREE },
		{ "+18885550100", USAGE_TOLL_FREE },
		{ "18775550100", USAGE_TOLL_FREE },
		{ "12345", USAGE_SHORT },
		{ "esmed", USAGE_OTHER },
		{ "", USAGE_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
		    tariff_own(cases[i].text, strlen(cases[i].text)),
		    cases[i].own);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(price_segments_and_sender_come_back),
		CASE(the_account_s_own_price_goes_first),
		CASE(a_sender_is_of_a_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
