/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is kept of one telephone number beside its messages: its contacts, which
 * are shown account by account, and the carrier that a receipt told; and that
 * it is to be forgotten.
 */
#include "api/contact_json.h"
#include "conf/conf.h"
#include "control/command.h"
#include "flow/flow.h"
#include "ledger/audience.h"
#include "ledger/thing.h"
#include "model/number.h"

int number_named(struct command_call *call, uint64_t *number)
{
	const char *text;
	size_t len;
	int rc = json_get_str(call->args, "number", &text, &len);

	if (rc == 0)
		rc = e164_parse_bare(text, len, number);
	if (rc != 0)
		(void)command_fail(call,
		    "a \"number\" is wanted, such as +12025550100");
	return rc;
}

/* ---- contacts ---------------------------------------------------------- */

/* wait.place: the number; wait.lane: the account's place. */
static enum command_end ask_next(struct command_call *call)
{
	const struct control_options *with = call->with;
	struct contact_query q = { .number = call->wait.place, .limit = 1 };

	if (call->wait.lane == with->conf->accounts) {
		json_close_array(call->out);
		json_text(call->out, "learned_carrier",
		    flow_learned(with->flow, call->wait.place));
		json_close_object(call->out);
		return COMMAND_DONE;
	}
	q.account = flow_account_id(with->flow, call->wait.lane);
	ledger_contacts(with->ledger, call->token, &q);
	return COMMAND_WAITS;
}

enum command_end cmd_number_contacts(struct command_call *call)
{
	if (number_named(call, &call->wait.place) != 0)
		return COMMAND_FAILED;
	call->wait.lane = 0;
	json_open_object(call->out, NULL);
	json_open_array(call->out, "accounts");
	return ask_next(call);
}

enum command_end cmd_contacts_found(struct command_call *call,
    const struct contact_page *p)
{
	size_t i = call->wait.lane++;

	if (p->rc != 0 && p->rc != RC_NOT_FOUND)
		return command_fail(call, "contacts cannot be read: %s",
		    rc_text(p->rc));
	if (p->rc == 0 && p->n != 0) {
		json_open_object(call->out, NULL);
		json_text(call->out, "account",
		    call->with->conf->account[i].name);
		json_open_array(call->out, "contacts");
		contact_json(call->out, &p->contact[0]);
		json_close_array(call->out);
		json_close_object(call->out);
	}
	return ask_next(call);
}

/* ---- forgotten --------------------------------------------------------- */

enum command_end cmd_number_forget(struct command_call *call)
{
	uint64_t number;
	char name[THING_NUMBER_BYTES];

	if (number_named(call, &number) != 0)
		return COMMAND_FAILED;
	call->wait.place = number;
	ledger_keep(call->with->ledger, call->token,
	    &(struct thing){ .kind = THING_FORGET,
		.name = thing_number_format(number, name),
		.value = "" });
	return COMMAND_WAITS;
}

enum command_end cmd_number_forgotten(struct command_call *call, int rc)
{
	if (rc != 0)
		return command_fail(call, "that could not be kept: %s",
		    rc_text(rc));
	flow_unlearn(call->with->flow, call->wait.place);
	json_open_object(call->out, NULL);
	json_bool(call->out, "forgotten", true);
	json_close_object(call->out);
	return COMMAND_DONE;
}
