/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners. A descriptor is held in reserve: when the process has no more,
 * it is closed to accept and drop the next caller, who would otherwise keep
 * the listener readable for ever.
 */
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/resolve.h"
#include "net/socket.h"
#include "net/tls_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#define BACKLOG     1024
#define ACCEPTS_MAX 64 /* a turn */
#define REST_TIME   SECOND

struct listener {
	struct loop *loop;
	const struct listener_events *ev;
	void *arg;
	int fd, reserve_fd;
	struct event *event;
	struct timer rest;       /* descriptors ran out */
	struct tls_context *tls; /* of the next caller; NULL: plain */
	char *path; /* of a unix socket, removed at the end; name in memory */
	bool closed, paused;
	struct listener *next; /* in memory */
};

static void take_reserve(struct listener *ln)
{
	ln->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void rest_is_over(void *arg)
{
	struct listener *ln = arg;

	if (!ln->paused)
		event_add(ln->event, NULL);
}

/* Another thread may take the descriptor that was given up for this: then
 * callers wait for a while, else the loop would spin on them. */
static void refuse_one(struct listener *ln)
{
	int fd;

	if (ln->reserve_fd >= 0)
		close(ln->reserve_fd);
	fd = accept(ln->fd, NULL, NULL);
	if (fd >= 0)
		close(fd);
	take_reserve(ln);
	if (fd >= 0) {
		log_warn("net", "caller dropped, no descriptors left");
		return;
	}
	log_warn("net", "callers wait, no descriptors left");
	event_del(ln->event);
	timer_in(&ln->rest, REST_TIME);
}

static void hand_over(struct listener *ln, struct stream *s)
{
	ln->loop->progress++;
	if (ln->tls != NULL)
		tls_attach(s, ln->tls, NULL);
	ln->ev->accepted(ln->arg, s);
}

static void take_caller(struct listener *ln, int fd,
    const struct sockaddr *from)
{
	struct stream *s = socket_stream_new(ln->loop);

	socket_address_text(from, s->peer, sizeof(s->peer));
	stream_take_fd(s, fd);
	hand_over(ln, s);
}

static void on_caller(evutil_socket_t fd, short what, void *arg)
{
	struct listener *ln = arg;

	(void)what;
	for (int i = 0; i < ACCEPTS_MAX && !ln->closed; i++) {
		struct sockaddr_storage from = { .ss_family = AF_UNIX };
		socklen_t len = sizeof(from);
		int one = accept4(fd, (struct sockaddr *)&from, &len,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (one >= 0) {
			take_caller(ln, one, (struct sockaddr *)&from);
		} else if (errno == EMFILE || errno == ENFILE) {
			refuse_one(ln);
			return;
		} else if (errno != ECONNABORTED && errno != EINTR) {
			return;
		}
	}
}

/* "host:port" or "[host]:port" in its parts. */
static int split_address(const char *addr, char *host, size_t room,
    uint16_t *port)
{
	const char *colon = strrchr(addr, ':');
	size_t len;
	uint64_t n;

	if (colon == NULL || number_parse(colon + 1, UINT16_MAX, &n) != 0)
		return RC_BAD;
	len = (size_t)(colon - addr);
	if (len >= 2 && addr[0] == '[' && addr[len - 1] == ']') {
		addr++;
		len -= 2;
	}
	if (len == 0 || len >= room)
		return RC_BAD;
	memcpy(host, addr, len);
	host[len] = '\0';
	*port = (uint16_t)n;
	return 0;
}

/* The text of the cause goes to the log here, once. */
static int failed(const char *addr, int error)
{
	log_error("net", "cannot listen address=%s: %s", addr, strerror(error));
	if (error == EADDRINUSE)
		return RC_BUSY;
	return error == EACCES || error == EPERM ? RC_DENIED : RC_SYSTEM;
}

static int bind_and_listen(const char *addr, const struct sockaddr *sa,
    socklen_t len, int *out)
{
	const int on = 1;
	int fd = socket(sa->sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int rc;

	if (fd < 0)
		return failed(addr, errno);
	if (sa->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, sa, len) != 0 || listen(fd, BACKLOG) != 0) {
		rc = failed(addr, errno);
		close(fd);
		return rc;
	}
	*out = fd;
	return 0;
}

static int open_inet(const char *addr, int *fd)
{
	char host[256];
	struct addrinfo *found;
	uint16_t port;
	int rc;

	if (split_address(addr, host, sizeof(host), &port) != 0 ||
	    (found = resolve_numeric(host, port)) == NULL) {
		log_error("net", "cannot listen address=%s: not an address",
		    addr);
		return RC_BAD;
	}
	rc = bind_and_listen(addr, found->ai_addr, found->ai_addrlen, fd);
	freeaddrinfo(found);
	return rc;
}

/* A socket file that nobody answers is left over from a crash. */
static bool is_dead_socket(const struct sockaddr_un *sa)
{
	struct stat st;
	int fd;
	bool dead;

	if (lstat(sa->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	dead = connect(fd, (const void *)sa, sizeof(*sa)) != 0 &&
	       errno == ECONNREFUSED;
	close(fd);
	return dead;
}

static int open_unix(const char *path, int *fd)
{
	struct sockaddr_un sa;

	if (socket_unix_address(path, &sa) != 0)
		return failed(path, ENAMETOOLONG);
	if (is_dead_socket(&sa))
		unlink(path);
	return bind_and_listen(path, (const void *)&sa, sizeof(sa), fd);
}

struct listener *listener_in_memory(const struct loop *l, const char *name)
{
	struct listener *ln = l->in_memory;

	while (ln != NULL && strcmp(ln->path, name) != 0)
		ln = ln->next;
	return ln;
}

bool listener_takes(struct listener *ln, struct stream *s)
{
	if (ln->paused)
		return false;
	s->caller_of = NULL;
	hand_over(ln, s);
	return !s->dead;
}

static void watch_socket(struct listener *ln)
{
	take_reserve(ln);
	timer_init(&ln->rest, ln->loop, rest_is_over, ln);
	ln->event = event_new(loop_base(ln->loop), ln->fd, EV_READ | EV_PERSIST,
	    on_caller, ln);
	if (ln->event == NULL)
		abort(); /* out of memory */
	event_add(ln->event, NULL);
}

static int open_memory(const struct loop *l, const char *addr)
{
	return listener_in_memory(l, addr) != NULL ? failed(addr, EADDRINUSE)
						   : 0;
}

int stream_listen(struct loop *l, const char *addr,
    const struct listener_events *ev, void *arg, struct listener **out)
{
	bool is_unix = addr[0] == '/', is_memory = stream_is_memory(addr);
	struct listener *ln;
	int fd = -1, rc;

	if (is_memory)
		rc = open_memory(l, addr);
	else
		rc = is_unix ? open_unix(addr, &fd) : open_inet(addr, &fd);
	if (rc != 0)
		return rc;
	ln = mem_new(1, sizeof(*ln));
	*ln = (struct listener){ .loop = l, .ev = ev, .arg = arg, .fd = fd };
	ln->path = is_unix || is_memory ? mem_strdup(addr) : NULL;
	if (is_memory) {
		ln->next = l->in_memory;
		l->in_memory = ln;
	} else {
		watch_socket(ln);
	}
	*out = ln;
	return 0;
}

void listener_set_tls(struct listener *ln, struct tls_context *tls)
{
	tls_ref(tls);
	tls_unref(ln->tls);
	ln->tls = tls;
}

uint16_t listener_port(const struct listener *ln)
{
	struct sockaddr_storage sa = { 0 };
	socklen_t len = sizeof(sa);

	if (getsockname(ln->fd, (struct sockaddr *)&sa, &len) != 0)
		return 0;
	if (sa.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)&sa)->sin_port);
	if (sa.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&sa)->sin6_port);
	return 0;
}

void listener_pause(struct listener *ln)
{
	ln->paused = true;
	if (ln->event != NULL)
		event_del(ln->event);
}

void listener_resume(struct listener *ln)
{
	struct stream *s;

	ln->paused = false;
	if (ln->event != NULL)
		event_add(ln->event, NULL);
	TAILQ_FOREACH(s, &ln->loop->all, all_link)
	if (s->caller_of == ln)
		stream_mark_ready(s);
}

static void close_memory(struct listener *ln)
{
	struct listener **at = &ln->loop->in_memory;
	struct stream *s, *next;

	while (*at != ln)
		at = &(*at)->next;
	*at = ln->next;
	for (s = TAILQ_FIRST(&ln->loop->all); s != NULL; s = next) {
		next = TAILQ_NEXT(s, all_link);
		if (s->caller_of == ln)
			stream_kill(s);
	}
}

static void close_socket(struct listener *ln)
{
	timer_stop(&ln->rest);
	event_free(ln->event);
	close(ln->fd);
	if (ln->reserve_fd >= 0)
		close(ln->reserve_fd);
	if (ln->path != NULL)
		unlink(ln->path);
}

void listener_close(struct listener *ln)
{
	if (ln == NULL || ln->closed)
		return;
	ln->closed = true;
	if (ln->event == NULL)
		close_memory(ln);
	else
		close_socket(ln);
	free(ln->path);
	tls_unref(ln->tls);
	ln->tls = NULL;
	loop_reap(ln->loop, free, ln);
}
