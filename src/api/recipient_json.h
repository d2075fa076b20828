/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recipient_json - one of a campaign's audience as the native face shows it.
 *
 * {"index", "step", "variant", "number", "contact", "name", "deleted",
 *  "message", "state", "substate", "stage", "rule", "release_at",
 *  "window_ends_at", "reason", "reason_text", "detail", "explanation",
 *  "words", "flags", "parts", "smsc", "carrier", "forwarded_at", "final_at"};
 * of who was not checked yet only the state is known.
 */
#ifndef API_RECIPIENT_JSON_H
#define API_RECIPIENT_JSON_H

#include "api/message_json.h"

struct recipient_view;

/* One object, as the next value of `o`. */
void recipient_json(struct json_out *o, const struct message_names *names,
    const struct recipient_view *v);

#endif
