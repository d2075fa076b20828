/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/submit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "ledger/types.h"

#define NOW (1772464800 * SECOND) /* 2026-03-02T15:20:00Z */

static char none[] = "", acme[] = "acme", wap[] = "WAP", seven[] = "7";
static struct conf_smsc smsc;
static struct conf_tlv section = { acme, 0x1501, CONF_INTEGER, 2, { NULL, 0 },
	seven, true };
static struct conf conf;
static struct claim claim;
static struct buf bytes;
static struct body_text extra;
static struct submit s;
static const struct smpp_message *const m = &s.pdu.body.message;

static int begin(void **state)
{
	(void)state;
	clock_freeze(NOW);
	conf = (struct conf){ .smscs = 1 };
	smsc = (struct conf_smsc){ .name = acme,
		.service_type = none,
		.source_ton = CONF_AUTO,
		.source_npi = CONF_AUTO,
		.dest_ton = CONF_AUTO,
		.dest_npi = CONF_AUTO,
		.dcs_gsm7 = CONF_AUTO,
		.dcs_latin1 = CONF_AUTO,
		.dcs_ucs2 = CONF_AUTO,
		.ucs2 = true,
		.dest_strip = none,
		.dest_add = none,
		.source_strip = none,
		.source_add = none };
	claim = (struct claim){ .id = { .key = 5 },
		.attempt = 1,
		.to = 19175550001,
		.accepted = NOW };
	return 0;
}

static int end(void **state)
{
	(void)state;
	buf_free(&bytes);
	return 0;
}

/* How the intake would have it go. */
static void choose_way(const char *text, uint8_t to[BODY_WAY_BYTES])
{
	struct text_rules rules = way_rules(&smsc);
	struct way w = { .ref = 0x0105 };
	struct text_plan plan;

	assert_int_equal(
	    text_plan_by(&rules, text, strlen(text), TEXT_MAX_PARTS, &plan), 0);
	w.choice = text_choice_pack(&plan);
	way_write(&w, to);
}

/* The part of a message with this text. */
static void make(const char *text, uint8_t part)
{
	struct body b = { 0 };
	uint8_t way[BODY_WAY_BYTES];

	choose_way(text, way);
	b.field[BODY_WAY] = (struct body_text){ (char *)way, sizeof(way) };
	b.field[BODY_FROM] = (struct body_text){ "+12125550100", 12 };
	b.field[BODY_EXTRA] = extra;
	b.field[BODY_TEXT] = (struct body_text){ text, strlen(text) };
	b.field[BODY_TLVS] = (struct body_text){ "\x14\x01\x00\x02"
						 "ab",
		6 };
	buf_clear(&bytes);
	body_encode(&b, &bytes);
	claim.body = buf_bytes(&bytes);
	claim.body_len = bytes.len;
	memset(&s.part, 0xee, sizeof(s.part));
	assert_int_equal(submit_begin(&s, &conf, &smsc, &claim), 0);
	assert_int_equal(submit_part(&s, part), 0);
}

/* It can be encoded: the writer is strict. */
static void assert_legal(void)
{
	uint8_t to[2048];
	size_t len;

	assert_int_equal(smpp_encode(&s.pdu, to, sizeof(to), &len), 0);
}

static void without_any_key_it_is_a_plain_submit_sm(void **state)
{
	(void)state;
	make("hello", 0);
	assert_legal();
	assert_int_equal(s.pdu.id, SMPP_SUBMIT_SM);
	assert_string_equal(m->service_type, "");
	assert_string_equal(m->source.digits, "12125550100");
	assert_string_equal(m->destination.digits, "19175550001");
	assert_int_equal(m->esm_class, 0);
	assert_int_equal(m->protocol_id, 0);
	assert_int_equal(m->priority_flag, 0);
	assert_int_equal(m->registered_delivery, 1);
	assert_int_equal(m->data_coding, 0);
	assert_string_equal(m->validity_period, "");
	assert_int_equal(m->sm_length, 5);
	assert_memory_equal(m->short_message, "hello", 5);
	assert_int_equal(s.pdu.tlv_count, 1);
	assert_int_equal(s.pdu.tlv[0].tag, 0x1401);
}

static void what_a_message_asks_for_goes_before_its_smsc(void **state)
{
	const struct body_extra x = { .has_priority = true,
		.reply_path = true,
		.priority = 0,
		.service_type = { "CMT!!!", 6 } };
	uint8_t octets[BODY_EXTRA_BYTES];

	(void)state;
	smsc.service_type = wap;
	smsc.priority_flag = 3;
	smsc.esm_class = 3;
	extra =
	    (struct body_text){ (char *)octets, body_extra_write(&x, octets) };
	make("hello", 0);
	assert_legal();
	assert_string_equal(m->service_type, "CMT!!");
	assert_int_equal(m->priority_flag, 0);
	assert_int_equal(m->esm_class, 0x83);
	extra = (struct body_text){ 0 };
}

static void each_key_of_the_smsc_has_its_field(void **state)
{
	(void)state;
	smsc.service_type = wap;
	smsc.protocol_id = 0x41;
	smsc.priority_flag = 3;
	smsc.esm_class = 3;
	smsc.dest_ton = 2;
	smsc.dest_npi = 8;
	smsc.source_ton = 0;
	smsc.source_npi = 6;
	smsc.validity = 3600 * SECOND;
	make("hello", 0);
	assert_legal();
	assert_string_equal(m->service_type, "WAP");
	assert_int_equal(m->protocol_id, 0x41);
	assert_int_equal(m->priority_flag, 3);
	assert_int_equal(m->esm_class, 3);
	assert_int_equal(m->destination.ton, 2);
	assert_int_equal(m->destination.npi, 8);
	assert_int_equal(m->source.ton, 0);
	assert_int_equal(m->source.npi, 6);
	assert_string_equal(m->validity_period, "000000010000000R");
}

/* SMPP 3.4, 5.2.17 */
static void receipts_are_asked_for_as_configured(void **state)
{
	static const struct {
		unsigned which;
		bool intermediate;
		uint8_t want;
	} cases[] = {
		{ CONF_RECEIPTS_ALL, false, 0x01 },
		{ CONF_RECEIPTS_ALL, true, 0x11 },
		{ CONF_RECEIPTS_FAILURES, false, 0x02 },
		{ CONF_RECEIPTS_FAILURES, true, 0x12 },
		{ CONF_RECEIPTS_NONE, false, 0x00 },
		{ CONF_RECEIPTS_NONE, true, 0x10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		smsc.registered_delivery = cases[i].which;
		smsc.intermediate = cases[i].intermediate;
		make("hello", 0);
		assert_int_equal(m->registered_delivery, cases[i].want);
	}
}

static void a_data_coding_may_be_another(void **state)
{
	(void)state;
	make("\xd0\x9f\xd1\x80", 0);
	assert_int_equal(m->data_coding, 8);
	smsc.dcs_gsm7 = 0xf1;
	smsc.dcs_ucs2 = 0x18;
	make("hello", 0);
	assert_int_equal(m->data_coding, 0xf1);
	make("\xd0\x9f\xd1\x80", 0);
	assert_int_equal(m->data_coding, 0x18);
	assert_memory_equal(m->short_message, "\x04\x1f\x04\x40", 4);
}

/* U+00EA is not in GSM 03.38. */
static void latin1_is_used_where_it_is_allowed(void **state)
{
	(void)state;
	make("t\xc3\xaate", 0);
	assert_int_equal(m->data_coding, 8);
	smsc.latin1 = true;
	smsc.dcs_latin1 = 0x13;
	make("t\xc3\xaate", 0);
	assert_int_equal(m->data_coding, 0x13);
	smsc.dcs_latin1 = CONF_AUTO;
	make("t\xc3\xaate", 0);
	assert_int_equal(m->data_coding, 3);
	assert_int_equal(m->sm_length, 4);
	assert_memory_equal(m->short_message, "t\xeate", 4);
	make("tete", 0);
	assert_int_equal(m->data_coding, 0);
	make("t\xc4\x80te", 0); /* U+0100 */
	assert_int_equal(m->data_coding, 8);
	assert_int_equal(m->sm_length, 8);
}

static void a_long_latin1_text_has_the_parts_of_its_plan(void **state)
{
	char text[2 * 200 + 1];

	(void)state;
	for (size_t i = 0; i < 200; i++)
		memcpy(text + 2 * i, i == 133 ? "\xc3\xab" : "\xc3\xaa", 2);
	text[400] = '\0';
	smsc.latin1 = true;
	make(text, 0);
	assert_legal();
	assert_int_equal(m->esm_class, 0x40);
	assert_int_equal(m->sm_length, 6 + 134);
	assert_memory_equal(m->short_message, "\x05\x00\x03\x05\x02\x01", 6);
	assert_int_equal(m->short_message[6], 0xea);
	assert_int_equal(m->short_message[6 + 133], 0xeb);
	assert_int_equal(submit_part(&s, 1), 0);
	assert_int_equal(m->sm_length, 6 + 66);
	assert_memory_equal(m->short_message, "\x05\x00\x03\x05\x02\x02", 6);
	assert_int_equal(submit_part(&s, 2), RC_NOT_FOUND);
}

static void the_mode_and_the_udh_share_esm_class(void **state)
{
	char text[162];

	(void)state;
	memset(text, 'x', 161);
	text[161] = '\0';
	smsc.esm_class = 1;
	make(text, 1);
	assert_int_equal(m->esm_class, 0x41);
}

static void data_sm_has_its_text_and_lifetime_in_tlvs(void **state)
{
	const struct smpp_tlv *t;

	(void)state;
	smsc.submit = CONF_DATA_SM;
	smsc.validity = 3600 * SECOND;
	make("hello", 0);
	assert_legal();
	assert_int_equal(s.pdu.id, SMPP_DATA_SM);
	assert_int_equal(m->sm_length, 0);
	t = smpp_pdu_tlv(&s.pdu, SMPP_TLV_MESSAGE_PAYLOAD);
	assert_non_null(t);
	assert_int_equal(t->len, 5);
	assert_memory_equal(t->value, "hello", 5);
	t = smpp_pdu_tlv(&s.pdu, SMPP_TLV_QOS_TIME_TO_LIVE);
	assert_non_null(t);
	assert_memory_equal(t->value, "\x00\x00\x0e\x10", 4);
	assert_non_null(smpp_pdu_tlv(&s.pdu, 0x1401));
}

static void parts_of_data_sm_do_not_gather_payloads(void **state)
{
	char text[321];

	(void)state;
	memset(text, 'x', 320);
	text[320] = '\0';
	smsc.submit = CONF_DATA_SM;
	smsc.user_message_reference = true;
	make(text, 0);
	assert_int_equal(submit_part(&s, 2), 0);
	assert_legal();
	assert_int_equal(s.pdu.tlv_count, 3);
	assert_int_equal(m->esm_class, 0x40);
	assert_memory_equal(
	    smpp_pdu_tlv(&s.pdu, SMPP_TLV_MESSAGE_PAYLOAD)->value,
	    "\x05\x00\x03\x05\x03\x03", 6);
}

/* SMPP 3.3 knows neither. */
static void to_a_smsc_of_3_3_go_no_tlvs_and_no_data_sm(void **state)
{
	(void)state;
	conf.tlv = &section;
	conf.tlvs = 1;
	smsc.interface_version = 0x33;
	smsc.submit = CONF_DATA_SM;
	smsc.user_message_reference = true;
	smsc.validity = 3600 * SECOND;
	make("hello", 0);
	assert_legal();
	assert_int_equal(s.pdu.id, SMPP_SUBMIT_SM);
	assert_int_equal(s.pdu.tlv_count, 0);
	assert_int_equal(m->sm_length, 5);
	assert_string_equal(m->validity_period, "000000010000000R");
}

static uint32_t reference(void)
{
	const struct smpp_tlv *t =
	    smpp_pdu_tlv(&s.pdu, SMPP_TLV_USER_MESSAGE_REFERENCE);
	uint32_t n;

	assert_non_null(t);
	assert_int_equal(smpp_tlv_number(t, &n), 0);
	return n;
}

static void each_part_has_a_reference_that_a_resend_keeps(void **state)
{
	char text[162];
	uint32_t first;

	(void)state;
	memset(text, 'x', 161);
	text[161] = '\0';
	smsc.user_message_reference = true;
	make(text, 0);
	assert_legal();
	first = reference();
	assert_int_equal(submit_part(&s, 1), 0);
	assert_int_not_equal(reference(), first);
	claim.attempt++;
	make(text, 0);
	assert_int_equal(reference(), first);
	claim.id.key++;
	make(text, 0);
	assert_int_not_equal(reference(), first);
}

static void constants_and_own_tlvs_are_on_every_part(void **state)
{
	char text[162];

	(void)state;
	conf.tlv = &section;
	conf.tlvs = 1;
	memset(text, 'x', 161);
	text[161] = '\0';
	make(text, 0);
	for (uint8_t i = 0; i < 2; i++) {
		assert_int_equal(submit_part(&s, i), 0);
		assert_legal();
		assert_int_equal(s.pdu.tlv_count, 2);
		assert_memory_equal(smpp_pdu_tlv(&s.pdu, 0x1401)->value, "ab",
		    2);
		assert_memory_equal(smpp_pdu_tlv(&s.pdu, 0x1501)->value,
		    "\0\x07", 2);
	}
}

static void what_is_left_of_a_messages_own_time_is_its_validity(void **state)
{
	(void)state;
	smsc.validity = 3600 * SECOND;
	claim.ttl = 90;
	claim.accepted = NOW - 30 * SECOND;
	make("hello", 0);
	assert_string_equal(m->validity_period, "000000000100000R");
	claim.accepted = NOW - 90 * SECOND;
	make("hello", 0);
	assert_string_equal(m->validity_period, "000000000001000R");
}

static void a_time_that_is_for_our_queue_is_not_the_carriers(void **state)
{
	const struct body_extra x = { .queue_only = true };
	uint8_t octets[BODY_EXTRA_BYTES];

	(void)state;
	smsc.validity = 3600 * SECOND;
	claim.ttl = 90;
	claim.accepted = NOW - 30 * SECOND;
	extra =
	    (struct body_text){ (char *)octets, body_extra_write(&x, octets) };
	make("hello", 0);
	assert_string_equal(m->validity_period, "000000010000000R");
	smsc.validity = 0;
	make("hello", 0);
	assert_string_equal(m->validity_period, "");
	extra = (struct body_text){ 0 };
}

/* A body of an earlier version says nothing of how its text goes. */
static void a_body_without_a_way_has_the_parts_it_was_accepted_with(
    void **state)
{
	struct body b = { 0 };
	char text[321];

	(void)state;
	memset(text, 'x', 320);
	b.field[BODY_FROM] = (struct body_text){ "+12125550100", 12 };
	b.field[BODY_TEXT] = (struct body_text){ text, 320 };
	buf_clear(&bytes);
	body_encode(&b, &bytes);
	claim.body = buf_bytes(&bytes);
	claim.body_len = bytes.len;
	smsc.split = TEXT_SPLIT_UDH16;
	smsc.latin1 = true;
	assert_int_equal(submit_begin(&s, &conf, &smsc, &claim), 0);
	assert_int_equal(submit_part(&s, 1), 0);
	assert_int_equal(m->sm_length, 6 + 153);
	assert_memory_equal(m->short_message, "\x05\x00\x03\x05\x03\x02", 6);
}

static void a_number_that_does_not_fit_makes_no_pdu(void **state)
{
	static char add[] = "0000000000";

	(void)state;
	make("hello", 0);
	smsc.dest_add = add;
	assert_int_equal(submit_begin(&s, &conf, &smsc, &claim), RC_TOO_LONG);
}

static void a_damaged_body_makes_no_pdu(void **state)
{
	(void)state;
	make("hello", 0);
	claim.body_len--;
	assert_int_equal(submit_begin(&s, &conf, &smsc, &claim), RC_CORRUPT);
}

/* As WISH_REDACT leaves it. */
static void a_body_without_its_text_makes_no_pdu(void **state)
{
	(void)state;
	make("hello", 0);
	body_blank(buf_bytes(&bytes), bytes.len);
	assert_int_equal(submit_begin(&s, &conf, &smsc, &claim), RC_BAD);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(without_any_key_it_is_a_plain_submit_sm),
		CASE(what_a_message_asks_for_goes_before_its_smsc),
		CASE(each_key_of_the_smsc_has_its_field),
		CASE(receipts_are_asked_for_as_configured),
		CASE(a_data_coding_may_be_another),
		CASE(latin1_is_used_where_it_is_allowed),
		CASE(a_long_latin1_text_has_the_parts_of_its_plan),
		CASE(the_mode_and_the_udh_share_esm_class),
		CASE(data_sm_has_its_text_and_lifetime_in_tlvs),
		CASE(parts_of_data_sm_do_not_gather_payloads),
		CASE(to_a_smsc_of_3_3_go_no_tlvs_and_no_data_sm),
		CASE(each_part_has_a_reference_that_a_resend_keeps),
		CASE(constants_and_own_tlvs_are_on_every_part),
		CASE(what_is_left_of_a_messages_own_time_is_its_validity),
		CASE(a_time_that_is_for_our_queue_is_not_the_carriers),
		CASE(a_body_without_a_way_has_the_parts_it_was_accepted_with),
		CASE(a_number_that_does_not_fit_makes_no_pdu),
		CASE(a_damaged_body_makes_no_pdu),
		CASE(a_body_without_its_text_makes_no_pdu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
