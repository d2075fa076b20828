/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_smart - characters that cost money, and what stands in for them.
 *
 * A single character outside GSM 03.38 makes a text UCS-2, 70 characters a
 * segment instead of 160. Many such characters have a look-alike: typographic
 * quotes, dashes and spaces, ligatures, fractions, letters of another width or
 * written in two. Letters whose replacement could change a word have none.
 *
 * Owns, borrows, results: as <esmed/text.h>.
 */
#ifndef ESMED_TEXT_SMART_H
#define ESMED_TEXT_SMART_H

#include <esmed/text.h>
#include <esmed/text_rules.h>

#define TEXT_MAX_ODD 64 /* characters that are listed */

/* Bytes that a text of `len` may grow to: U+00BD becomes "1/2". */
#define TEXT_SMART_ROOM(len) (2 * (len))

/* A character that costs more than one of GSM 03.38 does. */
struct text_odd {
	uint32_t code_point;
	size_t character;    /* its place, in characters from 0 */
	size_t byte;         /* and in bytes */
	const char *instead; /* a look-alike that fits; "" drops it; or NULL */
};

struct text_list {
	size_t count;                      /* all of them */
	struct text_odd odd[TEXT_MAX_ODD]; /* the first */
};

enum text_smart {
	TEXT_SMART_IF_FITS, /* all or nothing: half of it would gain nothing */
	TEXT_SMART_ALWAYS,  /* whatever has a look-alike; what joins letters or
			     * emoji is dropped only if then the text fits */
};

/* The text with look-alikes, if then all of it fits GSM 03.38; else unchanged.
 * Before the call *to_len is the room: TEXT_SMART_ROOM(len) is always enough.
 * -4: no valid UTF-8; -5: no room. */
ESMED_MUST_CHECK int text_smart(const char *utf8, size_t len, char *to,
    size_t *to_len);

/* The same by another rule; `done`, if not NULL, says what was replaced. */
ESMED_MUST_CHECK int text_smart_by(enum text_smart how, const char *utf8,
    size_t len, char *to, size_t *to_len, struct text_list *done);

struct text_explain {
	struct text_plan plan;
	size_t characters;
	struct text_list odd;  /* not in GSM 03.38: these force UCS-2 */
	struct text_list wide; /* escape pairs, two septets each */
	uint32_t least; /* segments if none of either list stood there, but
			 * its look-alike or a character of one septet */
	bool has_smart; /* look-alikes would change the text */
	struct text_plan smart; /* the plan of that text, when has_smart */
};

/* Everything a dry run tells about a text. `scratch` holds
 * TEXT_SMART_ROOM(len) bytes, the smart text when there is one. Errors as of
 * text_plan_by(). */
ESMED_MUST_CHECK int text_explain(const struct text_rules *rules,
    const char *utf8, size_t len, char *scratch, struct text_explain *e);

#endif
