/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Binds made anew with new options, and binds that are no longer wanted: one
 * after another, each in peace.
 *
 * c->renewing is the one whose turn it is. First it is `leaving`: it takes no
 * request, waits for its answers, unbinds. Then it is dialled with the new
 * options, and only when it stands is the turn of the next. So new options
 * that do not work cost one bind, the others keep the old.
 */
#include "session/smsc_impl.h"

bool renew_is_due(const struct bind *b)
{
	const struct smsc *c = b->smsc;

	return session_is_bound(b->session) &&
	       (b->epoch != c->epoch || b->index >= config_binds(&c->config));
}

/* Those that are made anew come first, then those that go, the last first. */
static struct bind *pick(const struct smsc *c)
{
	uint32_t wanted = config_binds(&c->config);

	for (uint32_t i = 0; i < wanted && i < c->bind_count; i++) {
		if (renew_is_due(c->bind[i]))
			return c->bind[i];
	}
	for (uint32_t i = c->bind_count; i > wanted; i--) {
		if (renew_is_due(c->bind[i - 1]))
			return c->bind[i - 1];
	}
	return NULL;
}

static void begin(struct smsc *c, struct bind *b)
{
	log_info(c->opt.name, "bind=%u is %s", b->index + 1,
	    b->index < config_binds(&c->config) ? "made anew" : "given up");
	c->renewing = b;
	b->leaving = true;
	timer_in(&c->renew_timer, c->opt.drain_timeout);
}

void renew_turn(struct smsc *c)
{
	struct bind *b = c->renewing;

	if (!c->started || c->draining)
		return;
	if (b != NULL && !b->leaving && session_is_bound(b->session))
		b = c->renewing = NULL;
	if (b == NULL) {
		b = pick(c);
		if (b == NULL)
			return;
		begin(c, b);
	}
	if (b->leaving && session_unanswered(b->session) == 0)
		session_unbind(b->session);
}

bool renew_closed(struct bind *b)
{
	struct smsc *c = b->smsc;

	if (!b->leaving)
		return false;
	b->leaving = false;
	timer_stop(&c->renew_timer);
	if (b->index < config_binds(&c->config))
		retry_now(b);
	else
		c->renewing = NULL;
	return true;
}

static void on_timeout(void *arg)
{
	struct smsc *c = arg;

	if (c->renewing != NULL)
		session_unbind(c->renewing->session);
}

void renew_init(struct smsc *c)
{
	timer_init(&c->renew_timer, c->loop, on_timeout, c);
}

void renew_stop(struct smsc *c)
{
	timer_stop(&c->renew_timer);
	if (c->renewing != NULL)
		c->renewing->leaving = false;
	c->renewing = NULL;
}
