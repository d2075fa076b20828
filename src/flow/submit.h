/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * submit - a claimed message as the PDUs that one smsc wants, part by part.
 *
 * Owns:    nothing; all lies in the caller's struct.
 * Borrows: the configuration and the claim, while the struct is in use.
 */
#ifndef FLOW_SUBMIT_H
#define FLOW_SUBMIT_H

#include <esmed/pdu.h>
#include <esmed/text.h>

#include "flow/body.h"
#include "flow/tlv.h"
#include "flow/way.h"

struct claim;
struct conf;
struct conf_smsc;

struct submit {
	const struct conf *conf;
	const struct conf_smsc *smsc;
	const struct claim *claim;
	struct body body;
	struct text_plan plan;
	struct way way;
	struct body_extra extra;
	struct text_part part; /* of the part made last, if it is one of many */
	uint8_t payload[TEXT_PAYLOAD_ROOM];
	struct tlv_keep keep;
	uint8_t lifetime[4], reference[4], sar[3][4]; /* values of TLVs */
	size_t shared;       /* TLVs that all parts have */
	struct smpp_pdu pdu; /* the part made last */
};

/* Our user_message_reference of a part: the same but for every 2,048th
 * message. */
uint16_t submit_reference(uint64_t key, uint8_t part);

/* RC_BAD, RC_TOO_LONG: no PDU can be made of it for this smsc. RC_UNSUPPORTED:
 * not by the version of SMPP it has. */
MUST_CHECK int submit_begin(struct submit *s, const struct conf *conf,
    const struct conf_smsc *smsc, const struct claim *claim);

/* s->pdu is the part's until the next call. RC_NOT_FOUND: the text has fewer
 * parts. */
MUST_CHECK int submit_part(struct submit *s, uint8_t part);

#endif
