/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An event: {"type", "timestamp", "sequence", "state", "substate", "data"}; the
 * data is its message as it is now.
 */
#include "api/native.h"

#include <stdio.h>

#include "http/json.h"
#include "ledger/follow.h"

void native_event(struct json_out *o, const struct api *a,
    const struct followed *e)
{
	struct buf data = { 0 };
	struct json_out message = json_writing(&data);
	char type[64];

	snprintf(type, sizeof(type), "message.%s", status_name(e->state));
	json_open_object(o, NULL);
	json_text(o, "type", type);
	message_json_date(o, "timestamp", e->at);
	json_uint(o, "sequence", e->place);
	json_text(o, "state", status_name(e->state));
	json_text(o, "substate",
	    e->substate != SUBSTATE_NONE
		? substate_name((enum substate)e->substate)
		: NULL);
	message_json(&message, &a->names, &e->message, MESSAGE_LISTED);
	json_raw(o, "data", buf_bytes(&data), data.len);
	buf_free(&data);
	json_close_object(o);
}
