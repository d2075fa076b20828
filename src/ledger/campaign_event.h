/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_event - a line of a campaign's history, as the bytes of an
 * ENTRY_CAMPAIGN.
 */
#ifndef LEDGER_CAMPAIGN_EVENT_H
#define LEDGER_CAMPAIGN_EVENT_H

#include "ledger/campaign.h"

#define CAMPAIGN_EVENT_MAX (5 + 2 * (CAMPAIGN_NOTE + 1))

/* Returns how many bytes; of texts CAMPAIGN_NOTE at most. */
size_t campaign_event_write(const struct campaign_event *e,
    uint8_t to[CAMPAIGN_EVENT_MAX]);

/* Actor and reason point into `data`; `at` is not there. RC_CORRUPT. */
MUST_CHECK int campaign_event_read(struct campaign_event *e, const void *data,
    size_t len);

#endif
