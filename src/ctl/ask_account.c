/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands about accounts of a running daemon.
 */
#include "ctl/daemon.h"
#include "ctl/show.h"

static void show_table_of(const struct call *c, const struct json_value *all,
    const char *const *columns)
{
	if (all == NULL || json_count(all) == 0)
		fprintf(c->io->out, "no accounts\n");
	else
		show_table(c->io->out, all, columns);
}

static void show_accounts(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "name", "sid", "users",
		"numbers", "segments", "daily", "scheduled", "spent",
		"spend_cap", NULL };

	show_table_of(c, json_get(v, "accounts"), columns);
}

int ask_account_list(struct call *c)
{
	return daemon_ask_plain(c, "account list", show_accounts);
}

static void show_limits(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "account", "rate", "free",
		"segments_of_hour", "hourly", "segments", "daily",
		"segments_of_month", "monthly", "scheduled", "scheduled_max",
		"spent", "spend_cap", NULL };

	show_table_of(c, json_get(v, "limits"), columns);
}

int ask_account_limits(struct call *c)
{
	return daemon_ask_plain(c, "account limits", show_limits);
}

static void show_account(const struct call *c, const struct json_value *v)
{
	show_object(c->io->out, v);
}

int ask_account_show(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (c->argc != 1)
		return call_usage(c, "it takes the name of an account");
	o = daemon_request(&request, "account show");
	json_text(&o, "name", c->argv[0]);
	json_close_object(&o);
	return daemon_ask(c, &request, show_account);
}
