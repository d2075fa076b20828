/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of an smsc: start, stop, pause, new options, and the end of each
 * turn, where all that changed comes together.
 *
 * 1. It dials only while `started` and not `draining`.
 * 2. A stop ends when every bind is closed; a start that came meanwhile takes
 *    effect then.
 */
#include "base/mem.h"
#include "session/secure.h"
#include "session/smsc_impl.h"

#include <stdlib.h>

static void set_config(struct smsc *c, struct config *next)
{
	uint32_t id = c->opt.id;

	config_fini(&c->config);
	c->config = *next;
	if (c->config.o.tls != NULL)
		c->config.o.tls = &c->config.tls;
	c->config.o.id = id;
	c->opt = c->config.o;
}

static void connect_all(struct smsc *c)
{
	outbind_open(c);
	binds_try(c);
}

/* Every bind is closed. */
static void end_drain(struct smsc *c)
{
	timer_stop(&c->drain_timer);
	c->draining = false;
	c->state_changed = true;
	if (c->started)
		connect_all(c);
}

static void on_turn_end(void *arg)
{
	struct smsc *c = arg;

	if (c->freed)
		return;
	binds_fit(c);
	renew_turn(c);
	if (c->draining)
		binds_unbind(c, false);
	if (c->draining && binds_are_closed(c))
		end_drain(c);
	slots_turn(c);
	alarms_turn(c);
	if (!c->state_changed || c->freed)
		return;
	c->state_changed = false;
	loop_again(c->loop);
	if (c->ev != NULL && c->ev->state != NULL)
		c->ev->state(c->arg, c->opt.id);
}

static void on_drain_timeout(void *arg)
{
	binds_unbind(arg, true);
}

struct smsc *smsc_new(struct loop *l, const struct smsc_options *opt)
{
	struct smsc *c = mem_new(1, sizeof(*c));

	c->loop = l;
	config_init(&c->config, opt);
	if (c->config.o.tls != NULL)
		c->config.o.tls = &c->config.tls;
	c->opt = c->config.o;
	slots_init(c);
	timer_init(&c->drain_timer, l, on_drain_timeout, c);
	outbind_init(c);
	renew_init(c);
	alarms_init(c);
	binds_fit(c);
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
	if (c->started)
		return;
	c->started = true;
	c->state_changed = true;
	loop_again(c->loop);
	if (!c->draining)
		connect_all(c);
}

void smsc_stop(struct smsc *c)
{
	c->started = false;
	c->state_changed = true;
	loop_again(c->loop);
	if (c->draining)
		return;
	c->draining = true;
	outbind_close(c);
	renew_stop(c);
	timer_in(&c->drain_timer, c->opt.drain_timeout);
}

bool smsc_is_closed(const struct smsc *c)
{
	return !c->started && c->pending_count == 0 && binds_are_closed(c);
}

static void hold(struct smsc *c, bool is_held)
{
	if (c->held == is_held)
		return;
	c->held = is_held;
	c->state_changed = true;
	loop_again(c->loop);
}

void smsc_pause(struct smsc *c)
{
	hold(c, true);
}

void smsc_resume(struct smsc *c)
{
	hold(c, false);
}

void smsc_reconnect(struct smsc *c)
{
	c->state_changed = true;
	loop_again(c->loop);
	if (c->started && !c->draining)
		connect_all(c);
}

static void rebind(struct smsc *c)
{
	c->epoch++;
	outbind_close(c);
	if (!c->started || c->draining)
		return;
	outbind_open(c);
	binds_try_anew(c);
}

void smsc_update(struct smsc *c, const struct smsc_options *opt)
{
	struct config next;
	bool is_same_bind;

	config_init(&next, opt);
	is_same_bind = config_is_same_bind(&c->config, &next);
	secure_renew(c, !is_same_bind);
	if (config_is_same(&c->config, &next)) {
		config_fini(&next);
		return;
	}
	set_config(c, &next);
	c->state_changed = true;
	loop_again(c->loop);
	binds_configure(c);
	binds_fit(c);
	slots_configure(c);
	if (!is_same_bind)
		rebind(c);
}

static void destroy(void *obj)
{
	struct smsc *c = obj;

	slots_fini(c);
	secure_fini(c);
	config_fini(&c->config);
	free(c);
}

void smsc_free(struct smsc *c)
{
	if (c == NULL || c->freed)
		return;
	c->freed = true;
	c->ev = NULL;
	outbind_close(c);
	renew_stop(c);
	binds_free(c);
	slots_stop(c);
	alarms_stop(c);
	timer_stop(&c->drain_timer);
	loop_hook_del(c->loop, &c->hook);
	loop_reap(c->loop, destroy, c);
}
