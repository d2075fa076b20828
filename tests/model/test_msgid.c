/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/msgid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Does a receipt's id lead to what an answer's id was kept under, and as the
 * how manieth? */
static size_t rank_of(enum msgid_mode kept, enum msgid_mode mode,
    const struct msgid_learned *l, const char *const pair[2])
{
	struct msgid_form form[MSGID_FORMS_MAX];
	char key[ID_ROOM];
	size_t n = msgid_forms(mode, l, pair[1], form);
	struct msgid_form first;

	if (msgid_first(mode, l, pair[1], &first))
		assert_string_equal(first.key, form[0].key);

	assert_true(n <= MSGID_FORMS_MAX);
	msgid_key(kept, pair[0], key);
	for (size_t i = 0; i < n; i++)
		if (strcmp(form[i].key, key) == 0)
			return i + 1;
	return 0;
}

#define PAIR(a, b) ((const char *const[2]){ a, b })

static struct msgid_learned taught(enum msgid_way way, int times)
{
	struct msgid_learned l = { .evidence = 0 };

	for (int i = 0; i < times; i++)
		msgid_learn(&l, way);
	return l;
}

static void auto_finds_all_ways_and_trusts_the_plain_one(void **state)
{
	struct msgid_form form[MSGID_FORMS_MAX];

	(void)state;
	assert_int_equal(
	    rank_of(MSGID_AUTO, MSGID_AUTO, NULL, PAIR("0AB", "ab")), 1);
	assert_int_equal(
	    rank_of(MSGID_AUTO, MSGID_AUTO, NULL, PAIR("10", "16")), 2);
	assert_int_equal(
	    rank_of(MSGID_AUTO, MSGID_AUTO, NULL, PAIR("22", "16")), 3);
	assert_int_equal(
	    rank_of(MSGID_AUTO, MSGID_AUTO, NULL, PAIR("23", "16")), 0);
	assert_int_equal(msgid_forms(MSGID_AUTO, NULL, "16", form), 4);
	assert_false(form[0].by_number);
	for (size_t i = 1; i < 4; i++)
		assert_true(form[i].by_number);
}

static void what_was_learned_comes_first_and_loses_nothing(void **state)
{
	struct msgid_learned l = taught(MSGID_HEX_THEN, 3);
	struct msgid_form form[MSGID_FORMS_MAX];

	(void)state;
	assert_int_equal(rank_of(MSGID_AUTO, MSGID_AUTO, &l, PAIR("10", "16")),
	    1);
	assert_int_equal(rank_of(MSGID_AUTO, MSGID_AUTO, &l, PAIR("16", "16")),
	    2);
	assert_int_equal(msgid_forms(MSGID_AUTO, &l, "16", form), 4);
	assert_int_equal(form[0].way, MSGID_HEX_THEN);
	assert_false(form[0].by_number);
	assert_true(form[1].by_number);
}

static void a_fixed_mode_tries_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(
	    rank_of(MSGID_HEX_DEC, MSGID_HEX_DEC, NULL, PAIR("0010", "016")),
	    1);
	assert_int_equal(
	    rank_of(MSGID_HEX_DEC, MSGID_HEX_DEC, NULL, PAIR("16", "16")), 0);
	assert_int_equal(
	    rank_of(MSGID_DEC_HEX, MSGID_DEC_HEX, NULL, PAIR("16", "0x10")), 1);
	assert_int_equal(
	    rank_of(MSGID_FOLD, MSGID_FOLD, NULL, PAIR("10", "16")), 0);
	assert_int_equal(
	    rank_of(MSGID_STRING, MSGID_STRING, NULL, PAIR("aB", "aB")), 1);
	assert_int_equal(
	    rank_of(MSGID_STRING, MSGID_STRING, NULL, PAIR("aB", "Ab")), 0);
	assert_int_equal(
	    rank_of(MSGID_STRING, MSGID_STRING, NULL, PAIR("07", "7")), 0);
}

static void a_change_of_mode_loses_no_message_under_way(void **state)
{
	(void)state;
	assert_true(
	    rank_of(MSGID_AUTO, MSGID_STRING, NULL, PAIR("aB", "aB")) != 0);
	assert_true(
	    rank_of(MSGID_STRING, MSGID_AUTO, NULL, PAIR("aB", "aB")) != 0);
	assert_true(
	    rank_of(MSGID_AUTO, MSGID_HEX_DEC, NULL, PAIR("10", "16")) != 0);
	assert_true(
	    rank_of(MSGID_HEX_DEC, MSGID_AUTO, NULL, PAIR("10", "16")) != 0);
}

static void three_in_a_row_settle_it(void **state)
{
	struct msgid_learned l = taught(MSGID_HEX_THEN, 2);

	(void)state;
	assert_int_equal(msgid_mode_of(&l), MSGID_AUTO);
	msgid_learn(&l, MSGID_SAME);
	assert_int_equal(l.evidence, 1);
	msgid_learn(&l, MSGID_SAME);
	msgid_learn(&l, MSGID_SAME);
	assert_true(l.settled);
	assert_int_equal(msgid_mode_of(&l), MSGID_FOLD);
	msgid_learn(&l, MSGID_NO_WAY);
	assert_int_equal(l.evidence, 3);
}

static void a_settled_mind_needs_five_to_change(void **state)
{
	struct msgid_learned l = taught(MSGID_SAME, 100);

	(void)state;
	for (int i = 0; i < 4; i++)
		msgid_learn(&l, MSGID_HEX_THEN);
	assert_int_equal(msgid_mode_of(&l), MSGID_FOLD);
	msgid_learn(&l, MSGID_SAME);
	for (int i = 0; i < 4; i++)
		msgid_learn(&l, MSGID_HEX_THEN);
	msgid_learn(&l, MSGID_DEC_THEN);
	assert_int_equal(msgid_mode_of(&l), MSGID_FOLD);
	for (int i = 0; i < 5; i++)
		msgid_learn(&l, MSGID_HEX_THEN);
	assert_int_equal(msgid_mode_of(&l), MSGID_HEX_DEC);
	assert_int_equal(l.evidence, 5);
	assert_int_equal(l.turns, 1);
}

static void pairs_that_tell_nothing_teach_nothing(void **state)
{
	struct msgid_learned l = { .evidence = 0 };

	(void)state;
	msgid_learn_pair(&l, "7", "007");
	msgid_learn_pair(&l, "12", "13");
	msgid_learn_pair(&l, "", "");
	assert_int_equal(l.evidence, 0);
	msgid_learn_pair(&l, "10", "16");
	assert_int_equal(l.way, MSGID_HEX_THEN);
	msgid_learn_pair(&l, "abc", "ABC");
	assert_int_equal(l.way, MSGID_SAME);
	assert_int_equal(l.evidence, 1);
}

static void a_pair_matches_by_the_way_of_its_smsc(void **state)
{
	struct msgid_learned l = taught(MSGID_HEX_THEN, 3);
	enum id_mode rule;

	(void)state;
	assert_int_equal(msgid_match(MSGID_AUTO, &l, "10", "16", &rule), 0);
	assert_int_equal(rule, ID_HEX_DEC);
	assert_int_equal(msgid_match(MSGID_AUTO, &l, "10", "10", &rule),
	    RC_NOT_FOUND);
	assert_int_equal(msgid_match(MSGID_AUTO, NULL, "10", "10", &rule), 0);
	assert_int_equal(rule, ID_EQUAL);
	assert_int_equal(msgid_match(MSGID_STRING, &l, "a", "A", &rule),
	    RC_NOT_FOUND);
	assert_int_equal(msgid_match(MSGID_FOLD, &l, "10", "16", &rule),
	    RC_NOT_FOUND);
	assert_int_equal(msgid_match(MSGID_DEC_HEX, NULL, "16", "10", &rule),
	    0);
	assert_int_equal(rule, ID_DEC_HEX);
	assert_int_equal(msgid_match(MSGID_AUTO, NULL, "", "", &rule),
	    RC_NOT_FOUND);
}

static void ids_too_long_have_no_key(void **state)
{
	struct msgid_form form[MSGID_FORMS_MAX];
	char longest[100], key[ID_ROOM];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_string_equal(msgid_key(MSGID_STRING, longest, key), "");
	assert_string_equal(msgid_key(MSGID_AUTO, longest, key), "");
	assert_int_equal(msgid_forms(MSGID_AUTO, NULL, longest, form), 0);
	assert_int_equal(msgid_forms(MSGID_AUTO, NULL, "", form), 0);
	longest[64] = '\0';
	assert_int_equal(strlen(msgid_key(MSGID_STRING, longest, key)), 65);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(auto_finds_all_ways_and_trusts_the_plain_one),
		cmocka_unit_test(
		    what_was_learned_comes_first_and_loses_nothing),
		cmocka_unit_test(a_fixed_mode_tries_nothing_else),
		cmocka_unit_test(a_change_of_mode_loses_no_message_under_way),
		cmocka_unit_test(three_in_a_row_settle_it),
		cmocka_unit_test(a_settled_mind_needs_five_to_change),
		cmocka_unit_test(pairs_that_tell_nothing_teach_nothing),
		cmocka_unit_test(a_pair_matches_by_the_way_of_its_smsc),
		cmocka_unit_test(ids_too_long_have_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
