/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdulog - what went over the wire, one JSON object a line.
 *
 * A line is added before the PDU it tells of is given to the session, and
 * pdulog_flush() runs before the loop hands bytes to the kernel. So the file
 * knows of each answer before the peer does: an oracle for tests that kill.
 *
 * Owns:  the file and the lines not yet written.
 */
#ifndef SIM_PDULOG_H
#define SIM_PDULOG_H

#include "base/base.h"

#include <esmed/pdu.h>

struct json_out;
struct pdulog;

/* Append to a file. RC_SYSTEM: it cannot be opened; the cause is logged. */
MUST_CHECK int pdulog_open(const char *path, struct pdulog **out);
void pdulog_close(struct pdulog *l); /* NULL is allowed */

/* What all lines begin with. */
struct pdulog_head {
	uint32_t peer;
	bool out; /* from us to the peer */
	const char *name;
	uint32_t sequence; /* 0: not told */
	uint32_t status;
};

/* Begin a line, add to it, end it. Not for a NULL log. */
struct json_out *pdulog_begin(struct pdulog *l, const struct pdulog_head *h);
void pdulog_end(struct pdulog *l);

/* Both at once; nothing happens for a NULL log. */
void pdulog_line(struct pdulog *l, const struct pdulog_head *h);

/* The fields of a submit_sm or deliver_sm. */
void pdulog_message(struct json_out *o, const struct smpp_pdu *p);

/* A deliver_sm or its answer: which try, and the receipt's id and stat, or
 * NULL. Nothing happens for a NULL log. */
struct pdulog_try {
	uint32_t peer;
	uint64_t n;
	const char *id, *stat;
};
void pdulog_deliver(struct pdulog *l, const struct pdulog_try *t,
    const struct smpp_pdu *pdu);
void pdulog_deliver_resp(struct pdulog *l, const struct pdulog_try *t,
    uint32_t status);

/* Give all lines to the kernel. RC_SYSTEM: not all were taken; logged. */
MUST_CHECK int pdulog_flush(struct pdulog *l);

#endif
