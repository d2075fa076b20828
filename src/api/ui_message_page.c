/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/messages/{id}: what it says, where it is, the way it went and why.
 */
#include "api/ui.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_message.h"
#include "api/ui_pick.h"

enum said { MESSAGE, TRACE };

/* ---- the way ----------------------------------------------------------- */

static const struct {
	const char *hop, *name;
} hops[] = {
	{ "gateway", "Gateway" },
	{ "aggregator", "Aggregator" },
	{ "exclusive_aggregator", "Exclusive aggregator" },
	{ "registrar", "Registrar" },
	{ "carrier", "Carrier" },
	{ "spam_filter", "Spam filter" },
	{ "handset", "Handset" },
};

static const struct {
	const char *state, *mark, *word;
} hop_states[] = {
	{ "ok", "✓", "passed" },
	{ "inferred", "✓", "passed, as what followed shows" },
	{ "failed", "✕", "stopped here" },
	{ "unknown", "?", "not known" },
	{ "not_reached", "·", "not reached" },
};

static const char *hop_name(const char *hop)
{
	for (size_t i = 0; i < ARRAY_LEN(hops); i++) {
		if (strcmp(hops[i].hop, hop) == 0)
			return hops[i].name;
	}
	return hop;
}

static size_t hop_state(const char *state)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(hop_states) &&
	       strcmp(hop_states[i].state, state) != 0)
		i++;
	return i;
}

static void put_hop(struct buf *to, const struct json_value *h)
{
	const char *state = pick_text(h, "state");
	size_t i = hop_state(state);

	html(to,
	    "<li data-hop=\"%s\" data-state=\"%s\" data-mark=\"%s\">"
	    "<b>%s</b>",
	    pick_text(h, "hop"), state, hop_states[i].mark,
	    hop_name(pick_text(h, "hop")));
	if (pick_has(h, "name"))
		html(to, "<span>%s</span>", pick_text(h, "name"));
	html(to, "<span class=\"small dim\">%s</span>", hop_states[i].word);
	if (pick_has(h, "at")) {
		html(to, "<span class=\"small dim\">");
		cell_date(to, pick_text(h, "at"));
		html(to, "</span>");
	}
	if (pick_has(h, "ms") && pick_int(h, "ms") > 0) {
		html(to, "<span class=\"small dim\">after ");
		cell_span(to, pick_int(h, "ms"));
		html(to, "</span>");
	}
	html(to, "</li>");
}

static void put_way(struct ui_page *p, const struct json_value *trace)
{
	const struct json_value *list = pick(trace, "hops");
	struct json_iter i = { 0 };

	if (json_count(list) == 0)
		return;
	html(&p->out, "<section class=\"card\"><h2>The way it went</h2>\n"
		      "<ol class=\"hops\" data-testid=\"hop-chart\">");
	while (json_next(list, &i))
		put_hop(&p->out, i.value);
	html(&p->out, "</ol></section>\n");
}

/* ---- what it says ------------------------------------------------------ */

static void put_facts(struct buf *to, const struct json_value *m)
{
	bool in = pick_is(m, "direction", "inbound");

	html(to, "<dl class=\"facts\">");
	cell_fact_open(to, in ? "From" : "To");
	ui_message_peer(to, m);
	cell_fact_close(to);
	cell_fact(to, in ? "To" : "From", pick_text(m, in ? "to" : "from"));
	cell_figure(to, "Segments", pick_int(m, "segments"));
	if (!in) {
		cell_fact(to, "Class", pick_text(m, "class"));
		cell_fact(to, "Via", pick_text(m, "smsc"));
		cell_figure(to, "Attempts", pick_int(m, "attempts"));
	}
	cell_fact_date(to, "Accepted", pick_text(m, "timings/accepted_at"));
	cell_fact_date(to, "Scheduled for", pick_text(m, "send_at"));
	cell_fact_date(to, "Waits until", pick_text(m, "release_at"));
	cell_fact_date(to, "Window ends", pick_text(m, "window_ends_at"));
	cell_fact_date(to, "Next attempt", pick_text(m, "next_attempt_at"));
	cell_fact_date(to, "Forwarded", pick_text(m, "timings/forwarded_at"));
	cell_fact_date(to, "Ended", pick_text(m, "timings/final_at"));
	if (pick_has(m, "tag"))
		cell_fact(to, "Tag", pick_text(m, "tag"));
	if (pick_has(m, "ref"))
		cell_fact(to, "Reference", pick_text(m, "ref"));
	if (pick_has(m, "campaign")) {
		cell_fact_open(to, "Campaign");
		html(to, "<a href=\"/ui/campaigns/%s\">%s</a>",
		    pick_text(m, "campaign"), pick_text(m, "campaign"));
		cell_fact_close(to);
	}
	html(to, "</dl>\n");
}

static void put_text(struct ui_page *p, const struct json_value *m)
{
	const char *text = pick_text(m, "text");

	html(&p->out, "<section class=\"card\"><h2>Text</h2>\n");
	if (text[0] != '\0')
		html(&p->out,
		    "<p class=\"quote\" data-testid=\"message-text\" "
		    "dir=\"auto\">%s</p>\n",
		    text);
	else if (pick_has(m, "binary"))
		html(&p->out, "<p class=\"quote mono\">%s</p>\n",
		    pick_text(m, "binary"));
	else
		html(&p->out, "<p class=\"dim\">The text is not kept any "
			      "more, or not yet made.</p>\n");
	html(&p->out,
	    "<p class=\"dim small\" data-testid=\"segments\">"
	    "%lld segment%s</p></section>\n",
	    (long long)pick_int(m, "segments"),
	    pick_int(m, "segments") == 1 ? "" : "s");
}

/* ---- why --------------------------------------------------------------- */

static void put_raw(struct buf *to, const struct json_value *raw)
{
	static const char *const words[][2] = { { "stat", "stat" },
		{ "err", "err" }, { "network_error_code", "network error" },
		{ "command_status", "command status" } };

	if (raw == NULL || json_kind(raw) != JSON_OBJECT)
		return;
	html(to, "<h3>In the carrier's words</h3><dl class=\"facts\">");
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (pick_has(raw, words[i][0]))
			cell_fact(to, words[i][1], pick_text(raw, words[i][0]));
	}
	if (pick_has(raw, "message_state")) {
		cell_fact_open(to, "message state");
		html(to, "%lld", (long long)pick_int(raw, "message_state"));
		cell_fact_close(to);
	}
	html(to, "</dl>\n");
}

static const char *hint_text(const char *hint)
{
	if (strcmp(hint, "paused") == 0)
		return "What it may go through is paused or stopped here, so "
		       "it waits until that is resumed.";
	if (strcmp(hint, "no_smsc") == 0)
		return "What it was to go through is not configured any more.";
	if (strcmp(hint, "aggregator_issue") == 0)
		return "The connection to the aggregator is disturbed, so "
		       "messages wait.";
	if (strcmp(hint, "carrier_traffic") == 0)
		return "There is heavy traffic on the carrier's end; others "
		       "answer as usual.";
	return "";
}

static void put_why(struct ui_page *p, const struct json_value *m)
{
	struct buf *to = &p->out;
	bool has = pick_has(m, "reason");

	if (pick_has(m, "delay_hint"))
		html(to,
		    "<p class=\"notice wait\" data-testid=\"delay-hint\">%s "
		    "<a href=\"/ui/status\">Status</a></p>\n",
		    hint_text(pick_text(m, "delay_hint")));
	html(to, "<section class=\"card\"><h2>State</h2><p>");
	ui_message_badge(to, m);
	html(to, "</p><p>%s</p>\n",
	    ui_state_help(pick_text(m, "state"), pick_text(m, "substate")));
	if (has) {
		html(to, "<p data-testid=\"reason\">");
		cell_reason(to, m);
		html(to, "</p>");
	}
	if (pick_has(m, "explanation"))
		html(to, "<p data-testid=\"explanation\">%s</p>\n",
		    pick_text(m, "explanation"));
	if (pick_has(m, "advice"))
		html(to, "<h3>What to do</h3><p>%s</p>\n",
		    pick_text(m, "advice"));
	put_raw(to, pick(m, "raw"));
	html(to, "</section>\n");
}

/* ---- what happened ----------------------------------------------------- */

static void put_event(struct buf *to, const struct json_value *e)
{
	html(to, "<li>");
	cell_date(to, pick_text(e, "at"));
	html(to, "<span><b>%s</b>", pick_text(e, "event"));
	if (pick_has(e, "part"))
		html(to, " part %lld", (long long)pick_int(e, "part"));
	if (pick_int(e, "attempt") > 1)
		html(to, " attempt %lld", (long long)pick_int(e, "attempt"));
	html(to, " → %s", pick_text(e, "state"));
	if (pick_has(e, "substate"))
		html(to, " (%s)", pick_text(e, "substate"));
	if (pick_has(e, "smsc"))
		html(to, " · %s", pick_text(e, "smsc"));
	if (pick_has(e, "status_name"))
		html(to, " · %s", pick_text(e, "status_name"));
	if (pick_has(e, "smsc_id"))
		html(to, " · id %s", pick_text(e, "smsc_id"));
	html(to, "</span>");
	if (pick_has(e, "text"))
		html(to, "<span class=\"mono\">%s</span>",
		    pick_text(e, "text"));
	html(to, "</li>\n");
}

static void put_timeline(struct ui_page *p, const struct json_value *m)
{
	const struct json_value *list = pick(m, "events");
	struct json_iter i = { 0 };

	html(&p->out, "<section class=\"card\"><h2>What happened</h2>\n"
		      "<ol class=\"timeline\" data-testid=\"timeline\">\n");
	while (json_next(list, &i))
		put_event(&p->out, i.value);
	html(&p->out, "</ol></section>\n");
}

/* ---- buttons ----------------------------------------------------------- */

static void put_button(struct ui_page *p, const char *verb, const char *word)
{
	html(&p->out, "<form method=\"post\" action=\"/ui/messages/%s/%s\">",
	    p->arg, verb);
	ui_form_word(p);
	html(&p->out, "<button class=\"plain\">%s</button></form>\n", word);
}

static bool is_waiting(const struct json_value *m)
{
	return pick_is(m, "state", "held") || pick_is(m, "state", "queued") ||
	       pick_is(m, "state", "new");
}

static void put_buttons(struct ui_page *p, const struct json_value *m)
{
	if (!ui_may_act(p))
		return;
	if (is_waiting(m))
		put_button(p, "cancel", "Cancel");
	if (pick_is(m, "state", "delivery_unknown"))
		put_button(p, "resend", "Send again");
}

static void write_message(struct ui_page *p)
{
	const struct json_value *m = p->said[MESSAGE].root;

	if (!ui_is_good(&p->said[MESSAGE])) {
		ui_fail(p, &p->said[MESSAGE]);
		return;
	}
	ui_open(p, "Message", "Messages");
	html(&p->out, "<div class=\"head\"><h1>Message</h1>");
	ui_message_badge(&p->out, m);
	html(&p->out, "<span class=\"spring\"></span><div class=\"actions\">");
	put_buttons(p, m);
	html(&p->out, "</div></div>\n<p class=\"mono dim\">%s</p>\n",
	    pick_text(m, "id"));
	put_text(p, m);
	html(&p->out, "<section class=\"card\"><h2>Facts</h2>");
	put_facts(&p->out, m);
	html(&p->out, "</section>\n");
	put_way(p, p->said[TRACE].root);
	if (!pick_is(m, "direction", "inbound"))
		put_why(p, m);
	put_timeline(p, m);
	ui_close(p);
}

void ui_message(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_message);

	if (p == NULL)
		return;
	ui_ask(p, "/v1/messages/%s", p->arg);
	ui_ask(p, "/v1/messages/%s/trace", p->arg);
}
