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
#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	s->bind_seq = s->enquire_seq = s->unbind_seq = 0;
	while (window_pop(s->window, &e) == 0) {
		if (e.place >= sent)
			give_back(s, &e);
		else
			doubt(s, &e, reason);
	}
	late_clear(&s->late);
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
	end(s, reason_of_end(s, rc), stream_sent(s->stream));
}

static void send_bind(struct session *s)
{
	struct smpp_pdu *p = &s->pdu;

	smpp_pdu_init(p, SMPP_BIND_TRANSCEIVER, 0);
	memcpy(p->body.bind.system_id, s->system_id, sizeof(s->system_id));
	memcpy(p->body.bind.password, s->password, sizeof(s->password));
	memcpy(p->body.bind.system_type, s->system_type,
	    sizeof(s->system_type));
	p->body.bind.interface_version = s->opt.interface_version;
	s->bind_seq = session_request(s, p);
	session_enter(s, SESSION_BINDING);
}

static void on_connected(void *arg)
{
	struct session *s = arg;

	snprintf(s->peer, sizeof(s->peer), "%s", stream_peer(s->stream));
	send_bind(s);
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
	s->generation++;
	s->bind_status = 0;
	s->bind_command = 0;
	s->strikes = s->inbound = s->expired = s->wrong = s->nacks = 0;
	s->choked = false;
	s->unbinding = SESSION_CLOSE_NONE;
	window_reset(s->window);
	snprintf(s->peer, sizeof(s->peer), "%s", stream_peer(st));
	stream_set_events(st, &stream_events, s);
}

void session_dial(struct session *s, const char *host, uint16_t port)
{
	begin(s, stream_dial(s->loop, host, port));
	session_enter(s, SESSION_CONNECTING);
}

void session_adopt(struct session *s, struct stream *st)
{
	begin(s, st);
	if (s->role == SESSION_ESME)
		send_bind(s);
	else
		session_enter(s, SESSION_BINDING);
}

void session_bound(struct session *s)
{
	s->bind_seq = 0;
	s->last_in = clock_mono();
	timer_in(&s->alive, s->opt.enquire_interval);
	session_enter(s, SESSION_BOUND);
}

void session_unbind(struct session *s)
{
	if (s->state == SESSION_CONNECTING || s->state == SESSION_BINDING)
		session_stop(s, SESSION_CLOSE_STOPPED);
	if (s->state != SESSION_BOUND || s->stream == NULL)
		return;
	s->unbind_seq = session_request_plain(s, SMPP_UNBIND);
	s->unbinding = SESSION_CLOSE_UNBOUND;
	timer_stop(&s->alive);
	session_enter(s, SESSION_UNBINDING);
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
	if (s->state == SESSION_BINDING) {
		session_shut(s, SESSION_CLOSE_PEER_UNBIND);
	} else if (s->state == SESSION_BOUND) {
		s->unbinding = SESSION_CLOSE_PEER_UNBIND;
		timer_stop(&s->alive);
		session_enter(s, SESSION_UNBINDING);
		session_check_done(s);
	}
}

static void on_life(void *arg)
{
	struct session *s = arg;

	if (s->state == SESSION_BINDING)
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

static void on_answers(void *arg)
{
	struct session *s = arg;
	usec now = clock_mono(), oldest;
	struct window_entry e;

	while (s->stream != NULL && window_expire(s->window, now,
					s->opt.response_timeout, &e) == 0) {
		s->counts.timeouts++;
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

static void default_to(usec *value, usec otherwise)
{
	if (*value == 0)
		*value = otherwise;
}

static void copy_text(char *to, size_t room, const char *text)
{
	snprintf(to, room, "%s", text == NULL ? "" : text);
}

static void set_options(struct session *s, const struct session_options *opt)
{
	struct session_options *o = &s->opt;

	*o = *opt;
	copy_text(s->name, sizeof(s->name), opt->name);
	copy_text(s->system_id, sizeof(s->system_id), opt->system_id);
	copy_text(s->password, sizeof(s->password), opt->password);
	copy_text(s->system_type, sizeof(s->system_type), opt->system_type);
	o->name = o->system_id = o->password = o->system_type = NULL;
	if (o->interface_version == 0)
		o->interface_version = 0x34;
	if (o->window == 0)
		o->window = 10;
	if (o->inbound_window == 0)
		o->inbound_window = 1000;
	default_to(&o->bind_timeout, 10 * SECOND);
	default_to(&o->enquire_interval, 30 * SECOND);
	default_to(&o->enquire_timeout, 30 * SECOND);
	default_to(&o->response_timeout, 30 * SECOND);
	default_to(&o->pdu_timeout, 10 * SECOND);
	default_to(&o->unbind_timeout, 5 * SECOND);
}

struct session *session_new(struct loop *l, enum session_role role,
    const struct session_options *opt)
{
	struct session *s = mem_new(1, sizeof(*s));

	s->loop = l;
	s->role = role;
	s->since = clock_wall();
	set_options(s, opt);
	s->window = window_new(s->opt.window);
	timer_init(&s->life, l, on_life, s);
	timer_init(&s->alive, l, on_alive, s);
	timer_init(&s->answers, l, on_answers, s);
	timer_init(&s->partial, l, on_partial, s);
	return s;
}

void session_set_events(struct session *s, const struct session_events *ev,
    void *arg)
{
	s->ev = ev;
	s->arg = arg;
}

static void destroy(void *obj)
{
	struct session *s = obj;

	window_free(s->window);
	late_fini(&s->late);
	free(s);
}

void session_free(struct session *s)
{
	if (s == NULL || s->freed)
		return;
	s->freed = true;
	session_stop(s, SESSION_CLOSE_STOPPED);
	s->ev = NULL;
	loop_reap(s->loop, destroy, s);
}
