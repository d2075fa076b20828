/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twilio - the words of the compatible face (statuses.md 7.3).
 */
#ifndef MODEL_TWILIO_H
#define MODEL_TWILIO_H

#include "model/reason.h"
#include "model/status.h"

/* All of a message that decides its word. */
struct outcome {
	enum status state;
	enum substate substate;
	enum stage stage;
	enum detail detail;
	unsigned flags;          /* FLAG_* */
	unsigned reason;         /* code, 0 for none */
	uint32_t command_status; /* of the refusing answer, 0 for none */
	bool sender_open;        /* a service has yet to pick the sender */
};

struct twilio_word {
	const char *status;
	unsigned error_code;       /* 0 for none */
	const char *error_message; /* NULL for none */
};

void twilio_word(const struct outcome *o, struct twilio_word *w);

#endif
