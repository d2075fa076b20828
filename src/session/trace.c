/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A look at every PDU. Passwords of a bind or outbind, whatever their form,
 * are not shown: they stand behind the first text of the body (SMPP 3.4,
 * 4.1.1, 4.1.7).
 */
#include "base/cursor.h"
#include "session/session_impl.h"

#include <string.h>

#include <esmed/frame.h>

void session_set_trace(struct session *s, session_trace_fn *fn, void *arg)
{
	s->trace = fn;
	s->trace_arg = arg;
}

static bool has_password(const uint8_t *bytes)
{
	struct cursor c = cursor_reading(bytes + 4, 4);

	switch (cursor_get(&c, 4)) {
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_OUTBIND: return true;
	default: return false;
	}
}

static void blank(uint8_t *pdu, size_t len)
{
	size_t at = SMPP_HEADER_BYTES;

	while (at < len && pdu[at] != '\0')
		at++;
	for (at++; at < len && pdu[at] != '\0'; at++)
		pdu[at] = '*';
}

void session_trace(struct session *s, bool is_ours, const uint8_t *bytes,
    size_t len)
{
	uint8_t copy[SMPP_LIMIT_UNBOUND];

	if (len < SMPP_HEADER_BYTES || !has_password(bytes)) {
		s->trace(s->trace_arg, is_ours, bytes, len);
		return;
	}
	if (len > sizeof(copy))
		len = SMPP_HEADER_BYTES; /* nobody binds like that */
	memcpy(copy, bytes, len);
	blank(copy, len);
	s->trace(s->trace_arg, is_ours, copy, len);
}
