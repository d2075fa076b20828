/* SPDX-License-Identifier: BSD-2-Clause */
#include "shop.h"

#include "ledger/entry.h"
#include "ledger/follow.h"
#include "ledger/hook.h"
#include "ledger/verify.h"
#include "store/record.h"
#include "store/store.h"

#define NOTED 16

/* What the events told, and what is to be told before the start. */
static struct {
	struct ledger_events up;
	int rc;
	size_t n;
	struct hook hook[NOTED];
	uint64_t place[NOTED]; /* of the events */
	char body[NOTED][32];
	uint64_t next;
	bool more;
	uint64_t count[NOTED]; /* of the lanes */
	size_t events;
	enum status state;
	char said[512];
} t;

static void note_event(const struct followed *e, size_t i)
{
	t.place[i] = e->place;
	snprintf(t.body[i], sizeof(t.body[i]), "%.*s", (int)e->message.body_len,
	    e->place != 0 ? (const char *)e->message.body : "");
}

static void note_hooks(uint64_t token, const struct hook_page *p, void *arg)
{
	(void)arg;
	assert_int_equal(token, 6);
	assert_in_range(p->n, 0, NOTED);
	t.rc = p->rc;
	t.n = p->n;
	t.next = p->next;
	t.more = p->more;
	for (size_t i = 0; i < p->n; i++) {
		t.hook[i] = p->hook[i];
		note_event(&p->event[i], i);
	}
}

static void note_followed(uint64_t token, const struct follow_page *p,
    void *arg)
{
	(void)arg;
	assert_int_equal(token, 7);
	t.rc = p->rc;
	t.next = p->next;
	t.more = p->more;
	t.events = p->n;
	for (size_t i = 0; i < p->n && i < NOTED; i++)
		note_event(&p->event[i], i);
	if (p->n != 0)
		t.state = p->event[p->n - 1].state;
}

static void note_lane(const struct hook *first, uint64_t n, void *arg)
{
	(void)arg;
	t.hook[t.n] = *first;
	t.count[t.n++] = n;
}

static int setup_hooks(void **state)
{
	int rc = setup(state);
	struct shop *s = *state;

	memset(&t, 0, sizeof(t));
	t.up = events;
	t.up.hooks = note_hooks;
	t.up.followed = note_followed;
	close_shop(s);
	s->up = &t.up;
	open_shop(s);
	settle(s);
	return rc;
}

static struct hook row(uint32_t lane, uint64_t place)
{
	return (struct hook){ .lane = lane,
		.place = place,
		.key = lane * 100 + place,
		.account = 1,
		.attempts = 2,
		.first = A_MONDAY,
		.next = A_MONDAY + SECOND,
		.why = "status 500" };
}

static void put(struct shop *s, uint32_t lane, uint64_t place)
{
	const struct hook h = row(lane, place);

	ledger_hook_put(s->ledger, &h);
}

static void put_dead(struct shop *s, uint32_t lane, uint64_t place, usec at)
{
	struct hook h = row(lane, place);

	h.dead = 4;
	h.next = at;
	ledger_hook_put(s->ledger, &h);
}

static void ask(struct shop *s, struct hook_query q)
{
	if (q.limit == 0)
		q.limit = NOTED;
	t.rc = 1;
	ledger_hooks(s->ledger, 6, &q);
	settle(s);
	assert_int_equal(t.rc, 0);
}

static void reopen(struct shop *s)
{
	close_shop(s);
	open_shop(s);
	settle(s);
}

static void a_lane_is_read_in_the_order_of_places(void **state)
{
	struct shop *s = *state;

	put(s, 7, 900);
	put(s, 7, 70);
	put(s, 6, 1);
	put(s, 8, 1);
	put(s, 7, 1u << 30);
	put(s, 7, 5);
	ledger_hook_del(s->ledger, 7, 70);
	settle(s);
	reopen(s);
	ask(s, (struct hook_query){ .lane = 7, .limit = 2 });
	assert_int_equal(t.n, 2);
	assert_true(t.more);
	assert_int_equal(t.hook[0].place, 5);
	assert_int_equal(t.hook[1].place, 900);
	assert_int_equal(t.next, 900);
	ask(s, (struct hook_query){ .lane = 7, .after = t.next });
	assert_int_equal(t.n, 1);
	assert_false(t.more);
	assert_int_equal(t.hook[0].lane, 7);
	assert_int_equal(t.hook[0].place, 1u << 30);
	assert_int_equal(t.hook[0].key, 700 + (1u << 30));
	assert_int_equal(t.hook[0].attempts, 2);
	assert_int_equal(t.hook[0].first, A_MONDAY);
	assert_int_equal(t.hook[0].next, A_MONDAY + SECOND);
	assert_int_equal(t.hook[0].dead, 0);
	assert_string_equal(t.hook[0].why, "status 500");
}

static void a_row_comes_with_its_event(void **state)
{
	struct shop *s = *state;
	uint64_t place;

	assert_int_equal(ledger_last_event(s->ledger, false), 0);
	accept_some(s, 1);
	place = ledger_last_event(s->ledger, false);
	assert_true(place != 0);
	assert_int_equal(ledger_last_event(s->ledger, true), 0);
	put(s, 7, place);
	put(s, 7, place - 1);
	settle(s);
	ask(s, (struct hook_query){ .lane = 7 });
	assert_int_equal(t.n, 2);
	assert_int_equal(t.place[0], 0);
	assert_int_equal(t.place[1], place);
	assert_string_equal(t.body[1], "hello");
}

static void the_journal_is_followed_from_the_loop(void **state)
{
	struct shop *s = *state;
	struct follow_query q = { .limit = 10 };

	ledger_slots(s->ledger, s->acme, 1);
	accept_some(s, 1);
	ledger_follow(s->ledger, 7, &q);
	settle(s);
	assert_int_equal(t.rc, 0);
	assert_int_equal(t.events, 1);
	assert_string_equal(t.body[0], "hello");
	assert_true(ledger_last_event(s->ledger, false) <= t.next);
	answer(s, ANSWER_OK, "77");
	assert_true(ledger_last_event(s->ledger, false) > t.next);
	q.after = t.next;
	ledger_follow(s->ledger, 7, &q);
	settle(s);
	assert_int_equal(t.events, 1);
	assert_int_equal(t.state, STATUS_FORWARDED);
	assert_false(t.more);
	q.after = t.next;
	ledger_follow(s->ledger, 7, &q);
	settle(s);
	assert_int_equal(t.events, 0);
	assert_int_equal(t.next, q.after);
}

static void a_dead_one_leaves_its_lane_and_may_come_back(void **state)
{
	struct shop *s = *state;

	put(s, 7, 1);
	put(s, 7, 2);
	settle(s);
	put_dead(s, 7, 1, A_MONDAY);
	settle(s);
	ask(s, (struct hook_query){ .lane = 7 });
	assert_int_equal(t.n, 1);
	assert_int_equal(t.hook[0].place, 2);
	ask(s, (struct hook_query){ .lane = 7, .dead = true });
	assert_int_equal(t.n, 1);
	assert_int_equal(t.hook[0].place, 1);
	assert_int_equal(t.hook[0].dead, 4);
	put(s, 7, 1);
	settle(s);
	ask(s, (struct hook_query){ .dead = true });
	assert_int_equal(t.n, 0);
	ask(s, (struct hook_query){ .lane = 7 });
	assert_int_equal(t.n, 2);
	assert_int_equal(t.hook[0].place, 1);
	assert_int_equal(ledger_next_due(s->ledger), 0);
}

static void dead_ones_of_all_lanes_are_read_by_place(void **state)
{
	struct shop *s = *state;
	struct hook h = row(5, 4);

	h.dead = 1;
	h.account = 2;
	put_dead(s, 9, 3, A_MONDAY);
	put_dead(s, 8, 3, A_MONDAY);
	put_dead(s, 7, 3, A_MONDAY);
	put_dead(s, 9, 1, A_MONDAY);
	ledger_hook_put(s->ledger, &h);
	settle(s);
	ask(s, (struct hook_query){ .dead = true, .limit = 2 });
	assert_int_equal(t.n, 4);
	assert_int_equal(t.hook[0].place, 1);
	assert_int_equal(t.hook[1].lane, 7);
	assert_int_equal(t.hook[3].lane, 9);
	assert_true(t.more);
	ask(s, (struct hook_query){ .dead = true, .after = t.next });
	assert_int_equal(t.n, 1);
	assert_int_equal(t.hook[0].place, 4);
	assert_false(t.more);
	ask(s, (struct hook_query){ .dead = true, .account = 2 });
	assert_int_equal(t.n, 1);
	assert_int_equal(t.hook[0].lane, 5);
	ask(s, (struct hook_query){ .dead = true, .lane = 9 });
	assert_int_equal(t.n, 2);
}

static void dead_ones_are_forgotten_after_their_time(void **state)
{
	struct shop *s = *state;

	put_dead(s, 7, 1, A_MONDAY);
	put_dead(s, 7, 2, A_MONDAY);
	settle(s);
	/* Given up once more later: then its time begins anew. */
	put_dead(s, 7, 2, A_MONDAY + HOUR);
	put(s, 7, 3);
	settle(s);
	assert_int_equal(ledger_next_due(s->ledger), A_MONDAY + HOOK_DEAD_TTL);
	clock_freeze(A_MONDAY + HOOK_DEAD_TTL - 1);
	ledger_tick(s->ledger);
	settle(s);
	ask(s, (struct hook_query){ .dead = true });
	assert_int_equal(t.n, 2);
	clock_freeze(A_MONDAY + HOOK_DEAD_TTL);
	ledger_tick(s->ledger);
	settle(s);
	ask(s, (struct hook_query){ .dead = true });
	assert_int_equal(t.n, 1);
	assert_int_equal(t.hook[0].place, 2);
	assert_int_equal(ledger_next_due(s->ledger),
	    A_MONDAY + HOUR + HOOK_DEAD_TTL);
	ledger_hook_del(s->ledger, 7, 2);
	settle(s);
	assert_int_equal(ledger_next_due(s->ledger), 0);
	ask(s, (struct hook_query){ .lane = 7 });
	assert_int_equal(t.n, 1);
}

static void before_the_start_the_lanes_are_told(void **state)
{
	struct shop *s = *state;
	struct ledger_problem why;

	for (uint64_t place = 1; place <= HOOK_LANE_MAX + 5; place++)
		put(s, 2, place);
	put(s, 3, 9);
	put(s, 3, 8);
	put(s, UINT32_MAX, 1);
	put_dead(s, 4, 1, A_MONDAY);
	settle(s);
	close_shop(s);
	assert_int_equal(ledger_open(&s->ledger, &s->options, &why), 0);
	t.n = 0;
	assert_int_equal(ledger_each_lane(s->ledger, note_lane, NULL), 0);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.hook[0].lane, 2);
	assert_int_equal(t.hook[0].place, 1);
	assert_int_equal(t.count[0], HOOK_LANE_MAX);
	assert_int_equal(t.hook[1].lane, 3);
	assert_int_equal(t.hook[1].place, 8);
	assert_int_equal(t.count[1], 2);
	assert_int_equal(t.hook[2].lane, UINT32_MAX);
	assert_int_equal(t.count[2], 1);
}

static void the_cursor_is_put_once_a_commit_and_outlasts_it(void **state)
{
	struct shop *s = *state;
	struct ledger_totals before, after;

	assert_int_equal(ledger_hook_begin(s->ledger), 0);
	ledger_hook_cursor(s->ledger, 50);
	settle(s);
	ledger_totals(s->ledger, &before);
	for (uint64_t place = 51; place < 90; place++)
		ledger_hook_cursor(s->ledger, place);
	settle(s);
	ledger_totals(s->ledger, &after);
	assert_int_equal(ledger_hook_begin(s->ledger), 89);
	assert_int_equal(after.commits, before.commits + 1);
	assert_int_equal(after.puts, before.puts + 2); /* and the counters */
	ledger_hook_cursor(s->ledger, 89);
	settle(s);
	ledger_totals(s->ledger, &before);
	assert_int_equal(before.puts, after.puts);
	reopen(s);
	assert_int_equal(ledger_hook_begin(s->ledger), 89);
}

static void note_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	(void)arg;
	snprintf(t.said, sizeof(t.said), "%s %s: %s", table, key, what);
}

static uint64_t verify(struct shop *s)
{
	const struct verify_options o = { .path = s->path,
		.found = note_finding };
	struct verify_counts counts;
	struct ledger_problem why;

	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	return counts.findings;
}

/* The row of lane 7, place 1 is none any more. */
static void damage(struct shop *s)
{
	static const uint8_t key[] = { 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1 };
	struct store_options so = { .path = s->path, .map_bytes = 1u << 30 };
	uint8_t value[STORE_LONG_HEAD + 3] = { 0 };
	struct store_problem why;
	struct store_txn txn;
	struct store *store;

	close_shop(s);
	assert_int_equal(store_open(&store, &so, &why), 0);
	store_begin(store, &txn);
	store_seal_long(value, sizeof(value), 1, 0);
	store_put(&txn, STORE_HOOK, key, sizeof(key), value, sizeof(value));
	assert_int_equal(store_end(&txn), 0);
	store_close(store);
}

static void verify_reads_all_of_them(void **state)
{
	struct shop *s = *state;

	put(s, 7, 1);
	put_dead(s, 7, 2, A_MONDAY);
	ledger_hook_cursor(s->ledger, 2);
	settle(s);
	close_shop(s);
	assert_int_equal(verify(s), 0);
	open_shop(s);
	damage(s);
	assert_int_equal(verify(s), 1);
	assert_string_equal(t.said,
	    "hook 00000000070000000000000001: it cannot be read");
}

static void a_row_that_cannot_be_read_stops_no_lane(void **state)
{
	struct shop *s = *state;
	struct ledger_problem why;

	put(s, 7, 1);
	put(s, 7, 5);
	put(s, 8, 1);
	settle(s);
	damage(s);
	assert_int_equal(ledger_open(&s->ledger, &s->options, &why), 0);
	t.n = 0;
	assert_int_equal(ledger_each_lane(s->ledger, note_lane, NULL), 0);
	assert_int_equal(t.n, 2);
	ledger_close(s->ledger);
	open_shop(s);
	ask(s, (struct hook_query){ .lane = 7 });
	assert_int_equal(t.rc, 0);
	assert_int_equal(t.n, 1);
	assert_int_equal(t.hook[0].place, 5);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup_hooks, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_lane_is_read_in_the_order_of_places),
		CASE(a_row_comes_with_its_event),
		CASE(the_journal_is_followed_from_the_loop),
		CASE(a_dead_one_leaves_its_lane_and_may_come_back),
		CASE(dead_ones_of_all_lanes_are_read_by_place),
		CASE(dead_ones_are_forgotten_after_their_time),
		CASE(before_the_start_the_lanes_are_told),
		CASE(the_cursor_is_put_once_a_commit_and_outlasts_it),
		CASE(verify_reads_all_of_them),
		CASE(a_row_that_cannot_be_read_stops_no_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
