/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "base/log.h"
#include "store/inside.h"
#include "store/record.h"
#include "store/watch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <lmdb.h>

static void assert_refused(const struct store_options *o, int rc,
    const char *word)
{
	struct store_problem why = { "" };
	struct store *s;

	assert_int_equal(store_open(&s, o, &why), rc);
	assert_null(s);
	if (strstr(why.text, word) == NULL)
		fail_msg("no \"%s\" in: %s", word, why.text);
}

static void a_store_is_made_private_and_opens_again(void **state)
{
	struct place *p = *state;
	struct stat st;

	place_open(p);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	place_put(p, STORE_NAME, "acme", "1");
	place_reopen(p);
	assert_true(place_has(p, STORE_NAME, "acme", "1"));
	assert_true(place_has(p, STORE_META, "acme", NULL));
}

static void drop_table(struct store *s, enum store_table table)
{
	MDB_txn *txn;

	assert_int_equal(mdb_txn_begin(s->env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_drop(txn, s->dbi[table], 1), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
}

static void a_store_that_is_older_than_a_table_is_read_without_it(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);
	struct store_problem why;
	struct store_txn t;
	struct store_row row;

	place_open(p);
	place_put(p, STORE_NAME, "acme", "1");
	drop_table(p->store, STORE_PROMO);
	store_close(p->store);
	o.read_only = true;
	assert_int_equal(store_open(&p->store, &o, &why), 0);
	assert_true(place_has(p, STORE_NAME, "acme", "1"));
	assert_true(place_has(p, STORE_PROMO, "acme", NULL));
	assert_int_equal(store_begin_read(p->store, &t), 0);
	assert_int_equal(store_seek(&t, STORE_PROMO, NULL, 0, &row),
	    RC_NOT_FOUND);
	assert_int_equal(store_last(&t, STORE_PROMO, &row), RC_NOT_FOUND);
	store_end_read(&t);
	place_reopen(p);
	place_put(p, STORE_PROMO, "acme", "1");
	assert_true(place_has(p, STORE_PROMO, "acme", "1"));
}

static void a_missing_parent_is_told(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);
	char path[400];

	place_file(p, "deeper", path);
	o.path = path;
	assert_refused(&o, RC_SYSTEM, "above it does not exist");
}

static void a_second_opener_is_told_the_pid_of_the_first(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);
	char pid[24];

	place_open(p);
	snprintf(pid, sizeof(pid), "process %ld;", (long)getpid());
	assert_refused(&o, RC_BUSY, pid);
	o.read_only = true;
	assert_refused(&o, RC_BUSY, "in this process");
	place_put(p, STORE_NAME, "acme", "still fine");
	place_reopen(p);
}

/* The exit status of a child that opens the store to read. */
static int status_of_reader(struct place *p)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct store_options o = place_options(p);
		struct store_problem why;
		struct place other = *p;

		o.read_only = true;
		if (store_open(&other.store, &o, &why) != 0)
			_exit(1);
		_exit(place_has(&other, STORE_NAME, "acme", "1") ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void another_process_may_read_meanwhile(void **state)
{
	struct place *p = *state;

	place_open(p);
	place_put(p, STORE_NAME, "acme", "1");
	assert_int_equal(status_of_reader(p), 0);
	store_tick(p->store);
	place_put(p, STORE_NAME, "acme", "2");
	assert_int_equal(status_of_reader(p), 2);
}

static void overwrite(struct place *p, off_t at, const void *data, size_t len)
{
	char file[400];
	int fd;

	place_file(p, "data.mdb", file);
	fd = open(file, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, len, at), len);
	close(fd);
}

static void fill(struct place *p, unsigned rows)
{
	uint8_t key[STORE_KEY64], value[400] = { 0 };
	struct store_txn t;

	store_begin(p->store, &t);
	for (unsigned i = 0; i < rows; i++)
		store_append(&t, STORE_MESSAGE, store_key(i + 1, key),
		    sizeof(key), value, sizeof(value));
	assert_int_equal(store_end(&t), 0);
}

static void a_truncated_file_is_refused_with_the_reason(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);
	struct store_figures f;
	char file[400];

	place_open(p);
	fill(p, 3000);
	store_figures(p->store, &f);
	place_close(p);
	place_file(p, "data.mdb", file);

	assert_int_equal(truncate(file, (off_t)f.used_bytes), 0);
	place_reopen(p);
	place_close(p);
	assert_int_equal(truncate(file, (off_t)f.used_bytes - 1), 0);
	assert_refused(&o, RC_CORRUPT, "truncated");
	assert_int_equal(truncate(file, 5000), 0);
	assert_refused(&o, RC_CORRUPT, "truncated");
	assert_int_equal(truncate(file, 4200), 0);
	assert_refused(&o, RC_CORRUPT, "within its header");
	assert_int_equal(truncate(file, 100), 0);
	assert_refused(&o, RC_CORRUPT, "within its header");
}

static void a_file_that_is_no_store_is_refused(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);
	const uint8_t junk[4] = { 1, 2, 3, 4 };
	const uint32_t lmdb_version = 999;

	place_open(p);
	place_close(p);
	overwrite(p, 4096 + 20, &lmdb_version, sizeof(lmdb_version));
	assert_refused(&o, RC_VERSION, "file version 999");
	overwrite(p, 16, junk, sizeof(junk));
	assert_refused(&o, RC_CORRUPT, "no store");
}

static void put_format(struct place *p, uint32_t version)
{
	struct {
		uint8_t head[STORE_HEAD];
		uint32_t version, unused;
	} f = { .version = version };
	struct store_txn t;

	store_seal(&f, sizeof(f), 1, 0);
	store_begin(p->store, &t);
	store_put(&t, STORE_META, "format", 6, &f, sizeof(f));
	assert_int_equal(store_end(&t), 0);
}

static void a_newer_format_is_refused(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);

	place_open(p);
	put_format(p, STORE_FORMAT + 1);
	place_close(p);
	assert_refused(&o, RC_VERSION, "format 2, this program knows up to 1");
}

static void a_damaged_format_record_is_refused(void **state)
{
	struct place *p = *state;
	struct store_options o = place_options(p);

	place_open(p);
	place_put(p, STORE_META, "format", "what is this, 16");
	place_close(p);
	assert_refused(&o, RC_CORRUPT, "format record");
}

/* Rows put at the end and deleted again in one transaction: their pages are
 * taken and given back, and LMDB never writes them. */
static void come_and_go(struct place *p, unsigned rows)
{
	uint8_t key[STORE_KEY64], value[500] = { 0 };
	struct store_txn t;

	store_begin(p->store, &t);
	for (unsigned i = 1; i <= rows; i++)
		store_append(&t, STORE_MESSAGE, store_key(1000 + i, key),
		    sizeof(key), value, sizeof(value));
	for (unsigned i = rows; i > 0; i--)
		store_del(&t, STORE_MESSAGE, store_key(1000 + i, key),
		    sizeof(key));
	assert_int_equal(store_end(&t), 0);
}

static void a_file_never_ends_before_its_last_page(void **state)
{
	struct place *p = *state;
	struct store_figures f;
	struct stat st;
	char file[400];

	place_open(p);
	place_file(p, "data.mdb", file);
	fill(p, 50);
	for (unsigned i = 1; i <= 20; i++) {
		come_and_go(p, 20 * i);
		store_figures(p->store, &f);
		assert_int_equal(stat(file, &st), 0);
		assert_true((uint64_t)st.st_size >= f.used_bytes);
	}
	place_reopen(p);
}

static void sigbus_ends_in_a_line_and_status_74(void **state)
{
	struct place *p = *state;
	char file[300];
	int status, fd;
	pid_t pid;

	snprintf(file, sizeof(file), "%s/f", p->root);
	fd = open(file, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 4096), 0);
	pid = fork();
	if (pid == 0) {
		volatile char *m =
		    mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

		store_guard();
		if (m == MAP_FAILED || ftruncate(fd, 0) != 0)
			_exit(1);
		_exit(m[0]);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 74);
	close(fd);
	unlink(file);
}

static void only_lmdb_has_its_sigsegv_explained(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	for (int inside = 0; inside < 2; inside++) {
		pid = fork();
		if (pid == 0) {
			signal(SIGSEGV, SIG_DFL); /* no sanitizer's */
			store_guard();
			if (inside)
				store_enter_lmdb();
			raise(SIGSEGV);
			raise(SIGSEGV);
			_exit(1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (inside)
			assert_int_equal(WEXITSTATUS(status), 74);
		else
			assert_int_equal(WTERMSIG(status), SIGSEGV);
	}
}

static void rows_without_a_format_are_no_new_store(void **state)
{
	struct place *p = *state;
	struct store_options o = { .path = p->path };
	struct store_problem why;
	struct store_txn t;

	place_open(p);
	store_begin(p->store, &t);
	store_put(&t, STORE_MESSAGE, "k", 1, "v", 1);
	store_del(&t, STORE_META, "format", 6);
	assert_int_equal(store_end(&t), 0);
	store_close(p->store);
	assert_int_equal(store_open(&p->store, &o, &why), RC_CORRUPT);
	assert_non_null(strstr(why.text, "format record is gone"));
}

/* One letter of a table's name in the file, wherever it stands. */
static void a_table_whose_name_is_damaged_is_not_made_anew(void **state)
{
	struct place *p = *state;
	struct store_options o = { .path = p->path };
	struct store_problem why;
	char file[400], page[4096], *at;
	int fd;

	place_open(p);
	store_close(p->store);
	p->store = NULL;
	place_file(p, "data.mdb", file);
	fd = open(file, O_RDWR);
	assert_true(fd >= 0);
	for (off_t n = 0; pread(fd, page, 4096, n) == 4096; n += 4096) {
		at = memmem(page, 4096, "journal", 7);
		if (at != NULL)
			assert_int_equal(pwrite(fd, "k", 1, n + (at - page)),
			    1);
	}
	close(fd);
	assert_int_equal(store_open(&p->store, &o, &why), RC_CORRUPT);
}

static void a_look_that_must_be_alone_takes_the_lock(void **state)
{
	struct place *p = *state;
	struct store_options o = { .path = p->path,
		.read_only = true,
		.exclusive = true };
	struct store_problem why;
	struct store *second;

	assert_int_equal(store_open(&second, &o, &why), RC_NOT_FOUND);
	place_open(p);
	assert_int_equal(store_open(&second, &o, &why), RC_BUSY);
	store_close(p->store);
	assert_int_equal(store_open(&p->store, &o, &why), 0);
	assert_int_equal(store_open(&second, &o, &why), RC_BUSY);
}

/* "VmFlags:" of the mapping of data.mdb in /proc/self/smaps has "dd". */
static void the_map_stays_out_of_core_dumps(void **state)
{
	struct place *p = *state;
	bool inside = false, hidden = false;
	char line[4096];
	FILE *f;

	place_open(p);
	f = fopen("/proc/self/smaps", "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strstr(line, "data.mdb") != NULL)
			inside = true;
		if (inside && strncmp(line, "VmFlags:", 8) == 0) {
			hidden = strstr(line, " dd") != NULL;
			break;
		}
	}
	fclose(f);
	assert_true(inside);
	assert_true(hidden);
}

#define IN_PLACE(f) \
	cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(a_store_is_made_private_and_opens_again),
		IN_PLACE(a_store_that_is_older_than_a_table_is_read_without_it),
		IN_PLACE(a_missing_parent_is_told),
		IN_PLACE(a_second_opener_is_told_the_pid_of_the_first),
		IN_PLACE(another_process_may_read_meanwhile),
		IN_PLACE(a_truncated_file_is_refused_with_the_reason),
		IN_PLACE(a_file_that_is_no_store_is_refused),
		IN_PLACE(a_newer_format_is_refused),
		IN_PLACE(a_damaged_format_record_is_refused),
		IN_PLACE(a_file_never_ends_before_its_last_page),
		IN_PLACE(sigbus_ends_in_a_line_and_status_74),
		IN_PLACE(only_lmdb_has_its_sigsegv_explained),
		IN_PLACE(rows_without_a_format_are_no_new_store),
		IN_PLACE(a_table_whose_name_is_damaged_is_not_made_anew),
		IN_PLACE(a_look_that_must_be_alone_takes_the_lock),
		IN_PLACE(the_map_stays_out_of_core_dumps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
