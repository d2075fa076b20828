/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "base/log.h"
#include "base/random.h"

#include <pthread.h>

static void keys_of_numbers_sort_as_the_numbers(void **state)
{
	const uint64_t n[] = { 0, 1, 255, 256, 65535, 1ull << 32,
		UINT64_MAX - 1, UINT64_MAX };
	uint8_t a[STORE_KEY64], b[STORE_KEY64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(n); i++)
		assert_true(store_key_number(store_key(n[i], a)) == n[i]);
	for (size_t i = 1; i < ARRAY_LEN(n); i++)
		assert_true(memcmp(store_key(n[i - 1], a), store_key(n[i], b),
				sizeof(a)) < 0);
}

static void an_abort_leaves_nothing(void **state)
{
	struct place *p = *state;
	struct store_txn t;

	place_put(p, STORE_NAME, "kept", "1");
	store_begin(p->store, &t);
	store_put(&t, STORE_NAME, "gone", 4, "1", 1);
	store_del(&t, STORE_NAME, "kept", 4);
	store_abort(&t);
	assert_true(place_has(p, STORE_NAME, "kept", "1"));
	assert_true(place_has(p, STORE_NAME, "gone", NULL));
}

static void the_first_error_sticks_and_nothing_is_kept(void **state)
{
	struct place *p = *state;
	struct store_bytes v;
	struct store_row row;
	struct store_txn t;

	store_begin(p->store, &t);
	store_put(&t, STORE_NAME, "before", 6, "1", 1);
	store_append(&t, STORE_JOURNAL, "b", 1, "1", 1);
	assert_int_equal(t.rc, 0);
	store_append(&t, STORE_JOURNAL, "b", 1, "2", 1);
	store_put(&t, STORE_NAME, "after", 5, "1", 1);
	assert_int_equal(store_get(&t, STORE_NAME, "before", 6, &v), RC_EXISTS);
	assert_int_equal(store_last(&t, STORE_NAME, &row), RC_EXISTS);
	assert_int_equal(store_end(&t), RC_EXISTS);

	assert_true(place_has(p, STORE_NAME, "before", NULL));
	assert_true(place_has(p, STORE_NAME, "after", NULL));
	place_put(p, STORE_NAME, "later", "1");
	assert_true(place_has(p, STORE_NAME, "later", "1"));
}

static void an_append_must_grow(void **state)
{
	struct place *p = *state;
	struct store_txn t;

	store_begin(p->store, &t);
	store_append(&t, STORE_JOURNAL, "b", 1, "1", 1);
	store_append(&t, STORE_JOURNAL, "c", 1, "1", 1);
	assert_int_equal(store_end(&t), 0);
	store_begin(p->store, &t);
	store_append(&t, STORE_JOURNAL, "bb", 2, "1", 1);
	assert_int_equal(store_end(&t), RC_EXISTS);
}

static void an_absent_row_is_not_found_and_may_be_deleted(void **state)
{
	struct place *p = *state;
	struct store_bytes v;
	struct store_row row;
	struct store_txn t;

	store_begin(p->store, &t);
	assert_int_equal(store_get(&t, STORE_DUE, "x", 1, &v), RC_NOT_FOUND);
	assert_int_equal(store_seek(&t, STORE_DUE, "", 0, &row), RC_NOT_FOUND);
	assert_int_equal(store_last(&t, STORE_DUE, &row), RC_NOT_FOUND);
	store_del(&t, STORE_DUE, "x", 1);
	assert_int_equal(store_end(&t), 0);
}

static void a_walk_goes_both_ways_and_ends(void **state)
{
	struct place *p = *state;
	struct store_row row;
	struct store_txn t;

	place_put(p, STORE_DUE, "a", "1");
	place_put(p, STORE_DUE, "c", "3");
	place_put(p, STORE_DUE, "e", "5");
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(store_seek(&t, STORE_DUE, "b", 1, &row), 0);
	assert_memory_equal(row.key, "c", 1);
	assert_memory_equal(row.value.data, "3", 1);
	assert_int_equal(store_next(&row), 0);
	assert_memory_equal(row.key, "e", 1);
	assert_int_equal(store_next(&row), RC_NOT_FOUND);
	assert_int_equal(store_next(&row), RC_NOT_FOUND);
	assert_int_equal(store_prev(&row), 0);
	assert_memory_equal(row.key, "c", 1);
	assert_int_equal(store_prev(&row), 0);
	assert_memory_equal(row.key, "a", 1);
	assert_int_equal(store_prev(&row), RC_NOT_FOUND);
	assert_int_equal(store_before(&t, STORE_DUE, "d", 1, &row), 0);
	assert_memory_equal(row.key, "c", 1);
	assert_int_equal(store_before(&t, STORE_DUE, "c", 1, &row), 0);
	assert_memory_equal(row.key, "a", 1);
	assert_int_equal(store_before(&t, STORE_DUE, "a", 1, &row),
	    RC_NOT_FOUND);
	store_end_read(&t);
}

static void two_walks_of_one_table_do_not_meet(void **state)
{
	struct place *p = *state;
	struct store_row up, down;
	struct store_txn t;

	place_put(p, STORE_DUE, "a", "1");
	place_put(p, STORE_DUE, "b", "2");
	place_put(p, STORE_DUE, "c", "3");
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(store_seek(&t, STORE_DUE, NULL, 0, &up), 0);
	assert_int_equal(store_last(&t, STORE_DUE, &down), 0);
	assert_int_equal(store_next(&up), 0);
	assert_int_equal(store_prev(&down), 0);
	assert_int_equal(store_next(&up), 0);
	assert_int_equal(store_prev(&down), 0);
	assert_memory_equal(up.key, "c", 1);
	assert_memory_equal(down.key, "a", 1);
	store_end_read(&t);
}

#define MODEL_KEYS 64

/* Steps of a random walk with random writes, beside a plain array. */
struct model {
	bool there[MODEL_KEYS];
	int at; /* where the walk stands */
};

static void step(struct model *m, struct store_row *row, int by)
{
	int want = m->at + by;
	int rc = by > 0 ? store_next(row) : store_prev(row);

	while (want >= 0 && want < MODEL_KEYS && !m->there[want])
		want += by;
	if (want < 0 || want >= MODEL_KEYS) {
		assert_int_equal(rc, RC_NOT_FOUND);
		return;
	}
	assert_int_equal(rc, 0);
	assert_int_equal(row->key_len, STORE_KEY64);
	assert_int_equal(store_key_number(row->key), want);
	assert_int_equal(row->value.len, 500);
	assert_int_equal(*(const uint8_t *)row->value.data, want);
	m->at = want;
}

static void change(struct model *m, struct store_txn *t, int i)
{
	uint8_t key[STORE_KEY64], value[500] = { (uint8_t)i };

	store_key((uint64_t)i, key);
	m->there[i] = !m->there[i];
	if (m->there[i])
		store_put(t, STORE_QUEUE, key, sizeof(key), value,
		    sizeof(value));
	else
		store_del(t, STORE_QUEUE, key, sizeof(key));
}

/* The row under the walk comes and goes too: one change in eight is there. */
static void a_walk_stands_firm_while_rows_come_and_go(void **state)
{
	struct place *p = *state;
	struct model m = { .at = 0 };
	struct store_row row;
	struct store_txn t;

	random_seed(13);
	for (int round = 0; round < 20; round++) {
		store_begin(p->store, &t);
		if (!m.there[0])
			change(&m, &t, 0);
		m.at = 0;
		assert_int_equal(store_seek(&t, STORE_QUEUE, NULL, 0, &row), 0);
		for (int i = 0; i < 500; i++) {
			uint64_t dice = random_below(8);

			if (dice < 3)
				step(&m, &row, 1);
			else if (dice < 5)
				step(&m, &row, -1);
			else if (dice < 7)
				change(&m, &t, (int)random_below(MODEL_KEYS));
			else
				change(&m, &t, m.at);
		}
		assert_int_equal(store_end(&t), 0);
	}
}

static void a_full_map_refuses_and_all_that_was_there_stays(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);
	uint8_t key[STORE_KEY64], value[1000] = { 0 };
	struct store_problem why;
	struct store_bytes v;
	struct store_txn t;
	uint64_t n = 0;
	int rc;

	place_close(p);
	o.map_bytes = 4 << 20;
	assert_int_equal(store_open(&p->store, &o, &why), 0);
	do {
		store_begin(p->store, &t);
		for (uint64_t i = n + 1; i <= n + 100; i++)
			store_append(&t, STORE_MESSAGE, store_key(i, key),
			    sizeof(key), value, sizeof(value));
		rc = store_end(&t);
		n += rc == 0 ? 100 : 0;
	} while (rc == 0 && n < 100000);
	assert_int_equal(rc, RC_NO_SPACE);
	assert_in_range(n, 1000, 4000);

	for (int again = 0; again < 2; again++) {
		assert_int_equal(store_begin_read(p->store, &t), 0);
		assert_int_equal(store_get(&t, STORE_MESSAGE, store_key(n, key),
				     sizeof(key), &v),
		    0);
		assert_int_equal(store_get(&t, STORE_MESSAGE,
				     store_key(n + 1, key), sizeof(key), &v),
		    RC_NOT_FOUND);
		store_end_read(&t);
		place_close(p);
		assert_int_equal(store_open(&p->store, &o, &why), 0);
	}
}

#define COMMITS 200

static void *write_pairs(void *arg)
{
	struct place *p = arg;

	for (unsigned i = 1; i <= COMMITS; i++) {
		struct store_txn t;

		store_begin(p->store, &t);
		store_put(&t, STORE_NAME, "left", 4, &i, sizeof(i));
		store_put(&t, STORE_NAME, "right", 5, &i, sizeof(i));
		if (store_end(&t) != 0)
			break;
	}
	return NULL;
}

/* One look at both counters; 0 before the first commit. */
static unsigned read_pair(struct place *p)
{
	struct store_bytes left, right;
	struct store_txn t;
	unsigned n = 0;

	assert_int_equal(store_begin_read(p->store, &t), 0);
	if (store_get(&t, STORE_NAME, "left", 4, &left) == 0) {
		assert_int_equal(store_get(&t, STORE_NAME, "right", 5, &right),
		    0);
		memcpy(&n, left.data, sizeof(n));
		assert_memory_equal(left.data, right.data, sizeof(n));
	}
	store_end_read(&t);
	return n;
}

static void a_reader_sees_whole_commits_only(void **state)
{
	struct place *p = *state;
	unsigned n = 0, last = 0;
	pthread_t writer;

	assert_int_equal(pthread_create(&writer, NULL, write_pairs, p), 0);
	for (unsigned i = 0; i < 1000000 && n < COMMITS; i++) {
		n = read_pair(p);
		assert_true(n >= last);
		last = n;
	}
	pthread_join(writer, NULL);
	assert_int_equal(read_pair(p), COMMITS);
}

static void a_reader_keeps_its_snapshot_beside_a_writer(void **state)
{
	struct place *p = *state;
	struct store_bytes v;
	struct store_txn r;

	place_put(p, STORE_NAME, "acme", "old");
	assert_int_equal(store_begin_read(p->store, &r), 0);
	for (int i = 0; i < 20; i++)
		place_put(p, STORE_NAME, "acme", "new");
	assert_int_equal(store_get(&r, STORE_NAME, "acme", 4, &v), 0);
	assert_memory_equal(v.data, "old", 3);
	store_end_read(&r);
	assert_true(place_has(p, STORE_NAME, "acme", "new"));
}

static int open_place(void **state)
{
	place_setup(state);
	place_open(*state);
	return 0;
}

#define IN_STORE(f) \
	cmocka_unit_test_setup_teardown(f, open_place, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_numbers_sort_as_the_numbers),
		IN_STORE(an_abort_leaves_nothing),
		IN_STORE(the_first_error_sticks_and_nothing_is_kept),
		IN_STORE(an_append_must_grow),
		IN_STORE(an_absent_row_is_not_found_and_may_be_deleted),
		IN_STORE(a_walk_goes_both_ways_and_ends),
		IN_STORE(two_walks_of_one_table_do_not_meet),
		IN_STORE(a_walk_stands_firm_while_rows_come_and_go),
		IN_STORE(a_full_map_refuses_and_all_that_was_there_stays),
		IN_STORE(a_reader_sees_whole_commits_only),
		IN_STORE(a_reader_keeps_its_snapshot_beside_a_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
