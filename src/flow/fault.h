/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fault - why a submission is no message (flow/fault.def), and how the faces
 * say that something was refused.
 */
#ifndef FLOW_FAULT_H
#define FLOW_FAULT_H

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
	unsigned retry; /* seconds after which it may be tried again, or 0 */
};

/* FAULT_NONE has no row. */
const struct fault_row *fault_row(enum fault f);

#endif
