/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns: the newest, one with its counts, and what is wished of one.
 */
#include "ctl/daemon.h"
#include "ctl/show.h"
#include "model/reason.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 10 /* columns of the counts: all, steps, variants */
#define WORD_ROOM 24

/* ---- list -------------------------------------------------------------- */

static void show_campaigns(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "id", "account", "status",
		"counts.total", "counts.in_queue", "counts.outbox",
		"counts.sent", "counts.error", "counts.delivery_unknown",
		"created_at", "name", NULL };
	const struct json_value *all = json_get(v, "campaigns");
	const char *next;
	size_t len;

	if (all == NULL || json_count(all) == 0)
		fprintf(c->io->out, "no campaigns\n");
	else
		show_table(c->io->out, all, columns);
	if (json_get_str(v, "next", &next, &len) == 0)
		fprintf(c->io->out, "\nolder ones: --before %s\n", next);
}

int ask_campaign_list(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (call_takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = daemon_request(&request, "campaign list");
	if (daemon_add_number(&o, "limit", c->limit) != 0) {
		buf_free(&request);
		return call_usage(c, "--limit takes a number");
	}
	if (c->account != NULL)
		json_text(&o, "account", c->account);
	if (c->status != NULL)
		json_text(&o, "status", c->status);
	if (c->before != NULL)
		json_text(&o, "before", c->before);
	json_close_object(&o);
	return daemon_ask(c, &request, show_campaigns);
}

/* ---- one: its counts --------------------------------------------------- */

/* A column: all of it, a step, or a variant. */
struct part {
	char title[WORD_ROOM];
	const struct json_value *counts;
};

struct parts {
	struct part part[PARTS_MAX];
	size_t n;
};

/* Title and number, from 0; -1: none. */
static void add_part(struct parts *all, const struct json_value *counts,
    const char *title, int number)
{
	struct part *p;

	if (counts == NULL || all->n == PARTS_MAX)
		return;
	p = &all->part[all->n++];
	p->counts = counts;
	if (number < 0)
		snprintf(p->title, sizeof(p->title), "%s", title);
	else
		snprintf(p->title, sizeof(p->title), "%s %d", title, number);
}

/* Of one step, and of one variant, all is said by "all". */
static void add_parts(struct parts *all, const struct json_value *v,
    const char *key, const char *title)
{
	const struct json_value *array = json_get(v, key);
	struct json_iter i = { 0 };
	int n = 0;

	if (array == NULL || json_count(array) < 2)
		return;
	while (json_next(array, &i))
		add_part(all, i.value, title, n++);
}

static void show_counts(FILE *to, const struct json_value *counts)
{
	static const char *const rows[] = { "in_queue", "outbox", "sent",
		"error", "delivery_unknown", "skipped", "canceled",
		"recipient_deleted", "total", "forwarded", "evidence" };
	struct parts all = { .n = 0 };

	add_part(&all, counts, "all", -1);
	add_parts(&all, counts, "steps", "step");
	add_parts(&all, counts, "variants", "variant");
	fprintf(to, "\n%-20s", "MESSAGES");
	for (size_t i = 0; i < all.n; i++)
		fprintf(to, "  %10s", all.part[i].title);
	for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
		fprintf(to, "\n%-20s", rows[row]);
		for (size_t i = 0; i < all.n; i++)
			fprintf(to, "  %10" PRId64,
			    daemon_int(all.part[i].counts, rows[row]));
	}
	fputc('\n', to);
}

/* ---- one: the rest ----------------------------------------------------- */

static void show_field(FILE *to, const char *title, const struct json_value *v)
{
	if (v == NULL || json_kind(v) == JSON_NULL)
		return;
	fprintf(to, "%-20s  ", title);
	show_value(to, v);
	fputc('\n', to);
}

/* "failed: site_inactive", "done, window", "sending, paused". */
static void show_status(FILE *to, const struct json_value *v)
{
	const struct json_value *failure = json_get(v, "failure"),
				*cause = json_get(v, "cause");
	bool paused = false;

	fprintf(to, "%-20s  ", "status");
	show_value(to, json_get(v, "status"));
	if (json_get_bool(v, "paused", &paused) == 0 && paused)
		fputs(", paused", to);
	if (cause != NULL && json_kind(cause) == JSON_STR) {
		fputs(", ", to);
		show_value(to, cause);
	}
	fputc('\n', to);
	if (failure != NULL && json_kind(failure) == JSON_OBJECT) {
		show_field(to, "failed because of", json_get(failure, "codes"));
		show_field(to, "", json_get(failure, "text"));
	}
}

static void show_fields(FILE *to, const struct json_value *v,
    const char *const *keys)
{
	for (; v != NULL && *keys != NULL; keys++)
		show_field(to, *keys, json_get(v, *keys));
}

static void show_head(FILE *to, const struct json_value *v)
{
	static const char *const whose[] = { "id", "name", "account", NULL },
				 *const when[] = { "class", "from",
					 "created_at", "starts_at_utc",
					 "started_at", "sent_at",
					 "completed_at", "done_at", NULL },
				 *const many[] = { "recipients", "parts",
					 "deleted_leads_count", NULL };

	show_fields(to, v, whose);
	show_status(to, v);
	show_fields(to, v, when);
	show_fields(to, json_get(v, "counts"), many);
}

/* A key of an object of numbers; with what it means, if it is the code of a
 * reason. */
static void show_number(FILE *to, const char *key, int64_t n, bool is_code)
{
	const struct reason *r =
	    is_code ? reason_find((unsigned)atoi(key)) : NULL;

	fprintf(to, "%-20s  %10" PRId64 "%s%s\n", key, n, r != NULL ? "  " : "",
	    r != NULL ? r->label : "");
}

/* Those that are 0 are left out. */
static void show_numbers(FILE *to, const char *title,
    const struct json_value *v, bool codes)
{
	struct json_iter i = { 0 };
	bool first = true;

	while (v != NULL && json_next(v, &i)) {
		if (json_kind(i.value) != JSON_INT || json_int_of(i.value) == 0)
			continue;
		if (first)
			fprintf(to, "\n%s\n", title);
		first = false;
		show_number(to, i.key, json_int_of(i.value), codes);
	}
}

static void show_events(FILE *to, const struct json_value *v)
{
	static const char *const columns[] = { "at", "from", "to", "cause",
		"action", "codes", "actor", "reason", NULL };
	const struct json_value *events = json_get(v, "events");

	if (events == NULL || json_count(events) == 0)
		return;
	fputc('\n', to);
	show_table(to, events, columns);
}

static void show_campaign(const struct call *c, const struct json_value *v)
{
	const struct json_value *counts = json_get(v, "counts");
	FILE *to = c->io->out;

	show_head(to, v);
	if (counts != NULL) {
		show_counts(to, counts);
		show_numbers(to, "ERRORS BY REASON",
		    json_get(counts, "error_by_reason"), true);
		show_numbers(to, "ERRORS BY STAGE",
		    json_get(counts, "error_by_stage"), false);
		show_numbers(to, "SKIPPED BY RULE",
		    json_get(counts, "skipped_by_rule"), false);
	}
	show_events(to, v);
}

static void show_carriers(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "carrier", "total", "in_queue",
		"outbox", "sent", "error", "delivery_unknown", "skipped",
		"canceled", "delivery_rate", "spam_rate", NULL };
	const struct json_value *all = json_get(v, "carriers");

	if (all == NULL || json_count(all) == 0)
		fprintf(c->io->out, "no recipients\n");
	else
		show_table(c->io->out, all, columns);
}

static int ask_about(struct call *c, const char *reason, daemon_show *show)
{
	struct buf request = { 0 };
	char command[WORD_ROOM];
	struct json_out o;

	if (c->argc != 1)
		return call_usage(c,
		    "it takes the id of a campaign, such as CP0000000a");
	snprintf(command, sizeof(command), "campaign %s", c->name);
	o = daemon_request(&request, command);
	json_text(&o, "id", c->argv[0]);
	if (reason != NULL)
		json_text(&o, "reason", reason);
	json_close_object(&o);
	return daemon_ask(c, &request, show);
}

int ask_campaign_show(struct call *c)
{
	return ask_about(c, NULL, show_campaign);
}

int ask_campaign_carriers(struct call *c)
{
	return ask_about(c, NULL, show_carriers);
}

int ask_campaign_wish(struct call *c)
{
	return ask_about(c, c->reason, show_campaign);
}
