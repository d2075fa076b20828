/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_udh - the user data header before a text, and texts that came.
 *
 * Whatever the octets claim, nothing is read beyond them: a header longer than
 * its message, or an element longer than its header, is malformed, and the
 * message is to be handed on raw (3GPP TS 23.040, 9.2.3.24).
 *
 * Owns:     nothing.
 * Borrows:  the octets; pointers into them hold as long as they do.
 * Results:  as <esmed/text.h>.
 */
#ifndef ESMED_TEXT_UDH_H
#define ESMED_TEXT_UDH_H

#include <esmed/text.h>

enum text_ie {
	TEXT_IE_CONCAT8 = 0x00,
	TEXT_IE_PORT8 = 0x04,
	TEXT_IE_PORT16 = 0x05,
	TEXT_IE_CONCAT16 = 0x08,
	TEXT_IE_SINGLE = 0x24,
	TEXT_IE_LOCKING = 0x25,
};

/* Elements as they stand there, in order. Begin with `at` NULL. */
struct text_ie_iter {
	const uint8_t *at;
	uint8_t id, len;
	const uint8_t *data;
};

struct text_udh {
	size_t len; /* of the header with its length octet; 0: none */

	/* Of an element that is there twice, or in two sizes, the last counts;
	 * one that makes no sense (part 3 of 2) does not. */
	bool is_concat, is_ref16;
	uint16_t ref;
	uint8_t total, number; /* number from 1 */
	bool has_ports;
	uint16_t to_port, from_port;
	uint8_t locking, single; /* national tables; 0: none */
	unsigned others;         /* elements that are none of these */
	bool has_sim;            /* 0x70 to 0x7F: a command to the SIM */
};

/* The header at the beginning of `octets`. -4: not a sound one; then udh->len
 * is 0 and only what stands before the fault has been read. */
ESMED_MUST_CHECK int text_udh_parse(const void *octets, size_t len,
    struct text_udh *udh);

/* The next element of a header that parses. */
bool text_udh_next(const void *octets, struct text_ie_iter *i);

/* A message as it came. */
struct text_coded {
	const void *octets;
	size_t len;
	uint8_t data_coding;
	bool has_udh;                        /* esm_class 0x40 */
	bool is_packed;                      /* septets, where they are GSM */
	enum text_alphabet default_alphabet; /* of data_coding 0 */
};

/* What data_coding says where 0 means `default_alphabet`. */
enum text_alphabet text_alphabet_by(uint8_t data_coding,
    enum text_alphabet default_alphabet);

/* Its text, by the alphabet and the tables that its header names. *to_len as
 * for text_decode(); TEXT_UTF8_ROOM(2 * len) is always enough, for packed
 * septets are more than octets. -4: the header is not sound; -5: no room; -16:
 * it is no text. *udh is set in any case. */
ESMED_MUST_CHECK int text_read(const struct text_coded *from, char *to,
    size_t *to_len, struct text_udh *udh);

#endif
