/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/errmap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\n"

static struct errmap *parse(const char *text)
{
	struct errmap_fault fault;
	struct errmap *m;

	assert_int_equal(errmap_parse(text, strlen(text), &m, &fault), 0);
	return m;
}

/* The shipped maps; make check runs beside or inside the sources. */
static struct errmap *load(const char *name)
{
	const char *top = getenv("srcdir");
	struct errmap_fault fault = { .line = 0 };
	struct errmap *m;
	char path[300];

	snprintf(path, sizeof(path), "%s/conf/errors/%s",
	    top == NULL ? "." : top, name);
	if (errmap_load(path, &m, &fault) != 0)
		fail_msg("%s:%u: %s", path, fault.line, fault.text);
	return m;
}

static void expect_fault(const char *text, unsigned line, const char *words)
{
	struct errmap_fault fault = { .line = 99 };
	struct errmap *m;

	assert_int_equal(errmap_parse(text, strlen(text), &m, &fault), RC_BAD);
	assert_null(m);
	assert_int_equal(fault.line, line);
	assert_non_null(strstr(fault.text, words));
}

static struct receipt receipt_of(const char *stat, const char *err)
{
	char text[100];
	struct receipt_source s = { .esm_class = 4 };
	struct receipt r;

	snprintf(text, sizeof(text), "id:1 stat:%s err:%s", stat, err);
	s.text = (struct receipt_octets){ text, strlen(text) };
	receipt_read_by(NULL, &s, &r);
	return r;
}

static struct errmap_answer judge(const struct errmap *m, const char *stat,
    const char *err)
{
	struct receipt r = receipt_of(stat, err);
	struct errmap_answer a;

	errmap_receipt(m, &r, &a);
	return a;
}

static void codes_compare_as_text_then_as_numbers(void **state)
{
	struct errmap *m = parse(
	    HEAD "v\terr\t001\tone\tpermanent\t30005\ts\n"
		 "v\terr\t00A\tten\tpermanent\t30006\ts\n"
		 "v\terr\t1\tother one\tpermanent\t30003\ts\n"
		 "v\tcommand_status\t0x0000000B\tbad\tpermanent\t21211\ts\n");

	(void)state;
	assert_int_equal(errmap_find(m, ERRMAP_ERR, "001")->reason, 30005);
	assert_int_equal(errmap_find(m, ERRMAP_ERR, "1")->reason, 30003);
	assert_int_equal(errmap_find(m, ERRMAP_ERR, "01")->reason, 30005);
	assert_int_equal(errmap_find(m, ERRMAP_ERR, "00a")->reason, 30006);
	assert_null(errmap_find(m, ERRMAP_ERR, "10"));
	assert_null(errmap_find(m, ERRMAP_ERR, ""));
	assert_int_equal(errmap_find(m, ERRMAP_COMMAND_STATUS, "11")->reason,
	    21211);
	assert_int_equal(errmap_find(m, ERRMAP_COMMAND_STATUS, "0xb")->reason,
	    21211);
	assert_null(errmap_find(m, ERRMAP_ERR, "11"));
	errmap_free(m);
}

static void the_first_row_wins(void **state)
{
	struct errmap *m =
	    parse(HEAD "v\terr\tX1\tfirst\tpermanent\t30005\ts\n"
		       "v\terr\tx1\tsecond\ttemporary\t30003\ts\n");

	(void)state;
	assert_int_equal(errmap_len(m), 2);
	assert_string_equal(errmap_find(m, ERRMAP_ERR, "X1")->meaning, "first");
	assert_int_equal(errmap_at(m, 1)->line, 3);
	assert_null(errmap_at(m, 2));
	errmap_free(m);
}

static void stat_and_err_together_come_first(void **state)
{
	struct errmap *m = parse(HEAD
	    "v\terr\t777\tplain\tpermanent\t30005\ts\n"
	    "v\tstat\tUNDELIV/777\tboth\tpermanent\t30007\ts\tspam_filter\n"
	    "v\tstat\tEXPIRED/000\tboth\tpermanent\t30003\ts\n"
	    "v\tstat\tEXPIRED\talone\tpermanent\t30017\ts\n"
	    "v\terr\t5\tnone\tunknown\t-\ts\n");

	(void)state;
	assert_int_equal(judge(m, "UNDELIV", "777").reason, 30007);
	assert_int_equal(judge(m, "UNDELIV", "0777").detail,
	    DETAIL_SPAM_FILTER);
	assert_int_equal(judge(m, "FAILED", "777").reason, 30007);
	assert_int_equal(judge(m, "REJECTD", "777").reason, 30005);
	assert_int_equal(judge(m, "EXPIRED", "0").reason, 30003);
	assert_int_equal(judge(m, "EXPIRED", "").reason, 30003);
	assert_int_equal(judge(m, "EXPIRED", "9").reason, 30017);
	assert_null(judge(m, "UNDELIV", "5").row);
	errmap_free(m);
}

static void the_network_code_of_the_tlv_beats_err(void **state)
{
	struct errmap *m =
	    parse(HEAD "v\tnetwork_error_code\t27\toff\ttemporary\t30003\ts\n"
		       "v\tcommand_status\t0x0B\tbad\tpermanent\t21211\ts\n"
		       "v\terr\t1\tgone\tpermanent\t30005\ts\n"
		       "v\terr\t300\tvendor\tpermanent\t30007\ts\n");
	struct receipt r = receipt_of("UNDELIV", "001");
	struct errmap_answer a;

	(void)state;
	r.network_type = 3;
	r.network_code = 27;
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 30003);
	r.network_code = 0;
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 30005);
	r.network_type = 7;
	r.network_code = 0x0B;
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 21211);
	r.network_type = 8;
	r.network_code = 300;
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 30007);
	r.network_type = 1;
	r.network_code = 27;
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 30005);
	errmap_free(m);
}

static void three_digits_in_the_tlv_are_an_err(void **state)
{
	struct errmap *m = parse(HEAD "v\terr\t027\toff\ttemporary\t30003\ts\n"
				      "v\terr\t1\tgone\tpermanent\t30005\ts\n");
	struct receipt r = receipt_of("UNDELIV", "");
	struct errmap_answer a;

	(void)state;
	r.network_type = -1;
	r.network_is_ascii = true;
	r.network_code = 27;
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 30003);
	strcpy(r.err, "001"); /* what the text says is sure */
	errmap_receipt(m, &r, &a);
	assert_int_equal(a.reason, 30005);
	errmap_free(m);
}

static void what_has_no_row_is_30008_unlisted(void **state)
{
	struct errmap_answer a = judge(NULL, "UNDELIV", "777");

	(void)state;
	assert_int_equal(a.reason, 30008);
	assert_int_equal(a.detail, DETAIL_UNLISTED);
	assert_null(a.row);
	errmap_submit(NULL, 0x400, &a);
	assert_int_equal(a.reason, 30008);
	assert_null(a.row);
}

/* A vendor's map lists the vendor's own; ref.tsv says the same of SMPP's. */
static void what_smpp_itself_says_of_a_refusal_needs_no_map(void **state)
{
	static const uint32_t statuses[] = { 0x01, 0x08, 0x0A, 0x0B, 0x14, 0x45,
		0x48, 0x49, 0x50, 0x51, 0x58, 0x64, 0x65, 0x66 };
	struct errmap *ref = load("ref.tsv");
	struct errmap *own =
	    parse(HEAD "v\tcommand_status\t0x0B\ta\tunknown\t30005\ts\n"
		       "v\tcommand_status\t0x45\tb\tunknown\t-\ts\n");
	struct errmap_answer a, b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		errmap_submit(NULL, statuses[i], &a);
		errmap_submit(ref, statuses[i], &b);
		assert_int_equal(a.reason, b.reason);
		assert_int_equal(a.detail, b.detail);
		assert_non_null(a.row);
	}
	errmap_submit(own, 0x0B, &a);
	assert_int_equal(a.reason, 30005);
	errmap_submit(own, 0x45, &a);
	assert_int_equal(a.reason, 400);
	errmap_free(own);
	errmap_free(ref);
}

static void a_malformed_line_is_named(void **state)
{
	(void)state;
	expect_fault("", 0, "column names");
	expect_fault("vendor\tkind\n", 1, "7 or 8 columns");
	expect_fault("vendor\tkind\tcode\tmeaning\tpermanent\tx\ty\n", 1,
	    "column 5");
	expect_fault(HEAD "v\terr\t1\tm\tpermanent\n", 2, "5 columns");
	expect_fault(HEAD "\n# note\nv\tor\t1\tm\tpermanent\t1\ts\n", 4,
	    "kind \"or\"");
	expect_fault(HEAD "v\terr\t\tm\tpermanent\t1\ts\n", 2, "code");
	expect_fault(HEAD "v\terr\t1\tm\tforever\t1\ts\n", 2, "forever");
	expect_fault(HEAD "v\terr\t1\tm\tunknown\t3000x\ts\n", 2, "suggested");
	expect_fault(HEAD "v\terr\t1\tm\tunknown\t99999\ts\n", 2, "suggested");
	expect_fault(HEAD "v\terr\t1\tm\tunknown\t1\ts\tnope\n", 2, "\"nope\"");
	expect_fault(HEAD "v\terr\t1\tm\tunknown\t1\ts\troaming\tx\n", 2,
	    "9 columns");
}

static void a_file_may_begin_and_end_as_it_likes(void **state)
{
	struct errmap *m = parse("vendor\tkind\tcode\tmeaning\tpermanence\t"
				 "suggested\tsource\r\n"
				 "v\terr\t1\tm\tunknown\t-\ts\r\n"
				 "v\ttype=3\t1\tm\tunknown\t-\ts\r\n"
				 "v\terr\t2\tm\tunknown\t-\ts");

	(void)state;
	assert_int_equal(errmap_len(m), 2);
	assert_int_equal(errmap_find(m, ERRMAP_ERR, "2")->reason, 0);
	errmap_free(m);
	assert_int_equal(errmap_len(m = parse("\xEF\xBB\xBF" HEAD)), 0);
	assert_null(errmap_find(m, ERRMAP_ERR, "1"));
	errmap_free(m);
}

static void a_file_that_is_not_there_is_told(void **state)
{
	struct errmap_fault fault;
	struct errmap *m;

	(void)state;
	assert_int_equal(errmap_load("/nowhere/x.tsv", &m, &fault), RC_SYSTEM);
	assert_string_equal(fault.text,
	    "cannot be opened: No such file or directory");
}

static void expect_sound(struct errmap *m)
{
	for (size_t i = 0; i < errmap_len(m); i++) {
		const struct errmap_row *r = errmap_at(m, i), *found;

		found = errmap_find(m, r->kind, r->code);
		if (found != r)
			fail_msg("line %u repeats line %u", r->line,
			    found->line);
		if (r->reason != 0)
			assert_non_null(reason_find(r->reason));
	}
	errmap_free(m);
}

static void the_shipped_maps_are_sound(void **state)
{
	static const char *const names[] = { "ref.tsv", "smpp34.tsv",
		"bandwidth.tsv", "goip.tsv", "horisen.tsv", "melroselabs.tsv",
		"plivo.tsv", "routemobile.tsv", "smslist.tsv", "smsc_ru.tsv",
		"telestax.tsv", "vonage.tsv", "w2wts.tsv", "world-text.tsv" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		expect_sound(load(names[i]));
	(void)state;
}

static void ref_maps_as_the_reason_table_says(void **state)
{
	static const struct {
		const char *stat, *err;
		unsigned reason;
		const char *detail;
	} rows[] = { { "UNDELIV", "001", 30005, "number_incorrect" },
		{ "UNDELIV", "005", 30005, "number_incorrect" },
		{ "UNDELIV", "006", 30003, "offline" },
		{ "UNDELIV", "008", 30003, "roaming" },
		{ "UNDELIV", "011", 30005, "no_sms_service" },
		{ "UNDELIV", "012", 30005, "device_fault" },
		{ "UNDELIV", "013", 30005, "barred" },
		{ "UNDELIV", "021", 30006, "carrier_unreachable" },
		{ "UNDELIV", "027", 30003, "phone_off" },
		{ "UNDELIV", "031", 30003, "busy" },
		{ "UNDELIV", "032", 30003, "memory_full" },
		{ "UNDELIV", "034", 30008, "operator_fault" },
		{ "UNDELIV", "101", 30006, "landline" },
		{ "UNDELIV", "110", 30007, "spam_filter" },
		{ "UNDELIV", "111", 30007, "content_law" },
		{ "UNDELIV", "120", 30034, "sender_not_verified" },
		{ "EXPIRED", "000", 30003, "validity_expired" },
		{ "EXPIRED", "999", 30008, "unlisted" },
		{ "DELETED", "000", 30008, "deleted_by_smsc" },
		{ "UNDELIV", "000", 30008, "unlisted" },
		{ "REJECTD", "000", 30008, "unlisted" },
		{ "UNDELIV", "777", 30008, "unlisted" } };
	struct errmap *m = load("ref.tsv");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct errmap_answer a = judge(m, rows[i].stat, rows[i].err);

		assert_int_equal(a.reason, rows[i].reason);
		assert_string_equal(detail_name(a.detail), rows[i].detail);
	}
	errmap_free(m);
}

static void ref_maps_submit_answers(void **state)
{
	static const struct {
		uint32_t status;
		unsigned reason;
	} rows[] = { { 0x01, 400 }, { 0x0A, 30034 }, { 0x0B, 400 },
		{ 0x45, 400 }, { 0x48, 30034 }, { 0x49, 30034 }, { 0x50, 400 },
		{ 0x51, 400 }, { 0x65, 400 }, { 0x66, 400 }, { 0x0D, 30008 },
		{ 0x400, 30008 } };
	struct errmap *m = load("ref.tsv");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct errmap_answer a;

		errmap_submit(m, rows[i].status, &a);
		assert_int_equal(a.reason, rows[i].reason);
	}
	errmap_free(m);
}

static void smpp34_knows_gsm_map_numbers(void **state)
{
	struct errmap *m = load("smpp34.tsv");
	struct errmap_answer a;

	(void)state;
	assert_int_equal(judge(m, "UNDELIV", "001").reason, 30005);
	assert_int_equal(judge(m, "UNDELIV", "027").reason, 30003);
	assert_int_equal(judge(m, "UNDELIV", "27").detail, DETAIL_PHONE_OFF);
	assert_int_equal(judge(m, "UNDELIV", "021").reason, 30006);
	assert_int_equal(judge(m, "EXPIRED", "000").reason, 30003);
	assert_int_equal(judge(m, "DELETED", "000").reason, 30008);
	assert_null(judge(m, "UNDELIV", "000").row);
	errmap_submit(m, 0x0B, &a);
	assert_int_equal(a.reason, 21211);
	assert_int_equal(a.permanence, PERMANENCE_PERMANENT);
	errmap_free(m);
}

static void what_a_map_says_of_trying_again_is_told(void **state)
{
	struct errmap *m =
	    parse(HEAD "x\tcommand_status\t0x45\ta\ttemporary\t-\tx\n"
		       "x\tcommand_status\t8\tb\tpermanent\t30005\tx\n"
		       "x\tcommand_status\t0x400\tc\tunknown\t30005\tx\n"
		       "x\terr\t11\td\tpermanent\t30005\tx\n");

	(void)state;
	assert_int_equal(errmap_refusal(m, 0x45), PERMANENCE_TEMPORARY);
	assert_int_equal(errmap_refusal(m, 0x08), PERMANENCE_PERMANENT);
	assert_int_equal(errmap_refusal(m, 0x400), PERMANENCE_UNKNOWN);
	assert_int_equal(errmap_refusal(m, 11), PERMANENCE_UNKNOWN);
	assert_int_equal(errmap_refusal(NULL, 8), PERMANENCE_UNKNOWN);
	errmap_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_compare_as_text_then_as_numbers),
		cmocka_unit_test(the_first_row_wins),
		cmocka_unit_test(what_a_map_says_of_trying_again_is_told),
		cmocka_unit_test(stat_and_err_together_come_first),
		cmocka_unit_test(the_network_code_of_the_tlv_beats_err),
		cmocka_unit_test(what_has_no_row_is_30008_unlisted),
		cmocka_unit_test(
		    what_smpp_itself_says_of_a_refusal_needs_no_map),
		cmocka_unit_test(a_malformed_line_is_named),
		cmocka_unit_test(three_digits_in_the_tlv_are_an_err),
		cmocka_unit_test(a_file_may_begin_and_end_as_it_likes),
		cmocka_unit_test(a_file_that_is_not_there_is_told),
		cmocka_unit_test(the_shipped_maps_are_sound),
		cmocka_unit_test(ref_maps_as_the_reason_table_says),
		cmocka_unit_test(ref_maps_submit_answers),
		cmocka_unit_test(smpp34_knows_gsm_map_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
