/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frame - where PDUs begin and end in a stream of bytes.
 *
 * Judges by the length in the header alone, as soon as its four bytes are
 * there, so a peer that announces gigabytes is seen before it sends them.
 * A stream that has lost its framing is never searched for a next PDU.
 */
#ifndef ESMED_FRAME_H
#define ESMED_FRAME_H

#include <stddef.h>

/* Room for a bind, and for message_payload of 64 KiB with a large margin. */
#define SMPP_LIMIT_UNBOUND 512
#define SMPP_LIMIT_BOUND   70000

enum smpp_frame {
	SMPP_FRAME_MORE, /* wait for more bytes */
	SMPP_FRAME_PDU,  /* the first *pdu_len bytes are one PDU */
	SMPP_FRAME_LOST  /* the length is below 16 or above the limit */
};

/* Look at the `len` bytes that wait in a stream. *pdu_len is the length the
 * header claims, 0 while fewer than four bytes are there. */
enum smpp_frame smpp_frame(const void *bytes, size_t len, size_t limit,
    size_t *pdu_len);

/* What else a stream with these first bytes may be: "HTTP", "TLS", "SSH",
 * "AMQP", "RDP"; NULL if nothing is recognised. */
const char *smpp_frame_hint(const void *bytes, size_t len);

#endif
