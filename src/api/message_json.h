/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message_json - a message as the native face and esmectl show it.
 *
 * {"id", "account", "campaign", "step", "variant" (see api/rule_json.h),
 *  "direction", "to", "from", "text", "class", "tag", "ref", "tlvs", "route",
 *  "smsc", "state", "substate", "stage", "reason", "reason_text", "detail",
 *  "explanation", "advice", "raw" (see api/reason_json.h), "rule",
 *  "release_at", "window_ends_at" (api/rule_json.h), "words" (api/vocab.h),
 *  "delay_hint" (flow_delay_hint(), of one that waits),
 *  "flags", "parts", "segments", "attempts", "on_doubt", "validity",
 *  "status_callback", "content_retention", "address_retention", "send_at" (of
 *  one that is scheduled), "next_attempt_at", "timings", "events"}; the words
 * are those of statuses.md 4; what is not known is null.
 */
#ifndef API_MESSAGE_JSON_H
#define API_MESSAGE_JSON_H

#include "base/base.h"

struct conf;
struct campaigns;
struct flow;
struct json_out;
struct ledger;
struct message_view;

/* Who knows the names behind the numbers of a view. */
struct message_names {
	const struct conf *conf;
	const struct flow *flow;
	const struct ledger *ledger;
	const struct campaigns *campaigns;
};

/* What the view came from. Of a list the journal is not read: it has no
 * events, and neither "submitted_at" nor "queue_to_submit_ms". */
enum message_depth { MESSAGE_ACCEPTED, MESSAGE_LISTED, MESSAGE_FETCHED };

/* One object, as the next value of `o`. */
void message_json(struct json_out *o, const struct message_names *names,
    const struct message_view *v, enum message_depth depth);

/* The same of a fetched one, but only when it became what: {"id", "state",
 * "substate", "timings", "events"}. */
void message_timeline_json(struct json_out *o,
    const struct message_names *names, const struct message_view *v);

/* The handset's number as anybody is shown it, in E164_TEXT bytes: masked if
 * its customer wants that (ledger/discard.h). NULL: none is known. */
char *message_number(const struct message_view *v, char *text);

/* "2026-03-02T15:20:00.000Z", or null for 0. */
void message_json_date(struct json_out *o, const char *key, usec wall);

/* The name in the configuration; of an account that left it, its sid. */
const char *message_account_name(const struct message_names *names,
    uint16_t id);

/* The words of status_flag_name() as "flags". */
void message_flags_json(struct json_out *o, unsigned flags);

/* NULL: none. */
const char *message_smsc_name(const struct message_names *names, uint16_t id);

#endif
