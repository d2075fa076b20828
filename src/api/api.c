/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the server and the ledger: a request goes to the handler of its
 * path, an event to the request that waits for it.
 *
 * Whether a request may be made is looked at when its head has come, so that
 * no body is read for nothing, and again when it is complete: that is cheaper
 * than to keep the answer in between.
 */
#include "api/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/endpoint.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "http/form.h"

static const struct api_extra *find_extra(const struct api *a, const char *path)
{
	const struct api_extra *x = a->with.extra;

	while (x != NULL && x->path != NULL && strcmp(x->path, path) != 0)
		x++;
	return x != NULL && x->path != NULL ? x : NULL;
}

/* NULL: it was refused. */
static const struct endpoint *resolve(struct api *a,
    const struct http_request *r, struct call *c)
{
	struct endpoint_match m;

	endpoint_find(r->method, r->path, &m);
	*c = (struct call){ .request = r,
		.id = r->id,
		.face = m.face,
		.in_path = m.parts.id,
		.account_in_path = m.parts.account };
	if (m.allow[0] == '\0')
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
	else if (m.endpoint == NULL)
		reply_method(a, r->id, m.face, m.allow);
	else if (m.endpoint->who == WHO_ACCOUNT &&
		 who_asks(a, r, &c->account) != 0)
		reply_refusal(a, c, REFUSAL_UNAUTHORIZED);
	else
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
		if (x->method != endpoint_method(r->method))
			reply_method(a, r->id, FACE_NATIVE,
			    endpoint_method_names(x->method));
		return;
	}
	e = resolve(a, r, &c);
	if (e == NULL || e->body == HTTP_BODY_WHOLE)
		return;
	plan->body = e->body;
	e->handle(a, &c);
}

static void on_line(void *arg, http_id id, const char *line, size_t len)
{
	bulk_line(arg, id, line, len);
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
	if (bulk_ended(a, r->id))
		return;
	e = resolve(a, r, &c);
	if (e != NULL)
		e->handle(a, &c);
}

static void on_gone(void *arg, http_id id)
{
	bulk_gone(arg, id);
}

static const struct http_events server_events = {
	.began = on_began,
	.line = on_line,
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
		.ledger = o->ledger };
	a->server = http_server_new(o->loop, &server_events, a, NULL);
	a->form = mem_new(1, sizeof(*a->form));
	who_init(a);
	wait_init(a);
	return a;
}

void api_free(struct api *a)
{
	http_server_free(a->server);
	bulk_fini(a);
	wait_fini(a);
	form_fini(a->form);
	free(a->form);
	buf_free(&a->body);
	free(a->token);
	free(a);
}

int api_listen(struct api *a)
{
	const struct conf *conf = a->with.conf;
	char addr[300];
	int rc = 0;

	for (size_t i = 0; i < conf->https && rc == 0; i++) {
		const struct conf_listen *l = &conf->http[i].listen;
		bool v6 = strchr(l->host, ':') != NULL;

		snprintf(addr, sizeof(addr), v6 ? "[%s]:%u" : "%s:%u", l->host,
		    l->port);
		rc = http_server_listen(a->server, addr);
		if (rc == 0)
			log_info("http", "listening name=%s address=%s",
			    conf->http[i].name, addr);
	}
	return rc;
}

void api_reconfigure(struct api *a, const struct conf *conf)
{
	a->with.conf = a->names.conf = conf;
	who_init(a);
	bulk_reconfigured(a);
}

uint16_t api_port(const struct api *a, size_t n)
{
	return http_server_port(a->server, n);
}

void api_accept(struct api *a, struct stream *st)
{
	http_server_accept(a->server, st);
}

void api_drain(struct api *a)
{
	http_server_drain(a->server);
}

size_t api_in_flight(const struct api *a)
{
	return http_server_in_flight(a->server);
}

void api_turn(struct api *a)
{
	bulk_turn(a);
}

void api_accepted(struct api *a, uint64_t token,
    const struct accepted *accepted)
{
	struct wait *w;

	if ((token & TOKEN_BULK) != 0) {
		bulk_taken(a, token, &accepted->id);
		return;
	}
	w = wait_find(a, token);
	if (w == NULL)
		return;
	if (w->face == FACE_TWILIO)
		twilio_created(a, w, accepted);
	else
		native_created(a, w, accepted);
	wait_give(a, token);
}

void api_refused(struct api *a, uint64_t token, int rc)
{
	struct wait *w;

	if ((token & TOKEN_BULK) != 0) {
		bulk_refused(a, token, rc);
		return;
	}
	w = wait_find(a, token);
	if (w == NULL)
		return;
	reply_fault(a, w->id, w->face, ledger_row(rc));
	wait_give(a, token);
}

/* Nothing was taken where something was only read. */
static const struct fault_row *read_fault(int rc)
{
	switch (rc) {
	case RC_NOT_FOUND: return refusal_row(REFUSAL_NOT_FOUND);
	case RC_BUSY: return refusal_row(REFUSAL_FULL);
	default: return refusal_row(REFUSAL_FAILED);
	}
}

/* Granted: what it has become is the answer. */
void api_granted(struct api *a, uint64_t token, const struct granted *g)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL || wait_granted(a, token, g))
		return;
	reply_fault(a, w->id, w->face,
	    refusal_row(
		g->rc == RC_NOT_FOUND ? REFUSAL_NOT_FOUND : REFUSAL_FORWARDED));
	wait_give(a, token);
}

void api_fetched(struct api *a, uint64_t token, int rc,
    const struct message_view *v)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL)
		return;
	if (rc != 0)
		reply_fault(a, w->id, w->face, read_fault(rc));
	else if (w->face == FACE_TWILIO)
		twilio_fetched(a, w, v);
	else
		native_fetched(a, w, v);
	wait_give(a, token);
}

void api_listed(struct api *a, uint64_t token, const struct message_page *p)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL)
		return;
	if (p->rc != 0)
		reply_fault(a, w->id, w->face, read_fault(p->rc));
	else if (w->face == FACE_TWILIO)
		twilio_listed(a, w, p);
	else
		native_listed(a, w, p);
	wait_give(a, token);
}
