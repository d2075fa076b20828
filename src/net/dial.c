/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dialling: find the addresses, try each for 5 s, in their order. What is
 * written meanwhile waits in the stream.
 */
#include "base/mem.h"
#include "net/resolve.h"
#include "net/socket.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#define CONNECT_TIME (5 * SECOND)

struct dial {
	struct stream *stream;
	struct question *question; /* asked and not answered */
	struct addrinfo *found;    /* NULL for a unix socket */
	struct addrinfo *next;
	int fd; /* connecting, or -1 */
	struct event *event;
	int rc;
	char why[128]; /* of the last failure */
};

static void try_next(struct dial *d);

static void drop_attempt(struct dial *d)
{
	timer_stop(&d->stream->closing_timer);
	if (d->event != NULL)
		event_free(d->event);
	d->event = NULL;
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

void dial_free(struct dial *d)
{
	if (d == NULL)
		return;
	drop_attempt(d);
	if (d->question != NULL)
		resolve_drop(d->question);
	if (d->found != NULL)
		freeaddrinfo(d->found);
	free(d);
}

static void note(struct dial *d, int rc, const char *why)
{
	d->rc = rc;
	snprintf(d->why, sizeof(d->why), "%s", why);
}

static void give_up(struct dial *d)
{
	stream_fault(d->stream, d->rc, d->why);
	stream_break(d->stream);
}

static void stands(struct dial *d)
{
	struct stream *s = d->stream;
	int fd = d->fd;

	d->fd = -1;
	s->dial = NULL;
	dial_free(d);
	s->connecting = false;
	s->connected_due = true;
	s->loop->progress++;
	stream_take_fd(s, fd);
}

static void on_connect(evutil_socket_t fd, short what, void *arg)
{
	struct dial *d = arg;
	int error = 0;
	socklen_t len = sizeof(error);

	(void)what;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
		error = errno;
	if (error == 0) {
		stands(d);
		return;
	}
	note(d, RC_SYSTEM, strerror(error));
	drop_attempt(d);
	try_next(d);
}

static void on_timeout(void *arg)
{
	struct stream *s = arg;
	struct dial *d = s->dial;

	note(d, RC_TIMEOUT, "no answer to the connect");
	drop_attempt(d);
	try_next(d);
}

static int begin_connect(struct dial *d, const struct sockaddr *sa,
    socklen_t len)
{
	struct stream *s = d->stream;
	int fd = socket(sa->sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	socket_address_text(sa, s->peer, sizeof(s->peer));
	if (fd < 0 || (connect(fd, sa, len) != 0 && errno != EINPROGRESS)) {
		note(d, RC_SYSTEM, strerror(errno));
		if (fd >= 0)
			close(fd);
		return RC_SYSTEM;
	}
	d->fd = fd;
	d->event = event_new(loop_base(s->loop), fd, EV_WRITE, on_connect, d);
	if (d->event == NULL)
		abort(); /* out of memory */
	event_add(d->event, NULL);
	timer_init(&s->closing_timer, s->loop, on_timeout, s);
	timer_in(&s->closing_timer, CONNECT_TIME);
	return 0;
}

static void try_next(struct dial *d)
{
	while (d->next != NULL) {
		const struct addrinfo *a = d->next;

		d->next = a->ai_next;
		if (begin_connect(d, a->ai_addr, a->ai_addrlen) == 0)
			return;
	}
	give_up(d);
}

static void on_addresses(void *arg, struct addrinfo *found, const char *why)
{
	struct dial *d = arg;

	d->question = NULL;
	d->found = d->next = found;
	note(d, RC_NOT_FOUND, why != NULL ? why : "no address");
	try_next(d);
}

static void dial_unix(struct dial *d, const char *path)
{
	struct sockaddr_un sa;

	if (socket_unix_address(path, &sa) != 0) {
		note(d, RC_TOO_LONG, "the path is too long");
		give_up(d);
	} else if (begin_connect(d, (const void *)&sa, sizeof(sa)) != 0) {
		give_up(d);
	}
}

struct stream *stream_dial(struct loop *l, const char *host, uint16_t port)
{
	struct stream *s;
	struct dial *d;
	struct addrinfo *numeric;

	if (stream_is_memory(host))
		return memory_dial(l, host);
	s = socket_stream_new(l);
	d = mem_new(1, sizeof(*d));
	d->stream = s;
	d->fd = -1;
	s->dial = d;
	s->connecting = true;
	snprintf(s->peer, sizeof(s->peer), "%s:%u", host, (unsigned)port);
	if (host[0] == '/') {
		dial_unix(d, host);
		return s;
	}
	numeric = resolve_numeric(host, port);
	if (numeric != NULL)
		on_addresses(d, numeric, NULL);
	else
		d->question = resolve_ask(l, host, port, on_addresses, d);
	return s;
}
