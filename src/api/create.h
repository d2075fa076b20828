/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * create - a submission on its way to the ledger, of any face.
 */
#ifndef API_CREATE_H
#define API_CREATE_H

#include "api/inside.h"
#include "flow/intake.h"

/* intake_submit(), unless the account's settings forbid it to send. */
MUST_CHECK enum fault create_submit(struct api *a, const struct submission *s,
    uint64_t token, struct submitted *as);

/* Hand a submission in for this call; NULL: it was refused in the form of the
 * face. */
struct wait *create_message(struct api *a, const struct call *c,
    const struct submission *s);

/* The same for a request that waits already. False: it was refused, and its
 * slot is still to be given back. */
bool create_waiting(struct api *a, struct wait *w, uint64_t token,
    const struct submission *s);

/* What is wrong with a submission; the row points into `as`. */
struct fault_row create_fault(enum fault fault, const struct submitted *as);

/* The view of a message that has just been accepted; it points into `w`. */
struct message_view created_view(const struct wait *w,
    const struct accepted *accepted);

#endif
