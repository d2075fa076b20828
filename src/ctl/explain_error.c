/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain error - what a carrier's code means by an error map.
 */
#include "ctl/map.h"

#include <inttypes.h>
#include <string.h>

#include <esmed/status.h>

#define CODE_ROOM 64

/* A text, or a number as its digits. */
static int want_code(const struct json_value *q, char code[CODE_ROOM])
{
	const struct json_value *v = json_get(q, "code");
	const char *text;
	size_t len;

	if (v == NULL)
		return RC_NOT_FOUND;
	if (json_kind(v) == JSON_INT) {
		snprintf(code, CODE_ROOM, "%" PRId64, json_int_of(v));
		return 0;
	}
	if (json_kind(v) != JSON_STR)
		return RC_BAD;
	text = json_str_of(v, &len);
	if (len >= CODE_ROOM)
		return RC_TOO_LONG;
	memcpy(code, text, len + 1);
	return 0;
}

/* What has no row is 30008. */
static void tell_row(const struct errmap_row *row, struct json_out *o)
{
	if (row == NULL) {
		json_text(o, "permanence", permanence_name(PERMANENCE_UNKNOWN));
		json_uint(o, "reason", REASON_UNKNOWN);
		return;
	}
	json_text(o, "meaning", row->meaning);
	json_text(o, "permanence", permanence_name(row->permanence));
	if (row->reason != REASON_NONE)
		json_uint(o, "reason", row->reason);
	if (row->detail != DETAIL_NONE)
		json_text(o, "detail", detail_name(row->detail));
}

/* The digits that a map has of ESME_RTHROTTLED, or RTHROTTLED. */
static const char *digits_of(enum errmap_kind kind, const char *code,
    char digits[CODE_ROOM])
{
	uint32_t status;

	if (kind != ERRMAP_COMMAND_STATUS ||
	    smpp_status_parse(code, &status) != 0)
		return code;
	snprintf(digits, CODE_ROOM, "%u", (unsigned)status);
	return digits;
}

static bool is_name(const char *code)
{
	return (*code >= 'A' && *code <= 'Z') || (*code >= 'a' && *code <= 'z');
}

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	const struct errmap_row *row;
	enum errmap_kind kind;
	const char *word, *key;
	char code[CODE_ROOM], digits[CODE_ROOM];
	size_t len;

	if (json_get_str(q, "kind", &word, &len) != 0 ||
	    errmap_kind_parse(word, &kind) != 0)
		return call_error(o, "kind: wanted is command_status, err, "
				     "network_error_code or stat");
	if (want_code(q, code) != 0)
		return call_error(o, "code: a text is wanted");
	key = digits_of(kind, code, digits);
	row = errmap_find(arg, kind, key);
	if (row == NULL && kind == ERRMAP_COMMAND_STATUS && is_name(key))
		return call_error(o, "code: it is neither a number nor the "
				     "name of a command_status");
	json_text(o, "kind", word);
	json_text(o, "code", code);
	tell_row(row, o);
	return 0;
}

int explain_error(struct call *c)
{
	struct errmap *map;
	int rc;

	if (!c->jsonl || c->argc != 0)
		return call_usage(c, "it reads lines: give --jsonl");
	rc = map_load(c, &map);
	if (rc == CTL_OK && map == NULL)
		rc = call_usage(c, "an error map is wanted: --map FILE");
	else if (rc == CTL_OK)
		rc = call_lines(c, each, map);
	errmap_free(map);
	return rc;
}
