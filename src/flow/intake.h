/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake - is this submission a message? What is wrong with it, or a fact.
 *
 * The faces (Twilio-compatible, native, batch) fill in one struct and get one
 * fault; each renders it in its own way.
 */
#ifndef FLOW_INTAKE_H
#define FLOW_INTAKE_H

#include "flow/body.h"
#include "ledger/types.h"
#include "model/number.h"

#define INTAKE_TEXT_CHARACTERS 1600
#define INTAKE_VALIDITY_MAX    604800 /* seconds: a week */

enum fault {
	FAULT_NONE,
#define FAULT(id, http, twilio, word, field, text) FAULT_##id,
#include "flow/fault.def"
#undef FAULT
	FAULT_COUNT
};

struct fault_row {
	int http;   /* status */
	int twilio; /* code */
	const char *word, *field, *text;
};

/* FAULT_NONE has no row. */
const struct fault_row *fault_row(enum fault f);

/* Texts need no NUL; len 0: not given. */
struct submission {
	size_t account; /* index in the configuration */
	struct body_text to, from, text;
	struct body_text class, on_doubt, smsc;
	struct body_text ref, tag, callback;
	long validity; /* seconds, 0: not given */
	bool smart;    /* replace typographic look-alikes if all then fits */
};

/* What was understood, for the answer. */
struct submitted {
	uint64_t to;
	uint8_t parts, class, on_doubt;
	char from[SENDER_TEXT + 1]; /* as shown, with + for a number */
};

struct flow;

/* The ledger's event .accepted or .refused follows with this token; or a
 * fault, and nothing happened. */
MUST_CHECK enum fault intake_submit(struct flow *f, const struct submission *s,
    uint64_t token, struct submitted *out);

#endif
