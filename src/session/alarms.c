/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * State and alarms of an smsc follow from its binds; they are found anew at
 * the end of each turn, and told when they differ from what was told last.
 */
#include "base/clock.h"
#include "session/smsc_impl.h"

#include <stdio.h>
#include <string.h>

#define RECEIVER_PATIENCE (30 * SECOND)
#define EXPIRY_NOTICE     (14 * DAY)
#define GHOSTS_MAX        5 /* D2 */

static const char *const states[] = {
#define STATE(s, word, text) [SMSC_##s] = word,
#define ALARM(a, word, text)
#include "session/smsc.def"
#undef STATE
#undef ALARM
};

static const struct {
	const char *word, *text;
} alarms[] = {
#define STATE(s, word, text)
#define ALARM(a, word, text) [SMSC_ALARM_##a] = { word, text },
#include "session/smsc.def"
#undef STATE
#undef ALARM
};

const char *smsc_state_name(enum smsc_state state)
{
	return states[state];
}

const char *smsc_alarm_name(enum smsc_alarm alarm)
{
	return alarms[alarm].word;
}

const char *smsc_alarm_text(enum smsc_alarm alarm)
{
	return alarms[alarm].text;
}

static uint32_t bit(enum smsc_alarm alarm, bool is_on)
{
	return is_on ? 1u << alarm : 0;
}

static bool expires_soon(usec expires)
{
	return expires != 0 && clock_wall() > expires - EXPIRY_NOTICE;
}

static uint32_t alarms_of(const struct bind *b)
{
	return bit(SMSC_ALARM_CREDENTIALS, b->refusals != 0) |
	       bit(SMSC_ALARM_ALREADY_BOUND, b->ghosts >= GHOSTS_MAX) |
	       bit(SMSC_ALARM_ZOMBIE, b->is_zombie) |
	       bit(SMSC_ALARM_TLS, b->tls_refused) |
	       bit(SMSC_ALARM_TLS_EXPIRES, expires_soon(b->tls_expires));
}

/* D18: of a pair the transmitters stand, and no receiver does. */
static bool lacks_receiver(const struct smsc *c)
{
	bool has_sender = false;

	if (c->opt.bind != SMSC_PAIR || c->draining)
		return false;
	for (uint32_t i = 0; i < c->bind_count; i++) {
		const struct session *s = c->bind[i]->session;

		if (!session_is_bound(s))
			continue;
		if (session_bind_command(s) != SMPP_BIND_TRANSMITTER)
			return false;
		has_sender = true;
	}
	return has_sender;
}

static void on_receiver_late(void *arg)
{
	struct smsc *c = arg;

	c->receiver_late = true;
}

static void watch_receiver(struct smsc *c)
{
	if (!lacks_receiver(c)) {
		c->receiver_late = false;
		timer_stop(&c->receiver_timer);
	} else if (!c->receiver_late && !timer_is_set(&c->receiver_timer)) {
		timer_in(&c->receiver_timer, RECEIVER_PATIENCE);
	}
}

static uint32_t find_alarms(struct smsc *c)
{
	bool is_deaf = c->opt.outbind_listen[0] != '\0' && c->listener == NULL;
	uint32_t on;

	watch_receiver(c);
	if (!c->started)
		return 0;
	on = bit(SMSC_ALARM_RECEIVER, c->receiver_late) |
	     bit(SMSC_ALARM_LISTEN, is_deaf && !c->draining) |
	     bit(SMSC_ALARM_TLS, c->tls_broken) |
	     bit(SMSC_ALARM_TLS_EXPIRES,
		 c->tls != NULL && expires_soon(tls_expires(c->tls))) |
	     bit(SMSC_ALARM_TLS_INSECURE,
		 c->opt.tls != NULL && c->opt.tls->insecure);
	for (uint32_t i = 0; i < c->bind_count; i++)
		on |= alarms_of(c->bind[i]);
	return on;
}

static void tell(const struct smsc *c, uint32_t now)
{
	for (unsigned a = 0; a < SMSC_ALARMS; a++) {
		bool was = (c->alarms & (1u << a)) != 0;
		bool is = (now & (1u << a)) != 0;

		if (is && !was)
			log_warn(c->opt.name, "alarm %s: %s%s%s",
			    alarms[a].word, alarms[a].text,
			    c->last_error[0] == '\0' ? "" : " last=",
			    c->last_error);
		else if (was && !is)
			log_info(c->opt.name, "no alarm %s", alarms[a].word);
	}
}

static enum smsc_state find_state(const struct smsc *c)
{
	uint32_t bound = binds_bound(c);

	if (c->draining)
		return SMSC_DRAINING;
	if (!c->started)
		return SMSC_STOPPED;
	if (c->held)
		return SMSC_PAUSED;
	if (bound == 0)
		return SMSC_DOWN;
	return bound < config_binds(&c->config) ? SMSC_PARTIAL : SMSC_BOUND;
}

/* The only function that writes c->state. */
static void enter(struct smsc *c, enum smsc_state to)
{
	if (c->state == to)
		return;
	log_info(c->opt.name, "%s -> %s", states[c->state], states[to]);
	c->state = to;
	c->since = clock_wall();
	c->state_changed = true;
}

void alarms_turn(struct smsc *c)
{
	uint32_t on = find_alarms(c);

	enter(c, find_state(c));
	if (on == c->alarms)
		return;
	tell(c, on);
	c->alarms = on;
	c->state_changed = true;
}

static bool is_failure(enum session_reason reason)
{
	switch (reason) {
	case SESSION_CLOSE_NONE:
	case SESSION_CLOSE_STOPPED:
	case SESSION_CLOSE_UNBOUND:
	case SESSION_CLOSE_INACTIVE: return false;
	default: return true;
	}
}

void alarms_note(struct smsc *c, struct bind *b)
{
	enum session_reason reason = session_reason(b->session);
	const char *why = session_why(b->session);

	b->is_zombie = b->is_zombie || reason == SESSION_CLOSE_NO_ANSWERS;
	b->tls_refused = reason == SESSION_CLOSE_TLS;
	if (!is_failure(reason))
		return;
	snprintf(c->last_error, sizeof(c->last_error), "bind %u: %s%s%s",
	    b->index + 1, session_reason_name(reason),
	    why[0] == '\0' ? "" : ": ", why);
	c->last_error_at = clock_wall();
}

void alarms_init(struct smsc *c)
{
	c->since = clock_wall();
	timer_init(&c->receiver_timer, c->loop, on_receiver_late, c);
}

void alarms_stop(struct smsc *c)
{
	timer_stop(&c->receiver_timer);
}
