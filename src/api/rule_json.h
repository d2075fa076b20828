/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule_json - the rule by which a message waits or was skipped, and the
 * campaign that it is of.
 */
#ifndef API_RULE_JSON_H
#define API_RULE_JSON_H

struct json_out;
struct message_view;

/* "rule", "release_at" and "window_ends_at", in an object that is open: null
 * where there is none. */
void rule_json(struct json_out *o, const struct message_view *v);

/* What to tell people of it; NULL: there is no rule. */
const char *rule_text(const struct message_view *v);

/* "campaign", "step", "variant" */
void rule_campaign_json(struct json_out *o, const struct message_view *v);

#endif
