/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mo - texts from handsets: how they become messages.
 *
 * ledger_inbound() takes one deliver_sm (struct inbound_fact of types.h). It is
 * a message from then on: state `received`, a message id, the account whose
 * number it came to (of nobody's number: that wrote to this handset from there
 * last, ledger/talks.h; else `otherwise`), `to` = the handset's number (so that
 * a contact's history finds both directions), and the hash of our number where
 * other messages have that of their sender. It is fetched and listed as
 * others are; what is of nobody (account 0) only by those who may see all
 * accounts. .stored answers
 * the deliver_sm and .received tells of the message, in this order, both after
 * the commit.
 *
 * A part of a longer text waits, durably, until all its parts are there; each
 * part is answered as soon as it is durable. Parts belong together by account,
 * smsc, handset, our number, reference and number of parts. They come in any
 * order. The same part with the same text again is a double, also within
 * MO_DONE_TTL of its text's completion: it is answered and changes nothing. The
 * same part with another text is of a new message with a used reference: what
 * was there of the old one becomes a message. So does what is there after
 * MO_PART_TTL, and the oldest, early, when there are MO_TEXTS_MAX. What claims
 * to be a part and cannot be (part 0 or beyond `parts`, more than
 * LEDGER_PARTS_MAX, raw longer than MO_PIECE_MAX) is a message of its own; so
 * is every part if options.join is NULL.
 *
 * A deliver_sm of one part that comes twice as its answer was lost is two
 * messages: nothing in it tells that from a person who sends "yes" twice.
 * Whether to hint at it is for those who show it.
 *
 * A keyword counts if the whole text came in one part and somebody owns the
 * number: MO_STOP and MO_START set and clear the opt-out (account, scope,
 * handset) in the same transaction.
 */
#ifndef LEDGER_MO_H
#define LEDGER_MO_H

#include "ledger/types.h"

#define MO_PART_TTL  DAY
#define MO_DONE_TTL  HOUR
#define MO_TEXTS_MAX 10000 /* incomplete, and as many complete ones kept */
#define MO_PIECE_MAX 2048  /* bytes of `raw` */

enum mo_keyword { MO_TEXT, MO_STOP, MO_START, MO_HELP };

/* For ledger_options.join: the parts of a text in their order. It writes the
 * body of the message; it is called in the ledger's thread and must touch
 * nothing but its arguments. */
struct mo_piece {
	const void *raw; /* as in the fact; NULL: this part is missing */
	size_t raw_len;
	uint32_t text_at, text_len;
};

/* For ledger_events.received: a text is durable. The body holds until the event
 * returns. */
struct received {
	struct message_id id;
	usec at; /* the date that the message bears */
	uint16_t account, smsc;
	uint64_t from;
	uint8_t keyword; /* enum mo_keyword */
	bool changed;    /* the opt-out was set or cleared by it */
	bool whole;      /* no part is missing */
	bool hooked;     /* as in the fact */
	uint8_t parts;
	const void *body;
	size_t body_len;
};

#endif
