/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages that another system sent: S-P61. */
#include "people.h"

#include "ledger/history.h"
#include "ledger/life.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, people_teardown)

#define LONG_AGO ((usec)1441065599 * SECOND) /* 2015-08-31 23:59:59 UTC */
#define ANN      19175550001u

static struct message_id import(struct shop *s, enum status state, usec sent)
{
	size_t accepted = s->accepted;
	struct history_fact h = { .token = 7,
		.account = s->account,
		.state = (uint8_t)state,
		.parts = 1,
		.to = ANN,
		.sent_at = sent,
		.body = "hello",
		.body_len = 5 };

	if (state == STATUS_FAILED)
		h.reason = 30003;
	assert_int_equal(ledger_import(s->ledger, &h), 0);
	settle(s);
	assert_int_equal(s->accepted, accepted + 1);
	return s->id[accepted % MANY];
}

static void fetch(struct shop *s, const struct message_id *id)
{
	ledger_fetch(s->ledger, 1, s->account, id);
	settle(s);
}

static void S_P61_one_is_as_it_was_said_to_be(void **state)
{
	struct shop *s = *state;
	struct message_id old = import(s, STATUS_UNTRACKED, LONG_AGO),
			  new = import(s, STATUS_FAILED, LONG_AGO + DAY);

	ledger_slots(s->ledger, s->acme, 5);
	settle(s);
	fetch(s, &old);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->view.state, STATUS_UNTRACKED);
	assert_int_equal(s->view.accepted, LONG_AGO);
	assert_int_equal(s->view.forwarded, LONG_AGO);
	assert_int_equal(s->view.to, ANN);
	assert_int_equal(s->view.ttl, 0);
	assert_int_equal(s->view.flags, FLAG_IMPORTED);
	assert_string_equal(s->body, "hello");
	assert_int_equal(s->view.n_events, 1);
	assert_string_equal(s->event[0].name, "imported");
	fetch(s, &new);
	assert_int_equal(s->view.state, STATUS_FAILED);
	assert_int_equal(s->view.reason, 30003);
	assert_int_equal(s->view.final, LONG_AGO + DAY);
	assert_int_equal(s->claimed, 0);
}

static void it_is_the_same_after_a_start_and_nothing_is_due(void **state)
{
	struct shop *s = *state;
	struct message_id old = import(s, STATUS_DELIVERED, LONG_AGO);

	close_shop(s);
	open_shop(s);
	settle(s);
	assert_int_equal(ledger_next_due(s->ledger), 0);
	fetch(s, &old);
	assert_int_equal(s->view.state, STATUS_DELIVERED);
	assert_int_equal(s->view.accepted, LONG_AGO);
	clock_freeze(A_MONDAY + 100 * HOUR);
	ledger_tick(s->ledger);
	settle(s);
	fetch(s, &old);
	assert_int_equal(s->view.state, STATUS_DELIVERED);
}

static void what_is_still_to_come_is_no_history(void **state)
{
	struct shop *s = *state;
	struct history_fact h = { .token = 8,
		.account = s->account,
		.state = STATUS_DELIVERED,
		.parts = 1,
		.to = ANN,
		.sent_at = A_MONDAY + SECOND };

	assert_int_equal(ledger_import(s->ledger, &h), 0);
	settle(s);
	assert_int_equal(s->refused, 1);
	assert_int_equal(s->token, 8);
	assert_int_equal(s->rc, RC_BAD);
}

static size_t list(struct shop *s, usec from, usec to)
{
	ledger_list(s->ledger, 1,
	    &(struct list_query){ .account = s->account,
		.limit = 100,
		.state = -1,
		.from_date = from,
		.to_date = to });
	settle(s);
	assert_int_equal(s->rc, 0);
	return s->n;
}

/* Keys are in the order in which messages came to us. */
static void lists_by_date_find_what_was_imported_among_others(void **state)
{
	struct shop *s = *state;
	struct message_id old;

	for (int i = 0; i < 9; i++) {
		clock_freeze(A_MONDAY + i * DAY);
		assert_int_equal(offer(s, 1), 0);
		settle(s);
	}
	old = import(s, STATUS_DELIVERED, LONG_AGO);
	for (int i = 9; i < 30; i++) {
		clock_freeze(A_MONDAY + i * DAY);
		assert_int_equal(offer(s, 1), 0);
		settle(s);
	}
	assert_int_equal(list(s, LONG_AGO, LONG_AGO + SECOND), 1);
	assert_int_equal(s->key[0], old.key);
	assert_int_equal(list(s, A_MONDAY, 0), 30);
	assert_int_equal(list(s, A_MONDAY + 2 * DAY, A_MONDAY + 4 * DAY), 2);
	assert_int_equal(list(s, 0, A_MONDAY), 1);
	close_shop(s);
	open_shop(s);
	settle(s);
	assert_int_equal(list(s, 0, A_MONDAY), 1);
}

static void it_is_erased_like_others(void **state)
{
	struct shop *s = *state;
	struct message_id old = import(s, STATUS_DELIVERED, LONG_AGO);

	ledger_wish(s->ledger, 3, s->account, &old, WISH_REDACT);
	settle(s);
	fetch(s, &old);
	assert_int_equal(s->rc, 0);
	assert_memory_not_equal(s->body, "hello", 5);
	ledger_wish(s->ledger, 3, s->account, &old, WISH_DELETE);
	settle(s);
	fetch(s, &old);
	assert_int_equal(s->rc, RC_NOT_FOUND);
	assert_int_equal(list(s, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(S_P61_one_is_as_it_was_said_to_be),
		CASE(it_is_the_same_after_a_start_and_nothing_is_due),
		CASE(what_is_still_to_come_is_no_history),
		CASE(lists_by_date_find_what_was_imported_among_others),
		CASE(it_is_erased_like_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
