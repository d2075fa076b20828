/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts as the configuration has them, what they have set over it, and what
 * they have sent today and will send later. No token and no secret is told.
 */
#include "campaign/campaign.h"
#include "campaign/site.h"
#include "conf/conf.h"
#include "control/command.h"
#include "flow/flow.h"
#include "flow/quota.h"
#include "ledger/ledger.h"

#include <string.h>

/* 0 stands for no limit, which is null here. */
static void write_limit(struct json_out *o, const char *key, uint64_t limit)
{
	if (limit != 0)
		json_uint(o, key, limit);
	else
		json_null(o, key);
}

static void write_money(struct json_out *o, const char *key, money m)
{
	char text[MONEY_TEXT];

	json_text(o, key, money_format(m, text));
}

static void write_limits(struct command_call *call, size_t i)
{
	const struct conf_account *a = &call->with->conf->account[i];
	struct json_out *o = call->out;
	struct quota_used used;

	flow_account_used(call->with->flow, i, &used);
	if (a->rate != 0) {
		json_real(o, "rate", a->rate);
		json_int(o, "free", (int64_t)used.free);
	} else {
		json_null(o, "rate");
		json_null(o, "free");
	}
	json_uint(o, "segments", used.segments);
	write_limit(o, "daily", a->daily);
	json_uint(o, "segments_of_hour", used.hour);
	write_limit(o, "hourly", a->hourly);
	json_uint(o, "segments_of_month", used.month);
	write_limit(o, "monthly", a->monthly);
	json_uint(o, "scheduled", flow_account_scheduled(call->with->flow, i));
	write_limit(o, "scheduled_max", a->scheduled_max);
	write_money(o, "spent", used.spent);
	if (a->spend_cap != 0)
		write_money(o, "spend_cap", a->spend_cap);
	else
		json_null(o, "spend_cap");
}

static size_t people_of(const struct conf *c, size_t account)
{
	size_t n = 0;

	for (size_t i = 0; i < c->users; i++)
		n += c->user[i].account == account;
	return n;
}

enum command_end cmd_account_list(struct command_call *call)
{
	const struct conf *c = call->with->conf;
	struct json_out *o = call->out;

	json_open_object(o, NULL);
	json_open_array(o, "accounts");
	for (size_t i = 0; i < c->accounts; i++) {
		json_open_object(o, NULL);
		json_text(o, "name", c->account[i].name);
		json_text(o, "sid", c->account[i].sid);
		json_uint(o, "users", people_of(c, i));
		json_uint(o, "numbers", c->account[i].numbers.n);
		write_limits(call, i);
		json_close_object(o);
	}
	json_close_array(o);
	json_close_object(o);
	return COMMAND_DONE;
}

enum command_end cmd_account_limits(struct command_call *call)
{
	const struct conf *c = call->with->conf;
	struct json_out *o = call->out;

	json_open_object(o, NULL);
	json_open_array(o, "limits");
	for (size_t i = 0; i < c->accounts; i++) {
		json_open_object(o, NULL);
		json_text(o, "account", c->account[i].name);
		write_limits(call, i);
		json_close_object(o);
	}
	json_close_array(o);
	json_close_object(o);
	return COMMAND_DONE;
}

static void write_list(struct json_out *o, const char *key,
    const struct conf_list *l)
{
	json_open_array(o, key);
	for (size_t i = 0; i < l->n; i++)
		json_text(o, NULL, l->v[i]);
	json_close_array(o);
}

static const char *kept_as(const char *token)
{
	uint8_t sum[32];

	return conf_token_sum(token, sum) ? "sum" : "text";
}

static void write_people(struct json_out *o, const struct conf *c,
    size_t account)
{
	static const char *const roles[] = { [CONF_VIEWER] = "viewer",
		[CONF_OPERATOR] = "operator",
		[CONF_ADMIN] = "admin" };

	json_open_array(o, "users");
	for (size_t i = 0; i < c->users; i++) {
		if (c->user[i].account != account)
			continue;
		json_open_object(o, NULL);
		json_text(o, "name", c->user[i].name);
		json_text(o, "role", roles[c->user[i].role]);
		json_text(o, "token", kept_as(c->user[i].token));
		json_close_object(o);
	}
	json_close_array(o);
}

/* What it has set itself over the configuration. */
static void write_settings(struct command_call *call, size_t i)
{
	uint16_t id = flow_account_id(call->with->flow, i);

	json_open_object(call->out, "settings");
	site_write_own(campaigns_site(call->with->campaigns, id), call->out);
	json_close_object(call->out);
}

static void write_account(struct command_call *call, size_t i)
{
	const struct conf_account *a = &call->with->conf->account[i];
	struct json_out *o = call->out;

	json_text(o, "name", a->name);
	json_text(o, "sid", a->sid);
	json_text(o, "token", kept_as(a->token));
	write_list(o, "allow", &a->allow);
	write_list(o, "numbers", &a->numbers);
	write_list(o, "countries", &a->countries);
	write_list(o, "rights", &a->rights);
	write_limits(call, i);
	write_money(o, "price", a->price);
	write_list(o, "prices", &a->prices);
	write_limit(o, "body_for_seconds", (uint64_t)(a->body_for / SECOND));
	write_limit(o, "record_for_seconds",
	    (uint64_t)(a->record_for / SECOND));
	write_list(o, "quiet", &a->quiet);
	json_text(o, "quiet_zone", a->quiet_zone);
	write_settings(call, i);
	json_word(o, "webhook", a->webhook);
	write_people(o, call->with->conf, i);
}

/* What a request without "account" is told. */
static int want_account(struct command_call *call)
{
	const struct conf *c = call->with->conf;
	struct buf names = { 0 };

	for (size_t i = 0; i < c->accounts; i++)
		buf_printf(&names, "%s%s", i == 0 ? "" : ", ",
		    c->account[i].name);
	(void)command_fail(call, "which account? it is one of: %s",
	    buf_cstr(&names));
	buf_free(&names);
	return RC_BAD;
}

static int find_account(struct command_call *call, const char *name, size_t *i)
{
	if (conf_account_find(call->with->conf, name, i) == 0)
		return 0;
	(void)command_fail(call,
	    "no account is called \"%.40s\"; \"account list\" lists them",
	    name);
	return RC_BAD;
}

int account_named(struct command_call *call, uint16_t *id)
{
	const char *name;
	size_t len, i = 0;
	int rc = json_get_str(call->args, "account", &name, &len);

	if (rc == 0)
		rc = find_account(call, name, &i);
	else if (rc == RC_BAD || call->with->conf->accounts != 1)
		rc = want_account(call);
	else
		rc = 0;
	if (rc == 0)
		*id = flow_account_id(call->with->flow, i);
	return rc;
}

const char *account_name(const struct command_call *call, uint16_t id)
{
	const struct message_names names = command_names(call);

	return message_account_name(&names, id);
}

enum command_end cmd_account_show(struct command_call *call)
{
	const char *name;
	size_t len, i;

	if (json_get_str(call->args, "name", &name, &len) != 0)
		return command_fail(call,
		    "the \"name\" of an account is wanted");
	if (find_account(call, name, &i) != 0)
		return COMMAND_FAILED;
	json_open_object(call->out, NULL);
	write_account(call, i);
	json_close_object(call->out);
	return COMMAND_DONE;
}
