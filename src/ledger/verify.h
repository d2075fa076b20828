/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verify - does a store hold what the ledger promises? It reads all of it and
 * changes nothing.
 *
 * 1. Each value has its checksum and can be read, each entry of the journal
 *    too; accepted messages are numbered without a gap.
 * 2. A record is what its timeline makes of it: its entries, applied anew from
 *    the first, give the same bytes. Later entries are applied on top, as at a
 *    start.
 * 3. The counters are what counting gives.
 * 4. A queued message is in exactly one place; a part that the carrier took
 *    and whose receipt is awaited is in the list of SMSC ids; a claim has its
 *    mark.
 * 5. The counts of a campaign are what counting its messages gives; its
 *    recipients are there, and something will go on with it while it is open.
 * 6. An Idempotency-Key belongs to a message; opt-outs, parts of texts from
 *    handsets and the other things can be read.
 *
 * Memory: some 24 bytes for each queued message, listed SMSC id and entry
 * since the oldest record in memory; some 400 for each campaign.
 * Threads: none; no daemon may have the store open.
 */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "ledger/types.h"

struct verify_counts {
	uint64_t rows, chunks, entries;
	uint64_t messages, unsaved; /* unsaved: only the journal has it all */
	uint64_t queued, retrying, forwarded, parked, inbound;
	uint64_t findings;
};

struct verify_options {
	const char *path; /* of the store, or of a backup */

	/* Something is wrong with a row; texts hold until it returns. */
	void (*found)(const char *table, const char *key, const char *what,
	    void *arg);
	void *arg;
};

/*
 * Read it all; out->findings tells whether it is sound. `why` is filled on
 * every error, and only then: RC_BUSY: in use, by whom; RC_NOT_FOUND: there is
 * no store; RC_CORRUPT, RC_VERSION: it is not even one that can be opened;
 * RC_SYSTEM, RC_IO, RC_UNSUPPORTED.
 */
MUST_CHECK int ledger_verify(const struct verify_options *o,
    struct verify_counts *out, struct ledger_problem *why);

#endif
