/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ledger/talks.h"

#define HANDSET 447700900000
#define OURS    77
#define FEW     100

static const struct hash_key key = { 1, 2 };

static void note(struct talks *t, uint64_t handset, uint16_t account)
{
	const struct talks_pair p = { &key, handset, OURS };

	talks_note(t, &p, account);
}

static uint16_t find(struct talks *t, uint64_t handset, uint32_t sender)
{
	const struct talks_pair p = { &key, handset, sender };

	return talks_find(t, &p);
}

static void who_wrote_last_is_found_however_many_wrote_since(void **state)
{
	(void)state;
	for (uint64_t since = 0; since < FEW; since++) {
		struct talks *t = talks_new();

		assert_int_equal(find(t, HANDSET, OURS), 0);
		note(t, HANDSET, 4);
		note(t, HANDSET, 5);
		for (uint64_t i = 1; i <= since; i++)
			note(t, HANDSET + i, 6);
		assert_int_equal(find(t, HANDSET, OURS), 5);
		assert_int_equal(find(t, HANDSET, OURS + 1), 0);
		if (since != 0)
			assert_int_equal(find(t, HANDSET + since, OURS), 6);
		note(t, HANDSET, 4);
		assert_int_equal(find(t, HANDSET, OURS), 4);
		talks_free(t);
	}
}

static void nobody_writes_to_no_handset_or_from_no_sender(void **state)
{
	const struct talks_pair no_sender = { &key, HANDSET, 0 };
	struct talks *t = talks_new();

	(void)state;
	note(t, 0, 5);
	talks_note(t, &no_sender, 5);
	assert_int_equal(find(t, 0, OURS), 0);
	assert_int_equal(find(t, HANDSET, 0), 0);
	talks_free(t);
}

/* Of those who wrote last all but a few are known: some share a place. */
static void the_oldest_are_forgotten_first(void **state)
{
	struct talks *t = talks_new();
	size_t known = 0, newest = 0;

	(void)state;
	for (uint64_t i = 0; i < 2 * TALKS_MAX; i++)
		note(t, HANDSET + i, 5);
	for (uint64_t i = 0; i < 2 * TALKS_MAX; i++) {
		bool is_known = find(t, HANDSET + i, OURS) == 5;

		known += is_known;
		newest += is_known && i >= 2 * TALKS_MAX - TALKS_MAX / 4;
	}
	assert_in_range(known, TALKS_MAX / 10 * 9, TALKS_MAX);
	assert_in_range(newest, TALKS_MAX / 100 * 24, TALKS_MAX / 4);
	talks_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    who_wrote_last_is_found_however_many_wrote_since),
		cmocka_unit_test(nobody_writes_to_no_handset_or_from_no_sender),
		cmocka_unit_test(the_oldest_are_forgotten_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
