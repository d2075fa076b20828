/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcurl says which sockets it waits for and when it wants to be called;
 * events of the loop's base do that. They run in true time.
 */
#include "http/client_impl.h"
#include "net/loop.h"

#include <stdlib.h>

#include <event2/event.h>

static void end_the_done(struct http_client *c)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(c->multi, &left)) != NULL) {
		struct call *call;
		CURLcode code = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		if (curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE,
			&call) == CURLE_OK)
			client_end(call, code);
	}
}

static void act(struct http_client *c, curl_socket_t fd, int what)
{
	int running;

	loop_step(c->loop);
	curl_multi_socket_action(c->multi, fd, what, &running);
	end_the_done(c);
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
	int bits = 0;

	if ((what & EV_READ) != 0)
		bits |= CURL_CSELECT_IN;
	if ((what & EV_WRITE) != 0)
		bits |= CURL_CSELECT_OUT;
	act(arg, fd, bits);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	act(arg, CURL_SOCKET_TIMEOUT, 0);
}

/* libcurl keeps the event with its socket, and gives it as `mine`. */
static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
    void *mine)
{
	struct http_client *c = arg;
	struct event *ev = mine;
	short bits = EV_PERSIST;

	(void)easy;
	if (ev != NULL)
		event_free(ev);
	if (what == CURL_POLL_REMOVE) {
		curl_multi_assign(c->multi, fd, NULL);
		return 0;
	}
	if ((what & CURL_POLL_IN) != 0)
		bits |= EV_READ;
	if ((what & CURL_POLL_OUT) != 0)
		bits |= EV_WRITE;
	ev = event_new(loop_base(c->loop), fd, bits, on_socket, c);
	if (ev == NULL || event_add(ev, NULL) != 0)
		abort();
	curl_multi_assign(c->multi, fd, ev);
	return 0;
}

static int watch_time(CURLM *multi, long in_ms, void *arg)
{
	struct http_client *c = arg;
	struct timeval tv = { .tv_sec = in_ms / 1000,
		.tv_usec = in_ms % 1000 * 1000 };

	(void)multi;
	if (in_ms < 0)
		event_del(c->timer);
	else
		event_add(c->timer, &tv);
	return 0;
}

void watch_init(struct http_client *c)
{
	CURLM *m = curl_multi_init();

	c->timer = event_new(loop_base(c->loop), -1, 0, on_timer, c);
	if (m == NULL || c->timer == NULL)
		abort();
	curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(m, CURLMOPT_SOCKETDATA, c);
	curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, watch_time);
	curl_multi_setopt(m, CURLMOPT_TIMERDATA, c);
	curl_multi_setopt(m, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	c->multi = m;
}

void watch_fini(struct http_client *c)
{
	curl_multi_cleanup(c->multi);
	event_free(c->timer);
}
