/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdu_json - a PDU field by field, for people.
 */
#ifndef CONTROL_PDU_JSON_H
#define CONTROL_PDU_JSON_H

#include "http/json.h"

/* Add "bytes", "fields" (an array of "name", "at" and a value), "ok" and, if
 * there is one, "problem" to an open object. The octets of a message's text
 * are left out if it is masked. RC_BAD: the PDU cannot be read. */
int pdu_json(struct json_out *o, const uint8_t *bytes, size_t len,
    bool is_masked);

#endif
