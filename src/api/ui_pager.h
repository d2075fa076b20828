/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_pager - a list page by page: what the form says of it goes to the native
 * face, and to the links that lead on.
 *
 * `filters` are the fields that the page of the list takes, NULL ends them;
 * page_size and cursor it takes besides. NULL: no more than those.
 */
#ifndef API_UI_PAGER_H
#define API_UI_PAGER_H

#include "api/ui.h"

/* Add them to a query; and GET `path` with no others. */
void pager_query(const struct ui_page *p, const char *const *filters,
    struct buf *query);
void pager_ask(struct ui_page *p, const char *path, const char *const *filters);

/* "next page": the same path with the filters and this cursor; nothing if it is
 * "" and this is the first page. */
void pager_links(struct ui_page *p, const char *path,
    const char *const *filters, const char *cursor);

#endif
