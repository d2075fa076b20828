/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: `reading` says that the thread exists and that `result` is its;
 * the loop touches neither until the thread has rung.
 */
#include "daemon/reload.h"

#include <pthread.h>
#include <stdlib.h>

#include "api/api.h"
#include "base/mem.h"
#include "route/route.h"

struct reload {
	const char *file;
	void (*done)(void *arg, struct reloaded *r);
	void *arg;
	struct loop_wake wake;
	pthread_t thread;
	bool reading, again;
	struct reloaded result;
};

static void *read_all(void *arg)
{
	struct reload *r = arg;
	struct reloaded *to = &r->result;

	to->rc = conf_load(r->file, &to->conf, &to->report);
	if (to->rc == 0)
		to->rc = api_check(to->conf);
	if (to->rc == 0)
		to->rc = route_table_new(to->conf, &to->routes);
	loop_notify(&r->wake);
	return NULL;
}

static void start(struct reload *r)
{
	r->again = false;
	r->reading = true;
	r->result = (struct reloaded){ 0 };
	/* No thread is as bad as no memory. */
	if (pthread_create(&r->thread, NULL, read_all, r) != 0)
		abort();
}

static void forget(struct reloaded *r)
{
	route_table_free(r->routes);
	conf_free(r->conf);
	conf_report_free(&r->report);
	*r = (struct reloaded){ 0 };
}

static void on_read(void *arg)
{
	struct reload *r = arg;
	struct reloaded result;

	if (!r->reading)
		return;
	pthread_join(r->thread, NULL);
	r->reading = false;
	result = r->result;
	r->result = (struct reloaded){ 0 };
	if (r->again) {
		forget(&result);
		start(r);
		return;
	}
	r->done(r->arg, &result);
	forget(&result);
}

struct reload *reload_new(struct loop *l, const char *file,
    void (*done)(void *arg, struct reloaded *r), void *arg)
{
	struct reload *r = mem_new(1, sizeof(*r));

	r->file = file;
	r->done = done;
	r->arg = arg;
	r->wake = (struct loop_wake){ .fn = on_read, .arg = r };
	loop_wake_init(l, &r->wake);
	return r;
}

void reload_begin(struct reload *r)
{
	if (r->reading)
		r->again = true;
	else
		start(r);
}

void reload_free(struct reload *r)
{
	if (r == NULL)
		return;
	if (r->reading)
		pthread_join(r->thread, NULL);
	forget(&r->result);
	loop_wake_fini(&r->wake);
	free(r);
}
