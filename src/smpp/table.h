/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - the rows of pdu.def, for the reader, the writer and the dumper.
 */
#ifndef SMPP_TABLE_H
#define SMPP_TABLE_H

#include "base/base.h"
#include "base/cursor.h"

#include <esmed/list.h>
#include <esmed/pdu.h>

enum kind {
	KIND_END,  /* behind the last field */
	KIND_BYTE, /* uint8_t */
	KIND_CSTR, /* char[max], ends with a NUL */
	KIND_TIME, /* a CSTR that is empty or a time of 16 characters */
	KIND_TEXT, /* a byte that counts, that many bytes, borrowed */
	KIND_WORD, /* uint32_t */
	KIND_LIST  /* a byte that counts, that many items: struct smpp_list */
};

struct field {
	const char *name;
	enum kind kind;
	uint8_t max;     /* bytes, with the NUL of a CSTR */
	uint16_t offset; /* in the body's struct */
	uint16_t count;  /* TEXT: offset and name of the byte that counts */
	uint16_t status; /* the answer if it cannot be read */
	const char *count_name;
	const struct variant *items; /* LIST: what an item may look like */
	uint8_t min;                 /* LIST: fewest items */
};

#define ANY_FLAG (-1)

/* An item is of the first variant whose flag is its first byte. The last row
 * of a table has no fields. */
struct variant {
	int flag;
	const struct field *fields;
};

extern const struct variant smpp_dest_items[], smpp_unsuccess_items[];

/* Room for an item of any list. */
union item {
	struct smpp_dest dest;
	struct smpp_unsuccess unsuccess;
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

/* Is it a byte that counts, and what it counts? */
static inline bool field_counts(const struct field *f)
{
	return f->kind == KIND_TEXT || f->kind == KIND_LIST;
}

/* How long the text of a body is; 0: it has none. */
uint8_t smpp_text_length(const struct field *f, const void *body);

/* Read one field into the struct. NULL, or if c->rc says why it cannot be read
 * the field at fault: `f`, or a field of an item of the list `f`. */
const struct field *smpp_field_read(struct cursor *c, const struct field *f,
    void *body);

/* Read a KIND_LIST; as smpp_field_read(). */
const struct field *smpp_list_read(struct cursor *c, const struct field *f,
    struct smpp_list *list);

/* The fields of the item that begins here; NULL: there is no such item. */
const struct field *smpp_item_fields(const struct cursor *c,
    const struct variant *items);

/* Write the fields of a body or an item; c->rc tells. */
void smpp_fields_write(struct cursor *c, const struct field *f,
    const void *body);

/* Write a KIND_LIST whose items are legal; RC_TOO_LONG, RC_BAD in c->rc. */
void smpp_list_write(struct cursor *c, const struct field *f,
    const struct smpp_list *list);

/* Read the head of a TLV and skip its value. *t is set if c->rc is 0. */
void smpp_tlv_read(struct cursor *c, struct smpp_tlv *t);

#endif
