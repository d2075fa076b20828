/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message told as a story: what it is now and why, which way it was sent,
 * and what happened on it.
 */
#include "ctl/daemon.h"
#include "ctl/show.h"

/* "title: value", if there is one. */
static void tell(FILE *to, const char *title, const struct json_value *v)
{
	if (v == NULL || json_kind(v) == JSON_NULL)
		return;
	fprintf(to, "%-9s ", title);
	show_value(to, v);
	fputc('\n', to);
}

static void tell_state(FILE *to, const struct json_value *v)
{
	const struct json_value *sub = json_get(v, "substate");

	fprintf(to, "%-9s ", "state");
	show_value(to, json_get(v, "state"));
	if (sub != NULL && json_kind(sub) != JSON_NULL) {
		fputs(", ", to);
		show_value(to, sub);
	}
	fputc('\n', to);
}

static void tell_event(FILE *to, const struct json_value *e)
{
	static const char *const facts[] = { "smsc", "part", "attempt",
		"status", "status_name", "reason", "smsc_id", "text" };

	show_value(to, json_get(e, "at"));
	fputs("  ", to);
	show_value(to, json_get(e, "event"));
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		const struct json_value *v = json_get(e, facts[i]);

		if (v == NULL || json_kind(v) == JSON_NULL)
			continue;
		fprintf(to, " %s=", facts[i]);
		show_value(to, v);
	}
	fputs(" -> ", to);
	show_value(to, json_get(e, "state"));
	fputc('\n', to);
}

static void show_story(const struct call *c, const struct json_value *v)
{
	static const struct {
		const char *key, *title;
	} facts[] = {
		{ "to", "to" },
		{ "from", "from" },
		{ "smsc", "smsc" },
		{ "reason", "reason" },
		{ "reason_text", "why" },
		{ "explanation", "meaning" },
		{ "advice", "to do" },
		{ "raw", "carrier" },
		{ "flags", "flags" },
		{ "delay_hint", "delayed" },
		{ "route", "route" },
		{ "next_attempt_at", "next" },
	};
	const struct json_value *events = json_get(v, "events");
	struct json_iter i = { 0 };
	FILE *to = c->io->out;

	tell(to, "message", json_get(v, "id"));
	tell_state(to, v);
	for (size_t n = 0; n < ARRAY_LEN(facts); n++)
		tell(to, facts[n].title, json_get(v, facts[n].key));
	fputc('\n', to);
	while (events != NULL && json_next(events, &i))
		tell_event(to, i.value);
}

int ask_explain_message(struct call *c)
{
	return daemon_ask_message(c, "message show", show_story);
}

static void show_reload(const struct call *c, const struct json_value *v)
{
	const char *text;
	size_t len;

	if (json_get_str(v, "report", &text, &len) == 0 && len != 0)
		fprintf(c->io->out, "%s", text);
	fprintf(c->io->out, "the configuration holds\n");
}

int ask_reload(struct call *c)
{
	c->patient = true;
	return daemon_ask_plain(c, "reload", show_reload);
}
