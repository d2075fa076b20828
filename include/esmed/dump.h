/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dump - a PDU told field by field, for people.
 *
 * Walks the same tables as the reader. A damaged PDU is told up to the
 * damage, then what is wrong and where.
 */
#ifndef ESMED_DUMP_H
#define ESMED_DUMP_H

#include <stddef.h>
#include <stdint.h>

#include <esmed/pdu.h>

enum smpp_value_kind { SMPP_VALUE_NUMBER, SMPP_VALUE_TEXT, SMPP_VALUE_BYTES };

/* Valid during the callback only. */
struct smpp_value {
	enum smpp_value_kind kind;
	uint32_t at;         /* offset in the PDU */
	int32_t tag;         /* of a TLV, else -1 */
	uint32_t number;     /* NUMBER */
	const uint8_t *data; /* TEXT (may be any bytes) and BYTES */
	size_t len;
	const char *meaning; /* a number's name, or NULL */
};

typedef void smpp_dump_fn(void *arg, const char *name,
    const struct smpp_value *v);

/* Give every field to `field`, in the order of the bytes: command_length,
 * command_id, command_status, sequence_number, the body, the TLVs. A TLV that
 * is not known has its tag for a name, as "0x1400". Bytes that are no field
 * come as "rest". *problem is what smpp_decode() finds; also a tolerated
 * fault. Returns what smpp_decode() returns. */
int smpp_dump(const void *bytes, size_t len, smpp_dump_fn *field, void *arg,
    struct smpp_problem *problem);

#endif
