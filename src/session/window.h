/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window - requests we sent and still await an answer for.
 *
 * A session owns one window. window_take() takes a slot, window_give() gives
 * it back when the answer came, window_expire() when it did not.
 *
 * Owns:     its slots and nothing else.
 * Borrows:  nothing; what a request is about is copied in.
 * Time:     the caller passes `now`; the window has no clock.
 */
#ifndef SESSION_WINDOW_H
#define SESSION_WINDOW_H

#include "session/token.h"

struct window;

struct window_entry {
	struct session_token token;
	uint32_t sequence; /* set by the window */
	uint32_t command;  /* id of the request */
	uint64_t place;    /* of its first byte in the stream */
	usec sent;
};

struct window *window_new(size_t slots);
void window_free(struct window *w);

/* From now on so many slots, more than before or fewer; what is taken stays. */
void window_limit(struct window *w, size_t slots);

/* Start anew: no slot is used, the first number is 1. */
void window_reset(struct window *w);

size_t window_slots(const struct window *w);
size_t window_used(const struct window *w);
size_t window_room(const struct window *w);

/* The next sequence number, for a request that needs no slot: 1 to
 * 0x7fffffff, in turn with those of window_take(), none that is awaited. */
uint32_t window_number(struct window *w);

/* Take a slot for `e`; *seq is what to send. RC_FULL: wait for answers. */
MUST_CHECK int window_take(struct window *w, const struct window_entry *e,
    uint32_t *seq);

/* What `seq` was sent for, or NULL; holds until the next call. */
const struct window_entry *window_find(const struct window *w, uint32_t seq);

/* The answer to `seq` came; *e is what it was about. RC_NOT_FOUND. */
MUST_CHECK int window_give(struct window *w, uint32_t seq,
    struct window_entry *e);

/* One request older than `age`, or RC_NOT_FOUND. Call until it says so. */
MUST_CHECK int window_expire(struct window *w, usec now, usec age,
    struct window_entry *e);

/* When the oldest request was sent. RC_NOT_FOUND: the window is empty. */
MUST_CHECK int window_oldest(const struct window *w, usec *sent);

/* Take out any request. RC_NOT_FOUND: the window is empty. */
MUST_CHECK int window_pop(struct window *w, struct window_entry *e);

/* For tests: the number that comes next. */
void window_set_number(struct window *w, uint32_t next);

#endif
