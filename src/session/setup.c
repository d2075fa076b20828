/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session's options, its birth and its end.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "session/session_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void default_to(usec *value, usec otherwise)
{
	if (*value == 0)
		*value = otherwise;
}

static void copy_text(char *to, size_t room, const char *text)
{
	snprintf(to, room, "%s", text == NULL ? "" : text);
}

static void set_defaults(struct session_options *o)
{
	if (o->bind_command == 0)
		o->bind_command = SMPP_BIND_TRANSCEIVER;
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

static void copy_options(struct session *s, const struct session_options *opt)
{
	struct session_options *o = &s->opt;

	*o = *opt;
	copy_text(s->system_id, sizeof(s->system_id), opt->system_id);
	copy_text(s->password, sizeof(s->password), opt->password);
	copy_text(s->system_type, sizeof(s->system_type), opt->system_type);
	copy_text(s->address_range, sizeof(s->address_range),
	    opt->address_range);
	o->name = o->system_id = o->password = NULL;
	o->system_type = o->address_range = NULL;
	set_defaults(o);
}

/* The timers that run count by the new options. */
static void renew_timers(struct session *s)
{
	usec oldest;

	if (timer_is_set(&s->alive) && s->enquire_seq == 0)
		timer_at(&s->alive, s->last_in + s->opt.enquire_interval);
	if (window_oldest(s->window, &oldest) == 0)
		timer_at(&s->answers, oldest + s->opt.response_timeout);
	timer_stop(&s->idle);
	if (s->state == SESSION_BOUND && s->opt.inactivity_timeout != 0)
		timer_at(&s->idle, s->last_work + s->opt.inactivity_timeout);
}

void session_set_options(struct session *s, const struct session_options *opt)
{
	copy_options(s, opt);
	window_limit(s->window, s->opt.window);
	renew_timers(s);
}

void session_limit_window(struct session *s, uint32_t n)
{
	window_limit(s->window, n);
}

struct session *session_new(struct loop *l, enum session_role role,
    const struct session_options *opt)
{
	struct session *s = mem_new(1, sizeof(*s));

	s->loop = l;
	s->role = role;
	s->since = clock_wall();
	copy_text(s->name, sizeof(s->name), opt->name);
	copy_options(s, opt);
	s->window = window_new(s->opt.window);
	session_init_timers(s);
	return s;
}

void session_set_events(struct session *s, const struct session_events *ev,
    void *arg)
{
	s->ev = ev;
	s->arg = arg;
}

void session_set_quiet(struct session *s, bool is_quiet)
{
	s->quiet = is_quiet;
}

static void destroy(void *obj)
{
	struct session *s = obj;

	window_free(s->window);
	late_fini(&s->late);
	answered_fini(&s->answered);
	explicit_bzero(s->password, sizeof(s->password));
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
