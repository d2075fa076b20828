/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/command.h"
#include "control/smsc_json.h"
#include "flow/flow.h"

enum command_end cmd_smsc_list(struct command_call *call)
{
	const struct flow *f = call->with->flow;

	json_open_object(call->out, NULL);
	json_open_array(call->out, "smscs");
	for (size_t i = 0; i < flow_smscs(f); i++)
		smsc_json_with_binds(call->out, flow_smsc(f, i));
	json_close_array(call->out);
	json_close_object(call->out);
	return COMMAND_DONE;
}
