/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands that a daemon answers.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "ctl/daemon.h"
#include "ctl/show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct json_out ask(struct buf *request, const char *command)
{
	struct json_out o = json_writing(request);

	json_open_object(&o, NULL);
	json_text(&o, "command", command);
	return o;
}

static int takes_nothing(const struct call *c)
{
	return c->argc == 0
		   ? CTL_OK
		   : call_usage(c, "it takes no argument: %s", c->argv[0]);
}

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
	if (smscs != NULL && json_count(smscs) != 0) {
		fputc('\n', to);
		show_table(to, smscs, columns);
	}
}

int ask_status(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = ask(&request, "status");
	json_close_object(&o);
	return daemon_ask(c, &request, show_status);
}

static void show_smsc(FILE *to, const struct json_value *smsc)
{
	static const char *const columns[] = { "bind", "state", "since",
		"last_reason", "bind_status", "next_try", "unanswered",
		"counters.requests", "counters.answers", "counters.timeouts",
		"counters.pdus_in", "counters.pdus_out", NULL };
	static const char *const facts[] = { "host", "port", "state", "window",
		"unanswered", "pending", "slots", "throughput", "throttled" };
	const struct json_value *binds = json_get(smsc, "bind");

	show_value(to, json_get(smsc, "name"));
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		fprintf(to, " %s=", facts[i]);
		show_value(to, json_get(smsc, facts[i]));
	}
	fputc('\n', to);
	if (binds != NULL)
		show_table(to, binds, columns);
}

static void show_smscs(const struct call *c, const struct json_value *v)
{
	const struct json_value *smscs = json_get(v, "smscs");
	struct json_iter i = { 0 };

	if (smscs == NULL)
		return;
	while (json_next(smscs, &i)) {
		if (i.at > 1)
			fputc('\n', c->io->out);
		show_smsc(c->io->out, i.value);
	}
}

int ask_smsc_list(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = ask(&request, "smsc list");
	json_close_object(&o);
	return daemon_ask(c, &request, show_smscs);
}

static void show_message(const struct call *c, const struct json_value *v)
{
	show_object(c->io->out, v);
}

int ask_message_show(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (c->argc != 1)
		return call_usage(c, "it takes the id of a message");
	o = ask(&request, "message show");
	json_text(&o, "id", c->argv[0]);
	json_close_object(&o);
	return daemon_ask(c, &request, show_message);
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
	o = ask(&request, "backup");
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

/* RC_BAD: the option's value is no number. */
static int add_number(struct json_out *o, const char *key, const char *text)
{
	uint64_t n;

	if (text == NULL)
		return 0;
	if (number_parse(text, INT64_MAX, &n) != 0)
		return RC_BAD;
	json_uint(o, key, n);
	return 0;
}

int ask_message_list(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = ask(&request, "message list");
	if (add_number(&o, "limit", c->limit) != 0 ||
	    add_number(&o, "before", c->before) != 0) {
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
