/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the server and the handlers: a request goes to the one of its path.
 * What the ledger says comes back in heard.c.
 *
 * Whether a request may be made is looked at when its head has come, so that
 * no body is read for nothing, and again when it is complete: that is cheaper
 * than to keep the answer in between.
 */
#include "api/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/bulk.h"
#include "api/endpoint.h"
#include "api/guard.h"
#include "api/kannel.h"
#include "api/life.h"
#include "api/listen.h"
#include "api/pour.h"
#include "api/ui.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/mem.h"
#include "http/form.h"
#include "http/tries.h"

static const struct api_extra *find_extra(const struct api *a, const char *path)
{
	const struct api_extra *x = a->with.extra;

	while (x != NULL && x->path != NULL && strcmp(x->path, path) != 0)
		x++;
	return x != NULL && x->path != NULL ? x : NULL;
}

/* What the server wants to know of a request. */
static void fill_plan(struct http_plan *plan, const struct endpoint_match *m)
{
	plan->twilio_id = m->face == FACE_TWILIO;
	if (m->endpoint != NULL)
		plan->route = m->endpoint->path;
}

/* False: it was refused. `whole`: the body has come. */
static bool is_admitted(struct api *a, enum endpoint_who least, struct call *c,
    bool whole)
{
	enum refusal no;

	if (least == WHO_ANYBODY)
		return true;
	if (c->face == FACE_UI)
		return ui_admit(a, least, c, whole);
	if (who_asks(a, c) != 0) {
		guard_refuse(a, c);
		return false;
	}
	no = who_may(a, c, least);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

/* NULL: it was refused. `plan` may be NULL: it is known. */
static const struct endpoint *resolve(struct api *a,
    const struct http_request *r, struct http_plan *plan, struct call *c)
{
	struct endpoint_match m;

	endpoint_find(r->method, r->path, &m);
	if (plan != NULL)
		fill_plan(plan, &m);
	*c = (struct call){ .request = r,
		.id = r->id,
		.face = m.face,
		.in_path = m.parts.id,
		.sub_in_path = m.parts.sub,
		.account_in_path = m.parts.account };
	if (m.endpoint == NULL && m.allow[0] == '\0')
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
	else if (m.endpoint == NULL)
		reply_method(a, r->id, m.face, m.allow);
	else if (is_admitted(a, m.endpoint->who, c, plan == NULL))
		return m.endpoint;
	return NULL;
}

static void on_began(void *arg, const struct http_request *r,
    struct http_plan *plan)
{
	struct api *a = arg;
	const struct api_extra *x = find_extra(a, r->path);
	const struct endpoint *e;
	struct call c;

	if (x != NULL) {
		plan->unlogged = true;
		if (x->method != endpoint_method(r->method))
			reply_method(a, r->id, FACE_NATIVE,
			    endpoint_method_names(x->method));
		return;
	}
	if (kannel_is_at(a, r->path)) {
		kannel_began(a, r, plan);
		return;
	}
	e = resolve(a, r, plan, &c);
	if (e == NULL || e->body == HTTP_BODY_WHOLE)
		return;
	plan->body = e->body;
	e->handle(a, &c);
}

static void on_line(void *arg, http_id id, const char *line, size_t len)
{
	bulk_line(arg, id, line, len);
}

static void on_long_line(void *arg, http_id id)
{
	bulk_long_line(arg, id);
}

static void on_refused(void *arg, const char *target, int status,
    const char *why, struct buf *body)
{
	(void)arg;
	reply_below(target, status, why, body);
}

static void on_ended(void *arg, const struct http_request *r)
{
	struct api *a = arg;
	const struct api_extra *x = find_extra(a, r->path);
	const struct endpoint *e;
	struct call c;

	if (x != NULL) {
		x->asked(a->with.extra_arg, r->id, r->body, r->body_len);
		return;
	}
	if (kannel_is_at(a, r->path)) {
		kannel_asked(a, r);
		return;
	}
	if (bulk_ended(a, r->id))
		return;
	e = resolve(a, r, NULL, &c);
	if (e != NULL)
		e->handle(a, &c);
}

static void on_gone(void *arg, http_id id)
{
	bulk_gone(arg, id);
	pour_gone(arg, id);
	camp_walks_gone(arg, id);
	ui_gone(arg, id);
}

static const struct http_events server_events = {
	.began = on_began,
	.line = on_line,
	.long_line = on_long_line,
	.refused = on_refused,
	.ended = on_ended,
	.gone = on_gone,
};

struct api *api_new(const struct api_options *o)
{
	struct api *a = mem_new(1, sizeof(*a));

	a->with = *o;
	a->began = clock_mono();
	a->names = (struct message_names){ .conf = o->conf,
		.flow = o->flow,
		.ledger = o->ledger,
		.campaigns = o->campaigns };
	a->server = http_server_new(o->loop, &server_events, a, NULL);
	a->form = mem_new(1, sizeof(*a->form));
	a->tries = tries_new();
	who_init(a);
	wait_init(a);
	items_init(a);
	usage_init(a);
	figures_init(a);
	kannel_init(a);
	ui_init(a);
	return a;
}

void api_free(struct api *a)
{
	http_server_free(a->server);
	bulk_fini(a);
	pour_fini(a);
	camp_walks_fini(a);
	wait_fini(a);
	items_fini(a);
	usage_fini(a);
	figures_fini(a);
	kannel_fini(a);
	ui_fini(a);
	form_fini(a->form);
	free(a->form);
	buf_free(&a->body);
	who_fini(a);
	tries_free(a->tries);
	listen_fini(a);
	free(a);
}

void api_reconfigure(struct api *a, const struct conf *conf)
{
	a->with.conf = a->names.conf = conf;
	who_init(a);
	listen_reconfigured(a);
	bulk_reconfigured(a);
}

void api_accept(struct api *a, struct stream *st)
{
	http_server_accept(a->server, st);
}

void api_drain(struct api *a)
{
	http_server_drain(a->server);
	pour_drain(a);
}

void api_turn(struct api *a)
{
	bulk_turn(a);
	pour_turn(a);
	figures_turn(a);
	ui_turn(a);
}

void api_set_webhook(struct api *a, struct webhook *w)
{
	a->webhook = w;
}
