/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shop - the ledger with its threads, as the loop sees it, in an empty
 * directory, and what its events told.
 */
#ifndef TESTS_LEDGER_SHOP_H
#define TESTS_LEDGER_SHOP_H

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
#include "ledger/events.h"
#include "ledger/views.h"

#define A_MONDAY ((usec)1772463600 * SECOND)
#define MANY     400

struct shop {
	char root[256], path[300];
	struct ledger_options options;
	struct ledger *ledger;
	sem_t woken;
	uint16_t account, other, acme, set;
	bool fetch_at_once;
	const struct ledger_events *up; /* NULL: those below */
	void *more;                     /* of a test with events of its own */

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

static inline void note_accepted(uint64_t token, const struct accepted *a,
    void *arg)
{
	struct shop *s = arg;

	s->token = token;
	s->id[s->accepted++ % MANY] = a->id;
	if (s->fetch_at_once)
		ledger_fetch(s->ledger, 77, 0, &a->id);
}

static inline void note_refused(uint64_t token, int rc, void *arg)
{
	struct shop *s = arg;

	s->token = token;
	s->rc = rc;
	s->refused++;
}

static inline void note_claimed(const struct claim *c, void *arg)
{
	struct shop *s = arg;

	s->claimed++;
	s->claim = *c;
	snprintf(s->body, sizeof(s->body), "%.*s", (int)c->body_len,
	    (const char *)c->body);
}

static inline void note_stored(const struct reply_token *reply, int rc,
    void *arg)
{
	struct shop *s = arg;

	s->token = reply->word[0];
	s->rc = rc;
	s->stored++;
}

static inline void note_fetched(uint64_t token, int rc,
    const struct message_view *v, void *arg)
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

static inline void note_listed(uint64_t token, const struct message_page *p,
    void *arg)
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

static inline void note_broken(int rc, const char *why, void *arg)
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

static inline void wake(void *arg)
{
	sem_post(arg);
}

/* Without its first turn. */
static inline void open_shop(struct shop *s)
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
	ledger_smsc_up(l, s->acme, true);
	ledger_start(l, s->up != NULL ? s->up : &events, s, wake, &s->woken);
}

static inline void close_shop(struct shop *s)
{
	ledger_close(s->ledger);
	s->ledger = NULL;
}

static inline int setup(void **state)
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

static inline int teardown(void **state)
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
static inline void settle(struct shop *s)
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

static inline int offer(struct shop *s, uint64_t token)
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

static inline void accept_some(struct shop *s, uint64_t n)
{
	for (uint64_t i = 1; i <= n; i++)
		assert_int_equal(offer(s, i), 0);
	settle(s);
}

static inline void answer(struct shop *s, enum answer_class class,
    const char *id)
{
	struct answer a = { .part = { .key = s->claim.id.key,
				.smsc = s->acme,
				.attempt = s->claim.attempt },
		.class = (uint8_t) class };

	snprintf(a.smsc_id, sizeof(a.smsc_id), "%s", id);
	ledger_answer(s->ledger, &a);
	settle(s);
}

#endif
