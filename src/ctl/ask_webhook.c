/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Webhooks of a running daemon, and those that were given up.
 */
#include "ctl/daemon.h"
#include "ctl/show.h"

#include <inttypes.h>

static void show_plainly(const struct call *c, const struct json_value *v)
{
	show_object(c->io->out, v);
}

int ask_webhook_status(struct call *c)
{
	return daemon_ask_plain(c, "webhook status", show_plainly);
}

static void show_resting(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "lane", "account", "failures",
		"until", "why", NULL };
	const struct json_value *all = json_get(v, "resting");

	if (all == NULL || json_count(all) == 0)
		fprintf(c->io->out, "no receiver is left alone\n");
	else
		show_table(c->io->out, all, columns);
}

int ask_webhook_resting(struct call *c)
{
	return daemon_ask_plain(c, "webhook resting", show_resting);
}

static void show_dead(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "letter", "account", "message",
		"state", "attempts", "first_at", "given_up_at", "why", NULL };
	const struct json_value *all = json_get(v, "dead");
	const struct json_range any = { 0, INT64_MAX };
	int64_t next;

	if (all == NULL || json_count(all) == 0)
		fprintf(c->io->out, "no webhook was given up\n");
	else
		show_table(c->io->out, all, columns);
	if (json_get_int(v, "next", any, &next) == 0)
		fprintf(c->io->out, "\nmore: --after %" PRId64 "\n", next);
}

int ask_webhook_dead(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (call_takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = daemon_request(&request, "webhook dead");
	if (daemon_add_number(&o, "limit", c->limit) != 0 ||
	    daemon_add_number(&o, "after", c->after) != 0) {
		buf_free(&request);
		return call_usage(c, "--limit and --after take numbers");
	}
	if (c->account != NULL)
		json_text(&o, "account", c->account);
	json_close_object(&o);
	return daemon_ask(c, &request, show_dead);
}

int ask_webhook_replay(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (c->argc != (c->all ? 0 : 1))
		return call_usage(c,
		    "it takes a letter as \"webhook dead\" names it, or --all");
	o = daemon_request(&request, "webhook replay");
	if (c->all)
		json_bool(&o, "all", true);
	else
		json_text(&o, "letter", c->argv[0]);
	if (c->all && c->account != NULL)
		json_text(&o, "account", c->account);
	json_close_object(&o);
	c->patient = c->all;
	return daemon_ask(c, &request, show_plainly);
}

int ask_webhook_drop(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (c->argc != 1)
		return call_usage(c,
		    "it takes a letter as \"webhook dead\" names it");
	o = daemon_request(&request, "webhook drop");
	json_text(&o, "letter", c->argv[0]);
	json_close_object(&o);
	return daemon_ask(c, &request, show_plainly);
}
