/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

#include "ledger/due.h"

static void put(struct store_txn *t, uint32_t line, usec at, uint64_t key)
{
	due_put(t, &(struct due){ .line = line, .at = at, .key = key });
}

static void the_first_of_a_line_is_its_earliest(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct due due;

	store_begin(d->book.store, &t);
	assert_int_equal(due_first(&t, 1, &due), RC_NOT_FOUND);
	put(&t, 1, A_MONDAY + 2, 10);
	put(&t, 1, A_MONDAY + 1, 30);
	put(&t, 1, A_MONDAY + 1, 20);
	put(&t, 0, A_MONDAY - 9, 1);
	put(&t, 2, A_MONDAY - 9, 1);
	put(&t, DUE_EXPIRY, 1, 5);
	for (uint64_t key = 20; key != 0;
	     key = key == 20 ? 30 : (key == 30 ? 10 : 0)) {
		assert_int_equal(due_first(&t, 1, &due), 0);
		assert_int_equal(due.line, 1);
		assert_int_equal(due.key, key);
		assert_int_equal(due.at, A_MONDAY + (key == 10 ? 2 : 1));
		due_del(&t, &due);
	}
	assert_int_equal(due_first(&t, 1, &due), RC_NOT_FOUND);
	assert_int_equal(due_first(&t, DUE_EXPIRY, &due), 0);
	assert_int_equal(due.key, 5);
	store_abort(&t);
}

static void the_lines_can_be_walked(void **state)
{
	static const uint32_t lines[] = { 0, 0x100, 0x102, 0x100000,
		DUE_EXPIRY };
	struct desk *d = *state;
	struct store_txn t;
	struct due due;
	uint32_t from = 0;

	store_begin(d->book.store, &t);
	assert_int_equal(due_next_line(&t, 0, &due), RC_NOT_FOUND);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		put(&t, lines[i], 7, 1);
		put(&t, lines[i], 6, 2);
	}
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_int_equal(due_next_line(&t, from, &due), 0);
		assert_int_equal(due.line, lines[i]);
		assert_int_equal(due.key, 2);
		from = due.line + 1;
	}
	store_abort(&t);
}

static void a_row_twice_is_one_and_none_can_be_deleted(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct due due;

	store_begin(d->book.store, &t);
	due_del(&t, &(struct due){ .line = 3, .at = 4, .key = 5 });
	put(&t, 3, 4, 5);
	put(&t, 3, 4, 5);
	assert_int_equal(due_first(&t, 3, &due), 0);
	due_del(&t, &due);
	assert_int_equal(due_first(&t, 3, &due), RC_NOT_FOUND);
	assert_int_equal(store_end(&t), 0);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_first_of_a_line_is_its_earliest),
		CASE(the_lines_can_be_walked),
		CASE(a_row_twice_is_one_and_none_can_be_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
