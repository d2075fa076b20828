/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of pdu.def and the look-ups in them. All rows are walked: there
 * are a score, and the frequent ones stand first.
 */
#include "smpp/table.h"

#include <stddef.h>

#include <esmed/status.h>

#define FIELD(type, member, text, kind_, max_, status_)         \
	{                                                       \
		.name = (text), .kind = (kind_), .max = (max_), \
		.offset = offsetof(struct smpp_##type, member), \
		.status = SMPP_##status_                        \
	}
#define CSTR(type, member, max, status) \
	FIELD(type, member, #member, KIND_CSTR, max, status)
#define TIME(type, member, status) \
	FIELD(type, member, #member, KIND_TIME, 17, status)
#define BYTE(type, member) \
	FIELD(type, member, #member, KIND_BYTE, 1, RINVCMDLEN)
#define TEXT(type, length, member, status_)                               \
	{                                                                 \
		.name = #member, .kind = KIND_TEXT, .max = SMPP_TEXT_MAX, \
		.offset = offsetof(struct smpp_##type, member),           \
		.count = offsetof(struct smpp_##type, length),            \
		.count_name = #length, .status = SMPP_##status_           \
	}
#define SOURCE(type)                                                          \
	FIELD(type, source.ton, "source_addr_ton", KIND_BYTE, 1, RINVCMDLEN), \
	    FIELD(type, source.npi, "source_addr_npi", KIND_BYTE, 1,          \
		RINVCMDLEN),                                                  \
	    FIELD(type, source.digits, "source_addr", KIND_CSTR, 21,          \
		RINVSRCADR)
#define DESTINATION(type)                                                      \
	FIELD(type, destination.ton, "dest_addr_ton", KIND_BYTE, 1,            \
	    RINVCMDLEN),                                                       \
	    FIELD(type, destination.npi, "dest_addr_npi", KIND_BYTE, 1,        \
		RINVCMDLEN),                                                   \
	    FIELD(type, destination.digits, "destination_addr", KIND_CSTR, 21, \
		RINVDSTADR)
#define FLAG(type, member, text, status) \
	FIELD(type, member, text, KIND_BYTE, 1, status)
#define NAMED(type, member, text, max, status) \
	FIELD(type, member, text, KIND_CSTR, max, status)
#define WORD(type, member, text) \
	FIELD(type, member, text, KIND_WORD, 4, RINVCMDLEN)
#define SME(type)                                                            \
	FIELD(type, sme.ton, "dest_addr_ton", KIND_BYTE, 1, RINVCMDLEN),     \
	    FIELD(type, sme.npi, "dest_addr_npi", KIND_BYTE, 1, RINVCMDLEN), \
	    FIELD(type, sme.digits, "destination_addr", KIND_CSTR, 21,       \
		RINVDSTADR)
#define LONG_ADDRESS(type, member, text, status)                            \
	FIELD(type, member.ton, text "_ton", KIND_BYTE, 1, RINVCMDLEN),     \
	    FIELD(type, member.npi, text "_npi", KIND_BYTE, 1, RINVCMDLEN), \
	    FIELD(type, member.digits, text, KIND_CSTR, 65, status)
#define LIST(type, member, text, min_, items_, status_)                        \
	{                                                                      \
		.name = #member, .kind = KIND_LIST, .max = SMPP_LIST_MAX,      \
		.min = (min_), .offset = offsetof(struct smpp_##type, member), \
		.count_name = (text), .items = smpp_##items_##_items,          \
		.status = SMPP_##status_                                       \
	}
#define LAST                     \
	{                        \
		.kind = KIND_END \
	}

#define COMMAND(id_, name_, body_, answer_)                       \
	{                                                         \
		SMPP_##id_, #name_, #name_ "_resp", body_##_body, \
		    answer_##_body                                \
	}
/* What has no answer. */
#define SINGLE(id_, name_, body_)                            \
	{                                                    \
		SMPP_##id_, #name_, NULL, body_##_body, NULL \
	}

#include "smpp/pdu.def"

const struct command *smpp_command_row(uint32_t id)
{
	uint32_t request = id & ~SMPP_ANSWER;

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const struct command *c = &commands[i];

		if (c->id == id)
			return c;
		if (c->id == request && c->answer_body != NULL)
			return c;
	}
	return NULL;
}

const struct field *smpp_command_body(const struct command *c, uint32_t id)
{
	return c->id == id ? c->body : c->answer_body;
}

uint8_t smpp_text_length(const struct field *f, const void *body)
{
	for (; f->kind != KIND_END; f++) {
		if (f->kind == KIND_TEXT)
			return ((const uint8_t *)body)[f->count];
	}
	return 0;
}

const char *smpp_command_name(uint32_t id)
{
	const struct command *c = smpp_command_row(id);

	if (c == NULL)
		return NULL;
	return c->id == id ? c->name : c->answer_name;
}

int smpp_command_parse(const char *name, uint32_t *id)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const struct command *c = &commands[i];

		*id = c->id;
		if (strcmp(name, c->name) == 0)
			return 0;
		*id = c->id | SMPP_ANSWER;
		if (c->answer_body != NULL && strcmp(name, c->answer_name) == 0)
			return 0;
	}
	return RC_NOT_FOUND;
}
