/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream - ordered bytes to and from a peer, over a socket or over memory.
 *
 * Writes are buffered and leave at the end of the turn. Events come from the
 * loop, never from inside a stream_ call. `closed` is the last event and says
 * why; the stream is then gone at the end of the turn and its owner forgets
 * it. Before it, all bytes that the peer sent were handed up: when a write
 * fails, the receive side is drained first.
 * stream_close() and stream_kill() end it from our side: no event follows,
 * and the owner forgets it at once.
 *
 * Owns:     socket, buffers.
 * Borrows:  the events table and its argument.
 * Time:     connecting gets 5 s for each address, a TLS handshake 10 s,
 *           closing 1 s; a peer that takes none of the bytes which wait for
 *           it for 60 s is given up.
 * Threads:  that of the loop; names are resolved in another.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/buf.h"
#include "net/loop.h"

struct stream;
struct listener;
struct tls_context;

struct stream_events {
	/* The dialled stream stands; not called for others. May be NULL. */
	void (*connected)(void *arg);
	/* Bytes came: eat what can be used, the rest comes again with more. */
	void (*readable)(void *arg, struct buf *in);
	/* All that was written has left. May be NULL. */
	void (*drained)(void *arg);
	/* The last event. rc: 0 orderly by the peer, RC_TIMEOUT, RC_NOT_FOUND
	 * (no such host), RC_DENIED (what TLS does not permit: certificate,
	 * version, cipher), RC_SYSTEM; why: a text for the log. */
	void (*closed)(void *arg, int rc, const char *why);
};

/* Whom to dial, and how. Nothing in it is kept but a reference to `tls`. */
struct stream_target {
	/* A host name or address; with '/' at its begin a unix socket; with
	 * "memory:NAME" a listener of this loop. */
	const char *host;
	uint16_t port;
	const char *local_address; /* numeric; NULL or "": any */
	uint16_t local_port;       /* 0: any */
	struct tls_context *tls;   /* of tls_client_new(); NULL: plain */
	const char *tls_name;      /* of the certificate; NULL or "": host */
};

/* Connect. Every address of the name is tried, those that failed within the
 * last minute after the others. Failure comes as `closed`: "connection
 * refused", "no answer to the connect", "unreachable: ...", "no such local
 * address", "no free local port", "no descriptors left", or of the name or of
 * TLS. Set the events in the same turn. */
struct stream *stream_dial_to(struct loop *l, const struct stream_target *t);

/* The same, plain and from any address. */
struct stream *stream_dial(struct loop *l, const char *host, uint16_t port);

/* Two ends in memory; what one writes the other reads a turn later. */
void stream_pair(struct loop *l, struct stream **a, struct stream **b);

/* Test hook of a memory stream: s sends at most `bytes` a turn. 0 holds all
 * back, as a peer does that reads nothing; SIZE_MAX is the normal state. */
void stream_pair_limit(struct stream *s, size_t bytes);

/* Who hears of it. A stream without events neither reads nor reports. */
void stream_set_events(struct stream *s, const struct stream_events *ev,
    void *arg);

/* Queue bytes. Ignored once the stream is broken or closing. */
void stream_write(struct stream *s, const void *data, size_t len);

/* The same without a copy: room for n bytes, then how many were used. */
uint8_t *stream_reserve(struct stream *s, size_t n);
void stream_added(struct stream *s, size_t n);

/* Bytes queued that the kernel has not taken. */
size_t stream_pending(const struct stream *s);

/* Bytes ever queued, and ever handed to the kernel: a message queued when
 * the first was n has not left, not even in part, while the second is <= n. */
uint64_t stream_queued(const struct stream *s);
uint64_t stream_sent(const struct stream *s);

/* Ask for `readable` in the next turn, although no new bytes may come. */
void stream_again(struct stream *s);

void stream_pause_reading(struct stream *s);
void stream_resume_reading(struct stream *s);

/* Flush for at most 1 s, then close. */
void stream_close(struct stream *s);

/* Close now; what is queued is lost. */
void stream_kill(struct stream *s);

/* "192.0.2.7:2775", "[2001:db8::1]:2775", "unix" or "memory". */
const char *stream_peer(const struct stream *s);

/* Of that the bytes before the port, with brackets; 0: there is none. */
size_t stream_host_len(const char *peer);

/* The user whose process called a unix socket, as the system tells it.
 * RC_NOT_FOUND: of others it tells none. */
MUST_CHECK int stream_user(const struct stream *s, uint32_t *uid);

struct listener_events {
	/* Call stream_set_events() here, or stream_kill(). */
	void (*accepted)(void *arg, struct stream *s);
};

/* Listen on "host:port", "[v6]:port" (numeric; port 0: any free one) or
 * "/path" (a dead socket file there is replaced), or "memory:NAME" for callers
 * of the same loop (tests and simulation). RC_BAD: no such form,
 * RC_BUSY: in use, RC_DENIED, RC_SYSTEM; the cause is logged. */
MUST_CHECK int stream_listen(struct loop *l, const char *addr,
    const struct listener_events *ev, void *arg, struct listener **out);

/* Callers from now on speak TLS with this context, of tls_server_new(); those
 * that are accepted already stay as they are. NULL: plain again. Their
 * `accepted` comes before the handshake, `readable` after it. */
void listener_set_tls(struct listener *ln, struct tls_context *tls);

/* The port it is bound to; 0 for a unix socket. */
uint16_t listener_port(const struct listener *ln);

void listener_pause(struct listener *ln);
void listener_resume(struct listener *ln);
void listener_close(struct listener *ln);

#endif
