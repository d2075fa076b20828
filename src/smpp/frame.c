/* SPDX-License-Identifier: BSD-2-Clause */
#include <esmed/frame.h>

#include <string.h>

#include <esmed/pdu.h>

#include "base/cursor.h"

enum smpp_frame smpp_frame(const void *bytes, size_t len, size_t limit,
    size_t *pdu_len)
{
	struct cursor c = cursor_reading(bytes, len);

	*pdu_len = (size_t)cursor_get(&c, 4);
	if (c.rc != 0)
		return SMPP_FRAME_MORE;
	if (*pdu_len < SMPP_HEADER_BYTES || *pdu_len > limit)
		return SMPP_FRAME_LOST;
	return *pdu_len <= len ? SMPP_FRAME_PDU : SMPP_FRAME_MORE;
}

const char *smpp_frame_hint(const void *bytes, size_t len)
{
	static const struct {
		const char *name, *start;
		size_t len;
	} hints[] = {
		{ "HTTP", "GET ", 4 }, { "HTTP", "POST", 4 },
		{ "HTTP", "HEAD", 4 }, { "HTTP", "PUT ", 4 },
		{ "HTTP", "OPTI", 4 }, { "HTTP", "DELE", 4 },
		{ "HTTP", "CONN", 4 }, { "HTTP", "PRI ", 4 },
		{ "HTTP", "HTTP", 4 },    /* a server that answers us */
		{ "TLS", "\x16\x03", 2 }, /* handshake, RFC 8446, 5.1 */
		{ "TLS", "\x15\x03", 2 }, /* alert */
		{ "SSH", "SSH-", 4 }, { "AMQP", "AMQP", 4 },
		{ "RDP", "\x03\0\0", 3 }, /* TPKT, RFC 1006 */
	};

	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		if (len >= hints[i].len &&
		    memcmp(bytes, hints[i].start, hints[i].len) == 0)
			return hints[i].name;
	}
	return NULL;
}
