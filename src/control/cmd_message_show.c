/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/message_json.h"
#include "control/command.h"
#include "ledger/ledger.h"

int message_named(struct command_call *call, struct message_id *id)
{
	const char *text;
	size_t len;

	if (json_get_str(call->args, "id", &text, &len) != 0) {
		(void)command_fail(call, "this command wants an \"id\"");
		return RC_BAD;
	}
	if (message_id_parse(text, id) == 0)
		return 0;
	(void)command_fail(call,
	    "not an id: \"%.40s\"; an id is SM and 32 hexadecimal digits",
	    text);
	return RC_BAD;
}

enum command_end cmd_message_show(struct command_call *call)
{
	struct message_id id;

	if (message_named(call, &id) != 0)
		return COMMAND_FAILED;
	ledger_fetch(call->with->ledger, call->token, 0, &id);
	return COMMAND_WAITS;
}

enum command_end cmd_message_shown(struct command_call *call, int rc,
    const struct message_view *v)
{
	const struct message_names names = command_names(call);

	if (rc == RC_NOT_FOUND)
		return command_fail(call, "there is no such message");
	if (rc != 0)
		return command_fail(call, "the message cannot be read: %s",
		    rc_text(rc));
	message_json(call->out, &names, v, MESSAGE_FETCHED);
	return COMMAND_DONE;
}
