/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tariff - what a message costs as it goes to its carrier, in the 64 bits that
 * come back with the answer.
 *
 * Threads: any.
 */
#ifndef FLOW_TARIFF_H
#define FLOW_TARIFF_H

#include "flow/body.h"

struct answer;
struct claim;
struct flow;

/* What our own side is: a sender, or a number that a text came to; an enum
 * usage_own of ledger/usage.h. */
uint8_t tariff_own(const char *text, size_t len);

uint64_t tariff_of(const struct flow *f, const struct claim *c,
    const struct body *body);

/* Of a part that was taken. */
void tariff_read(uint64_t tariff, struct answer *a);

#endif
