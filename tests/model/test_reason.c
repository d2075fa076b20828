/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void the_nine_labels_are_verbatim(void **state)
{
	static const struct {
		unsigned code;
		const char *label;
	} rows[] = { { 30003, "Unreachable destination handset" },
		{ 30005, "Unknown destination handset" },
		{ 30006, "Landline or unreachable carrier" },
		{ 30007, "Carrier violation" }, { 30008, "Unknown error" },
		{ 30034, "Sender not verified" }, { 21211, "Invalid number" },
		{ 400, "HTTP 400 error - Unable to create record" },
		{ 404, "HTTP 404 error - Unable to fetch record" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct reason *r = reason_find(rows[i].code);

		assert_non_null(r);
		assert_string_equal(r->label, rows[i].label);
		assert_int_equal(r->bucket, rows[i].code);
	}
}

static void every_code_is_found_and_counts_as_one_of_the_nine(void **state)
{
	const struct reason *r;

	(void)state;
	for (unsigned code = 1; code <= UINT16_MAX; code++) {
		r = reason_find(code);
		if (r == NULL)
			continue;
		assert_int_equal(r->code, code);
		assert_non_null(reason_find(r->bucket));
		assert_int_equal(reason_find(r->bucket)->bucket, r->bucket);
		assert_true(strlen(r->text) > 4);
		assert_true(strlen(r->label) > 3);
		assert_true(strlen(reason_advice(r)) > 10);
	}
	assert_null(reason_find(0));
	assert_null(reason_find(30099));
}

static void an_unknown_error_explains_itself(void **state)
{
	const char *text = reason_find(30008)->text;

	(void)state;
	assert_non_null(strstr(text, "off or cannot receive"));
	assert_non_null(strstr(text, "roaming or off-network"));
	assert_non_null(strstr(text, "device-related"));
	assert_non_null(
	    strstr(detail_text(DETAIL_ROAMING), "cannot be guaranteed"));
	assert_non_null(strstr(reason_find(30007)->text, "by accident"));
}

/* twilio_errors.tsv has 166; 90007 is beyond 16 bits, and 400 and 404 are ours
 * alone. */
static void any_code_of_the_compatible_face_may_be_a_reason(void **state)
{
	size_t n = 0;

	(void)state;
	for (unsigned code = 1; code <= UINT16_MAX; code++)
		n += reason_find(code) != NULL;
	assert_int_equal(n, 166 - 1 + 2);
	assert_string_equal(reason_find(30450)->label,
	    "Delivery blocked (pumping protection)");
	assert_int_equal(reason_find(30450)->bucket, 30007);
	assert_true(reason_is_filtered(30450) && reason_is_filtered(30007));
	assert_false(reason_is_filtered(30008) || reason_is_filtered(1));
	assert_int_equal(reason_find(21659)->bucket, 30034);
	assert_int_equal(reason_find(21635)->opt_out, OPT_OUT_SHOULD);
	assert_string_equal(reason_advice(reason_find(21614)),
	    reason_advice(reason_find(30006)));
}

static void only_bad_numbers_speak_for_opting_out(void **state)
{
	(void)state;
	assert_int_equal(reason_find(30003)->opt_out, OPT_OUT_MAY);
	assert_int_equal(reason_find(30005)->opt_out, OPT_OUT_MAY);
	assert_int_equal(reason_find(30006)->opt_out, OPT_OUT_SHOULD);
	assert_int_equal(reason_find(30007)->opt_out, OPT_OUT_NEVER);
	assert_int_equal(reason_find(30008)->opt_out, OPT_OUT_NEVER);
}

static void details_parse_back(void **state)
{
	enum detail d;

	(void)state;
	for (unsigned i = 1; i < DETAIL_COUNT; i++) {
		assert_int_equal(detail_parse(detail_name((enum detail)i), &d),
		    0);
		assert_int_equal(d, i);
		assert_true(strlen(detail_text(d)) > 10);
	}
	assert_int_equal(detail_parse("gone_fishing", &d), RC_NOT_FOUND);
	assert_string_equal(detail_name(DETAIL_NONE), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nine_labels_are_verbatim),
		cmocka_unit_test(
		    every_code_is_found_and_counts_as_one_of_the_nine),
		cmocka_unit_test(an_unknown_error_explains_itself),
		cmocka_unit_test(
		    any_code_of_the_compatible_face_may_be_a_reason),
		cmocka_unit_test(only_bad_numbers_speak_for_opting_out),
		cmocka_unit_test(details_parse_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
