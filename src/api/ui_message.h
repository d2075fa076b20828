/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_message - a message of an answer (api/message_json.h) as lists show it.
 */
#ifndef API_UI_MESSAGE_H
#define API_UI_MESSAGE_H

#include "api/ui_html.h"

struct json_value;

/* The other side: the number, with a link to what is known of it. */
void ui_message_peer(struct buf *to, const struct json_value *m);

/* The beginning of its text, with a link to the message. */
void ui_message_subject(struct buf *to, const struct json_value *m);

/* Its state, with what that means on hover. */
void ui_message_badge(struct buf *to, const struct json_value *m);

/* What a state means, for people; "" if it is none. */
const char *ui_state_help(const char *state, const char *substate);

#endif
