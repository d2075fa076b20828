/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ESME that is bound is answered twice (B15 of the robustness list).
 */
#include "talk.h"

#define SUBMIT_RESP (SMPP_SUBMIT_SM | SMPP_ANSWER)
#define BOUND(f)    cmocka_unit_test_setup_teardown(f, rig_begin_bound, rig_end)

static void b15_the_first_of_two_answers_counts(void **state)
{
	uint32_t seq = rig_submitted(1);

	(void)state;
	rig_peer_accepts(seq, "x");
	rig_peer_header(SUBMIT_RESP, 0x45, seq);
	assert_string_equal(rig_log(), "answered 1 0x0;");
	assert_int_equal(session_counts(rig.s)->stray, 1);
}

static void b15_of_a_second_answer_another_id_is_told(void **state)
{
	uint32_t seq = rig_submitted(1);

	(void)state;
	rig_peer_accepts(seq, "one");
	rig_peer_accepts(seq, "one");
	rig_peer_accepts(seq, "");
	assert_string_equal(rig_log(), "answered 1 0x0;");
	rig_peer_accepts(seq, "two");
	assert_string_equal(rig_log(), "again 1 two;");
	assert_int_equal(session_counts(rig.s)->stray, 3);
	rig_peer_accepts(seq + 1, "three");
	assert_string_equal(rig_log(), "");
}

static void b15_many_answers_are_remembered(void **state)
{
	uint32_t one = rig_submitted(1), two = rig_submitted(2);

	(void)state;
	rig_peer_accepts(one, "one");
	rig_peer_accepts(two, "two");
	assert_string_equal(rig_log(), "answered 1 0x0;answered 2 0x0;");
	rig_peer_accepts(one, "three");
	rig_peer_accepts(two, "four");
	assert_string_equal(rig_log(), "again 1 three;again 2 four;");
}

static void b15_an_id_of_64_bytes_is_the_same_one(void **state)
{
	uint32_t seq = rig_submitted(1);
	char id[65];

	(void)state;
	memset(id, 'x', 64);
	id[64] = '\0';
	rig_peer_accepts(seq, id);
	rig_peer_accepts(seq, id);
	assert_string_equal(rig_log(), "answered 1 0x0;");
}

/* Numbers begin anew with each connection. */
static void b15_of_another_connection_it_is_no_second_answer(void **state)
{
	uint32_t seq = rig_submitted(1);

	(void)state;
	rig_peer_accepts(seq, "one");
	assert_string_equal(rig_log(), "answered 1 0x0;");
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_settle();
	rig_connect();
	rig_peer_header(SMPP_BIND_TRANSCEIVER | SMPP_ANSWER, 0,
	    rig_expect(SMPP_BIND_TRANSCEIVER, 0));
	rig_peer_accepts(seq, "two");
	assert_string_equal(rig_log(), "");
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		BOUND(b15_the_first_of_two_answers_counts),
		BOUND(b15_of_a_second_answer_another_id_is_told),
		BOUND(b15_many_answers_are_remembered),
		BOUND(b15_an_id_of_64_bytes_is_the_same_one),
		BOUND(b15_of_another_connection_it_is_no_second_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
