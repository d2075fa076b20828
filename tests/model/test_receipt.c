/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PLAIN                                                     \
	"id:0123456789 sub:002 dlvrd:001 submit date:1005232039 " \
	"done date:1005242339 stat:DELIVRD err:012 text:This is it"

static struct receipt_source source(uint8_t esm_class, const char *text)
{
	return (struct receipt_source){ .esm_class = esm_class,
		.text = { text, strlen(text) } };
}

static struct receipt read_as(uint8_t esm_class, const char *text)
{
	struct receipt_source s = source(esm_class, text);
	struct receipt r;

	receipt_read_by(NULL, &s, &r);
	return r;
}

static void assert_date(const struct receipt *r, const char *iso)
{
	char done[RECEIPT_ISO];

	receipt_date_format(r->done_date, done);
	assert_string_equal(done, iso);
}

static void the_receipt_of_the_specification_is_read(void **state)
{
	struct receipt r = read_as(4, PLAIN);

	(void)state;
	assert_true(r.is_receipt && r.final && r.has_text);
	assert_false(r.intermediate);
	assert_int_equal(r.state, RECEIPT_DELIVERED);
	assert_string_equal(r.id, "0123456789");
	assert_string_equal(r.stat, "DELIVRD");
	assert_string_equal(r.err, "012");
	assert_string_equal(r.sub, "002");
	assert_string_equal(r.dlvrd, "001");
	assert_string_equal(r.submit_date, "1005232039");
	assert_date(&r, "2010-05-24T23:39:00");
	assert_string_equal(r.text, "This is it");
}

static void keys_come_in_any_case_and_order(void **state)
{
	struct receipt r = read_as(4,
	    "  Stat:Undeliv ERR:00A  Done Date:2607181201 ID:ns:12345 ");

	(void)state;
	assert_string_equal(r.id, "ns:12345");
	assert_string_equal(r.stat, "UNDELIV");
	assert_string_equal(r.stat_raw, "Undeliv");
	assert_string_equal(r.err, "00A");
	assert_date(&r, "2026-07-18T12:01:00");
	assert_int_equal(r.state, RECEIPT_UNDELIVERED);
	assert_false(r.has_text);
}

static void nothing_is_taken_out_of_the_text(void **state)
{
	struct receipt r = read_as(4, "id:1 text:id:2 stat:DELIVRD err:1");

	(void)state;
	assert_string_equal(r.id, "1");
	assert_string_equal(r.stat, "");
	assert_string_equal(r.text, "id:2 stat:DELIVRD err:1");
	assert_int_equal(r.state, RECEIPT_UNKNOWN);
}

static void an_empty_text_before_a_new_key_ends_nothing(void **state)
{
	struct receipt r = read_as(4, "id:1 text: stat:DELIVRD");

	(void)state;
	assert_int_equal(r.state, RECEIPT_DELIVERED);
	assert_string_equal(r.text, "");
	r = read_as(4, "id:1 stat:EXPIRED text: stat:DELIVRD");
	assert_int_equal(r.state, RECEIPT_EXPIRED);
	assert_string_equal(r.text, "stat:DELIVRD");
}

static void an_empty_value_does_not_eat_the_next_key(void **state)
{
	struct receipt r = read_as(4, "id:7 done date: stat:ACCEPTD err:000");

	(void)state;
	assert_string_equal(r.done_date, "");
	assert_string_equal(r.stat, "ACCEPTD");
	assert_false(r.final);
}

static void esm_class_says_what_a_receipt_is(void **state)
{
	static const uint8_t yes[] = { 0x04, 0x05, 0x06, 0x84, 0x24, 0x20 };
	static const uint8_t no[] = { 0x08, 0x10, 0x18, 0x88 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		struct receipt r = read_as(yes[i], PLAIN);

		assert_true(r.is_receipt && r.flagged);
		assert_int_equal(r.final, yes[i] != 0x20);
		assert_int_equal(r.intermediate, yes[i] == 0x20);
		assert_true(read_as(yes[i], "").is_receipt);
	}
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_false(read_as(no[i], PLAIN).is_receipt);
}

static void an_unflagged_text_must_have_id_and_a_known_stat(void **state)
{
	struct receipt r = read_as(0, PLAIN);

	(void)state;
	assert_true(r.is_receipt);
	assert_false(r.flagged);
	assert_true(read_as(0x0C, PLAIN).is_receipt);
	assert_false(read_as(0, "id:1 stat:FINE").is_receipt);
	assert_false(read_as(0, "stat:DELIVRD").is_receipt);
	assert_false(read_as(0, "please resubmit:now").is_receipt);
	r = read_as(0, "my id: 4711, stat: ok, see text: below");
	assert_false(r.is_receipt);
	assert_string_equal(r.id, "");
}

static void an_unflagged_id_in_a_tlv_is_not_enough(void **state)
{
	struct receipt_source s = source(0, "hello");
	struct receipt r;

	(void)state;
	s.id_tlv = (struct receipt_octets){ "abc", 4 };
	receipt_read_by(NULL, &s, &r);
	assert_false(r.is_receipt);
	s.state_tlv = (struct receipt_octets){ "\2", 1 };
	receipt_read_by(NULL, &s, &r);
	assert_true(r.is_receipt);
	s = source(0, "stat:DELIVRD");
	s.id_tlv = (struct receipt_octets){ "abc", 4 };
	receipt_read_by(NULL, &s, &r);
	assert_true(r.is_receipt);
}

static void tlvs_overrule_the_text(void **state)
{
	struct receipt_source s = source(4, PLAIN);
	struct receipt r;

	(void)state;
	s.id_tlv = (struct receipt_octets){ "TLVID99", 8 };
	s.state_tlv = (struct receipt_octets){ "\3", 1 };
	s.network_tlv = (struct receipt_octets){ "\3\1\x2C", 3 };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "TLVID99");
	assert_string_equal(r.id_text, "0123456789");
	assert_string_equal(r.stat, "DELIVRD");
	assert_int_equal(r.state, RECEIPT_EXPIRED);
	assert_int_equal(r.network_type, 3);
	assert_int_equal(r.network_code, 300);
	s.state_tlv = (struct receipt_octets){ "\x80", 1 };
	receipt_read_by(NULL, &s, &r);
	assert_int_equal(r.state, RECEIPT_DELIVERED);
}

static void every_message_state_has_its_meaning(void **state)
{
	static const enum receipt_state states[] = { RECEIPT_ENROUTE,
		RECEIPT_ENROUTE, RECEIPT_DELIVERED, RECEIPT_EXPIRED,
		RECEIPT_DELETED, RECEIPT_UNDELIVERED, RECEIPT_ACCEPTED,
		RECEIPT_UNKNOWN, RECEIPT_REJECTED, RECEIPT_SKIPPED };

	(void)state;
	for (uint8_t i = 0; i < ARRAY_LEN(states); i++) {
		struct receipt_source s = { .esm_class = 4,
			.state_tlv = { &i, 1 } };
		struct receipt r;

		receipt_read_by(NULL, &s, &r);
		assert_int_equal(r.state, states[i]);
		assert_true(r.stat[0] != '\0');
	}
}

static void an_unlisted_stat_changes_nothing(void **state)
{
	struct receipt r = read_as(4, "id:1 stat:MI:0024 err:5");

	(void)state;
	assert_true(r.is_receipt && r.unlisted && !r.final);
	assert_int_equal(r.state, RECEIPT_UNKNOWN);
	assert_string_equal(r.stat_raw, "MI:0024");
	r = read_as(4, "id:1 stat:FAILED:no_route err:5");
	assert_int_equal(r.state, RECEIPT_UNDELIVERED);
	assert_false(r.unlisted);
}

static void ucs2_and_a_header_are_seen_through(void **state)
{
	static const char wide[] = "\0i\0d\0:\0A\0 \0s\0t\0a\0t\0:\0E\0X\0P"
				   "\0I\0R\0E\0D";
	static const char headed[] = "\5\0\3\x09\2\1id:B stat:EXPIRED";
	struct receipt_source s = { .esm_class = 4,
		.data_coding = 8,
		.text = { wide, sizeof(wide) - 1 } };
	struct receipt r;

	(void)state;
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "A");
	assert_int_equal(r.state, RECEIPT_EXPIRED);
	s.text = (struct receipt_octets){ PLAIN, strlen(PLAIN) };
	receipt_read_by(NULL, &s, &r);
	assert_int_equal(r.state, RECEIPT_DELIVERED);
	s = (struct receipt_source){ .esm_class = 0x44,
		.text = { headed, sizeof(headed) - 1 } };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "B");
}

/* esm_class 0x40 of the message that a receipt is about, and a header of parts
 * that esm_class does not tell of. */
static void a_header_is_one_by_its_octets(void **state)
{
	static const char headed[] = "\x05\x00\x03\x10\x02\x01" PLAIN;
	struct receipt_source s = { .text = { headed, sizeof(headed) - 1 } };
	struct receipt r = read_as(0x44, PLAIN);

	(void)state;
	assert_string_equal(r.id, "0123456789");
	assert_string_equal(r.text, "This is it");
	s.esm_class = 4;
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "0123456789");
	r = read_as(4, "\xEF\xBB\xBFid:9 stat:DELIVRD");
	assert_string_equal(r.id, "9");
}

static void a_nul_before_a_blank_is_no_letter(void **state)
{
	static const char padded[] = "id:9\0\0 stat:DELIVRD\0 err:0@\0b text:x";
	struct receipt_source s = { .esm_class = 4,
		.text = { padded, sizeof(padded) - 1 } };
	struct receipt r;

	(void)state;
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "9");
	assert_string_equal(r.stat_raw, "DELIVRD");
	assert_string_equal(r.err, "0\xC2\xA1@b"); /* GSM 03.38 */
}

static void quotes_end_a_text_only_among_quoted_values(void **state)
{
	struct receipt r = read_as(4, "id:1 stat:DELIVRD text:'A' err:5");

	(void)state;
	assert_string_equal(r.text, "'A' err:5");
	assert_string_equal(r.err, "");
	r = read_as(4, "id:1 stat:DELIVRD text:\"all of it\"  ");
	assert_string_equal(r.text, "all of it");
	r = read_as(4, "id:\"1\" text:\"A err:5\" stat:\"DELIVRD\"");
	assert_string_equal(r.text, "A err:5");
	assert_string_equal(r.err, "");
	assert_int_equal(r.state, RECEIPT_DELIVERED);
}

static void fields_that_run_together_are_told_apart(void **state)
{
	struct receipt r = read_as(4,
	    "id:1Fsub:001dlvrd:001submit date:2403040506stat:UNDELIVerr:021"
	    "text:Hi err:5");

	(void)state;
	assert_string_equal(r.id, "1F");
	assert_string_equal(r.submit_date, "2403040506");
	assert_string_equal(r.stat, "UNDELIV");
	assert_string_equal(r.err, "021");
	assert_string_equal(r.text, "Hi err:5");
	assert_false(read_as(0, "id:1stat:DELIVRD").is_receipt);
	r = read_as(4, "id:urn:text:5 stat:DELIVRD");
	assert_string_equal(r.id, "urn:text:5");
}

static void marks_around_a_stat_are_not_its(void **state)
{
	struct receipt r = read_as(4, "id:1 stat:[UNDELIV/027] err:1");

	(void)state;
	assert_string_equal(r.stat, "UNDELIV");
	assert_string_equal(r.stat_raw, "[UNDELIV/027]");
	assert_false(r.unlisted);
	assert_true(r.final);
	r = read_as(4, "id:1 stat:DELIVRD/UNDELIV err:1");
	assert_true(r.unlisted);
	assert_string_equal(r.stat, "DELIVRD/UNDELIV");
}

static void vendors_separators_and_words_are_read(void **state)
{
	static const char *const texts[] = {
		"id=7 stat=EXPIRED err=9",
		"id:7,stat:EXPIRED,err:9",
		"id:7; stat:EXPIRED; err:9;",
		"id=7&stat=EXPIRED&err=9",
		"id:7\r\nstat:EXPIRED\r\nerr:9\r\n",
		"{\"id\": \"7\", \"stat\": \"EXPIRED\", \"err\": 9}",
		"<id>7</id><stat>EXPIRED</stat><err>9</err>",
		"[id:7 stat:EXPIRED err:9]",
		"Message-ID: 7 Status: expired Error_Code: 9",
		"msgid:7 state:EXPIRED errcode:9",
		"status:1 id:7 stat:EXPIRED err:9",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct receipt r = read_as(4, texts[i]);

		assert_string_equal(r.id, "7");
		assert_int_equal(r.state, RECEIPT_EXPIRED);
		assert_string_equal(r.err, "9");
	}
}

/* Anybody can write these, so they need the bits of esm_class. */
static void odd_forms_without_the_bits_are_texts(void **state)
{
	(void)state;
	assert_true(read_as(0, "id:7 stat:DELIVRD").is_receipt);
	assert_false(read_as(0, "id=7 stat=DELIVRD").is_receipt);
	assert_false(read_as(0, "id:7,stat:DELIVRD").is_receipt);
	assert_false(read_as(0, "order id: 7 status: delivered").is_receipt);
	assert_false(read_as(0, "msg id:7 stat:DELIVRD").is_receipt);
}

static void marks_inside_an_id_are_its_own(void **state)
{
	(void)state;
	assert_string_equal(read_as(4, "id:a,b;c stat:DELIVRD").id, "a,b;c");
	assert_string_equal(read_as(4, "id:<a@b> stat:DELIVRD").id, "<a@b>");
	assert_string_equal(read_as(4, "id:x== stat:DELIVRD").id, "x==");
	assert_string_equal(read_as(4, "id:{7} stat:DELIVRD").id, "{7}");
}

static void the_alphabet_is_what_it_looks_like(void **state)
{
	static const char gsm[] = "id:a\x11"
				  "b\0c stat:DND\x11REJECTED";
	static const char turned[] = "i\0d\0:\0A\0 \0s\0t\0a\0t\0:\0E\0"
				     "X\0P\0I\0R\0E\0D\0";
	static const char mixed[] = "id:a_b stat:EXPIRED text:\x04\x1f\x04\x40";
	/* "id:5 stat:DELIVRD" in septets. */
	static const uint8_t packed[] = { 0x69, 0xB2, 0xAE, 0x06, 0x9A, 0xD3,
		0xC3, 0x74, 0x1D, 0xB1, 0xC8, 0x4C, 0x5A, 0xA5, 0x44 };
	struct receipt_source s = source(4, "");
	struct receipt r;

	(void)state;
	s.text = (struct receipt_octets){ gsm, sizeof(gsm) - 1 };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "a_b@c");
	assert_string_equal(r.stat, "DND_REJECTED");
	s.text = (struct receipt_octets){ turned, sizeof(turned) - 1 };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "A");
	assert_int_equal(r.state, RECEIPT_EXPIRED);
	s.text = (struct receipt_octets){ mixed, sizeof(mixed) - 1 };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "a_b");
	assert_string_equal(r.text, "\xD0\x9F\xD1\x80");
	s.text = (struct receipt_octets){ packed, sizeof(packed) };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "5");
	r = read_as(4, "id:1 stat:EXPIRED text:caf\xC3\xA9");
	assert_string_equal(r.text, "caf\xC3\xA9");
	r = read_as(4, "id:1 stat:EXPIRED text:caf\xE9");
	assert_string_equal(r.text, "caf\xC3\xA9");
}

static void odd_tlvs_say_what_they_can(void **state)
{
	struct receipt_source s = source(4, "id:1 stat:EXPIRED");
	struct receipt r;

	(void)state;
	s.state_tlv = (struct receipt_octets){ "\0\0\0\2", 4 };
	s.id_tlv = (struct receipt_octets){ "  7  \0", 6 };
	s.network_tlv = (struct receipt_octets){ "034", 3 };
	receipt_read_by(NULL, &s, &r);
	assert_int_equal(r.state, RECEIPT_DELIVERED);
	assert_string_equal(r.id, "7");
	assert_true(r.has_network && r.network_is_ascii);
	assert_int_equal(r.network_code, 34);
	s.state_tlv = (struct receipt_octets){ "\1\2", 2 };
	s.id_tlv = (struct receipt_octets){ "\1\2", 2 };
	receipt_read_by(NULL, &s, &r);
	assert_int_equal(r.state, RECEIPT_EXPIRED);
	assert_string_equal(r.id, "1");
	s.id_tlv = (struct receipt_octets){ "   ", 3 };
	receipt_read_by(NULL, &s, &r);
	assert_false(r.id_from_tlv);
}

static void dates_with_marks_are_read(void **state)
{
	static const struct {
		const char *date, *iso;
	} rows[] = { { "2024-03-04 05:06:07", "2024-03-04T05:06:07" },
		{ "2024-03-04T05:06:07Z", "2024-03-04T05:06:07" },
		{ "2024/03/04 05:06", "2024-03-04T05:06:00" },
		{ "24.03.04 05:06", "2024-03-04T05:06:00" },
		{ "180711070003912+", "2018-07-11T07:00:03" },
		{ "180711070003912R", "" }, { "04/03/2024 05:06", "" },
		{ "2024-13-04 05:06", "" }, { "2024-03-04", "" },
		{ "2024-03-04-05", "" }, { "2024-03-04 05:06:077", "" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[80] = "id:1 stat:DELIVRD done date:";
		struct receipt r = read_as(4, strcat(text, rows[i].date));

		assert_date(&r, rows[i].iso);
	}
	assert_string_equal(
	    read_as(4, "done date:2024-03-04 05:06:07 id:9 stat:DELIVRD").id,
	    "9");
}

/* Marks and keys without end cost no more than any other octets. */
static void a_thousand_marks_are_read_at_once(void **state)
{
	char text[1000];

	(void)state;
	memset(text, ',', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "id:", 3);
	for (int i = 0; i < 200; i++)
		assert_string_equal(read_as(4, text).stat, "");
}

static void dates_are_read_in_all_four_lengths(void **state)
{
	static const struct {
		const char *date, *iso;
	} rows[] = { { "1005232039", "2010-05-23T20:39:00" },
		{ "110206193041", "2011-02-06T19:30:41" },
		{ "201506201641", "2015-06-20T16:41:00" },
		{ "20110314181534", "2011-03-14T18:15:34" },
		{ "7001010000", "1970-01-01T00:00:00" }, { "0000000000", "" },
		{ "1002300000", "" }, { "2402290000", "2024-02-29T00:00:00" },
		{ "2302290000", "" }, { "invaliddate", "" }, { "10052320", "" },
		{ "1005232460", "" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[80] = "id:1 stat:DELIVRD done date:";
		struct receipt r = read_as(4, strcat(text, rows[i].date));

		assert_string_equal(r.done_date, rows[i].date);
		assert_date(&r, rows[i].iso);
	}
}

static void fields_too_long_stay_within_their_room(void **state)
{
	char text[3000];
	struct receipt_source s;
	struct receipt r;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "id:", 3);
	s = (struct receipt_source){ .esm_class = 4,
		.text = { text, sizeof(text) } };
	receipt_read_by(NULL, &s, &r);
	assert_string_equal(r.id, "");
	memset(text, '\xE9', sizeof(text));
	memcpy(text, "err:", 4);
	memcpy(text + 60, " text:", 6);
	receipt_read_by(NULL, &s, &r);
	assert_int_equal(strlen(r.err), RECEIPT_WORD - 1);
	assert_int_equal(strlen(r.text), RECEIPT_TEXT - 2);
	s.id_tlv = (struct receipt_octets){ text, 100 };
	receipt_read_by(NULL, &s, &r);
	assert_false(r.id_from_tlv);
	assert_string_equal(r.id, "");
}

static void no_octets_however_formed_do_harm(void **state)
{
	static const char *const bits[] = { "id", ":", " ", "text", "stat",
		"submit", "date", "\0", "DELIVRD", "err:", "\xFF", "20150", ",",
		"\"", "<", "{", "=", "message", "2024-03-04", " 05:06", "\x11",
		"\x1b" };

	(void)state;
	srand(11);
	for (int i = 0; i < 3000; i++) {
		char text[200] = "";
		size_t len = 0;
		char *exact;
		struct receipt_source s = { .esm_class = (uint8_t)rand(),
			.data_coding = (uint8_t)(rand() % 10) };
		struct receipt r;

		for (int n = rand() % 15; n > 0; n--) {
			const char *bit =
			    bits[(size_t)rand() % ARRAY_LEN(bits)];
			size_t add = bit[0] == '\0' ? 1 : strlen(bit);

			memcpy(text + len, bit, add);
			len += add;
		}
		exact = malloc(len + 1);
		assert_non_null(exact);
		memcpy(exact + 1, text, len);
		s.text = (struct receipt_octets){ exact + 1, len };
		receipt_read_by(NULL, &s, &r);
		assert_true(memchr(r.text, '\0', sizeof(r.text)) != NULL);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_receipt_of_the_specification_is_read),
		cmocka_unit_test(keys_come_in_any_case_and_order),
		cmocka_unit_test(nothing_is_taken_out_of_the_text),
		cmocka_unit_test(an_empty_text_before_a_new_key_ends_nothing),
		cmocka_unit_test(an_empty_value_does_not_eat_the_next_key),
		cmocka_unit_test(esm_class_says_what_a_receipt_is),
		cmocka_unit_test(
		    an_unflagged_text_must_have_id_and_a_known_stat),
		cmocka_unit_test(an_unflagged_id_in_a_tlv_is_not_enough),
		cmocka_unit_test(tlvs_overrule_the_text),
		cmocka_unit_test(every_message_state_has_its_meaning),
		cmocka_unit_test(an_unlisted_stat_changes_nothing),
		cmocka_unit_test(ucs2_and_a_header_are_seen_through),
		cmocka_unit_test(a_header_is_one_by_its_octets),
		cmocka_unit_test(a_nul_before_a_blank_is_no_letter),
		cmocka_unit_test(quotes_end_a_text_only_among_quoted_values),
		cmocka_unit_test(fields_that_run_together_are_told_apart),
		cmocka_unit_test(marks_around_a_stat_are_not_its),
		cmocka_unit_test(vendors_separators_and_words_are_read),
		cmocka_unit_test(odd_forms_without_the_bits_are_texts),
		cmocka_unit_test(marks_inside_an_id_are_its_own),
		cmocka_unit_test(the_alphabet_is_what_it_looks_like),
		cmocka_unit_test(odd_tlvs_say_what_they_can),
		cmocka_unit_test(dates_with_marks_are_read),
		cmocka_unit_test(a_thousand_marks_are_read_at_once),
		cmocka_unit_test(dates_are_read_in_all_four_lengths),
		cmocka_unit_test(fields_too_long_stay_within_their_room),
		cmocka_unit_test(no_octets_however_formed_do_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
