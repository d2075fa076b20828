/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/message_json.h"
#include "control/command.h"
#include "ledger/ledger.h"
#include "ledger/views.h"
#include "model/number.h"

#define LIMIT_PRESET 20
#define LIMIT_MAX    1000

static enum command_end read_numbers(struct command_call *call,
    struct list_query *q)
{
	const struct json_range limits = { 1, LIMIT_MAX },
				keys = { 1, INT64_MAX };
	int64_t n = LIMIT_PRESET;

	if (json_get_int(call->args, "limit", limits, &n) == RC_BAD)
		return command_fail(call, "\"limit\" is a number up to %d",
		    LIMIT_MAX);
	q->limit = (size_t)n;
	n = 0;
	if (json_get_int(call->args, "before", keys, &n) == RC_BAD)
		return command_fail(call,
		    "\"before\" is the \"next\" of an earlier list");
	q->before = (uint64_t)n;
	return COMMAND_DONE;
}

/* A word into *number, an enum status; it stays -1 for any state. */
static enum command_end read_state(struct command_call *call, int *number)
{
	enum status state;
	const char *text;
	size_t len;
	int rc = json_get_str(call->args, "state", &text, &len);

	if (rc == RC_NOT_FOUND)
		return COMMAND_DONE;
	if (rc != 0 || status_parse(text, &state) != 0)
		return command_fail(call,
		    "\"state\" is a word such as queued, delivered, failed");
	*number = (int)state;
	return COMMAND_DONE;
}

static enum command_end read_recipient(struct command_call *call,
    struct list_query *q)
{
	const char *text;
	size_t len;
	int rc = json_get_str(call->args, "to", &text, &len);

	if (rc == RC_NOT_FOUND)
		return COMMAND_DONE;
	if (rc != 0 || e164_parse(text, len, 0, &q->to) != 0)
		return command_fail(call,
		    "\"to\" is a number such as +12025550100");
	return COMMAND_DONE;
}

enum command_end cmd_message_list(struct command_call *call)
{
	struct list_query q = { .account = 0, .state = -1 };

	if (read_numbers(call, &q) != COMMAND_DONE ||
	    read_state(call, &q.state) != COMMAND_DONE ||
	    read_recipient(call, &q) != COMMAND_DONE)
		return COMMAND_FAILED;
	ledger_list(call->with->ledger, call->token, &q);
	return COMMAND_WAITS;
}

enum command_end cmd_message_listed(struct command_call *call,
    const struct message_page *p)
{
	const struct message_names names = command_names(call);

	if (p->rc != 0)
		return command_fail(call, "the messages cannot be read: %s",
		    rc_text(p->rc));
	json_open_object(call->out, NULL);
	json_open_array(call->out, "messages");
	for (size_t i = 0; i < p->n; i++)
		message_json(call->out, &names, &p->message[i], MESSAGE_LISTED);
	json_close_array(call->out);
	if (p->next != 0)
		json_uint(call->out, "next", p->next);
	else
		json_null(call->out, "next");
	json_close_object(call->out);
	return COMMAND_DONE;
}
