/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/value.h"

#include "base/hex.h"
#include "base/random.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/pdu.h>
#include <esmed/status.h>

static int copy_text(const char *text, char *to, size_t room)
{
	size_t len = strlen(text);

	if (len == 0 || len >= room)
		return RC_BAD;
	memcpy(to, text, len + 1);
	return 0;
}

static int read_pattern(const char *text, void *to)
{
	const char *star = strchr(text, '*');

	if (star != NULL && star[1] != '\0')
		return RC_BAD;
	return copy_text(text, to, RULE_NUMBER);
}

static int read_text(const char *text, void *to)
{
	return copy_text(text, to, RULE_TEXT);
}

static int read_id(const char *text, void *to)
{
	return copy_text(text, to, RULE_ID);
}

static int read_word(const char *text, void *to)
{
	return copy_text(text, to, sizeof((struct rule_receipt *)0)->stat);
}

static int read_percent(const char *text, void *to)
{
	uint32_t *chance = to;
	char *end;
	double value = strtod(text, &end);

	if (*end == '%')
		end++;
	if (end == text || *end != '\0' || !(value >= 0 && value <= 100))
		return RC_BAD;
	*chance = (uint32_t)(value * 10000 + 0.5);
	return 0;
}

static int read_count(const char *text, void *to)
{
	uint64_t *count = to;

	if (number_parse(text, 1000000000, count) != 0 || *count == 0)
		return RC_BAD;
	return 0;
}

static int read_status(const char *text, void *to)
{
	uint32_t *status = to;
	uint64_t number;

	if (number_parse(text, UINT32_MAX, &number) == 0) {
		*status = (uint32_t)number;
		return 0;
	}
	return smpp_status_parse(text, status) == 0 ? 0 : RC_BAD;
}

/* A number and its unit; *unit is 0 if there is none. */
static int read_time(const char **at, double *value, usec *unit)
{
	static const struct {
		const char *name;
		usec unit;
	} units[] = { { "us", 1 }, { "ms", 1000 }, { "s", SECOND },
		{ "m", 60 * SECOND }, { "h", HOUR } };
	size_t len;
	char *end;

	if (!isdigit((unsigned char)**at))
		return RC_BAD;
	*value = strtod(*at, &end);
	len = strspn(end, "abcdefghijklmnopqrstuvwxyz");
	*at = end + len;
	*unit = 0;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (strlen(units[i].name) == len &&
		    strncmp(units[i].name, end, len) == 0)
			*unit = units[i].unit;
	return len != 0 && *unit == 0 ? RC_BAD : 0;
}

int span_parse(const char *text, struct span *s)
{
	double min, max;
	usec unit, max_unit;

	if (read_time(&text, &min, &unit) != 0)
		return RC_BAD;
	max = min;
	max_unit = unit;
	if (*text == '-') {
		text++;
		if (read_time(&text, &max, &max_unit) != 0)
			return RC_BAD;
	}
	if (max_unit == 0)
		max_unit = 1000;
	if (unit == 0)
		unit = max_unit;
	if (*text != '\0' || min * (double)unit > (double)DAY ||
	    max * (double)max_unit > (double)DAY)
		return RC_BAD;
	s->min = (usec)(min * (double)unit);
	s->max = (usec)(max * (double)max_unit);
	return s->min <= s->max ? 0 : RC_BAD;
}

usec span_pick(const struct span *s)
{
	if (s->min == s->max)
		return s->min;
	return s->min + (usec)random_below((uint64_t)(s->max - s->min) + 1);
}

static int read_span(const char *text, void *to)
{
	return span_parse(text, to);
}

static int read_flag(const char *text, void *to)
{
	bool *flag = to;

	*flag = true;
	return *text == '\0' ? 0 : RC_BAD;
}

uint8_t rule_state_of(const char *stat)
{
	/* SMPP 3.4, 5.2.28 and the stat words of its appendix B. */
	static const struct {
		const char *word;
		uint8_t state;
	} states[] = { { "ENROUTE", 1 }, { "DELIVRD", 2 }, { "DELIVERED", 2 },
		{ "EXPIRED", 3 }, { "DELETED", 4 }, { "UNDELIV", 5 },
		{ "UNDELIVERABLE", 5 }, { "ACCEPTD", 6 }, { "ACCEPTED", 6 },
		{ "UNKNOWN", 7 }, { "REJECTD", 8 }, { "REJECTED", 8 },
		{ "SKIPPED", 9 } };

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (strcmp(states[i].word, stat) == 0)
			return states[i].state;
	return 0;
}

static int read_query(const char *text, void *to)
{
	struct rule_query *query = to;

	query->status = 0;
	query->state = rule_state_of(text);
	return query->state != 0 ? 0 : read_status(text, &query->status);
}

static int read_via(const char *text, void *to)
{
	static const struct {
		const char *word;
		unsigned bit;
	} vias[] = { { "text", RULE_VIA_TEXT }, { "payload", RULE_VIA_PAYLOAD },
		{ "tlv", RULE_VIA_TLV } };
	unsigned *via = to, before;
	size_t len;

	*via = 0;
	for (;; text += len + 1) {
		before = *via;
		len = strcspn(text, "+");
		for (size_t i = 0; i < ARRAY_LEN(vias); i++)
			if (strlen(vias[i].word) == len &&
			    strncmp(vias[i].word, text, len) == 0)
				*via |= vias[i].bit;
		if (*via == before)
			return RC_BAD;
		if (text[len] == '\0')
			break;
	}
	/* SMPP 3.4, 3.2.3: one of the two, not both. */
	return (*via & RULE_VIA_TEXT) && (*via & RULE_VIA_PAYLOAD) ? RC_BAD : 0;
}

/* The place of a word among those, which end with NULL. */
static int find_word(const char *const *words, const char *text, int *place)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) != 0)
			continue;
		*place = i;
		return 0;
	}
	return RC_BAD;
}

static int read_form(const char *text, void *to)
{
	static const char *const names[] = { "same", "hex", "dec", "upper",
		"lower", "padded", NULL };
	int place;

	if (find_word(names, text, &place) != 0)
		return RC_BAD;
	*(enum rule_form *)to = (enum rule_form)place;
	return 0;
}

static int read_way(const char *text, void *to)
{
	static const char *const names[] = { "both", "in", "out", NULL };
	int place;

	if (find_word(names, text, &place) != 0)
		return RC_BAD;
	*(enum rule_way *)to = (enum rule_way)place;
	return 0;
}

static int read_then(const char *text, void *to)
{
	static const char *const names[] = { "nothing", "close", "reset",
		"half", "unbind", "mute", "deaf", NULL };
	int place;

	if (find_word(names, text, &place) != 0)
		return RC_BAD;
	*(enum rule_then *)to = (enum rule_then)place;
	return 0;
}

static int read_command(const char *text, void *to)
{
	uint64_t number;

	if (number_parse(text, UINT32_MAX, &number) == 0 && number != 0) {
		*(uint32_t *)to = (uint32_t)number;
		return 0;
	}
	return smpp_command_parse(text, to) == 0 ? 0 : RC_BAD;
}

static int read_pdu(const char *text, void *to)
{
	static const struct {
		const char *word;
		uint32_t pdu;
	} more[] = { { "*", RULE_PDU_ANY }, { "bind", RULE_PDU_BIND },
		{ "bind_resp", RULE_PDU_BIND_RESP },
		{ "connect", RULE_PDU_CONNECT } };

	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		if (strcmp(more[i].word, text) != 0)
			continue;
		*(uint32_t *)to = more[i].pdu;
		return 0;
	}
	return read_command(text, to);
}

static int read_shift(const char *text, void *to)
{
	struct rule_shift *shift = to;
	uint64_t number;

	shift->is_set = true;
	shift->is_relative = *text == '+' || *text == '-';
	if (number_parse(text + shift->is_relative, UINT32_MAX, &number) != 0)
		return RC_BAD;
	shift->by = *text == '-' ? -(int64_t)number : (int64_t)number;
	return 0;
}

static int read_bytes(const char *text, void *to)
{
	struct rule_bytes *bytes = to;
	size_t len = strlen(text);

	bytes->is_set = true;
	bytes->len = 0;
	if (strcmp(text, "none") == 0)
		return 0;
	if (len == 0 || len % 2 != 0 || len / 2 > RULE_BYTES)
		return RC_BAD;
	bytes->len = (uint8_t)(len / 2);
	return hex_parse(text, len, bytes->data, bytes->len);
}

static int read_network(const char *text, void *to)
{
	int32_t *network = to;
	const char *slash = strchr(text, '/');
	char type_text[8];
	uint64_t type, code;

	if (slash == NULL || slash - text >= (ptrdiff_t)sizeof(type_text))
		return RC_BAD;
	snprintf(type_text, sizeof(type_text), "%.*s", (int)(slash - text),
	    text);
	if (number_parse(type_text, UINT8_MAX, &type) != 0 ||
	    number_parse(slash + 1, UINT16_MAX, &code) != 0)
		return RC_BAD;
	*network = (int32_t)(type << 16 | code);
	return 0;
}

static int read_octet(const char *text, void *to)
{
	int32_t *octet = to;
	uint64_t number;

	if (number_parse(text, UINT8_MAX, &number) != 0)
		return RC_BAD;
	*octet = (int32_t)number;
	return 0;
}

static const struct {
	int (*read)(const char *text, void *to);
	const char *wanted;
} kinds[] = {
	[VALUE_PATTERN] = { read_pattern, "a number, a prefix and *, or *" },
	[VALUE_TEXT] = { read_text, "a text of 1 to 255 bytes" },
	[VALUE_SHAPE] = { read_text, "a text of 1 to 255 bytes" },
	[VALUE_ID] = { read_id, "an id of 1 to 64 characters" },
	[VALUE_STAT] = { read_word,
	    "DELIVRD, UNDELIV, EXPIRED, DELETED, REJECTD, ACCEPTD, ENROUTE, "
	    "UNKNOWN, any other word of 1 to 32 characters, or none" },
	[VALUE_ERR] = { read_word, "1 to 32 characters, as 000" },
	[VALUE_PERCENT] = { read_percent, "0% to 100%" },
	[VALUE_COUNT] = { read_count, "a number from 1 on" },
	[VALUE_STATUS] = { read_status,
	    "a number as 0x58 or a name as RTHROTTLED" },
	[VALUE_SPAN] = { read_span,
	    "a time as 200ms, 2s, 3m or 1h, or a range as 100-300ms" },
	[VALUE_FLAG] = { read_flag, "the word alone" },
	[VALUE_QUERY] = { read_query,
	    "ENROUTE, DELIVERED, EXPIRED, DELETED, UNDELIVERABLE, ACCEPTED, "
	    "UNKNOWN, REJECTED, or a status as RINVMSGID" },
	[VALUE_VIA] = { read_via,
	    "text, payload, tlv, text+tlv or payload+tlv" },
	[VALUE_FORM] = { read_form, "same, hex, dec, upper, lower or padded" },
	[VALUE_NETWORK] = { read_network, "type/code, as 3/27" },
	[VALUE_OCTET] = { read_octet, "a number from 0 to 255" },
	[VALUE_PDU] = { read_pdu,
	    "a PDU as enquire_link or 0x15, bind, bind_resp, * or connect" },
	[VALUE_COMMAND] = { read_command,
	    "a command as generic_nack or 0x80000000" },
	[VALUE_WAY] = { read_way, "in, out or both" },
	[VALUE_THEN] = { read_then,
	    "close, reset, half, unbind, mute, deaf or nothing" },
	[VALUE_SHIFT] = { read_shift, "a number as 0 or 0xFF, or +1 or -1" },
	[VALUE_BYTES] = { read_bytes,
	    "pairs of hexadecimal digits, up to 255 bytes, or none" },
};

int value_parse(enum value_kind kind, const char *text, void *to)
{
	return kinds[kind].read(text, to);
}

const char *value_wanted(enum value_kind kind)
{
	return kinds[kind].wanted;
}
