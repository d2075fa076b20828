/* SPDX-License-Identifier: BSD-2-Clause */
/* The ledger with its threads, as the loop sees it. */
#include "shop.h"

/* At the moment of .accepted everybody can read it. */
static void P1_an_id_that_is_told_is_committed(void **state)
{
	struct shop *s = *state;

	s->fetch_at_once = true;
	accept_some(s, 200);
	assert_int_equal(s->accepted, 200);
	assert_int_equal(s->fetched, 200);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->token, 77);
	assert_int_equal(s->view.state, STATUS_QUEUED);
	assert_string_equal(s->body, "hello");
}

static void nothing_is_told_before_a_turn(void **state)
{
	struct shop *s = *state;

	settle(s);
	assert_int_equal(offer(s, 1), 0);
	assert_false(ledger_is_idle(s->ledger));
	assert_int_equal(s->accepted, 0);
	settle(s);
	assert_true(ledger_is_idle(s->ledger));
	assert_int_equal(s->accepted, 1);
	assert_int_equal(s->token, 1);
}

static void what_is_handed_in_together_is_one_commit(void **state)
{
	struct shop *s = *state;
	struct ledger_totals before, after;

	settle(s);
	ledger_totals(s->ledger, &before);
	ledger_slots(s->ledger, s->acme, 30);
	accept_some(s, 100);
	ledger_totals(s->ledger, &after);
	assert_int_equal(after.commits, before.commits + 1);
	assert_int_equal(after.facts, before.facts + 101);
	assert_int_equal(after.state[STATUS_SUBMITTING], 30);
	assert_int_equal(after.state[STATUS_QUEUED], 70);
	assert_int_equal(after.queued, 70);
	assert_int_equal(after.open, 100);
	assert_int_equal(s->claimed, 30);
	assert_string_equal(s->body, "hello");
}

static void too_many_accepts_on_the_way_are_busy(void **state)
{
	struct shop *s = *state;

	for (uint64_t i = 0; i < MANY; i++)
		assert_int_equal(offer(s, i), 0);
	assert_int_equal(offer(s, MANY), RC_BUSY);
	settle(s);
	assert_int_equal(s->accepted, MANY);
	assert_int_equal(offer(s, MANY), 0);
	settle(s);
	assert_int_equal(s->accepted, MANY + 1);
}

static void a_message_goes_its_way_and_tells_it(void **state)
{
	static const char *const name[] = { "accepted", "claimed", "answered",
		"receipt" };
	static const enum status after[] = { STATUS_QUEUED, STATUS_SUBMITTING,
		STATUS_FORWARDED, STATUS_DELIVERED };
	struct shop *s = *state;
	struct receipt_fact r = { .reply = { { 55 } },
		.verdict = VERDICT_DELIVERED,
		.smsc_id = "4711",
		.raw = "id:4711 stat:DELIVRD",
		.raw_len = 20 };

	r.smsc = s->acme;
	ledger_slots(s->ledger, s->acme, 1);
	accept_some(s, 1);
	clock_advance(SECOND);
	answer(s, ANSWER_OK, "4711");
	clock_advance(SECOND);
	ledger_receipt(s->ledger, &r);
	settle(s);
	assert_int_equal(s->stored, 1);
	assert_int_equal(s->token, 55);
	assert_int_equal(s->rc, 0);
	ledger_fetch(s->ledger, 9, s->account, &s->id[0]);
	settle(s);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->token, 9);
	assert_int_equal(s->view.n_events, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(s->event[i].name, name[i]);
		assert_int_equal(s->event[i].state, after[i]);
	}
	assert_string_equal(s->event[2].smsc_id, "4711");
	assert_true(s->event[2].has_status);
	assert_string_equal(s->raw, "id:4711 stat:DELIVRD");
	assert_int_equal(s->view.accepted, A_MONDAY);
	assert_int_equal(s->view.submitted, A_MONDAY);
	assert_int_equal(s->view.forwarded, A_MONDAY + SECOND);
	assert_int_equal(s->view.final, A_MONDAY + 2 * SECOND);
	assert_int_equal(s->view.attempts, 1);
}

static void only_the_right_account_and_the_whole_id_find_a_message(void **state)
{
	struct shop *s = *state;
	struct message_id id;

	accept_some(s, 1);
	id = s->id[0];
	ledger_fetch(s->ledger, 1, 0, &id);
	settle(s);
	assert_int_equal(s->rc, 0);
	ledger_fetch(s->ledger, 1, s->other, &id);
	settle(s);
	assert_int_equal(s->rc, RC_NOT_FOUND);
	id.tail ^= 1;
	ledger_fetch(s->ledger, 1, 0, &id);
	settle(s);
	assert_int_equal(s->rc, RC_NOT_FOUND);
	id.key++;
	ledger_fetch(s->ledger, 1, 0, &id);
	settle(s);
	assert_int_equal(s->rc, RC_NOT_FOUND);
	assert_int_equal(s->fetched, 4);
}

/* A queue that throttles all night makes a long timeline; the reader shows
 * the end of it. */
static void a_long_timeline_shows_its_newest_lines(void **state)
{
	struct shop *s = *state;
	size_t n = 200;

	ledger_slots(s->ledger, s->acme, 1);
	accept_some(s, 1);
	for (size_t i = 0; i < n; i++) {
		answer(s, ANSWER_THROTTLE, "");
		ledger_slots(s->ledger, s->acme, 1);
		clock_advance(SECOND);
		settle(s);
	}
	assert_int_equal(s->claimed, n + 1);
	ledger_fetch(s->ledger, 1, 0, &s->id[0]);
	settle(s);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->view.n_events, EVENTS_MAX);
	assert_string_equal(s->event[EVENTS_MAX - 1].name, "claimed");
	assert_int_equal(s->event[EVENTS_MAX - 1].state, STATUS_SUBMITTING);
	assert_string_equal(s->event[EVENTS_MAX - 2].name, "answered");
	assert_int_equal(s->event[EVENTS_MAX - 2].state, STATUS_QUEUED);
	assert_int_equal(s->event[EVENTS_MAX - 2].substate,
	    SUBSTATE_RETRY_WAIT);
	assert_int_equal(s->view.submitted, s->event[EVENTS_MAX - 1].at);
}

static void list(struct shop *s, struct list_query q)
{
	if (q.limit == 0)
		q.limit = 1000;
	ledger_list(s->ledger, 5, &q);
	settle(s);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->token, 5);
}

static void a_list_goes_back_page_by_page_and_misses_none(void **state)
{
	struct shop *s = *state;
	uint64_t expected = 150, before = 0;

	accept_some(s, 150);
	while (expected > 0) {
		list(s, (struct list_query){ .limit = 40,
			    .before = before,
			    .state = -1 });
		assert_int_equal(s->n, expected < 40 ? expected : 40);
		for (size_t i = 0; i < s->n; i++)
			assert_int_equal(s->key[i], expected--);
		before = s->next;
		assert_int_equal(before != 0, expected != 0);
	}
}

static void a_list_shows_what_is_asked_for(void **state)
{
	struct shop *s = *state;

	ledger_slots(s->ledger, s->acme, 10);
	accept_some(s, 90);
	list(s, (struct list_query){ .account = s->account, .state = -1 });
	assert_int_equal(s->n, 45);
	list(s, (struct list_query){ .state = STATUS_SUBMITTING });
	assert_int_equal(s->n, 10);
	assert_int_equal(s->key[0], 10);
	list(s, (struct list_query){ .to = 491711234568u, .state = -1 });
	assert_int_equal(s->n, 30);
	list(s, (struct list_query){ .state = STATUS_DELIVERED });
	assert_int_equal(s->n, 0);
	assert_int_equal(s->next, 0);
}

static void its_next_instant_is_told_and_a_tick_does_what_is_due(void **state)
{
	struct shop *s = *state;

	settle(s);
	assert_int_equal(ledger_next_due(s->ledger), 0);
	ledger_slots(s->ledger, s->acme, 1);
	accept_some(s, 1);
	answer(s, ANSWER_OK, "1");
	assert_int_equal(ledger_next_due(s->ledger), A_MONDAY + 72 * HOUR);
	clock_advance(72 * HOUR);
	ledger_tick(s->ledger);
	ledger_turn(s->ledger);
	/* Nobody ticks for what is being done. */
	assert_int_equal(ledger_next_due(s->ledger), 0);
	settle(s);
	assert_int_equal(ledger_next_due(s->ledger), 0);
	ledger_fetch(s->ledger, 1, 0, &s->id[0]);
	settle(s);
	assert_int_equal(s->view.state, STATUS_DELIVERY_UNKNOWN);
}

static void closing_commits_what_was_handed_in_and_tells_it(void **state)
{
	struct shop *s = *state;

	for (uint64_t i = 1; i <= 50; i++)
		assert_int_equal(offer(s, i), 0);
	close_shop(s);
	assert_int_equal(s->accepted, 50);
	open_shop(s);
	for (size_t i = 0; i < 50; i++) {
		ledger_fetch(s->ledger, i, 0, &s->id[i]);
		settle(s);
		assert_int_equal(s->rc, 0);
	}
}

static void P4_a_start_resolves_the_claims_of_before(void **state)
{
	struct shop *s = *state;
	struct ledger_totals t;

	ledger_slots(s->ledger, s->acme, 1);
	accept_some(s, 1);
	assert_int_equal(s->claimed, 1);
	close_shop(s);
	open_shop(s);
	ledger_totals(s->ledger, &t);
	assert_int_equal(t.queued, 1);
	assert_int_equal(ledger_next_due(s->ledger), A_MONDAY + 60 * SECOND);
	ledger_slots(s->ledger, s->acme, 1);
	clock_advance(60 * SECOND);
	settle(s);
	assert_int_equal(s->claimed, 2);
	assert_int_equal(s->claim.attempt, 2);
	ledger_fetch(s->ledger, 1, 0, &s->id[0]);
	settle(s);
	assert_int_equal(s->view.flags, FLAG_DUPLICATE_RISK);
}

static void later(struct shop *s)
{
	assert_int_equal(
	    ledger_accept(s->ledger, &(struct accept){ .account = s->account,
					 .set = s->set,
					 .parts = 1,
					 .to = 491711234567u,
					 .send_at = A_MONDAY + HOUR,
					 .body = "hello",
					 .body_len = 5 }),
	    0);
	settle(s);
}

/* As it was committed, and from the start on. */
static void who_asks_is_told_how_many_wait_for_an_instant(void **state)
{
	struct shop *s = *state;

	later(s);
	later(s);
	assert_int_equal(ledger_scheduled(s->ledger, s->account), 2);
	assert_int_equal(ledger_scheduled(s->ledger, s->other), 0);
	close_shop(s);
	open_shop(s);
	assert_int_equal(ledger_scheduled(s->ledger, s->account), 2);
	clock_advance(HOUR);
	ledger_tick(s->ledger);
	settle(s);
	assert_int_equal(ledger_scheduled(s->ledger, s->account), 0);
}

static void P8_without_room_messages_are_refused(void **state)
{
	struct shop *s = *state;

	close_shop(s);
	/* Less than twice what the store keeps in reserve. */
	s->options.map_bytes = 100u << 20;
	open_shop(s);
	accept_some(s, 1);
	assert_int_equal(s->accepted, 0);
	assert_int_equal(s->refused, 1);
	assert_int_equal(s->rc, RC_NO_SPACE);
}

static void a_store_that_cannot_be_opened_says_why(void **state)
{
	struct shop *s = *state;
	struct ledger_problem why = { "" };
	struct ledger *l;

	assert_int_equal(ledger_open(&l, &s->options, &why), RC_BUSY);
	assert_non_null(strstr(why.text, s->path));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(P1_an_id_that_is_told_is_committed),
		CASE(nothing_is_told_before_a_turn),
		CASE(what_is_handed_in_together_is_one_commit),
		CASE(too_many_accepts_on_the_way_are_busy),
		CASE(a_message_goes_its_way_and_tells_it),
		CASE(only_the_right_account_and_the_whole_id_find_a_message),
		CASE(a_long_timeline_shows_its_newest_lines),
		CASE(a_list_goes_back_page_by_page_and_misses_none),
		CASE(a_list_shows_what_is_asked_for),
		CASE(its_next_instant_is_told_and_a_tick_does_what_is_due),
		CASE(closing_commits_what_was_handed_in_and_tells_it),
		CASE(P4_a_start_resolves_the_claims_of_before),
		CASE(who_asks_is_told_how_many_wait_for_an_instant),
		CASE(P8_without_room_messages_are_refused),
		CASE(a_store_that_cannot_be_opened_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
