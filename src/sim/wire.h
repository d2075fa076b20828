/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire - what lies between a session and its connection.
 *
 * The session talks over memory; the wire carries PDU by PDU what it writes to
 * the connection, and what comes from there to the session, and asks for each
 * whether a rule is to be done to it. So the session is an honest one, and
 * all that goes wrong goes wrong here.
 *
 *	session <- inner -> wire <- outer -> the peer
 *
 * When one end closes the other is closed behind what is under way.
 *
 * Owns:     both its streams, and itself: it goes when both are closed.
 * Borrows:  the events and their argument, until `gone` or wire_kill().
 * Time:     clock_mono(), for delays.
 */
#ifndef SIM_WIRE_H
#define SIM_WIRE_H

#include "net/stream.h"
#include "sim/rule.h"

struct wire;

struct wire_events {
	/* A PDU passes. What is to be done to it; NULL: nothing. */
	struct rule *(
	    *pdu)(void *arg, bool out, const uint8_t *bytes, size_t len);
	/* A rule wants the session to unbind. */
	void (*unbind)(void *arg);
	/* Both ends are closed; the last event. */
	void (*gone)(void *arg);
};

/* Takes `outer`; *inner is for the session. */
struct wire *wire_new(struct loop *l, struct stream *outer,
    struct stream **inner);
void wire_set_events(struct wire *w, const struct wire_events *ev, void *arg);

/* Close both ends now, what is held back is lost. No event follows. */
void wire_kill(struct wire *w);

/* Do to the connection what a rule says of one that was accepted. */
void wire_greet(struct wire *w, struct rule *r);

/* Bytes as they are; `each` so many in a segment, 0: all. */
void wire_raw(struct wire *w, const void *bytes, size_t len, size_t each);

/* Do that to the connection, behind what is under way. */
void wire_then(struct wire *w, enum rule_then then);

/* Read nothing more from the peer, or again. */
void wire_deaf(struct wire *w, bool deaf);

/* Is a PDU held back? */
bool wire_is_busy(const struct wire *w);

const char *wire_peer(const struct wire *w);

#endif
