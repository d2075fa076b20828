/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * public_id - the ids of campaigns, lists and contacts as people see them:
 * "CP" and 8, "LS" and 8, "CT" and 16 lower-case hex digits.
 *
 * Owns, borrows: nothing.
 */
#ifndef CAMPAIGN_PUBLIC_ID_H
#define CAMPAIGN_PUBLIC_ID_H

#include "base/base.h"

#define PUBLIC_ID_TEXT 19 /* "CT", 16 digits, NUL */

/* Into PUBLIC_ID_TEXT bytes. Returns `text`. */
char *campaign_id_format(uint32_t id, char *text);
char *list_id_format(uint32_t id, char *text);
char *contact_id_format(uint64_t id, char *text);

/* RC_BAD: no such id; 0 is none. */
MUST_CHECK int campaign_id_parse(const char *text, size_t len, uint32_t *id);
MUST_CHECK int list_id_parse(const char *text, size_t len, uint32_t *id);
MUST_CHECK int contact_id_parse(const char *text, size_t len, uint64_t *id);

#endif
