/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_show - campaigns as those who ask see them.
 *
 * Threads: any.
 */
#ifndef LEDGER_CAMPAIGN_SHOW_H
#define LEDGER_CAMPAIGN_SHOW_H

#include "base/base.h"

struct campaign;
struct campaign_view;

/* But for its definition and next_release. */
void campaign_show(const struct campaign *c, struct campaign_view *v);

#endif
