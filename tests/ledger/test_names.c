/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

static uint16_t intern(struct names *n, struct store_txn *t,
    enum name_kind kind, const char *text)
{
	uint16_t id = 0;

	assert_int_equal(names_intern(n, t, kind, text, &id), 0);
	return id;
}

/* The desk has two smscs, three sets and no account. */
static void the_same_name_gives_the_same_number_for_ever(void **state)
{
	struct desk *d = *state;
	struct names n = { 0 };
	struct store_txn t;

	store_begin(d->book.store, &t);
	assert_int_equal(names_load(&n, &t), 0);
	assert_int_equal(intern(&n, &t, NAME_ACCOUNT, "shop"), 1);
	assert_int_equal(intern(&n, &t, NAME_ACCOUNT, "acme"), 2);
	assert_int_equal(intern(&n, &t, NAME_SMSC, "gamma"), 3);
	assert_int_equal(intern(&n, &t, NAME_ACCOUNT, "shop"), 1);
	assert_int_equal(intern(&n, &t, NAME_ACCOUNT, ""), 3);
	assert_int_equal(store_end(&t), 0);
	names_fini(&n);

	store_begin(d->book.store, &t);
	assert_int_equal(names_load(&n, &t), 0);
	assert_string_equal(names_text(&n, NAME_ACCOUNT, 1), "shop");
	assert_string_equal(names_text(&n, NAME_ACCOUNT, 2), "acme");
	assert_string_equal(names_text(&n, NAME_SMSC, ACME), "acme");
	assert_string_equal(names_text(&n, NAME_SMSC, 3), "gamma");
	assert_string_equal(names_text(&n, NAME_SET, BOTH), "acme,beta");
	assert_int_equal(intern(&n, &t, NAME_ACCOUNT, "acme"), 2);
	assert_int_equal(intern(&n, &t, NAME_ACCOUNT, "new"), 4);
	store_abort(&t);
	names_fini(&n);
}

static void a_number_never_given_has_no_text(void **state)
{
	struct names n = { 0 };

	(void)state;
	assert_string_equal(names_text(&n, NAME_SMSC, 0), "");
	assert_string_equal(names_text(&n, NAME_SMSC, 1), "");
	assert_string_equal(names_text(&n, NAME_SET, UINT16_MAX), "");
}

static void names_are_bounded_in_number_and_length(void **state)
{
	struct desk *d = *state;
	struct names n = { 0 };
	struct store_txn t;
	char text[1100];
	uint16_t id;

	store_begin(d->book.store, &t);
	memset(text, 'x', sizeof(text));
	text[1024] = '\0';
	assert_int_equal(intern(&n, &t, NAME_SET, text), 1);
	text[1024] = 'x';
	text[1025] = '\0';
	assert_int_equal(names_intern(&n, &t, NAME_SET, text, &id),
	    RC_TOO_LONG);
	for (int i = n.len[NAME_SET]; i < NAMES_MAX; i++) {
		snprintf(text, sizeof(text), "%d", i);
		intern(&n, &t, NAME_SET, text);
	}
	assert_int_equal(names_intern(&n, &t, NAME_SET, "one more", &id),
	    RC_FULL);
	assert_int_equal(intern(&n, &t, NAME_SET, "4095"), NAMES_MAX);
	store_abort(&t);
	names_fini(&n);
}

static void a_gap_in_the_numbers_is_corrupt(void **state)
{
	struct desk *d = *state;
	struct names n = { 0 };
	struct store_txn t;

	store_begin(d->book.store, &t);
	store_del(&t, STORE_NAME, "\1\0\1", 3); /* acme */
	assert_int_equal(names_load(&n, &t), RC_CORRUPT);
	store_abort(&t);
	names_fini(&n);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_same_name_gives_the_same_number_for_ever),
		cmocka_unit_test(a_number_never_given_has_no_text),
		CASE(names_are_bounded_in_number_and_length),
		CASE(a_gap_in_the_numbers_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
