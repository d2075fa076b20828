/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session - one SMPP bind, in either role, over one stream at a time.
 *
 * As ESME it binds on a stream that is dialled or stands, or waits there for
 * an outbind first; as SMSC it waits for the bind. It handles by itself: bind
 * answers, enquire_link and unbind both ways, generic_nack, framing errors,
 * unknown commands, malformed bodies, answers that fit nothing, and the
 * timers. Everything else goes up.
 *
 * Every token given to session_send() comes back: once by `answered`, or by
 * `returned` (not one byte of it left us), or by `doubt`; after `doubt` of a
 * timeout a late `answered` may follow, for 10 minutes.
 *
 * Owns:     its stream, window and timers; copies its options' texts.
 * Borrows:  the events table and argument.
 * Time:     clock_mono() only.
 * Note:     pointers given to callbacks hold during the call. No callback
 *           comes from inside a session_ call, but `state` (any) and
 *           `doubt` and `returned` (session_stop).
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "net/stream.h"
#include "session/session_options.h"
#include "session/token.h"

#include <esmed/pdu.h>

struct session;

enum session_role { SESSION_ESME, SESSION_SMSC };

enum session_state {
#define STATE(s, name, to, timeout) SESSION_##s,
#define CLOSE(c, word)
#include "session/session.def"
#undef STATE
#undef CLOSE
};

/* Why a session closed, or why an answer is in doubt. */
enum session_reason {
#define STATE(s, name, to, timeout)
#define CLOSE(c, word) SESSION_CLOSE_##c,
#include "session/session.def"
#undef STATE
#undef CLOSE
};

const char *session_state_name(enum session_state state);
const char *session_reason_name(enum session_reason reason);

struct session_answer {
	uint32_t status;
	bool nack;                   /* it was a generic_nack */
	bool late;                   /* after its `doubt` */
	const struct smpp_pdu *resp; /* NULL: no readable body */
	usec sent; /* the request; late: when it was given up */
};

struct session_events {
	/* The state changed; may be NULL. */
	void (*state)(void *arg);
	/* Each token's end, see above. */
	void (*answered)(void *arg, const struct session_token *tok,
	    const struct session_answer *answer);
	void (*doubt)(void *arg, const struct session_token *tok,
	    enum session_reason reason);
	void (*returned)(void *arg, const struct session_token *tok);
	/* A request for us; its number is pdu->sequence. Answer it by
	 * session_reply(), now or later. */
	void (*request)(void *arg, const struct smpp_pdu *pdu);
	/* What was taken is answered a second time, by another id (B15); may
	 * be NULL. */
	void (*again)(void *arg, const struct session_token *tok,
	    const char *message_id);
	/* One beyond inbound_window was refused; may be NULL. */
	void (*flooded)(void *arg);
	/* As SMSC: the status to answer a bind with; 0 lets it in. */
	uint32_t (*bind)(void *arg, const struct smpp_pdu *bind);
	/* As ESME that waits for it: may this outbind have our bind? */
	bool (*outbind)(void *arg, const struct smpp_pdu *outbind);
};

struct session *session_new(struct loop *l, enum session_role role,
    const struct session_options *opt);
void session_set_events(struct session *s, const struct session_events *ev,
    void *arg);

/* Close at once if it is not closed (events as session_stop) and free it when
 * the turn ends; no event follows. */
void session_free(struct session *s);

/* New options, but for the name. */
void session_set_options(struct session *s, const struct session_options *opt);

/* Let no more than n requests be unanswered, n <= the option; more that are
 * stay. New options end it. */
void session_limit_window(struct session *s, uint32_t n);

/* Log what is usual at level debug: the peer is known to flap. */
void session_set_quiet(struct session *s, bool is_quiet);

/* Show every PDU, passwords blanked, to fn; NULL ends it. */
typedef void session_trace_fn(void *arg, bool is_ours, const uint8_t *bytes,
    size_t len);
void session_set_trace(struct session *s, session_trace_fn *fn, void *arg);

/* The session must be closed; it takes the stream.
 * As ESME: wait for a stream that is being dialled, then bind. */
void session_dial(struct session *s, struct stream *dialled);

/* As ESME: bind at once. As SMSC: wait for the peer's bind. */
void session_adopt(struct session *s, struct stream *st);

/* As ESME: wait for the peer's outbind on an accepted stream, then bind. */
void session_await(struct session *s, struct stream *st);

/* Unbind and close; answers that come before unbind_resp still count. */
void session_unbind(struct session *s);

/* The same, as the peer's answers take us for not bound: session_reason() is
 * `not_bound`, and session_why() has the status. */
void session_unbind_stranger(struct session *s, uint32_t status);

/* Close now: tokens are returned or in doubt. */
void session_stop(struct session *s, enum session_reason reason);

enum session_state session_state(const struct session *s);
bool session_is_bound(const struct session *s);
enum session_reason session_reason(const struct session *s); /* last close */
uint32_t session_bind_status(const struct session *s);       /* of that bind */
usec session_since(const struct session *s); /* clock_wall() of the state */
const char *session_peer(const struct session *s);
const char *session_why(const struct session *s);       /* last close, or "" */
const char *session_system_id(const struct session *s); /* as bound */
const char *session_peer_id(const struct session *s); /* as ESME: the SMSC's */
uint32_t session_bind_command(const struct session *s); /* of the last bind */
uint8_t session_version(const struct session *s); /* in use; < 0x34: no TLV */

/* The peer's certificate, see net/tls.h. False: there is no TLS now. */
struct tls_info;
bool session_tls(const struct session *s, struct tls_info *out);

/* Requests that may be sent now: 0 unless bound, as SMSC to a bind that only
 * transmits, as ESME by one that only receives. */
uint32_t session_room(const struct session *s);
uint32_t session_unanswered(const struct session *s);
uint32_t session_window(const struct session *s); /* the limit now */

/* Send a request; its sequence number is set here, and its TLVs are left out
 * for a peer that takes none. RC_FULL: no free slot. RC_CLOSED: not bound.
 * RC_BAD, RC_TOO_LONG: it cannot be encoded. RC_UNSUPPORTED: its text is in a
 * TLV, and the peer takes none. */
MUST_CHECK int session_send(struct session *s, const struct session_token *tok,
    const struct smpp_pdu *pdu);

/* The same with a PDU that is encoded already, for a peer that takes TLVs. */
MUST_CHECK int session_send_bytes(struct session *s,
    const struct session_token *tok, const void *pdu, size_t len);

/* Answer the peer's request `sequence`; resp->sequence is not looked at.
 * Nothing happens if the session has closed since. */
void session_reply(struct session *s, uint32_t sequence,
    const struct smpp_pdu *resp);

/* The same for an answer without a body to speak of: `request` is the id of
 * the command that is answered. */
void session_reply_status(struct session *s, uint32_t sequence,
    uint32_t request, uint32_t status);

struct session_counts {
	uint64_t pdus_in, pdus_out;
	uint64_t requests, answers, late, timeouts;
	uint64_t stray;     /* answers that fit nothing, ignored */
	uint64_t wrong;     /* answers of the wrong type, ignored */
	uint64_t unknown;   /* unknown commands */
	uint64_t malformed; /* bodies that could not be read */
	uint64_t refused;   /* requests beyond inbound_window */
	uint64_t nacks;     /* generic_nack from the peer */
};
const struct session_counts *session_counts(const struct session *s);

#endif
