/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * avoid - addresses that failed lately: of those that a name has they are
 * tried last. An address is the text of stream_peer().
 *
 * Owns:    nothing; a zeroed struct is empty. The oldest of AVOID_MAX is
 *          forgotten for a new one.
 * Time:    the caller passes `now`.
 */
#ifndef NET_AVOID_H
#define NET_AVOID_H

#include "base/base.h"

#define AVOID_MAX  32
#define AVOID_TIME (60 * SECOND)

struct avoid {
	struct avoided {
		char address[80]; /* "": free */
		usec until;
	} one[AVOID_MAX];
};

void avoid_put(struct avoid *a, const char *address, usec now);

/* It works again. */
void avoid_del(struct avoid *a, const char *address);

bool avoid_has(const struct avoid *a, const char *address, usec now);

#endif
