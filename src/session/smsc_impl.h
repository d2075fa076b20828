/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc_impl - an smsc as its own files see it: smsc.c (slots and requests),
 * binds.c (connecting and what the binds report).
 */
#ifndef SESSION_SMSC_IMPL_H
#define SESSION_SMSC_IMPL_H

#include "base/buf.h"
#include "base/log.h"
#include "net/timer.h"
#include "session/permits.h"
#include "session/smsc.h"

struct bind {
	struct smsc *smsc;
	uint32_t index;
	struct session *session;
	struct timer retry;
	usec next_try;     /* by the wall clock; 0: none planned */
	usec bound_at;     /* by clock_mono(); 0: not bound since the try */
	uint32_t failures; /* tries in a row without a stable bind */
};

struct smsc {
	struct loop *loop;
	struct smsc_options opt;
	char *name, *host;
	const struct smsc_events *ev; /* NULL: nobody hears */
	void *arg;
	struct loop_hook hook;
	struct bind *bind; /* opt.binds of them */

	int64_t balance; /* what the caller's sum is, see smsc.h */
	struct permits permits;
	struct timer permit_timer; /* one comes back, or the pause ends */
	usec paused_until;         /* by clock_mono() */
	uint64_t throttled;

	struct buf pending; /* records of smsc.c */
	uint32_t pending_count;

	struct timer drain_timer;
	bool draining, freed;
	bool state_changed; /* to be told at the end of the turn */
};

/* In binds.c. */
void binds_open(struct smsc *c);
void binds_connect(struct smsc *c);
void binds_free(struct smsc *c);

/* Draining: unbind those that wait for no answer, or all. */
void binds_unbind(struct smsc *c, bool all);

/* How many are bound; and how many requests they could take. */
uint32_t binds_bound(const struct smsc *c);
uint32_t binds_room(const struct smsc *c);

/* The bound one with the most room, or NULL. */
struct bind *binds_pick(const struct smsc *c);

/* In smsc.c: an answer told us to slow down. */
void smsc_throttle(struct smsc *c);

#endif
