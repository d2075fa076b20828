/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client_impl - calls as the files of the client see them; not for other
 * modules.
 *
 *	client.c         calls: who exists, how one begins and ends
 *	client_watch.c   libcurl's sockets and timer, on the loop
 *	client_easy.c    what one transfer may do, and what comes of it
 *	client_result.c  what is told of its end
 *
 * Invariants:
 *  1. A call is in c->calls from http_client_call() until it is told, dropped
 *     or cancelled; its easy handle is in the multi while `begun` is true.
 *  2. No function of libcurl that takes the multi is called from inside one of
 *     libcurl's callbacks: these only write to their call.
 */
#ifndef HTTP_CLIENT_IMPL_H
#define HTTP_CLIENT_IMPL_H

#include "base/buf.h"
#include "http/client.h"
#include "http/url.h"

#include <sys/queue.h>

#include <curl/curl.h>

struct event;

struct call {
	struct http_client *client;
	TAILQ_ENTRY(call) link;
	http_call_id id;
	CURL *easy;
	struct curl_slist *headers;
	http_answered *answered;
	void *arg;
	char host[URL_HOST_MAX + 1];
	struct nets allow;
	usec read, since;
	struct event *timer; /* fires when nothing came for `read` */
	bool begun;
	bool connected;            /* the request goes out from here */
	enum http_failure failure; /* found by ourselves, not by libcurl */
	char why[CURL_ERROR_SIZE + URL_WHY_BYTES];
	char error[CURL_ERROR_SIZE]; /* libcurl's words */
	size_t head_bytes;
	struct buf body;
	bool cut;
};

TAILQ_HEAD(call_list, call);

struct http_client {
	struct loop *loop;
	CURLM *multi;
	struct event *timer; /* libcurl's */
	struct call_list calls;
	size_t count;
	http_call_id last;
	size_t max_calls;
	char *ca_file; /* NULL: the system's */
};

/* client.c: tell of the end and free the call. */
void client_end(struct call *call, CURLcode code);

/* client_watch.c */
void watch_init(struct http_client *c);
void watch_fini(struct http_client *c);

/* client_easy.c: a handle that is ready for the multi. */
void easy_init(struct call *call, const struct http_call *asked);
void easy_fini(struct call *call);

/* The next byte must come within call->read. */
void easy_arm(struct call *call);

/* client_result.c: `peer` is for r->peer. */
#define PEER_BYTES (ADDRESS_TEXT_BYTES + 10)
void result_of(struct call *call, CURLcode code, struct http_result *r,
    char *peer);

#endif
