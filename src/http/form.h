/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * form - application/x-www-form-urlencoded bodies and query strings.
 *
 * Decoded once: '+' is a space, %XX a byte. Names may repeat; the order stays.
 *
 * Owns:  its decoded bytes. A zeroed struct is an empty form and may be used
 *        again and again.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/buf.h"

#define FORM_PAIRS_MAX 256

/* TEXT refuses NUL and what is not UTF-8; BYTES takes all (Kannel's udh). */
enum form_kind { FORM_TEXT, FORM_BYTES };

struct form_pair {
	const char *name, *value; /* each ends with a NUL behind it */
	size_t name_len, value_len;
};

struct form {
	struct buf bytes;
	struct form_pair pair[FORM_PAIRS_MAX];
	size_t count;
};

/* Replaces what was in it. RC_BAD: a bad escape, or not text; RC_FULL: too
 * many pairs. */
MUST_CHECK int form_parse(struct form *f, enum form_kind kind, const void *text,
    size_t len);
void form_fini(struct form *f);

/* The first pair of the name, or NULL. */
const struct form_pair *form_find(const struct form *f, const char *name);

/* The next of the same name behind `after`, or NULL. */
const struct form_pair *form_find_next(const struct form *f,
    const struct form_pair *after);

/* The first value of the name, or NULL. */
const char *form_get(const struct form *f, const char *name);

#endif
