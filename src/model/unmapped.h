/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unmapped - codes that no row of an smsc's error map explains, counted: what
 * an operator should ask the carrier about.
 *
 * A peer chooses the codes, so the table is bounded: beyond UNMAPPED_MAX rows
 * further codes count together in one row. Rows stay until the table is freed.
 *
 * Owns:  its rows.
 * Time:  the caller passes `now`; counting is a hash and a compare.
 */
#ifndef MODEL_UNMAPPED_H
#define MODEL_UNMAPPED_H

#include "model/errmap.h"

#define UNMAPPED_MAX  4096
#define UNMAPPED_CODE 32 /* bytes of a code, cut beyond; with its NUL */

struct unmapped_row {
	uint32_t smsc;
	enum errmap_kind kind;
	char code[UNMAPPED_CODE]; /* as it came, printable ASCII */
	uint64_t count;
	usec first, last;
};

struct unmapped;

struct unmapped *unmapped_new(void);
void unmapped_free(struct unmapped *u);

/* Codes are told apart without case, as error maps do. */
void unmapped_count(struct unmapped *u, const struct unmapped_row *seen,
    usec now);

/* The same for a failure receipt that errmap_receipt() found no row for: its
 * network code, or its err, or its stat. */
void unmapped_receipt(struct unmapped *u, uint32_t smsc,
    const struct receipt *r, usec now);

/* The same for a refusing submit_sm_resp. */
void unmapped_submit(struct unmapped *u, uint32_t smsc, uint32_t command_status,
    usec now);

/* Rows in the order they were first seen; NULL behind the last. */
const struct unmapped_row *unmapped_at(const struct unmapped *u, size_t i);

/* All that found no room; its smsc, kind and code mean nothing. */
const struct unmapped_row *unmapped_rest(const struct unmapped *u);

/* What was counted in all. */
uint64_t unmapped_total(const struct unmapped *u);

#endif
