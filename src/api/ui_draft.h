/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_draft - a draft as its form has it, for the native face.
 */
#ifndef API_UI_DRAFT_H
#define API_UI_DRAFT_H

#include "api/ui.h"
#include "http/json.h"

/* The object that creates or changes it. What the form does not have stays as
 * it is. */
void draft_json(const struct ui_page *p, struct buf *to);

/* A text area's text: browsers end its lines with CR LF (HTML, 4.10.21.4), of a
 * text message that would be a character more each. Null if it is empty. */
void draft_text(struct json_out *o, const char *key, const char *text);

/* A number as a form has it; null if it is empty. What is none goes as the text
 * that it is, and is refused with the reason. */
void draft_number(struct json_out *o, const char *key, const char *text);

/* Add the words of a text, which blanks, commas, semicolons and line ends part,
 * as strings to the array that is open. A number may have blanks in it. */
void draft_words(struct json_out *o, const char *text);

#endif
