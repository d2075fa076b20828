/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session_impl - a session as its own files see it: session.c (its life),
 * setup.c (options), receive.c (what comes), bind.c (binds both ways), send.c
 * (what goes), view.c and trace.c (who looks).
 */
#ifndef SESSION_SESSION_IMPL_H
#define SESSION_SESSION_IMPL_H

#include "base/log.h"
#include "net/timer.h"
#include "session/answered.h"
#include "session/late.h"
#include "session/session.h"
#include "session/window.h"

#include <esmed/status.h>

struct session {
	struct loop *loop;
	enum session_role role;
	struct session_options opt;
	char name[32], system_id[16], password[9], system_type[13];
	char address_range[41];
	char peer[80];
	char why[160];                   /* of the last close, for people */
	const struct session_events *ev; /* NULL: nobody hears */
	void *arg;
	session_trace_fn *trace; /* NULL: nobody looks */
	void *trace_arg;
	bool quiet;

	enum session_state state;
	enum session_reason reason;    /* of the last close */
	enum session_reason unbinding; /* why we are in UNBINDING */
	uint32_t bind_status;
	usec since; /* by the wall clock */
	bool freed; /* waits for the reaper */

	struct stream *stream; /* NULL when closed */
	struct window *window;
	struct late late;
	struct answered answered;
	struct session_counts counts;

	/* Our requests without a slot; 0: none is awaited. */
	uint32_t bind_seq, enquire_seq, unbind_seq;
	usec enquire_sent;
	usec last_in;   /* the peer's last PDU */
	usec last_work; /* a message, either way */

	/* As SMSC: the bind that was accepted. As ESME: the last one. */
	uint32_t bind_command;
	char bound_as[16];
	char peer_id[16];
	uint8_t version;  /* in use; less than 0x34: no TLVs to the peer */
	unsigned strikes; /* requests before the bind */
	bool choked;      /* not read, as the peer does not read us */

	uint32_t inbound; /* requests handed up and not answered */
	unsigned expired; /* requests in a row without answer */
	unsigned wrong;   /* answers of the wrong type */
	unsigned nacks;   /* for nothing, since nacks_from */
	usec nacks_from;
	usec last_warning; /* odd things are logged once a second */

	struct timer life;    /* the state ends */
	struct timer alive;   /* enquire, or silence is too long */
	struct timer answers; /* the oldest request has waited enough */
	struct timer partial; /* a begun PDU must be complete */
	struct timer idle;    /* no message for too long */

	struct smpp_pdu pdu; /* the one being handled */
};

#define session_info(s, ...) \
	log_line((s)->quiet ? LOG_DEBUG : LOG_INFO, (s)->name, __VA_ARGS__)

/* True at most once a second: what a peer can cause without end. */
bool session_may_warn(struct session *s);

#define session_odd(s, ...)                               \
	do {                                              \
		if (session_may_warn(s))                  \
			log_warn((s)->name, __VA_ARGS__); \
	} while (0)

/* In session.c. */
void session_enter_binding(struct session *s);
void session_bound(struct session *s);
void session_init_timers(struct session *s);
void session_peer_unbinds(struct session *s);

/* Close, but flush what is queued first; all tokens are in doubt. */
void session_shut(struct session *s, enum session_reason reason);

/* After an answer: a session that unbinds may be done. */
void session_check_done(struct session *s);

/* Note why the session is about to close, for people. */
PRINTF(2, 3) void session_note(struct session *s, const char *fmt, ...);

/* In receive.c. */
void session_receive(void *arg, struct buf *in);

/* Answer the request at hand with a status, if it has an answer. */
void session_refuse(struct session *s, uint32_t status);

/* In bind.c: our bind, the answer to it, the peer's bind or outbind. */
void session_send_bind(struct session *s);
void session_on_bind_answer(struct session *s);
void session_on_bind(struct session *s);
void session_on_outbind(struct session *s);

/* In trace.c; call session_show(). */
void session_trace(struct session *s, bool is_ours, const uint8_t *bytes,
    size_t len);

static inline void session_show(struct session *s, bool is_ours,
    const uint8_t *bytes, size_t len)
{
	if (s->trace != NULL)
		session_trace(s, is_ours, bytes, len);
}

/* In send.c. Requests without a slot, ours and those without body; returned
 * is their number. */
uint32_t session_request(struct session *s, const struct smpp_pdu *pdu);
uint32_t session_request_plain(struct session *s, uint32_t command);

/* Answers; `id` has the top bit. */
void session_answer(struct session *s, uint32_t sequence,
    const struct smpp_pdu *resp);
void session_answer_status(struct session *s, uint32_t sequence, uint32_t id,
    uint32_t status);

#endif
