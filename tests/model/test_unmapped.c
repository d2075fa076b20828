/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/unmapped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void count(struct unmapped *u, uint32_t smsc, const char *code, usec now)
{
	struct unmapped_row seen = { .smsc = smsc, .kind = ERRMAP_ERR };

	snprintf(seen.code, sizeof(seen.code), "%s", code);
	unmapped_count(u, &seen, now);
}

static void a_code_is_counted_with_its_first_and_last_time(void **state)
{
	struct unmapped *u = unmapped_new();
	const struct unmapped_row *row;

	(void)state;
	assert_null(unmapped_at(u, 0));
	count(u, 1, "7A", 100);
	count(u, 2, "7A", 150);
	count(u, 1, "7a", 200);
	row = unmapped_at(u, 0);
	assert_string_equal(row->code, "7A");
	assert_int_equal(row->smsc, 1);
	assert_int_equal(row->count, 2);
	assert_int_equal(row->first, 100);
	assert_int_equal(row->last, 200);
	assert_int_equal(unmapped_at(u, 1)->smsc, 2);
	assert_null(unmapped_at(u, 2));
	assert_int_equal(unmapped_total(u), 3);
	unmapped_free(u);
}

static void what_has_no_room_counts_in_one_row(void **state)
{
	struct unmapped *u = unmapped_new();
	char code[UNMAPPED_CODE];

	(void)state;
	for (int i = 0; i < UNMAPPED_MAX + 10; i++) {
		snprintf(code, sizeof(code), "%d", i);
		count(u, 1, code, i);
	}
	count(u, 1, "5", 9000);
	assert_non_null(unmapped_at(u, UNMAPPED_MAX - 1));
	assert_null(unmapped_at(u, UNMAPPED_MAX));
	assert_int_equal(unmapped_at(u, 5)->count, 2);
	assert_int_equal(unmapped_rest(u)->count, 10);
	assert_int_equal(unmapped_rest(u)->first, UNMAPPED_MAX);
	assert_int_equal(unmapped_rest(u)->last, UNMAPPED_MAX + 9);
	assert_int_equal(unmapped_total(u), UNMAPPED_MAX + 11);
	unmapped_free(u);
}

static void a_receipt_is_counted_by_what_says_most(void **state)
{
	struct unmapped *u = unmapped_new();
	struct receipt r = { .network_type = -1, .stat = "UNDELIV" };

	(void)state;
	strcpy(r.err, "000");
	unmapped_receipt(u, 3, &r, 1);
	strcpy(r.err, "9\x01 a row of octets that are cut.");
	unmapped_receipt(u, 3, &r, 2);
	r.network_type = 3;
	r.network_code = 300;
	unmapped_receipt(u, 3, &r, 3);
	unmapped_submit(u, 3, 0x401, 4);
	assert_int_equal(unmapped_at(u, 0)->kind, ERRMAP_STAT);
	assert_string_equal(unmapped_at(u, 0)->code, "UNDELIV");
	assert_int_equal(unmapped_at(u, 1)->kind, ERRMAP_ERR);
	assert_string_equal(unmapped_at(u, 1)->code,
	    "9..a.row.of.octets.that.are.cut");
	assert_int_equal(unmapped_at(u, 2)->kind, ERRMAP_NETWORK_ERROR_CODE);
	assert_string_equal(unmapped_at(u, 2)->code, "300");
	assert_int_equal(unmapped_at(u, 3)->kind, ERRMAP_COMMAND_STATUS);
	assert_string_equal(unmapped_at(u, 3)->code, "0x00000401");
	unmapped_free(u);
	unmapped_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_code_is_counted_with_its_first_and_last_time),
		cmocka_unit_test(what_has_no_room_counts_in_one_row),
		cmocka_unit_test(a_receipt_is_counted_by_what_says_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
