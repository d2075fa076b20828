/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/receipt_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIST(...) ((const char *const[]){ __VA_ARGS__ })

static struct receipt_rules *made(const struct receipt_rules_text *text)
{
	struct receipt_rules_fault fault;
	struct receipt_rules *rules;

	if (receipt_rules_new(text, &rules, &fault) != 0)
		fail_msg("%s[%zu]: %s", fault.key, fault.at, fault.text);
	return rules;
}

static struct receipt read_by(const struct receipt_rules_text *text,
    uint8_t esm_class, const char *body)
{
	struct receipt_source s = { .esm_class = esm_class,
		.text = { body, strlen(body) } };
	struct receipt_rules *rules = made(text);
	struct receipt r;

	receipt_read_by(rules, &s, &r);
	receipt_rules_free(rules);
	return r;
}

static void refuses(struct receipt_rules_text text, const char *key, size_t at,
    const char *words)
{
	struct receipt_rules_fault fault = { .key = "" };
	struct receipt_rules *rules;

	assert_int_equal(receipt_rules_new(&text, &rules, &fault), RC_BAD);
	assert_null(rules);
	assert_string_equal(fault.key, key);
	assert_int_equal(fault.at, at);
	if (strstr(fault.text, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", fault.text, words);
}

static void a_pattern_gives_what_it_names_and_leaves_the_rest(void **state)
{
	struct receipt_rules_text text = {
		.pattern = "^msg ([0-9a-f]+) -> ([a-z]+)( ([0-9]+))?",
		.groups = LIST("id=1", " stat = 2", "err=4"),
		.groups_len = 3,
		.states = LIST("gone=UNDELIV", "in Ordnung=delivrd"),
		.states_len = 2,
	};
	struct receipt r = read_by(&text, 4, "MSG 6F2a -> gone 27 sub:003");

	(void)state;
	assert_string_equal(r.id, "6F2a");
	assert_string_equal(r.stat, "GONE");
	assert_string_equal(r.err, "27");
	assert_string_equal(r.sub, "003");
	assert_int_equal(r.state, RECEIPT_UNDELIVERED);
	assert_true(r.final && !r.unlisted);
	r = read_by(&text, 4, "msg 1 -> gone");
	assert_string_equal(r.err, "");
	r = read_by(&text, 4, "id:9 stat:IN ORDNUNG");
	assert_string_equal(r.stat, "IN");
	r = read_by(&text, 4, "id:9 stat:DELIVRD");
	assert_string_equal(r.id, "9");
	assert_int_equal(r.state, RECEIPT_DELIVERED);
}

static void words_compare_without_case_then_as_numbers(void **state)
{
	struct receipt_rules_text text = {
		.states = LIST("0=DELIVRD", "0x10=EXPIRED", "Odd=REJECTD",
		    "DELIVRD=ACCEPTD", "MI:0024=DELETED"),
		.states_len = 5,
	};

	(void)state;
	assert_int_equal(read_by(&text, 4, "id:1 stat:000").state,
	    RECEIPT_DELIVERED);
	assert_int_equal(read_by(&text, 4, "id:1 stat:16").state,
	    RECEIPT_EXPIRED);
	assert_int_equal(read_by(&text, 4, "id:1 stat:odd").state,
	    RECEIPT_REJECTED);
	assert_int_equal(read_by(&text, 4, "id:1 stat:DELIVRD").state,
	    RECEIPT_ACCEPTED);
	assert_int_equal(read_by(&text, 4, "id:1 stat:mi:0024").state,
	    RECEIPT_DELETED);
	assert_true(read_by(&text, 4, "id:1 stat:7").unlisted);
}

static void acceptd_can_be_the_end(void **state)
{
	struct receipt_rules_text text = { .acceptd_delivered = true };
	struct receipt r = read_by(&text, 4, "id:1 stat:ACCEPTD");

	(void)state;
	assert_int_equal(r.state, RECEIPT_DELIVERED);
	assert_true(r.final);
	assert_string_equal(r.stat, "ACCEPTD");
	assert_false(read_by(&text, 0x20, "id:1 stat:ACCEPTD").final);
	text.acceptd_delivered = false;
	assert_false(read_by(&text, 4, "id:1 stat:ACCEPTD").final);
}

static void a_form_vouched_for_needs_no_bits_unless_told_so(void **state)
{
	struct receipt_rules_text text = { .pattern = "^([0-9]+) (ok)$",
		.groups = LIST("id=1", "stat=2"),
		.groups_len = 2,
		.states = LIST("ok=DELIVRD"),
		.states_len = 1 };

	(void)state;
	assert_true(read_by(&text, 0, "77 ok").is_receipt);
	assert_false(read_by(&text, 0, "77 okay").is_receipt);
	text.no_unflagged = true;
	assert_false(read_by(&text, 0, "77 ok").is_receipt);
	assert_false(read_by(&text, 0, "id:1 stat:DELIVRD").is_receipt);
	assert_true(read_by(&text, 4, "77 ok").is_receipt);
}

static void what_is_wrong_is_told_by_key_and_place(void **state)
{
	char longest[600];

	(void)state;
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	refuses((struct receipt_rules_text){ .pattern = "(" }, "pattern", 0,
	    "regular expression");
	refuses((struct receipt_rules_text){ .pattern = longest }, "pattern", 0,
	    "longer");
	refuses((struct receipt_rules_text){ .pattern = "(a)\\1" }, "pattern",
	    0, "back reference");
	refuses((struct receipt_rules_text){ .pattern = "a\\" }, "pattern", 0,
	    "backslash");
	refuses(
	    (struct receipt_rules_text){ .pattern = "((a{100}){100}){1,100}" },
	    "pattern", 0, "multiply");
	refuses((struct receipt_rules_text){ .pattern =
						 "((((((((((((((a+)+)+)+)+)+)+)"
						 "+)+)+)+)+)+)+)+" },
	    "pattern", 0, "multiply");
	refuses((struct receipt_rules_text){ .pattern =
						 ")++++++++++++++++++++++++" },
	    "pattern", 0, "multiply");
	refuses((struct receipt_rules_text){ .pattern = "a{99999}" }, "pattern",
	    0, "multiply");
	refuses(
	    (struct receipt_rules_text){ .pattern =
					     "(((((((((((((((((((((((((((((("
					     "((((((((((((((((((a" },
	    "pattern", 0, "too large");
	refuses((struct receipt_rules_text){ .pattern = "a{1" }, "pattern", 0,
	    "regular expression");
	refuses((struct receipt_rules_text){ .pattern = "[a" }, "pattern", 0,
	    "regular expression");
	refuses((struct receipt_rules_text){ .pattern = "(a)",
		    .groups = LIST("id=1", "ident=1"),
		    .groups_len = 2 },
	    "groups", 1, "\"ident\"");
	refuses((struct receipt_rules_text){ .pattern = "(a)",
		    .groups = LIST("id=2"),
		    .groups_len = 1 },
	    "groups", 0, "has 1 groups");
	refuses((struct receipt_rules_text){ .groups = LIST("id=1"),
		    .groups_len = 1 },
	    "groups", 0, "has 0 groups");
	refuses((struct receipt_rules_text){ .pattern = "(a)",
		    .groups = LIST("id=0"),
		    .groups_len = 1 },
	    "groups", 0, "no group");
	refuses(
	    (struct receipt_rules_text){ .states = LIST("0"), .states_len = 1 },
	    "states", 0, "0=DELIVRD");
	refuses(
	    (struct receipt_rules_text){ .states = LIST("0=DELIVRD", "1=FINE"),
		.states_len = 2 },
	    "states", 1, "FINE");
}

static void too_many_words_are_refused(void **state)
{
	const char *states[RULES_STATES_MAX + 1];
	struct receipt_rules_text text = { .states = states,
		.states_len = RULES_STATES_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		states[i] = "0=DELIVRD";
	receipt_rules_free(made(&text));
	text.states_len++;
	refuses(text, "states", RULES_STATES_MAX, "more than 64");
}

static void the_longest_text_and_a_greedy_pattern_end(void **state)
{
	struct receipt_rules_text text = { .pattern =
					       "(([a-z]*)*x)*(.*)*y([0-9]+)$",
		.groups = LIST("id=4"),
		.groups_len = 1 };
	char body[3000];

	(void)state;
	memset(body, 'a', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	assert_string_equal(read_by(&text, 4, body).id, "");
	assert_string_equal(read_by(&text, 4, "aay7").id, "7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_pattern_gives_what_it_names_and_leaves_the_rest),
		cmocka_unit_test(words_compare_without_case_then_as_numbers),
		cmocka_unit_test(acceptd_can_be_the_end),
		cmocka_unit_test(
		    a_form_vouched_for_needs_no_bits_unless_told_so),
		cmocka_unit_test(what_is_wrong_is_told_by_key_and_place),
		cmocka_unit_test(too_many_words_are_refused),
		cmocka_unit_test(the_longest_text_and_a_greedy_pattern_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
