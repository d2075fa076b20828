/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/client_impl.h"

#include "base/clock.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* A sink that is gone for longer is dead for us anyway. */
#define RETRY_AFTER_MAX (30 * DAY)

static const struct {
	const char *word;
	int rc;
} failures[] = {
#define FAILURE(name, word, rc) { word, rc },
#include "http/failure.def"
#undef FAILURE
};

const char *http_failure_word(enum http_failure f)
{
	assert(f < HTTP_FAILURES);
	return failures[f].word;
}

static enum http_failure failure_of_code(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST: return HTTP_FAILURE_NO_HOST;
	case CURLE_COULDNT_CONNECT: return HTTP_FAILURE_NO_CONNECTION;
	case CURLE_OPERATION_TIMEDOUT: return HTTP_FAILURE_TOTAL_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CIPHER:
	case CURLE_USE_SSL_FAILED: return HTTP_FAILURE_TLS;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_ISSUER_ERROR: return HTTP_FAILURE_CERTIFICATE;
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR: return HTTP_FAILURE_BROKEN;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_HTTP_RETURNED_ERROR:
	case CURLE_BAD_CONTENT_ENCODING: return HTTP_FAILURE_MALFORMED;
	/* So libcurl calls a header line that is longer than it takes. */
	case CURLE_OUT_OF_MEMORY: return HTTP_FAILURE_TOO_LONG;
	default: return HTTP_FAILURE_INTERNAL;
	}
}

static enum http_failure failure_of(const struct call *call, CURLcode code)
{
	enum http_failure f;

	if (call->failure != HTTP_FAILURE_NONE)
		return call->failure;
	if (code == CURLE_OK || call->cut)
		return HTTP_FAILURE_NONE;
	f = failure_of_code(code);
	if (call->connected)
		return f;
	if (f == HTTP_FAILURE_TOTAL_TIMEOUT)
		return HTTP_FAILURE_CONNECT_TIMEOUT;
	return f == HTTP_FAILURE_BROKEN ? HTTP_FAILURE_NO_CONNECTION : f;
}

/* Parts of it may be the peer's words. */
static void make_printable(char *text)
{
	for (; *text != '\0'; text++) {
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
	}
}

static void explain(struct call *call, const struct http_result *r,
    CURLcode code)
{
	if (r->rc == 0)
		call->why[0] = '\0';
	else if (call->failure == HTTP_FAILURE_NONE)
		snprintf(call->why, sizeof(call->why), "%s",
		    call->error[0] != '\0' ? call->error
					   : curl_easy_strerror(code));
	make_printable(call->why);
}

static usec info_time(CURL *easy, CURLINFO what)
{
	curl_off_t t = 0;

	if (curl_easy_getinfo(easy, what, &t) != CURLE_OK)
		return 0;
	return t;
}

static void tell_peer(CURL *easy, char *peer)
{
	char *ip = NULL;
	long port = 0;

	peer[0] = '\0';
	if (curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip) != CURLE_OK ||
	    curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port) != CURLE_OK ||
	    ip == NULL || ip[0] == '\0')
		return;
	snprintf(peer, PEER_BYTES,
	    strchr(ip, ':') != NULL ? "[%.45s]:%ld" : "%.45s:%ld", ip, port);
}

static void tell_answer(CURL *easy, struct http_result *r)
{
	char *type = NULL;
	long status = 0;
	usec after = info_time(easy, CURLINFO_RETRY_AFTER);

	if (curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) ==
	    CURLE_OK)
		r->status = (int)status;
	if (curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK &&
	    type != NULL)
		r->type = type;
	if (after > 0)
		r->retry_after = after < RETRY_AFTER_MAX / SECOND
				     ? after * SECOND
				     : RETRY_AFTER_MAX;
}

void result_of(struct call *call, CURLcode code, struct http_result *r,
    char *peer)
{
	*r = (struct http_result){ .id = call->id,
		.failure = failure_of(call, code),
		.why = call->why,
		.type = "",
		.body = buf_bytes(&call->body),
		.len = call->body.len,
		.cut = call->cut,
		.peer = peer,
		.took = clock_real() - call->since };
	r->rc = failures[r->failure].rc;
	explain(call, r, code);
	peer[0] = '\0';
	if (!call->begun)
		return;
	tell_peer(call->easy, peer);
	tell_answer(call->easy, r);
	r->connect = info_time(call->easy, CURLINFO_APPCONNECT_TIME_T);
	if (r->connect == 0)
		r->connect = info_time(call->easy, CURLINFO_CONNECT_TIME_T);
}
