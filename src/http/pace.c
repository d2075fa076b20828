/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deadlines. A connection has one timer. It is moved only to an earlier
 * instant: most requests are over long before any deadline, so it fires now
 * and then, looks at what is really awaited, and sleeps again.
 */
#include "http/conn.h"

#include "base/clock.h"

/* Bytes are counted over this long, so that a short silence is no fault. */
#define WINDOW (10 * SECOND)

static enum pace_wait awaited(const struct conn *c)
{
	if (c->ends || c->blocked || c->phase == CONN_COMPLETE)
		return WAIT_NONE;
	if (c->phase != CONN_HEAD)
		return WAIT_BODY;
	if (c->has_part)
		return WAIT_HEAD;
	return TAILQ_EMPTY(&c->queue) ? WAIT_REQUEST : WAIT_NONE;
}

static void note_input(struct conn *c, usec now)
{
	enum pace_wait waits = awaited(c);

	if (waits == c->waits && c->served == c->waits_at)
		return;
	c->waits = waits;
	c->waits_at = c->served;
	c->since = c->in_from = now;
	c->in_bytes = 0;
}

static void note_output(struct conn *c, usec now)
{
	bool waits = stream_pending(c->stream) != 0;

	if (waits && !c->out_waits) {
		c->out_from = now;
		c->out_sent = stream_sent(c->stream);
	}
	c->out_waits = waits;
}

static usec earlier(usec a, usec b)
{
	return a < b ? a : b;
}

static usec body_deadline(const struct conn *c)
{
	usec at = c->in_from + WINDOW;

	if (c->reading->plan.body == HTTP_BODY_WHOLE)
		at = earlier(at, c->since + c->server->limits.body);
	return at;
}

static usec deadline(const struct conn *c)
{
	const struct http_limits *limits = &c->server->limits;
	usec at = INT64_MAX;

	switch (c->waits) {
	case WAIT_NONE: break;
	case WAIT_REQUEST: at = c->since + limits->idle; break;
	case WAIT_HEAD: at = c->since + limits->head; break;
	case WAIT_BODY: at = body_deadline(c); break;
	}
	if (c->out_waits)
		at = earlier(at, c->out_from + WINDOW);
	return at;
}

void pace_arm(struct conn *c)
{
	usec now = clock_mono(), at;

	note_input(c, now);
	note_output(c, now);
	at = deadline(c);
	if (at == INT64_MAX)
		return;
	if (!timer_is_set(&c->timer) || at < c->timer.node.at)
		timer_at(&c->timer, at);
}

static uint64_t least_bytes(const struct conn *c)
{
	return c->server->limits.bytes_per_second * (WINDOW / SECOND);
}

/* A reader that takes nothing, or next to nothing, of its answer. */
static bool is_reader_dead(struct conn *c, usec now)
{
	uint64_t sent = stream_sent(c->stream);

	if (!c->out_waits || now < c->out_from + WINDOW)
		return false;
	if (sent - c->out_sent < least_bytes(c))
		return true;
	c->out_from = now;
	c->out_sent = sent;
	return false;
}

static bool is_body_late(struct conn *c, usec now)
{
	if (now < body_deadline(c))
		return false;
	if (c->reading->plan.body == HTTP_BODY_WHOLE &&
	    now >= c->since + c->server->limits.body)
		return true;
	if (c->in_bytes < least_bytes(c))
		return true;
	c->in_from = now;
	c->in_bytes = 0;
	return false;
}

static void close_quietly(struct conn *c)
{
	stream_close(c->stream);
	conn_forget(c);
}

static void refuse_late(struct conn *c, const char *why)
{
	conn_refuse(c, (struct refusal){ 408, why });
	conn_settle(c);
}

static void on_timer(void *arg)
{
	struct conn *c = arg;
	usec now = clock_mono();

	note_output(c, now);
	if (is_reader_dead(c, now))
		conn_kill(c);
	else if (c->waits == WAIT_BODY && is_body_late(c, now))
		refuse_late(c, "the body came too slowly");
	else if (c->waits == WAIT_NONE || c->waits == WAIT_BODY ||
		 now < deadline(c))
		pace_arm(c);
	else if (c->waits == WAIT_HEAD)
		refuse_late(c, "the head came too slowly");
	else
		close_quietly(c);
}

void pace_init(struct conn *c)
{
	timer_init(&c->timer, c->server->loop, on_timer, c);
	c->born = clock_mono();
	c->waits = WAIT_REQUEST;
	c->since = c->born;
	pace_arm(c);
}

bool pace_is_old(const struct conn *c)
{
	return clock_mono() - c->born >= c->server->limits.lifetime;
}
