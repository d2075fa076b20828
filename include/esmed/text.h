/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text - what people write, as the octets of short messages and back.
 *
 * text_plan() reads a text once: which alphabet, how many parts, where each
 * begins. text_part() then gives the octets of one part. What an smsc takes
 * beyond GSM 03.38 and UCS-2, and parts that are not told apart by a UDH of 6
 * octets, are the matter of <esmed/text_rules.h>; what a handset sent is read
 * by <esmed/text_udh.h>; <esmed/text_smart.h> replaces what costs money.
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

#include <esmed/result.h>

#define TEXT_MAX_PARTS 32  /* a mask of 32 bits tells parts apart */
#define TEXT_PART_ROOM 160 /* the most octets of one part, its UDH included */

/* A Latin-1 octet needs two bytes in UTF-8, a GSM or UCS-2 one up to three. */
#define TEXT_UTF8_ROOM(octets) (3 * (octets) + 1)

enum text_alphabet {
	TEXT_GSM7,   /* GSM 03.38, one septet an octet */
	TEXT_UCS2,   /* UTF-16, big end first */
	TEXT_LATIN1, /* ISO 8859-1; holds ASCII too */
	TEXT_BINARY, /* octets that are no text */
	TEXT_ASCII,  /* ITU-T T.50, seven bits */
	TEXT_UTF8,   /* some smscs say so with data_coding 0 */

	/* These are only read: no text is sent in them. */
	TEXT_CYRILLIC,     /* ISO 8859-5 */
	TEXT_HEBREW,       /* ISO 8859-8 */
	TEXT_JIS,          /* JIS X 0208 as pairs, Shift_JIS, ISO-2022-JP */
	TEXT_ISO2022_JP,   /* ISO-2022-JP, Shift_JIS */
	TEXT_JIS_EXTENDED, /* JIS X 0212 and 0208, likewise; EUC */
	TEXT_KOREAN,       /* KS C 5601 as EUC, UHC, ISO-2022-KR, pairs */
};

/* How the handset learns that parts belong together. */
enum text_split {
	TEXT_SPLIT_UDH8,    /* header 05 00 03, a reference of 8 bits */
	TEXT_SPLIT_UDH16,   /* header 06 08 04, a reference of 16 bits */
	TEXT_SPLIT_SAR,     /* TLVs 0x020C, 0x020E, 0x020F, no header for it */
	TEXT_SPLIT_PAYLOAD, /* one PDU, TLV 0x0424; the smsc splits */
};

enum text_problem {
	TEXT_FINE,
	TEXT_NOT_UTF8, /* overlong, a surrogate, beyond U+10FFFF, cut off */
	TEXT_HAS_NUL,
	TEXT_TOO_LONG, /* more parts than allowed; `segments` says how many */
	TEXT_NO_ALPHABET, /* no alphabet of the rules has all characters */
};

struct text_plan {
	const char *utf8;
	size_t len;
	enum text_alphabet alphabet; /* of the octets, never TEXT_BINARY */
	uint8_t data_coding;         /* 0, 1, 3 or 8 */
	uint8_t locking, single;     /* national tables by number; 0: none */
	enum text_split split;
	bool is_packed;    /* eight septets in seven octets */
	bool is_septets;   /* units are septets, whatever the octets are */
	bool may_cut;      /* a cluster of characters may lie in two parts */
	uint32_t units;    /* septets, 16-bit units or octets */
	uint32_t segments; /* at least 1; what is paid for */
	uint32_t parts;    /* what is submitted: 1, or as segments */
	enum text_problem problem;
	size_t problem_at; /* byte, of what is no UTF-8, NUL, in no alphabet */
	uint32_t start[TEXT_MAX_PARTS]; /* first byte of a part; parts > 1 */
};

struct text_part {
	uint8_t octets[TEXT_PART_ROOM]; /* the short_message */
	uint8_t len;
	bool udh; /* it begins with a header: esm_class needs 0x40 */
	bool sar; /* the three TLVs are to say what follows */
	uint16_t ref;
	uint8_t total, number; /* number from 1 */
};

/* Choose and split for an smsc that takes GSM 03.38 and UCS-2, without national
 * tables, by UDH8, each part as full as can be. `max_parts` is 1 to
 * TEXT_MAX_PARTS. -4: no valid UTF-8 or a NUL inside; -5: more than max_parts;
 * plan->problem says which, always. An empty text is one part without octets.
 */
ESMED_MUST_CHECK int text_plan(const char *utf8, size_t len, unsigned max_parts,
    struct text_plan *plan);

/* The octets of part `nth` (from 0) of a text whose plan is fine and that is
 * no payload. Of more than one part each bears `ref`, the same for all parts
 * of a message; UDH8 has room for its low 8 bits. An empty text gives no
 * octets. */
void text_part(const struct text_plan *plan, unsigned nth, uint16_t ref,
    struct text_part *part);

/* Units that a segment of this plan holds. */
uint32_t text_plan_room(const struct text_plan *plan);

/* What data_coding of SMPP 3.4, 5.2.19 says of the octets; 0 is GSM 03.38. */
enum text_alphabet text_alphabet_of(uint8_t data_coding);

/* Any octets as valid UTF-8 of *to_len bytes, without a NUL behind. Before the
 * call *to_len is the room: TEXT_UTF8_ROOM(len) is always enough. What cannot
 * be read becomes U+FFFD. -5: no room; -16: TEXT_BINARY, and of the alphabets
 * that are only read: more than a quarter of it cannot be, or the C library
 * lacks the converter. */
ESMED_MUST_CHECK int text_decode(enum text_alphabet from, const void *octets,
    size_t len, char *to, size_t *to_len);

/* Has the C library what text_decode() needs for it? Not for TEXT_BINARY. */
bool text_is_readable(enum text_alphabet alphabet);

/* UTF-8 as the octets of one alphabet, unsplit; *to_len as above, 2 * len is
 * always enough. -4: no valid UTF-8; -5: no room; -16: a character that the
 * alphabet lacks, or it is TEXT_BINARY or only read. */
ESMED_MUST_CHECK int text_encode(enum text_alphabet to, const char *utf8,
    size_t len, void *octets, size_t *to_len);

/* Whether it is valid UTF-8; else *bad_at is the first byte that is not. */
bool text_is_utf8(const char *utf8, size_t len, size_t *bad_at);

/* "GSM-7", "UCS-2", ... and why a text was refused, for people. */
const char *text_alphabet_name(enum text_alphabet alphabet);
const char *text_problem_name(enum text_problem problem);

#endif
