/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * view - what the other threads may see of the ledger: the committed records
 * of active messages, and the counts.
 *
 * The ledger thread publishes after each commit; a reader looks here first
 * and, if the message is not here, in a read transaction begun after that.
 *
 * Owns:    copies.
 * Threads: any; one short lock.
 */
#ifndef LEDGER_VIEW_H
#define LEDGER_VIEW_H

#include "ledger/active.h"

#include <pthread.h>

struct unmatched;

/* Places in the journal; 0: none. */
struct view_marks {
	uint64_t end; /* entries before it are committed, and their records are
		       * here or in the store */
	uint64_t any, hooked; /* the newest that a follower may want */
	uint64_t cursor;      /* of the webhooks (ledger/hook.h) */
	uint64_t imported;    /* no place: the last key of ledger/history.h */
};

struct view {
	pthread_mutex_t lock;
	struct keymap map;
	struct record *record;
	uint32_t *spare; /* slots in no use */
	size_t spares, slots;
	struct ledger_totals totals;
	struct ledger_smsc_view *smsc; /* by name id */
	struct unmatched *unmatched;
	uint64_t next_key; /* the key that the next message gets */
	struct view_marks marks;
	usec next_due;
};

/* `slots`: as many as active has. */
void view_init(struct view *v, size_t slots);
void view_fini(struct view *v);

/* Between these two calls only the next three may be made. */
void view_lock(struct view *v);
void view_unlock(struct view *v);

void view_remove(struct view *v, uint64_t key);
void view_publish(struct view *v, uint64_t key, const struct record *r);
void view_clear(struct view *v);

/* RC_NOT_FOUND: look in the store. */
MUST_CHECK int view_get(struct view *v, uint64_t key, struct record *r);

#endif
