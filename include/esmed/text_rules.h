/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_rules - what one smsc takes, and the cheapest way through it.
 *
 * text_plan_by() needs the fewest segments that the rules allow. Of choices
 * with as many it takes what most handsets read: GSM 03.38, then Latin-1, then
 * ASCII, then UCS-2, then GSM 03.38 with national tables (3GPP TS 23.038,
 * 6.2.1.2), which old handsets do not have. Where data_coding 0 is not GSM
 * 03.38 to the smsc, its own alphabet stands in that place.
 *
 * Invariant: a part never ends within an escape pair or a surrogate pair, and
 * not within a cluster of characters that looks like one (a letter and its
 * accents, an emoji of several, a flag) unless that is larger than a part.
 *
 * A plan is made again from the number of text_choice_pack() and the text, so
 * parts that were fixed when a message came are the same when it is sent.
 *
 * Owns, borrows, results: as <esmed/text.h>.
 */
#ifndef ESMED_TEXT_RULES_H
#define ESMED_TEXT_RULES_H

#include <esmed/text.h>

#define TEXT_CAN_GSM7   0x1u
#define TEXT_CAN_LATIN1 0x2u
#define TEXT_CAN_ASCII  0x4u
#define TEXT_CAN_UCS2   0x8u

/* Numbers of national languages, 3GPP TS 23.038, 6.2.1.2.4: 1 to 13. */
#define TEXT_LANGUAGE_LAST 13
#define TEXT_LANGUAGE(n)   (1u << (n))
#define TEXT_LANGUAGES_ALL 0x3FFEu

struct text_rules {
	uint32_t alphabets;       /* TEXT_CAN_ */
	uint32_t locking, single; /* TEXT_LANGUAGE() of those allowed */
	enum text_split split;
	bool is_packed;
	bool may_cut; /* fill parts to the brim, whatever looks like one */

	/* What data_coding 0 means to the smsc: TEXT_GSM7; TEXT_LATIN1,
	 * TEXT_ASCII or TEXT_UTF8 (of which only ASCII is sent), which take the
	 * place of GSM 03.38; TEXT_BINARY: do not use it. */
	enum text_alphabet default_alphabet;
};

/* GSM 03.38 and UCS-2 by UDH8, clusters kept whole. */
struct text_rules text_rules_default(void);

/* What both take. Splits that differ become UDH16, the one with least room, so
 * that text_plan_split() can write the parts as either smsc wants them. */
struct text_rules text_rules_common(const struct text_rules *a,
    const struct text_rules *b);

/* Errors as of text_plan(), and -16: a character is in no alphabet. */
ESMED_MUST_CHECK int text_plan_by(const struct text_rules *rules,
    const char *utf8, size_t len, unsigned max_parts, struct text_plan *plan);

/* A plan as a number, never 0, that outlives it and this version. */
uint32_t text_choice_pack(const struct text_plan *plan);

/* The plan of which the number was; 0 gives that of text_plan(). -4 and -16:
 * the number or the text is another one. */
ESMED_MUST_CHECK int text_plan_again(uint32_t choice, const char *utf8,
    size_t len, struct text_plan *plan);

/* Have the same parts told apart in another way, or packed. False: they would
 * not fit, and nothing is changed. Payload and parts do not turn into each
 * other. */
bool text_plan_split(struct text_plan *plan, enum text_split split,
    bool is_packed);

/* Whether the text goes as one PDU however many segments it is. */
bool text_is_payload(const struct text_plan *plan);

#define TEXT_PAYLOAD_ROOM (TEXT_MAX_PARTS * TEXT_PART_ROOM)

/* The octets of a payload; *len before the call is the room, of which
 * TEXT_PAYLOAD_ROOM is always enough. *udh: national tables stand before the
 * text, esm_class needs 0x40. -5: no room. */
ESMED_MUST_CHECK int text_payload(const struct text_plan *plan, void *octets,
    size_t *len, bool *udh);

/* "Turkish", ...; "" for 0 and beyond the last. */
const char *text_language_name(unsigned language);

const char *text_split_name(enum text_split split);

#endif
