/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/cursor.h"
#include "base/hex.h"
#include "ledger/types.h"

char *message_id_format(const struct message_id *id, char *text)
{
	uint8_t raw[16];
	struct cursor c = cursor_over(raw, sizeof(raw));

	cursor_put(&c, 8, id->key);
	cursor_put(&c, 8, id->tail);
	text[0] = 'S';
	text[1] = 'M';
	hex_format(raw, sizeof(raw), text + 2);
	return text;
}

int message_id_parse(const char *text, struct message_id *id)
{
	uint8_t raw[16];
	struct cursor c;

	if (strncmp(text, "SM", 2) != 0 ||
	    hex_parse(text + 2, strlen(text + 2), raw, sizeof(raw)) != 0)
		return RC_BAD;
	c = cursor_reading(raw, sizeof(raw));
	id->key = cursor_get(&c, 8);
	id->tail = cursor_get(&c, 8);
	return 0;
}
