/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "ledger/ids.h"

static bool has(const struct ids *t, uint64_t hash, uint64_t what)
{
	uint64_t found;

	for (size_t n = 0; (found = ids_find(t, hash, n)) != 0; n++) {
		if (found == what)
			return true;
	}
	return false;
}

static size_t count(const struct ids *t, uint64_t hash)
{
	size_t n = 0;

	while (ids_find(t, hash, n) != 0)
		n++;
	return n;
}

static void one_hash_may_stand_for_several_things(void **state)
{
	struct ids t;

	(void)state;
	ids_init(&t);
	ids_put(&t, 5, 100);
	ids_put(&t, 5, 200);
	ids_put(&t, 5, 200);
	ids_put(&t, 5 + 1024, 300); /* the same home */
	assert_int_equal(t.len, 3);
	assert_int_equal(count(&t, 5), 2);
	assert_true(has(&t, 5, 100));
	assert_true(has(&t, 5, 200));
	assert_true(has(&t, 5 + 1024, 300));
	ids_del(&t, 5, 100);
	ids_del(&t, 5, 300);
	assert_int_equal(t.len, 2);
	assert_false(has(&t, 5, 100));
	assert_true(has(&t, 5, 200));
	assert_true(has(&t, 5 + 1024, 300));
	ids_fini(&t);
}

static void it_grows_and_loses_nothing(void **state)
{
	struct ids t;

	(void)state;
	ids_init(&t);
	for (uint64_t i = 1; i <= 20000; i++)
		ids_put(&t, i * 0x9e3779b97f4a7c15u, i);
	assert_int_equal(t.len, 20000);
	for (uint64_t i = 1; i <= 20000; i++)
		assert_int_equal(ids_find(&t, i * 0x9e3779b97f4a7c15u, 0), i);
	ids_fini(&t);
}

#define HASHES 300
#define THINGS 4

/* Hashes crowd in one segment at its first home and at its last. */
static uint64_t hash_of(uint64_t i)
{
	uint64_t high = i % 2 ? UINT32_MAX - i / 10 : i / 10;

	return high << 32 | i % 10 << 6 | 5;
}

static void it_is_a_multimap_whatever_is_put_and_deleted(void **state)
{
	static bool in[HASHES][THINGS];
	struct ids t;
	size_t len = 0;

	(void)state;
	random_seed(11);
	memset(in, 0, sizeof(in));
	ids_init(&t);
	for (int step = 0; step < 100000; step++) {
		uint64_t i = random_below(HASHES), what = random_below(THINGS);
		bool *is_in = &in[i][what];

		assert_int_equal(has(&t, hash_of(i), what + 1), *is_in);
		if (random_below(3) == 0) {
			ids_del(&t, hash_of(i), what + 1);
			len -= *is_in;
			*is_in = false;
		} else if (len < 800) {
			ids_put(&t, hash_of(i), what + 1);
			len += !*is_in;
			*is_in = true;
		}
		assert_int_equal(t.len, len);
	}
	assert_int_equal(t.segment[5].cells, 1024);
	ids_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_hash_may_stand_for_several_things),
		cmocka_unit_test(it_grows_and_loses_nothing),
		cmocka_unit_test(it_is_a_multimap_whatever_is_put_and_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
