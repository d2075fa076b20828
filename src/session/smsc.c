/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots and requests of an smsc.
 *
 *	balance = sum of what `slots` said, less the calls of smsc_send()
 *	room    = free window slots of the bound binds
 *	free    = the lesser of room and free permits; 0 when draining
 *
 * 1. At the end of a turn balance + pending <= free, unless balance <= 0: what
 *    is offered can be sent. The difference, if any, is offered, or taken back
 *    as far as it was not used.
 * 2. So each slot is offered once: it is free, or the caller's, or in use by
 *    a request that is pending or unanswered.
 * 3. Pending requests go first, in their order; smsc_send() passes them by
 *    never.
 * 4. With no bind up nothing stays pending.
 */
#include "session/smsc.h"

#include "base/clock.h"
#include "base/mem.h"
#include "session/smsc_impl.h"

#include <esmed/frame.h>

#include <stdlib.h>
#include <string.h>

#define DEBT_MAX   31   /* further parts of one message */
#define ROOM_USUAL 1024 /* a submit_sm with a text and some TLVs */

/* A request in c->pending, its bytes behind it. */
struct record {
	struct session_token token;
	size_t len;
};

static bool is_paused(const struct smsc *c)
{
	return clock_mono() < c->paused_until;
}

void smsc_throttle(struct smsc *c)
{
	c->throttled++;
	c->paused_until = clock_mono() + SECOND - clock_wall() % SECOND;
}

/* The bind that may send one more request now, or NULL. */
static struct bind *sender(struct smsc *c)
{
	if (c->draining || is_paused(c) ||
	    permits_free(&c->permits, clock_mono()) == 0)
		return NULL;
	return binds_pick(c);
}

/* What was on its way when its slots were withdrawn, the debt, and as much
 * again: beyond it the owner is wrong. */
static uint32_t pending_max(const struct smsc *c)
{
	return 2 * (c->opt.binds * c->opt.window + DEBT_MAX);
}

static int keep(struct smsc *c, const struct session_token *tok,
    const struct smpp_pdu *pdu)
{
	struct record r = { .token = *tok };
	size_t room = ROOM_USUAL;
	uint8_t *to;
	int rc;

	if (c->pending_count >= pending_max(c))
		return RC_FULL;
	to = buf_reserve(&c->pending, sizeof(r) + room);
	rc = smpp_encode(pdu, to + sizeof(r), room, &r.len);
	if (rc == RC_SHORT) {
		room = SMPP_LIMIT_BOUND;
		to = buf_reserve(&c->pending, sizeof(r) + room);
		rc = smpp_encode(pdu, to + sizeof(r), room, &r.len);
	}
	if (rc != 0)
		return rc == RC_SHORT ? RC_TOO_LONG : rc;
	memcpy(to, &r, sizeof(r));
	buf_added(&c->pending, sizeof(r) + r.len);
	c->pending_count++;
	loop_again(c->loop);
	return 0;
}

int smsc_send(struct smsc *c, const struct session_token *tok,
    const struct smpp_pdu *pdu)
{
	struct bind *b = NULL;
	int rc;

	c->balance--;
	if (c->pending_count == 0)
		b = sender(c);
	if (b == NULL)
		return keep(c, tok, pdu);
	rc = session_send(b->session, tok, pdu);
	if (rc == 0)
		permits_take(&c->permits, clock_mono());
	return rc;
}

void smsc_skip(struct smsc *c)
{
	c->balance--;
	loop_again(c->loop);
}

static void send_pending(struct smsc *c)
{
	struct record r;
	struct bind *b;

	while (c->pending_count != 0 && (b = sender(c)) != NULL) {
		const uint8_t *at = buf_bytes(&c->pending);

		memcpy(&r, at, sizeof(r));
		if (session_send_bytes(b->session, &r.token, at + sizeof(r),
			r.len) != 0)
			return; /* not so: the bind was picked for its room */
		permits_take(&c->permits, clock_mono());
		buf_eat(&c->pending, sizeof(r) + r.len);
		c->pending_count--;
	}
}

int smsc_withdraw(struct smsc *c, uint64_t msg, struct session_token *tok)
{
	uint8_t *all = buf_bytes(&c->pending);
	struct record r;
	size_t size;

	for (size_t at = 0; at < c->pending.len; at += size) {
		memcpy(&r, all + at, sizeof(r));
		size = sizeof(r) + r.len;
		if (r.token.msg != msg)
			continue;
		*tok = r.token;
		memmove(all + at, all + at + size, c->pending.len - at - size);
		c->pending.len -= size;
		c->pending_count--;
		loop_again(c->loop);
		return 0;
	}
	return RC_NOT_FOUND;
}

/* The owner may send from inside `returned`: that is pending anew. */
static void return_pending(struct smsc *c)
{
	struct buf old = c->pending;
	struct record r;

	c->pending = (struct buf){ 0 };
	c->pending_count = 0;
	while (old.len != 0) {
		memcpy(&r, buf_bytes(&old), sizeof(r));
		buf_eat(&old, sizeof(r) + r.len);
		if (c->ev != NULL)
			c->ev->returned(c->arg, c->opt.id, &r.token);
	}
	buf_free(&old);
	loop_again(c->loop);
}

static void offer(struct smsc *c, int64_t n)
{
	c->balance += n;
	if (c->ev != NULL)
		c->ev->slots(c->arg, c->opt.id, (int)n);
	loop_again(c->loop);
}

static void settle_slots(struct smsc *c)
{
	uint32_t room = c->draining ? 0 : binds_room(c);
	uint32_t permits = permits_free(&c->permits, clock_mono());
	int64_t free = room < permits ? room : permits;
	int64_t spare = free - c->pending_count - c->balance;
	usec at;

	timer_stop(&c->permit_timer);
	if (is_paused(c))
		timer_at(&c->permit_timer, c->paused_until);
	else if ((room > permits || c->pending_count != 0) &&
		 permits_next(&c->permits, &at) == 0)
		timer_at(&c->permit_timer, at);

	if (spare > 0 && !is_paused(c))
		offer(c, spare);
	else if (spare < 0 && c->balance > 0)
		offer(c, -spare > c->balance ? -c->balance : spare);
}

static void on_turn_end(void *arg)
{
	struct smsc *c = arg;

	if (c->freed)
		return;
	if (c->pending_count != 0)
		send_pending(c);
	if (c->pending_count != 0 && (c->draining || binds_bound(c) == 0))
		return_pending(c);
	if (c->draining)
		binds_unbind(c, false);
	settle_slots(c);
	if (!c->state_changed || c->freed)
		return;
	c->state_changed = false;
	loop_again(c->loop);
	if (c->ev != NULL && c->ev->state != NULL)
		c->ev->state(c->arg, c->opt.id);
}

/* The work is done at the end of the turn in which this fires. */
static void on_permit(void *arg)
{
	(void)arg;
}

static void on_drain_timeout(void *arg)
{
	binds_unbind(arg, true);
}

static void default_to(usec *value, usec otherwise)
{
	if (*value == 0)
		*value = otherwise;
}

struct smsc *smsc_new(struct loop *l, const struct smsc_options *opt)
{
	struct smsc *c = mem_new(1, sizeof(*c));

	c->loop = l;
	c->opt = *opt;
	c->name = mem_strdup(opt->name);
	c->host = mem_strdup(opt->host);
	if (c->opt.binds == 0)
		c->opt.binds = 1;
	if (c->opt.window == 0)
		c->opt.window = 10;
	default_to(&c->opt.reconnect_min, SECOND);
	default_to(&c->opt.reconnect_max, 60 * SECOND);
	default_to(&c->opt.drain_timeout, 30 * SECOND);
	permits_init(&c->permits, opt->throughput);
	timer_init(&c->permit_timer, l, on_permit, c);
	timer_init(&c->drain_timer, l, on_drain_timeout, c);
	binds_open(c);
	c->opt.system_id = c->opt.password = c->opt.system_type = NULL;
	c->opt.name = c->name;
	c->opt.host = c->host;
	c->hook = (struct loop_hook){ .fn = on_turn_end, .arg = c };
	loop_at_turn_end(l, &c->hook);
	return c;
}

void smsc_set_events(struct smsc *c, const struct smsc_events *ev, void *arg)
{
	c->ev = ev;
	c->arg = arg;
}

void smsc_start(struct smsc *c)
{
	binds_connect(c);
}

void smsc_drain(struct smsc *c)
{
	if (c->draining)
		return;
	c->draining = true;
	c->state_changed = true;
	timer_in(&c->drain_timer, c->opt.drain_timeout);
	loop_again(c->loop);
}

bool smsc_is_closed(const struct smsc *c)
{
	if (!c->draining || c->pending_count != 0)
		return false;
	for (uint32_t i = 0; i < c->opt.binds; i++)
		if (session_state(c->bind[i].session) != SESSION_CLOSED)
			return false;
	return true;
}

static void destroy(void *obj)
{
	struct smsc *c = obj;

	buf_free(&c->pending);
	permits_fini(&c->permits);
	free(c->bind);
	free(c->name);
	free(c->host);
	free(c);
}

void smsc_free(struct smsc *c)
{
	if (c == NULL || c->freed)
		return;
	c->freed = true;
	c->ev = NULL;
	binds_free(c);
	timer_stop(&c->permit_timer);
	timer_stop(&c->drain_timer);
	loop_hook_del(c->loop, &c->hook);
	loop_reap(c->loop, destroy, c);
}

void smsc_reply(struct smsc *c, const struct reply_handle *h, uint32_t status)
{
	struct session *s;

	if (h->bind >= c->opt.binds)
		return;
	s = c->bind[h->bind].session;
	if (session_generation(s) == h->generation)
		session_reply_status(s, h->sequence, h->command, status);
}

void smsc_status(const struct smsc *c, struct smsc_status *st)
{
	*st = (struct smsc_status){
		.name = c->name,
		.host = c->host,
		.port = c->opt.port,
		.binds = c->opt.binds,
		.bound = binds_bound(c),
		.window = c->opt.window,
		.pending = c->pending_count,
		.balance = c->balance,
		.throughput = c->opt.throughput,
		.throttled = c->throttled,
		.paused = is_paused(c),
		.draining = c->draining,
	};
	for (uint32_t i = 0; i < c->opt.binds; i++)
		st->unanswered += session_unanswered(c->bind[i].session);
}

void smsc_bind_status(const struct smsc *c, uint32_t bind,
    struct smsc_bind_status *st)
{
	const struct bind *b = &c->bind[bind];

	*st = (struct smsc_bind_status){
		.state = session_state(b->session),
		.reason = session_reason(b->session),
		.bind_status = session_bind_status(b->session),
		.since = session_since(b->session),
		.next_try = b->next_try,
		.unanswered = session_unanswered(b->session),
		.failures = b->failures,
		.counts = *session_counts(b->session),
	};
}
