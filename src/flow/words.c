/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text that is UTF-8 stays as it came; any other is read as model/receipt.c
 * reads it. People's words may end like our brackets: the last ones count, so
 * ours are put behind them even if there is no TLV.
 */
#include "flow/words.h"

#include <string.h>

#include <esmed/text.h>

#include "base/hex.h"
#include "model/receipt_octets.h"
#include "model/receipt_rules.h"

#define RECEIPT_BITS 0x04 /* of esm_class: it was one */

#define TLV_MAX 65 /* octets of one that are kept: an id has no more */

#define KEPT 4

/* Two characters before a name, "=", the digits; "]" and a NUL. */
#define NAME_ROOM    24
#define BRACKETS_MAX (KEPT * (2 + NAME_ROOM + 1 + 2 * TLV_MAX) + 2)

#define NO_TLVS " [carrier=]" /* no octets are no network */

static const char names[KEPT][NAME_ROOM] = { "receipted_message_id",
	"message_state", "network_error_code", "carrier" };

/* " [name=hex name=hex]" into `to`, of BRACKETS_MAX; its length. */
static size_t write_tlvs(const struct receipt_source *s, char *to)
{
	const struct receipt_octets *const tlv[KEPT] = { &s->id_tlv,
		&s->state_tlv, &s->network_tlv, &s->carrier_tlv };
	const char *before = " [";
	char *at = to;

	for (size_t i = 0; i < KEPT; i++) {
		size_t len = tlv[i]->len < TLV_MAX ? tlv[i]->len : TLV_MAX;

		if (tlv[i]->data == NULL)
			continue;
		at = stpcpy(stpcpy(stpcpy(at, before), names[i]), "=");
		hex_format(tlv[i]->data, len, at);
		at += 2 * len;
		before = " ";
	}
	if (at != to)
		at = stpcpy(at, "]");
	return (size_t)(at - to);
}

/* Not amid a character. */
static size_t cut(const char *utf8, size_t len, size_t room)
{
	if (len <= room)
		return len;
	while (room > 0 && ((uint8_t)utf8[room] & 0xC0) == 0x80)
		room--;
	return room;
}

static bool is_plain(const struct receipt_octets *text)
{
	size_t bad;

	return memchr(text->data, '\0', text->len) == NULL &&
	       text_is_utf8(text->data, text->len, &bad);
}

void words_write(const struct receipt_source *s, struct buf *to)
{
	char read[RECEIPT_UTF8_ROOM];
	char tlvs[BRACKETS_MAX];
	size_t len = s->text.len, behind = write_tlvs(s, tlvs);
	const char *text = s->text.data;

	buf_clear(to);
	if (text == NULL)
		len = 0;
	else if (!is_plain(&s->text)) {
		text = read;
		if (receipt_octets_read(s, 0, read, &len) != 0)
			len = 0;
	}
	if (behind == 0 && len != 0 && words_text(text, len) != len)
		behind = (size_t)(stpcpy(tlvs, NO_TLVS) - tlvs);
	if (len != 0)
		buf_add(to, text, cut(text, len, WORDS_MAX - behind));
	if (behind != 0)
		buf_add(to, tlvs, behind);
}

/* Where the brackets of TLVs begin, or the end of the words. */
static const char *brackets(const char *words, size_t len)
{
	const char *end = words + len;

	if (len == 0 || end[-1] != ']')
		return end;
	for (const char *at = end - 1; at > words; at--) {
		if (at[-1] == ' ' && at[0] == '[')
			return at - 1;
	}
	return end;
}

/* What somebody else put in brackets is text. */
size_t words_text(const char *words, size_t len)
{
	const char *at = brackets(words, len), *end = words + len;

	for (size_t i = 0; i < KEPT; i++) {
		size_t n = strlen(names[i]);

		if ((size_t)(end - at) > n + 2 &&
		    memcmp(at + 2, names[i], n) == 0 && at[2 + n] == '=')
			return (size_t)(at - words);
	}
	return len;
}

/* The octets of one TLV into `room`, of TLV_MAX. */
static struct receipt_octets find_tlv(const char *at, const char *end,
    const char *name, uint8_t *room)
{
	struct receipt_octets none = { NULL, 0 };
	size_t len = strlen(name), digits = 0;

	while (at < end &&
	       !((at[-1] == '[' || at[-1] == ' ') && (size_t)(end - at) > len &&
		   memcmp(at, name, len) == 0 && at[len] == '='))
		at++;
	if (at == end)
		return none;
	at += len + 1;
	while (at + digits < end && at[digits] != ' ' && at[digits] != ']')
		digits++;
	if (digits > (size_t)2 * TLV_MAX ||
	    hex_parse(at, digits, room, digits / 2) != 0)
		return none;
	return (struct receipt_octets){ room, digits / 2 };
}

void words_read(const struct receipt_rules *rules,
    const struct receipt_octets *words, struct receipt *r)
{
	uint8_t room[KEPT][TLV_MAX];
	const char *text = words->data, *end = text + words->len;
	const char *tlvs = brackets(text, words->len);
	struct receipt_source s = { .esm_class = RECEIPT_BITS,
		.text = { text, (size_t)(tlvs - text) } };
	struct receipt_octets *const tlv[KEPT] = { &s.id_tlv, &s.state_tlv,
		&s.network_tlv, &s.carrier_tlv };

	for (size_t i = 0; i < KEPT && tlvs + 2 < end; i++)
		*tlv[i] = find_tlv(tlvs + 2, end, names[i], room[i]);
	receipt_read_by(rules, &s, r);
}
