/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text_rules.h>

#include "base/base.h"

#define ALL (TEXT_CAN_GSM7 | TEXT_CAN_LATIN1 | TEXT_CAN_ASCII | TEXT_CAN_UCS2)
#define FAMILY                                                     \
	"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D" \
	"\xF0\x9F\x91\xA7"

static char text[20000];

/* `n` times `what`, then `tail`. */
static size_t make(const char *what, size_t n, const char *tail)
{
	char *at = text;

	for (size_t i = 0; i < n; i++)
		at = stpcpy(at, what);
	return (size_t)(stpcpy(at, tail) - text);
}

static struct text_plan plan_by(const struct text_rules *r, const char *what,
    size_t n, const char *tail)
{
	struct text_plan p;
	size_t len = make(what, n, tail);

	assert_int_equal(text_plan_by(r, text, len, TEXT_MAX_PARTS, &p), 0);
	return p;
}

#define PLAN(what, n, tail, ...) \
	plan_by(&(struct text_rules){ __VA_ARGS__ }, what, n, tail)

static void the_cheapest_alphabet_is_taken(void **state)
{
	struct text_plan p;

	(void)state;
	p = PLAN("a", 160, "", .alphabets = ALL);
	assert_int_equal(p.alphabet, TEXT_GSM7);
	/* Latin-1 has the cedilla, GSM 03.38 has not. */
	p = PLAN("\xC3\xA7", 140, "", .alphabets = ALL);
	assert_int_equal(p.alphabet, TEXT_LATIN1);
	assert_int_equal(p.data_coding, 3);
	assert_int_equal(p.segments, 1);
	p = PLAN("\xC3\xA7", 141, "", .alphabets = ALL);
	assert_int_equal(p.segments, 2);
	assert_int_equal(text_plan_room(&p), 134);
	p = PLAN("\xC3\xA7", 140, "", .alphabets = TEXT_CAN_UCS2);
	assert_int_equal(p.segments, 3);
	/* Brackets are pairs in GSM 03.38, but not in Latin-1. */
	p = PLAN("[", 100, "", .alphabets = TEXT_CAN_GSM7 | TEXT_CAN_LATIN1);
	assert_int_equal(p.alphabet, TEXT_LATIN1);
	assert_int_equal(p.segments, 1);
	p = PLAN("`", 3, "", .alphabets = TEXT_CAN_GSM7 | TEXT_CAN_ASCII);
	assert_int_equal(p.alphabet, TEXT_ASCII);
	assert_int_equal(p.data_coding, 1);
}

static void what_costs_the_same_is_what_most_handsets_read(void **state)
{
	struct text_plan p;

	(void)state;
	p = PLAN("[", 70, "", .alphabets = ALL);
	assert_int_equal(p.alphabet, TEXT_GSM7);
	/* 60 Turkish letters are one segment of UCS-2 as well. */
	p = PLAN("\xC4\x9F", 60, "", .alphabets = TEXT_CAN_GSM7 | TEXT_CAN_UCS2,
	    .single = TEXT_LANGUAGE(1));
	assert_int_equal(p.alphabet, TEXT_UCS2);
}

static void national_tables_are_used_where_they_save(void **state)
{
	uint32_t can = TEXT_CAN_GSM7 | TEXT_CAN_UCS2;
	struct text_plan p;

	(void)state;
	p = PLAN("\xC4\x9F", 77, "a", .alphabets = can,
	    .single = TEXT_LANGUAGE(1));
	assert_int_equal(p.alphabet, TEXT_GSM7);
	assert_int_equal(p.single, 1);
	assert_int_equal(p.locking, 0);
	assert_int_equal(p.segments, 1);
	assert_int_equal(text_plan_room(&p), 155);
	p = PLAN("\xC4\x9F", 155, "", .alphabets = can,
	    .single = TEXT_LANGUAGE(1), .locking = TEXT_LANGUAGE(1));
	assert_int_equal(p.locking, 1);
	assert_int_equal(p.single, 0);
	assert_int_equal(p.segments, 1);
	/* Danda is in the single shift table, the letters in the locking. */
	p = PLAN("\xE0\xA4\x95", 150, "\xE0\xA5\xA4", .alphabets = can,
	    .single = TEXT_LANGUAGES_ALL, .locking = TEXT_LANGUAGES_ALL);
	assert_int_equal(p.locking, 6);
	assert_int_equal(p.single, 6);
	assert_int_equal(p.segments, 1);
	assert_int_equal(text_plan_room(&p), 152);
	p = PLAN("\xE0\xA4\x95", 150, "", .alphabets = can);
	assert_int_equal(p.segments, 3);
}

/* 3GPP TS 23.040, 9.2.3.24: by the octets of the header. */
static void headers_take_their_room(void **state)
{
	static const struct {
		uint8_t locking, single;
		enum text_split split;
		bool many;
		uint32_t room;
	} rows[] = { { 0, 0, TEXT_SPLIT_UDH8, false, 160 },
		{ 0, 0, TEXT_SPLIT_UDH8, true, 153 },
		{ 0, 0, TEXT_SPLIT_UDH16, true, 152 },
		{ 0, 0, TEXT_SPLIT_SAR, true, 153 },
		{ 0, 0, TEXT_SPLIT_PAYLOAD, true, 153 },
		{ 1, 0, TEXT_SPLIT_UDH8, false, 155 },
		{ 1, 1, TEXT_SPLIT_UDH8, false, 152 },
		{ 0, 1, TEXT_SPLIT_UDH8, true, 149 },
		{ 1, 1, TEXT_SPLIT_UDH8, true, 146 },
		{ 1, 1, TEXT_SPLIT_UDH16, true, 145 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text_plan p = { .locking = rows[i].locking,
			.single = rows[i].single,
			.split = rows[i].split,
			.is_septets = true,
			.segments = rows[i].many ? 2 : 1 };

		assert_int_equal(text_plan_room(&p), rows[i].room);
	}
}

static void an_smsc_with_its_own_alphabet_gets_it_as_data_coding_0(void **state)
{
	struct text_part part;
	struct text_plan p;

	(void)state;
	p = PLAN("\xC3\xA9", 160, "", .alphabets = ALL,
	    .default_alphabet = TEXT_LATIN1);
	assert_int_equal(p.alphabet, TEXT_LATIN1);
	assert_int_equal(p.data_coding, 0);
	assert_int_equal(p.segments, 1);
	text_part(&p, 0, 0, &part);
	assert_int_equal(part.len, 160);
	assert_int_equal(part.octets[0], 0xE9);
	/* Not in GSM 03.38: the smsc cannot make septets of them. */
	p = PLAN("\xC3\xA7", 141, "", .alphabets = ALL,
	    .default_alphabet = TEXT_LATIN1);
	assert_int_equal(p.segments, 2);
	p = PLAN("@$_", 1, "", .alphabets = TEXT_CAN_UCS2,
	    .default_alphabet = TEXT_UTF8);
	assert_int_equal(p.alphabet, TEXT_ASCII);
	assert_int_equal(p.data_coding, 0);
	text_part(&p, 0, 0, &part);
	assert_memory_equal(part.octets, "@$_", 3);
	p = PLAN("@", 1, "", .alphabets = ALL, .default_alphabet = TEXT_BINARY);
	assert_int_equal(p.data_coding, 3);
}

static void a_character_in_no_alphabet_is_told_by_its_place(void **state)
{
	struct text_rules r = { .alphabets = TEXT_CAN_GSM7 | TEXT_CAN_LATIN1 };
	struct text_plan p;

	(void)state;
	assert_int_equal(text_plan_by(&r, "\xC3\xA7\xE6\xBC\xA2", 5, 1, &p),
	    RC_UNSUPPORTED);
	assert_int_equal(p.problem, TEXT_NO_ALPHABET);
	assert_int_equal(p.problem_at, 2);
	assert_int_equal(text_plan_by(&r, "a\xFF", 2, 1, &p), RC_BAD);
	make("a", 400, "");
	assert_int_equal(text_plan_by(&r, text, 400, 2, &p), RC_TOO_LONG);
	assert_int_equal(p.segments, 3);
}

static void a_cluster_is_kept_whole(void **state)
{
	struct text_plan p;

	(void)state;
	p = PLAN("\xD1\x8F", 63, FAMILY "\xD1\x8F\xD1\x8F",
	    .alphabets = TEXT_CAN_UCS2);
	assert_int_equal(p.segments, 2);
	assert_int_equal(p.start[1], 2 * 63);
	p = PLAN("\xD1\x8F", 63, FAMILY "\xD1\x8F\xD1\x8F",
	    .alphabets = TEXT_CAN_UCS2, .may_cut = true);
	assert_true(p.start[1] > 2 * 63);
	/* One that is larger than a part is cut, and all of it is there. */
	p = PLAN("\xCC\x81", 140, "", .alphabets = TEXT_CAN_UCS2);
	assert_int_equal(p.segments, 3);
	assert_int_equal(p.start[1], 2 * 67);
}

static void parts_are_told_apart_as_the_smsc_wants(void **state)
{
	static const uint8_t head16[] = { 6, 8, 4, 0xAB, 0xCD, 2, 1 };
	struct text_part part;
	struct text_plan p;

	(void)state;
	p = PLAN("a", 200, "", .alphabets = ALL, .split = TEXT_SPLIT_UDH16);
	text_part(&p, 0, 0xABCD, &part);
	assert_true(part.udh && !part.sar);
	assert_memory_equal(part.octets, head16, sizeof(head16));
	assert_int_equal(part.len, 7 + 152);
	p = PLAN("a", 200, "", .alphabets = ALL, .split = TEXT_SPLIT_SAR);
	text_part(&p, 1, 0xABCD, &part);
	assert_true(!part.udh && part.sar);
	assert_int_equal(part.ref, 0xABCD);
	assert_int_equal(part.total, 2);
	assert_int_equal(part.number, 2);
	assert_int_equal(part.len, 47);
}

static void a_payload_is_one_pdu_of_many_segments(void **state)
{
	uint8_t octets[TEXT_PAYLOAD_ROOM];
	size_t len = sizeof(octets);
	struct text_plan p;
	bool udh;

	(void)state;
	p = PLAN("a", 200, "", .alphabets = ALL, .split = TEXT_SPLIT_PAYLOAD);
	assert_true(text_is_payload(&p));
	assert_int_equal(p.parts, 1);
	assert_int_equal(p.segments, 2);
	assert_int_equal(text_payload(&p, octets, &len, &udh), 0);
	assert_false(udh);
	assert_int_equal(len, 200);
	len = 199;
	assert_int_equal(text_payload(&p, octets, &len, &udh), RC_TOO_LONG);
	p = PLAN("a", 160, "", .alphabets = ALL, .split = TEXT_SPLIT_PAYLOAD);
	assert_false(text_is_payload(&p));
	/* The most there can be, and with tables before it. */
	p = PLAN("\xE0\xA4\x95", 32 * 149, "", .alphabets = TEXT_CAN_GSM7,
	    .locking = TEXT_LANGUAGES_ALL, .split = TEXT_SPLIT_PAYLOAD);
	len = sizeof(octets);
	assert_int_equal(text_payload(&p, octets, &len, &udh), 0);
	assert_true(udh);
	assert_int_equal(len, 4 + 32 * 149);
	assert_memory_equal(octets, "\3\x25\1\6", 4);
}

static void packed_septets_stand_on_a_septet_behind_the_header(void **state)
{
	struct text_part part;
	struct text_plan p;

	(void)state;
	p = PLAN("a", 160, "", .alphabets = ALL, .is_packed = true);
	text_part(&p, 0, 0, &part);
	assert_int_equal(part.len, 140);
	p = PLAN("a", 161, "", .alphabets = ALL, .is_packed = true);
	text_part(&p, 0, 1, &part);
	assert_int_equal(part.len, 140);
	assert_int_equal(part.octets[6], (uint8_t)('a' << 1));
	p = PLAN("\xD1\x8F", 1, "", .alphabets = ALL, .is_packed = true);
	assert_false(p.is_packed);
}

static void a_choice_makes_the_same_plan_again(void **state)
{
	struct text_plan p, again;

	(void)state;
	p = PLAN("\xC4\x9F", 200, "", .alphabets = TEXT_CAN_GSM7,
	    .single = TEXT_LANGUAGE(1), .split = TEXT_SPLIT_SAR,
	    .is_packed = true);
	assert_int_equal(
	    text_plan_again(text_choice_pack(&p), text, p.len, &again), 0);
	assert_int_equal(again.single, 1);
	assert_int_equal(again.split, TEXT_SPLIT_SAR);
	assert_true(again.is_packed);
	assert_int_equal(again.segments, p.segments);
	assert_int_equal(again.start[1], p.start[1]);
	assert_int_equal(
	    text_plan_again(text_choice_pack(&p), "\xD1\x8F", 2, &again),
	    RC_UNSUPPORTED);
	assert_int_equal(again.problem, TEXT_NO_ALPHABET);
}

static void no_choice_is_what_text_plan_does(void **state)
{
	struct text_plan p, again;
	size_t len = make("\xD1\x8F", 63, FAMILY "\xD1\x8F\xD1\x8F");

	(void)state;
	assert_int_equal(text_plan(text, len, TEXT_MAX_PARTS, &p), 0);
	assert_int_equal(text_plan_again(0, text, len, &again), 0);
	assert_int_equal(again.start[1], p.start[1]);
	assert_true(again.may_cut);
}

/* Whatever the number, a plan that is made of it fits its parts. */
static void any_number_is_refused_or_fits(void **state)
{
	uint32_t choice = 1;

	(void)state;
	make("a[\xC3\xA9", 150, "");
	for (int i = 0; i < 100000; i++) {
		struct text_part part;
		struct text_plan p;

		choice = choice * 1664525 + 1013904223;
		if (text_plan_again((choice & 0x8F1F30FF) | 0x80000000u, text,
			strlen(text), &p) != 0)
			continue;
		for (unsigned n = 0; !text_is_payload(&p) && n < p.parts; n++)
			text_part(&p, n, 1, &part);
	}
}

static void rules_of_two_smscs_are_what_both_take(void **state)
{
	struct text_rules a = { .alphabets = ALL,
		.locking = TEXT_LANGUAGE(1),
		.single = TEXT_LANGUAGES_ALL,
		.split = TEXT_SPLIT_UDH8,
		.is_packed = true };
	struct text_rules b = { .alphabets = TEXT_CAN_GSM7 | TEXT_CAN_UCS2,
		.single = TEXT_LANGUAGE(3),
		.split = TEXT_SPLIT_SAR };
	struct text_rules c = text_rules_common(&a, &b);

	(void)state;
	assert_int_equal(c.alphabets, TEXT_CAN_GSM7 | TEXT_CAN_UCS2);
	assert_int_equal(c.locking, 0);
	assert_int_equal(c.single, TEXT_LANGUAGE(3));
	assert_int_equal(c.split, TEXT_SPLIT_UDH16);
	assert_false(c.is_packed);
	assert_int_equal(c.default_alphabet, TEXT_GSM7);
	b.split = TEXT_SPLIT_PAYLOAD;
	b.default_alphabet = TEXT_LATIN1;
	c = text_rules_common(&a, &b);
	assert_int_equal(c.split, TEXT_SPLIT_UDH8);
	assert_int_equal(c.default_alphabet, TEXT_BINARY);
}

static void the_same_parts_can_be_told_apart_in_another_way(void **state)
{
	struct text_part part;
	struct text_plan p;

	(void)state;
	p = PLAN("a", 200, "", .alphabets = ALL, .split = TEXT_SPLIT_UDH16);
	assert_true(text_plan_split(&p, TEXT_SPLIT_UDH8, true));
	text_part(&p, 0, 1, &part);
	assert_memory_equal(part.octets, "\5\0\3\1\2\1", 6);
	assert_int_equal(part.len, 6 + 134); /* 152 septets, a bit before */
	assert_false(text_plan_split(&p, TEXT_SPLIT_UDH16, false));
	assert_false(text_plan_split(&p, TEXT_SPLIT_PAYLOAD, false));
	assert_int_equal(p.split, TEXT_SPLIT_UDH8);
	assert_string_equal(text_split_name(p.split), "udh8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cheapest_alphabet_is_taken),
		cmocka_unit_test(
		    what_costs_the_same_is_what_most_handsets_read),
		cmocka_unit_test(national_tables_are_used_where_they_save),
		cmocka_unit_test(headers_take_their_room),
		cmocka_unit_test(
		    an_smsc_with_its_own_alphabet_gets_it_as_data_coding_0),
		cmocka_unit_test(
		    a_character_in_no_alphabet_is_told_by_its_place),
		cmocka_unit_test(a_cluster_is_kept_whole),
		cmocka_unit_test(parts_are_told_apart_as_the_smsc_wants),
		cmocka_unit_test(a_payload_is_one_pdu_of_many_segments),
		cmocka_unit_test(
		    packed_septets_stand_on_a_septet_behind_the_header),
		cmocka_unit_test(a_choice_makes_the_same_plan_again),
		cmocka_unit_test(no_choice_is_what_text_plan_does),
		cmocka_unit_test(any_number_is_refused_or_fits),
		cmocka_unit_test(rules_of_two_smscs_are_what_both_take),
		cmocka_unit_test(
		    the_same_parts_can_be_told_apart_in_another_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
