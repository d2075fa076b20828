/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc_json - an smsc as the native face and esmectl show it.
 *
 * {"name", "state", "since", "binds", "bound", "window" (now),
 *  "window_configured", "unanswered", "pending", "throughput", "rate",
 *  "throttled", "paused", "alarms"}, unless it is public "last_error",
 * "last_error_at", "next_try" (the first of its binds) and "tls_expires", and
 * with the depth "query", "message_ids", "answers", "latency", "inbound" and
 * "bind", an array with an object for each; what is not known is null.
 */
#ifndef API_SMSC_JSON_H
#define API_SMSC_JSON_H

#include "base/base.h"

struct flow;
struct json_out;
struct smsc;

/* SMSC_PUBLIC: all but where it is and who we are to it. */
enum smsc_depth { SMSC_BRIEF, SMSC_PUBLIC, SMSC_FULL };

/* One object, as the next value of `o`. */
void smsc_json(struct json_out *o, const struct flow *f, size_t i,
    enum smsc_depth depth);

/* All of them, an array. */
void smscs_json(struct json_out *o, const char *key, const struct flow *f,
    enum smsc_depth depth);

/* Would a message find a bind to go through? */
bool smscs_take_messages(const struct flow *f);

/* What is wrong with them, each as {"name", "smsc", "since", "text"} in the
 * array of `o`; since when is not known. */
void smsc_alerts_json(struct json_out *o, const struct flow *f);

#endif
