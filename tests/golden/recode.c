/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recode - reads PDUs and writes them again: lines "NAME HEX" come in, and go
 * out with what smpp_encode() made of what smpp_decode() found, or with a word
 * that is no hexadecimal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/pdu.h>

#include "base/base.h"
#include "base/hex.h"

#define PDU_MAX 70000

static const char *again(const char *hex, char *to)
{
	static uint8_t bytes[PDU_MAX], room[PDU_MAX];
	size_t digits = strlen(hex), len;
	struct smpp_pdu p;

	if (digits / 2 > sizeof(bytes) ||
	    hex_parse(hex, digits, bytes, digits / 2) != 0)
		return "no-hexadecimal";
	if (smpp_decode(bytes, digits / 2, &p) != 0)
		return "refused";
	if (p.odd != 0)
		return "odd";
	if (smpp_encode(&p, room, sizeof(room), &len) != 0)
		return "not-written";
	return hex_format(room, len, to);
}

int main(void)
{
	static char line[2 * PDU_MAX + 256], to[2 * PDU_MAX + 1];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *hex = strchr(line, ' ');

		if (line[0] == '#' || hex == NULL)
			continue;
		*hex++ = '\0';
		hex[strcspn(hex, "\n")] = '\0';
		printf("%s %s\n", line, again(hex, to));
	}
	return 0;
}
