/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report - delivery receipts as deliver_sm, in the shapes vendors send.
 */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

#include "sim/rule.h"
#include "sim/tally.h"

#define REPORT_PIECE 20 /* SMPP 3.4, appendix B: of the text */

/* What a receipt needs to know of its message. */
struct report_subject {
	char id[RULE_ID];
	struct smpp_address from, to;
	usec taken; /* clock_wall() */
	char piece[REPORT_PIECE + 1];
};

/* Where the texts and TLVs of the PDU lie. */
struct report_room {
	char text[SMPP_TEXT_MAX + 1];
	char id[RULE_ID];
	uint8_t state[4], network[3];
};

void report_about(const struct seen *m, struct report_subject *s);

/* Did the submit_sm ask for it? (SMPP 3.4, 5.2.17) */
bool report_is_wanted(const struct rule_receipt *r, uint8_t registered);

/* The deliver_sm; it borrows from `room`. `now` is clock_wall(). */
void report_build(const struct report_subject *s, const struct rule_receipt *r,
    usec now, struct report_room *room, struct smpp_pdu *pdu);

#endif
