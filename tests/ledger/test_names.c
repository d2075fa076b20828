/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

static uint16_t intern(struct names *n, enum name_kind kind, const char *text)
{
	uint16_t id = 0;

	assert_int_equal(names_intern(n, kind, text, &id), 0);
	assert_int_equal(names_find(n, kind, text), id);
	return id;
}

/* The desk has two smscs, five sets and no account. */
static void the_same_name_gives_the_same_number_for_ever(void **state)
{
	struct desk *d = *state;
	struct names n;
	struct store_txn t;

	names_init(&n);
	store_begin(d->book.store, &t);
	assert_int_equal(names_load(&n, &t), 0);
	assert_int_equal(intern(&n, NAME_ACCOUNT, "shop"), 1);
	assert_int_equal(intern(&n, NAME_ACCOUNT, "acme"), 2);
	assert_int_equal(intern(&n, NAME_SMSC, "gamma"), 3);
	assert_int_equal(intern(&n, NAME_ACCOUNT, "shop"), 1);
	assert_int_equal(intern(&n, NAME_ACCOUNT, ""), 3);
	names_flush(&n, &t);
	assert_int_equal(store_end(&t), 0);
	names_fini(&n);

	names_init(&n);
	store_begin(d->book.store, &t);
	assert_int_equal(names_load(&n, &t), 0);
	assert_string_equal(names_text(&n, NAME_ACCOUNT, 1), "shop");
	assert_string_equal(names_text(&n, NAME_ACCOUNT, 2), "acme");
	assert_string_equal(names_text(&n, NAME_SMSC, ACME), "acme");
	assert_string_equal(names_text(&n, NAME_SMSC, 3), "gamma");
	assert_string_equal(names_text(&n, NAME_SET, BOTH), "spill:acme,beta");
	assert_int_equal(intern(&n, NAME_ACCOUNT, "acme"), 2);
	assert_int_equal(intern(&n, NAME_ACCOUNT, "new"), 4);
	store_abort(&t);
	names_fini(&n);
}

/* What a failed transaction put is put again by the next. */
static void a_name_is_stored_once_a_transaction_succeeds(void **state)
{
	struct desk *d = *state;
	struct names n, again;
	struct store_txn t;

	names_init(&n);
	names_init(&again);
	store_begin(d->book.store, &t);
	assert_int_equal(names_load(&n, &t), 0);
	assert_int_equal(intern(&n, NAME_SMSC, "gamma"), 3);
	names_flush(&n, &t);
	store_abort(&t);

	assert_int_equal(intern(&n, NAME_SMSC, "delta"), 4);
	store_begin(d->book.store, &t);
	names_flush(&n, &t);
	assert_int_equal(store_end(&t), 0);
	names_saved(&n);

	store_begin(d->book.store, &t);
	names_flush(&n, &t);
	assert_int_equal(names_load(&again, &t), 0);
	assert_string_equal(names_text(&again, NAME_SMSC, 3), "gamma");
	assert_string_equal(names_text(&again, NAME_SMSC, 4), "delta");
	store_abort(&t);
	names_fini(&n);
	names_fini(&again);
}

static void a_number_never_given_has_no_text(void **state)
{
	struct names n;

	(void)state;
	names_init(&n);
	assert_string_equal(names_text(&n, NAME_SMSC, 0), "");
	assert_string_equal(names_text(&n, NAME_SMSC, 1), "");
	assert_string_equal(names_text(&n, NAME_SET, UINT16_MAX), "");
	assert_int_equal(names_find(&n, NAME_SET, "acme"), 0);
	names_fini(&n);
}

static void names_are_bounded_in_number_and_length(void **state)
{
	struct names n;
	char text[1100];
	uint16_t id;

	(void)state;
	names_init(&n);
	memset(text, 'x', sizeof(text));
	text[1024] = '\0';
	assert_int_equal(intern(&n, NAME_SET, text), 1);
	text[1024] = 'x';
	text[1025] = '\0';
	assert_int_equal(names_intern(&n, NAME_SET, text, &id), RC_TOO_LONG);
	for (int i = n.len[NAME_SET]; i < NAMES_MAX; i++) {
		snprintf(text, sizeof(text), "%d", i);
		intern(&n, NAME_SET, text);
	}
	assert_int_equal(names_intern(&n, NAME_SET, "one more", &id), RC_FULL);
	assert_int_equal(intern(&n, NAME_SET, "4095"), NAMES_MAX);
	names_fini(&n);
}

static void a_gap_in_the_numbers_is_corrupt(void **state)
{
	struct desk *d = *state;
	struct names n;
	struct store_txn t;

	names_init(&n);
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
		CASE(a_name_is_stored_once_a_transaction_succeeds),
		cmocka_unit_test(a_number_never_given_has_no_text),
		CASE(names_are_bounded_in_number_and_length),
		CASE(a_gap_in_the_numbers_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
