/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts as they came: what data_coding and the header say of the octets.
 */
#include <esmed/text_rules.h>
#include <esmed/text_udh.h>

#include "text/alphabet.h"
#include "text/septets.h"

/* Bits 2 and 3 of the groups that have a message class: 3GPP TS 23.038, 4. */
static enum text_alphabet class_alphabet(unsigned bits)
{
	static const enum text_alphabet by_bits[] = { TEXT_GSM7, TEXT_BINARY,
		TEXT_UCS2, TEXT_BINARY };

	return by_bits[bits & 3];
}

/* The coding groups that SMPP 3.4, 5.2.19 takes over from GSM 03.38. */
static enum text_alphabet group_alphabet(uint8_t data_coding)
{
	switch (data_coding >> 4) {
	case 0x1: /* with a message class */
	case 0x4: /* the same, to be deleted when read */
	case 0x5: return class_alphabet(data_coding >> 2);
	case 0xC: /* message waiting, discard and store */
	case 0xD: return TEXT_GSM7;
	case 0xE: return TEXT_UCS2;
	case 0xF: return data_coding & 4 ? TEXT_BINARY : TEXT_GSM7;
	default: return TEXT_BINARY; /* compressed, or nobody's */
	}
}

enum text_alphabet text_alphabet_by(uint8_t data_coding,
    enum text_alphabet default_alphabet)
{
	switch (data_coding) {
	case 0x00: return default_alphabet;
	case 0x01: return TEXT_LATIN1; /* ASCII; some send more */
	case 0x03: return TEXT_LATIN1;
	case 0x05: return TEXT_JIS;
	case 0x06: return TEXT_CYRILLIC;
	case 0x07: return TEXT_HEBREW;
	case 0x08: return TEXT_UCS2;
	case 0x0A: return TEXT_ISO2022_JP;
	case 0x0D: return TEXT_JIS_EXTENDED;
	case 0x0E: return TEXT_KOREAN;
	default: return group_alphabet(data_coding);
	}
}

enum text_alphabet text_alphabet_of(uint8_t data_coding)
{
	return text_alphabet_by(data_coding, TEXT_GSM7);
}

/* The most octets of septets that are unpacked: what a payload may have. */
#define PACKED_MAX TEXT_PAYLOAD_ROOM

static int read_packed(const struct alphabet *by, const struct text_coded *m,
    size_t head, char *to, size_t *to_len)
{
	uint8_t septets[PACKED_MAX * 8 / 7 + 1];
	size_t count;

	if (m->len > PACKED_MAX)
		return RC_TOO_LONG;
	count = septets_unpack(m->octets, m->len, head, septets);
	return alphabet_decode(by, septets, count, to, to_len);
}

int text_read(const struct text_coded *from, char *to, size_t *to_len,
    struct text_udh *udh)
{
	struct alphabet by;

	*udh = (struct text_udh){ .len = 0 };
	if (from->has_udh && text_udh_parse(from->octets, from->len, udh) != 0)
		return RC_BAD;
	by.name = text_alphabet_by(from->data_coding, from->default_alphabet);
	by.tables = (struct national){ udh->locking, udh->single };
	if (from->is_packed && by.name == TEXT_GSM7)
		return read_packed(&by, from, udh->len, to, to_len);
	return alphabet_decode(&by, (const uint8_t *)from->octets + udh->len,
	    from->len - udh->len, to, to_len);
}
