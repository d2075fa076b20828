/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a session: states, timers, its end.
 *
 * 1. session_enter() alone writes s->state; the moves allowed are in
 *    session.def.
 * 2. There is a stream iff the state is not CLOSED (but inside end(), which
 *    parts with the stream first).
 * 3. Each token of the window comes back exactly once: answered (receive.c),
 *    expired, or, at the end, returned if its first byte is still with us,
 *    else in doubt. What the peer had sent before its end was handled before:
 *    the stream hands that up first (reliability 4.4, W3).
 * 4. A callback may stop or free the session: whoever calls one looks at
 *    s->stream afterwards.
 */
#include "session/session_impl.h"

#include "base/clock.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#define EXPIRED_MAX 3 /* in a row: the peer answers nothing (E4) */

static const struct {
	const char *name;
	unsigned to;
	int timeout; /* offset in session_options; -1: none */
} states[] = {
#define no_timeout         -1
#define bind_timeout       (int)offsetof(struct session_options, bind_timeout)
#define unbind_timeout     (int)offsetof(struct session_options, unbind_timeout)
#define TO(s)              (1u << SESSION_##s)
#define STATE(s, n, to, t) [SESSION_##s] = { n, to, t },
#define CLOSE(c, word)
#include "session/session.def"
#undef no_timeout
#undef bind_timeout
#undef unbind_timeout
#undef STATE
#undef CLOSE
};

static const char *const reasons[] = {
#define STATE(s, name, to, timeout)
#define CLOSE(c, word) [SESSION_CLOSE_##c] = word,
#include "session/session.def"
#undef STATE
#undef CLOSE
};

const char *session_state_name(enum session_state state)
{
	return states[state].name;
}

const char *session_reason_name(enum session_reason reason)
{
	return reasons[reason];
}

static usec timeout_of(const struct session *s)
{
	const char *opts = (const char *)&s->opt;
	int at = states[s->state].timeout;

	return at < 0 ? 0 : *(const usec *)(const void *)(opts + at);
}

/* The only function that writes s->state. */
static void session_enter(struct session *s, enum session_state to)
{
	usec limit;

	assert(states[s->state].to & (1u << to));
	if (to == SESSION_CLOSED)
		session_info(s, "%s -> closed reason=%s peer=%s",
		    states[s->state].name, reasons[s->reason], s->peer);
	else
		session_info(s, "%s -> %s peer=%s", states[s->state].name,
		    states[to].name, s->peer);
	s->state = to;
	s->since = clock_wall();
	limit = timeout_of(s);
	timer_stop(&s->life);
	if (limit != 0)
		timer_in(&s->life, limit);
	if (s->ev != NULL && s->ev->state != NULL)
		s->ev->state(s->arg);
}

void session_note(struct session *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
}

bool session_may_warn(struct session *s)
{
	usec now = clock_mono();

	if (s->last_warning != 0 && now - s->last_warning < SECOND)
		return false;
	s->last_warning = now;
	return true;
}

static void doubt(struct session *s, const struct window_entry *e,
    enum session_reason reason)
{
	if (s->ev != NULL)
		s->ev->doubt(s->arg, &e->token, reason);
}

static void give_back(struct session *s, const struct window_entry *e)
{
	if (s->ev != NULL)
		s->ev->returned(s->arg, &e->token);
}

/* Part with the stream. `sent`: bytes of it that left us, or will. */
static void end(struct session *s, enum session_reason reason, uint64_t sent)
{
	struct window_entry e;

	s->stream = NULL;
	s->reason = reason;
	timer_stop(&s->alive);
	timer_stop(&s->answers);
	timer_stop(&s->partial);
	timer_stop(&s->idle);
	s->bind_seq = s->enquire_seq = s->unbind_seq = 0;
	while (window_pop(s->window, &e) == 0) {
		if (e.place >= sent)
			give_back(s, &e);
		else
			doubt(s, &e, reason);
	}
	late_clear(&s->late);
	answered_clear(&s->answered);
	session_enter(s, SESSION_CLOSED);
}

void session_stop(struct session *s, enum session_reason reason)
{
	struct stream *st = s->stream;
	uint64_t sent;

	if (st == NULL)
		return;
	sent = stream_sent(st);
	stream_kill(st);
	end(s, reason, sent);
}

void session_shut(struct session *s, enum session_reason reason)
{
	struct stream *st = s->stream;

	if (st == NULL)
		return;
	stream_close(st);
	end(s, reason, UINT64_MAX);
}

static enum session_reason reason_of_end(const struct session *s, int rc)
{
	if (rc == RC_DENIED)
		return SESSION_CLOSE_TLS;
	if (s->state == SESSION_CONNECTING)
		return rc == RC_TIMEOUT ? SESSION_CLOSE_CONNECT_TIMEOUT
					: SESSION_CLOSE_CONNECT_FAILED;
	if (s->state == SESSION_UNBINDING)
		return s->unbinding;
	/* An end between two PDUs is a clean one, inside of one it is not. */
	if (rc != 0 || timer_is_set(&s->partial))
		return SESSION_CLOSE_BROKEN;
	return SESSION_CLOSE_PEER_CLOSED;
}

static void on_closed(void *arg, int rc, const char *why)
{
	struct session *s = arg;

	session_info(s, "connection ended peer=%s: %s", s->peer, why);
	if (s->unbinding != SESSION_CLOSE_NOT_BOUND)
		session_note(s, "%s", why);
	end(s, reason_of_end(s, rc), stream_sent(s->stream));
}

static void on_connected(void *arg)
{
	struct session *s = arg;

	snprintf(s->peer, sizeof(s->peer), "%s", stream_peer(s->stream));
	session_send_bind(s);
}

static void on_drained(void *arg)
{
	struct session *s = arg;

	if (s->choked)
		stream_resume_reading(s->stream);
	s->choked = false;
}

static const struct stream_events stream_events = {
	.connected = on_connected,
	.readable = session_receive,
	.drained = on_drained,
	.closed = on_closed,
};

/* A new connection has nothing of the last one. */
static void begin(struct session *s, struct stream *st)
{
	assert(s->state == SESSION_CLOSED && s->stream == NULL);
	s->stream = st;
	s->bind_status = 0;
	s->bind_command = 0;
	s->why[0] = '\0';
	s->strikes = s->inbound = s->expired = s->wrong = s->nacks = 0;
	s->choked = false;
	s->unbinding = SESSION_CLOSE_NONE;
	window_reset(s->window);
	snprintf(s->peer, sizeof(s->peer), "%s", stream_peer(st));
	stream_set_events(st, &stream_events, s);
}

void session_dial(struct session *s, struct stream *dialled)
{
	assert(s->role == SESSION_ESME);
	begin(s, dialled);
	session_enter(s, SESSION_CONNECTING);
}

void session_adopt(struct session *s, struct stream *st)
{
	begin(s, st);
	if (s->role == SESSION_ESME)
		session_send_bind(s);
	else
		session_enter(s, SESSION_BINDING);
}

void session_await(struct session *s, struct stream *st)
{
	assert(s->role == SESSION_ESME);
	begin(s, st);
	session_enter(s, SESSION_AWAITING);
}

void session_enter_binding(struct session *s)
{
	session_enter(s, SESSION_BINDING);
}

void session_bound(struct session *s)
{
	s->bind_seq = 0;
	s->last_in = s->last_work = clock_mono();
	timer_in(&s->alive, s->opt.enquire_interval);
	if (s->opt.inactivity_timeout != 0)
		timer_in(&s->idle, s->opt.inactivity_timeout);
	session_enter(s, SESSION_BOUND);
}

/* Ask the peer to part; `reason` is why, if it agrees. */
static void unbind(struct session *s, enum session_reason reason)
{
	s->unbind_seq = session_request_plain(s, SMPP_UNBIND);
	s->unbinding = reason;
	timer_stop(&s->alive);
	timer_stop(&s->idle);
	session_enter(s, SESSION_UNBINDING);
}

void session_unbind(struct session *s)
{
	if (s->state == SESSION_BOUND && s->stream != NULL)
		unbind(s, SESSION_CLOSE_UNBOUND);
	else if (s->state != SESSION_UNBINDING)
		session_stop(s, SESSION_CLOSE_STOPPED);
}

void session_unbind_stranger(struct session *s, uint32_t status)
{
	if (s->state != SESSION_BOUND || s->stream == NULL)
		return;
	session_note(s, "a request was answered with 0x%08x %s",
	    (unsigned)status, smpp_status_name(status));
	session_info(s, "unbinds: %s", s->why);
	unbind(s, SESSION_CLOSE_NOT_BOUND);
}

void session_check_done(struct session *s)
{
	if (s->stream != NULL && s->state == SESSION_UNBINDING &&
	    s->unbinding == SESSION_CLOSE_PEER_UNBIND &&
	    window_used(s->window) == 0)
		session_shut(s, SESSION_CLOSE_PEER_UNBIND);
}

/* It was answered. Answers to our requests may still come (D12). */
void session_peer_unbinds(struct session *s)
{
	if (s->state == SESSION_BINDING || s->state == SESSION_AWAITING) {
		session_shut(s, SESSION_CLOSE_PEER_UNBIND);
	} else if (s->state == SESSION_BOUND) {
		s->unbinding = SESSION_CLOSE_PEER_UNBIND;
		timer_stop(&s->alive);
		timer_stop(&s->idle);
		session_enter(s, SESSION_UNBINDING);
		session_check_done(s);
	}
}

static void on_life(void *arg)
{
	struct session *s = arg;

	if (s->state == SESSION_BINDING || s->state == SESSION_AWAITING)
		session_stop(s, SESSION_CLOSE_BIND_TIMEOUT);
	else if (s->unbinding == SESSION_CLOSE_PEER_UNBIND)
		session_stop(s, SESSION_CLOSE_PEER_UNBIND);
	else
		session_stop(s, SESSION_CLOSE_UNBIND_TIMEOUT);
}

/* Set for the time when silence would be too long, had nothing come since. */
static void on_alive(void *arg)
{
	struct session *s = arg;
	usec now = clock_mono();

	if (s->enquire_seq != 0 && s->last_in >= s->enquire_sent)
		s->enquire_seq = 0; /* any PDU is a sign of life (E2) */
	if (s->enquire_seq != 0) {
		session_stop(s, SESSION_CLOSE_SILENT);
		return;
	}
	if (now - s->last_in < s->opt.enquire_interval) {
		timer_at(&s->alive, s->last_in + s->opt.enquire_interval);
		return;
	}
	s->enquire_sent = now;
	s->enquire_seq = session_request_plain(s, SMPP_ENQUIRE_LINK);
	timer_at(&s->alive, now + s->opt.enquire_timeout);
}

/* Some SMSCs never answer these; that does not say that they are dead. */
static bool is_aside(uint32_t command)
{
	return command == SMPP_QUERY_SM || command == SMPP_CANCEL_SM ||
	       command == SMPP_REPLACE_SM;
}

static void on_answers(void *arg)
{
	struct session *s = arg;
	usec now = clock_mono(), oldest;
	struct window_entry e;

	while (s->stream != NULL && window_expire(s->window, now,
					s->opt.response_timeout, &e) == 0) {
		s->counts.timeouts++;
		if (!is_aside(e.command))
			s->expired++;
		late_put(&s->late, &e, now);
		session_odd(s, "no answer seq=%u", e.sequence);
		doubt(s, &e, SESSION_CLOSE_NO_ANSWER);
	}
	if (s->stream == NULL)
		return;
	if (s->expired >= EXPIRED_MAX)
		session_stop(s, SESSION_CLOSE_NO_ANSWERS);
	else if (window_oldest(s->window, &oldest) == 0)
		timer_at(&s->answers, oldest + s->opt.response_timeout);
	session_check_done(s);
}

static void on_partial(void *arg)
{
	session_stop(arg, SESSION_CLOSE_PDU_TIMEOUT);
}

/* What awaits an answer is work, and has a timer of its own. */
static void on_idle(void *arg)
{
	struct session *s = arg;
	usec limit = s->opt.inactivity_timeout, now = clock_mono();

	if (limit == 0)
		return;
	if (window_used(s->window) != 0 || s->inbound != 0)
		timer_in(&s->idle, limit);
	else if (now - s->last_work < limit)
		timer_at(&s->idle, s->last_work + limit);
	else
		unbind(s, SESSION_CLOSE_INACTIVE);
}

void session_init_timers(struct session *s)
{
	timer_init(&s->life, s->loop, on_life, s);
	timer_init(&s->alive, s->loop, on_alive, s);
	timer_init(&s->answers, s->loop, on_answers, s);
	timer_init(&s->partial, s->loop, on_partial, s);
	timer_init(&s->idle, s->loop, on_idle, s);
}
