/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conn - connections and requests as the files of the server see them; not
 * for other modules.
 *
 *	server.c   connections and ids: who exists
 *	conn.c     what comes in: phases of reading, refusing
 *	respond.c  what goes out: answers in the order of the requests
 *	pace.c     deadlines
 *
 * Invariants:
 *  1. c->queue holds the requests without a complete answer in the order in
 *     which they came; only the first one's bytes go to the stream.
 *  2. c->reading is the request whose body is awaited: the last of the queue,
 *     or NULL.
 *  3. A request leaves the queue when it was received and answered, and only
 *     in conn_settle(); which no callback of the handler runs inside.
 *  4. With c->ends set no byte is parsed any more.
 *  5. A slot's id changes when its request ends, so an old id finds nothing.
 */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include "base/hash.h"
#include "http/forwarded.h"
#include "http/parse.h"
#include "net/stream.h"
#include "net/timer.h"

#include <sys/queue.h>

#define TARGET_SHOWN 32 /* its beginning tells what is asked */

struct request {
	struct http_request pub;
	struct conn *conn; /* NULL: the slot is free */
	TAILQ_ENTRY(request) link;
	struct head head;
	struct buf body; /* the whole, or lines not yet handed on */
	struct buf out;  /* of the answer, until it is its turn */
	struct http_plan plan;
	uint64_t body_bytes; /* came so far */
	size_t scanned;      /* of body: has no line end */
	enum answer_framing framing;
	char id[ANSWER_ID_BYTES];
	char target[TARGET_SHOWN];
	char client[FORWARDED_BYTES]; /* pub.peer, if a proxy names it */
	usec began;
	uint64_t sent; /* bytes of the answer's body */
	int status;    /* 0: no answer yet */
	bool keep_alive;
	bool owes_continue; /* the client waits for 100 before its body */
	bool known;         /* `began` was called and neither end was told */
	bool received, answered;
	bool streams; /* its answer has begun and not ended */
	bool breaks;  /* the connection must break to tell of its end */
	bool paused;
	bool skips; /* to the end of a line that is too long */
};

TAILQ_HEAD(request_queue, request);

enum conn_phase {
	CONN_HEAD,      /* awaits a head, or has part of it */
	CONN_SIZE,      /* awaits a chunk's size */
	CONN_DATA,      /* of a chunk, or of a sized body */
	CONN_CHUNK_END, /* CR LF behind a chunk */
	CONN_TRAILERS,
	CONN_COMPLETE, /* all came; lines may not yet be handed on */
	CONN_ENDED     /* throws away what comes */
};

/* What the client owes us at the moment. */
enum pace_wait {
	WAIT_NONE,
	WAIT_REQUEST,
	WAIT_HEAD, /* the rest of it */
	WAIT_BODY
};

struct conn {
	struct http_server *server;
	struct stream *stream; /* NULL: closed, memory goes at the turn's end */
	TAILQ_ENTRY(conn) link;
	struct parse parse;
	struct gate gate;
	struct request_queue queue;
	size_t queued;
	struct request *reading;
	enum conn_phase phase;
	uint64_t left; /* bytes of CONN_DATA to come */
	uint64_t served;
	uint64_t addr_hash;
	bool ends;         /* invariant 4 */
	bool busy;         /* inside an event of the stream */
	bool blocked;      /* reading is paused */
	bool skipped_line; /* the empty line before a request */
	bool has_part;     /* of a head */
	/* As its listener said when it came. */
	bool tls, logs, is_proxy;
	size_t body_bytes;
	struct nets trusted;

	struct timer resume_timer;

	/* pace.c */
	struct timer timer;
	enum pace_wait waits;
	uint64_t waits_at; /* c->served when that began */
	usec born, since;  /* since when it waits */
	/* The windows in which bytes are counted */
	usec in_from, out_from;
	uint64_t in_bytes, out_sent;
	bool out_waits;
};

TAILQ_HEAD(conn_list, conn);

/* Where callers come in. */
struct port {
	struct http_server *server;
	struct listener *listener;
	/* .tls only says whether there is one; .trusted is NULL or ours. */
	struct http_listener with;
	struct nets trusted;
};

struct http_server {
	struct loop *loop;
	const struct http_events *ev;
	void *arg;
	struct http_limits limits;
	struct conn_list conns;
	size_t conn_count, in_flight;
	struct request **slot;
	uint32_t *free_slot;
	size_t slots, free_slots;
	struct port **port;
	size_t ports;
	bool listening_paused, draining;
	usec date_at;
	char date[ANSWER_DATE_BYTES];
	struct hash_key id_key; /* of requests' ids */
	uint64_t ids;
};

/* server.c */
struct request *request_take(struct conn *c);
void request_give(struct request *r);
struct request *request_find(const struct http_server *s, http_id id);
void conn_forget(struct conn *c);

/* conn.c */
extern const struct stream_events conn_stream_events;
void conn_init(struct conn *c);

/* One error for the request being read, and no parsing after it. */
void conn_refuse(struct conn *c, struct refusal no);

/* Take no more requests; those that came are answered. */
void conn_end(struct conn *c);

/* An answer came before the body: throw the rest away, or give up. */
void conn_skip_body(struct conn *c);
bool conn_may_read(const struct conn *c);

/* Hand on the lines that waited, soon. */
void conn_resume(struct conn *c);

/* Close now; the handler hears of each request without an answer. */
void conn_kill(struct conn *c);

/* respond.c: write what has its turn, end what is done, pause or resume
 * reading, arm the deadline. Does nothing while the connection is busy. The
 * connection may be gone after it. */
void conn_settle(struct conn *c);
void respond_error(struct request *r, struct refusal no);

/* Of a connection that is not taken: one answer, and its end. */
void respond_full(struct http_server *s, struct stream *st);

/* pace.c */
void pace_init(struct conn *c);
bool pace_is_old(const struct conn *c);
void pace_arm(struct conn *c);

#endif
