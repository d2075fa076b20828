/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_chart - the chart of a campaign: Delivered, Failed, Unknown, and what was
 * not sent (statuses.md 6), as a ring.
 */
#ifndef API_UI_CHART_H
#define API_UI_CHART_H

#include "api/ui_html.h"

struct json_value;

/* `chart` is GET /v1/campaigns/{id}/chart. */
void chart_svg(struct buf *to, const struct json_value *chart);

/* What its colours mean, with the numbers; `help` is GET
 * /v1/meta/status-help. */
void chart_legend(struct buf *to, const struct json_value *chart,
    const struct json_value *help);

/* What a word of a vocabulary means, of GET /v1/meta/status-help an array; "":
 * it is not told. */
const char *chart_help(const struct json_value *words, const char *word);

#endif
