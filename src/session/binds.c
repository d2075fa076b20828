/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The binds of an smsc: when to connect, and what they report.
 *
 * 1. A bind whose session is closed has its retry timer set, unless the smsc
 *    drains or was not started.
 * 2. Back-off grows with every try and begins anew only after a bind that
 *    stood for 60 s, so a link that flaps is not hammered (D10, D11).
 */
#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "session/smsc_impl.h"

#include <stdio.h>
#include <stdlib.h>

#define STABLE_TIME     (60 * SECOND)
#define CREDENTIALS_MIN (300 * SECOND) /* D1: hammering locks accounts */
#define CREDENTIALS_MAX (3600 * SECOND)
#define GHOST_MIN       (30 * SECOND) /* D2: our half-open bind, maybe */
#define GHOST_MAX       (60 * SECOND)

static bool is_about_credentials(uint32_t status)
{
	return status == SMPP_RINVPASWD || status == SMPP_RINVSYSID ||
	       status == SMPP_RINVSYSTYP;
}

/* Anywhere between the least and what has grown, so that many binds which
 * were lost together do not come back together. */
static usec jitter(usec min, usec max, uint32_t failures)
{
	usec limit = min;

	for (uint32_t i = 0; i <= failures && limit < max; i++)
		limit *= 2;
	if (limit > max)
		limit = max;
	if (limit <= min)
		return min;
	return min + (usec)random_below((uint64_t)(limit - min) + 1);
}

static usec retry_delay(const struct bind *b)
{
	const struct smsc_options *o = &b->smsc->opt;
	bool refused = session_reason(b->session) == SESSION_CLOSE_BIND_REFUSED;
	uint32_t status = session_bind_status(b->session);

	if (refused && is_about_credentials(status))
		return jitter(CREDENTIALS_MIN, CREDENTIALS_MAX, b->failures);
	if (refused && status == SMPP_RALYBND)
		return jitter(GHOST_MIN, GHOST_MAX, b->failures);
	return jitter(o->reconnect_min, o->reconnect_max, b->failures);
}

static void plan_retry(struct bind *b)
{
	usec delay, now = clock_mono();

	if (b->bound_at != 0 && now - b->bound_at >= STABLE_TIME)
		b->failures = 0;
	b->bound_at = 0;
	delay = retry_delay(b);
	if (b->failures < UINT32_MAX)
		b->failures++;
	b->next_try = clock_wall() + delay;
	timer_in(&b->retry, delay);
}

static void connect_now(void *arg)
{
	struct bind *b = arg;
	struct smsc *c = b->smsc;

	b->next_try = 0;
	session_dial(b->session, c->host, c->opt.port);
}

static void on_state(void *arg)
{
	struct bind *b = arg;
	struct smsc *c = b->smsc;
	enum session_state state = session_state(b->session);

	c->state_changed = true;
	if (state == SESSION_BOUND)
		b->bound_at = clock_mono();
	else if (state == SESSION_CLOSED && !c->draining)
		plan_retry(b);
}

static const char *message_id_of(const struct smpp_pdu *resp)
{
	if (resp == NULL)
		return "";
	if (resp->id == (SMPP_SUBMIT_SM | SMPP_ANSWER) ||
	    resp->id == (SMPP_DATA_SM | SMPP_ANSWER))
		return resp->body.message_resp.message_id;
	return "";
}

static void on_answered(void *arg, const struct session_token *tok,
    const struct session_answer *answer)
{
	struct bind *b = arg;
	struct smsc *c = b->smsc;
	struct smsc_answer a = {
		.status = answer->status,
		.class = smpp_status_class(answer->status),
		.message_id = message_id_of(answer->resp),
		.late = answer->late,
		.latency = answer->late ? 0 : clock_mono() - answer->sent,
	};

	if (a.class == SMPP_CLASS_THROTTLE)
		smsc_throttle(c);
	if (c->ev != NULL)
		c->ev->answered(c->arg, c->opt.id, tok, &a);
	/* The peer takes us for not bound: bind again (G9). */
	if (answer->status == SMPP_RINVBNDSTS && !c->freed)
		session_unbind(b->session);
}

static void on_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	const struct bind *b = arg;
	const struct smsc *c = b->smsc;

	(void)reason;
	if (c->ev != NULL)
		c->ev->doubt(c->arg, c->opt.id, tok);
}

static void on_returned(void *arg, const struct session_token *tok)
{
	const struct bind *b = arg;
	const struct smsc *c = b->smsc;

	if (c->ev != NULL)
		c->ev->returned(c->arg, c->opt.id, tok);
}

static void on_request(void *arg, const struct smpp_pdu *pdu)
{
	const struct bind *b = arg;
	const struct smsc *c = b->smsc;
	const struct reply_handle h = {
		.bind = b->index,
		.generation = session_generation(b->session),
		.sequence = pdu->sequence,
		.command = pdu->id,
	};

	if (c->ev != NULL)
		c->ev->deliver(c->arg, c->opt.id, &h, pdu);
}

static const struct session_events session_events = {
	.state = on_state,
	.answered = on_answered,
	.doubt = on_doubt,
	.returned = on_returned,
	.request = on_request,
};

static void open_one(struct smsc *c, uint32_t index)
{
	struct bind *b = &c->bind[index];
	char name[32];
	const struct session_options opt = {
		.name = name,
		.system_id = c->opt.system_id,
		.password = c->opt.password,
		.system_type = c->opt.system_type,
		.window = c->opt.window,
		.inbound_window = c->opt.inbound_window,
		.bind_timeout = c->opt.bind_timeout,
		.enquire_interval = c->opt.enquire_interval,
		.enquire_timeout = c->opt.enquire_timeout,
		.response_timeout = c->opt.response_timeout,
	};

	snprintf(name, sizeof(name), "%.20s/%u", c->name, index + 1);
	b->smsc = c;
	b->index = index;
	b->session = session_new(c->loop, SESSION_ESME, &opt);
	session_set_events(b->session, &session_events, b);
	timer_init(&b->retry, c->loop, connect_now, b);
}

void binds_open(struct smsc *c)
{
	c->bind = mem_new(c->opt.binds, sizeof(c->bind[0]));
	for (uint32_t i = 0; i < c->opt.binds; i++)
		open_one(c, i);
}

void binds_connect(struct smsc *c)
{
	for (uint32_t i = 0; i < c->opt.binds; i++)
		timer_in(&c->bind[i].retry, 0);
}

void binds_free(struct smsc *c)
{
	for (uint32_t i = 0; i < c->opt.binds; i++) {
		session_set_events(c->bind[i].session, NULL, NULL);
		session_free(c->bind[i].session);
		timer_stop(&c->bind[i].retry);
	}
}

void binds_unbind(struct smsc *c, bool all)
{
	for (uint32_t i = 0; i < c->opt.binds; i++) {
		struct bind *b = &c->bind[i];

		timer_stop(&b->retry);
		b->next_try = 0;
		if (all || session_unanswered(b->session) == 0)
			session_unbind(b->session);
	}
}

uint32_t binds_bound(const struct smsc *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->opt.binds; i++)
		n += session_is_bound(c->bind[i].session);
	return n;
}

uint32_t binds_room(const struct smsc *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->opt.binds; i++)
		n += session_room(c->bind[i].session);
	return n;
}

struct bind *binds_pick(const struct smsc *c)
{
	struct bind *best = NULL;
	uint32_t most = 0;

	for (uint32_t i = 0; i < c->opt.binds; i++) {
		uint32_t room = session_room(c->bind[i].session);

		if (room > most) {
			most = room;
			best = &c->bind[i];
		}
	}
	return best;
}
