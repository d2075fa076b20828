/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold - a text as the eye reads it, to look for words in it: without
 * characters that are not seen, and with plain letters for those that look like
 * them.
 *
 * Owns, borrows: nothing. Threads: any.
 */
#ifndef CAMPAIGN_FOLD_H
#define CAMPAIGN_FOLD_H

#include "flow/body.h"

struct buf;

/* Into `out`, in the place of what is there: letters are small ones, what is no
 * look-alike of a Latin one stays as it is. */
void fold_text(const struct body_text *text, struct buf *out);

#endif
