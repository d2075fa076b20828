/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire - the far end of a connection in memory, which says what the input
 * says, cut as the input says.
 *
 * An input begins with WIRE_CUTS bytes, used again and again in turn: 0 is all
 * that is left at once, 255 is 20 seconds of silence, any other the number of
 * bytes that come next.
 *
 * Owns:  its loop, which lives as long as the process; its end of the stream.
 */
#ifndef TESTS_FUZZ_WIRE_H
#define TESTS_FUZZ_WIRE_H

#include "fuzz.h"

#include "base/clock.h"
#include "base/log.h"
#include "net/stream.h"

#define WIRE_CUTS  4
#define WIRE_WAITS 64 /* of an input: a cut may be nothing but silence */

struct wire {
	struct loop *loop;
	struct stream *peer; /* NULL: it saw the end */
	uint64_t got;        /* bytes */
};

static inline void wire_settle(struct wire *w)
{
	uint64_t before;

	do {
		before = loop_progress(w->loop);
		for (int i = 0; i < 3; i++)
			loop_once(w->loop, false);
	} while (loop_progress(w->loop) != before);
}

static inline void wire_wait(struct wire *w, usec by)
{
	clock_advance(by);
	loop_run_due(w->loop);
	wire_settle(w);
}

static inline void wire_on_readable(void *arg, struct buf *in)
{
	struct wire *w = arg;

	w->got += in->len;
	buf_clear(in);
}

static inline void wire_on_closed(void *arg, int rc, const char *why)
{
	struct wire *w = arg;

	(void)rc;
	(void)why;
	w->peer = NULL;
}

static const struct stream_events wire_events = {
	.readable = wire_on_readable,
	.closed = wire_on_closed,
};

/* Called once; the clock stands from here. */
static inline void wire_init(struct wire *w)
{
	log_set_level(LOG_ERROR);
	clock_freeze(1772464800 * SECOND);
	*w = (struct wire){ .loop = loop_new() };
}

/* A new connection; returns the end that is to be served. */
static inline struct stream *wire_open(struct wire *w)
{
	struct stream *served;

	stream_pair(w->loop, &w->peer, &served);
	stream_set_events(w->peer, &wire_events, w);
	w->got = 0;
	return served;
}

static inline void wire_say(struct wire *w, const uint8_t *data, size_t len)
{
	if (w->peer != NULL)
		stream_write(w->peer, data, len);
	wire_settle(w);
}

/* Say all of `in`, cut by `cuts`, for as long as the other end listens. */
static inline void wire_say_cut(struct wire *w, struct fuzz_in in,
    const uint8_t cuts[WIRE_CUTS])
{
	unsigned waits = 0;
	size_t len;

	for (size_t i = 0; in.left != 0 && w->peer != NULL; i++) {
		uint8_t cut = cuts[i % WIRE_CUTS];
		const uint8_t *p;

		if (cut == 255 && ++waits < WIRE_WAITS) {
			wire_wait(w, 20 * SECOND);
			continue;
		}
		p = fuzz_bytes(&in, cut != 0 ? cut : SIZE_MAX, &len);
		wire_say(w, p, len);
	}
}

static inline void wire_close(struct wire *w)
{
	if (w->peer != NULL)
		stream_kill(w->peer);
	w->peer = NULL;
	wire_settle(w);
}

#endif
