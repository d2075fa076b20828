/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "store/watch.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define MAP ((uint64_t)8 << 20)

static int open_small(void **state)
{
	struct store_problem why;
	struct store_options o;
	struct place *p;

	place_setup(state);
	p = *state;
	o = place_options(p);
	o.map_bytes = MAP;
	o.reserve_bytes = 1 << 20;
	return store_open(&p->store, &o, &why);
}

/* Put (or delete) 100 rows of 1,000 bytes, a good 136 KB of pages. */
static int change(struct place *p, uint64_t block, bool put)
{
	uint8_t key[STORE_KEY64], value[1000] = { 0 };
	struct store_txn t;

	store_begin(p->store, &t);
	for (uint64_t i = 0; i < 100; i++) {
		store_key(block * 100 + i + 1, key);
		if (put)
			store_put(&t, STORE_MESSAGE, key, sizeof(key), value,
			    sizeof(value));
		else
			store_del(&t, STORE_MESSAGE, key, sizeof(key));
	}
	return store_end(&t);
}

static void room_shrinks_to_soft_and_hard_and_comes_back(void **state)
{
	struct place *p = *state;
	enum store_room room = STORE_ROOM_OK;
	uint64_t n = 0, at[3] = { 0 };

	assert_int_equal(store_room(p->store), STORE_ROOM_OK);
	while (room != STORE_ROOM_HARD && n < 100) {
		assert_int_equal(change(p, n++, true), 0);
		assert_true(store_room(p->store) >= room);
		room = store_room(p->store);
		if (at[room] == 0)
			at[room] = n;
	}
	assert_int_equal(room, STORE_ROOM_HARD);
	assert_true(at[STORE_ROOM_OK] < at[STORE_ROOM_SOFT]);
	assert_true(at[STORE_ROOM_SOFT] < at[STORE_ROOM_HARD]);

	/* The reserve is what deleting needs. */
	for (uint64_t i = 0; i < n; i++)
		assert_int_equal(change(p, i, false), 0);
	assert_int_equal(change(p, 0, true), 0);
	assert_int_equal(store_room(p->store), STORE_ROOM_OK);
}

static void room_near_a_mark_does_not_flap(void **state)
{
	struct place *p = *state;
	uint64_t n = 0;

	while (store_room(p->store) == STORE_ROOM_OK && n < 100)
		assert_int_equal(change(p, n++, true), 0);
	assert_int_equal(store_room(p->store), STORE_ROOM_SOFT);
	assert_int_equal(change(p, 0, false), 0);
	assert_int_equal(change(p, n, true), 0);
	assert_int_equal(change(p, n, false), 0);
	assert_int_equal(store_room(p->store), STORE_ROOM_SOFT);
	for (uint64_t i = 1; i < n; i++)
		assert_int_equal(change(p, i, false), 0);
	assert_int_equal(store_room(p->store), STORE_ROOM_OK);
}

static void a_commit_that_found_no_space_means_hard(void **state)
{
	struct place *p = *state;
	uint64_t n = 0;

	while (n < 100 && change(p, n, true) == 0)
		n++;
	assert_in_range(n, 10, 99);
	assert_int_equal(store_room(p->store), STORE_ROOM_HARD);
}

/* How long a file may grow; pages of one commit are written together, so a
 * limit among them makes a short write, as a full disk does. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_refuses_and_goes_on_when_there_is_room(void **state)
{
	struct place *p = *state;
	struct store_figures f;
	uint8_t key[STORE_KEY64];
	struct store_bytes v;
	struct store_txn t;

	assert_int_equal(change(p, 0, true), 0);
	store_figures(p->store, &f);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(f.used_bytes + 30001);
	assert_int_equal(change(p, 1, true), RC_NO_SPACE);
	assert_int_equal(store_room(p->store), STORE_ROOM_HARD);
	assert_int_equal(change(p, 1, true), RC_NO_SPACE);
	limit_files(RLIM_INFINITY);

	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(
	    store_get(&t, STORE_MESSAGE, store_key(100, key), sizeof(key), &v),
	    0);
	assert_int_equal(
	    store_get(&t, STORE_MESSAGE, store_key(101, key), sizeof(key), &v),
	    RC_NOT_FOUND);
	store_end_read(&t);
	assert_int_equal(change(p, 1, true), 0);
	assert_int_equal(store_room(p->store), STORE_ROOM_OK);
}

static void room_is_found_by_a_probe_when_nobody_may_write(void **state)
{
	struct place *p = *state;
	struct store_figures f, then;

	assert_int_equal(change(p, 0, true), 0);
	store_probe(p->store);
	store_figures(p->store, &f);
	assert_int_equal(f.commits, 1); /* it had nothing to find out */
	signal(SIGXFSZ, SIG_IGN);
	limit_files(f.used_bytes + 3001);
	assert_int_equal(change(p, 1, true), RC_NO_SPACE);
	limit_files(1);
	store_probe(p->store);
	assert_int_equal(store_room(p->store), STORE_ROOM_HARD);
	limit_files(RLIM_INFINITY);
	assert_int_equal(store_room(p->store), STORE_ROOM_HARD);
	store_probe(p->store);
	assert_int_equal(store_room(p->store), STORE_ROOM_OK);
	store_figures(p->store, &then);
	assert_int_equal(then.commits, f.commits + 1);
	place_reopen(p); /* its format is what it was */
}

static int sync_error; /* what the next fdatasync fails with */

/* In the place of the C library's, for LMDB too. */
int fdatasync(int fd)
{
	if (sync_error == 0)
		return (int)syscall(SYS_fdatasync, fd);
	errno = sync_error;
	sync_error = 0;
	return -1;
}

static void an_error_of_the_disk_stops_the_store_for_good(void **state)
{
	struct place *p = *state;

	place_put(p, STORE_NAME, "acme", "1");
	sync_error = EIO;
	assert_int_equal(change(p, 0, true), RC_IO);
	assert_int_equal(sync_error, 0);
	assert_int_equal(change(p, 1, true), RC_IO);
	assert_true(place_has(p, STORE_NAME, "acme", "1"));
	place_reopen(p);
	assert_int_equal(change(p, 1, true), 0);
}

static void no_space_while_syncing_is_no_reason_to_stop(void **state)
{
	struct place *p = *state;

	sync_error = ENOSPC;
	assert_int_equal(change(p, 0, true), RC_NO_SPACE);
	assert_int_equal(change(p, 0, true), 0);
}

static void figures_count_what_was_done(void **state)
{
	struct place *p = *state;
	struct store_figures f;
	struct store_txn t;

	assert_int_equal(change(p, 0, true), 0);
	store_begin(p->store, &t);
	store_del(&t, STORE_MESSAGE, "absent", 6);
	store_append(&t, STORE_JOURNAL, "b", 1, "", 0);
	store_append(&t, STORE_JOURNAL, "a", 1, "", 0);
	assert_int_equal(store_end(&t), RC_EXISTS);
	store_figures(p->store, &f);
	assert_int_equal(f.commits, 1);
	assert_int_equal(f.failed, 1);
	assert_int_equal(f.puts, 102);
	assert_int_equal(f.put_bytes, 100 * 1008 + 2);
	assert_int_equal(f.dels, 1);
	assert_int_equal(f.map_bytes, MAP);
	assert_in_range(f.used_bytes, 100000, MAP);
}

static void a_backup_opens_and_holds_what_was_committed(void **state)
{
	struct place *p = *state;
	struct place copy = *p;
	char dir[400];

	place_put(p, STORE_NAME, "acme", "1");
	assert_int_equal(change(p, 0, true), 0);
	assert_int_equal(change(p, 0, false), 0);
	place_file(p, "copy", dir);
	assert_int_equal(store_backup(p->store, dir), RC_SYSTEM);
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(store_backup(p->store, dir), 0);
	assert_int_equal(store_backup(p->store, dir), RC_EXISTS);
	place_put(p, STORE_NAME, "acme", "2");

	snprintf(copy.path, sizeof(copy.path), "%.290s/copy", p->path);
	place_open(&copy);
	assert_true(place_has(&copy, STORE_NAME, "acme", "1"));
	place_put(&copy, STORE_NAME, "acme", "3");
	place_close(&copy);
	assert_true(place_has(p, STORE_NAME, "acme", "2"));
}

#define IN_STORE(f) \
	cmocka_unit_test_setup_teardown(f, open_small, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(room_shrinks_to_soft_and_hard_and_comes_back),
		IN_STORE(room_near_a_mark_does_not_flap),
		IN_STORE(a_commit_that_found_no_space_means_hard),
		IN_STORE(a_full_disk_refuses_and_goes_on_when_there_is_room),
		IN_STORE(room_is_found_by_a_probe_when_nobody_may_write),
		IN_STORE(an_error_of_the_disk_stops_the_store_for_good),
		IN_STORE(no_space_while_syncing_is_no_reason_to_stop),
		IN_STORE(figures_count_what_was_done),
		IN_STORE(a_backup_opens_and_holds_what_was_committed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
