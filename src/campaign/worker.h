/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worker - a page of recipients becomes verdicts.
 *
 * Owns, borrows: nothing.
 */
#ifndef CAMPAIGN_WORKER_H
#define CAMPAIGN_WORKER_H

#include "base/base.h"

struct definition;
struct flow;
struct ledger;
struct site;
struct work_page;
struct zones;

struct worker {
	struct flow *flow;
	struct ledger *ledger;
	struct zones *zones;
	const struct site *site;
	size_t account; /* index in the configuration */
	const struct definition *definition;
};

/* Judge the page; the last verdict bears the token. Who is held as before is
 * left so. A limit of the account ends it before its end: *wait is how long to
 * wait then, else 0. RC_BUSY: not all were judged, and no token was given. */
MUST_CHECK int worker_judge(const struct worker *w, const struct work_page *p,
    uint64_t token, usec *wait);

#endif
