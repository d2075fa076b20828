/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/command.h"

enum command_end cmd_help(struct command_call *call)
{
	const struct command *c;

	json_open_object(call->out, NULL);
	json_open_array(call->out, "commands");
	for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
		json_open_object(call->out, NULL);
		json_text(call->out, "command", c->name);
		json_text(call->out, "keys", c->keys);
		json_text(call->out, "help", c->help);
		json_close_object(call->out);
	}
	json_close_array(call->out);
	json_close_object(call->out);
	return COMMAND_DONE;
}
