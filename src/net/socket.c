/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streams over sockets. libevent only says that something may be done; the
 * reading and writing happens where the turn has its place for it.
 */
#include "net/socket.h"

#include "net/stream_impl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

/* What is written and not acknowledged for so long breaks the connection, in
 * milliseconds; the system alone would take 15 minutes. */
#define UNACKNOWLEDGED_MAX 60000

/* For links whose owner asks nothing: probes of the system, in seconds, which
 * the limit above ends. They also keep a NAT's table alive. */
#define QUIET_MAX   60
#define PROBE_EVERY 10

static bool is_for_later(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static ssize_t socket_read(struct stream *s, void *to, size_t room)
{
	ssize_t n = recv(s->fd, to, room, 0);

	if (n > 0)
		return n;
	if (n == 0)
		return STREAM_EOF;
	if (is_for_later(errno))
		return 0;
	stream_fault(s, RC_SYSTEM, strerror(errno));
	return STREAM_ERROR;
}

static ssize_t socket_write(struct stream *s, const void *data, size_t len)
{
	ssize_t n = send(s->fd, data, len, MSG_NOSIGNAL);

	if (n >= 0)
		return n;
	if (is_for_later(errno))
		return 0;
	stream_fault(s, RC_SYSTEM, strerror(errno));
	return STREAM_ERROR;
}

static void watch(struct event *e, bool wanted)
{
	bool is_watched = event_pending(e, EV_READ | EV_WRITE, NULL) != 0;

	if (wanted && !is_watched)
		event_add(e, NULL);
	else if (!wanted && is_watched)
		event_del(e);
}

static void socket_interest(struct stream *s)
{
	watch(s->read_event, s->want_read);
	watch(s->write_event, s->want_write);
}

static bool socket_end_writing(struct stream *s)
{
	shutdown(s->fd, SHUT_WR);
	return true;
}

static void socket_close(struct stream *s)
{
	if (s->read_event != NULL)
		event_free(s->read_event);
	if (s->write_event != NULL)
		event_free(s->write_event);
	s->read_event = s->write_event = NULL;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static const struct stream_kind socket_kind = {
	.read = socket_read,
	.write = socket_write,
	.interest = socket_interest,
	.end_writing = socket_end_writing,
	.close = socket_close,
};

static void may_read(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	stream_mark_ready(arg);
}

static void may_write(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	stream_mark_unsent(arg);
}

void socket_address_text(const struct sockaddr *sa, char *text, size_t room)
{
	char host[INET6_ADDRSTRLEN] = "";

	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)sa;

		inet_ntop(AF_INET, &in->sin_addr, host, sizeof(host));
		snprintf(text, room, "%s:%u", host,
		    (unsigned)ntohs(in->sin_port));
	} else if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)sa;

		inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
		snprintf(text, room, "[%s]:%u", host,
		    (unsigned)ntohs(in6->sin6_port));
	} else {
		snprintf(text, room, "unix");
	}
}

void socket_tune(int fd)
{
	const int on = 1, idle = QUIET_MAX, every = PROBE_EVERY;
	const unsigned limit = UNACKNOWLEDGED_MAX;

	/* They fail on a unix socket, which has no delays. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof(limit));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof(every));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
}

struct stream *socket_stream_new(struct loop *l)
{
	return stream_new(l, &socket_kind);
}

void stream_take_fd(struct stream *s, int fd)
{
	struct event_base *base = loop_base(s->loop);

	socket_tune(fd);
	s->fd = fd;
	s->read_event = event_new(base, fd, EV_READ | EV_PERSIST, may_read, s);
	s->write_event =
	    event_new(base, fd, EV_WRITE | EV_PERSIST, may_write, s);
	if (s->read_event == NULL || s->write_event == NULL)
		abort(); /* out of memory */
	if (s->out.len != 0)
		stream_mark_unsent(s);
	stream_mark_ready(s);
}

int stream_user(const struct stream *s, uint32_t *uid)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	/* Other sockets answer as well: with no user. */
	if (getsockopt(s->fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0 ||
	    peer.uid == (uid_t)-1)
		return RC_NOT_FOUND;
	*uid = peer.uid;
	return 0;
}

int socket_unix_address(const char *path, struct sockaddr_un *sa)
{
	size_t len = strlen(path);

	*sa = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (len >= sizeof(sa->sun_path))
		return RC_TOO_LONG;
	memcpy(sa->sun_path, path, len);
	return 0;
}
