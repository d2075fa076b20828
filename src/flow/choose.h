/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * choose - what a submission's octets are to be: its text as parts that any
 * smsc of its set takes, or octets of its own.
 *
 * Texts that open by themselves, hide, replace others or speak to programs on
 * the handset or its SIM are refused unless the account has the right
 * (reliability.md 8): flash, binary, ports, silent, replace.
 *
 * Owns, borrows: nothing.
 */
#ifndef FLOW_CHOOSE_H
#define FLOW_CHOOSE_H

#include "flow/intake.h"

struct conf_account;

#define SPECIAL_OCTETS 140 /* of a short message, GSM 03.40, 9.2.3.24 */

/* Octets of a binary message: its header, then what it says. */
struct special {
	uint8_t octets[SPECIAL_OCTETS];
	size_t udh, len; /* of the header; of both */
};

/* A fault other than FAULT_NONE: `why` says more than its row, or is "". */
MUST_CHECK enum fault special_check(const struct conf_account *a,
    const struct submission *s, struct special *out, char why[TLV_WHY_ROOM]);

/* How a submission that has been checked goes to this set, as its body keeps
 * it (flow/way.h); sets the counts of *out and takes a reference. */
MUST_CHECK enum fault way_choose(struct flow *f, const struct submission *s,
    uint16_t set, struct submitted *out, uint8_t way[BODY_WAY_BYTES]);

#endif
