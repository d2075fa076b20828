/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_cell - small things that many pages show: dates, words of a state,
 * numbers, links, explained words.
 */
#ifndef API_UI_CELL_H
#define API_UI_CELL_H

#include "api/ui_html.h"

struct json_value;

/* <time>: "2 Mar 2026, 15:20:00 UTC" for an instant as the native face has it;
 * a dash for "". */
void cell_date(struct buf *to, const char *instant);

/* A state in its colour: `word` is what is read, `state` what decides the
 * colour, `help` a hover text or "". */
void cell_badge(struct buf *to, const char *word, const char *state,
    const char *help);

/* A number with thin spaces between thousands. */
void cell_count(struct buf *to, int64_t n);

/* The same as a cell of a table; where that is narrow the label is shown. */
void cell_number(struct buf *to, const char *label, int64_t n);

/* A share as per cent; a dash where there is none. */
void cell_rate(struct buf *to, const struct json_value *of, const char *key);

/* A small mark with a text that shows on hover, focus and to screen readers.
 * `id` is its data-testid, or "". */
void cell_bubble(struct buf *to, const char *id, const char *text);

/* The label of a message's reason, with code and detail: "" if it has none. */
void cell_reason(struct buf *to, const struct json_value *message);

/* A link to another site: http or https only, else nothing. */
void cell_link(struct buf *to, const char *url, const char *text);

/* "1.250 s", "4 ms" for milliseconds. */
void cell_span(struct buf *to, int64_t ms);

/* What is wrong, where it is read out at once. */
void cell_alert(struct buf *to, const char *text);

/* The same of the field that it stands behind. */
void cell_wrong(struct buf *to, const char *text);

/* A row of a list of facts; the caller writes what stands between. */
void cell_fact_open(struct buf *to, const char *name);
void cell_fact_close(struct buf *to);
void cell_fact(struct buf *to, const char *name, const char *value);
void cell_figure(struct buf *to, const char *name, int64_t n);

/* Nothing for "". */
void cell_fact_date(struct buf *to, const char *name, const char *instant);

/* How many bytes of a text are shown where `most` have room: it is not cut in
 * the middle of a character of UTF-8. */
size_t cell_cut(const char *text, size_t len, size_t most);

#endif
