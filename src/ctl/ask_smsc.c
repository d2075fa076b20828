/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands about one smsc of a running daemon.
 */
#include "base/hex.h"
#include "ctl/daemon.h"
#include "ctl/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DRAIN_LOOK 200000000 /* ns between two looks */

static const char *const bind_columns[] = { "bind", "kind", "state", "since",
	"last_reason", "bind_status", "next_try", "unanswered",
	"counters.requests", "counters.answers", "counters.timeouts",
	"counters.pdus_in", "counters.pdus_out", NULL };

static void show_head(FILE *to, const struct json_value *smsc)
{
	static const char *const facts[] = { "host", "port", "state", "window",
		"unanswered", "pending", "slots", "throughput", "throttled" };
	const struct json_value *rate = json_get(smsc, "rate");

	show_value(to, json_get(smsc, "name"));
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		fprintf(to, " %s=", facts[i]);
		show_value(to, json_get(smsc, facts[i]));
	}
	if (rate != NULL) {
		fprintf(to, " rate=");
		show_value(to, json_get(rate, "allowed"));
	}
	fputc('\n', to);
}

/* Why a bind does not stand, in the words of who knew. */
static void show_error(FILE *to, const struct json_value *smsc)
{
	const char *why;
	size_t len;

	if (json_get_str(smsc, "last_error", &why, &len) != 0)
		return;
	fprintf(to, "last error at ");
	show_value(to, json_get(smsc, "last_error_at"));
	fprintf(to, ": ");
	show_value(to, json_get(smsc, "last_error"));
	fputc('\n', to);
}

static void show_smscs(const struct call *c, const struct json_value *v)
{
	const struct json_value *smscs = json_get(v, "smscs"), *binds;
	struct json_iter i = { 0 };
	FILE *to = c->io->out;

	if (smscs == NULL)
		return;
	while (json_next(smscs, &i)) {
		if (i.at > 1)
			fputc('\n', to);
		show_head(to, i.value);
		show_alarms(to, "", i.value);
		show_error(to, i.value);
		binds = json_get(i.value, "bind");
		if (binds != NULL)
			show_table(to, binds, bind_columns);
	}
}

int ask_smsc_list(struct call *c)
{
	return daemon_ask_plain(c, "smsc list", show_smscs);
}

/* {"command": "smsc <what>", "name": the argument ... */
static int begin(struct call *c, const char *what, struct buf *request,
    struct json_out *o)
{
	char command[40];

	if (c->argc != 1)
		return call_usage(c, "it takes the name of an smsc");
	snprintf(command, sizeof(command), "smsc %s", what);
	*o = daemon_request(request, command);
	json_text(o, "name", c->argv[0]);
	return CTL_OK;
}

static void show_all(const struct call *c, const struct json_value *v)
{
	show_object(c->io->out, v);
}

static void show_told(const struct call *c, const struct json_value *v)
{
	show_head(c->io->out, v);
	show_alarms(c->io->out, "", v);
	show_error(c->io->out, v);
}

static int ask_about(struct call *c, const char *what, daemon_show *show)
{
	struct buf request = { 0 };
	struct json_out o;

	if (begin(c, what, &request, &o) != CTL_OK)
		return CTL_USAGE;
	json_close_object(&o);
	return daemon_ask(c, &request, show);
}

static void show_no_more(const struct call *c, const struct json_value *v)
{
	(void)c;
	(void)v;
}

int ask_smsc_show(struct call *c)
{
	return ask_about(c, "show", show_all);
}

/* Tell it, then look what became of it. */
int ask_smsc_tell(struct call *c)
{
	struct call quiet = *c;
	int status;

	quiet.json = false;
	status = ask_about(&quiet, c->name, show_no_more);
	return status == CTL_OK ? ask_about(c, "show", show_told) : status;
}

/* ---- drain ------------------------------------------------------------- */

/* How much is still to be answered. */
static void show_left(const struct call *c, const struct json_value *v)
{
	const struct json_range any = { 0, INT64_MAX };
	int64_t *left = c->found, unanswered, pending;

	if (json_get_int(v, "unanswered", any, &unanswered) == 0 &&
	    json_get_int(v, "pending", any, &pending) == 0)
		*left = unanswered + pending;
}

int ask_smsc_drain(struct call *c)
{
	const struct timespec pause = { .tv_nsec = DRAIN_LOOK };
	int64_t left = 0;
	struct call quiet = *c;
	int status;

	quiet.json = false;
	quiet.found = &left;
	status = ask_about(&quiet, "pause", show_left);
	while (status == CTL_OK && left != 0) {
		nanosleep(&pause, NULL);
		status = ask_about(&quiet, "show", show_left);
	}
	return status == CTL_OK ? ask_smsc_show(c) : status;
}

/* ---- trace ------------------------------------------------------------- */

/* What is in front of every PDU is in the line already. */
static bool is_head(const char *name)
{
	static const char *const names[] = { "command_length", "command_id",
		"command_status", "sequence_number" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static const struct json_value *value_of(const struct json_value *field)
{
	static const char *const keys[] = { "meaning", "value", "text", "hex",
		"masked" };
	const struct json_value *v = NULL;

	for (size_t i = 0; i < ARRAY_LEN(keys) && v == NULL; i++)
		v = json_get(field, keys[i]);
	return v;
}

static void show_fields(FILE *to, const struct json_value *fields, bool heads)
{
	struct json_iter i = { 0 };
	const char *name;
	size_t len;

	while (fields != NULL && json_next(fields, &i)) {
		if (json_get_str(i.value, "name", &name, &len) != 0 ||
		    is_head(name) != heads)
			continue;
		if (strcmp(name, "command_length") == 0)
			continue;
		fprintf(to, " %s=", name);
		show_value(to, value_of(i.value));
	}
}

static void show_pdu(const struct call *c, const struct json_value *v)
{
	const struct json_value *fields = json_get(v, "fields");
	FILE *to = c->io->out;
	const char *from;
	size_t len;

	if (json_get_str(v, "from", &from, &len) != 0) {
		fprintf(to, "the end: pdus=");
		show_value(to, json_get(v, "pdus"));
		fprintf(to, " lost=");
		show_value(to, json_get(v, "lost"));
		fputc('\n', to);
		return;
	}
	show_value(to, json_get(v, "at"));
	fprintf(to, " bind ");
	show_value(to, json_get(v, "bind"));
	fputs(strcmp(from, "esmed") == 0 ? " ->" : " <-", to);
	show_fields(to, fields, true);
	show_fields(to, fields, false);
	fputc('\n', to);
}

int ask_smsc_trace(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;
	uint64_t seconds;

	if (begin(c, "trace", &request, &o) != CTL_OK)
		return CTL_USAGE;
	if (c->seconds != NULL &&
	    number_parse(c->seconds, INT32_MAX, &seconds) != 0) {
		buf_free(&request);
		return call_usage(c, "--seconds takes a number");
	}
	if (c->seconds != NULL)
		json_uint(&o, "seconds", seconds);
	json_bool(&o, "texts", c->texts);
	json_close_object(&o);
	c->patient = true;
	return daemon_follow(c, &request, show_pdu);
}
