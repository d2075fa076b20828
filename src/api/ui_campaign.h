/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_campaign - what the pages of campaigns share: pieces of a campaign
 * (api/campaign_json.h), each as a part of the page.
 */
#ifndef API_UI_CAMPAIGN_H
#define API_UI_CAMPAIGN_H

#include "api/ui.h"

/* Its word of the flow7 vocabulary in its colour; `help` is GET
 * /v1/meta/status-help. */
void campaign_badge(struct buf *to, const struct json_value *c,
    const struct json_value *help);

/* The name, or what stands for it. */
const char *campaign_title(const struct json_value *c);

bool campaign_is(const struct json_value *c, const char *status);

/* Nobody activated it yet. */
static inline bool campaign_is_draft(const struct json_value *c)
{
	return campaign_is(c, "draft");
}

/* ui_campaign_page.c's sections, in files of their own. */
void campaign_controls(struct ui_page *p, const struct json_value *c);
void campaign_text_card(struct ui_page *p, const struct json_value *c,
    const struct json_value *lists);
void campaign_estimate_card(struct ui_page *p, const struct ui_said *s);
void campaign_recipients_card(struct ui_page *p, const struct json_value *c,
    const struct ui_said *s);
/* Counts by carrier: a link that asks for them; whether somebody has; and what
 * was said. */
void campaign_carriers_link(struct ui_page *p);
bool campaign_by_carrier(const struct ui_page *p);
void campaign_carriers_card(struct ui_page *p, const struct ui_said *s);
void campaign_events_card(struct ui_page *p, const struct json_value *events);

/* The filters of the list of recipients, for its pages. */
extern const char *const campaign_recipient_filters[];

#endif
