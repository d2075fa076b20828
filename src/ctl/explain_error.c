/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain error, explain ids - what the daemon makes of a carrier's code, and
 * of two ways to write one message id.
 */
#include "ctl/map.h"
#include "model/match.h"

#include <inttypes.h>

int map_load(const struct call *c, struct errmap **map)
{
	struct errmap_fault fault = { 0 };
	int rc;

	*map = NULL;
	if (c->map == NULL)
		return CTL_OK;
	rc = errmap_load(c->map, map, &fault);
	if (rc == 0)
		return CTL_OK;
	*map = NULL;
	fprintf(c->io->err, "esmectl: %s:%u: %s\n", c->map, fault.line,
	    fault.text[0] != '\0' ? fault.text : rc_text(rc));
	return CTL_NO_INPUT;
}

static int each_error(void *arg, const struct json_value *q, struct json_out *o)
{
	const struct errmap_row *row;
	enum errmap_kind kind;
	const char *word, *code;
	size_t len;

	if (json_get_str(q, "kind", &word, &len) != 0 ||
	    errmap_kind_parse(word, &kind) != 0)
		return call_error(o, "kind: wanted is command_status, err, "
				     "network_error_code or stat");
	if (json_get_str(q, "code", &code, &len) != 0)
		return call_error(o, "code: a text is wanted");
	json_text(o, "kind", word);
	json_text(o, "code", code);
	row = errmap_find(arg, kind, code);
	json_bool(o, "listed", row != NULL);
	if (row == NULL) {
		json_uint(o, "reason", REASON_UNKNOWN);
		return 0;
	}
	json_text(o, "meaning", row->meaning);
	json_text(o, "permanence", permanence_name(row->permanence));
	if (row->reason != 0)
		json_uint(o, "reason", row->reason);
	if (row->detail != DETAIL_NONE)
		json_text(o, "detail", detail_name(row->detail));
	return 0;
}

int explain_error(struct call *c)
{
	struct errmap *map;
	int rc;

	if (!c->jsonl || c->argc != 0)
		return call_usage(c, "it reads lines: give --jsonl");
	if (c->map == NULL)
		return call_usage(c, "an error map is wanted: --map FILE");
	rc = map_load(c, &map);
	if (rc == 0)
		rc = call_lines(c, each_error, map);
	errmap_free(map);
	return rc;
}

/* The TLV has the word where there is one. */
static int each_pair(void *arg, const struct json_value *q, struct json_out *o)
{
	static const char *const keys[] = { "tlv_id", "receipt_id" };
	const char *resp, *other;
	enum id_mode mode;
	size_t len;

	(void)arg;
	if (json_get_str(q, "resp_id", &resp, &len) != 0)
		return call_error(o, "resp_id: a text is wanted");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (json_get_str(q, keys[i], &other, &len) != 0 ||
		    id_match(resp, other, &mode) != 0)
			continue;
		json_bool(o, "match", true);
		json_text(o, "mode", id_mode_name(mode));
		return 0;
	}
	json_bool(o, "match", false);
	return 0;
}

int explain_ids(struct call *c)
{
	if (!c->jsonl || c->argc != 0)
		return call_usage(c, "it reads lines: give --jsonl");
	return call_lines(c, each_pair, NULL);
}
