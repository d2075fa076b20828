/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_show - campaigns and their messages as those who ask see them.
 *
 * Threads: any.
 */
#ifndef LEDGER_CAMPAIGN_SHOW_H
#define LEDGER_CAMPAIGN_SHOW_H

#include "base/base.h"

struct campaign;
struct campaign_view;
struct record;

/* But for its definition and next_release. */
void campaign_show(const struct campaign *c, struct campaign_view *v);

/* The copy of a record of the campaign, as campaign_effective() says. */
void campaign_show_record(const struct campaign *c, struct record *r);

#endif
