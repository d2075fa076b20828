/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be done with a campaign in its status, and what it would be.
 */
#include "api/ui_campaign.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pick.h"

static void open_form(struct ui_page *p, const char *verb)
{
	html(&p->out,
	    "<form method=\"post\" action=\"/ui/campaigns/%s/%s\" "
	    "data-testid=\"%s\">",
	    p->arg, verb, verb);
	ui_form_word(p);
}

static void put_button(struct ui_page *p, const char *verb, const char *word,
    const char *look)
{
	open_form(p, verb);
	html(&p->out, "<button class=\"%s\">%s</button></form>\n", look, word);
}

static void put_cancel(struct ui_page *p, const char *word)
{
	open_form(p, "cancel");
	html(&p->out,
	    "<label for=\"reason\" class=\"hidden\">Reason</label>"
	    "<span class=\"joined\"><input id=\"reason\" name=\"reason\" "
	    "maxlength=\"200\" placeholder=\"Reason\">"
	    "<button class=\"danger\">%s</button></span></form>\n",
	    word);
}

static void put_schedule(struct ui_page *p)
{
	html(&p->out, "<details><summary>Schedule</summary>");
	open_form(p, "schedule");
	html(&p->out,
	    "<div class=\"row\"><div><label for=\"local\">Date and time"
	    "</label><input id=\"local\" name=\"local\" "
	    "type=\"datetime-local\" required></div>\n"
	    "<div><label for=\"mode\">By the clocks of</label>"
	    "<select id=\"mode\" name=\"mode\">"
	    "<option value=\"site\">the account</option>"
	    "<option value=\"recipient\">each recipient</option></select>"
	    "</div><div class=\"tight\"><button>Schedule</button></div>"
	    "</div></form></details>\n");
}

static void put_test(struct ui_page *p)
{
	html(&p->out, "<details><summary>Send a test</summary>");
	open_form(p, "test-send");
	html(&p->out,
	    "<div class=\"row\"><div><label for=\"test\">To numbers, up to "
	    "10</label><input id=\"test\" name=\"to\" required "
	    "placeholder=\"+1…\"></div><div class=\"tight\">"
	    "<button>Send the test</button></div></div></form></details>\n");
}

/* Has each of these a text? */
static bool all_say(const struct json_value *list)
{
	struct json_iter i = { 0 };

	while (json_next(list, &i)) {
		if (!pick_has(i.value, "text"))
			return false;
	}
	return true;
}

/* What of its texts is missing; NULL: nothing. */
static const char *no_text(const struct json_value *c)
{
	const struct json_value *variants = pick(c, "variants");

	if (!pick_has(c, "text") && json_count(variants) == 0)
		return "text";
	return all_say(variants) && all_say(pick(c, "steps"))
		   ? NULL
		   : "text in one of its texts or follow-ups";
}

/* What a draft still needs; true: something. */
static bool put_missing(struct ui_page *p, const struct json_value *c)
{
	const char *text = no_text(c);
	bool sender = pick_has(c, "from");
	bool who = json_count(pick(c, "audience/lists")) != 0 ||
		   json_count(pick(c, "audience/numbers")) != 0 ||
		   pick_bool(c, "audience/live");

	if (text == NULL && sender && who)
		return false;
	html(&p->out, "<p class=\"notice wait\" data-testid=\"missing\">Not "
		      "complete yet, there is no ");
	html(&p->out, "%s%s%s%s%s", text != NULL ? text : "",
	    text != NULL && !(sender && who) ? ", no " : "",
	    sender ? "" : "sender", !sender && !who ? ", no " : "",
	    who ? "" : "audience");
	html(&p->out,
	    ": <a href=\"/ui/campaigns/%s/edit\">edit the campaign</a>."
	    "</p>\n",
	    p->arg);
	return true;
}

/* What is hardly meant so. */
static void put_warnings(struct ui_page *p, const struct json_value *c)
{
	struct json_iter i = { 0 };

	while (json_next(pick(c, "warnings"), &i))
		html(&p->out,
		    "<p class=\"notice wait\" data-testid=\"warning\">"
		    "%s</p>\n",
		    pick_text(i.value, "text"));
}

/* Nothing can be called back, so it takes two presses. */
static void put_send(struct ui_page *p)
{
	html(&p->out,
	    "<details><summary class=\"button main\">Send…</summary>"
	    "<p>It goes to all of its audience at once, and what has left is "
	    "not called back. The <a href=\"/ui/campaigns/%s?estimate=1\">"
	    "estimate</a> says to how many, and at what cost.</p>",
	    p->arg);
	put_button(p, "send", "Send now", "");
	html(&p->out, "</details>\n");
}

static void put_draft(struct ui_page *p, const struct json_value *c)
{
	bool whole = !put_missing(p, c);

	put_warnings(p, c);
	if (whole)
		put_send(p);
	html(&p->out, "<div class=\"actions\">");
	html(&p->out,
	    "<a class=\"button\" href=\"/ui/campaigns/%s/edit\">Edit</a>"
	    "<a class=\"button\" href=\"/ui/campaigns/%s?estimate=1\">"
	    "Estimate</a>\n",
	    p->arg, p->arg);
	put_button(p, "duplicate", "Duplicate", "plain");
	html(&p->out, "<details><summary class=\"button\">Delete…</summary>"
		      "<p>The draft is gone then.</p>");
	put_button(p, "delete", "Delete", "danger");
	html(&p->out, "</details></div>\n");
	if (whole) {
		put_schedule(p);
		put_test(p);
	}
}

static void put_running(struct ui_page *p, const struct json_value *c)
{
	html(&p->out, "<div class=\"actions\">");
	if (pick_bool(c, "paused"))
		put_button(p, "resume", "Resume", "");
	else
		put_button(p, "pause", "Pause", "plain");
	put_cancel(p, "Cancel sending");
	html(&p->out, "</div>\n");
}

void campaign_controls(struct ui_page *p, const struct json_value *c)
{
	if (!ui_may_act(p))
		return;
	html(&p->out, "<section class=\"card\" aria-label=\"What can be done\" "
		      "data-testid=\"controls\">\n");
	if (campaign_is_draft(c)) {
		put_draft(p, c);
	} else if (campaign_is(c, "processing") || campaign_is(c, "sending")) {
		put_running(p, c);
	} else {
		html(&p->out, "<div class=\"actions\">");
		if (campaign_is(c, "scheduled"))
			put_cancel(p, "Cancel the schedule");
		put_button(p, "duplicate", "Duplicate", "plain");
		html(&p->out, "</div>\n");
	}
	html(&p->out, "</section>\n");
}

/* ---- estimate ---------------------------------------------------------- */

/* Texts of things that stand in the way, or that a person should know. */
static void put_texts(struct buf *to, const struct json_value *list)
{
	struct json_iter i = { 0 };

	while (json_next(list, &i))
		html(to, "<p class=\"notice bad\">%s</p>\n",
		    pick_text(i.value, "text"));
}

/* Why somebody is left out, in words. */
static const char *excluded_word(const char *key)
{
	static const struct {
		const char *key, *word;
	} words[] = {
		{ "opted_out", "opted out" },
		{ "suppressed", "suppressed" },
		{ "duplicate", "the same number twice" },
		{ "invalid_number", "no phone number" },
		{ "country_not_supported",
		    "of a country that this account does not text" },
		{ "merge_field_missing",
		    "without a value for a field of the text" },
		{ "content_policy",
		    "who would get a text that may not be sent there" },
		{ "smart_sending", "had a promotional message of late "
				   "(smart sending)" },
		{ "trial_limit_reached", "more than the trial has left" },
		{ "other", "cannot be sent to as the campaign is: see its "
			   "sender and text" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].key, key) == 0)
			return words[i].word;
	}
	return key;
}

static void put_excluded(struct buf *to, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0)
		return;
	html(to, "<h3>Left out</h3><ul>");
	while (json_next(list, &i))
		html(to, "<li>%s: %lld</li>", excluded_word(i.key),
		    (long long)pick_int(i.value, ""));
	html(to, "</ul>\n");
}

/* What answers and opt-outs leave out is not known yet. */
static void put_follow_ups(struct buf *to, const struct json_value *e)
{
	struct json_iter i = { 0 };

	if (json_count(pick(e, "follow_ups")) == 0)
		return;
	html(to, "<h3>Follow-ups, at most</h3><ul>");
	while (json_next(pick(e, "follow_ups"), &i))
		html(to, "<li>Follow-up %lld: %lld segments, cost %s</li>",
		    (long long)pick_int(i.value, "step"),
		    (long long)pick_int(i.value, "segments"),
		    pick_text(i.value, "cost"));
	html(to, "</ul><p>All of it costs at most <b>%s</b>.</p>\n",
	    pick_text(e, "cost_at_most"));
}

void campaign_estimate_card(struct ui_page *p, const struct ui_said *s)
{
	const struct json_value *e = s->root;
	struct buf *to = &p->out;

	html(to, "<section class=\"card\" data-testid=\"estimate\">"
		 "<h2>What it would be</h2>\n");
	if (!ui_is_good(s)) {
		cell_alert(to, pick_text(e, "error/message"));
		html(to, "</section>\n");
		return;
	}
	put_texts(to, pick(e, "preflight"));
	put_texts(to, pick(e, "policy"));
	html(to, "<dl class=\"figures\">");
	cell_figure(to, "Recipients", pick_int(e, "recipients"));
	cell_figure(to, "Can be sent to", pick_int(e, "sendable"));
	cell_figure(to, "Of them later", pick_int(e, "held"));
	cell_figure(to, "Segments", pick_int(e, "segments"));
	cell_figure(to, "Parts to send", pick_int(e, "parts"));
	cell_fact(to, "Cost", pick_text(e, "cost"));
	if (pick_has(e, "trial_left"))
		cell_figure(to, "Left of the trial", pick_int(e, "trial_left"));
	if (pick_has(e, "duration")) {
		cell_fact_open(to, "Time to send");
		cell_span(to, pick_int(e, "duration") * 1000);
		cell_fact_close(to);
	}
	html(to, "</dl>\n");
	if (pick_has(e, "missing_field"))
		html(to,
		    "<p class=\"notice wait\">Some contacts have no "
		    "<b>%s</b>.</p>\n",
		    pick_text(e, "missing_field"));
	put_follow_ups(to, e);
	put_excluded(to, pick(e, "excluded"));
	html(to, "</section>\n");
}
