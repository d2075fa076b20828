/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * streak - a row of THING_STREAK: how often a number has failed in a row, and
 * what is suggested. See ledger/suggestion.h.
 *
 * Borrows: bytes during a call.
 * Threads: any.
 */
#ifndef LEDGER_STREAK_H
#define LEDGER_STREAK_H

#include "base/base.h"

#define STREAK_MOST  8 /* failures; older ones are forgotten */
#define STREAK_BYTES (10 + STREAK_MOST * 10)

enum streak_status {
	STREAK_NONE,      /* nothing is suggested */
	STREAK_OPEN,      /* it is */
	STREAK_DISMISSED, /* it was: three more are to fail first */
};

struct streak {
	uint8_t status; /* enum streak_status */
	uint8_t n;
	usec since; /* that it is suggested */
	struct streak_failure {
		uint64_t key; /* of the message: their order */
		uint16_t reason;
	} fail[STREAK_MOST];
};

/* Is the stronger word right? */
bool streak_should(const struct streak *s);

/* Its value into STREAK_BYTES; returns how many were used. RC_CORRUPT. */
size_t streak_write(const struct streak *s, uint8_t *to);
MUST_CHECK int streak_read(struct streak *s, const void *data, size_t len);

#endif
