/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * failures - messages that failed, by their reason and the smsc that had them.
 *
 * Reasons are those of a bounded table and smscs those of the configuration,
 * but reloads may bring new ones: beyond FAILURES_MAX rows further ones count
 * together.
 *
 * Owns:    its rows.
 */
#ifndef API_FAILURES_H
#define API_FAILURES_H

#include "base/base.h"

#define FAILURES_MAX 4096

struct failure {
	uint16_t smsc, reason; /* the ledger's number, 0: none had it */
	uint64_t n;
};

struct failures {
	struct failure *row;
	size_t rows;
	uint64_t others;
};

void failures_add(struct failures *f, uint16_t smsc, uint16_t reason);
void failures_fini(struct failures *f);

#endif
