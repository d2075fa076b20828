/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dialling: find the addresses, try each for 5 s, in their order but for those
 * that failed lately. What is written meanwhile waits in the stream. TLS
 * begins on the first that takes the call; if that fails no other is tried,
 * but the next dialling begins elsewhere.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "net/resolve.h"
#include "net/socket.h"
#include "net/tls_impl.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#define CONNECT_TIME  (5 * SECOND)
#define ADDRESSES_MAX 16 /* of a name */

struct dial {
	struct stream *stream;
	struct question *question; /* asked and not answered */
	struct addrinfo *found;    /* NULL for a unix socket */
	const struct addrinfo *order[ADDRESSES_MAX];
	size_t len, next;
	struct addrinfo *local; /* to bind to; NULL: any address */
	uint16_t local_port;
	struct tls_context *tls; /* NULL: plain */
	char *tls_name;
	int fd; /* connecting, or -1 */
	struct event *event;
	int rc;
	char why[128]; /* of the last failure; "": none yet */
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
	if (d->local != NULL)
		freeaddrinfo(d->local);
	tls_unref(d->tls);
	free(d->tls_name);
	free(d);
}

static void note(struct dial *d, int rc, const char *why)
{
	d->rc = rc;
	snprintf(d->why, sizeof(d->why), "%s", why);
}

static void note_error(struct dial *d, int error)
{
	char text[80];

	switch (error) {
	case ECONNREFUSED: note(d, RC_SYSTEM, "connection refused"); break;
	case ETIMEDOUT: note(d, RC_TIMEOUT, "no answer to the connect"); break;
	case EADDRNOTAVAIL: note(d, RC_SYSTEM, "no such local address"); break;
	case EADDRINUSE: note(d, RC_SYSTEM, "no free local port"); break;
	case EMFILE:
	case ENFILE: note(d, RC_SYSTEM, "no descriptors left"); break;
	case ENETUNREACH:
	case EHOSTUNREACH:
		snprintf(text, sizeof(text), "unreachable: %s",
		    strerror(error));
		note(d, RC_SYSTEM, text);
		break;
	default: note(d, RC_SYSTEM, strerror(error)); break;
	}
}

/* Our own lack of something says nothing of the address. */
static void blame_address(struct dial *d)
{
	struct loop *l = d->stream->loop;

	if (d->found != NULL)
		avoid_put(&l->avoid, d->stream->peer, clock_mono());
}

static void give_up(struct dial *d)
{
	stream_fault(d->stream, d->rc, d->why);
	stream_break(d->stream);
}

static void stands(struct dial *d)
{
	struct stream *s = d->stream;

	s->dial = NULL;
	s->connecting = false;
	s->connected_due = true;
	s->loop->progress++;
	avoid_del(&s->loop->avoid, s->peer);
	timer_stop(&s->closing_timer);
	stream_take_fd(s, d->fd);
	d->fd = -1;
	if (d->tls != NULL)
		tls_attach(s, d->tls, d->tls_name);
	dial_free(d);
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
	note_error(d, error);
	blame_address(d);
	drop_attempt(d);
	try_next(d);
}

static void on_timeout(void *arg)
{
	struct stream *s = arg;
	struct dial *d = s->dial;

	note_error(d, ETIMEDOUT);
	blame_address(d);
	drop_attempt(d);
	try_next(d);
}

/* 0 or an errno. */
static int bind_local(const struct dial *d, int fd, sa_family_t family)
{
	struct sockaddr_storage any = { .ss_family = family };
	const struct sockaddr *sa = (const struct sockaddr *)&any;
	const int on = 1;
	socklen_t len = sizeof(any);

	if (family == AF_UNIX || (d->local == NULL && d->local_port == 0))
		return 0;
	if (d->local != NULL && d->local->ai_family != family)
		return EADDRNOTAVAIL;
	if (d->local != NULL) {
		sa = d->local->ai_addr;
		len = d->local->ai_addrlen;
	} else if (family == AF_INET) {
		((struct sockaddr_in *)&any)->sin_port = htons(d->local_port);
	} else {
		((struct sockaddr_in6 *)&any)->sin6_port = htons(d->local_port);
	}
	/* A fixed port may be used again at once; any port is chosen late, so
	 * that other peers do not use it up. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (d->local_port == 0)
		setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
		    sizeof(on));
	return bind(fd, sa, len) == 0 ? 0 : errno;
}

/* 0 or an errno; *local: it is our own fault. */
static int open_socket(struct dial *d, const struct sockaddr *sa, socklen_t len,
    bool *local)
{
	int fd = socket(sa->sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error = fd < 0 ? errno : bind_local(d, fd, sa->sa_family);

	*local = error != 0;
	if (error == 0 && connect(fd, sa, len) != 0 && errno != EINPROGRESS)
		error = errno;
	if (error == EADDRNOTAVAIL && !*local) {
		*local = true;
		error =
		    EADDRINUSE; /* the address was good, its ports are not */
	}
	if (error == 0)
		d->fd = fd;
	else if (fd >= 0)
		close(fd);
	return error;
}

static int begin_connect(struct dial *d, const struct sockaddr *sa,
    socklen_t len)
{
	struct stream *s = d->stream;
	bool local;
	int error;

	socket_address_text(sa, s->peer, sizeof(s->peer));
	error = open_socket(d, sa, len, &local);
	if (error != 0) {
		note_error(d, error);
		if (!local)
			blame_address(d);
		return RC_SYSTEM;
	}
	d->event =
	    event_new(loop_base(s->loop), d->fd, EV_WRITE, on_connect, d);
	if (d->event == NULL)
		abort(); /* out of memory */
	event_add(d->event, NULL);
	timer_init(&s->closing_timer, s->loop, on_timeout, s);
	timer_in(&s->closing_timer, CONNECT_TIME);
	return 0;
}

/* An address that our own cannot call is passed over, if there are others. */
static bool may_call(const struct dial *d, const struct addrinfo *a)
{
	return d->local == NULL || d->local->ai_family == a->ai_family;
}

static void try_next(struct dial *d)
{
	while (d->next < d->len) {
		const struct addrinfo *a = d->order[d->next++];

		if (begin_connect(d, a->ai_addr, a->ai_addrlen) == 0)
			return;
	}
	give_up(d);
}

static void add_addresses(struct dial *d, bool avoided)
{
	const struct avoid *avoid = &d->stream->loop->avoid;
	char text[sizeof(d->stream->peer)];

	for (const struct addrinfo *a = d->found; a != NULL; a = a->ai_next) {
		socket_address_text(a->ai_addr, text, sizeof(text));
		if (may_call(d, a) && d->len < ADDRESSES_MAX &&
		    avoid_has(avoid, text, clock_mono()) == avoided)
			d->order[d->len++] = a;
	}
}

static void on_addresses(void *arg, struct addrinfo *found, const char *why)
{
	struct dial *d = arg;

	d->question = NULL;
	d->found = found;
	add_addresses(d, false);
	add_addresses(d, true);
	if (found == NULL)
		note(d, RC_NOT_FOUND, why != NULL ? why : "no address");
	else if (d->len == 0)
		note_error(d, EADDRNOTAVAIL);
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

static void dial_inet(struct dial *d, const struct stream_target *t)
{
	struct loop *l = d->stream->loop;
	struct addrinfo *numeric = resolve_numeric(t->host, t->port);

	if (numeric != NULL)
		on_addresses(d, numeric, NULL);
	else
		d->question = resolve_ask(l, t->host, t->port, on_addresses, d);
}

static bool is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* False: no such address can be. */
static bool set_local(struct dial *d, const struct stream_target *t)
{
	d->local_port = t->local_port;
	if (!is_given(t->local_address))
		return true;
	d->local = resolve_numeric(t->local_address, t->local_port);
	return d->local != NULL;
}

static struct dial *dial_new(struct stream *s, const struct stream_target *t)
{
	struct dial *d = mem_new(1, sizeof(*d));
	const char *name = is_given(t->tls_name) ? t->tls_name : t->host;

	d->stream = s;
	d->fd = -1;
	d->tls = tls_ref(t->tls);
	d->tls_name = mem_strdup(name);
	s->dial = d;
	s->connecting = true;
	return d;
}

static struct stream *dial_memory(struct loop *l, const struct stream_target *t)
{
	struct stream *s = memory_dial(l, t->host);

	if (t->tls != NULL && !s->connecting)
		tls_attach(s, t->tls,
		    is_given(t->tls_name) ? t->tls_name : t->host);
	return s;
}

struct stream *stream_dial_to(struct loop *l, const struct stream_target *t)
{
	struct stream *s;
	struct dial *d;

	if (stream_is_memory(t->host))
		return dial_memory(l, t);
	s = socket_stream_new(l);
	d = dial_new(s, t);
	snprintf(s->peer, sizeof(s->peer), "%s:%u", t->host, (unsigned)t->port);
	if (!set_local(d, t)) {
		note_error(d, EADDRNOTAVAIL);
		give_up(d);
	} else if (t->host[0] == '/') {
		dial_unix(d, t->host);
	} else {
		dial_inet(d, t);
	}
	return s;
}

struct stream *stream_dial(struct loop *l, const char *host, uint16_t port)
{
	const struct stream_target t = { .host = host, .port = port };

	return stream_dial_to(l, &t);
}
