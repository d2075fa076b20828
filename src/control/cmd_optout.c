/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who wants no more messages of an account. Those of a part of an account
 * (scope, see ledger/optout.h) are neither shown nor changed here.
 */
#include "api/message_json.h"
#include "conf/conf.h"
#include "control/command.h"
#include "flow/flow.h"
#include "ledger/ledger.h"
#include "ledger/optout.h"
#include "ledger/thing.h"
#include "model/number.h"

#include <string.h>

#define LIMIT_PRESET 50

static const char *const sources[] = { [OPTOUT_STOP] = "stop",
	[OPTOUT_API] = "api",
	[OPTOUT_IMPORT] = "import",
	[OPTOUT_SUGGESTION] = "suggestion" };

/* ---- the list ---------------------------------------------------------- */

/* "after" is the "next" of an earlier list, or a number. */
static int read_after(struct command_call *call, char *after)
{
	const char *text;
	struct optout o;
	uint64_t number;
	size_t len;
	int rc = json_get_str(call->args, "after", &text, &len);

	after[0] = '\0';
	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc == 0 && len < OPTOUT_NAME_BYTES && optout_parse(text, &o) == 0) {
		strcpy(after, text);
		return 0;
	}
	if (rc == 0 && e164_parse_bare(text, len, &number) == 0) {
		optout_name(0, number, after);
		return 0;
	}
	(void)command_fail(call,
	    "\"after\" is a number, or the \"next\" of an earlier list");
	return RC_BAD;
}

enum command_end cmd_optout_list(struct command_call *call)
{
	const struct json_range limits = { 1, THINGS_LIMIT };
	struct thing_query q = { .kind = THING_OPTOUT };
	char after[OPTOUT_NAME_BYTES];
	int64_t n = LIMIT_PRESET;

	if (account_named(call, &q.account) != 0 ||
	    read_after(call, after) != 0)
		return COMMAND_FAILED;
	if (json_get_int(call->args, "limit", limits, &n) == RC_BAD)
		return command_fail(call, "\"limit\" is a number up to %d",
		    THINGS_LIMIT);
	q.after = after[0] != '\0' ? after : NULL;
	q.limit = (size_t)n;
	call->wait.account = q.account;
	ledger_things(call->with->ledger, call->token, &q);
	return COMMAND_WAITS;
}

static void write_one(struct json_out *o, const struct thing *t)
{
	char number[E164_TEXT];
	struct optout out;
	usec at;

	if (optout_parse(t->name, &out) != 0 ||
	    optout_value(t->value, t->len, &out, &at) != 0 || out.scope != 0)
		return;
	json_open_object(o, NULL);
	json_text(o, "number", e164_format(out.number, number));
	message_json_date(o, "since", at);
	json_text(o, "source",
	    out.source < ARRAY_LEN(sources) ? sources[out.source] : NULL);
	json_close_object(o);
}

enum command_end cmd_optouts_shown(struct command_call *call,
    const struct thing_page *p)
{
	struct json_out *o = call->out;

	if (p->rc != 0)
		return command_fail(call, "the opt-outs cannot be read: %s",
		    rc_text(p->rc));
	json_open_object(o, NULL);
	json_text(o, "account", account_name(call, call->wait.account));
	json_open_array(o, "optouts");
	for (size_t i = 0; i < p->n; i++)
		write_one(o, &p->thing[i]);
	json_close_array(o);
	json_text(o, "next",
	    p->more && p->n != 0 ? p->thing[p->n - 1].name : NULL);
	json_close_object(o);
	return COMMAND_DONE;
}

/* ---- changes ----------------------------------------------------------- */

static void change(struct command_call *call, const struct optout *o)
{
	ledger_optout(call->with->ledger, call->token, o);
	call->wait.awaited++;
	call->wait.asked++;
}

static int read_number(const struct json_value *v, uint64_t *number)
{
	const char *text;
	size_t len;

	if (json_kind(v) != JSON_STR)
		return RC_BAD;
	text = json_str_of(v, &len);
	return e164_parse_bare(text, len, number);
}

/* A wrong one is told before anything is changed. */
static enum command_end change_all(struct command_call *call, struct optout *o,
    const struct json_value *numbers)
{
	struct json_iter i = { 0 };

	while (json_next(numbers, &i))
		if (read_number(i.value, &o->number) != 0)
			return command_fail(call,
			    "\"numbers\" has something that is no number");
	if (json_count(numbers) == 0)
		return command_fail(call, "\"numbers\" is empty");
	i = (struct json_iter){ 0 };
	while (json_next(numbers, &i))
		if (read_number(i.value, &o->number) == 0)
			change(call, o);
	return COMMAND_WAITS;
}

static enum command_end change_one(struct command_call *call, struct optout *o)
{
	if (number_named(call, &o->number) != 0)
		return COMMAND_FAILED;
	change(call, o);
	return COMMAND_WAITS;
}

static int read_source(struct command_call *call, uint8_t *source)
{
	const char *text;
	size_t len;
	int rc = json_get_str(call->args, "source", &text, &len);

	if (rc == RC_NOT_FOUND)
		return 0;
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(sources); i++) {
		if (strcmp(sources[i], text) == 0) {
			*source = (uint8_t)i;
			return 0;
		}
	}
	(void)command_fail(call,
	    "\"source\" is stop, api, import or suggestion");
	return RC_BAD;
}

enum command_end cmd_optout_add(struct command_call *call)
{
	struct optout o = { .set = true, .source = OPTOUT_API };
	const struct json_value *numbers;
	int rc = json_get_array(call->args, "numbers", &numbers);

	if (account_named(call, &o.account) != 0 ||
	    read_source(call, &o.source) != 0)
		return COMMAND_FAILED;
	if (rc == RC_NOT_FOUND)
		return change_one(call, &o);
	if (rc != 0)
		return command_fail(call, "\"numbers\" is an array of numbers");
	return change_all(call, &o, numbers);
}

enum command_end cmd_optout_remove(struct command_call *call)
{
	struct optout o = { .source = OPTOUT_API };

	if (account_named(call, &o.account) != 0)
		return COMMAND_FAILED;
	return change_one(call, &o);
}

enum command_end cmd_optout_changed(struct command_call *call, int rc,
    bool changed)
{
	struct command_wait *w = &call->wait;

	w->done += changed;
	if (rc != 0)
		w->rc = rc;
	if (--w->awaited != 0)
		return COMMAND_WAITS;
	if (w->rc != 0)
		return command_fail(call, "the opt-outs were not all kept: %s",
		    rc_text(w->rc));
	json_open_object(call->out, NULL);
	json_uint(call->out, "numbers", w->asked);
	json_uint(call->out, "changed", w->done);
	json_close_object(call->out);
	return COMMAND_DONE;
}
