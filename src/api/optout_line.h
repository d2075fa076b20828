/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * optout_line - a line of a list of numbers: {"number": "+12125550100"}, the
 * string alone, or the first field of a line of CSV.
 */
#ifndef API_OPTOUT_LINE_H
#define API_OPTOUT_LINE_H

#include "flow/body.h"

/* RC_BAD: no number. */
MUST_CHECK int optout_line_parse(const struct body_text *line,
    uint64_t *number);

/* Is it the titles of a file? */
bool optout_line_is_title(const char *line, size_t len);

/* Is it an object of JSON? */
bool optout_line_is_object(const struct body_text *line);

#endif
