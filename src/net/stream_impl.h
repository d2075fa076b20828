/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream_impl - a stream as its kinds see it: sockets, memory, and TLS over
 * either. A kind is a table of operations; stream.c does all the rest.
 */
#ifndef NET_STREAM_IMPL_H
#define NET_STREAM_IMPL_H

#include "net/loop_impl.h"
#include "net/stream.h"
#include "net/timer.h"

#include <sys/types.h>

struct event;
struct dial;
struct tls_session;

/* Operations return bytes moved, 0 for "not now", or negative: STREAM_EOF, or
 * STREAM_ERROR with s->why set by stream_fault(). */
enum { STREAM_EOF = -1, STREAM_ERROR = -2 };

struct stream_kind {
	ssize_t (*read)(struct stream *s, void *to, size_t room);
	ssize_t (*write)(struct stream *s, const void *data, size_t len);
	/* What we wait for has changed: s->want_read, s->want_write. */
	void (*interest)(struct stream *s);
	/* Tell the peer: no more. False: not now. */
	bool (*end_writing)(struct stream *s);
	/* One step while s->handshaking: 1 it is over, else as above. NULL for
	 * kinds that have none. */
	int (*shake)(struct stream *s);
	void (*close)(struct stream *s);
};

struct stream {
	const struct stream_kind *kind;
	struct loop *loop;
	const struct stream_events *ev; /* NULL: no owner */
	void *arg;
	struct buf in, out;
	uint64_t queued, sent;
	TAILQ_ENTRY(stream) all_link, ready_link, unsent_link;
	struct timer closing_timer; /* also of a connect, then a handshake */
	struct timer stall_timer;   /* bytes wait and none is taken */

	bool on_ready, on_unsent; /* in the lists of the loop */
	bool want_read, want_write;
	bool connecting, connected_due;
	bool handshaking; /* nothing goes up or down until it is over */
	bool read_waits;  /* reading goes on when something can be written */
	bool again;       /* the owner asked for `readable` */
	bool paused;      /* the owner wants no bytes */
	bool broken;      /* writing failed: what came is read, then the end */
	bool eof;         /* nothing more comes */
	bool closing;     /* the owner is gone, the output is flushed */
	bool ended;       /* the peer was told that we write no more */
	bool dead;        /* given to the reaper */

	int rc;        /* of the end; 0: orderly */
	char why[192]; /* "" until there is a cause */
	char peer[80];

	/* socket */
	int fd; /* -1: none */
	struct event *read_event, *write_event;
	struct dial *dial; /* while connecting */

	struct tls_session *tls; /* NULL: plain */

	/* memory */
	struct listener *caller_of; /* not accepted yet */
	struct stream *other;       /* NULL: that end is closed */
	struct buf wire;            /* sent by the other, not yet read here */
	bool wire_ended;            /* the other writes no more */
	size_t limit, used;         /* may send a turn; has sent in `turn` */
	uint64_t turn;
};

struct stream *stream_new(struct loop *l, const struct stream_kind *kind);

/* Serve it in the next turn (or later in this one). */
void stream_mark_ready(struct stream *s);
void stream_mark_unsent(struct stream *s);

/* Note why the stream ends; the first cause stays. */
void stream_fault(struct stream *s, int rc, const char *why);

/* Reading and writing have no more to say: hand up what came, then end. */
void stream_break(struct stream *s);

/* A pair for one that dials; the other end comes to the listener of that name
 * in its own time. */
struct stream *memory_dial(struct loop *l, const char *name);

/* In listen.c: hand the caller over. False: not now. */
bool listener_takes(struct listener *ln, struct stream *s);

/* The listener of this name, or NULL. */
struct listener *listener_in_memory(const struct loop *l, const char *name);

/* "memory:" begins the address of a listener in memory. */
bool stream_is_memory(const char *addr);

/* A connected socket under it. Takes fd. */
void stream_take_fd(struct stream *s, int fd);

void dial_free(struct dial *d);

#endif
