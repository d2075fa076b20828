/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_lists - lists of contacts as other pages need them.
 */
#ifndef API_UI_LISTS_H
#define API_UI_LISTS_H

#include "api/ui.h"

struct json_value;

/* Ask for all of the account. */
void lists_ask(struct ui_page *p);

/* Make one of this name. */
void lists_make(struct ui_page *p, const char *name);

/* An <option> for each, this one chosen. */
void lists_options(struct buf *to, const struct json_value *lists,
    const char *chosen);

#endif
