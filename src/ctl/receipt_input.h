/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_input - a line for `explain receipt`: a PDU, or its parts as
 * somebody's log shows them; and the rules to read it by, if it brings some.
 *
 * Owns: copies of all octets, and the rules.
 */
#ifndef CTL_RECEIPT_INPUT_H
#define CTL_RECEIPT_INPUT_H

#include <esmed/pdu.h>

#include "http/json.h"
#include "model/receipt.h"
#include "model/receipt_rules.h"

struct receipt_input {
	struct receipt_source source;
	struct receipt_rules *rules; /* NULL: the line has none */
	struct receipt_input_octets {
		uint8_t *data;
		size_t len;
	} text, payload, id, message_state, network, pdu;
	struct smpp_pdu decoded;
	char why[200]; /* what is wrong */
};

/* RC_BAD: in->why says why. Call fini in any case. */
MUST_CHECK int receipt_input_init(struct receipt_input *in,
    const struct json_value *line);
void receipt_input_fini(struct receipt_input *in);

#endif
