/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/client.h"

#include "base/clock.h"
#include "base/mem.h"
#include "http/client_impl.h"
#include "net/loop.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#define CALLS          500
#define CONNS_PER_HOST 10 /* reliability.md 7.4, X8 */
#define CONNS_KEPT     100L

struct http_client *http_client_new(struct loop *l,
    const struct http_client_options *o)
{
	struct http_client *c = mem_new(1, sizeof(*c));
	size_t per_host = o != NULL ? o->conns_per_host : 0;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	c->loop = l;
	TAILQ_INIT(&c->calls);
	c->max_calls = o != NULL && o->calls != 0 ? o->calls : CALLS;
	if (o != NULL && o->ca_file != NULL)
		c->ca_file = mem_strdup(o->ca_file);
	watch_init(c);
	if (per_host == 0)
		per_host = CONNS_PER_HOST;
	curl_multi_setopt(c->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
	    (long)per_host);
	curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, CONNS_KEPT);
	return c;
}

/* From here nobody finds the call. */
static void detach(struct call *call)
{
	struct http_client *c = call->client;

	TAILQ_REMOVE(&c->calls, call, link);
	c->count--;
	event_del(call->timer);
	if (call->begun)
		curl_multi_remove_handle(c->multi, call->easy);
}

static void call_free(struct call *call)
{
	easy_fini(call);
	event_free(call->timer);
	buf_free(&call->body);
	free(call);
}

void client_end(struct call *call, CURLcode code)
{
	struct http_result r;
	char peer[PEER_BYTES];

	detach(call);
	result_of(call, code, &r, peer);
	call->answered(call->arg, &r);
	call_free(call);
}

static void drop(struct call *call)
{
	detach(call);
	call_free(call);
}

void http_client_free(struct http_client *c)
{
	struct call *call;

	if (c == NULL)
		return;
	while ((call = TAILQ_FIRST(&c->calls)) != NULL)
		drop(call);
	watch_fini(c);
	curl_global_cleanup();
	free(c->ca_file);
	free(c);
}

/* Nothing came for call->read; or the call was refused before it began. */
static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct call *call = arg;

	(void)fd;
	(void)what;
	loop_step(call->client->loop);
	if (call->begun) {
		call->failure = HTTP_FAILURE_READ_TIMEOUT;
		snprintf(call->why, sizeof(call->why),
		    "nothing of the answer came for %lld ms",
		    (long long)(call->read / (SECOND / 1000)));
	}
	client_end(call, CURLE_OK);
}

static void begin(struct call *call, const struct http_call *asked)
{
	static const struct timeval now = { 0 };

	if (url_check(asked->url, asked->policy, call->why) != 0) {
		call->failure = HTTP_FAILURE_DENIED;
		event_add(call->timer, &now);
		return;
	}
	if (curl_multi_add_handle(call->client->multi, call->easy) != CURLM_OK)
		abort();
	call->begun = true;
}

static bool has_control(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static bool is_clean(const struct http_call *asked)
{
	for (size_t i = 0; i < asked->headers; i++) {
		if (has_control(asked->header[i].name) ||
		    has_control(asked->header[i].value))
			return false;
	}
	return true;
}

int http_client_call(struct http_client *c, const struct http_call *asked,
    http_call_id *id)
{
	struct call *call;

	assert(asked->headers <= HTTP_CLIENT_HEADERS_MAX);
	if (c->count >= c->max_calls)
		return RC_FULL;
	if (!is_clean(asked))
		return RC_BAD;
	call = mem_new(1, sizeof(*call));
	call->client = c;
	call->id = ++c->last;
	call->answered = asked->answered;
	call->arg = asked->arg;
	memcpy(call->host, asked->url->host, sizeof(call->host));
	call->allow = asked->policy->allow;
	call->read = asked->read;
	call->since = clock_real();
	call->timer = event_new(loop_base(c->loop), -1, 0, on_timer, call);
	if (call->timer == NULL)
		abort();
	TAILQ_INSERT_TAIL(&c->calls, call, link);
	c->count++;
	easy_init(call, asked);
	begin(call, asked);
	*id = call->id;
	return 0;
}

void http_client_cancel(struct http_client *c, http_call_id id)
{
	struct call *call;

	TAILQ_FOREACH(call, &c->calls, link)
	{
		if (call->id == id) {
			drop(call);
			return;
		}
	}
}

size_t http_client_calls(const struct http_client *c)
{
	return c->count;
}
