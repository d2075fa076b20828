/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/history: the campaigns, the newest first.
 */
#include "api/ui_campaign.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

enum said { CAMPAIGNS, HELP };

static const char *const filters[] = { "status", "q", "from", "to_date", NULL };

static const struct {
	const char *status, *word;
} views[] = {
	{ "", "All" },
	{ "draft", "Drafts" },
	{ "scheduled", "Scheduled" },
	{ "processing,sending", "Under way" },
	{ "sent,done", "Sent" },
	{ "canceled,failed", "Canceled and failed" },
};

static void put_views(struct ui_page *p)
{
	html(&p->out, "<nav class=\"views\" aria-label=\"Which campaigns\">");
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		bool more = false;

		html(&p->out, "<a href=\"/ui/history");
		html_query(&p->out, &more, "status", views[i].status);
		html_query(&p->out, &more, "q", ui_field(p, "q"));
		html(&p->out, "\"");
		if (strcmp(views[i].status, ui_field(p, "status")) == 0)
			html(&p->out, " aria-current=\"true\"");
		html(&p->out, ">%s</a>", views[i].word);
	}
	html(&p->out, "</nav>\n");
}

static void put_search(struct ui_page *p)
{
	html(&p->out,
	    "<form method=\"get\" action=\"/ui/history\" role=\"search\" "
	    "class=\"row\"><input type=\"hidden\" name=\"status\" "
	    "value=\"%s\"><div><label for=\"f-q\">Name or text</label>"
	    "<input id=\"f-q\" name=\"q\" value=\"%s\"></div>"
	    "<div><label for=\"f-from\">Created from</label>"
	    "<input id=\"f-from\" name=\"from\" type=\"date\" "
	    "value=\"%s\"></div><div><label for=\"f-to\">to</label>"
	    "<input id=\"f-to\" name=\"to_date\" type=\"date\" "
	    "value=\"%s\"></div>"
	    "<div class=\"tight\"><button>Filter</button></div></form>\n",
	    ui_field(p, "status"), ui_field(p, "q"), ui_field(p, "from"),
	    ui_field(p, "to_date"));
}

static void put_count(struct buf *to, const char *label, int64_t n)
{
	html(to, "<td class=\"num\" data-label=\"%s\">", label);
	cell_count(to, n);
	html(to, "</td>");
}

static void put_campaign(struct ui_page *p, const struct json_value *c)
{
	const char *id = pick_text(c, "id");
	struct buf *to = &p->out;

	html(to,
	    "<tr data-testid=\"campaign-row\"><td class=\"name\">%s</td>"
	    "<td data-label=\"Status\">",
	    campaign_title(c));
	campaign_badge(to, c, p->said[HELP].root);
	html(to, "</td><td data-label=\"Date\">");
	cell_date(to,
	    pick_text(c, pick_has(c, "started_at")      ? "started_at"
			 : pick_has(c, "starts_at_utc") ? "starts_at_utc"
							: "created_at"));
	html(to, "</td>");
	put_count(to, "Recipients", pick_int(c, "counts/recipients"));
	put_count(to, "Delivered", pick_int(c, "counts/sent"));
	put_count(to, "Failed", pick_int(c, "counts/error"));
	html(to,
	    "<td class=\"go\"><a data-testid=\"view-details\" "
	    "href=\"/ui/campaigns/%s\" aria-label=\"View details of "
	    "%s\">View Details</a></td></tr>\n",
	    id, campaign_title(c));
}

static void put_list(struct ui_page *p, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(&p->out, "<p class=\"none\">No campaign here.</p>\n");
		return;
	}
	html(&p->out,
	    "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
	    "<th scope=\"col\">Name</th><th scope=\"col\">Status</th>"
	    "<th scope=\"col\">Date</th>"
	    "<th scope=\"col\" class=\"num\">Recipients</th>"
	    "<th scope=\"col\" class=\"num\">Delivered</th>"
	    "<th scope=\"col\" class=\"num\">Failed</th>"
	    "<th scope=\"col\"><span class=\"hidden\">Details</span></th>"
	    "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_campaign(p, i.value);
	html(&p->out, "</tbody></table></div>\n");
}

static void write_history(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CAMPAIGNS];

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Campaigns", "Campaigns");
	html(&p->out, "<div class=\"head\"><h1>Campaigns</h1>"
		      "<span class=\"spring\"></span>");
	if (ui_may_act(p))
		html(&p->out, "<a class=\"button main\" "
			      "href=\"/ui/campaigns/new\">New campaign</a>");
	html(&p->out, "</div>\n<section class=\"card\">\n");
	put_views(p);
	put_search(p);
	put_list(p, pick(s->root, "campaigns"));
	pager_links(p, "/ui/history", filters, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_history(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_history);

	if (p == NULL)
		return;
	pager_ask(p, "/v1/campaigns", filters);
	ui_ask(p, "/v1/meta/status-help");
}
