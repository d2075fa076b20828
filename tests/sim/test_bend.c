/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/bend.h"

#include "base/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* A submit_sm_resp with the id "1" and a TLV. */
#define ANSWER                             \
	"00000018800000040000000000000007" \
	"3100"                             \
	"0427"                             \
	"0001"                             \
	"02"                               \
	"00"
#define HEAD(length) "000000" length "800000040000000000000007"

/* What the rule makes of it. */
static void becomes(const char *spec, const char *want)
{
	struct rule_error error = { "" };
	struct rule *r = NULL;
	struct buf to = { 0 };
	uint8_t pdu[24];
	char text[512];

	if (rule_parse(spec, &r, &error) != 0)
		fail_msg("%s: %s", spec, error.text);
	assert_int_equal(hex_parse(ANSWER, 46, pdu, 23), 0);
	pdu[3] = 23;
	bend(r, pdu, 23, &to);
	assert_true(to.len * 2 < sizeof(text));
	hex_format(buf_bytes(&to), to.len, text);
	assert_string_equal(text, want);
	buf_free(&to);
	rule_unref(r);
}

static void the_header_may_say_anything(void **state)
{
	(void)state;
	becomes("command=generic_nack", "00000017800000000000000000000007"
					"31000427000102");
	becomes("sequence=0", "00000017800000040000000000000000"
			      "31000427000102");
	becomes("sequence=+1", "00000017800000040000000000000008"
			       "31000427000102");
	becomes("sequence=0xFFFFFFFF", "000000178000000400000000ffffffff"
				       "31000427000102");
	becomes("length=-1", "00000016800000040000000000000007"
			     "31000427000102");
	becomes("length=0xFFFFFFFF", "ffffffff800000040000000000000007"
				     "31000427000102");
}

static void only_a_rule_about_pdus_replaces_the_status(void **state)
{
	(void)state;
	becomes("pdu=submit_sm_resp:status=0x58",
	    "00000017800000040000005800000007"
	    "31000427000102");
	becomes("status=0x58", "00000017800000040000000000000007"
			       "31000427000102");
}

static void the_body_may_be_another(void **state)
{
	(void)state;
	becomes("body=none", HEAD("10"));
	becomes("body=414200", HEAD("13") "414200");
	becomes("bare", HEAD("12") "3100");
	becomes("tail=0428000132", HEAD("1c") "31000427000102"
					      "0428000132");
	becomes("body=00,tail=ff", HEAD("12") "00ff");
}

static void bytes_may_be_missing_or_stand_around_it(void **state)
{
	(void)state;
	becomes("cut=5", "0000001780");
	becomes("before=dead,behind=beef", "dead" HEAD("17") "31000427000102"
							     "beef");
	becomes("body=none,cut=100", HEAD("10"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_may_say_anything),
		cmocka_unit_test(only_a_rule_about_pdus_replaces_the_status),
		cmocka_unit_test(the_body_may_be_another),
		cmocka_unit_test(bytes_may_be_missing_or_stand_around_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
