/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First the text is made UTF-8 and its keys are read, then the TLVs overrule
 * it, then esm_class says whether all that was a receipt; where it is silent,
 * what was found decides.
 */
#include "model/receipt.h"

#include <string.h>

#include <esmed/text.h>

#include "model/receipt_network.h"
#include "model/receipt_octets.h"
#include "model/receipt_rules.h"
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
};

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

/* The only function that writes r->state. */
static void enter(struct receipt *r, enum receipt_state state)
{
	r->state = state;
}

/* A second guess at the alphabet only where the first one shows nothing. */
static void read_text(const struct receipt_rules *rules,
    const struct receipt_source *s, struct receipt *r)
{
	char utf8[RECEIPT_UTF8_ROOM];
	size_t len;

	for (unsigned guess = 0; receipt_octets_read(s, guess, utf8, &len) == 0;
	     guess++) {
		struct receipt found = { .state = RECEIPT_UNKNOWN };

		receipt_text_read(utf8, len, &found);
		receipt_rules_find(rules, utf8, len, &found);
		if (guess == 0)
			*r = found;
		if (found.id_text[0] == '\0' && found.stat_raw[0] == '\0')
			continue;
		*r = found;
		return;
	}
}

/* What is no text, or nothing but blanks, is no id. */
static void read_id_tlv(const struct receipt_octets *tlv, struct receipt *r)
{
	const char *at = tlv->data;
	size_t len, used = sizeof(r->id) - 1;

	if (at == NULL)
		return;
	len = strnlen(at, tlv->len);
	for (; len > 0 && *at == ' '; at++)
		len--;
	while (len > 0 && at[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len; i++)
		if ((uint8_t)at[i] < ' ')
			return;
	if (len == 0 || text_decode(TEXT_LATIN1, at, len, r->id, &used) != 0)
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
	r->has_network = true;
	if (at[0] >= '0' && at[0] <= '9') {
		r->network_is_ascii = true;
		for (int i = 0; i < 3; i++)
			if (at[i] >= '0' && at[i] <= '9')
				r->network_code =
				    10 * r->network_code + (at[i] - '0');
		return;
	}
	r->network_type = at[0];
	r->network_code = (unsigned)at[1] << 8 | at[2];
}

/* An integer of one octet; some send more, with zeros in front. */
static int value_of_state_tlv(const struct receipt_octets *tlv)
{
	const uint8_t *at = tlv->data;

	if (at == NULL || tlv->len == 0 || tlv->len > 4)
		return -1;
	for (size_t i = 0; i + 1 < tlv->len; i++)
		if (at[i] != 0)
			return -1;
	return at[tlv->len - 1];
}

/* Vendors' states (0x80 and up) say nothing: the text counts. */
static void read_state_tlv(const struct receipt_octets *tlv, struct receipt *r)
{
	int value = value_of_state_tlv(tlv);

	r->message_state = value;
	if (value < 0 || value >= (int)ARRAY_LEN(message_states))
		return;
	enter(r, message_states[value].state);
	if (r->stat[0] == '\0')
		strcpy(r->stat, message_states[value].word);
}

static void upper(const char *from, size_t len, char *to)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[i] >= 'a' && from[i] <= 'z'
			    ? (char)(from[i] - 'a' + 'A')
			    : from[i];
	to[len] = '\0';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || c == '_';
}

/* The word in "[DELIVRD]", "UNDELIV/027" or "Expired." when it is one we know
 * and the only one; it becomes the stat. */
static int find_word(struct receipt *r, enum receipt_state *state)
{
	const char *at = r->stat, *end, *more;
	char word[RECEIPT_WORD];
	int rc;

	while (*at != '\0' && !is_letter(*at))
		at++;
	for (end = at; is_letter(*end); end++)
		continue;
	for (more = end; *more != '\0'; more++)
		if (is_letter(*more))
			return RC_NOT_FOUND;
	upper(at, (size_t)(end - at), word);
	rc = receipt_state_parse(word, state);
	if (rc == 0)
		strcpy(r->stat, word);
	return rc;
}

/* "Failed:reason" is FAILED; the smsc's own words come first. */
static void read_stat(const struct receipt_rules *rules, struct receipt *r)
{
	enum receipt_state state = RECEIPT_UNKNOWN;

	upper(r->stat_raw, strcspn(r->stat_raw, ":"), r->stat);
	if (r->stat[0] == '\0')
		return;
	r->unlisted = receipt_rules_state(rules, r->stat_raw, &state) != 0 &&
		      receipt_rules_state(rules, r->stat, &state) != 0 &&
		      receipt_state_parse(r->stat, &state) != 0 &&
		      find_word(r, &state) != 0;
	enter(r, state);
}

static bool is_likely(const struct receipt *r)
{
	bool known = r->stat_raw[0] != '\0' && !r->unlisted && !r->loose;

	if (r->id_from_tlv)
		return known || r->message_state >= 0;
	return known && r->id_text[0] != '\0';
}

static void judge(const struct receipt_rules *rules, uint8_t type,
    struct receipt *r)
{
	switch (type) {
	case TYPE_RECEIPT:
	case TYPE_BOTH:
	case TYPE_INTERMEDIATE:
		r->is_receipt = true;
		r->flagged = true;
		break;
	case TYPE_DEFAULT:
	case TYPE_RESERVED:
		r->is_receipt =
		    !receipt_rules_flagged_only(rules) && is_likely(r);
		break;
	default: break;
	}
	if (r->state == RECEIPT_ACCEPTED && receipt_rules_accept(rules))
		enter(r, RECEIPT_DELIVERED);
	r->intermediate = type == TYPE_INTERMEDIATE;
	r->final = !r->intermediate && states[r->state].final;
}

void receipt_read_by(const struct receipt_rules *rules,
    const struct receipt_source *s, struct receipt *r)
{
	*r = (struct receipt){ .state = RECEIPT_UNKNOWN };
	read_text(rules, s, r);
	read_stat(rules, r);
	read_id_tlv(&s->id_tlv, r);
	read_state_tlv(&s->state_tlv, r);
	read_network_tlv(&s->network_tlv, r);
	judge(rules, s->esm_class & TYPE_MASK, r);
	if (!r->is_receipt) {
		*r =
		    (struct receipt){ .message_state = -1, .network_type = -1 };
		return;
	}
	if (!r->id_from_tlv)
		strcpy(r->id, r->id_text);
	receipt_network_settle(&s->carrier_tlv, r);
}

const char *receipt_state_name(enum receipt_state s)
{
	return s < RECEIPT_STATE_COUNT ? states[s].name : "?";
}
