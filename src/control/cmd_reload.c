/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"
#include "control/command.h"

enum command_end cmd_reload(struct command_call *call)
{
	call->with->reload(call->with->arg);
	return COMMAND_RELOADS;
}

enum command_end cmd_reloaded(struct command_call *call, int rc,
    const char *report)
{
	struct buf why = { 0 };

	json_open_object(call->out, NULL);
	if (rc != 0) {
		buf_printf(&why,
		    "the configuration is wrong, the old one stays:\n%s",
		    report);
		json_text(call->out, "error", buf_cstr(&why));
		buf_free(&why);
	}
	json_bool(call->out, "reloaded", rc == 0);
	json_text(call->out, "report", report);
	json_close_object(call->out);
	return COMMAND_DONE;
}
