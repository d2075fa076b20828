/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which network a receipt tells, as vendors write it, and what is nothing.
 */
#include "model/receipt_network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FRONT "id:77 sub:001 dlvrd:001 stat:DELIVRD err:000 "

static struct receipt read_it(const char *text, const void *tlv, size_t len)
{
	const struct receipt_source s = { .esm_class = 4,
		.text = { text, strlen(text) },
		.carrier_tlv = { tlv, len } };
	struct receipt r;

	receipt_read_by(NULL, &s, &r);
	assert_true(r.is_receipt);
	assert_string_equal(r.id, "77");
	return r;
}

static void expect(const char *fields, const char *code, const char *name)
{
	char text[400];
	struct receipt r;

	snprintf(text, sizeof(text), FRONT "%s", fields);
	r = read_it(text, NULL, 0);
	if (strcmp(r.mccmnc, code) != 0 || strcmp(r.network, name) != 0)
		fail_msg("%s: \"%s\" \"%s\"", fields, r.mccmnc, r.network);
	assert_string_equal(r.stat, "DELIVRD");
	assert_string_equal(r.err, "000");
}

static void expect_tlv(const void *tlv, size_t len, const char *code,
    const char *name)
{
	struct receipt r = read_it(FRONT "text:hello", tlv, len);

	assert_string_equal(r.mccmnc, code);
	assert_string_equal(r.network, name);
	assert_string_equal(r.text, "hello");
}

static void codes_are_read_in_vendors_ways(void **state)
{
	(void)state;
	expect("mccmnc:310260", "310260", "");
	expect("MCCMNC=310260 text:hi", "310260", "");
	expect("mcc_mnc:310-260 text:hi", "310260", "");
	expect("mcc:310 mnc:260 text:hi", "310260", "");
	expect("MNC=01,MCC=270,text:hi", "27001", "");
	expect("plmn:27001", "27001", "");
	expect("network:310260 text:hi", "310260", "");
	expect("networkCode:20408 text:hi", "20408", "");
	expect("operator:208/01 text:hi", "20801", "");
}

static void names_are_read_whole(void **state)
{
	(void)state;
	expect("carrier:Verizon text:hi", "", "Verizon");
	expect("operator:T-Mobile USA text:hi", "", "T-Mobile USA");
	expect("network:AT&T", "", "AT&T");
	expect("network=\"O2 (UK)\" text:hi", "", "O2 (UK)");
	expect("operator name:Telef\xc3\xb3nica, S.A. text:x", "",
	    "Telef\xc3\xb3nica, S.A.");
	expect("carrier:Verizon Wireless;price=0.01", "", "Verizon Wireless");
	expect("carrier:Verizon price:0.01 text:hi", "", "Verizon");
	expect("carrier:Verizon, text:hi", "", "Verizon");
	expect("operator:T-Mobile mccmnc:310260 text:hi", "310260", "T-Mobile");
}

static void what_is_nothing_stays_nothing(void **state)
{
	char long_one[200];

	(void)state;
	expect("", "", "");
	expect("mccmnc: text:hi", "", "");
	expect("mccmnc:3102 text:hi", "", "");
	expect("mccmnc:3102600 text:hi", "", "");
	expect("mccmnc:000000 text:hi", "", "");
	expect("mcc:310 text:hi", "", "");
	expect("mcc:310 mnc:1 text:hi", "", "");
	expect("mcc:310 mnc:2600 text:hi", "", "");
	expect("mcc:31 mnc:0260 text:hi", "", "");
	expect("network:(null) text:hi", "", "");
	expect("operator:unknown text:hi", "", "");
	expect("carrier:N/A text:hi", "", "");
	expect("carrier:0 text:hi", "", "");
	expect("carrier:- text:hi", "", "");
	expect("carrier:E\x7f\x45 text:hi", "", "");
	expect("carrier:E\xc2\x85\x45 text:hi", "", "");
	memset(long_one, 'x', sizeof(long_one) - 1);
	memcpy(long_one, "carrier:", 8);
	long_one[8 + 64] = '\0';
	expect(long_one, "", long_one + 8);
	long_one[8 + 64] = 'x';
	long_one[8 + 65] = '\0';
	expect(long_one, "", "");
}

/* What a customer writes comes back behind text: and must teach nothing. */
static void nothing_is_taken_from_peoples_words(void **state)
{
	(void)state;
	expect("text:carrier:Evil", "", "");
	expect("text:mccmnc:310260", "", "");
	expect("text: carrier:Evil mccmnc:310260", "", "");
	expect("text:submit date:1 carrier:Evil", "", "");
	expect("text:\"x\" carrier:Evil", "", "");
	expect("text:GW250 MCC=270 MNC=01 BillingMNC=1", "", "");
	expect("carrier:Good text:carrier:Evil", "", "Good");
}

static void the_tlv_counts_more(void **state)
{
	struct receipt r =
	    read_it(FRONT "mccmnc:310260 carrier:Text", "20801", 6);

	(void)state;
	assert_string_equal(r.mccmnc, "20801");
	assert_string_equal(r.network, "Text");
	r = read_it(FRONT "mccmnc:310260 carrier:Text", "Orange", 6);
	assert_string_equal(r.mccmnc, "310260");
	assert_string_equal(r.network, "Orange");
}

static void a_tlv_may_end_with_nul_and_may_be_anything(void **state)
{
	static const char longest[] =
	    "0123456789012345678901234567890123456789012345678901234567890xyz"
	    "w";

	(void)state;
	expect_tlv("310260", 6, "310260", "");
	expect_tlv("27001\0", 6, "27001", "");
	expect_tlv(" T-Mobile  ", 11, "", "T-Mobile");
	expect_tlv("Telef\xf3nica", 10, "", "Telef\xc3\xb3nica");
	expect_tlv("Telef\xc3\xb3nica", 11, "", "Telef\xc3\xb3nica");
	expect_tlv("", 0, "", "");
	expect_tlv("\0\0\0", 3, "", "");
	expect_tlv("(null)", 7, "", "");
	expect_tlv("\x01\x02\x03", 3, "", "");
	expect_tlv("Evil\nx", 6, "", "");
	expect_tlv("Evil\x1b[2J", 8, "", "");
	expect_tlv("\xff\xfe\xfd", 3, "", "\xc3\xbf\xc3\xbe\xc3\xbd");
	expect_tlv(longest, 64, "",
	    "012345678901234567890123456789012345678901234567890123456789"
	    "0xyz");
	expect_tlv(longest, 65, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_read_in_vendors_ways),
		cmocka_unit_test(names_are_read_whole),
		cmocka_unit_test(what_is_nothing_stays_nothing),
		cmocka_unit_test(nothing_is_taken_from_peoples_words),
		cmocka_unit_test(the_tlv_counts_more),
		cmocka_unit_test(a_tlv_may_end_with_nul_and_may_be_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
