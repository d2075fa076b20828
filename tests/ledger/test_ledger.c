/* SPDX-License-Identifier: BSD-2-Clause */
/* The ledger with its threads, as the loop sees it. */
#include "base/base.h"

#include <errno.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "ledger/ledger.h"

#define HOUR     (3600 * SECOND)
#define A_MONDAY ((usec)1772463600 * SECOND)
#define MANY     400

struct shop {
	char root[256], path[300];
	struct ledger_options options;
	struct ledger *ledger;
	sem_t woken;
	uint16_t account, other, acme, set;
	bool fetch_at_once;

	size_t accepted, refused, claimed, stored, fetched, listed;
	struct message_id id[MANY];
	uint64_t token;
	int rc;
	struct claim claim;
	char body[64];
	struct message_view view;
	struct event_view event[EVENTS_MAX];
	char raw[64];
	uint64_t key[MANY]; /* of a page */
	size_t n;
	uint64_t next;
};

static void note_accepted(uint64_t token, const struct accepted *a, void *arg)
{
	struct shop *s = arg;

	s->token = token;
	s->id[s->accepted++ % MANY] = a->id;
	if (s->fetch_at_once)
		ledger_fetch(s->ledger, 77, 0, &a->id);
}

static void note_refused(uint64_t token, int rc, void *arg)
{
	struct shop *s = arg;

	s->token = token;
	s->rc = rc;
	s->refused++;
}

static void note_claimed(const struct claim *c, void *arg)
{
	struct shop *s = arg;

	s->claimed++;
	s->claim = *c;
	snprintf(s->body, sizeof(s->body), "%.*s", (int)c->body_len,
	    (const char *)c->body);
}

static void note_stored(const struct reply_token *reply, int rc, void *arg)
{
	struct shop *s = arg;

	s->token = reply->word[0];
	s->rc = rc;
	s->stored++;
}

static void note_fetched(uint64_t token, int rc, const struct message_view *v,
    void *arg)
{
	struct shop *s = arg;

	s->token = token;
	s->rc = rc;
	s->fetched++;
	if (rc != 0)
		return;
	s->view = *v;
	snprintf(s->body, sizeof(s->body), "%.*s", (int)v->body_len,
	    (const char *)v->body);
	memcpy(s->event, v->event, v->n_events * sizeof(v->event[0]));
	for (size_t i = 0; i < v->n_events; i++) {
		if (v->event[i].raw_len != 0)
			snprintf(s->raw, sizeof(s->raw), "%.*s",
			    (int)v->event[i].raw_len, v->event[i].raw);
	}
}

static void note_listed(uint64_t token, const struct message_page *p, void *arg)
{
	struct shop *s = arg;

	s->token = token;
	s->rc = p->rc;
	s->listed++;
	s->n = p->n;
	s->next = p->next;
	for (size_t i = 0; i < p->n; i++) {
		s->key[i] = p->message[i].id.key;
		assert_int_equal(p->message[i].body_len, 5);
		assert_memory_equal(p->message[i].body, "hello", 5);
	}
}

static void note_broken(int rc, const char *why, void *arg)
{
	(void)arg;
	fail_msg("broken: %s %s", rc_text(rc), why);
}

static const struct ledger_events events = {
	.accepted = note_accepted,
	.refused = note_refused,
	.claimed = note_claimed,
	.stored = note_stored,
	.fetched = note_fetched,
	.listed = note_listed,
	.broken = note_broken,
};

static void wake(void *arg)
{
	sem_post(arg);
}

/* Without its first turn. */
static void open_shop(struct shop *s)
{
	struct ledger_smsc acme = { .name = "acme", .doubt_wait = 60 * SECOND };
	struct ledger_problem why;
	struct ledger *l;

	if (ledger_open(&l, &s->options, &why) != 0)
		fail_msg("%s", why.text);
	s->ledger = l;
	assert_int_equal(ledger_intern(l, NAME_ACCOUNT, "shop", &s->account),
	    0);
	assert_int_equal(ledger_intern(l, NAME_ACCOUNT, "other", &s->other), 0);
	assert_int_equal(ledger_intern(l, NAME_SMSC, "acme", &s->acme), 0);
	assert_int_equal(ledger_intern(l, NAME_SET, "gone,acme", &s->set), 0);
	ledger_set_smsc(l, s->acme, &acme);
	ledger_start(l, &events, s, wake, &s->woken);
}

static void close_shop(struct shop *s)
{
	ledger_close(s->ledger);
	s->ledger = NULL;
}

static int setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct shop *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	log_set_level(LOG_ERROR);
	clock_freeze(A_MONDAY);
	snprintf(s->root, sizeof(s->root), "%s/esmed-ledger-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->root));
	snprintf(s->path, sizeof(s->path), "%s/store", s->root);
	s->options = (struct ledger_options){ .path = s->path,
		.map_bytes = 1u << 30,
		.unknown_after = 72 * HOUR,
		.parked_ttl = 72 * HOUR,
		.active_slots = 64,
		.accepts_max = MANY };
	sem_init(&s->woken, 0, 0);
	open_shop(s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	static const char *const files[] = { "data.mdb", "lock.mdb",
		"store.lock" };
	struct shop *s = *state;
	char file[400];

	if (s->ledger != NULL)
		close_shop(s);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		snprintf(file, sizeof(file), "%s/%s", s->path, files[i]);
		(void)remove(file);
	}
	rmdir(s->path);
	rmdir(s->root);
	sem_destroy(&s->woken);
	free(s);
	return 0;
}

/* Turn until nothing is left to do; a thread that never wakes us fails. */
static void settle(struct shop *s)
{
	struct timespec limit;

	ledger_turn(s->ledger);
	while (!ledger_is_idle(s->ledger)) {
		clock_gettime(CLOCK_REALTIME, &limit);
		limit.tv_sec += 20;
		while (sem_timedwait(&s->woken, &limit) != 0)
			assert_int_equal(errno, EINTR);
		ledger_turn(s->ledger);
	}
}

static int offer(struct shop *s, uint64_t token)
{
	return ledger_accept(s->ledger,
	    &(struct accept){ .token = token,
		.account = token % 2 ? s->account : s->other,
		.set = s->set,
		.parts = 1,
		.to = 491711234567u + token % 3,
		.body = "hello",
		.body_len = 5 });
}

static void accept_some(struct shop *s, uint64_t n)
{
	for (uint64_t i = 1; i <= n; i++)
		assert_int_equal(offer(s, i), 0);
	settle(s);
}

static void answer(struct shop *s, enum answer_class class, const char *id)
{
	struct answer a = { .part = { .key = s->claim.id.key,
				.smsc = s->acme,
				.attempt = s->claim.attempt },
		.class = (uint8_t) class };

	snprintf(a.smsc_id, sizeof(a.smsc_id), "%s", id);
	ledger_answer(s->ledger, &a);
	settle(s);
}

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

static void names_keep_their_numbers_over_a_restart(void **state)
{
	struct shop *s = *state;
	uint16_t account = s->account, other = s->other;

	close_shop(s);
	open_shop(s);
	assert_int_equal(s->account, account);
	assert_int_equal(s->other, other);
	assert_string_equal(ledger_name(s->ledger, NAME_ACCOUNT, other),
	    "other");
	assert_string_equal(ledger_name(s->ledger, NAME_ACCOUNT, 99), "");
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
		CASE(P8_without_room_messages_are_refused),
		CASE(a_store_that_cannot_be_opened_says_why),
		CASE(names_keep_their_numbers_over_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
