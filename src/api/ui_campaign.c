/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_campaign.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_chart.h"
#include "api/ui_pick.h"

bool campaign_is(const struct json_value *c, const char *status)
{
	return pick_is(c, "status", status);
}

const char *campaign_title(const struct json_value *c)
{
	const char *name = pick_text(c, "name");

	return name[0] != '\0' ? name : pick_text(c, "id");
}

void campaign_badge(struct buf *to, const struct json_value *c,
    const struct json_value *help)
{
	const char *word = pick_text(c, "words/flow7");

	cell_badge(to, word, pick_text(c, "status"),
	    chart_help(pick(help, "campaign"), word));
	if (pick_bool(c, "paused")) {
		html(to, " ");
		cell_badge(to, "Paused", "paused",
		    "Nothing more is submitted until somebody resumes it.");
	}
}
