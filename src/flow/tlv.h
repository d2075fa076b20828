/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tlv - optional parameters of messages: by name, checked, as bytes.
 *
 * What a TLV is called and how its value is written follows from the section
 * tlv of that name or tag, else from the table of SMPP (<esmed/tlv.h>), else,
 * of a tag that SMPP leaves to vendors (0x1400 to 0x3FFF), it is octets. The
 * TLVs of a message are kept in its body as they go on the wire: tag, length,
 * value, one after the other.
 *
 * A value is a number for integers; a text for the others, where "hex:0a0b"
 * gives bytes. A cstring gets its NUL here.
 *
 * Owns:    nothing.
 * Borrows: the configuration; values of a PDU point into the body and `keep`.
 */
#ifndef FLOW_TLV_H
#define FLOW_TLV_H

#include <esmed/tlv.h>

#include "base/buf.h"
#include "flow/body.h"

struct conf;
struct conf_smsc;
struct tlv_request;

#define TLV_BYTES_MAX 1024 /* of one message, tags and lengths included */
#define TLV_NAME_ROOM 64

/* Append it. RC_NOT_FOUND: no such TLV, or not for a message to bring;
 * RC_BAD: the value does not fit it; RC_EXISTS: that tag is there already;
 * RC_FULL: TLVS_MAX (flow/intake.h) or TLV_BYTES_MAX. `why` (TLV_WHY_ROOM)
 * says what and, of RC_NOT_FOUND, which there are; then nothing is appended. */
MUST_CHECK int tlv_append(const struct conf *c, const struct tlv_request *r,
    struct buf *to, char *why);

/* Walk the TLVs of a body; *at begins with 0. False: no more. */
bool tlv_next(const struct body_text *all, size_t *at, struct smpp_tlv *t);

/* The section's name, SMPP's, or "0x1400". Returns `name`. */
char *tlv_name(const struct conf *c, uint16_t tag, char name[TLV_NAME_ROOM]);

/* How its values are written: a number, a C string or octets. */
enum smpp_tlv_type tlv_type(const struct conf *c, uint16_t tag);

/* Room for the values of an smsc's constant TLVs while a PDU is used. */
struct tlv_keep {
	size_t len;
	uint8_t bytes[TLV_BYTES_MAX];
};

/* Give a PDU the TLVs that the message brought, but those that are for other
 * smscs, then the smsc's constants whose tags are not there yet. A constant
 * that cannot be is left out, as conf checks them. */
void tlv_attach(const struct conf *c, const struct conf_smsc *smsc,
    const struct body_text *own, struct tlv_keep *keep, struct smpp_pdu *pdu);

#endif
