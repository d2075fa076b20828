/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tries - how often something failed of late, by a key that a stranger
 * chooses: an address, a name.
 *
 * Memory is fixed. When it is full of keys, the one that failed longest ago is
 * forgotten.
 *
 * Owns:  the instants of the last failures of some thousand keys.
 * Time:  given by the caller, monotonic.
 */
#ifndef HTTP_TRIES_H
#define HTTP_TRIES_H

#include "base/base.h"

struct tries;

/* No key may fail more than TRIES_MOST times within TRIES_TIME. */
#define TRIES_MOST 10
#define TRIES_TIME (60 * SECOND)

struct tries *tries_new(void);
void tries_free(struct tries *t);

/* It failed once more. */
void tries_add(struct tries *t, const void *key, size_t len, usec now);

/* How long until it may fail again; 0: it may now. */
usec tries_wait(const struct tries *t, const void *key, size_t len, usec now);

#endif
