/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * data_coding is often a lie: ASCII comes as UCS-2, UCS-2 as the default
 * alphabet, and what the default alphabet is nobody says. So the octets are
 * looked at. Keys, numbers and colons are the same octets in ASCII, Latin-1,
 * UTF-8 and GSM 03.38, hence only other characters need to tell the alphabet:
 * a control character tells GSM 03.38, where '_' and '@' are such. What stands
 * behind `text:` may be in yet another alphabet than what stands before.
 */
#include "model/receipt_octets.h"

#include <string.h>

#include <esmed/text.h>
#include <esmed/text_udh.h>

#include "model/receipt_words.h"
#include "text/septets.h"

#define FEATURE_UDH 0x40 /* of esm_class (SMPP 3.4, 5.2.12) */

enum look { LOOK_LATIN1, LOOK_GSM, LOOK_UTF8, LOOK_WIDE, LOOK_WIDE_SWAPPED };

struct octets {
	const uint8_t *at;
	size_t len;
};

/* Is each first octet, or each second, of the first pairs zero? Keys are ASCII,
 * and eight pairs are more than a key. */
static bool is_wide(const struct octets *o, size_t zero)
{
	size_t n = o->len < 16 ? o->len & ~(size_t)1 : 16;

	for (size_t i = zero; i < n; i += 2)
		if (o->at[i] != 0 || o->at[i ^ 1] == 0)
			return false;
	return n >= 4;
}

/* A header in front of the text. esm_class is of the message at times, not of
 * its receipt: no header of 32 octets or more is one, nor one that is not
 * sound, and one that tells parts apart is one whatever esm_class says. */
static size_t head_of(const struct octets *o, uint8_t esm_class)
{
	struct text_udh udh;

	if (o->at[0] >= ' ' || is_wide(o, 0) ||
	    text_udh_parse(o->at, o->len, &udh) != 0)
		return 0;
	return (esm_class & FEATURE_UDH) != 0 || udh.is_concat ? udh.len : 0;
}

static struct octets text_of(const struct receipt_source *s)
{
	struct octets o = { s->text.data, s->text.len };
	size_t head;

	if (o.at == NULL || o.len == 0)
		return (struct octets){ NULL, 0 };
	head = head_of(&o, s->esm_class);
	o.at += head;
	o.len -= head;
	if (o.len > RECEIPT_OCTETS_MAX)
		o.len = RECEIPT_OCTETS_MAX;
	return o;
}

static bool is_control(uint8_t c)
{
	return (c < 0x20 && (c < '\t' || c > '\r'));
}

static enum look look_narrow(const struct octets *o)
{
	bool high = false, control = false;
	size_t bad;

	for (size_t i = 0; i < o->len; i++) {
		high = high || o->at[i] >= 0x80;
		control = control || is_control(o->at[i]);
	}
	if (high && text_is_utf8((const char *)o->at, o->len, &bad))
		return LOOK_UTF8;
	return control && !high ? LOOK_GSM : LOOK_LATIN1;
}

/* Two octets a character; RC_NOT_FOUND: one. */
static int look_wide(const struct octets *o, uint8_t data_coding,
    enum look *look)
{
	if (is_wide(o, 0) ||
	    (o->at[0] == 0 && text_alphabet_of(data_coding) == TEXT_UCS2))
		*look = LOOK_WIDE;
	else if (is_wide(o, 1))
		*look = LOOK_WIDE_SWAPPED;
	else
		return RC_NOT_FOUND;
	return 0;
}

/* Letters of one small alphabet in UCS-2: each pair begins with an octet that
 * no ASCII text is made of. */
static bool is_wide_text(const struct octets *o)
{
	if (o->len < 4 || o->len % 2 != 0)
		return false;
	for (size_t i = 0; i < o->len; i += 2)
		if (o->at[i] >= 0x20 || o->at[i + 1] == 0)
			return false;
	return true;
}

/* People's words are cut and mangled on their way, so that odd octets tell
 * little; but '@', '$' and '_' of GSM 03.38 do. */
static enum look look_text(const struct octets *o, enum look head)
{
	enum look look = look_narrow(o);

	if (look != LOOK_GSM || head == LOOK_GSM)
		return look;
	for (size_t i = 0; i < o->len; i++)
		if (is_control(o->at[i]) && o->at[i] != 0x00 &&
		    o->at[i] != 0x02 && o->at[i] != 0x11)
			return LOOK_LATIN1;
	return look;
}

/* What lies behind "text:"; all of `o` before it stays in `o`. */
static struct octets split_text(struct octets *o)
{
	size_t behind = receipt_text_at(o->at, o->len);
	struct octets text = { o->at + behind, o->len - behind };

	o->len = behind;
	return text;
}

static void append(const void *from, size_t len, char *utf8, size_t *used)
{
	memcpy(utf8 + *used, from, len);
	*used += len;
}

static void decode(enum text_alphabet from, const struct octets *o, char *utf8,
    size_t *used)
{
	size_t room = RECEIPT_UTF8_ROOM - *used;

	if (o->len != 0 &&
	    text_decode(from, o->at, o->len, utf8 + *used, &room) == 0)
		*used += room;
}

static void decode_swapped(const struct octets *o, char *utf8, size_t *used)
{
	uint8_t turned[RECEIPT_OCTETS_MAX];
	struct octets t = { turned, o->len & ~(size_t)1 };

	for (size_t i = 0; i < t.len; i++)
		turned[i] = o->at[i ^ 1];
	decode(TEXT_UCS2, &t, utf8, used);
}

/* Does a NUL end a string of C here? Else it is GSM 03.38's commercial at. */
static bool is_end(const struct octets *o, size_t i)
{
	return o->at[i] == 0 && i + 1 < o->len &&
	       (o->at[i + 1] == ' ' || o->at[i + 1] == 0);
}

/* Between fields a tab is a tab, though GSM 03.38 has a letter there. */
static void decode_fields(const struct octets *o, char *utf8, size_t *used)
{
	uint8_t blank[RECEIPT_OCTETS_MAX];
	struct octets b = { blank, o->len };

	for (size_t i = 0; i < o->len; i++)
		blank[i] = o->at[i] == '\t' || is_end(o, i) ? ' ' : o->at[i];
	decode(TEXT_GSM7, &b, utf8, used);
}

static void decode_look(enum look look, const struct octets *o, char *utf8,
    size_t *used)
{
	switch (look) {
	case LOOK_WIDE: decode(TEXT_UCS2, o, utf8, used); break;
	case LOOK_WIDE_SWAPPED: decode_swapped(o, utf8, used); break;
	case LOOK_GSM: decode(TEXT_GSM7, o, utf8, used); break;
	case LOOK_UTF8: append(o->at, o->len, utf8, used); break;
	case LOOK_LATIN1: decode(TEXT_LATIN1, o, utf8, used); break;
	}
}

/* A byte order mark says it all, and goes. */
static bool takes_mark(struct octets *o, enum look *look)
{
	if (o->len < 4 || (o->at[0] ^ o->at[1]) != (0xFE ^ 0xFF) ||
	    (o->at[0] & o->at[1]) != 0xFE)
		return false;
	*look = o->at[0] == 0xFE ? LOOK_WIDE : LOOK_WIDE_SWAPPED;
	o->at += 2;
	o->len -= 2;
	return true;
}

static void skip_utf8_mark(struct octets *o)
{
	if (o->len < 3 || memcmp(o->at, "\xEF\xBB\xBF", 3) != 0)
		return;
	o->at += 3;
	o->len -= 3;
}

static void read_looks(struct octets o, uint8_t data_coding, char *utf8,
    size_t *used)
{
	enum look look;
	struct octets text;

	if (takes_mark(&o, &look) || look_wide(&o, data_coding, &look) == 0) {
		decode_look(look, &o, utf8, used);
		return;
	}
	skip_utf8_mark(&o);
	/* C writes a NUL behind, and some send it. */
	while (o.len > 0 && o.at[o.len - 1] == 0)
		o.len--;
	text = split_text(&o);
	look = look_narrow(&o);
	if (look == LOOK_GSM)
		decode_fields(&o, utf8, used);
	else
		decode_look(look, &o, utf8, used);
	if (is_wide_text(&text))
		decode(TEXT_UCS2, &text, utf8, used);
	else
		decode_look(look_text(&text, look), &text, utf8, used);
}

static void read_packed(const struct octets *o, char *utf8, size_t *used)
{
	uint8_t septets[RECEIPT_OCTETS_MAX * 8 / 7 + 8];
	struct octets s = { septets, 0 };

	s.len = septets_unpack(o->at, o->len, 0, septets);
	decode(TEXT_GSM7, &s, utf8, used);
}

int receipt_octets_read(const struct receipt_source *s, unsigned guess,
    char *utf8, size_t *len)
{
	struct octets o = text_of(s);

	*len = 0;
	if (o.len == 0)
		return RC_NOT_FOUND;
	switch (guess) {
	case 0: read_looks(o, s->data_coding, utf8, len); return 0;
	case 1: read_packed(&o, utf8, len); return 0;
	default: return RC_NOT_FOUND;
	}
}
