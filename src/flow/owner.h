/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * owner - whether a host wants an account's letters (reliability.md 7.4, X9):
 * its /.well-known/esmed.txt must have the account's sid on a line of its own.
 * Inside webhook.
 *
 * A yes holds for a day, a no for a minute: so a host is asked by no more than
 * one GET at a time, and one a minute, for each account. These count against
 * the host's calls and rate as letters do.
 *
 * Owns:    what hosts said, up to OWNERS_MAX of them, until a restart.
 * Borrows: the lanes that wait for an answer; they are woken when it came.
 * Time:    clock_mono(); calls true time.
 */
#ifndef FLOW_OWNER_H
#define FLOW_OWNER_H

#include "flow/lane.h"

#define OWNERS_MAX   65536
#define OWNER_YES_IS DAY
#define OWNER_NO_IS  (60 * SECOND)

struct owners *owners_new(struct webhook *w);

/* Before the client goes. NULL is allowed. */
void owners_free(struct owners *all);

struct owner_ask {
	const char *sid; /* who wants to write */
	const struct url *url;
	const struct url_policy *policy;
	double rate;
};

/* 0: it does. RC_FULL: not now; with lane->owner set it was asked, and the lane
 * is woken. RC_DENIED: it does not, which lane->why tells, and it may be asked
 * again at *again. RC_BAD: the policy forbids to call it; the same. */
MUST_CHECK int owner_check(struct lane *lane, const struct owner_ask *a,
    usec *again);

/* The lane waits no more. */
void owner_leave(struct lane *lane);

#endif
