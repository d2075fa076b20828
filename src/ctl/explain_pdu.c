/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain pdu - every field of a PDU by name, and what is wrong with it.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "control/pdu_json.h"
#include "ctl/call.h"

#include <ctype.h>
#include <stdlib.h>

#define PDU_MAX 70000

/* People paste with spaces, colons, line ends. */
static size_t without_spaces(char *hex)
{
	char *to = hex;

	for (const char *at = hex; *at != '\0'; at++)
		if (!isspace((unsigned char)*at) && *at != ':')
			*to++ = *at;
	*to = '\0';
	return (size_t)(to - hex);
}

static int tell_hex(char *hex, struct json_out *o)
{
	size_t len = without_spaces(hex);
	uint8_t *bytes;
	int rc;

	if (len / 2 > PDU_MAX)
		return call_error(o, "longer than a PDU may be");
	bytes = mem_new(len / 2 + 1, 1);
	if (len % 2 != 0 || hex_parse(hex, len, bytes, len / 2) != 0)
		rc = call_error(o, "not pairs of hexadecimal digits");
	else
		rc = pdu_json(o, bytes, len / 2, false);
	free(bytes);
	return rc;
}

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	const char *text;
	char *hex;
	size_t len;
	int rc;

	(void)arg;
	if (json_get_str(q, "pdu_hex", &text, &len) != 0)
		return call_error(o, "pdu_hex: a text is wanted");
	hex = mem_strdup(text);
	rc = tell_hex(hex, o);
	free(hex);
	return rc;
}

int explain_pdu(struct call *c)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	char *hex;
	int rc;

	if (c->jsonl)
		return call_lines(c, each, NULL);
	if (c->argc == 0)
		return call_usage(c, "the bytes in hexadecimal are wanted");
	hex = call_argument(c);
	json_open_object(&o, NULL);
	rc = tell_hex(hex, &o);
	json_close_object(&o);
	call_print(c, &line);
	free(hex);
	return rc == 0 ? CTL_OK : CTL_BAD_INPUT;
}
