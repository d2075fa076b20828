/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include <esmed/pdu.h>

static uint32_t taken(struct window *w, uint64_t msg, usec now)
{
	const struct window_entry e = {
		.token = { .msg = msg, .part = 3, .attempt = 2 },
		.command = SMPP_SUBMIT_SM,
		.sent = now,
	};
	uint32_t seq = 0;

	assert_int_equal(window_take(w, &e, &seq), 0);
	return seq;
}

static void is_full(struct window *w)
{
	const struct window_entry e = { .sent = 0 };
	uint32_t seq;

	assert_int_equal(window_room(w), 0);
	assert_int_equal(window_take(w, &e, &seq), RC_FULL);
}

static void given(struct window *w, uint32_t seq, uint64_t msg)
{
	struct window_entry e;

	assert_int_equal(window_give(w, seq, &e), 0);
	assert_int_equal(e.token.msg, msg);
	assert_int_equal(e.token.part, 3);
	assert_int_equal(e.sequence, seq);
}

static void an_answer_gives_back_its_token(void **state)
{
	struct window *w = window_new(2);
	struct window_entry e;
	uint32_t seq = taken(w, 77, 0);

	(void)state;
	assert_int_equal(window_find(w, seq)->command, SMPP_SUBMIT_SM);
	given(w, seq, 77);
	assert_null(window_find(w, seq));
	assert_int_equal(window_give(w, seq, &e), RC_NOT_FOUND);
	assert_int_equal(window_give(w, 0, &e), RC_NOT_FOUND);
	assert_int_equal(window_used(w), 0);
	window_free(w);
}

static void an_unanswered_number_does_not_block_the_others(void **state)
{
	struct window *w = window_new(2);
	uint32_t silent = taken(w, 1, 0);

	(void)state;
	for (uint64_t i = 2; i < 9; i++) {
		uint32_t seq = taken(w, i, 0);

		is_full(w);
		given(w, seq, i);
	}
	given(w, silent, 1);
	window_free(w);
}

static void a_silent_peer_expires_no_sooner_than_age(void **state)
{
	struct window *w = window_new(2);
	struct window_entry e;

	(void)state;
	taken(w, 77, 1000);
	assert_int_equal(window_expire(w, 1999, 1000, &e), RC_NOT_FOUND);
	assert_int_equal(window_expire(w, 2000, 1000, &e), 0);
	assert_int_equal(e.token.msg, 77);
	assert_int_equal(window_expire(w, 2000, 1000, &e), RC_NOT_FOUND);
	window_free(w);
}

static void the_oldest_is_the_one_sent_first(void **state)
{
	struct window *w = window_new(3);
	uint32_t first = taken(w, 1, 100);
	usec sent = 0;

	(void)state;
	taken(w, 2, 200);
	taken(w, 3, 300);
	assert_int_equal(window_oldest(w, &sent), 0);
	assert_int_equal(sent, 100);
	given(w, first, 1);
	assert_int_equal(window_oldest(w, &sent), 0);
	assert_int_equal(sent, 200);
	window_reset(w);
	assert_int_equal(window_oldest(w, &sent), RC_NOT_FOUND);
	window_free(w);
}

static void all_are_popped_once(void **state)
{
	struct window *w = window_new(5);
	struct window_entry e;
	unsigned seen = 0;

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		taken(w, i, 0);
	is_full(w);
	while (window_pop(w, &e) == 0)
		seen |= 1u << e.token.msg;
	assert_int_equal(seen, 0x1f);
	assert_int_equal(window_room(w), 5);
	window_free(w);
}

static void b9_numbers_wrap_to_1_and_skip_those_awaited(void **state)
{
	struct window *w = window_new(4);
	uint32_t one = taken(w, 1, 0);

	(void)state;
	assert_int_equal(one, 1);
	window_set_number(w, 0x7fffffffu);
	assert_int_equal(taken(w, 2, 0), 0x7fffffffu);
	assert_int_equal(taken(w, 3, 0), 2);
	window_set_number(w, 1);
	assert_int_equal(window_number(w), 3);
	given(w, one, 1);
	given(w, 0x7fffffffu, 2);
	given(w, 2, 3);
	window_free(w);
}

static void b11_requests_without_a_slot_share_the_counter(void **state)
{
	struct window *w = window_new(4);

	(void)state;
	assert_int_equal(window_number(w), 1);
	assert_int_equal(taken(w, 1, 0), 2);
	assert_int_equal(window_number(w), 3);
	assert_int_equal(taken(w, 1, 0), 4);
	window_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_gives_back_its_token),
		cmocka_unit_test(
		    an_unanswered_number_does_not_block_the_others),
		cmocka_unit_test(a_silent_peer_expires_no_sooner_than_age),
		cmocka_unit_test(the_oldest_is_the_one_sent_first),
		cmocka_unit_test(all_are_popped_once),
		cmocka_unit_test(b9_numbers_wrap_to_1_and_skip_those_awaited),
		cmocka_unit_test(b11_requests_without_a_slot_share_the_counter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
