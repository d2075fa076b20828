/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts of handsets, whole and in parts, as octets that may lie.
 */
#include "handset.h"

#include "flow/keyword.h"
#include "ledger/mo.h"
#include "text/septets.h"

/* ---- alphabets --------------------------------------------------------- */

static void each_alphabet_is_read(void **state)
{
	(void)state;
	TAKE(0, 0, "\x00 \x1B\x65 \x07");
	expect_text("@ \xE2\x82\xAC \xC3\xAC");
	assert_int_equal(coding.alphabet, TEXT_GSM7);
	assert_int_equal(coding.flags, 0);
	assert_int_equal(coding.parts, 1);
	TAKE(3, 0, "gr\xFC\xDF");
	expect_text("gr\xC3\xBC\xC3\x9F");
	TAKE(1, 0, "ascii");
	expect_text("ascii");
	TAKE(8, 0, "\x04\x1F\xD8\x3D\xDE\x00");
	expect_text("\xD0\x9F\xF0\x9F\x98\x80");
	assert_int_equal(coding.data_coding, 8);
	expect_octets("", 0); /* the text says it all */
	expect(BODY_FROM, "+19175550001", 12);
	expect(BODY_TO, "+12125550100", 12);
}

static void the_smscs_keys_say_what_a_coding_means(void **state)
{
	(void)state;
	smsc.alphabet = TEXT_UTF8;
	TAKE(0, 0, "\xC3\xBC");
	expect_text("\xC3\xBC");
	smsc.alphabet = TEXT_BINARY;
	TAKE(0, 0, "\x00");
	expect_text("@");
	smsc.dcs_ucs2 = 24;
	TAKE(24, 0, "\x04\x1F");
	expect_text("\xD0\x9F");
	smsc.dcs_latin1 = 0;
	TAKE(0, 0, "\xFC");
	expect_text("\xC3\xBC");
}

static void packed_septets_are_unpacked(void **state)
{
	uint8_t octets[160];
	size_t len = septets_pack((const uint8_t *)"hellohello", 10, 0, octets);

	(void)state;
	smsc.packed = true;
	pdu.body.message.data_coding = 0;
	take(octets, len);
	expect_text("hellohello");
	memcpy(octets, "\x05\x00\x03\x07\x01\x01", 6);
	len =
	    6 + septets_pack((const uint8_t *)"hellohello", 10, 6, octets + 6);
	pdu.body.message.esm_class = 0x40;
	take(octets, len);
	expect_text("hellohello");
	TAKE(8, 0, "\x04\x1F"); /* only what is GSM 03.38 is packed */
	expect_text("\xD0\x9F");
}

static void utf_16_may_say_its_order(void **state)
{
	(void)state;
	TAKE(8, 0, "\xFE\xFF\x00h\x00i");
	expect_text("hi");
	TAKE(8, 0, "\xFF\xFEh\x00i\x00");
	expect_text("hi");
	TAKE(8, 0, "\xFF\xFEh\x00i");
	expect_text("h\xEF\xBF\xBD");
}

static void national_tables_are_honoured(void **state)
{
	(void)state;
	TAKE(0, 0x40, "\x03\x24\x01\x01\x1Bs"); /* Turkish, single shift */
	expect_text("\xC5\x9F");
	assert_int_equal(coding.single, 1);
	TAKE(0, 0x40, "\x03\x25\x01\x01\x04"); /* Turkish, locking */
	expect_text("\xE2\x82\xAC");
	assert_int_equal(coding.locking, 1);
}

static void what_is_no_text_is_hexadecimal(void **state)
{
	(void)state;
	TAKE(4, 0, "\x00\xFF\x10");
	expect_text("00ff10");
	assert_int_equal(coding.flags, MO_BINARY);
	expect_octets("\x00\xFF\x10", 3);
	assert_int_equal(mo.keyword, KEYWORD_NONE);
	TAKE(0xF5, 0x40, "\x06\x05\x04\x15\x8A\x00\x00\x01\x02");
	expect_text("0102");
	assert_int_equal(coding.flags, MO_BINARY | MO_PORTS);
	expect_octets("\x06\x05\x04\x15\x8A\x00\x00\x01\x02", 9);
}

static void what_cannot_be_read_is_kept_beside_the_text(void **state)
{
	(void)state;
	TAKE(8, 0, "\x00h\xD8\x3D\x00i\x00");
	expect_text("h\xEF\xBF\xBDi\xEF\xBF\xBD");
	assert_int_equal(coding.flags, MO_UNREADABLE);
	expect_octets("\x00h\xD8\x3D\x00i\x00", 7);
	TAKE(3, 0, "a\0b\0\0");
	expect_text("a\xEF\xBF\xBD"
		    "b");
	TAKE(0, 0, "a\x1B");
	expect_text("a\xEF\xBF\xBD");
}

static void an_empty_one_is_a_message(void **state)
{
	(void)state;
	TAKE(0, 0, "");
	expect_text("");
	assert_int_equal(mo.text_at, 0);
	TAKE(0, 0x40, "");
	expect_text("");
	assert_int_equal(coding.flags, MO_BAD_HEADER);
	TAKE(0, 0x40, "\x00");
	expect_text("");
	assert_int_equal(coding.flags, 0);
	TAKE(3, 0, "\0\0");
	expect_text("");
}

/* ---- headers that lie -------------------------------------------------- */

static void a_header_that_is_not_sound_is_left_in(void **state)
{
	(void)state;
	TAKE(3, 0x40, "\x40hi");
	expect_text("@hi");
	assert_int_equal(coding.flags, MO_BAD_HEADER);
	expect_octets("\x40hi", 3);
	TAKE(3, 0x40, "\x03\x00\x7F\x01hi"); /* an element beyond its header */
	assert_int_equal(coding.flags & MO_BAD_HEADER, MO_BAD_HEADER);
	assert_false(mo.is_concat);
	TAKE(3, 0x40, "\xFF");
	assert_int_equal(coding.flags & MO_BAD_HEADER, MO_BAD_HEADER);
}

static void a_text_that_is_too_long_is_cut_between_characters(void **state)
{
	static char octets[65535];
	static uint8_t greek[2 * MO_OCTETS_MAX];

	(void)state;
	memset(octets, 'x', sizeof(octets));
	take_as(3, 0, octets, sizeof(octets));
	assert_int_equal(body.field[BODY_TEXT].len, MO_OCTETS_MAX);
	assert_int_equal(coding.flags, MO_CUT);
	expect_octets("", 0);
	for (size_t i = 0; i < sizeof(octets) - 2; i += 2)
		memcpy(octets + i, "\x1B\x65", 2); /* the euro sign */
	take_as(0, 0, octets, sizeof(octets));
	assert_int_equal(body.field[BODY_TEXT].len, MO_OCTETS_MAX / 2 * 3);
	memset(greek, 0x10, sizeof(greek)); /* a capital is two bytes */
	greek[0] = 'x';
	septets_pack(greek, sizeof(greek), 0, (uint8_t *)octets);
	smsc.packed = true;
	take_as(0, 0, octets, sizeof(octets));
	assert_int_equal(coding.flags & MO_CUT, MO_CUT);
	assert_int_equal(body.field[BODY_TEXT].len, MO_TEXT_MAX - 1);
	take_as(4, 0, octets, sizeof(octets));
	assert_int_equal(body.field[BODY_TEXT].len, 2 * MO_OCTETS_MAX);
	assert_int_equal(body.field[BODY_BINARY].len, MO_OCTETS_MAX);
}

static void any_octets_become_a_body(void **state)
{
	uint8_t octets[64];
	size_t bad;

	(void)state;
	random_seed(7);
	for (int i = 0; i < 20000; i++) {
		size_t len = random_below(sizeof(octets));

		for (size_t at = 0; at < sizeof(octets); at++)
			octets[at] = (uint8_t)random_below(256);
		if (i % 2 == 0)
			octets[0] = (uint8_t)random_below(9);
		smsc.packed = i % 3 == 0;
		take_as((uint8_t)random_below(256), i % 5 == 0 ? 0 : 0x40,
		    (char *)octets, len);
		assert_true(text_is_utf8(body.field[BODY_TEXT].s,
		    body.field[BODY_TEXT].len, &bad));
		buf_clear(&kept[0]);
		buf_add(&kept[0], buf_bytes(&bytes), bytes.len);
		buf_clear(&bytes);
		mo_join(&bytes,
		    &(struct mo_piece){ buf_bytes(&kept[0]), kept[0].len, 0,
			0 },
		    1);
		look();
	}
}

/* ---- parts ------------------------------------------------------------- */

static void headers_and_tlvs_tell_parts(void **state)
{
	uint32_t ref;

	(void)state;
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x03\x02hi");
	expect_text("hi");
	assert_true(mo.is_concat);
	assert_int_equal(mo.part, 2);
	assert_int_equal(mo.parts, 3);
	ref = mo.ref;
	TAKE(3, 0x40, "\x06\x08\x04\x00\x2A\x03\x02hi");
	assert_true(mo.is_concat);
	assert_int_not_equal(mo.ref, ref);
	assert_int_equal(
	    smpp_pdu_add(&pdu, SMPP_TLV_SAR_MSG_REF_NUM, "\x00\x2A", 2), 0);
	assert_int_equal(
	    smpp_pdu_add(&pdu, SMPP_TLV_SAR_TOTAL_SEGMENTS, "\x02", 1), 0);
	assert_int_equal(
	    smpp_pdu_add(&pdu, SMPP_TLV_SAR_SEGMENT_SEQNUM, "\x01", 1), 0);
	TAKE(3, 0, "hi");
	assert_true(mo.is_concat);
	assert_int_equal(mo.part, 1);
	assert_int_equal(mo.parts, 2);
	assert_int_not_equal(mo.ref, ref);
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x03\x02hi");
	assert_int_equal(mo.parts, 3); /* the header goes first */
}

static void numbers_that_make_no_sense_are_no_parts(void **state)
{
	(void)state;
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x03\x04hi");
	assert_false(mo.is_concat);
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x00\x00hi");
	assert_false(mo.is_concat);
	expect_text("hi");
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x01\x01STOP");
	assert_false(mo.is_concat);
	assert_int_equal(mo.keyword, KEYWORD_STOP);
	TAKE(3, 0x40, "\x05\x00\x03\x2A\xFF\x02STOP");
	assert_false(mo.is_concat);
	assert_int_equal(coding.flags, MO_PART);
	assert_int_equal(mo.keyword, KEYWORD_NONE);
	expect_octets("\x05\x00\x03\x2A\xFF\x02STOP", 10);
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x20\x20hi");
	assert_true(mo.is_concat);
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x21\x20hi");
	assert_false(mo.is_concat);
}

static void names_are_told_apart_by_the_reference(void **state)
{
	uint32_t ref;

	(void)state;
	pdu.body.message.source.ton = 5;
	strcpy(pdu.body.message.source.digits, "ACME");
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x02\x02hi");
	assert_int_equal(mo.from.number, 0);
	ref = mo.ref;
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x02\x01hi");
	assert_int_equal(mo.ref, ref);
	strcpy(pdu.body.message.source.digits, "EMCA");
	TAKE(3, 0x40, "\x05\x00\x03\x2A\x02\x01hi");
	assert_int_not_equal(mo.ref, ref);
}

/* ---- joining ----------------------------------------------------------- */

static size_t pieces;

static void piece(const char *octets, size_t len)
{
	struct buf *to = &kept[pieces++];

	take(octets, len);
	assert_true(mo.is_concat);
	buf_clear(to);
	buf_add(to, buf_bytes(&bytes), bytes.len);
}

#define PIECE(octets) piece(octets, sizeof(octets) - 1)

static void join(size_t n)
{
	struct mo_piece p[PIECES] = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (i < pieces && kept[i].len != 0)
			p[i] = (struct mo_piece){ buf_bytes(&kept[i]),
				kept[i].len, 0, 0 };
	}
	buf_clear(&bytes);
	mo_join(&bytes, p, n);
	assert_true(bytes.len <= LEDGER_BODY_MAX);
	look();
	pieces = 0;
}

static void a_surrogate_pair_may_lie_in_two_parts(void **state)
{
	(void)state;
	pdu.body.message.data_coding = 8;
	pdu.body.message.esm_class = 0x40;
	PIECE("\x05\x00\x03\x2A\x02\x01\x00h\xD8\x3D");
	assert_int_equal(coding.flags, MO_UNREADABLE);
	PIECE("\x05\x00\x03\x2A\x02\x02\xDE\x00\x00i");
	join(2);
	expect_text("h\xF0\x9F\x98\x80i");
	assert_int_equal(coding.flags, 0);
	assert_int_equal(coding.parts, 2);
	expect_octets("", 0);
	expect(BODY_FROM, "+19175550001", 12);
	expect(BODY_TO, "+12125550100", 12);
}

static void an_escape_pair_may_lie_in_two_parts(void **state)
{
	(void)state;
	pdu.body.message.esm_class = 0x40;
	PIECE("\x05\x00\x03\x2A\x02\x01"
	      "a\x1B");
	PIECE("\x05\x00\x03\x2A\x02\x02"
	      "eb");
	join(2);
	expect_text("a\xE2\x82\xAC"
		    "b");
}

static void a_character_of_two_octets_may_lie_in_two_parts(void **state)
{
	(void)state;
	pdu.body.message.data_coding = 5;
	pdu.body.message.esm_class = 0x40;
	PIECE("\x05\x00\x03\x2A\x02\x01\x93\x8C\x8B");
	PIECE("\x05\x00\x03\x2A\x02\x02\x9E\x82\xC5\x82\xB7");
	join(2);
	expect_text("東京です");
	assert_int_equal(coding.flags, 0);
	expect_octets("", 0);
	pdu.body.message.data_coding = 10; /* within an escape */
	PIECE("\x05\x00\x03\x2B\x02\x01ok \x1B$");
	PIECE("\x05\x00\x03\x2B\x02\x02"
	      "BEl5~\x1B(B");
	join(2);
	expect_text("ok 東京");
	pdu.body.message.data_coding = 14;
	PIECE("\x05\x00\x03\x2C\x03\x01\xBE\xC8\xB3\xE7\xC7\xCF\xBC");
	buf_clear(&kept[pieces++]);
	PIECE("\x05\x00\x03\x2C\x03\x03ok\xBE\xC8\xB3\xE7");
	join(3);
	expect_text("안녕하\xEF\xBF\xBD\xEF\xBF\xBDok안녕");
	assert_int_equal(coding.flags, MO_INCOMPLETE | MO_UNREADABLE);
}

static void packed_parts_are_unpacked_each(void **state)
{
	char octets[64] = "\x05\x00\x03\x2A\x02\x01";
	size_t len;

	(void)state;
	smsc.packed = true;
	pdu.body.message.esm_class = 0x40;
	len = septets_pack((const uint8_t *)"hello \x1B", 7, 6,
	    (uint8_t *)octets + 6);
	piece(octets, 6 + len);
	memcpy(octets, "\x06\x08\x04\x00\x2A\x02\x02", 7); /* another head */
	len = septets_pack((const uint8_t *)"e world", 7, 7,
	    (uint8_t *)octets + 7);
	piece(octets, 7 + len);
	join(2);
	expect_text("hello \xE2\x82\xAC world");
}

static void parts_may_have_tables_and_alphabets_of_their_own(void **state)
{
	(void)state;
	pdu.body.message.esm_class = 0x40;
	PIECE("\x08\x00\x03\x2A\x03\x01\x24\x01\x01\x1Bs");
	PIECE("\x05\x00\x03\x2A\x03\x02\x1B\x65");
	pdu.body.message.data_coding = 8;
	PIECE("\x05\x00\x03\x2A\x03\x03\x04\x1F");
	join(3);
	expect_text("\xC5\x9F\xE2\x82\xAC\xD0\x9F");
}

static void a_part_that_never_came_leaves_a_mark(void **state)
{
	(void)state;
	pdu.body.message.data_coding = 3;
	pdu.body.message.esm_class = 0x40;
	PIECE("\x05\x00\x03\x2A\x03\x01one");
	buf_clear(&kept[pieces++]);
	PIECE("\x05\x00\x03\x2A\x03\x03three");
	join(3);
	expect_text("one\xEF\xBF\xBDthree");
	assert_int_equal(coding.flags, MO_INCOMPLETE | MO_UNREADABLE);
	buf_clear(&kept[0]);
	buf_add(&kept[0], "\x02\xFF\xFFx", 4); /* no body */
	pieces = 1;
	join(2);
	expect_text("\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_int_equal(coding.parts, 2);
}

static void binary_parts_stay_binary(void **state)
{
	(void)state;
	pdu.body.message.data_coding = 4;
	pdu.body.message.esm_class = 0x40;
	PIECE("\x05\x00\x03\x2A\x02\x01\x01\x02");
	PIECE("\x05\x00\x03\x2A\x02\x02\xFF");
	join(2);
	expect_text("0102ff");
	assert_int_equal(coding.flags, MO_BINARY);
	expect_octets("\x01\x02\xFF", 3);
}

static void the_most_parts_fit_a_body(void **state)
{
	char octets[254] = "\x05\x00\x03\x2A\x20\x01";

	(void)state;
	memset(octets + 6, 0x7F, sizeof(octets) - 6);
	smsc.packed = true;
	pdu.body.message.esm_class = 0x40;
	for (uint8_t i = 1; i <= MO_PARTS_MAX; i++) {
		octets[5] = (char)i;
		piece(octets, sizeof(octets));
		assert_true(bytes.len <= MO_PIECE_MAX);
	}
	join(MO_PARTS_MAX);
	assert_int_equal(coding.flags & MO_CUT, MO_CUT);
	pdu.body.message.data_coding = 4;
	for (uint8_t i = 1; i <= MO_PARTS_MAX; i++) {
		octets[5] = (char)i;
		piece(octets, sizeof(octets));
	}
	join(MO_PARTS_MAX);
	assert_int_equal(coding.flags, MO_BINARY | MO_CUT);
	assert_in_range(body.field[BODY_TEXT].len, MO_TEXT_MAX - 512,
	    MO_TEXT_MAX);
}

/* ---- addresses and accounts -------------------------------------------- */

static void from(uint8_t ton, const char *digits, const char *text,
    uint64_t number)
{
	pdu.body.message.source.ton = ton;
	strcpy(pdu.body.message.source.digits, digits);
	TAKE(0, 0, "x");
	assert_string_equal(mo.from.text, text);
	assert_int_equal(mo.from.number, number);
	expect(BODY_FROM, text, strlen(text));
}

static void senders_are_numbers_codes_or_names(void **state)
{
	char strip[] = "44", add[] = "0", nine[] = "9";

	(void)state;
	from(1, "19175550001", "+19175550001", 19175550001);
	from(0, "+19175550001", "+19175550001", 19175550001);
	from(0, "0019175550001", "+19175550001", 19175550001);
	from(3, "12345", "12345", 12345);
	from(3, "+12345", "12345", 12345);
	from(5, "ACME", "ACME", 0);
	from(5, "M\xFC", "M\xC3\xBC", 0);
	from(0, "99999999999999999999", "99999999999999999999", 0);
	from(0, "", "", 0);
	smsc.dest_strip = strip; /* it wants 07... for +447... */
	smsc.dest_add = add;
	from(0, "07700900123", "+447700900123", 447700900123);
	from(1, "447700900123", "+447700900123", 447700900123);
	smsc.dest_strip = none;
	smsc.dest_add = nine;
	from(0, "919175550001", "+19175550001", 19175550001);
	from(1, "919175550001", "+919175550001", 919175550001);
}

static void only_a_whole_text_is_a_keyword(void **state)
{
	(void)state;
	TAKE(0, 0, " Stop.");
	assert_int_equal(mo.keyword, KEYWORD_STOP);
	TAKE(8, 0,
	    "\x00"
	    "A\x00R\x00R\x00\xCA\x00T");
	assert_int_equal(mo.keyword, KEYWORD_STOP);
	TAKE(0, 0, "HELP");
	assert_int_equal(mo.keyword, KEYWORD_HELP);
	TAKE(0, 0x40, "\x05\x00\x03\x2A\x02\x01STOP");
	assert_int_equal(mo.keyword, KEYWORD_NONE);
	TAKE(0, 0x40, "\x06\x05\x04\x00\x01\x00\x02STOP");
	assert_int_equal(mo.keyword, KEYWORD_NONE);
}

static void an_older_coding_can_be_read(void **state)
{
	(void)state;
	body = (struct body){ 0 };
	mo_coding_read(&body, &coding);
	assert_int_equal(coding.parts, 1);
	body.field[BODY_CODING] = (struct body_text){ "\x08\x40", 2 };
	mo_coding_read(&body, &coding);
	assert_int_equal(coding.data_coding, 8);
	assert_int_equal(coding.esm_class, 0x40);
	assert_int_equal(coding.flags, 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, NULL)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_alphabet_is_read),
		CASE(the_smscs_keys_say_what_a_coding_means),
		CASE(packed_septets_are_unpacked),
		CASE(utf_16_may_say_its_order),
		CASE(national_tables_are_honoured),
		CASE(what_is_no_text_is_hexadecimal),
		CASE(what_cannot_be_read_is_kept_beside_the_text),
		CASE(an_empty_one_is_a_message),
		CASE(a_header_that_is_not_sound_is_left_in),
		CASE(a_text_that_is_too_long_is_cut_between_characters),
		CASE(any_octets_become_a_body),
		CASE(headers_and_tlvs_tell_parts),
		CASE(numbers_that_make_no_sense_are_no_parts),
		CASE(names_are_told_apart_by_the_reference),
		CASE(a_surrogate_pair_may_lie_in_two_parts),
		CASE(a_character_of_two_octets_may_lie_in_two_parts),
		CASE(an_escape_pair_may_lie_in_two_parts),
		CASE(packed_parts_are_unpacked_each),
		CASE(parts_may_have_tables_and_alphabets_of_their_own),
		CASE(a_part_that_never_came_leaves_a_mark),
		CASE(binary_parts_stay_binary),
		CASE(the_most_parts_fit_a_body),
		CASE(senders_are_numbers_codes_or_names),
		CASE(only_a_whole_text_is_a_keyword),
		CASE(an_older_coding_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
