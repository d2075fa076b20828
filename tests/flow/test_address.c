/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "flow/body.h"

#define RECIPIENT UINT64_C(447700900123)

/* No strip, no add. */
static struct conf_smsc plain(void)
{
	static char none[] = "";

	return (struct conf_smsc){ .source_ton = CONF_AUTO,
		.source_npi = CONF_AUTO,
		.dest_ton = CONF_AUTO,
		.dest_npi = CONF_AUTO,
		.dest_strip = none,
		.dest_add = none,
		.source_strip = none,
		.source_add = none };
}

static void source_of(const struct conf_smsc *c, const char *from,
    struct smpp_address *to)
{
	struct body_text t = { from, strlen(from) };

	*to = (struct smpp_address){ 0 };
	assert_int_equal(address_source(c, &t, to), 0);
}

static const struct rewritten {
	const char *strip, *add;
	bool plus;
	const char *want;
} destinations[] = {
	{ "", "", false, "447700900123" },
	{ "", "", true, "+447700900123" },
	{ "", "00", false, "00447700900123" },
	{ "44", "0", false, "07700900123" },
	{ "44", "", false, "7700900123" },
	{ "1", "0", false, "0447700900123" },
	{ "44", "99", true, "+997700900123" },
};

static struct conf_smsc rewriting(const struct rewritten *r, char strip[16],
    char add[16])
{
	struct conf_smsc c = plain();

	c.dest_strip = strcpy(strip, r->strip);
	c.dest_add = strcpy(add, r->add);
	c.dest_plus = r->plus;
	return c;
}

static void a_recipient_is_written_as_the_smsc_wants_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(destinations); i++) {
		char strip[16], add[16];
		struct conf_smsc c = rewriting(&destinations[i], strip, add);
		struct smpp_address a = { 0 };

		assert_int_equal(address_destination(&c, RECIPIENT, &a), 0);
		assert_string_equal(a.digits, destinations[i].want);
		assert_int_equal(a.ton, 1);
		assert_int_equal(a.npi, 1);
	}
}

/* As the ledger compares: equal, or the end of our recipient. */
static bool is_end(uint64_t number)
{
	uint64_t unit = 1;

	while (unit <= number)
		unit *= 10;
	return number >= 1000000 && RECIPIENT % unit == number;
}

static void a_receipt_is_matched_in_either_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(destinations); i++) {
		char strip[16], add[16];
		struct conf_smsc c = rewriting(&destinations[i], strip, add);

		assert_true(
		    is_end(address_recipient(&c, destinations[i].want)));
		assert_true(is_end(address_recipient(&c, "447700900123")));
		assert_true(is_end(address_recipient(&c, "+447700900123")));
		assert_true(is_end(address_recipient(&c, "00447700900123")));
	}
}

/* 4 is no prefix of ours here, but what is left of the number is its end. */
static void a_number_that_begins_like_what_is_added_is_still_found(void **state)
{
	struct conf_smsc c = plain();
	char add[] = "4477";

	(void)state;
	c.dest_add = add;
	assert_true(is_end(address_recipient(&c, "447700900123")));
}

static void what_is_no_number_is_unreadable(void **state)
{
	struct conf_smsc c = plain();

	(void)state;
	assert_int_equal(address_recipient(&c, ""), 0);
	assert_int_equal(address_recipient(&c, "esmed"), 0);
	assert_int_equal(address_recipient(&c, "4477x"), 0);
	assert_int_equal(address_recipient(&c, "44770090012344770090"), 0);
}

static void a_long_sender_is_rewritten_others_are_not(void **state)
{
	struct conf_smsc c = plain();
	char strip[] = "1", add[] = "001";
	struct smpp_address a;

	(void)state;
	c.source_strip = strip;
	c.source_add = add;
	source_of(&c, "+12125550100", &a);
	assert_string_equal(a.digits, "0012125550100");
	assert_int_equal(a.ton, 1);
	c.source_add = c.source_strip + 1;
	c.source_plus = true;
	source_of(&c, "+12125550100", &a);
	assert_string_equal(a.digits, "+2125550100");
	source_of(&c, "12345", &a);
	assert_string_equal(a.digits, "12345");
	assert_int_equal(a.ton, 3);
	source_of(&c, "1Shop", &a);
	assert_string_equal(a.digits, "1Shop");
	assert_int_equal(a.ton, 5);
	assert_int_equal(a.npi, 0);
}

static void a_fixed_ton_and_npi_are_kept(void **state)
{
	struct conf_smsc c = plain();
	struct smpp_address a;

	(void)state;
	c.source_ton = 0;
	c.source_npi = 8;
	c.dest_ton = 2;
	c.dest_npi = 0;
	source_of(&c, "+12125550100", &a);
	assert_int_equal(a.ton, 0);
	assert_int_equal(a.npi, 8);
	assert_int_equal(address_destination(&c, RECIPIENT, &a), 0);
	assert_int_equal(a.ton, 2);
	assert_int_equal(a.npi, 0);
}

/* SMPP 3.4, 5.2.9: 20 characters */
static void what_gets_too_long_is_refused(void **state)
{
	struct conf_smsc c = plain();
	char add[] = "00000000";
	struct smpp_address a;

	(void)state;
	c.dest_add = add;
	assert_int_equal(address_destination(&c, RECIPIENT, &a), 0);
	assert_int_equal(strlen(a.digits), 20);
	c.dest_plus = true;
	assert_int_equal(address_destination(&c, RECIPIENT, &a), RC_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recipient_is_written_as_the_smsc_wants_it),
		cmocka_unit_test(a_receipt_is_matched_in_either_form),
		cmocka_unit_test(
		    a_number_that_begins_like_what_is_added_is_still_found),
		cmocka_unit_test(what_is_no_number_is_unreadable),
		cmocka_unit_test(a_long_sender_is_rewritten_others_are_not),
		cmocka_unit_test(a_fixed_ton_and_npi_are_kept),
		cmocka_unit_test(what_gets_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
