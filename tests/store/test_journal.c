/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "base/random.h"
#include "store/journal.h"

#define ENTRIES 2000

static void begin(struct place *p, struct store_txn *t, struct journal *j)
{
	store_begin(p->store, t);
	assert_int_equal(journal_init(j, t), 0);
	journal_begin(j, t);
}

static int end(struct store_txn *t, struct journal *j)
{
	journal_flush(j);
	return store_end(t);
}

/* An entry of a test: its number, its length, then bytes of its number. */
struct head {
	uint32_t number, len;
};

static uint64_t add(struct journal *j, uint32_t number, uint32_t len)
{
	struct head h = { number, len };
	uint8_t payload[JOURNAL_ENTRY_MAX];

	memset(payload, (int)number, len);
	return journal_add(j, &h, sizeof(h), payload, len);
}

static void assert_entry(struct store_bytes b, uint32_t number)
{
	const uint8_t *p = b.data;
	struct head h;

	assert_true(b.len >= sizeof(h));
	memcpy(&h, p, sizeof(h));
	assert_int_equal(h.number, number);
	assert_true(b.len >= sizeof(h) + h.len);
	for (size_t i = 0; i < h.len; i++)
		assert_int_equal(p[sizeof(h) + i], (uint8_t)number);
}

static void add_many(struct place *p, uint64_t place[ENTRIES])
{
	struct store_txn t;
	struct journal j;

	random_seed(5);
	begin(p, &t, &j);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		uint32_t max = i % 9 == 0 ? 1952 : 90;
		uint64_t next = journal_next_place(&j);

		place[i] = add(&j, i, (uint32_t)random_below(max + 1));
		assert_true(place[i] >= next);
		assert_true(i == 0 || place[i] > place[i - 1]);
		if (i % 100 == 99) {
			assert_int_equal(end(&t, &j), 0);
			store_begin(p->store, &t);
			journal_begin(&j, &t);
		}
	}
	assert_int_equal(end(&t, &j), 0);
}

static void places_survive_a_reopen(void **state)
{
	struct place *p = *state;
	uint64_t place[ENTRIES];
	struct store_bytes b;
	struct store_txn t;

	add_many(p, place);
	assert_true(place[0] == journal_place(1, JOURNAL_FIRST));
	place_reopen(p);
	assert_int_equal(store_begin_read(p->store, &t), 0);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		assert_int_equal(journal_read(&t, place[i], &b), 0);
		assert_entry(b, i);
	}
	store_end_read(&t);
}

static void a_walk_by_chunks_meets_every_entry_in_order(void **state)
{
	struct place *p = *state;
	uint64_t place[ENTRIES], oldest, newest;
	uint32_t n = 0;
	struct store_txn t;

	add_many(p, place);
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(journal_range(&t, &oldest, &newest), 0);
	assert_int_equal(oldest, 1);
	for (uint64_t seq = oldest; seq <= newest; seq++) {
		struct store_bytes all;
		size_t off = 0;

		assert_int_equal(journal_chunk(&t, seq, &all), 0);
		assert_true(all.len + JOURNAL_FIRST < 2000);
		while (off < all.len) {
			const uint8_t *at = (const uint8_t *)all.data + off;
			struct head h;

			assert_true(journal_place(seq, JOURNAL_FIRST + off) ==
				    place[n]);
			assert_entry((struct store_bytes){ at, all.len - off },
			    n++);
			memcpy(&h, at, sizeof(h));
			off += sizeof(h) + h.len;
		}
	}
	assert_int_equal(n, ENTRIES);
	store_end_read(&t);
}

static void the_next_sequence_is_found_at_open(void **state)
{
	struct place *p = *state;
	uint64_t first, second;
	struct store_bytes b;
	struct store_txn t;
	struct journal j;

	begin(p, &t, &j);
	first = add(&j, 1, 10);
	assert_int_equal(journal_next_seq(&j), 2);
	assert_int_equal(end(&t, &j), 0);
	place_reopen(p);
	begin(p, &t, &j);
	second = add(&j, 2, 10);
	assert_int_equal(journal_seq(second), journal_seq(first) + 1);
	assert_int_equal(end(&t, &j), 0);

	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(journal_read(&t, first, &b), 0);
	assert_entry(b, 1);
	assert_int_equal(journal_read(&t, second, &b), 0);
	assert_entry(b, 2);
	store_end_read(&t);
}

static void after_a_failed_commit_the_journal_goes_back(void **state)
{
	struct place *p = *state;
	uint64_t before, lost, place;
	struct store_bytes b;
	struct store_txn t;
	struct journal j;

	begin(p, &t, &j);
	before = journal_next_seq(&j);
	for (uint32_t i = 0; i < 50; i++)
		lost = add(&j, i, 200);
	store_append(&t, STORE_DUE, "b", 1, "", 0);
	store_append(&t, STORE_DUE, "a", 1, "", 0);
	assert_int_equal(end(&t, &j), RC_EXISTS);
	journal_reset(&j, before);

	store_begin(p->store, &t);
	journal_begin(&j, &t);
	place = add(&j, 7, 30);
	assert_int_equal(journal_seq(place), before);
	assert_int_equal(end(&t, &j), 0);
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(journal_read(&t, place, &b), 0);
	assert_entry(b, 7);
	assert_int_equal(journal_read(&t, lost, &b), RC_NOT_FOUND);
	store_end_read(&t);
}

static void what_is_not_flushed_yet_can_be_read_by_the_writer(void **state)
{
	struct place *p = *state;
	uint64_t place[20];
	struct store_bytes b;
	struct store_txn t;
	struct journal j;

	begin(p, &t, &j);
	for (uint32_t i = 0; i < 20; i++) {
		place[i] = add(&j, i, 300);
		for (uint32_t k = 0; k <= i; k++) {
			assert_int_equal(journal_recent(&j, place[k], &b), 0);
			assert_entry(b, k);
		}
	}
	assert_int_equal(journal_recent(&j, journal_next_place(&j), &b),
	    RC_NOT_FOUND);
	assert_int_equal(end(&t, &j), 0);
}

/* Of a chunk that is stored, and of the one that is being filled. */
static void an_entry_is_overwritten_where_it_is(void **state)
{
	struct place *p = *state;
	uint64_t place[ENTRIES], last;
	const uint8_t bytes[4] = { 7, 7, 7, 7 };
	struct store_bytes b;
	struct store_txn t;
	struct journal j;

	add_many(p, place);
	begin(p, &t, &j);
	last = add(&j, 9, 90);
	assert_int_equal(journal_overwrite(&j, place[4], bytes, 4), 0);
	assert_int_equal(journal_overwrite(&j, last + 8, bytes, 4), 0);
	assert_int_equal(journal_overwrite(&j, last + 96, bytes, 4),
	    RC_NOT_FOUND);
	assert_int_equal(journal_overwrite(&j, last | 2047, bytes, 4),
	    RC_NOT_FOUND);
	assert_int_equal(journal_overwrite(&j, place[4] | 2047, bytes, 4),
	    RC_CORRUPT);
	assert_int_equal(end(&t, &j), 0);

	assert_int_equal(store_begin_read(p->store, &t), 0);
	for (size_t i = 0; i < ENTRIES; i++) {
		assert_int_equal(journal_read(&t, place[i], &b), 0);
		if (i == 4)
			assert_memory_equal(b.data, bytes, 4);
		else
			assert_entry(b, (uint32_t)i);
	}
	assert_int_equal(journal_read(&t, last + 8, &b), 0);
	assert_memory_equal(b.data, bytes, 4);
	store_end_read(&t);
}

static void the_largest_entry_fits_alone(void **state)
{
	struct place *p = *state;
	uint64_t a, b;
	struct store_bytes out;
	struct store_txn t;
	struct journal j;

	begin(p, &t, &j);
	a = add(&j, 1, JOURNAL_ENTRY_MAX - sizeof(struct head));
	b = add(&j, 2, JOURNAL_ENTRY_MAX - sizeof(struct head));
	assert_int_equal(journal_seq(b), journal_seq(a) + 1);
	assert_int_equal(end(&t, &j), 0);
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(journal_read(&t, a, &out), 0);
	assert_entry(out, 1);
	store_end_read(&t);
}

static void a_place_that_is_none_is_an_error(void **state)
{
	struct place *p = *state;
	struct store_bytes b;
	struct store_txn t;
	struct journal j;

	begin(p, &t, &j);
	add(&j, 1, 10);
	assert_int_equal(end(&t, &j), 0);
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(journal_read(&t, 0, &b), RC_NOT_FOUND);
	assert_int_equal(journal_read(&t, journal_place(1, 0), &b), RC_CORRUPT);
	assert_int_equal(journal_read(&t, journal_place(1, 12 + 18), &b),
	    RC_CORRUPT);
	assert_int_equal(journal_read(&t, journal_place(1, 2047), &b),
	    RC_CORRUPT);
	assert_int_equal(journal_read(&t, journal_place(2, 12), &b),
	    RC_NOT_FOUND);
	store_end_read(&t);
}

static void a_damaged_chunk_is_told_and_the_others_read(void **state)
{
	struct place *p = *state;
	uint8_t key[STORE_KEY64], copy[JOURNAL_CHUNK_MAX];
	uint64_t place[ENTRIES];
	struct store_bytes v;
	struct store_txn t;

	add_many(p, place);
	store_begin(p->store, &t);
	assert_int_equal(
	    store_get(&t, STORE_JOURNAL, store_key(2, key), sizeof(key), &v),
	    0);
	memcpy(copy, v.data, v.len);
	copy[v.len / 2] ^= 4;
	store_put(&t, STORE_JOURNAL, key, sizeof(key), copy, v.len);
	assert_int_equal(journal_chunk(&t, 2, &v), RC_CORRUPT);
	assert_int_equal(journal_read(&t, journal_place(2, 12), &v),
	    RC_CORRUPT);
	assert_int_equal(journal_chunk(&t, 1, &v), 0);
	assert_int_equal(store_end(&t), 0);
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
		IN_STORE(places_survive_a_reopen),
		IN_STORE(a_walk_by_chunks_meets_every_entry_in_order),
		IN_STORE(the_next_sequence_is_found_at_open),
		IN_STORE(after_a_failed_commit_the_journal_goes_back),
		IN_STORE(what_is_not_flushed_yet_can_be_read_by_the_writer),
		IN_STORE(an_entry_is_overwritten_where_it_is),
		IN_STORE(the_largest_entry_fits_alone),
		IN_STORE(a_place_that_is_none_is_an_error),
		IN_STORE(a_damaged_chunk_is_told_and_the_others_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
