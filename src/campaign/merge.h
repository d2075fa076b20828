/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * merge - fields in texts: "Hi {{name|there}}" says what is known of a person,
 * else what stands behind the bar. Blanks around a field's name are nothing.
 * Braces that make no field stay as they are.
 *
 * Owns, borrows: nothing. Threads: any.
 */
#ifndef CAMPAIGN_MERGE_H
#define CAMPAIGN_MERGE_H

#include "campaign/person.h"

#define MERGE_FIELD_MAX 64 /* bytes of a name */

/* Add the text of this person to `out`. RC_NOT_FOUND: *missing is the field
 * that is not known and has no default; `out` has what stands before it.
 * `missing` NULL: such a field stays as it is written, which is no error. */
MUST_CHECK int merge_text(const struct body_text *text, const struct person *p,
    struct buf *out, struct body_text *missing);

/* The same, with such fields left as they are written: to show. */
void merge_show(const struct body_text *text, const struct person *p,
    struct buf *out);

/* The first "{{" that begins no field, and so stays as it stands: *at is where
 * that is. False: there is none. */
bool merge_stray(const struct body_text *text, size_t *at);

#endif
