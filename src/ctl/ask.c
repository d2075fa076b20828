/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands that a daemon answers.
 */
#include "base/mem.h"
#include "ctl/daemon.h"
#include "ctl/show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void show_uptime(FILE *to, int64_t seconds)
{
	if (seconds >= 86400)
		fprintf(to, "%" PRId64 " d ", seconds / 86400);
	fprintf(to, "%02d:%02d:%02d\n", (int)(seconds / 3600 % 24),
	    (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void show_start(FILE *to, const struct json_value *v)
{
	const struct json_range any = { 0, INT64_MAX };
	int64_t up;

	fprintf(to, "esmed ");
	show_value(to, json_get(v, "version"));
	fprintf(to, ", started ");
	show_value(to, json_get(v, "started"));
	fprintf(to, ", up ");
	if (json_get_int(v, "uptime", any, &up) == 0)
		show_uptime(to, up);
}

static void show_counts(FILE *to, const struct json_value *v)
{
	static const char *const counts[] = { "open", "queued", "outstanding",
		"parked", "unmapped" };

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		fprintf(to, "%s%s ", i == 0 ? "" : ", ", counts[i]);
		show_value(to, json_get(v, counts[i]));
	}
	fputc('\n', to);
}

/* States that no message is in are left out. */
static void show_states(FILE *to, const struct json_value *states)
{
	struct json_iter i = { 0 };
	const char *before = "messages: ";

	if (states == NULL)
		return;
	while (json_next(states, &i)) {
		if (json_kind(i.value) != JSON_INT || json_int_of(i.value) == 0)
			continue;
		fprintf(to, "%s%s %" PRId64, before, i.key,
		    json_int_of(i.value));
		before = ", ";
	}
	if (before[0] == ',')
		fputc('\n', to);
}

static void show_alerts(FILE *to, const struct json_value *alerts)
{
	struct json_iter i = { 0 };

	while (alerts != NULL && json_next(alerts, &i)) {
		fputs("ALERT since ", to);
		show_value(to, json_get(i.value, "since"));
		fputs(": ", to);
		show_value(to, json_get(i.value, "text"));
		fputc('\n', to);
	}
}

static void show_smsc_alarms(FILE *to, const struct json_value *smscs)
{
	struct json_iter i = { 0 };
	struct buf before = { 0 };
	const char *name;
	size_t len;

	while (smscs != NULL && json_next(smscs, &i)) {
		if (json_get_str(i.value, "name", &name, &len) != 0)
			continue;
		buf_clear(&before);
		buf_printf(&before, "smsc %s: ", name);
		show_alarms(to, buf_cstr(&before), i.value);
	}
	buf_free(&before);
}

static const struct json_value *text_at(const struct json_value *v,
    const char *key)
{
	const char *text;
	size_t len;

	return json_get_str(v, key, &text, &len) == 0 ? json_get(v, key) : NULL;
}

/* Why an smsc lacks a bind, and when that is tried again. */
static void show_why_down(FILE *to, const struct json_value *smsc)
{
	const struct json_value *why = text_at(smsc, "last_error");
	const struct json_value *next = text_at(smsc, "next_try");

	if (why == NULL && next == NULL)
		return;
	fputs("smsc ", to);
	show_value(to, json_get(smsc, "name"));
	fputs(" at ", to);
	show_value(to, json_get(smsc, "host"));
	fputc(':', to);
	show_value(to, json_get(smsc, "port"));
	fputs(" is ", to);
	show_value(to, json_get(smsc, "state"));
	if (next != NULL) {
		fputs(", next try at ", to);
		show_value(to, next);
	}
	if (why != NULL) {
		fputs(": ", to);
		show_value(to, why);
	}
	fputc('\n', to);
}

/* One that was stopped is as it was told to be. */
static void show_down(FILE *to, const struct json_value *smscs)
{
	struct json_iter i = { 0 };
	const char *state;
	size_t len;

	while (smscs != NULL && json_next(smscs, &i))
		if (json_get_str(i.value, "state", &state, &len) == 0 &&
		    (strcmp(state, "down") == 0 ||
			strcmp(state, "partial") == 0))
			show_why_down(to, i.value);
}

static void show_status(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "name", "state", "bound",
		"binds", "window", "unanswered", "pending", "throttled", NULL };
	const struct json_value *smscs = json_get(v, "smscs");
	FILE *to = c->io->out;
	bool full = false;

	show_start(to, v);
	show_counts(to, v);
	show_states(to, json_get(v, "messages"));
	if (json_get_bool(v, "full", &full) == 0 && full)
		fprintf(to, "The store is FULL: new messages are refused.\n");
	show_alerts(to, json_get(v, "alerts"));
	show_smsc_alarms(to, smscs);
	show_down(to, smscs);
	if (smscs != NULL && json_count(smscs) != 0) {
		fputc('\n', to);
		show_table(to, smscs, columns);
	}
}

int ask_status(struct call *c)
{
	return daemon_ask_plain(c, "status", show_status);
}

static void show_message(const struct call *c, const struct json_value *v)
{
	static const struct show_preset presets[] = {
		{ "content_retention", "retain" },
		{ "address_retention", "retain" },
		{ NULL, NULL },
	};

	show_object_but(c->io->out, v, presets);
}

int ask_message_show(struct call *c)
{
	return daemon_ask_message(c, "message show", show_message);
}

int ask_message_wish(struct call *c)
{
	struct buf command = { 0 };
	int status;

	buf_printf(&command, "message %s", c->name);
	status = daemon_ask_message(c, buf_cstr(&command), show_message);
	buf_free(&command);
	return status;
}

static void show_backup(const struct call *c, const struct json_value *v)
{
	show_object(c->io->out, v);
}

/* The daemon works in a folder of its own, so it is told from the root on. */
static char *from_root(const char *dir)
{
	struct buf path = { 0 };
	char *cwd = dir[0] == '/' ? NULL : getcwd(NULL, 0), *text;

	if (cwd != NULL)
		buf_printf(&path, "%s/", cwd);
	buf_add_str(&path, dir);
	text = mem_strdup(buf_cstr(&path));
	buf_free(&path);
	free(cwd);
	return text;
}

int ask_backup(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;
	char *dir;

	if (c->argc != 1)
		return call_usage(c, "it takes the folder to copy into");
	dir = from_root(c->argv[0]);
	o = daemon_request(&request, "backup");
	json_text(&o, "to", dir);
	json_close_object(&o);
	free(dir);
	c->patient = true;
	return daemon_ask(c, &request, show_backup);
}

static void show_messages(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "id", "to", "state", "reason",
		"smsc", "parts", "attempts", "timings.accepted_at", NULL };
	const struct json_value *messages = json_get(v, "messages");
	const struct json_value *next = json_get(v, "next");

	if (messages == NULL || json_count(messages) == 0) {
		fprintf(c->io->out, "no messages\n");
		return;
	}
	show_table(c->io->out, messages, columns);
	if (next != NULL && json_kind(next) == JSON_INT)
		fprintf(c->io->out, "\nolder ones: --before %" PRId64 "\n",
		    json_int_of(next));
}

int ask_message_list(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (call_takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = daemon_request(&request, "message list");
	if (daemon_add_number(&o, "limit", c->limit) != 0 ||
	    daemon_add_number(&o, "before", c->before) != 0) {
		buf_free(&request);
		return call_usage(c, "--limit and --before take numbers");
	}
	if (c->in_state != NULL)
		json_text(&o, "state", c->in_state);
	if (c->to != NULL)
		json_text(&o, "to", c->to);
	json_close_object(&o);
	return daemon_ask(c, &request, show_messages);
}
