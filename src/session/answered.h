/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * answered - the last requests that were taken, and their ids: should one be
 * answered a second time with another id, a receipt may name either (B15).
 *
 * Owns:     its memory.
 */
#ifndef SESSION_ANSWERED_H
#define SESSION_ANSWERED_H

#include "session/window.h"

struct answered_entry;

struct answered {
	struct answered_entry *entry; /* NULL until the first is put */
	size_t next;
};

void answered_fini(struct answered *a);

/* Forget all: their connection is gone. */
void answered_clear(struct answered *a);

/* `e` was taken under this id, which is not "". */
void answered_put(struct answered *a, const struct window_entry *e,
    const char *id);

/* Was `seq` taken under another id than this one? *token is what it was about.
 * RC_NOT_FOUND. */
MUST_CHECK int answered_find(const struct answered *a, uint32_t seq,
    const char *id, struct session_token *token);

#endif
