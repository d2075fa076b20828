/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_json - a campaign as the native face shows it.
 *
 * {"id", "account", "status", "words", "paused", "open", what its definition
 *  says (campaign/definition.h), "starts_at_utc" and the other instants,
 *  "cause", "failure", "warnings" (of a draft), "counts", "delivery_rate",
 *  "spam_rate", "compliance_link"}; what is not known is null.
 *
 * "counts" are the partition of statuses.md 6 and what stands beside it there;
 * of one campaign also by step and by variant.
 */
#ifndef API_CAMPAIGN_JSON_H
#define API_CAMPAIGN_JSON_H

#include "api/message_json.h"

struct campaign_counts;
struct campaign_event;
struct campaign_view;
struct campaigns;
struct notices;

/* Who knows what an account has set. */
struct campaign_names {
	const struct message_names *names;
	const struct campaigns *campaigns;
};

/* The members of an open object. CAMPAIGN_LISTED: without counts by step and
 * variant, and without warnings. */
enum campaign_depth { CAMPAIGN_LISTED, CAMPAIGN_FETCHED };
void campaign_json(struct json_out *o, const struct campaign_names *names,
    const struct campaign_view *v, enum campaign_depth depth);

/* The members of "counts", in an object that is open. */
void campaign_counts_json(struct json_out *o, const struct campaign_view *v,
    enum campaign_depth depth);

/* "total" and the buckets that add up to it, "forwarded", "evidence": members
 * of an open object. */
void campaign_partition_json(struct json_out *o,
    const struct campaign_counts *c);

/* "delivery_rate" and "spam_rate": null while nothing was forwarded. */
void campaign_rates_json(struct json_out *o, const struct campaign_view *v);

/* {"total", "delivered", "failed", "unknown", "not_sent"} */
void campaign_chart_json(struct json_out *o, const struct campaign_view *v);

/* One line of its history, as the next value of `o`. */
void campaign_event_json(struct json_out *o, const struct campaign_event *e);

/* [{"code", "field", "text", ...}] as "warnings". `plain`: its text is no
 * variant. */
void camp_notices_json(struct json_out *o, const struct notices *n, bool plain);

/* [{"code", "text"}] of PREFLIGHT_ bits. */
void camp_preflight_json(struct json_out *o, const char *key, unsigned bits);

#endif
