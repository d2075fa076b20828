/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots and requests of an smsc.
 *
 *	balance = sum of what `slots` said, less the calls of smsc_send()
 *	room    = free window slots of the bound binds
 *	free    = the lesser of room and what rate and caps allow now, or in
 *	          a moment, as the owner takes its time (limits.c); 0 when
 *	          it may not submit: draining, stopped or paused
 *
 * 1. At the end of a turn balance + pending <= free, unless balance <= 0: what
 *    is offered can be sent, if not at once. The difference, if any, is
 *    offered, or taken back as far as it was not used.
 * 2. So each slot is offered once: it is free, or the caller's, or in use by
 *    a request that is pending or unanswered.
 * 3. Pending requests go first, in their order; smsc_send() passes them by
 *    never.
 * 4. With no bind up, or when it may not submit, nothing stays pending.
 */
#include "session/smsc.h"

#include "base/clock.h"
#include "session/smsc_impl.h"

#include <esmed/frame.h>

#include <string.h>

#define DEBT_MAX   31   /* further parts of one message */
#define ROOM_USUAL 1024 /* a submit_sm with a text and some TLVs */

/* A request in c->pending, its bytes behind it. */
struct record {
	struct session_token token;
	size_t len;
};

/* The bind that may send one more request now, or NULL. */
static struct bind *sender(struct smsc *c)
{
	if (!smsc_submits(c) || limits_free(c) == 0)
		return NULL;
	return binds_pick(c);
}

/* What was on its way when its slots were withdrawn, the debt, and as much
 * again: beyond it the owner is wrong. */
static uint32_t pending_max(const struct smsc *c)
{
	return 2 * (c->bind_count * c->opt.window + DEBT_MAX);
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
		limits_sent(c);
	return rc;
}

int smsc_request(struct smsc *c, const struct session_token *tok,
    const struct smpp_pdu *pdu)
{
	struct session_token aside = *tok;
	struct bind *b;
	int rc;

	if (!smsc_submits(c) || binds_senders(c) == 0)
		return RC_CLOSED;
	b = c->pending_count == 0 ? sender(c) : NULL;
	if (b == NULL)
		return RC_FULL;
	aside.flags = TOKEN_ASIDE;
	rc = session_send(b->session, &aside, pdu);
	if (rc == 0)
		limits_sent(c);
	loop_again(c->loop);
	return rc;
}

void smsc_skip(struct smsc *c)
{
	c->balance--;
	loop_again(c->loop);
}

/* What was encoded before its bind was known has TLVs; a bind of SMPP 3.3 has
 * them left out. */
static int send_kept(struct bind *b, const struct record *r,
    const uint8_t *bytes)
{
	struct smpp_pdu pdu;
	int rc;

	if (session_version(b->session) >= 0x34)
		return session_send_bytes(b->session, &r->token, bytes, r->len);
	rc = smpp_decode(bytes, r->len, &pdu);
	return rc != 0 ? rc : session_send(b->session, &r->token, &pdu);
}

static void send_pending(struct smsc *c)
{
	struct record r;
	struct bind *b;

	while (c->pending_count != 0 && (b = sender(c)) != NULL) {
		const uint8_t *at = buf_bytes(&c->pending);
		int rc;

		memcpy(&r, at, sizeof(r));
		rc = send_kept(b, &r, at + sizeof(r));
		buf_eat(&c->pending, sizeof(r) + r.len);
		c->pending_count--;
		if (rc == 0)
			limits_sent(c);
		else
			smsc_returned(c, &r.token);
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
		smsc_returned(c, &r.token);
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
	uint32_t room = smsc_submits(c) ? binds_room(c) : 0;
	uint32_t allowed = limits_wanted(c);
	int64_t free = room < allowed ? room : allowed;
	int64_t spare = free - c->pending_count - c->balance;
	usec at;

	timer_stop(&c->permit_timer);
	if ((room > allowed || c->pending_count != 0) &&
	    limits_next(c, &at) == 0)
		timer_at(&c->permit_timer, at);

	if (spare > 0)
		offer(c, spare);
	else if (spare < 0 && c->balance > 0)
		offer(c, -spare > c->balance ? -c->balance : spare);
}

void slots_turn(struct smsc *c)
{
	if (c->pending_count != 0)
		send_pending(c);
	if (c->pending_count != 0 &&
	    (!smsc_submits(c) || binds_senders(c) == 0))
		return_pending(c);
	settle_slots(c);
}

/* The work is done at the end of the turn in which this fires. */
static void on_permit(void *arg)
{
	(void)arg;
}

void slots_init(struct smsc *c)
{
	limits_init(c);
	timer_init(&c->permit_timer, c->loop, on_permit, c);
}

void slots_configure(struct smsc *c)
{
	limits_configure(c);
}

void slots_stop(struct smsc *c)
{
	timer_stop(&c->permit_timer);
	limits_stop(c);
}

void slots_fini(struct smsc *c)
{
	buf_free(&c->pending);
	limits_fini(c);
}
