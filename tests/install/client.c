/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that has only what `make install` gave: it writes an enquire_link
 * and reads it back. Its log_line is its own, whatever libesmed holds.
 */
#include <stdio.h>
#include <string.h>

#include <esmed/pdu.h>

void log_line(const char *text);

void log_line(const char *text)
{
	fprintf(stderr, "client: %s\n", text);
}

int main(void)
{
	static const uint8_t expected[16] = { [3] = 16, [7] = 0x15, [15] = 7 };
	uint8_t bytes[sizeof(expected)];
	struct smpp_pdu p;
	size_t len;

	smpp_pdu_init(&p, SMPP_ENQUIRE_LINK, 7);
	if (smpp_encode(&p, bytes, sizeof(bytes), &len) != 0 ||
	    len != sizeof(expected) || memcmp(bytes, expected, len) != 0) {
		log_line("enquire_link is written wrong");
		return 1;
	}
	if (smpp_decode(bytes, len, &p) != 0 || p.sequence != 7) {
		log_line("enquire_link is read wrong");
		return 1;
	}
	return 0;
}
