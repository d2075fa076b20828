/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

#include "ledger/active.h"
#include "store/record.h"

#define SLOTS 8

static bool has_mark(struct store_txn *t, uint64_t key)
{
	uint8_t k[STORE_KEY64];
	struct store_bytes v;

	return store_get(t, STORE_STRAY, store_key(key, k), sizeof(k), &v) == 0;
}

static struct store_figures figures(struct desk *d)
{
	struct store_figures f;

	store_figures(d->book.store, &f);
	return f;
}

static struct active_slot *enter(struct active *a, struct store_txn *t,
    uint64_t key)
{
	struct active_slot *s = active_enter(a, t, key, key * 10);

	s->record.to = key;
	s->record.last = key;
	return s;
}

static void a_record_is_put_once_when_it_leaves(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct active a;
	struct record r;
	uint64_t puts;

	active_init(&a, SLOTS);
	store_begin(d->book.store, &t);
	puts = figures(d).puts;
	for (uint64_t key = 1; key <= SLOTS; key++)
		enter(&a, &t, key);
	for (int i = 0; i < 100; i++)
		active_find(&a, 1)->record.err++;
	assert_int_equal(figures(d).puts, puts);
	assert_int_equal(record_load(&t, 1, &r), RC_NOT_FOUND);
	assert_int_equal(active_oldest(&a), 10);

	enter(&a, &t, SLOTS + 1);
	assert_int_equal(figures(d).puts, puts + 1);
	assert_null(active_find(&a, 1));
	assert_int_equal(record_load(&t, 1, &r), 0);
	assert_int_equal(r.to, 1);
	assert_int_equal(r.err, 100);
	assert_int_equal(active_oldest(&a), 20);
	assert_int_equal(a.left_len, 1);
	assert_int_equal(a.left[0], 1);
	store_abort(&t);
	active_fini(&a);
}

static void records_leave_in_the_order_they_came(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct active a;

	active_init(&a, SLOTS);
	store_begin(d->book.store, &t);
	for (uint64_t key = 1; key <= 100; key++) {
		struct active_slot *s = enter(&a, &t, key);

		assert_ptr_equal(active_find(&a, key), s);
		assert_true(a.len <= SLOTS);
		for (size_t i = 0; i < a.len; i++)
			assert_int_equal(active_at(&a, i)->key,
			    key - a.len + 1 + i);
	}
	assert_int_equal(a.left_len, 100 - SLOTS);
	active_clear(&a);
	assert_int_equal(active_oldest(&a), 0);
	assert_null(active_find(&a, 100));
	store_abort(&t);
	active_fini(&a);
}

/* The store knows its last key again after a failed commit. */
static void a_record_that_came_back_is_put_in_its_place(void **state)
{
	static const uint64_t order[] = { 5, 6, 2, 7, 6, 8, 9 };
	struct desk *d = *state;
	struct store_txn t;
	struct active a;
	struct record r;

	active_init(&a, 1);
	for (int turn = 0; turn < 2; turn++) {
		store_begin(d->book.store, &t);
		for (size_t i = 0; i < ARRAY_LEN(order); i++)
			enter(&a, &t, order[i])->record.err = (uint32_t)i;
		assert_int_equal(record_load(&t, 6, &r), 0);
		assert_int_equal(r.err, 4);
		assert_int_equal(record_load(&t, 2, &r), 0);
		assert_int_equal(r.to, 2);
		assert_int_equal(record_load(&t, 8, &r), 0);
		store_abort(&t);
		assert_int_equal(t.rc, 0);
		active_clear(&a);
	}
	active_fini(&a);
}

static void a_slot_begins_empty_whoever_had_it(void **state)
{
	static const struct record nothing;
	struct desk *d = *state;
	struct store_txn t;
	struct active a;

	active_init(&a, 1);
	store_begin(d->book.store, &t);
	enter(&a, &t, 1)->stray = true;
	assert_memory_equal(&active_enter(&a, &t, 2, 20)->record, &nothing,
	    sizeof(nothing));
	assert_false(active_find(&a, 2)->stray);
	store_abort(&t);
	active_fini(&a);
}

/* A claim that leaves the memory is found again by its mark. */
static void a_mark_stands_while_the_stored_record_has_a_claim(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct active a;
	uint64_t puts;

	active_init(&a, 1);
	store_begin(d->book.store, &t);
	enter(&a, &t, 1)->record.pending = 5;
	enter(&a, &t, 2);
	assert_true(has_mark(&t, 1));

	/* Still pending, put again: the mark is not put again. */
	puts = figures(d).puts;
	enter(&a, &t, 1)->record.pending = 1;
	active_find(&a, 1)->stray = true;
	enter(&a, &t, 3);
	assert_int_equal(figures(d).puts, puts + 2);
	assert_true(has_mark(&t, 1));
	assert_false(has_mark(&t, 2));

	enter(&a, &t, 1)->stray = true;
	enter(&a, &t, 4);
	assert_false(has_mark(&t, 1));
	store_abort(&t);
	active_fini(&a);
}

static void a_damaged_record_is_corrupt(void **state)
{
	struct desk *d = *state;
	uint8_t k[STORE_KEY64], value[sizeof(struct record)] = { 0 };
	struct store_txn t;
	struct record r;

	store_begin(d->book.store, &t);
	store_key(1, k);
	store_put(&t, STORE_MESSAGE, k, sizeof(k), value, sizeof(value));
	assert_int_equal(record_load(&t, 1, &r), RC_CORRUPT);
	store_seal(value, sizeof(value) - 8, RECORD_VERSION, 0);
	store_put(&t, STORE_MESSAGE, k, sizeof(k), value, sizeof(value) - 8);
	assert_int_equal(record_load(&t, 1, &r), RC_CORRUPT);
	store_seal(value, sizeof(value), RECORD_VERSION + 1, 0);
	store_put(&t, STORE_MESSAGE, k, sizeof(k), value, sizeof(value));
	assert_int_equal(record_load(&t, 1, &r), RC_CORRUPT);
	store_seal(value, sizeof(value), RECORD_VERSION, 0);
	store_put(&t, STORE_MESSAGE, k, sizeof(k), value, sizeof(value));
	assert_int_equal(record_load(&t, 1, &r), 0);
	store_abort(&t);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_record_is_put_once_when_it_leaves),
		CASE(records_leave_in_the_order_they_came),
		CASE(a_record_that_came_back_is_put_in_its_place),
		CASE(a_slot_begins_empty_whoever_had_it),
		CASE(a_mark_stands_while_the_stored_record_has_a_claim),
		CASE(a_damaged_record_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
