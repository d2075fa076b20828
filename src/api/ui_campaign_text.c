/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a campaign says, to whom, in which steps and variants; and what happened
 * to it.
 */
#include "api/ui_campaign.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pick.h"

/* ---- what it says ------------------------------------------------------ */

static void put_quote(struct buf *to, const char *text)
{
	if (text[0] != '\0')
		html(to, "<p class=\"quote\" dir=\"auto\">%s</p>\n", text);
	else
		html(to, "<p class=\"dim\">No text yet.</p>\n");
}

/* Counts of a step or a variant, in one line. */
static void put_counts(struct buf *to, const struct json_value *n)
{
	if (n == NULL || pick_int(n, "total") == 0)
		return;
	html(to,
	    "<p class=\"dim small\">%lld messages: %lld in-queue, %lld outbox, "
	    "%lld sent, %lld error</p>\n",
	    (long long)pick_int(n, "total"), (long long)pick_int(n, "in_queue"),
	    (long long)pick_int(n, "outbox"), (long long)pick_int(n, "sent"),
	    (long long)pick_int(n, "error"));
}

static const struct json_value *nth(const struct json_value *list, size_t n)
{
	struct json_iter i = { 0 };

	while (json_next(list, &i)) {
		if (n-- == 0)
			return i.value;
	}
	return NULL;
}

static void put_variants(struct buf *to, const struct json_value *c)
{
	const struct json_value *list = pick(c, "variants");
	struct json_iter i = { 0 };
	size_t n = 0;

	if (json_count(list) == 0) {
		put_quote(to, pick_text(c, "text"));
		return;
	}
	while (json_next(list, &i)) {
		html(to,
		    "<h3 data-testid=\"variant\">Variant %s "
		    "<span class=\"dim small\">weight %lld</span></h3>\n",
		    pick_text(i.value, "name"),
		    (long long)pick_int(i.value, "weight"));
		put_quote(to, pick_text(i.value, "text"));
		put_counts(to, nth(pick(c, "counts/variants"), n++));
	}
}

static void put_steps(struct buf *to, const struct json_value *c)
{
	const struct json_value *list = pick(c, "steps");
	struct json_iter i = { 0 };
	size_t n = 0;

	while (json_next(list, &i)) {
		const struct json_value *delay = pick(i.value, "delay");
		bool is_text = delay != NULL && json_kind(delay) == JSON_STR;

		n++;
		html(to,
		    "<h3 data-testid=\"step\">Follow-up %zu "
		    "<span class=\"dim small\">after ",
		    n);
		if (is_text)
			html(to, "%s", pick_text(i.value, "delay"));
		else
			cell_span(to, pick_int(i.value, "delay") * 1000);
		html(to, "</span></h3>\n");
		put_quote(to, pick_text(i.value, "text"));
		put_counts(to, nth(pick(c, "counts/steps"), n));
	}
}

static const char *list_name(const struct json_value *lists, const char *id)
{
	struct json_iter i = { 0 };

	while (json_next(pick(lists, "lists"), &i)) {
		if (strcmp(pick_text(i.value, "id"), id) == 0)
			return pick_text(i.value, "name");
	}
	return id;
}

static void put_audience(struct buf *to, const struct json_value *c,
    const struct json_value *names)
{
	size_t lists = json_count(pick(c, "audience/lists"));
	size_t numbers = json_count(pick(c, "audience/numbers"));
	struct json_iter i = { 0 };

	cell_fact_open(to, "Audience");
	while (json_next(pick(c, "audience/lists"), &i)) {
		const char *id = pick_text(i.value, "");

		html(to, "<a href=\"/ui/lists/%s\">%s</a> ", id,
		    list_name(names, id));
	}
	if (numbers != 0)
		html(to, "%zu number%s", numbers, numbers == 1 ? "" : "s");
	if (lists == 0 && numbers == 0)
		html(to, "nobody yet");
	cell_fact_close(to);
}

void campaign_text_card(struct ui_page *p, const struct json_value *c,
    const struct json_value *lists)
{
	struct buf *to = &p->out;

	html(to, "<section class=\"card\"><h2>Text</h2>\n");
	put_variants(to, c);
	put_steps(to, c);
	html(to, "<dl class=\"facts\">");
	cell_fact(to, "From", pick_text(c, "from"));
	cell_fact(to, "Class", pick_text(c, "class"));
	put_audience(to, c, lists);
	if (pick_int(c, "rate") != 0) {
		cell_fact_open(to, "Rate");
		html(to, "%lld parts a second", (long long)pick_int(c, "rate"));
		cell_fact_close(to);
	}
	html(to, "</dl></section>\n");
}

/* ---- what happened ----------------------------------------------------- */

static void put_codes(struct buf *to, const struct json_value *codes)
{
	struct json_iter i = { 0 };

	while (json_next(codes, &i)) {
		html(to, " <span class=\"mono\">%s</span>",
		    pick_text(i.value, ""));
	}
}

static void put_event(struct buf *to, const struct json_value *e)
{
	bool moved = strcmp(pick_text(e, "from"), pick_text(e, "to")) != 0;

	html(to, "<li data-testid=\"campaign-event\">");
	cell_date(to, pick_text(e, "at"));
	html(to, "<span>");
	if (pick_has(e, "action"))
		html(to, "<b>%s</b> ", pick_text(e, "action"));
	if (moved)
		html(to, "%s → <b>%s</b> ", pick_text(e, "from"),
		    pick_text(e, "to"));
	if (pick_has(e, "actor"))
		html(to, "by %s ", pick_text(e, "actor"));
	else if (!pick_has(e, "action"))
		html(to, "<span class=\"dim\">%s</span>",
		    pick_text(e, "cause"));
	put_codes(to, pick(e, "codes"));
	if (pick_has(e, "reason"))
		html(to, "<br><span class=\"dim\">“%s”</span>",
		    pick_text(e, "reason"));
	html(to, "</span></li>\n");
}

void campaign_events_card(struct ui_page *p, const struct json_value *events)
{
	const struct json_value *list = pick(events, "events");
	struct json_iter i = { 0 };

	html(&p->out, "<section class=\"card\"><h2>What happened</h2>"
		      "<ol class=\"timeline\">\n");
	while (json_next(list, &i))
		put_event(&p->out, i.value);
	html(&p->out, "</ol></section>\n");
}
