/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/tlv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "flow/intake.h"

#define ENTITY "1101234567890123456"

static char none[] = "", vi[] = "vi", acme[] = "acme", hash[] = "0a0b";
static char dlt_entity_id[] = "dlt_entity_id", campaign[] = "campaign",
	    operator_only[] = "operator_only", weight[] = "weight",
	    port[] = "port", blob[] = "blob", seven[] = "7", ref[] = "ref",
	    CKD1[] = "CKD1";
static char *for_vi[] = { vi };

static struct conf_tlv sections[] = {
	{ dlt_entity_id, 0x1400, CONF_CSTRING, 19, { for_vi, 1 }, none, true },
	{ campaign, 0x1500, CONF_CSTRING, 8, { NULL, 0 }, CKD1, true },
	{ operator_only, 0x1501, CONF_INTEGER, 2, { NULL, 0 }, seven, false },
	{ weight, 0x1502, CONF_INTEGER, 4, { NULL, 0 }, none, true },
	{ port, 0x020B, CONF_INTEGER, 2, { NULL, 0 }, none, true },
	{ blob, 0x1503, CONF_OCTETS, 4, { NULL, 0 }, hash, true },
	{ ref, 0x0204, CONF_INTEGER, 2, { NULL, 0 }, seven, true },
};
static const struct conf conf = { .tlv = sections,
	.tlvs = ARRAY_LEN(sections) };
static const struct conf bare;

static struct buf bytes;
static char why[TLV_WHY_ROOM];

static int add_text(const struct conf *c, const char *name, const char *value)
{
	struct tlv_request r = { .name = { name, strlen(name) },
		.value = { value, strlen(value) } };

	return tlv_append(c, &r, &bytes, why);
}

static int add_number(const char *name, int64_t n)
{
	struct tlv_request r = { .name = { name, strlen(name) },
		.is_number = true,
		.number = n };

	return tlv_append(&conf, &r, &bytes, why);
}

#define assert_bytes(want)                                     \
	do {                                                   \
		assert_int_equal(bytes.len, sizeof(want) - 1); \
		assert_memory_equal(buf_bytes(&bytes), want,   \
		    sizeof(want) - 1);                         \
	} while (0)

static int begin(void **state)
{
	(void)state;
	buf_clear(&bytes);
	return 0;
}

static void a_name_a_tag_and_a_number_mean_the_same(void **state)
{
	(void)state;
	assert_int_equal(add_text(&conf, "dlt_entity_id", ENTITY), 0);
	assert_bytes("\x14\x00\x00\x14" ENTITY "\0");
	buf_clear(&bytes);
	assert_int_equal(add_text(&conf, "0x1400", ENTITY), 0);
	assert_bytes("\x14\x00\x00\x14" ENTITY "\0");
	buf_clear(&bytes);
	assert_int_equal(add_text(&conf, "5120", ENTITY), 0);
	assert_bytes("\x14\x00\x00\x14" ENTITY "\0");
}

static void integers_have_the_width_of_their_section(void **state)
{
	(void)state;
	assert_int_equal(add_number("weight", 258), 0);
	assert_bytes("\x15\x02\x00\x04\x00\x00\x01\x02");
	buf_clear(&bytes);
	assert_int_equal(add_text(&conf, "weight", "0x102"), 0);
	assert_bytes("\x15\x02\x00\x04\x00\x00\x01\x02");
	buf_clear(&bytes);
	assert_int_equal(add_number("weight", 4294967295), 0);
	buf_clear(&bytes);
	assert_int_equal(add_number("weight", 4294967296), RC_BAD);
	assert_int_equal(add_number("weight", -1), RC_BAD);
	assert_int_equal(add_text(&conf, "weight", "many"), RC_BAD);
	assert_string_equal(why,
	    "'tlvs': 'weight' must be an integer of 4 bytes");
	assert_int_equal(bytes.len, 0);
}

static void a_vendor_tag_that_nobody_describes_is_octets(void **state)
{
	(void)state;
	assert_int_equal(add_text(&bare, "0x1401", "hex:00fF"), 0);
	assert_int_equal(add_text(&bare, "0x3fff", "ab"), 0);
	assert_bytes("\x14\x01\x00\x02\x00\xff\x3f\xff\x00\x02"
		     "ab");
	assert_int_equal(add_text(&bare, "0x1402", "hex:0"), RC_BAD);
	assert_int_equal(add_text(&bare, "0x1402", "hex:zz"), RC_BAD);
}

static void names_of_smpp_are_known(void **state)
{
	(void)state;
	assert_int_equal(add_text(&bare, "language_indicator", "2"), 0);
	assert_int_equal(add_text(&bare, "callback_num", "hex:01020034"), 0);
	assert_bytes("\x02\x0d\x00\x01\x02\x03\x81\x00\x04\x01\x02\x00"
		     "4");
	assert_int_equal(add_text(&bare, "callback_num_atag",
			     "0123456789012345678901234567890123456789"
			     "01234567890123456789012345"),
	    RC_BAD);
}

/* reliability.md 8: ports, lights and sounds are a right, given by a section */
static void what_could_do_harm_needs_a_section(void **state)
{
	(void)state;
	assert_int_equal(add_text(&bare, "destination_port", "2948"),
	    RC_NOT_FOUND);
	assert_non_null(strstr(why, "per_message = yes"));
	assert_int_equal(add_text(&bare, "0x020B", "2948"), RC_NOT_FOUND);
	assert_int_equal(add_text(&bare, "ms_msg_wait_facilities", "1"),
	    RC_NOT_FOUND);
	assert_int_equal(add_text(&bare, "0x0FFF", "1"), RC_NOT_FOUND);
	assert_int_equal(bytes.len, 0);
	assert_int_equal(add_text(&conf, "destination_port", "2948"), 0);
	assert_bytes("\x02\x0b\x00\x02\x0b\x84");
}

static void what_is_ours_no_message_brings(void **state)
{
	static const char *const ours[] = { "message_payload",
		"sar_msg_ref_num", "user_message_reference", "0x0424", "ref",
		"receipted_message_id" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		assert_int_equal(add_text(&conf, ours[i], "1"), RC_NOT_FOUND);
	assert_non_null(strstr(why, "set by the gateway itself"));
}

static void a_constant_may_be_closed_to_messages(void **state)
{
	(void)state;
	assert_int_equal(add_number("operator_only", 1), RC_NOT_FOUND);
	assert_int_equal(add_number("0x1501", 1), RC_NOT_FOUND);
}

static void an_unknown_name_is_told_the_known_ones(void **state)
{
	(void)state;
	assert_int_equal(add_text(&conf, "dlt_entity", ENTITY), RC_NOT_FOUND);
	assert_string_equal(why,
	    "'tlvs': 'dlt_entity' is not known; give a tag such as \"0x1400\" "
	    "or one of: dlt_entity_id, campaign, weight, port, blob, ref");
	assert_int_equal(add_text(&bare, "dlt", ENTITY), RC_NOT_FOUND);
	assert_string_equal(why,
	    "'tlvs': 'dlt' is not known; give a tag such as \"0x1400\"; no "
	    "section tlv names any");
}

/* However many there are, and however long. */
static void the_list_of_known_ones_ends_in_time(void **state)
{
	static struct conf_tlv many[64];
	static char names[64][33];
	const struct conf c = { .tlv = many, .tlvs = ARRAY_LEN(many) };
	char name[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		snprintf(names[i], sizeof(names[i]), "a_long_name_of_a_tlv_%zu",
		    i);
		many[i] = (struct conf_tlv){ names[i], 0x1600, CONF_CSTRING, 9,
			{ NULL, 0 }, none, true };
	}
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(add_text(&c, name, "1"), RC_NOT_FOUND);
	assert_true(strlen(why) < sizeof(why));
	assert_string_equal(why + strlen(why) - 5, ", ...");
}

static void lengths_and_kinds_of_values_are_checked(void **state)
{
	(void)state;
	assert_int_equal(add_text(&conf, "campaign", "12345678"), 0);
	assert_int_equal(add_text(&conf, "blob", "hex:00010203"), 0);
	buf_clear(&bytes);
	assert_int_equal(add_text(&conf, "campaign", "123456789"), RC_BAD);
	assert_string_equal(why,
	    "'tlvs': 'campaign' must be a string of at most 8 bytes");
	assert_int_equal(add_text(&conf, "campaign", "hex:6100"), RC_BAD);
	assert_int_equal(add_number("campaign", 1), RC_BAD);
	assert_int_equal(add_text(&conf, "blob", "hex:0001020304"), RC_BAD);
	assert_string_equal(why,
	    "'tlvs': 'blob' must be a string or \"hex:...\" of 0 to 4 bytes");
	assert_int_equal(bytes.len, 0);
}

static void the_same_tag_twice_is_refused(void **state)
{
	size_t len;

	(void)state;
	assert_int_equal(add_text(&conf, "campaign", "a"), 0);
	len = bytes.len;
	assert_int_equal(add_text(&conf, "0x1500", "b"), RC_EXISTS);
	assert_int_equal(bytes.len, len);
}

static void a_message_has_so_many_and_no_more(void **state)
{
	static char big[1010];
	char name[8];

	(void)state;
	for (int i = 0; i < TLVS_MAX; i++) {
		snprintf(name, sizeof(name), "0x1%03x", 0x600 + i);
		assert_int_equal(add_text(&bare, name, "x"), 0);
	}
	assert_int_equal(add_text(&bare, "0x1700", "x"), RC_FULL);
	assert_non_null(strstr(why, "16"));
	buf_clear(&bytes);
	memset(big, 'x', sizeof(big) - 1);
	assert_int_equal(add_text(&bare, "0x1700", big), 0);
	assert_int_equal(add_text(&bare, "0x1701", "12345678"), RC_FULL);
	assert_int_equal(add_text(&bare, "0x1701", "1234567"), 0);
}

static void what_was_added_is_walked_and_named(void **state)
{
	char name[TLV_NAME_ROOM];
	struct body_text all;
	struct smpp_tlv t;
	size_t at = 0;

	(void)state;
	assert_int_equal(add_text(&conf, "campaign", "a"), 0);
	assert_int_equal(add_text(&conf, "0x1600", ""), 0);
	assert_int_equal(add_text(&conf, "user_response_code", "9"), 0);
	all = (struct body_text){ (char *)buf_bytes(&bytes), bytes.len };
	assert_true(tlv_next(&all, &at, &t));
	assert_string_equal(tlv_name(&conf, t.tag, name), "campaign");
	assert_int_equal(tlv_type(&conf, t.tag), SMPP_TLV_CSTR);
	assert_int_equal(t.len, 2);
	assert_true(tlv_next(&all, &at, &t));
	assert_string_equal(tlv_name(&conf, t.tag, name), "0x1600");
	assert_int_equal(t.len, 0);
	assert_true(tlv_next(&all, &at, &t));
	assert_string_equal(tlv_name(&conf, t.tag, name), "user_response_code");
	assert_int_equal(tlv_type(&conf, t.tag), SMPP_TLV_U8);
	assert_false(tlv_next(&all, &at, &t));
}

static void a_body_that_was_cut_ends_the_walk(void **state)
{
	struct smpp_tlv t;
	size_t at;

	(void)state;
	assert_int_equal(add_text(&conf, "campaign", "abc"), 0);
	for (size_t len = 0; len < bytes.len; len++) {
		struct body_text all = { (char *)buf_bytes(&bytes), len };

		at = 0;
		assert_false(tlv_next(&all, &at, &t));
	}
}

static const struct smpp_tlv *attached(const char *smsc, uint16_t tag)
{
	static struct smpp_pdu pdu;
	static struct tlv_keep keep;
	struct body_text own = { (char *)buf_bytes(&bytes), bytes.len };
	char name[8];
	struct conf_smsc c = { .name = strcpy(name, smsc) };

	smpp_pdu_init(&pdu, SMPP_SUBMIT_SM, 0);
	tlv_attach(&conf, &c, &own, &keep, &pdu);
	return smpp_pdu_tlv(&pdu, tag);
}

static void constants_go_with_every_message(void **state)
{
	const struct smpp_tlv *t = attached(acme, 0x1500);

	(void)state;
	assert_non_null(t);
	assert_int_equal(t->len, 5);
	assert_memory_equal(t->value, "CKD1", 5);
	t = attached(acme, 0x1501);
	assert_non_null(t);
	assert_int_equal(t->len, 2);
	assert_memory_equal(t->value, "\0\x07", 2);
	t = attached(acme, 0x1503);
	assert_non_null(t);
	assert_int_equal(t->len, 2);
	assert_memory_equal(t->value, "\x0a\x0b", 2);
	assert_null(attached(acme, 0x1502));
	assert_null(attached(acme, 0x0204)); /* ours */
}

static void a_message_overrides_the_constant(void **state)
{
	const struct smpp_tlv *t;

	(void)state;
	assert_int_equal(add_text(&conf, "campaign", "mine"), 0);
	t = attached(acme, 0x1500);
	assert_non_null(t);
	assert_memory_equal(t->value, "mine", 5);
}

static void a_tlv_of_other_smscs_is_left_out(void **state)
{
	(void)state;
	assert_int_equal(add_text(&conf, "dlt_entity_id", ENTITY), 0);
	assert_null(attached(acme, 0x1400));
	assert_non_null(attached(vi, 0x1400));
	assert_non_null(attached(acme, 0x1500));
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_name_a_tag_and_a_number_mean_the_same),
		CASE(integers_have_the_width_of_their_section),
		CASE(a_vendor_tag_that_nobody_describes_is_octets),
		CASE(names_of_smpp_are_known),
		CASE(what_could_do_harm_needs_a_section),
		CASE(what_is_ours_no_message_brings),
		CASE(a_constant_may_be_closed_to_messages),
		CASE(an_unknown_name_is_told_the_known_ones),
		CASE(the_list_of_known_ones_ends_in_time),
		CASE(lengths_and_kinds_of_values_are_checked),
		CASE(the_same_tag_twice_is_refused),
		CASE(a_message_has_so_many_and_no_more),
		CASE(what_was_added_is_walked_and_named),
		CASE(a_body_that_was_cut_ends_the_walk),
		CASE(constants_go_with_every_message),
		CASE(a_message_overrides_the_constant),
		CASE(a_tlv_of_other_smscs_is_left_out),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&bytes);
	return failed;
}
