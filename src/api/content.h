/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content - what both faces read from a request in the same way.
 */
#ifndef API_CONTENT_H
#define API_CONTENT_H

#include "api/inside.h"

struct form_pair;

enum content_kind { CONTENT_JSON, CONTENT_LINES };

/* Is the body what its Content-Type should say, in UTF-8? */
bool content_is_taken(const struct http_request *r, enum content_kind kind);

/* A number of a query: a plus that came unescaped is a space by now. RC_BAD. */
MUST_CHECK int content_number(const struct form_pair *p, uint64_t *number);

#endif
