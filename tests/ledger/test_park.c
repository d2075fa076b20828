/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

#include "ledger/park.h"

static void begin(struct desk *d, struct park *p, struct store_txn *t)
{
	park_init(p);
	store_begin(d->book.store, t);
}

static void add(struct park *p, struct store_txn *t, uint64_t hash,
    uint64_t place)
{
	struct parked r = { .hash = hash, .place = place, .at = A_MONDAY };

	park_add(p, t, &r);
}

static void receipts_of_one_id_are_all_found(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct park p;
	struct parked r;
	uint64_t number, places = 0;

	begin(d, &p, &t);
	assert_int_equal(park_find(&p, &t, 5, 0, &number, &r), RC_NOT_FOUND);
	add(&p, &t, 5, 100);
	add(&p, &t, 6, 200);
	add(&p, &t, 5, 300);
	for (size_t n = 0; n < 2; n++) {
		assert_int_equal(park_find(&p, &t, 5, n, &number, &r), 0);
		assert_int_equal(r.hash, 5);
		assert_int_equal(r.at, A_MONDAY);
		places += r.place;
	}
	assert_int_equal(places, 400);
	assert_int_equal(park_find(&p, &t, 5, 2, &number, &r), RC_NOT_FOUND);
	store_abort(&t);
	park_fini(&p);
}

static void the_oldest_is_the_first_that_is_left(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct park p;
	struct parked r;
	uint64_t number;

	begin(d, &p, &t);
	assert_int_equal(park_oldest(&p, &t, &number, &r), RC_NOT_FOUND);
	for (uint64_t i = 1; i <= 4; i++)
		add(&p, &t, i, i * 100);
	assert_int_equal(park_find(&p, &t, 2, 0, &number, &r), 0);
	park_del(&p, &t, number, &r);
	for (uint64_t i = 1; i <= 4; i++) {
		if (i == 2)
			continue;
		assert_int_equal(park_oldest(&p, &t, &number, &r), 0);
		assert_int_equal(r.place, i * 100);
		park_del(&p, &t, number, &r);
	}
	assert_int_equal(park_len(&p), 0);
	assert_int_equal(park_oldest(&p, &t, &number, &r), RC_NOT_FOUND);
	add(&p, &t, 9, 900);
	assert_int_equal(park_oldest(&p, &t, &number, &r), 0);
	assert_int_equal(r.place, 900);
	store_abort(&t);
	park_fini(&p);
}

static void a_reload_gives_the_same(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct park p;
	struct parked r;
	uint64_t number;

	begin(d, &p, &t);
	for (uint64_t i = 1; i <= 50; i++)
		add(&p, &t, i, i * 100);
	for (uint64_t i = 1; i <= 10; i++) {
		assert_int_equal(park_oldest(&p, &t, &number, &r), 0);
		park_del(&p, &t, number, &r);
	}
	assert_int_equal(park_load(&p, &t), 0);
	assert_int_equal(park_len(&p), 40);
	assert_int_equal(park_oldest(&p, &t, &number, &r), 0);
	assert_int_equal(r.place, 1100);
	assert_int_equal(park_find(&p, &t, 50, 0, &number, &r), 0);
	assert_int_equal(r.place, 5000);
	add(&p, &t, 51, 5100);
	assert_int_equal(t.rc, 0);
	store_abort(&t);
	park_fini(&p);
}

static void a_damaged_row_is_corrupt(void **state)
{
	struct desk *d = *state;
	uint8_t key[STORE_KEY64];
	struct store_txn t;
	struct park p;

	begin(d, &p, &t);
	store_put(&t, STORE_PARKED, store_key(1, key), sizeof(key), "bad", 3);
	assert_int_equal(park_load(&p, &t), RC_CORRUPT);
	store_abort(&t);
	park_fini(&p);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(receipts_of_one_id_are_all_found),
		CASE(the_oldest_is_the_first_that_is_left),
		CASE(a_reload_gives_the_same),
		CASE(a_damaged_row_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
