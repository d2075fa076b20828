/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ids - keyed hashes of SMSC ids, each with what it stands for: 16 bytes an
 * entry. One hash may stand for several things (SMSCs reuse ids), so a finder
 * looks at each and verifies by the recipient.
 *
 * Owns: its segments, each of which grows on its own.
 */
#ifndef LEDGER_IDS_H
#define LEDGER_IDS_H

#include "base/base.h"

#define IDS_SEGMENTS 64

/* Things under one id, beyond which a carrier's ids are no ids: more would
 * make each search slow. */
#define SAME_ID_MAX 32

struct ids_cell {
	uint64_t hash, what; /* what 0: empty */
};

struct ids {
	struct ids_segment {
		struct ids_cell *cell;
		size_t cells, len;
	} segment[IDS_SEGMENTS];
	size_t len;
};

void ids_init(struct ids *t);
void ids_fini(struct ids *t);

/* `what` is not 0. The same pair twice is one entry. */
void ids_put(struct ids *t, uint64_t hash, uint64_t what);
void ids_del(struct ids *t, uint64_t hash, uint64_t what);

/* The n-th (from 0) thing under this hash, in no order; 0: no more. */
uint64_t ids_find(const struct ids *t, uint64_t hash, size_t n);

#endif
