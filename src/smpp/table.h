/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - the rows of pdu.def, for the reader, the writer and the dumper.
 */
#ifndef SMPP_TABLE_H
#define SMPP_TABLE_H

#include "base/base.h"
#include "base/cursor.h"

#include <esmed/pdu.h>

enum kind {
	KIND_END,  /* behind the last field */
	KIND_BYTE, /* uint8_t */
	KIND_CSTR, /* char[max], ends with a NUL */
	KIND_TIME, /* a CSTR that is empty or a time of 16 characters */
	KIND_TEXT  /* a byte that counts, that many bytes, borrowed */
};

struct field {
	const char *name;
	enum kind kind;
	uint8_t max;     /* bytes, with the NUL of a CSTR */
	uint16_t offset; /* in the body's struct */
	uint16_t count;  /* TEXT: offset and name of the byte that counts */
	uint16_t status; /* the answer if it cannot be read */
	const char *count_name;
};

struct command {
	uint32_t id;
	const char *name, *answer_name;
	const struct field *body;
	const struct field *answer_body; /* NULL: it is never answered */
};

/* The row of a command or of an answer's command, or NULL. */
const struct command *smpp_command_row(uint32_t id);

/* The fields of the body that goes with `id`, which has the row `c`. */
const struct field *smpp_command_body(const struct command *c, uint32_t id);

/* Read one field into the struct; c->rc tells. */
void smpp_field_read(struct cursor *c, const struct field *f, void *body);

/* Read the head of a TLV and skip its value. *t is set if c->rc is 0. */
void smpp_tlv_read(struct cursor *c, struct smpp_tlv *t);

#endif
