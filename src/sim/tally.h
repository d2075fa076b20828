/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tally - the messages the simulator took, and how many it saw for whom.
 *
 * Remembers the last `max` messages and `max` destinations; what is older is
 * forgotten, what comes beyond is counted in the totals only.
 *
 * Owns:  its copies. A pointer holds until the next tally_add().
 */
#ifndef SIM_TALLY_H
#define SIM_TALLY_H

#include "sim/rule.h"

#include <esmed/pdu.h>

#define TALLY_TEXT 160 /* so much of a text is kept */

struct seen {
	uint64_t serial; /* from 1 on */
	usec taken;      /* clock_wall() */
	char id[RULE_ID];
	char system_id[16];
	struct smpp_address from, to;
	uint8_t esm_class, data_coding, registered;
	uint8_t last_state; /* message_state of the last receipt; 0: none */
	uint8_t text_len, text[TALLY_TEXT];
	uint32_t peer;
	uint32_t next; /* by id */
	struct rule_query query;
	uint32_t cancel;
};

struct destination {
	char digits[21];
	uint64_t submits; /* all that were seen */
	uint64_t taken;
	uint64_t latest; /* serial; 0: none was taken */
};

/* The text of a message: of message_payload, or short_message. */
struct octets {
	const uint8_t *data;
	size_t len;
};
struct octets message_text(const struct smpp_pdu *p);

#define MESSAGE_OCTETS    1600 /* what is looked at: ten parts */
#define MESSAGE_UTF8_ROOM (MESSAGE_OCTETS * 3 + 1)

/* It without its UDH, in UTF-8 with a NUL behind; *len is its length. False: it
 * is binary. */
bool message_utf8(const struct smpp_pdu *p, char to[MESSAGE_UTF8_ROOM],
    size_t *len);

struct tally;

struct tally *tally_new(uint32_t max);
void tally_free(struct tally *b);

/* A submit_sm for these digits came. */
void tally_count(struct tally *b, const char *digits);

/* It was taken. */
struct seen *tally_add(struct tally *b, const char *id,
    const struct smpp_pdu *submit);

/* What a receipt said, or what became of it. */
void tally_note(struct seen *m, uint8_t message_state);

/* NULL: not known, or forgotten. */
struct seen *tally_get(struct tally *b, uint64_t serial);
struct seen *tally_by_id(struct tally *b, const char *id);
struct seen *tally_latest(struct tally *b, const char *number);

/* NULL: none was seen for it. `number` may begin with +. */
const struct destination *tally_destination(const struct tally *b,
    const char *number);

bool tally_is_for(const struct seen *m, const struct destination *d);

/* All destinations, in no order: start with *at = 0. NULL: no more. */
const struct destination *tally_next(const struct tally *b, size_t *at);

/* Serial of the last message; the oldest that is known is `max` before. */
uint64_t tally_last(const struct tally *b);
uint64_t tally_submits(const struct tally *b);

#endif
