/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/: what is under way at a glance. The widget "Bulk Sequences" is there
 * unless who looks has hidden it.
 */
#include "api/ui_campaign.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pick.h"

enum said { PREFS, CAMPAIGNS, STATS, ALERTS, HELP };

#define BULK "bulk_sequences"

/* ---- gear and help ----------------------------------------------------- */

static bool shows_bulk(const struct ui_page *p)
{
	const struct json_value *prefs = p->said[PREFS].root;

	return !pick_has(prefs, "widgets/" BULK) ||
	       pick_bool(prefs, "widgets/" BULK);
}

static void put_help(struct ui_page *p)
{
	html(&p->out,
	    "<details data-testid=\"dashboard-help\">"
	    "<summary class=\"round\" aria-label=\"Help about the dashboard\">"
	    "?</summary><div class=\"pop\"><p><b>The dashboard</b> shows what "
	    "is under way.</p><p><b>Bulk Sequences</b> lists the latest "
	    "campaigns. <i>In-queue</i> has not left yet; <i>outbox</i> is "
	    "with the aggregator and awaits the carrier's answer; "
	    "<i>sent</i> is delivered; <i>error</i> failed: its number leads "
	    "to who was not reached, and why. <i>Delivery unknown</i> had no "
	    "answer within the time allowed. <i>Deleted leads</i> counts "
	    "recipients who were deleted since.</p>"
	    "<p>The gear hides and shows the list, for you alone.</p></div>"
	    "</details>\n");
}

static void put_gear(struct ui_page *p)
{
	html(&p->out,
	    "<details data-testid=\"dashboard-gear\">"
	    "<summary class=\"round\" aria-label=\"What the dashboard shows\">"
	    "⚙</summary><div class=\"pop\">"
	    "<form method=\"post\" action=\"/ui/dashboard\">");
	ui_form_word(p);
	html(&p->out,
	    "<label class=\"inline\"><input type=\"checkbox\" "
	    "name=\"" BULK "\" value=\"yes\"%s> Bulk Sequences</label>"
	    "<p class=\"hint\">Your choice; others keep theirs.</p>"
	    "<button>Save</button></form></div></details>\n",
	    shows_bulk(p) ? " checked" : "");
}

/* ---- the widget -------------------------------------------------------- */

static void put_error(struct buf *to, const char *id, int64_t n)
{
	html(to, "<td class=\"num\"><span class=\"cap\">error</span> ");
	if (n != 0)
		html(to,
		    "<a data-testid=\"error-link\" "
		    "href=\"/ui/campaigns/%s/errors\">",
		    id);
	cell_count(to, n);
	html(to, n != 0 ? "</a></td>" : "</td>");
}

static void put_outbox(struct buf *to, int64_t n)
{
	html(to, "<td class=\"num\"><span class=\"cap\">outbox</span> ");
	cell_count(to, n);
	if (n != 0)
		cell_bubble(to, "outbox-bubble",
		    "Awaiting response from destination carrier");
	html(to, "</td>");
}

static void put_campaign(struct ui_page *p, const struct json_value *c)
{
	const struct json_value *n = pick(c, "counts");
	const char *id = pick_text(c, "id");
	struct buf *to = &p->out;

	html(to,
	    "<tr data-testid=\"campaign-row\"><td class=\"name\">"
	    "<a href=\"/ui/campaigns/%s\">%s</a></td>"
	    "<td data-label=\"status\">",
	    id, campaign_title(c));
	campaign_badge(to, c, p->said[HELP].root);
	html(to, "</td>");
	put_error(to, id, pick_int(n, "error"));
	cell_number(to, "in-queue", pick_int(n, "in_queue"));
	put_outbox(to, pick_int(n, "outbox"));
	cell_number(to, "sent", pick_int(n, "sent"));
	cell_number(to, "deleted_leads_count",
	    pick_int(n, "deleted_leads_count"));
	cell_number(to, "delivery unknown", pick_int(n, "delivery_unknown"));
	html(to, "</tr>\n");
}

static void put_table(struct ui_page *p, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(&p->out, "<p class=\"none\">No campaign yet. <a "
			      "href=\"/ui/contacts/import\">Import "
			      "contacts</a>, then write one.</p>\n");
		return;
	}
	html(&p->out,
	    "<div class=\"scroll\"><table class=\"stack stats\"><thead><tr>"
	    "<th scope=\"col\">Campaign</th><th scope=\"col\">status</th>"
	    "<th scope=\"col\" class=\"num\">error</th>"
	    "<th scope=\"col\" class=\"num\">in-queue</th>"
	    "<th scope=\"col\" class=\"num\">outbox</th>"
	    "<th scope=\"col\" class=\"num\">sent</th>"
	    "<th scope=\"col\" class=\"num\">deleted_leads_count</th>"
	    "<th scope=\"col\" class=\"num\">delivery unknown</th>"
	    "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_campaign(p, i.value);
	html(&p->out, "</tbody></table></div>\n");
}

static void put_widget(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CAMPAIGNS];

	html(&p->out, "<section class=\"card\" "
		      "data-testid=\"widget-bulk-sequences\">"
		      "<div class=\"head\"><h2>Bulk Sequences</h2>"
		      "<span class=\"spring\"></span>"
		      "<a href=\"/ui/history\">All campaigns</a></div>\n");
	if (ui_is_good(s))
		put_table(p, pick(s->root, "campaigns"));
	else
		html(&p->out, "<p class=\"notice bad\">%s</p>\n",
		    pick_text(s->root, "error/message"));
	html(&p->out, "</section>\n");
}

/* ---- the rest ---------------------------------------------------------- */

static void put_sums(struct ui_page *p)
{
	const struct json_value *s = pick(p->said[STATS].root, "account");

	if (s == NULL)
		return;
	html(&p->out, "<section class=\"card\"><h2>Messages</h2>"
		      "<dl class=\"figures\">");
	cell_figure(&p->out, "Today", pick_int(s, "today/messages"));
	cell_figure(&p->out, "Segments today", pick_int(s, "today/segments"));
	cell_figure(&p->out, "Received today", pick_int(s, "today/received"));
	cell_figure(&p->out, "30 days", pick_int(s, "days30/messages"));
	html(&p->out, "</dl></section>\n");
}

static void put_links(struct ui_page *p)
{
	const struct json_value *list = pick(p->said[STATS].root, "smscs");
	size_t alerts = json_count(pick(p->said[ALERTS].root, "alerts"));
	struct json_iter i = { 0 };

	html(&p->out, "<section class=\"card\"><h2>Connections</h2>"
		      "<ul class=\"plain\">");
	while (json_next(list, &i)) {
		html(&p->out, "<li>");
		cell_badge(&p->out, pick_text(i.value, "state"),
		    pick_text(i.value, "state"), "");
		html(&p->out, " <a href=\"/ui/status\">%s</a></li>",
		    pick_text(i.value, "name"));
	}
	html(&p->out, "</ul>");
	if (alerts != 0)
		html(&p->out,
		    "<p class=\"notice wait\"><a href=\"/ui/alerts\">%zu "
		    "alert%s</a></p>",
		    alerts, alerts == 1 ? "" : "s");
	html(&p->out, "</section>\n");
}

static void write_dashboard(struct ui_page *p)
{
	ui_open(p, "Dashboard", "Dashboard");
	html(&p->out, "<div class=\"head\"><h1>Dashboard</h1>"
		      "<span class=\"spring\"></span>\n");
	put_help(p);
	if (p->csrf[0] != '\0')
		put_gear(p);
	if (ui_may_act(p))
		html(&p->out, "<a class=\"button main\" "
			      "href=\"/ui/campaigns/new\">New campaign</a>\n");
	html(&p->out, "</div>\n");
	if (shows_bulk(p))
		put_widget(p);
	html(&p->out, "<div class=\"cards\">\n");
	put_sums(p);
	put_links(p);
	html(&p->out, "</div>\n");
	ui_close(p);
}

void ui_dashboard(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_dashboard);
	struct buf query = { 0 };

	if (p == NULL)
		return;
	ui_ask(p, "/v1/me/dashboard");
	ui_filter(&query, "page_size", "20");
	ui_ask_with(p, "/v1/campaigns", &query);
	ui_ask(p, "/v1/stats");
	ui_ask(p, "/v1/alerts");
	ui_ask(p, "/v1/meta/status-help");
}

/* ---- the gear's form --------------------------------------------------- */

static void go_back(struct ui_page *p)
{
	if (ui_is_good(&p->said[0]))
		ui_go(p, "/ui/");
	else
		ui_fail(p, &p->said[0]);
}

void ui_dashboard_change(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, go_back);
	struct buf body = { 0 };
	struct json_out o = json_writing(&body);

	if (p == NULL)
		return;
	json_open_object(&o, NULL);
	json_open_object(&o, "widgets");
	json_bool(&o, BULK, strcmp(ui_field(p, BULK), "yes") == 0);
	json_close_object(&o);
	json_close_object(&o);
	ui_send(p, HTTP_METHOD_PUT, "/v1/me/dashboard", &body);
	buf_free(&body);
}
