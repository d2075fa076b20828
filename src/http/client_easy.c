/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One transfer: its options are the rules of reliability.md 7.4, its callbacks
 * are where addresses are judged and the answer is bounded.
 */
#include "http/client_impl.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#define IDLE_CONNECTION_MAX 60L /* seconds; many servers close after 60 */

/* An option is refused only for want of memory, or by another libcurl than
 * this was built for. */
static void set_long(struct call *call, CURLoption o, long v)
{
	if (curl_easy_setopt(call->easy, o, v) != CURLE_OK)
		abort();
}

static void set_text(struct call *call, CURLoption o, const char *v)
{
	if (curl_easy_setopt(call->easy, o, v) != CURLE_OK)
		abort();
}

static void set_data(struct call *call, CURLoption o, void *v)
{
	if (curl_easy_setopt(call->easy, o, v) != CURLE_OK)
		abort();
}

void easy_arm(struct call *call)
{
	struct timeval tv = { .tv_sec = (time_t)(call->read / SECOND),
		.tv_usec = (suseconds_t)(call->read % SECOND) };

	if (call->read > 0)
		event_add(call->timer, &tv);
}

/* False: the address may not be called. */
static bool judge(struct call *call, const struct sockaddr *sa)
{
	enum address_class c = address_refused(sa, &call->allow);
	char text[ADDRESS_TEXT_BYTES];

	if (c == ADDRESS_PUBLIC)
		return true;
	call->failure = HTTP_FAILURE_DENIED;
	snprintf(call->why, sizeof(call->why),
	    "address %s of host %s is %s, which callback_hosts does not allow",
	    address_format(sa, text), call->host, address_class_text(c));
	return false;
}

static curl_socket_t open_socket(void *arg, curlsocktype purpose,
    struct curl_sockaddr *a)
{
	if (purpose != CURLSOCKTYPE_IPCXN || !judge(arg, &a->addr))
		return CURL_SOCKET_BAD;
	return socket(a->family, a->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    a->protocol);
}

/* Another call may have opened the connection, under another policy. */
static bool judge_text(struct call *call, const char *ip)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, ip, &v4.sin_addr) == 1)
		return judge(call, (struct sockaddr *)&v4);
	return inet_pton(AF_INET6, ip, &v6.sin6_addr) == 1 &&
	       judge(call, (struct sockaddr *)&v6);
}

static int on_connected(void *arg, char *peer_ip, char *own_ip, int peer_port,
    int own_port)
{
	struct call *call = arg;

	(void)own_ip;
	(void)peer_port;
	(void)own_port;
	if (!judge_text(call, peer_ip))
		return CURL_PREREQFUNC_ABORT;
	/* An earlier address of the host may have been refused. */
	call->failure = HTTP_FAILURE_NONE;
	call->connected = true;
	easy_arm(call);
	return CURL_PREREQFUNC_OK;
}

static size_t on_head(char *data, size_t size, size_t n, void *arg)
{
	struct call *call = arg;

	(void)data;
	easy_arm(call);
	call->head_bytes += size * n;
	if (call->head_bytes <= HTTP_CLIENT_HEAD_MAX)
		return size * n;
	call->failure = HTTP_FAILURE_TOO_LONG;
	snprintf(call->why, sizeof(call->why),
	    "the head of the answer is longer than %d bytes",
	    HTTP_CLIENT_HEAD_MAX);
	return 0;
}

/* Taking less than all ends the transfer. */
static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct call *call = arg;
	size_t room = HTTP_CLIENT_BODY_MAX - call->body.len;
	size_t len = size * n;

	easy_arm(call);
	call->cut = len > room;
	if (call->cut)
		len = room;
	buf_add(&call->body, data, len);
	return len;
}

/* http and https only, nothing followed, nothing from the environment, no
 * names that block us; TLS as in reliability.md 7.5. */
static void set_rules(struct call *call)
{
	set_text(call, CURLOPT_PROTOCOLS_STR, "http,https");
	set_text(call, CURLOPT_PROXY, "");
	set_text(call, CURLOPT_NOPROXY, "*");
	set_long(call, CURLOPT_FOLLOWLOCATION, 0);
	set_long(call, CURLOPT_PATH_AS_IS, 1);
	set_long(call, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	set_long(call, CURLOPT_HTTP09_ALLOWED, 0);
	set_long(call, CURLOPT_NOSIGNAL, 1);
	/* Else the end of a call waits for the thread that looks up. */
	set_long(call, CURLOPT_QUICK_EXIT, 1);
	set_long(call, CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_MAX);
	set_long(call, CURLOPT_SSL_VERIFYPEER, 1);
	set_long(call, CURLOPT_SSL_VERIFYHOST, 2);
	set_long(call, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	set_text(call, CURLOPT_SSL_CIPHER_LIST,
	    "ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2");
	if (call->client->ca_file != NULL)
		set_text(call, CURLOPT_CAINFO, call->client->ca_file);
}

static void set_callbacks(struct call *call)
{
	CURL *e = call->easy;

	set_data(call, CURLOPT_PRIVATE, call);
	set_data(call, CURLOPT_ERRORBUFFER, call->error);
	set_data(call, CURLOPT_OPENSOCKETDATA, call);
	set_data(call, CURLOPT_PREREQDATA, call);
	set_data(call, CURLOPT_HEADERDATA, call);
	set_data(call, CURLOPT_WRITEDATA, call);
	if (curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket) !=
		CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_connected) !=
		CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_head) != CURLE_OK ||
	    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK)
		abort();
}

static void add_header(struct call *call, const char *name, const char *value)
{
	struct curl_slist *more;
	struct buf line = { 0 };

	/* libcurl writes "name;" as a header with an empty value. */
	if (value[0] != '\0')
		buf_printf(&line, "%s: %s", name, value);
	else
		buf_printf(&line, "%s;", name);
	more = curl_slist_append(call->headers, buf_cstr(&line));
	if (more == NULL)
		abort();
	call->headers = more;
	buf_free(&line);
}

static void set_headers(struct call *call, const struct http_call *asked)
{
	struct curl_slist *no_expect =
	    curl_slist_append(NULL, "Expect:"); /* no wait for 100 */

	if (no_expect == NULL)
		abort();
	call->headers = no_expect;
	for (size_t i = 0; i < asked->headers; i++)
		add_header(call, asked->header[i].name, asked->header[i].value);
	set_data(call, CURLOPT_HTTPHEADER, call->headers);
	set_text(call, CURLOPT_USERAGENT, "esmed/" ESMED_VERSION);
}

static long ms_of(usec time, usec preset)
{
	usec ms = (time != 0 ? time : preset) / (SECOND / 1000);

	return ms > 0 ? (long)ms : 1;
}

static void set_request(struct call *call, const struct http_call *asked)
{
	struct buf url = { 0 };

	url_add_plain(asked->url, &url);
	set_text(call, CURLOPT_URL, buf_cstr(&url));
	buf_free(&url);
	if (asked->url->has_user) {
		set_long(call, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		set_text(call, CURLOPT_USERNAME, asked->url->user);
		set_text(call, CURLOPT_PASSWORD, asked->url->secret);
	}
	if (asked->post) {
		set_long(call, CURLOPT_POST, 1);
		set_long(call, CURLOPT_POSTFIELDSIZE, (long)asked->len);
		set_text(call, CURLOPT_COPYPOSTFIELDS,
		    asked->len != 0 ? asked->body : "");
	}
	set_long(call, CURLOPT_CONNECTTIMEOUT_MS,
	    ms_of(asked->connect, 10 * SECOND));
	set_long(call, CURLOPT_TIMEOUT_MS, ms_of(asked->total, 15 * SECOND));
}

void easy_init(struct call *call, const struct http_call *asked)
{
	call->easy = curl_easy_init();
	if (call->easy == NULL)
		abort();
	set_rules(call);
	set_callbacks(call);
	set_headers(call, asked);
	set_request(call, asked);
}

void easy_fini(struct call *call)
{
	curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->headers);
}
