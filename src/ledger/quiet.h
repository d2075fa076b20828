/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quiet - messages that were queued before their quiet hours began (M3b).
 *
 * No promotional message is claimed in them. It is asked right before a claim,
 * by the hours that its account has then and the zone that its entry names; so
 * nothing of it is stored, and what is set counts at once. One that no smsc
 * ever had is held until they end: then it is released, or, if it is of a
 * campaign, checked again (M3). A retry waits in the queue for their end. What
 * was claimed when they began is on its way.
 *
 * How it is asked: ledger/campaign_steps.h.
 *
 * Owns:    the hours of the accounts; the zones that were asked for.
 * Threads: the ledger's. A zone is read from its file when it is first asked
 *          for; one that cannot be read is the account's, and that of an
 *          account is UTC.
 */
#ifndef LEDGER_QUIET_H
#define LEDGER_QUIET_H

#include "base/base.h"

struct quiets;

struct quiets *quiets_new(void);
void quiets_free(struct quiets *q);

/* What counts from now on: so many struct conf_hours, and a NAME_ZONE. */
void quiets_set(struct quiets *q, uint16_t account, uint16_t zone,
    const void *hours, size_t n);

#endif
