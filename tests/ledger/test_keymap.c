/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "ledger/keymap.h"

#define MOST 100
#define KEYS 2000

static void what_was_never_put_is_not_found(void **state)
{
	struct keymap m;

	(void)state;
	keymap_init(&m, 10);
	assert_int_equal(keymap_find(&m, 1), KEYMAP_NONE);
	keymap_put(&m, 1, 7);
	assert_int_equal(keymap_find(&m, 1), 7);
	assert_int_equal(keymap_find(&m, 1 + (m.mask + 1)), KEYMAP_NONE);
	keymap_del(&m, 1 + (m.mask + 1));
	assert_int_equal(keymap_find(&m, 1), 7);
	keymap_put(&m, 1, 8);
	assert_int_equal(keymap_find(&m, 1), 8);
	keymap_clear(&m);
	assert_int_equal(keymap_find(&m, 1), KEYMAP_NONE);
	keymap_fini(&m);
}

/* Keys that share a home, one of them across the end of the table. */
static void a_deletion_in_a_run_keeps_the_rest_of_it(void **state)
{
	struct keymap m;

	(void)state;
	keymap_init(&m, 8);
	for (size_t gone = 0; gone < 6; gone++) {
		uint64_t cells = m.mask + 1, home = m.mask - 1;
		uint64_t key[6] = { home, home + cells, home + 2 * cells,
			home + 1, cells, home + 3 * cells };

		keymap_clear(&m);
		for (uint32_t i = 0; i < 6; i++)
			keymap_put(&m, key[i], i);
		keymap_del(&m, key[gone]);
		for (uint32_t i = 0; i < 6; i++)
			assert_int_equal(keymap_find(&m, key[i]),
			    i == gone ? KEYMAP_NONE : i);
	}
	keymap_fini(&m);
}

/* Dense keys and keys far apart; what each should find is in an array. */
static void it_is_a_map_whatever_is_put_and_deleted(void **state)
{
	static uint32_t slot[KEYS];
	struct keymap m;
	size_t len = 0;

	(void)state;
	random_seed(7);
	memset(slot, 0xff, sizeof(slot));
	keymap_init(&m, MOST);
	for (uint32_t step = 0; step < 100000; step++) {
		uint64_t i = random_below(KEYS);
		uint64_t key = i % 2 ? i : i * (m.mask + 1) + 2;

		assert_int_equal(keymap_find(&m, key), slot[i]);
		if (slot[i] != KEYMAP_NONE) {
			keymap_del(&m, key);
			slot[i] = KEYMAP_NONE;
			len--;
		} else if (len < MOST) {
			keymap_put(&m, key, step);
			slot[i] = step;
			len++;
		}
	}
	keymap_fini(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_never_put_is_not_found),
		cmocka_unit_test(a_deletion_in_a_run_keeps_the_rest_of_it),
		cmocka_unit_test(it_is_a_map_whatever_is_put_and_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
