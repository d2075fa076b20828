/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reason_json - why a message is what it is, with all that can be told of it.
 *
 * "reason" (the code), "reason_text" (its label), "detail", "explanation",
 * "advice" (what to do) and "raw", the words of the carrier:
 * {"stat", "err", "message_state", "network_error_code", "command_status"}.
 * Each is null where there is none; "raw" is null too where the journal was
 * not read. A network_error_code is "type:code", or the code alone where the
 * carrier sent three digits. What is in doubt has an explanation and advice
 * without a reason.
 */
#ifndef API_REASON_JSON_H
#define API_REASON_JSON_H

#include "api/message_json.h"

/* These keys, in an object that is open. */
void reason_json(struct json_out *o, const struct message_names *names,
    const struct message_view *v);

#endif
