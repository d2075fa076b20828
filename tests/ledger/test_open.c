/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

#include "ledger/open.h"

/* Messages up to this key are final. */
struct world {
	uint64_t final;
	uint64_t waits; /* but this one */
};

static bool is_final(void *arg, uint64_t key)
{
	const struct world *w = arg;

	return key <= w->final && key != w->waits;
}

static void begin(struct desk *d, struct open *o, struct store_txn *t)
{
	open_init(o);
	store_begin(d->book.store, t);
}

/* Keys first .. last, `row` entries a commit. */
static void add(struct open *o, struct store_txn *t, uint64_t first,
    uint64_t last)
{
	for (uint64_t key = first; key <= last; key++)
		open_add(o, t, key * 7919, open_what(key, 3));
	open_flush(o, t);
}

static void what_and_part_come_back_from_one_number(void **state)
{
	uint64_t what = open_what(0x123456789ab, 31) | OPEN_FORWARDED;

	(void)state;
	assert_int_equal(open_key(what), 0x123456789ab);
	assert_int_equal(open_part(what), 31);
}

static void ids_are_found_at_once_and_after_a_reload(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct open o;

	begin(d, &o, &t);
	add(&o, &t, 1, 500);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(o.ids.len, 500);
		for (uint64_t key = 1; key <= 500; key++)
			assert_int_equal(ids_find(&o.ids, key * 7919, 0),
			    open_what(key, 3));
		assert_int_equal(open_load(&o, &t), 0);
	}
	store_abort(&t);
	open_fini(&o);
}

static void the_walk_is_in_order_and_sees_what_is_flushed(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct open_entry e;
	struct open o;

	begin(d, &o, &t);
	assert_int_equal(open_peek(&o, &t, 0, &e), RC_NOT_FOUND);
	add(&o, &t, 1, 130);
	add(&o, &t, 131, 132);
	open_add(&o, &t, 1, open_what(133, 0)); /* not flushed */
	for (uint64_t key = 1; key <= 132; key++) {
		assert_int_equal(open_peek(&o, &t, 0, &e), 0);
		assert_int_equal(open_key(e.what), key);
		assert_int_equal(open_peek(&o, &t, 0, &e), 0);
		assert_int_equal(open_key(e.what), key);
		open_pass(&o, 0);
	}
	assert_int_equal(open_peek(&o, &t, 0, &e), RC_NOT_FOUND);
	open_flush(&o, &t);
	assert_int_equal(open_peek(&o, &t, 0, &e), 0);
	assert_int_equal(open_key(e.what), 133);
	assert_int_equal(open_peek(&o, &t, 1, &e), RC_NOT_FOUND);
	store_abort(&t);
	open_fini(&o);
}

static void trimming_forgets_what_is_final_and_keeps_what_waits(void **state)
{
	struct world w = { .final = 1000, .waits = 17 };
	struct desk *d = *state;
	struct store_txn t;
	struct open_entry e;
	struct open o;

	begin(d, &o, &t);
	for (uint64_t key = 1; key <= 400; key += 100)
		add(&o, &t, key, key + 99);
	assert_int_equal(open_trim(&o, &t, 400, is_final, &w), 0);
	assert_int_equal(o.ids.len, 400);
	assert_int_equal(open_trim(&o, &t, 399, is_final, &w), 0);
	assert_int_equal(o.ids.len, 301);
	assert_int_equal(ids_find(&o.ids, 16 * 7919, 0), 0);
	assert_int_equal(ids_find(&o.ids, 17 * 7919, 0), open_what(17, 3));
	open_flush(&o, &t);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(open_peek(&o, &t, 0, &e), 0);
		assert_int_equal(open_key(e.what), 101);
		assert_int_equal(open_peek(&o, &t, 1, &e), 0);
		assert_int_equal(open_key(e.what), 17);
		assert_int_equal(open_load(&o, &t), 0);
		assert_int_equal(o.ids.len, 301);
	}
	store_abort(&t);
	open_fini(&o);
}

/* The row under the walk goes away: the walk goes on with the next. */
static void trimming_the_row_of_the_walk_moves_the_walk(void **state)
{
	struct world w = { .final = 50 };
	struct desk *d = *state;
	struct store_txn t;
	struct open_entry e;
	struct open o;

	begin(d, &o, &t);
	add(&o, &t, 1, 100);
	add(&o, &t, 101, 200);
	assert_int_equal(open_peek(&o, &t, 0, &e), 0);
	open_pass(&o, 0);
	assert_int_equal(open_trim(&o, &t, 0, is_final, &w), 0);
	open_flush(&o, &t);
	assert_int_equal(open_peek(&o, &t, 0, &e), 0);
	assert_int_equal(open_key(e.what), 101);
	for (uint64_t key = 51; key <= 100; key++) {
		assert_int_equal(open_peek(&o, &t, 1, &e), 0);
		assert_int_equal(open_key(e.what), key);
		open_pass(&o, 1);
	}
	store_abort(&t);
	open_fini(&o);
}

/* P9: what waited once and is final now is forgotten as well. */
static void P9_the_old_list_is_trimmed_when_the_walk_is_through(void **state)
{
	struct world w = { 0 };
	struct desk *d = *state;
	struct store_txn t;
	struct open_entry e;
	struct open o;

	begin(d, &o, &t);
	add(&o, &t, 1, 100);
	assert_int_equal(open_trim(&o, &t, 0, is_final, &w), 0);
	open_flush(&o, &t);
	assert_int_equal(o.list[0].entries, 0);
	assert_int_equal(o.list[1].entries, 100);
	add(&o, &t, 101, 200);
	w.final = 100;
	while (open_peek(&o, &t, 1, &e) == 0)
		open_pass(&o, 1);
	assert_int_equal(open_trim(&o, &t, 0, is_final, &w), 0);
	assert_int_equal(o.list[1].entries, 0);
	assert_int_equal(o.ids.len, 100);
	assert_int_equal(ids_find(&o.ids, 100 * 7919, 0), 0);
	assert_int_equal(open_load(&o, &t), 0);
	assert_int_equal(o.ids.len, 100);
	store_abort(&t);
	open_fini(&o);
}

static void an_empty_list_goes_on_after_it_was_trimmed_away(void **state)
{
	struct world w = { .final = 1000 };
	struct desk *d = *state;
	struct store_txn t;
	struct open_entry e;
	struct open o;

	begin(d, &o, &t);
	add(&o, &t, 1, 10);
	assert_int_equal(open_trim(&o, &t, 0, is_final, &w), 0);
	assert_int_equal(open_trim(&o, &t, 0, is_final, &w), 0);
	assert_int_equal(o.ids.len, 0);
	assert_int_equal(open_peek(&o, &t, 0, &e), RC_NOT_FOUND);
	add(&o, &t, 11, 12);
	assert_int_equal(open_peek(&o, &t, 0, &e), 0);
	assert_int_equal(open_key(e.what), 11);
	store_abort(&t);
	open_fini(&o);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_and_part_come_back_from_one_number),
		CASE(ids_are_found_at_once_and_after_a_reload),
		CASE(the_walk_is_in_order_and_sees_what_is_flushed),
		CASE(trimming_forgets_what_is_final_and_keeps_what_waits),
		CASE(trimming_the_row_of_the_walk_moves_the_walk),
		CASE(P9_the_old_list_is_trimmed_when_the_walk_is_through),
		CASE(an_empty_list_goes_on_after_it_was_trimmed_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
