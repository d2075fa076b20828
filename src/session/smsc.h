/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc - one configured centre: its binds, back-off, throughput and slots.
 *
 * It is started, and stopped, by its owner; between the two it keeps its
 * binds. Paused it keeps them and submits nothing.
 *
 * Slots: the sum of all `slots` numbers, less one for each smsc_send(), is
 * the caller's balance, kept with its sign. While it is positive so many
 * requests may be sent. A negative `slots` withdraws what is not to be had any
 * more: a bind was lost, the rate fell, a cap was reached. Requests under way
 * by then are sent all the same, and so are further parts of a message (up to
 * 31 beyond the balance): they make the balance negative, wait here as
 * pending, and until that is settled no slot is offered.
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

#include "session/token.h"

#include <esmed/status.h>

struct loop;
struct smpp_pdu;
struct smsc;
struct smsc_options; /* session/smsc_options.h */

/* Which deliver_sm: to reply to it after the commit. */
struct reply_handle {
	uint32_t bind, generation, sequence; /* generation: of the smsc */
	uint32_t command;                    /* deliver_sm or data_sm */
};

struct smsc_answer {
	uint32_t status;
	enum smpp_class class;
	const char *message_id; /* "" if there was none */
	bool late;              /* after its `doubt` */
	usec latency;
};

/* What came of smsc_request(). */
struct smsc_told {
	bool is_answered; /* false: it was lost, or never sent */
	bool late;        /* it was said before that there is none */
	uint32_t status;
	const struct smpp_pdu *resp; /* NULL: no readable body */
};

struct smsc_events {
	void (*slots)(void *arg, uint32_t smsc, int n);
	void (*answered)(void *arg, uint32_t smsc,
	    const struct session_token *tok, const struct smsc_answer *a);
	/* Its answer is lost: it may have been taken, or not. `why` is a word
	 * of session.def, a constant. */
	void (*doubt)(void *arg, uint32_t smsc, const struct session_token *tok,
	    const char *why);
	/* It certainly was not sent. */
	void (*returned)(void *arg, uint32_t smsc,
	    const struct session_token *tok);
	/* A deliver_sm or data_sm; reply by smsc_reply(). */
	void (*deliver)(void *arg, uint32_t smsc, const struct reply_handle *h,
	    const struct smpp_pdu *pdu);
	/* The end of a smsc_request(); may be NULL if there is none. An answer
	 * may come after it was said that there is none. */
	void (*told)(void *arg, uint32_t smsc, const struct session_token *tok,
	    const struct smsc_told *t);
	/* What was taken has one more id (B15); may be NULL. */
	void (*again)(void *arg, uint32_t smsc, const struct session_token *tok,
	    const char *message_id);
	/* The status has changed: a bind came or went, the state, an alarm;
	 * may be NULL. */
	void (*state)(void *arg, uint32_t smsc);
};

/* A PDU as it stood on the line; passwords in it are blanked. */
struct smsc_traced {
	uint32_t smsc, bind;
	bool is_ours; /* we sent it */
	const uint8_t *bytes;
	size_t len;
};
typedef void smsc_trace_fn(void *arg, const struct smsc_traced *pdu);

struct smsc *smsc_new(struct loop *l, const struct smsc_options *opt);
void smsc_set_events(struct smsc *c, const struct smsc_events *ev, void *arg);

/* Begin to connect, or listen for outbind; also after smsc_stop(). A stop that
 * is under way goes on, and the binds come back after it. */
void smsc_start(struct smsc *c);

/* Stop offering, wait for answers, unbind, close; smsc_is_closed() at last
 * (the `state` event says so). It stays down until smsc_start(). */
void smsc_stop(struct smsc *c);
bool smsc_is_closed(const struct smsc *c);

/* Submit nothing until smsc_resume(); binds stay. What waits here unsent is
 * returned, what is unanswered is still answered. */
void smsc_pause(struct smsc *c);
void smsc_resume(struct smsc *c);

/* Binds that are down try now, from the first host, their back-off and the
 * alarms of refusals are forgotten. Binds that stand stay. */
void smsc_reconnect(struct smsc *c);

/* New options. Live ones count at once. If one of the bind has changed, binds
 * that are down try anew now; those that stand are made anew one after
 * another: each waits for its answers, unbinds, binds, and only then comes the
 * next, so that the others work. More or fewer binds come or go the same way.
 * Nothing at all happens if nothing has changed. The id stays. */
void smsc_update(struct smsc *c, const struct smsc_options *opt);

/* Every PDU of every bind is shown to fn; NULL ends it. */
void smsc_set_trace(struct smsc *c, smsc_trace_fn *fn, void *arg);

/* Close at once; tokens do not come back. Freed when the turn ends. */
void smsc_free(struct smsc *c);

/* Send now, or keep pending; the balance goes down by one. RC_BAD,
 * RC_TOO_LONG, RC_UNSUPPORTED: it cannot be encoded; RC_FULL: pending is
 * bounded, and was overdrawn. With an error the token does not come back, the
 * slot is offered again. */
MUST_CHECK int smsc_send(struct smsc *c, const struct session_token *tok,
    const struct smpp_pdu *pdu);

/* Send a query_sm, cancel_sm or replace_sm if it keeps nothing waiting: no
 * message waits here, a window has room, rate and caps allow a PDU. It counts
 * in all of them, but takes no slot of the owner's. The token's flags are used
 * here. RC_FULL: not now; RC_CLOSED: there is no bind for it; RC_BAD,
 * RC_TOO_LONG: it cannot be encoded. Then no `told` comes. */
MUST_CHECK int smsc_request(struct smsc *c, const struct session_token *tok,
    const struct smpp_pdu *pdu);

/* Take back one request about `msg` that waits here unsent; its slot is offered
 * again. RC_NOT_FOUND: none is left. Of what was sent nothing is known. */
MUST_CHECK int smsc_withdraw(struct smsc *c, uint64_t msg,
    struct session_token *tok);

/* A slot was given to what turned out to be no request; it is offered again. */
void smsc_skip(struct smsc *c);

/* Answer a deliver_sm; nothing happens if that session is gone. */
void smsc_reply(struct smsc *c, const struct reply_handle *h, uint32_t status);

#endif
