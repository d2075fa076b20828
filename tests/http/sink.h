/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sink - servers on loopback that say what a test wants, on the loop of the
 * client under test.
 */
#ifndef TESTS_HTTP_SINK_H
#define TESTS_HTTP_SINK_H

#include "base/clock.h"
#include "net/stream.h"
#include "net/timer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUESTS_MAX 32

/* What a sink does when it has a whole request. */
enum sink_way {
	SINK_ANSWER,  /* say it and wait for the next request */
	SINK_CLOSE,   /* say it and close */
	SINK_REPEAT,  /* say it, and `more` for ever */
	SINK_TRICKLE, /* four bytes of it each 5 ms */
	SINK_SILENT
};

struct guest {
	struct sink *sink;
	struct stream *s;
	struct buf in;
	struct timer timer;
	size_t said;
};

struct sink {
	struct listener *ln;
	enum sink_way way;
	const char *says, *more;
	size_t accepted, requests, gone;
	struct guest guest[GUESTS_MAX];
	struct buf got; /* all requests */
};

static struct loop *l;

static inline void guest_say(struct guest *g, const char *text)
{
	if (g->s != NULL && text != NULL)
		stream_write(g->s, text, strlen(text));
}

static inline void guest_trickle(void *arg)
{
	struct guest *g = arg;

	const char *rest = g->sink->says + g->said;
	size_t n = strnlen(rest, 4);

	if (g->s == NULL || n == 0)
		return;
	stream_write(g->s, rest, n);
	g->said += n;
	timer_in(&g->timer, SECOND / 200);
}

static inline void guest_answer(struct guest *g)
{
	g->sink->requests++;
	if (g->sink->way == SINK_SILENT)
		return;
	if (g->sink->way == SINK_TRICKLE) {
		guest_trickle(g);
		return;
	}
	guest_say(g, g->sink->says);
	if (g->sink->way == SINK_CLOSE) {
		stream_close(g->s);
		g->s = NULL;
	}
}

/* How many bytes the first request has; 0: it is not whole. */
static inline size_t request_size(struct buf *in)
{
	const char *text = buf_cstr(in), *end = strstr(text, "\r\n\r\n");
	const char *len = strstr(text, "Content-Length: ");
	size_t size;

	if (end == NULL)
		return 0;
	size = (size_t)(end - text) + 4;
	if (len != NULL && len < end)
		size += (size_t)strtoul(len + 16, NULL, 10);
	return size <= in->len ? size : 0;
}

static inline void guest_readable(void *arg, struct buf *in)
{
	struct guest *g = arg;
	size_t size;

	buf_add(&g->in, buf_bytes(in), in->len);
	buf_clear(in);
	while (g->s != NULL && (size = request_size(&g->in)) != 0) {
		buf_add(&g->sink->got, buf_bytes(&g->in), size);
		buf_eat(&g->in, size);
		guest_answer(g);
	}
}

static inline void guest_drained(void *arg)
{
	struct guest *g = arg;

	if (g->sink->way == SINK_REPEAT && g->s != NULL)
		guest_say(g, g->sink->more);
}

static inline void guest_closed(void *arg, int rc, const char *why)
{
	struct guest *g = arg;

	(void)rc;
	(void)why;
	g->s = NULL;
	g->sink->gone++;
}

static const struct stream_events guest_events = {
	.readable = guest_readable,
	.drained = guest_drained,
	.closed = guest_closed,
};

static inline void sink_accepted(void *arg, struct stream *s)
{
	struct sink *k = arg;
	struct guest *g = &k->guest[k->accepted++];

	assert_true(k->accepted <= GUESTS_MAX);
	g->sink = k;
	g->s = s;
	timer_init(&g->timer, l, guest_trickle, g);
	stream_set_events(s, &guest_events, g);
}

static const struct listener_events sink_events = {
	.accepted = sink_accepted,
};

static inline void sink_open_at(struct sink *k, const char *addr,
    enum sink_way way, const char *says)
{
	*k = (struct sink){ .way = way, .says = says };
	assert_int_equal(stream_listen(l, addr, &sink_events, k, &k->ln), 0);
}

static inline void sink_open(struct sink *k, enum sink_way way,
    const char *says)
{
	sink_open_at(k, "127.0.0.1:0", way, says);
}

static inline void sink_close(struct sink *k)
{
	listener_close(k->ln);
	for (size_t i = 0; i < k->accepted; i++) {
		timer_stop(&k->guest[i].timer);
		buf_free(&k->guest[i].in);
		if (k->guest[i].s != NULL)
			stream_kill(k->guest[i].s);
	}
	buf_free(&k->got);
}

#define OK_TEXT(text)                                     \
	"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" \
	"Content-Length: " text

#endif
