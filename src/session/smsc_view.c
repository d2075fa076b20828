/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What others may ask an smsc, and its replies to what it was asked.
 */
#include "session/smsc_impl.h"

static struct bind *bind_of(const struct smsc *c, const struct reply_handle *h)
{
	struct bind *b;

	if (h->bind >= c->bind_count)
		return NULL;
	b = c->bind[h->bind];
	if (b->generation != h->generation ||
	    session_state(b->session) == SESSION_CLOSED)
		return NULL;
	return b;
}

void smsc_reply(struct smsc *c, const struct reply_handle *h, uint32_t status)
{
	struct bind *b = bind_of(c, h);

	if (b == NULL) {
		c->tally.inbound.unsaid++;
		return;
	}
	if (status == 0)
		c->tally.inbound.acked++;
	else
		c->tally.inbound.refused++;
	session_reply_status(b->session, h->sequence, h->command, status);
}

static usec first_expiry(const struct smsc *c)
{
	usec first = c->tls == NULL ? 0 : tls_expires(c->tls);

	for (uint32_t i = 0; i < c->bind_count; i++) {
		usec at = c->bind[i]->tls_expires;

		if (at != 0 && (first == 0 || at < first))
			first = at;
	}
	return first;
}

/* What flapping has left of it (retry.c). */
static uint32_t window_now(const struct smsc *c)
{
	uint32_t least = c->opt.window;

	for (uint32_t i = 0; i < c->bind_count; i++) {
		const struct session *s = c->bind[i]->session;

		if (session_state(s) == SESSION_BOUND &&
		    session_window(s) < least)
			least = session_window(s);
	}
	return least;
}

void smsc_status(const struct smsc *c, struct smsc_status *st)
{
	const struct smsc_inbound *in = &c->tally.inbound;

	*st = (struct smsc_status){
		.name = c->opt.name,
		.host = c->opt.host,
		.port = c->opt.port,
		.state = c->state,
		.since = c->since,
		.binds = c->bind_count,
		.bound = binds_bound(c),
		.window = c->opt.window,
		.window_now = window_now(c),
		.pending = c->pending_count,
		.balance = c->balance,
		.draining = c->draining || !c->started,
		.may_take = smsc_submits(c) && binds_senders(c) != 0,
		.alarms = c->alarms,
		.last_error = c->last_error,
		.last_error_at = c->last_error_at,
		.tls_expires = first_expiry(c),
		.answers = &c->tally.answers,
		.inbound = *in,
	};
	limits_status(c, st);
	if (st->window_now < st->window && st->rate_found == 0)
		st->rate_reason = "as configured, but the window is smaller "
				  "while the link flaps";
	st->inbound.waiting = in->taken - in->acked - in->refused - in->unsaid;
	for (uint32_t i = 0; i < c->bind_count; i++)
		st->unanswered += session_unanswered(c->bind[i]->session);
}

void smsc_bind_status(const struct smsc *c, uint32_t bind,
    struct smsc_bind_status *st)
{
	const struct bind *b = c->bind[bind];
	const struct session *s = b->session;

	*st = (struct smsc_bind_status){
		.state = session_state(s),
		.command = config_command(&c->config, bind),
		.reason = session_reason(s),
		.why = session_why(s),
		.peer = session_peer(s),
		.system_id = session_peer_id(s),
		.interface_version = session_version(s),
		.bind_status = session_bind_status(s),
		.since = session_since(s),
		.next_try = b->next_try,
		.window = session_window(s),
		.unanswered = session_unanswered(s),
		.failures = b->failures,
		.outdated = renew_is_due(b),
		.counts = *session_counts(s),
	};
}
