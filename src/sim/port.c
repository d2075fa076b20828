/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of a connection are answered in their order: while one waits for its
 * answer, those behind it stay unread. At most one waits at all.
 */
#include "sim/port.h"

#include "base/mem.h"
#include "net/stream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

struct conn {
	struct port *port;
	struct stream *stream;
	TAILQ_ENTRY(conn) link;
};

TAILQ_HEAD(conn_list, conn);

struct port {
	struct sim *sim;
	struct listener *listener;
	struct conn_list conns;
	struct conn *waiting; /* NULL: none */
};

static void conn_free(struct conn *c)
{
	if (c->port->waiting == c)
		c->port->waiting = NULL;
	TAILQ_REMOVE(&c->port->conns, c, link);
	free(c);
}

static void run_line(struct conn *c, const char *line, size_t len)
{
	struct buf answer = { 0 };

	if (!sim_command(c->port->sim, line, len, &answer))
		c->port->waiting = c;
	stream_write(c->stream, buf_bytes(&answer), answer.len);
	buf_free(&answer);
}

static void on_readable(void *arg, struct buf *in)
{
	struct conn *c = arg;
	const char *line, *end;

	while (c->port->waiting != c && in->len != 0) {
		line = (const char *)buf_bytes(in);
		end = memchr(line, '\n', in->len);
		if (end == NULL)
			break;
		if (end != line)
			run_line(c, line, (size_t)(end - line));
		buf_eat(in, (size_t)(end - line) + 1);
	}
	if (in->len <= PORT_LINE_MAX)
		return;
	stream_close(c->stream);
	conn_free(c);
}

static void on_closed(void *arg, int rc, const char *why)
{
	(void)rc;
	(void)why;
	conn_free(arg);
}

static const struct stream_events stream_events = {
	.readable = on_readable,
	.closed = on_closed,
};

void port_adopt(struct port *c, struct stream *st)
{
	struct conn *conn = mem_new(1, sizeof(*conn));

	conn->port = c;
	conn->stream = st;
	TAILQ_INSERT_TAIL(&c->conns, conn, link);
	stream_set_events(st, &stream_events, conn);
}

static void on_accepted(void *arg, struct stream *st)
{
	port_adopt(arg, st);
}

static const struct listener_events listener_events = {
	.accepted = on_accepted,
};

static void on_answered(void *arg, const void *line, size_t len)
{
	struct port *c = arg;
	struct conn *conn = c->waiting;

	if (conn == NULL)
		return;
	c->waiting = NULL;
	stream_write(conn->stream, line, len);
	stream_again(conn->stream);
}

static const struct sim_control sim_control = { .answered = on_answered };

int port_open(struct loop *l, struct sim *s, const char *addr,
    struct port **out)
{
	struct port *c = mem_new(1, sizeof(*c));
	int rc = 0;

	c->sim = s;
	TAILQ_INIT(&c->conns);
	if (addr != NULL)
		rc = stream_listen(l, addr, &listener_events, c, &c->listener);
	if (rc != 0) {
		free(c);
		return rc;
	}
	sim_set_control(s, &sim_control, c);
	*out = c;
	return 0;
}

void port_close(struct port *c)
{
	struct conn *conn;

	if (c == NULL)
		return;
	sim_set_control(c->sim, NULL, NULL);
	if (c->listener != NULL)
		listener_close(c->listener);
	while ((conn = TAILQ_FIRST(&c->conns)) != NULL) {
		stream_close(conn->stream);
		conn_free(conn);
	}
	free(c);
}

uint16_t port_number(const struct port *c)
{
	return c->listener == NULL ? 0 : listener_port(c->listener);
}
