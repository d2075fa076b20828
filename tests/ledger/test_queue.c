/* SPDX-License-Identifier: BSD-2-Clause */
#include "desk.h"

#include "base/random.h"
#include "ledger/queue.h"

#define LINE queue_line_id(7, CLASS_TRANSACTIONAL, 3)

/* Lines that differ in class, account and set. */
static uint32_t line_of(uint64_t i)
{
	static const uint32_t set[] = { 7, 7, 4096 };
	static const uint16_t account[] = { 4096, 5, 255 };

	return queue_line_id((uint16_t)set[i], (uint8_t)i, account[i]);
}

static struct queue_line *begin(struct queue *q)
{
	queue_init(q);
	return queue_open(q, LINE);
}

static uint64_t rows(struct store_txn *t, enum store_table table)
{
	struct store_row row;
	uint64_t n = 0;

	for (int rc = store_seek(t, table, "\0", 1, &row); rc == 0;
	     rc = store_next(&row))
		n++;
	return n;
}

static void what_is_pushed_is_taken_in_order_over_many_chunks(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;
	struct queue_line *l = begin(&q);
	uint64_t key;

	store_begin(d->book.store, &t);
	assert_true(queue_is_empty(l));
	for (uint64_t i = 1; i <= 1000; i++)
		queue_push(&q, l, &t, i);
	queue_flush(&q, &t);
	assert_int_equal(rows(&t, STORE_QUEUE), 5);
	for (uint64_t i = 1; i <= 1000; i++) {
		assert_int_equal(queue_peek(l, &t, &key), 0);
		assert_int_equal(key, i);
		queue_take(&q, l, &t);
	}
	assert_int_equal(queue_peek(l, &t, &key), RC_NOT_FOUND);
	queue_flush(&q, &t);
	assert_int_equal(rows(&t, STORE_QUEUE), 0);
	assert_int_equal(store_end(&t), 0);
	queue_fini(&q);
}

static void what_passes_within_one_transaction_leaves_no_row(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;
	struct queue_line *l = begin(&q);
	struct store_figures before, after;
	uint64_t key;

	store_figures(d->book.store, &before);
	store_begin(d->book.store, &t);
	for (uint64_t i = 1; i < 100; i++) {
		queue_push(&q, l, &t, i);
		assert_int_equal(queue_peek(l, &t, &key), 0);
		assert_int_equal(key, i);
		queue_take(&q, l, &t);
	}
	queue_flush(&q, &t);
	store_figures(d->book.store, &after);
	assert_int_equal(after.puts, before.puts);
	store_abort(&t);
	queue_fini(&q);
}

/* The front chunk may come back with keys that were taken, none that was not
 * may be missing. */
static void a_reload_gives_all_that_was_not_taken(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;
	struct queue_line *l = begin(&q);
	uint64_t key, first = 0, next = 300;

	store_begin(d->book.store, &t);
	for (uint64_t i = 1; i <= 1000; i++)
		queue_push(&q, l, &t, i);
	for (int i = 0; i < 299; i++) {
		assert_int_equal(queue_peek(l, &t, &key), 0);
		queue_take(&q, l, &t);
	}
	queue_flush(&q, &t);
	assert_int_equal(store_end(&t), 0);

	store_begin(d->book.store, &t);
	assert_int_equal(queue_load(&q, &t), 0);
	assert_int_equal(q.len, 1);
	l = queue_line(&q, LINE);
	while (queue_peek(l, &t, &key) == 0) {
		first = first ? first : key;
		assert_true(key < 300 || key == next);
		next += key == next;
		queue_take(&q, l, &t);
	}
	assert_int_equal(first, QUEUE_CHUNK + 1);
	assert_int_equal(next, 1001);
	store_abort(&t);
	queue_fini(&q);
}

static void lines_do_not_mix(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;
	uint64_t key;

	queue_init(&q);
	store_begin(d->book.store, &t);
	for (uint64_t i = 0; i < 600; i++)
		queue_push(&q, queue_line(&q, line_of(i % 3)), &t, i + 1);
	queue_flush(&q, &t);
	assert_int_equal(queue_load(&q, &t), 0);
	assert_int_equal(q.len, 3);
	for (uint64_t i = 0; i < 600; i++) {
		struct queue_line *l = queue_line(&q, line_of(i % 3));

		assert_int_equal(queue_peek(l, &t, &key), 0);
		assert_int_equal(key, i + 1);
		queue_take(&q, l, &t);
	}
	store_abort(&t);
	queue_fini(&q);
}

/* A line of 1 to 700 keys that breathes, flushed now and then; reloaded, what
 * stands before the first untaken key was taken from the same chunk. */
static void it_is_a_fifo_whatever_the_mix(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;
	struct queue_line *l = begin(&q);
	uint64_t pushed = 0, taken = 0, key;

	random_seed(3);
	store_begin(d->book.store, &t);
	for (int step = 0; step < 30000; step++) {
		bool grow = step / 3000 % 2 == 0;

		if (random_below(10) < (grow ? 6u : 4u)) {
			queue_push(&q, l, &t, ++pushed);
		} else if (queue_peek(l, &t, &key) == 0) {
			assert_int_equal(key, ++taken);
			queue_take(&q, l, &t);
		} else {
			assert_int_equal(taken, pushed);
		}
		if (random_below(50) == 0)
			queue_flush(&q, &t);
		if (random_below(500) != 0)
			continue;
		queue_flush(&q, &t);
		assert_int_equal(queue_load(&q, &t), 0);
		l = queue_line(&q, LINE);
		while (queue_peek(l, &t, &key) == 0 && key <= taken)
			queue_take(&q, l, &t);
	}
	store_abort(&t);
	queue_fini(&q);
}

/* Its front could not be read, say. */
static void a_line_that_rests_with_keys_is_not_freed(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;
	struct queue_line *l = begin(&q);
	uint64_t key;

	store_begin(d->book.store, &t);
	queue_push(&q, l, &t, 77);
	queue_rest(&q, l);
	assert_null(queue_first(&q, CLASS_TRANSACTIONAL));
	for (uint16_t account = 4; account < 2000; account++)
		queue_line(&q, queue_line_id(7, CLASS_OTP, account));
	assert_in_range(q.len, 1, 300);
	l = queue_find(&q, LINE);
	assert_non_null(l);
	assert_int_equal(queue_peek(l, &t, &key), 0);
	assert_int_equal(key, 77);
	store_abort(&t);
	queue_fini(&q);
}

static void a_damaged_row_is_corrupt(void **state)
{
	struct desk *d = *state;
	struct queue q;
	struct store_txn t;

	queue_init(&q);
	store_begin(d->book.store, &t);
	store_put(&t, STORE_QUEUE, "\0\0\1\1\0\0\0\0\0\0\0\1", 12, "bad", 3);
	assert_int_equal(queue_load(&q, &t), RC_CORRUPT);
	store_abort(&t);
	queue_fini(&q);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_pushed_is_taken_in_order_over_many_chunks),
		CASE(what_passes_within_one_transaction_leaves_no_row),
		CASE(a_reload_gives_all_that_was_not_taken),
		CASE(lines_do_not_mix),
		CASE(it_is_a_fifo_whatever_the_mix),
		CASE(a_line_that_rests_with_keys_is_not_freed),
		CASE(a_damaged_row_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
