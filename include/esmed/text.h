/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text - what people write, as the octets of short messages and back.
 *
 * text_plan() reads a text once: which alphabet, how many parts, where each
 * begins. text_part() then gives the octets of one part. GSM 03.38 characters
 * go one septet per octet (SMPP packs nothing), an extension character as an
 * escape pair; everything else goes as UTF-16, big end first.
 *
 * Owns:     nothing; all results lie in the caller's memory.
 * Borrows:  the text; it stays in place while its plan is in use.
 * Results:  0, or negative: -4 malformed, -5 too long, -16 not supported
 *           (esmed knows them as RC_BAD, RC_TOO_LONG, RC_UNSUPPORTED).
 */
#ifndef ESMED_TEXT_H
#define ESMED_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_MAX_PARTS 32  /* a mask of 32 bits tells parts apart */
#define TEXT_PART_ROOM 160 /* the most octets of one part, its UDH included */
#define TEXT_MAX_ODD   64  /* characters that text_explain() lists */

/* A Latin-1 octet needs two bytes in UTF-8, a GSM or UCS-2 one up to three. */
#define TEXT_UTF8_ROOM(octets) (3 * (octets) + 1)

enum text_alphabet {
	TEXT_GSM7,   /* GSM 03.38, one septet an octet */
	TEXT_UCS2,   /* UTF-16, big end first */
	TEXT_LATIN1, /* ISO 8859-1; holds ASCII too */
	TEXT_BINARY, /* octets that are no text */
};

enum text_problem {
	TEXT_FINE,
	TEXT_NOT_UTF8, /* overlong, a surrogate, beyond U+10FFFF, cut off */
	TEXT_HAS_NUL,
	TEXT_TOO_LONG, /* more parts than allowed; `parts` says how many */
};

struct text_plan {
	const char *utf8;
	size_t len;
	enum text_alphabet alphabet; /* TEXT_GSM7 or TEXT_UCS2 */
	uint8_t data_coding;         /* 0 or 8 */
	uint32_t units;              /* septets, or 16-bit units */
	uint32_t parts;              /* at least 1 */
	enum text_problem problem;
	size_t problem_at; /* byte, of TEXT_NOT_UTF8, TEXT_HAS_NUL */
	uint32_t start[TEXT_MAX_PARTS]; /* first byte of a part; parts > 1 */
};

struct text_part {
	uint8_t octets[TEXT_PART_ROOM]; /* the short_message */
	uint8_t len;
	bool udh; /* it begins with 05 00 03: esm_class needs 0x40 */
};

/* A character that GSM 03.38 does not have. */
struct text_odd {
	uint32_t code_point;
	size_t character;    /* its place, in characters from 0 */
	size_t byte;         /* and in bytes */
	const char *instead; /* a look-alike that fits; "" drops it; or NULL */
};

struct text_explain {
	struct text_plan plan;
	size_t characters;
	size_t odd_count;                  /* all that force UCS-2 */
	struct text_odd odd[TEXT_MAX_ODD]; /* the first of them */
	bool has_smart;         /* look-alikes would change the text */
	struct text_plan smart; /* the plan of that text, when has_smart */
};

/* Choose and split. `max_parts` is 1 to TEXT_MAX_PARTS. -4: no valid UTF-8 or
 * a NUL inside; -5: more than max_parts; plan->problem says which, always. An
 * empty text is one part without octets. */
__attribute__((warn_unused_result)) int text_plan(const char *utf8, size_t len,
    unsigned max_parts, struct text_plan *plan);

/* The octets of part `nth` (from 0) of a text whose plan is fine. Of more
 * than one part each begins with a header that bears `ref`, the same for all
 * parts of a message. An empty text gives no octets. */
void text_part(const struct text_plan *plan, unsigned nth, uint8_t ref,
    struct text_part *part);

/* What data_coding of SMPP 3.4, 5.2.19 says of the octets. */
enum text_alphabet text_alphabet_of(uint8_t data_coding);

/* Any octets as valid UTF-8 of *to_len bytes, without a NUL behind. Before the
 * call *to_len is the room: TEXT_UTF8_ROOM(len) is always enough. What cannot
 * be read becomes U+FFFD. -5: no room; -16: TEXT_BINARY. */
__attribute__((warn_unused_result)) int text_decode(enum text_alphabet from,
    const void *octets, size_t len, char *to, size_t *to_len);

/* UTF-8 as the octets of one alphabet, unsplit; *to_len as above, 2 * len is
 * always enough. -4: no valid UTF-8; -5: no room; -16: a character that the
 * alphabet lacks, or TEXT_BINARY. */
__attribute__((warn_unused_result)) int text_encode(enum text_alphabet to,
    const char *utf8, size_t len, void *octets, size_t *to_len);

/* Whether it is valid UTF-8; else *bad_at is the first byte that is not. */
bool text_is_utf8(const char *utf8, size_t len, size_t *bad_at);

/* The text with typographic characters replaced by look-alikes, if then all of
 * it fits GSM 03.38; else unchanged, since half of it would gain nothing. Never
 * longer, so `to` needs `len` bytes. -4: no valid UTF-8. */
__attribute__((warn_unused_result)) int text_smart(const char *utf8, size_t len,
    char *to, size_t *to_len);

/* Everything a dry run tells about a text. `scratch` holds `len` bytes, the
 * smart text when there is one. Errors as of text_plan(). */
__attribute__((warn_unused_result)) int text_explain(const char *utf8,
    size_t len, char *scratch, struct text_explain *e);

/* "GSM-7", "UCS-2", ... and why a text was refused, for people. */
const char *text_alphabet_name(enum text_alphabet alphabet);
const char *text_problem_name(enum text_problem problem);

#endif
