/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_html - writes HTML (and SVG). The one place that escapes: what stands in
 * `markup` is markup, whatever fills it is text.
 *
 * Owns:  nothing.
 */
#ifndef API_UI_HTML_H
#define API_UI_HTML_H

#include "base/buf.h"

/* As printf, but with these only: %s, %.*s, %c, %d, %u, %zu,
 * %lld, %llu, %.1f and %%. Text is good inside of an element and inside of
 * quotes. */
PRINTF(2, 3) void html(struct buf *to, const char *markup, ...);

/* Put "&amp;name=value" behind a query that has something already, else
 * "?name=value", as an attribute wants it; nothing if the value is NULL or
 * empty. */
void html_query(struct buf *to, bool *more, const char *name,
    const char *value);

#endif
