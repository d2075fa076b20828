/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First the text is made UTF-8 and its keys are read, then the TLVs overrule
 * it, then esm_class says whether all that was a receipt; where it is silent,
 * what was found decides.
 */
#include "model/receipt.h"

#include <string.h>

#include <esmed/text.h>

#include "model/receipt_text.h"

/* Message type bits of esm_class (SMPP 3.4, 5.2.12); modes and features lie
 * outside of them. */
enum {
	TYPE_MASK = 0x3C,
	TYPE_DEFAULT = 0x00,
	TYPE_RECEIPT = 0x04,
	TYPE_RESERVED = 0x0C,
	TYPE_INTERMEDIATE = 0x20,
	TYPE_BOTH = 0x24,
	FEATURE_UDH = 0x40,
};

/* A receipt is some 150 octets; what lies behind the first 1,000 of a large
 * message_payload is nobody's receipt. */
#define OCTETS_MAX 1000

struct stat {
	const char *word;
	enum receipt_state state;
};

static const struct stat stats[] = {
#define STAT(word, state) { word, RECEIPT_##state },
#include "model/stat.def"
#undef STAT
};

/* By message_state (SMPP 3.4, 5.2.28; 0 and 9: 5.0, 4.7.15). */
static const struct stat message_states[] = {
	{ "SCHEDULED", RECEIPT_ENROUTE },
	{ "ENROUTE", RECEIPT_ENROUTE },
	{ "DELIVRD", RECEIPT_DELIVERED },
	{ "EXPIRED", RECEIPT_EXPIRED },
	{ "DELETED", RECEIPT_DELETED },
	{ "UNDELIV", RECEIPT_UNDELIVERED },
	{ "ACCEPTD", RECEIPT_ACCEPTED },
	{ "UNKNOWN", RECEIPT_UNKNOWN },
	{ "REJECTD", RECEIPT_REJECTED },
	{ "SKIPPED", RECEIPT_SKIPPED },
};

static const struct {
	const char *name;
	bool final;
} states[] = {
	[RECEIPT_UNKNOWN] = { "unknown", false },
	[RECEIPT_ENROUTE] = { "enroute", false },
	[RECEIPT_ACCEPTED] = { "accepted", false },
	[RECEIPT_DELIVERED] = { "delivered", true },
	[RECEIPT_UNDELIVERED] = { "undelivered", true },
	[RECEIPT_EXPIRED] = { "expired", true },
	[RECEIPT_DELETED] = { "deleted", true },
	[RECEIPT_REJECTED] = { "rejected", true },
	[RECEIPT_SKIPPED] = { "skipped", true },
};

int receipt_state_parse(const char *stat, enum receipt_state *s)
{
	for (size_t i = 0; i < ARRAY_LEN(stats); i++) {
		if (strcmp(stats[i].word, stat) == 0) {
			*s = stats[i].state;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

/* The first row of a state has the spelling of SMPP 3.4, appendix B. */
const char *receipt_state_stat(enum receipt_state s)
{
	for (size_t i = 0; i < ARRAY_LEN(stats); i++)
		if (stats[i].state == s)
			return stats[i].word;
	return "?";
}

/* Some send ASCII and call it UCS-2: real UCS-2 of keys begins with a zero. */
static enum text_alphabet alphabet_of(uint8_t data_coding, const uint8_t *at)
{
	if (text_alphabet_of(data_coding) == TEXT_UCS2 && at[0] == 0)
		return TEXT_UCS2;
	return TEXT_LATIN1;
}

/* Keys are ASCII in GSM 03.38 too, and the text behind them is anybody's
 * guess, so everything that is not UCS-2 is read as Latin-1. */
static void read_text(const struct receipt_source *s, struct receipt *r)
{
	const uint8_t *at = s->text.data;
	size_t len = s->text.len, used;
	char utf8[TEXT_UTF8_ROOM(OCTETS_MAX)];

	if (at == NULL || len == 0)
		return;
	if ((s->esm_class & FEATURE_UDH) != 0 && at[0] < len) {
		len -= at[0] + 1u;
		at += at[0] + 1u;
	}
	if (len > OCTETS_MAX)
		len = OCTETS_MAX;
	used = sizeof(utf8);
	if (len == 0 ||
	    text_decode(alphabet_of(s->data_coding, at), at, len, utf8, &used))
		return;
	receipt_text_read(utf8, used, r);
}

static void read_id_tlv(const struct receipt_octets *tlv, struct receipt *r)
{
	size_t len, used = sizeof(r->id) - 1;

	if (tlv->data == NULL)
		return;
	len = strnlen(tlv->data, tlv->len);
	if (len == 0 || text_decode(TEXT_LATIN1, tlv->data, len, r->id, &used))
		return;
	r->id[used] = '\0';
	r->id_from_tlv = true;
}

/* Type and code; three digits in ASCII are sent as well. */
static void read_network_tlv(const struct receipt_octets *tlv,
    struct receipt *r)
{
	const uint8_t *at = tlv->data;

	r->network_type = -1;
	if (at == NULL || tlv->len != 3)
		return;
	if (at[0] >= '0' && at[0] <= '9') {
		for (int i = 0; i < 3; i++)
			if (at[i] >= '0' && at[i] <= '9')
				r->network_code =
				    10 * r->network_code + (at[i] - '0');
		return;
	}
	r->network_type = at[0];
	r->network_code = (unsigned)at[1] << 8 | at[2];
}

/* Vendors' states (0x80 and up) say nothing: the text counts. */
static void read_state_tlv(const struct receipt_octets *tlv, struct receipt *r)
{
	uint8_t value;

	r->message_state = -1;
	if (tlv->data == NULL || tlv->len != 1)
		return;
	value = *(const uint8_t *)tlv->data;
	r->message_state = value;
	if (value >= ARRAY_LEN(message_states))
		return;
	r->state = message_states[value].state;
	if (r->stat[0] == '\0')
		strcpy(r->stat, message_states[value].word);
}

/* "Failed:reason" is FAILED. */
static void read_stat(struct receipt *r)
{
	size_t len = strcspn(r->stat_raw, ":");

	for (size_t i = 0; i < len; i++) {
		char c = r->stat_raw[i];

		r->stat[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	r->stat[len] = '\0';
	if (len != 0 && receipt_state_parse(r->stat, &r->state) != 0)
		r->unlisted = true;
}

static bool is_likely(const struct receipt *r)
{
	bool known = r->stat_raw[0] != '\0' && !r->unlisted;

	if (r->id_from_tlv)
		return known || r->message_state >= 0;
	return known && r->id_text[0] != '\0';
}

static void judge(uint8_t type, struct receipt *r)
{
	switch (type) {
	case TYPE_RECEIPT:
	case TYPE_BOTH:
	case TYPE_INTERMEDIATE:
		r->is_receipt = true;
		r->flagged = true;
		break;
	case TYPE_DEFAULT:
	case TYPE_RESERVED: r->is_receipt = is_likely(r); break;
	default: break;
	}
	r->intermediate = type == TYPE_INTERMEDIATE;
	r->final = !r->intermediate && states[r->state].final;
}

void receipt_read(const struct receipt_source *s, struct receipt *r)
{
	*r = (struct receipt){ .state = RECEIPT_UNKNOWN };
	read_text(s, r);
	read_stat(r);
	read_id_tlv(&s->id_tlv, r);
	read_state_tlv(&s->state_tlv, r);
	read_network_tlv(&s->network_tlv, r);
	judge(s->esm_class & TYPE_MASK, r);
	if (!r->is_receipt) {
		*r =
		    (struct receipt){ .message_state = -1, .network_type = -1 };
		return;
	}
	if (!r->id_from_tlv)
		strcpy(r->id, r->id_text);
	receipt_date_format(r->submit_date, r->submit_iso);
	receipt_date_format(r->done_date, r->done_iso);
}

bool receipt_is_failure(const struct receipt *r)
{
	return r->final && r->state != RECEIPT_DELIVERED;
}

const char *receipt_twilio_name(const struct receipt *r)
{
	if (!r->final)
		return "sent";
	return receipt_is_failure(r) ? "undelivered" : "delivered";
}

const char *receipt_state_name(enum receipt_state s)
{
	return s < RECEIPT_STATE_COUNT ? states[s].name : "?";
}
