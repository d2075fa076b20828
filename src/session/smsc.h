/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc - one configured centre: its binds, back-off, throughput and slots.
 *
 * Slots: the sum of all `slots` numbers, less one for each smsc_send(), is
 * the caller's balance, kept with its sign. While it is positive so many
 * requests may be sent. A negative `slots` withdraws what a lost bind offered;
 * requests under way by then are sent all the same, and so are further parts
 * of a message (up to 31 beyond the balance): they make the balance negative,
 * wait here as pending, and until that is settled no slot is offered.
 * Pending requests come back by `returned` when no bind is up. Answers,
 * doubts and returns do not touch the balance: what they free is offered
 * anew. Each token comes back as session.h says.
 *
 * Owns:     its sessions, the pending PDUs (encoded); copies its options.
 * Borrows:  the events table and argument.
 * Note:     no callback comes from inside an smsc_ function. `slots` and
 *           `state` come at the end of a turn, once for all that changed.
 *           Pointers given to callbacks hold during the call.
 */
#ifndef SESSION_SMSC_H
#define SESSION_SMSC_H

#include "session/session.h"

#include <esmed/status.h>

struct smsc;

/* Zero means the default, but for throughput. */
struct smsc_options {
	uint32_t id; /* given to every event */
	const char *name;
	const char *host;
	uint16_t port;
	const char *system_id, *password, *system_type;
	uint32_t binds;          /* 1: parallel transceiver binds */
	uint32_t window;         /* 10: unanswered requests of a bind */
	double throughput;       /* PDUs a second over all binds; 0: no limit */
	usec reconnect_min;      /* 1 s */
	usec reconnect_max;      /* 60 s */
	usec response_timeout;   /* 30 s */
	usec enquire_interval;   /* 30 s */
	usec enquire_timeout;    /* 30 s */
	usec bind_timeout;       /* 10 s */
	usec drain_timeout;      /* 30 s: for answers when draining */
	uint32_t inbound_window; /* 1000: deliver_sm of a bind without reply */
};

/* Which deliver_sm: to reply to it after the commit. */
struct reply_handle {
	uint32_t bind, generation, sequence;
	uint32_t command; /* deliver_sm or data_sm */
};

struct smsc_answer {
	uint32_t status;
	enum smpp_class class;
	const char *message_id; /* "" if there was none */
	bool late;              /* after its `doubt` */
	usec latency;
};

struct smsc_events {
	void (*slots)(void *arg, uint32_t smsc, int n);
	void (*answered)(void *arg, uint32_t smsc,
	    const struct session_token *tok, const struct smsc_answer *a);
	/* Its answer is lost: it may have been taken, or not. */
	void (
	    *doubt)(void *arg, uint32_t smsc, const struct session_token *tok);
	/* It certainly was not sent. */
	void (*returned)(void *arg, uint32_t smsc,
	    const struct session_token *tok);
	/* A deliver_sm or data_sm; reply by smsc_reply(). */
	void (*deliver)(void *arg, uint32_t smsc, const struct reply_handle *h,
	    const struct smpp_pdu *pdu);
	/* A bind came or went, or the drain ended; may be NULL. */
	void (*state)(void *arg, uint32_t smsc);
};

struct smsc *smsc_new(struct loop *l, const struct smsc_options *opt);
void smsc_set_events(struct smsc *c, const struct smsc_events *ev, void *arg);

/* Begin to connect. */
void smsc_start(struct smsc *c);

/* Stop offering, wait for answers, unbind, close; smsc_is_closed() at last
 * (the `state` event says so). It connects no more. */
void smsc_drain(struct smsc *c);
bool smsc_is_closed(const struct smsc *c);

/* Close at once; tokens do not come back. Freed when the turn ends. */
void smsc_free(struct smsc *c);

/* Send now, or keep pending; the balance goes down by one. RC_BAD,
 * RC_TOO_LONG, RC_UNSUPPORTED: it cannot be encoded; RC_FULL: pending is
 * bounded, and was overdrawn. With an error the token does not come back, the
 * slot is offered again. */
MUST_CHECK int smsc_send(struct smsc *c, const struct session_token *tok,
    const struct smpp_pdu *pdu);

/* Take back one request about `msg` that waits here unsent; its slot is offered
 * again. RC_NOT_FOUND: none is left. Of what was sent nothing is known. */
MUST_CHECK int smsc_withdraw(struct smsc *c, uint64_t msg,
    struct session_token *tok);

/* A slot was given to what turned out to be no request; it is offered again. */
void smsc_skip(struct smsc *c);

/* Answer a deliver_sm; nothing happens if that session is gone. */
void smsc_reply(struct smsc *c, const struct reply_handle *h, uint32_t status);

struct smsc_bind_status {
	enum session_state state;
	enum session_reason reason; /* of the last close */
	uint32_t bind_status;       /* the peer's answer to the last bind */
	usec since;                 /* clock_wall() of the state */
	usec next_try;              /* clock_wall(); 0: none planned */
	uint32_t unanswered;
	uint32_t failures; /* attempts in a row */
	struct session_counts counts;
};

struct smsc_status {
	const char *name, *host;
	uint16_t port;
	uint32_t binds, bound, window, unanswered, pending;
	int64_t balance; /* slots handed up and not used; below 0: overdrawn */
	double throughput;
	uint64_t throttled; /* answers that told us to slow down */
	bool paused;        /* until the end of this clock second */
	bool draining;
};

void smsc_status(const struct smsc *c, struct smsc_status *st);
void smsc_bind_status(const struct smsc *c, uint32_t bind,
    struct smsc_bind_status *st);

#endif
