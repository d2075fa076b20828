/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * whose - which account has a number among its `numbers`: asked for each text
 * of a handset and for each sender, whatever accounts there are.
 *
 * Owns:    a table of them all.
 * Borrows: the configuration, as long as it lives.
 */
#ifndef FLOW_WHOSE_H
#define FLOW_WHOSE_H

#include "base/base.h"

struct conf;
struct whose;

struct whose *whose_new(const struct conf *conf);
void whose_free(struct whose *w);

/* The account, by its index, that has this number (as mo_address has it); of
 * several the first. RC_NOT_FOUND: nobody. */
MUST_CHECK int whose_number(const struct whose *w, const char *to,
    size_t *account);

/* Is it one of this account's? */
bool whose_has(const struct whose *w, const char *number, size_t account);

/* The one account that names no numbers, so that any number may be its own.
 * RC_NOT_FOUND: there is none, or more. */
MUST_CHECK int whose_otherwise(const struct whose *w, size_t *account);

#endif
