/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recent - answers of about the last second, by when their requests were sent.
 *
 * It is what the peer took in a second that ended with a refusal: the limit
 * itself, measured. Counting costs a few instructions, in slices of 10 ms.
 *
 * Owns:     nothing.
 * Time:     instants of clock_mono().
 */
#ifndef SESSION_RECENT_H
#define SESSION_RECENT_H

#include "base/base.h"

#define RECENT_SLICES 256 /* 2.56 s, so that late answers still count */

struct recent {
	struct recent_slice {
		uint32_t at; /* which 10 ms */
		uint32_t ok, all;
	} slice[RECENT_SLICES];
};

void recent_add(struct recent *r, usec sent, bool ok);

/* Of the requests sent in the second up to `sent`: taken; answered at all. */
uint32_t recent_ok(const struct recent *r, usec sent);
uint32_t recent_all(const struct recent *r, usec sent);

#endif
