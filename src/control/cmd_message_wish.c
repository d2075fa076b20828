/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an operator wishes of one message; what it has become is shown. Of many
 * messages to delete it is counted what became of them.
 */
#include "control/command.h"
#include "ledger/ledger.h"

static void ask(struct command_call *call, const struct message_id *id)
{
	ledger_wish(call->with->ledger, call->token, 0, id,
	    (enum wish)call->wait.wish);
	call->wait.awaited++;
}

static enum command_end wish(struct command_call *call, enum wish w)
{
	struct message_id id;

	if (message_named(call, &id) != 0)
		return COMMAND_FAILED;
	call->wait.wish = (uint8_t)w;
	ask(call, &id);
	return COMMAND_WAITS;
}

enum command_end cmd_message_cancel(struct command_call *call)
{
	return wish(call, WISH_CANCEL);
}

enum command_end cmd_message_resend(struct command_call *call)
{
	return wish(call, WISH_RESEND);
}

enum command_end cmd_message_redact(struct command_call *call)
{
	return wish(call, WISH_REDACT);
}

static int read_id(const struct json_value *v, struct message_id *id)
{
	size_t len;

	if (json_kind(v) != JSON_STR)
		return RC_BAD;
	return message_id_parse(json_str_of(v, &len), id);
}

/* A wrong one is told before anything is deleted. */
static enum command_end delete_all(struct command_call *call,
    const struct json_value *ids)
{
	struct json_iter i = { 0 };
	struct message_id id;

	while (json_next(ids, &i))
		if (read_id(i.value, &id) != 0)
			return command_fail(call,
			    "\"ids\" has something that is no id");
	call->wait.asked = json_count(ids);
	if (call->wait.asked == 0)
		return command_fail(call, "\"ids\" is empty");
	i = (struct json_iter){ 0 };
	while (json_next(ids, &i))
		if (read_id(i.value, &id) == 0)
			ask(call, &id);
	return COMMAND_WAITS;
}

enum command_end cmd_message_delete(struct command_call *call)
{
	const struct json_value *ids;
	int rc = json_get_array(call->args, "ids", &ids);

	if (rc == RC_NOT_FOUND)
		return wish(call, WISH_DELETE);
	if (rc != 0)
		return command_fail(call, "\"ids\" is an array of ids");
	call->wait.wish = WISH_DELETE;
	return delete_all(call, ids);
}

static enum command_end refuse(struct command_call *call, int rc)
{
	const char *why =
	    "this message is in no state for that: it is canceled before it "
	    "was forwarded, or by a carrier with cancel_sm; resent while it is "
	    "held in doubt";

	if (rc == RC_NOT_FOUND)
		return command_fail(call, "there is no message of this id");
	if (rc != RC_DENIED)
		return command_fail(call, "that could not be done: %s",
		    rc_text(rc));
	if (call->wait.wish == WISH_REDACT || call->wait.wish == WISH_DELETE)
		why = "this message is not final yet: cancel it first, or wait";
	return command_fail(call, "%s", why);
}

static void count(struct command_wait *w, int rc)
{
	if (rc == 0)
		w->done++;
	else if (rc == RC_NOT_FOUND)
		w->missing++;
	else if (rc == RC_DENIED)
		w->refused++;
	else
		w->rc = rc;
}

static enum command_end show_counts(struct command_call *call)
{
	json_open_object(call->out, NULL);
	json_uint(call->out, "deleted", call->wait.done);
	json_uint(call->out, "refused", call->wait.refused);
	json_uint(call->out, "missing", call->wait.missing);
	json_close_object(call->out);
	return COMMAND_DONE;
}

static enum command_end show_deleted(struct command_call *call,
    const struct message_id *id)
{
	char text[MESSAGE_ID_TEXT];

	json_open_object(call->out, NULL);
	json_text(call->out, "id", message_id_format(id, text));
	json_bool(call->out, "deleted", true);
	json_close_object(call->out);
	return COMMAND_DONE;
}

enum command_end cmd_message_granted(struct command_call *call,
    const struct granted *g)
{
	struct command_wait *w = &call->wait;

	w->awaited--;
	if (w->asked != 0) {
		count(w, g->rc);
		if (w->awaited != 0)
			return COMMAND_WAITS;
		return w->rc != 0 ? refuse(call, w->rc) : show_counts(call);
	}
	if (g->rc != 0)
		return refuse(call, g->rc);
	if (w->wish == WISH_DELETE)
		return show_deleted(call, &g->id);
	ledger_fetch(call->with->ledger, call->token, 0, &g->id);
	return COMMAND_WAITS;
}
