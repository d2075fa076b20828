/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream is served at most once a turn: read, hand up, report its end; and
 * flushed once, at the turn's end. Nothing else calls its owner.
 *
 * 1. `closed` comes only when all of `in` was offered: eof is noticed when
 *    read, reported when the owner has not asked for more turns.
 * 2. A failed write makes the stream broken: the receive side is read until
 *    it gives nothing more (the doubt window W3), paused or not; then it ends.
 *    One that fails in its handshake ends at once.
 * 3. A dead stream is in no list, has no descriptor, and waits for the reaper.
 */
#include "net/stream.h"

#include "base/clock.h"
#include "base/mem.h"
#include "net/stream_impl.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READS_MAX  4            /* a turn, so that no peer starves others */
#define INPUT_MAX  (256 * 1024) /* uneaten: above any message's maximum */
#define CLOSE_TIME SECOND
#define STALL_TIME (60 * SECOND)

static void is_stalled(void *arg)
{
	stream_fault(arg, RC_TIMEOUT, "the peer reads nothing");
	stream_break(arg);
}

struct stream *stream_new(struct loop *l, const struct stream_kind *kind)
{
	struct stream *s = mem_new(1, sizeof(*s));

	s->kind = kind;
	s->loop = l;
	s->fd = -1;
	s->limit = SIZE_MAX;
	timer_init(&s->closing_timer, l, NULL, s);
	timer_init(&s->stall_timer, l, is_stalled, s);
	TAILQ_INSERT_TAIL(&l->all, s, all_link);
	return s;
}

void stream_mark_ready(struct stream *s)
{
	if (s->dead)
		return;
	if (!s->on_ready)
		TAILQ_INSERT_TAIL(&s->loop->ready, s, ready_link);
	s->on_ready = true;
	loop_again(s->loop);
}

void stream_mark_unsent(struct stream *s)
{
	if (s->dead || s->on_unsent)
		return;
	TAILQ_INSERT_TAIL(&s->loop->unsent, s, unsent_link);
	s->on_unsent = true;
}

static void unlist(struct stream *s)
{
	if (s->on_ready)
		TAILQ_REMOVE(&s->loop->ready, s, ready_link);
	if (s->on_unsent)
		TAILQ_REMOVE(&s->loop->unsent, s, unsent_link);
	s->on_ready = s->on_unsent = false;
	TAILQ_REMOVE(&s->loop->all, s, all_link);
}

void stream_fault(struct stream *s, int rc, const char *why)
{
	if (s->why[0] != '\0')
		return;
	s->rc = rc;
	snprintf(s->why, sizeof(s->why), "%s", why);
}

void stream_break(struct stream *s)
{
	s->broken = true;
	stream_mark_ready(s);
}

static void set_interest(struct stream *s)
{
	bool may_read = s->ev != NULL || s->closing;

	if (s->dead || s->connecting)
		return;
	s->want_read =
	    may_read && !s->paused && !s->eof && s->in.len < INPUT_MAX;
	s->want_write =
	    (s->out.len != 0 || (s->closing && !s->ended)) && !s->broken;
	s->kind->interest(s);
}

static void stream_destroy(void *obj)
{
	struct stream *s = obj;

	buf_free(&s->in);
	buf_free(&s->out);
	buf_free(&s->wire);
	free(s);
}

void stream_kill(struct stream *s)
{
	if (s->dead)
		return;
	s->ev = NULL;
	s->dead = true;
	timer_stop(&s->closing_timer);
	timer_stop(&s->stall_timer);
	unlist(s);
	dial_free(s->dial);
	s->dial = NULL;
	s->kind->close(s);
	loop_reap(s->loop, stream_destroy, s);
}

static void report_closed(struct stream *s)
{
	const struct stream_events *ev = s->ev;

	stream_fault(s, 0, "closed by the peer");
	if (s->connected_due) /* it took the call, and went no further */
		avoid_put(&s->loop->avoid, s->peer, clock_mono());
	s->ev = NULL;
	if (ev != NULL)
		ev->closed(s->arg, s->rc, s->why);
	stream_kill(s);
}

/* True if bytes came. */
static bool read_some(struct stream *s)
{
	bool got = false;

	for (int i = 0; i < READS_MAX && s->in.len < INPUT_MAX; i++) {
		uint8_t *to = s->loop->scratch;
		ssize_t n = s->kind->read(s, to, LOOP_SCRATCH);

		if (n < 0 || (n == 0 && s->broken)) {
			s->eof = true;
			break;
		}
		if (n == 0)
			break;
		buf_add(&s->in, to, (size_t)n);
		s->loop->progress++;
		got = true;
		if (n < LOOP_SCRATCH)
			break;
	}
	return got;
}

/* After stream_close(): nobody wants what comes. */
static void serve_closing(struct stream *s)
{
	read_some(s);
	buf_clear(&s->in);
	if (s->broken || (s->eof && s->out.len == 0))
		stream_kill(s);
	else
		set_interest(s);
}

static void serve_reading(struct stream *s)
{
	bool due = s->again, blind = s->paused && !s->broken;

	if (s->ev == NULL || blind)
		return;
	s->again = false;
	if (!s->eof)
		due |= read_some(s);
	if (due && s->in.len != 0)
		s->ev->readable(s->arg, &s->in);
	if (s->dead || s->closing)
		return;
	if (s->eof && !s->again && (!s->paused || s->broken))
		report_closed(s);
	else if (s->again || s->broken)
		stream_mark_ready(s);
}

/* False: not over yet, or never. */
static bool shake(struct stream *s)
{
	int rc = s->broken ? 0 : s->kind->shake(s);

	if (rc < 0)
		stream_break(s);
	if (rc <= 0)
		return false;
	s->handshaking = false;
	timer_stop(&s->closing_timer);
	stream_mark_ready(s);
	stream_mark_unsent(s);
	return true;
}

/* False: the owner ended it. */
static bool tell_connected(struct stream *s)
{
	s->connected_due = false;
	if (s->ev != NULL && s->ev->connected != NULL)
		s->ev->connected(s->arg);
	return !s->dead && !s->closing;
}

static void serve(struct stream *s)
{
	if (s->closing) {
		serve_closing(s);
		return;
	}
	if (s->caller_of != NULL && !listener_takes(s->caller_of, s))
		return;
	if (s->connecting) {
		if (s->broken) /* no address took us */
			report_closed(s);
		return;
	}
	if (s->handshaking && !shake(s) && !s->broken) {
		set_interest(s);
		return;
	}
	if (s->connected_due && !s->handshaking && !tell_connected(s))
		return;
	serve_reading(s);
	if (!s->dead)
		set_interest(s);
}

/* Those that become ready meanwhile wait for the next turn. */
void streams_serve(struct loop *l)
{
	struct stream *s;
	size_t n = 0;

	TAILQ_FOREACH(s, &l->ready, ready_link)
	n++;
	for (; n > 0 && (s = TAILQ_FIRST(&l->ready)) != NULL; n--) {
		TAILQ_REMOVE(&l->ready, s, ready_link);
		s->on_ready = false;
		serve(s);
	}
	if (!TAILQ_EMPTY(&l->ready))
		loop_again(l);
}

static void finish_closing(struct stream *s)
{
	if (s->broken) {
		stream_kill(s);
		return;
	}
	if (s->out.len != 0)
		return;
	if (!s->ended)
		s->ended = s->kind->end_writing(s);
	if (s->eof)
		stream_kill(s);
}

/* The peer has as long for each byte of what waits. */
static void watch_stall(struct stream *s, bool moved)
{
	if (s->out.len == 0 || s->broken)
		timer_stop(&s->stall_timer);
	else if (moved || !timer_is_set(&s->stall_timer))
		timer_in(&s->stall_timer, STALL_TIME);
}

/* True if something left. */
static bool write_some(struct stream *s)
{
	uint64_t before = s->sent;

	while (s->out.len != 0 && !s->broken) {
		ssize_t n = s->kind->write(s, buf_bytes(&s->out), s->out.len);

		if (n < 0)
			stream_break(s);
		if (n <= 0)
			break;
		buf_eat(&s->out, (size_t)n);
		s->sent += (uint64_t)n;
		s->loop->progress++;
	}
	return s->sent != before;
}

static void flush(struct stream *s)
{
	bool had = s->out.len != 0;

	if (s->read_waits)
		stream_mark_ready(s);
	if (!s->connecting && (!s->handshaking || shake(s)))
		watch_stall(s, write_some(s));
	if (s->closing)
		finish_closing(s);
	else if (had && s->out.len == 0 && s->ev != NULL &&
		 s->ev->drained != NULL)
		s->ev->drained(s->arg);
	if (!s->dead)
		set_interest(s);
}

/* What `drained` writes goes out in the next turn. */
void streams_flush(struct loop *l)
{
	struct stream *s;
	size_t n = 0;

	TAILQ_FOREACH(s, &l->unsent, unsent_link)
	n++;
	for (; n > 0 && (s = TAILQ_FIRST(&l->unsent)) != NULL; n--) {
		TAILQ_REMOVE(&l->unsent, s, unsent_link);
		s->on_unsent = false;
		flush(s);
	}
	if (!TAILQ_EMPTY(&l->unsent))
		loop_again(l);
}

void streams_end(struct loop *l)
{
	struct stream *s;

	while ((s = TAILQ_FIRST(&l->all)) != NULL)
		stream_kill(s);
}

void stream_set_events(struct stream *s, const struct stream_events *ev,
    void *arg)
{
	s->ev = ev;
	s->arg = arg;
	stream_mark_ready(s);
}

static bool takes_output(const struct stream *s)
{
	return !s->dead && !s->closing && !s->broken;
}

void stream_write(struct stream *s, const void *data, size_t len)
{
	if (!takes_output(s) || len == 0)
		return;
	buf_add(&s->out, data, len);
	s->queued += len;
	stream_mark_unsent(s);
}

uint8_t *stream_reserve(struct stream *s, size_t n)
{
	return buf_reserve(&s->out, n);
}

void stream_added(struct stream *s, size_t n)
{
	if (!takes_output(s) || n == 0)
		return;
	buf_added(&s->out, n);
	s->queued += n;
	stream_mark_unsent(s);
}

size_t stream_pending(const struct stream *s)
{
	return s->out.len;
}

uint64_t stream_queued(const struct stream *s)
{
	return s->queued;
}

uint64_t stream_sent(const struct stream *s)
{
	return s->sent;
}

void stream_again(struct stream *s)
{
	s->again = true;
	stream_mark_ready(s);
}

void stream_pause_reading(struct stream *s)
{
	s->paused = true;
	set_interest(s);
}

void stream_resume_reading(struct stream *s)
{
	if (!s->paused)
		return;
	s->paused = false;
	stream_again(s);
}

static void closing_is_over(void *arg)
{
	stream_kill(arg);
}

void stream_close(struct stream *s)
{
	if (s->dead || s->closing)
		return;
	s->ev = NULL;
	if (s->connecting || s->handshaking || s->broken) {
		stream_kill(s);
		return;
	}
	s->closing = true;
	s->paused = false;
	timer_init(&s->closing_timer, s->loop, closing_is_over, s);
	timer_in(&s->closing_timer, CLOSE_TIME);
	stream_mark_unsent(s);
	stream_mark_ready(s);
	loop_again(s->loop);
}

size_t stream_host_len(const char *peer)
{
	const char *colon = strrchr(peer, ':');

	return colon != NULL ? (size_t)(colon - peer) : 0;
}

const char *stream_peer(const struct stream *s)
{
	return s->peer;
}
