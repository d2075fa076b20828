/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peer - clients of a site, that talk bytes.
 */
#ifndef TESTS_HTTP_PEER_H
#define TESTS_HTTP_PEER_H

#include "net/stream.h"
#include "site.h"

struct client {
	struct stream *stream;
	struct buf got;
	bool closed;
};

static inline void client_readable(void *arg, struct buf *in)
{
	struct client *c = arg;

	buf_add(&c->got, buf_bytes(in), in->len);
	buf_clear(in);
}

static inline void client_closed(void *arg, int rc, const char *why)
{
	struct client *c = arg;

	(void)rc;
	(void)why;
	c->closed = true;
}

static const struct stream_events client_events = {
	.readable = client_readable,
	.closed = client_closed,
};

/* `server_side`, if asked for, is the stream that the server writes to. */
static inline void client_open(struct client *c, struct site *s,
    struct stream **server_side)
{
	struct stream *other;

	*c = (struct client){ 0 };
	stream_pair(s->loop, &c->stream, &other);
	stream_set_events(c->stream, &client_events, c);
	http_server_accept(s->server, other);
	if (server_side != NULL)
		*server_side = other;
}

static inline void client_close(struct client *c, struct site *s)
{
	if (!c->closed)
		stream_kill(c->stream);
	c->closed = true;
	site_turn(s);
	buf_free(&c->got);
}

static inline void client_say_bytes(struct client *c, struct site *s,
    const void *data, size_t len)
{
	if (!c->closed)
		stream_write(c->stream, data, len);
	site_turn(s);
}

static inline void client_say(struct client *c, struct site *s,
    const char *text)
{
	client_say_bytes(c, s, text, strlen(text));
}

static inline const char *client_got(struct client *c)
{
	return buf_cstr(&c->got);
}

static inline size_t count_of(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

/* The status of the first answer, 0 if none came. */
static inline int client_status(struct client *c)
{
	int status = 0;

	if (sscanf(client_got(c), "HTTP/1.1 %d", &status) != 1)
		return 0;
	return status;
}

/* One connection, these bytes, and the status of the first answer. */
static inline int status_for(const char *bytes, size_t len, bool *closed)
{
	struct site s;
	struct client c;
	int status;

	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say_bytes(&c, &s, bytes, len);
	status = client_status(&c);
	*closed = c.closed;
	client_close(&c, &s);
	site_close(&s);
	return status;
}

#endif
