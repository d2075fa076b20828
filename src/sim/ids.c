/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/ids.h"

#include "base/hex.h"
#include "base/random.h"
#include "model/match.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int ids_kind_parse(const char *word, enum ids_kind *kind)
{
	static const char *const names[] = { "decimal", "hex", "uuid" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], word) != 0)
			continue;
		*kind = (enum ids_kind)i;
		return 0;
	}
	return RC_BAD;
}

/* RFC 9562, version 4. */
static void write_uuid(char to[RULE_ID])
{
	uint8_t raw[16];
	char hex[33];

	random_fill(raw, sizeof(raw));
	raw[6] = (uint8_t)((raw[6] & 0x0f) | 0x40);
	raw[8] = (uint8_t)((raw[8] & 0x3f) | 0x80);
	hex_format(raw, sizeof(raw), hex);
	snprintf(to, RULE_ID, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
	    hex + 12, hex + 16, hex + 20);
}

char *ids_take(struct ids *ids, char to[RULE_ID])
{
	uint64_t n = ids->next++;

	switch (ids->kind) {
	case IDS_DECIMAL: snprintf(to, RULE_ID, "%" PRIu64, n); break;
	case IDS_HEX: snprintf(to, RULE_ID, "%" PRIx64, n); break;
	case IDS_UUID: write_uuid(to); break;
	}
	return to;
}

static void change_case(char *id, int (*change)(int))
{
	for (; *id != '\0'; id++)
		*id = (char)change((unsigned char)*id);
}

char *ids_form(enum rule_form form, const char *id, char to[RULE_ID])
{
	char other[ID_ROOM];
	size_t len = strlen(id);

	snprintf(to, RULE_ID, "%s", id);
	switch (form) {
	case RULE_FORM_SAME: break;
	case RULE_FORM_HEX:
		if (id_dec_to_hex(id, other) == 0)
			snprintf(to, RULE_ID, "%.*s", RULE_ID - 1, other);
		break;
	case RULE_FORM_DEC:
		if (id_hex_to_dec(id, other) == 0)
			snprintf(to, RULE_ID, "%.*s", RULE_ID - 1, other);
		break;
	case RULE_FORM_UPPER: change_case(to, toupper); break;
	case RULE_FORM_LOWER: change_case(to, tolower); break;
	case RULE_FORM_PADDED:
		/* SMPP 3.4, appendix B: ten digits. */
		if (len < 10)
			snprintf(to, RULE_ID, "%.*s%s", (int)(10 - len),
			    "0000000000", id);
		break;
	}
	return to;
}
