/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * late - requests given up as unanswered, whose answer may still come.
 *
 * The newest 1024 of the last 10 minutes are kept; an answer after that fits
 * nothing.
 *
 * Owns:     its memory.
 * Time:     the caller passes `now`.
 */
#ifndef SESSION_LATE_H
#define SESSION_LATE_H

#include "session/window.h"

#include <esmed/pdu.h>

struct late {
	struct window_entry *entry; /* NULL until the first is put */
	size_t next;
};

void late_fini(struct late *l);

/* Forget all: their connection is gone. */
void late_clear(struct late *l);

/* Remember that `e` was given up now; e->sent becomes that instant. */
void late_put(struct late *l, const struct window_entry *e, usec now);

/* Does the answer fit a request of this id? A generic_nack fits all. */
bool late_fits(const struct smpp_pdu *answer, uint32_t command);

/* The answer to one of them came after all. RC_NOT_FOUND. */
MUST_CHECK int late_take(struct late *l, usec now,
    const struct smpp_pdu *answer, struct window_entry *e);

#endif
