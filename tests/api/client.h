/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client - talks HTTP over memory, one connection at a time.
 */
#ifndef TESTS_API_CLIENT_H
#define TESTS_API_CLIENT_H

#include "world.h"

#define SID   "AC00000000000000000000000000000001"
#define OTHER "AC00000000000000000000000000000002"
#define TOKEN "0123456789abcdef"

/* base64 of SID ":" TOKEN */
#define BASIC                                                            \
	"Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTowMTIzNDU2" \
	"Nzg5YWJjZGVm"
#define BEARER "Bearer " TOKEN
#define NOBODY NULL

static inline void rig_client_readable(void *arg, struct buf *in)
{
	(void)arg;
	buf_add(&rig.got, buf_bytes(in), in->len);
	buf_clear(in);
}

static inline void rig_client_closed(void *arg, int rc, const char *why)
{
	(void)arg;
	(void)rc;
	(void)why;
	rig.client = NULL;
}

static const struct stream_events rig_client_events = {
	.readable = rig_client_readable,
	.closed = rig_client_closed,
};

static inline void rig_connect(void)
{
	struct stream *server;

	buf_clear(&rig.got);
	stream_pair(rig.loop, &rig.client, &server);
	stream_set_events(rig.client, &rig_client_events, NULL);
	api_accept(rig.api, server);
}

static inline void rig_disconnect(void)
{
	if (rig.client != NULL)
		stream_kill(rig.client);
	rig.client = NULL;
}

static inline void rig_say(const char *bytes, size_t len)
{
	stream_write(rig.client, bytes, len);
	rig_settle();
}

/* One request; `auth` is the header's value or NULL. `more`: further header
 * lines, each with its end; or "". */
struct rig_request {
	const char *method, *path, *auth, *more, *body;
};

static inline void rig_send(const struct rig_request *r)
{
	size_t len = r->body != NULL ? strlen(r->body) : 0;
	struct buf b = { 0 };

	buf_printf(&b, "%s %s HTTP/1.1\r\nHost: x\r\n", r->method, r->path);
	if (r->auth != NULL)
		buf_printf(&b, "Authorization: %s\r\n", r->auth);
	if (r->body != NULL)
		buf_printf(&b, "Content-Length: %zu\r\n", len);
	buf_printf(&b, "%s\r\n%s", r->more != NULL ? r->more : "",
	    r->body != NULL ? r->body : "");
	buf_clear(&rig.got);
	if (rig.client == NULL)
		rig_connect();
	rig_say((const char *)buf_bytes(&b), b.len);
	buf_free(&b);
}

#define JSON_TYPE "Content-Type: application/json\r\n"
#define FORM_TYPE "Content-Type: application/x-www-form-urlencoded\r\n"

static inline const char *rig_got(void)
{
	return buf_cstr(&rig.got);
}

static inline int rig_status(void)
{
	int status = 0;

	if (sscanf(rig_got(), "HTTP/1.1 %d", &status) != 1)
		return 0;
	return status;
}

/* The value of a header of the answer, or "". */
static inline const char *rig_header(const char *name)
{
	static char value[512];
	const char *at;
	char line[64];

	snprintf(line, sizeof(line), "\r\n%s: ", name);
	at = strcasestr(rig_got(), line);
	value[0] = '\0';
	if (at != NULL)
		(void)sscanf(at + strlen(line), "%511[^\r]", value);
	return value;
}

static inline const char *rig_body(void)
{
	const char *at = strstr(rig_got(), "\r\n\r\n");

	return at != NULL ? at + 4 : "";
}

#endif
