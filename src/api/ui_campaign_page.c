/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/campaigns/{id}: where it is and why, its chart, whom it goes to, what
 * happened to it; and the buttons for what can be done with it now.
 */
#include "api/ui_campaign.h"

#include <stdio.h>

#include "api/ui_cell.h"
#include "api/ui_chart.h"
#include "api/ui_lists.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

/* MORE: the estimate of a draft, or counts by carrier. */
enum said { CAMPAIGN, CHART, RECIPIENTS, EVENTS, HELP, LISTS, MORE };

/* ---- why it stands still ----------------------------------------------- */

static void put_failure(struct buf *to, const struct json_value *failure)
{
	const struct json_value *codes = pick(failure, "codes");
	struct json_iter i = { 0 };

	if (!pick_has(failure, ""))
		return;
	html(to,
	    "<section class=\"card error\" data-testid=\"failure\">"
	    "<h2>Why it failed</h2><p>%s</p>\n<p>",
	    pick_text(failure, "text"));
	while (json_next(codes, &i))
		html(to, "<span class=\"badge bad mono\">%s</span> ",
		    pick_text(i.value, ""));
	html(to, "</p>\n");
	if (pick_has(failure, "support_contact"))
		html(to,
		    "<p>Support: <span data-testid=\"support\">%s</span>"
		    "</p>\n",
		    pick_text(failure, "support_contact"));
	html(to, "</section>\n");
}

static void put_delay(struct buf *to, const struct json_value *d)
{
	html(to,
	    "<p class=\"notice wait\" data-testid=\"delay-reason\" "
	    "data-reason=\"%s\">",
	    pick_text(d, "reason"));
	if (pick_is(d, "reason", "carrier_traffic"))
		html(to, "Heavy network traffic on the carrier's end: %s.",
		    pick_has(d, "carrier") ? pick_text(d, "carrier")
					   : "its name is not known");
	else if (pick_is(d, "reason", "paused"))
		html(to, "The connection %s is paused or stopped here.",
		    pick_text(d, "smsc"));
	else if (pick_is(d, "reason", "no_smsc"))
		html(to, "What it was to go through is not configured any "
			 "more.");
	else
		html(to,
		    "An issue on the aggregator's end%s%s. See the "
		    "<a href=\"/ui/status\">status page</a>.",
		    pick_has(d, "smsc") ? ": " : "", pick_text(d, "smsc"));
	html(to, "</p>\n");
}

static void put_delays(struct buf *to, const struct json_value *c)
{
	const struct json_value *list = pick(c, "delay_reasons");
	struct json_iter i = { 0 };

	while (json_next(list, &i))
		put_delay(to, i.value);
}

/* ---- figures ----------------------------------------------------------- */

static void put_outbox(struct buf *to, int64_t n)
{
	html(to, "<div><dt>Outbox");
	cell_bubble(to, "", "Awaiting response from destination carrier");
	html(to, "</dt><dd>");
	cell_count(to, n);
	html(to, "</dd></div>");
}

static void put_errors(struct ui_page *p, int64_t n)
{
	struct buf *to = &p->out;

	html(to, "<div><dt>Error</dt><dd>");
	if (n != 0)
		html(to,
		    "<a data-testid=\"error-link\" "
		    "href=\"/ui/campaigns/%s/errors\">",
		    p->arg);
	cell_count(to, n);
	html(to, n != 0 ? "</a></dd></div>" : "</dd></div>");
}

static void put_figures(struct ui_page *p, const struct json_value *n)
{
	struct buf *to = &p->out;

	html(to, "<section class=\"card\"><h2>Messages</h2>"
		 "<dl class=\"figures\" data-testid=\"counts\">");
	cell_figure(to, "Total", pick_int(n, "total"));
	cell_figure(to, "In-queue", pick_int(n, "in_queue"));
	put_outbox(to, pick_int(n, "outbox"));
	cell_figure(to, "Sent", pick_int(n, "sent"));
	put_errors(p, pick_int(n, "error"));
	cell_figure(to, "Delivery unknown", pick_int(n, "delivery_unknown"));
	cell_figure(to, "Skipped", pick_int(n, "skipped"));
	cell_figure(to, "Canceled", pick_int(n, "canceled"));
	cell_figure(to, "Deleted leads", pick_int(n, "deleted_leads_count"));
	html(to, "</dl>\n");
	campaign_carriers_link(p);
	html(to, "</section>\n");
}

static void put_rate(struct buf *to, const char *name,
    const struct json_value *c, const char *key)
{
	cell_fact_open(to, name);
	cell_rate(to, c, key);
}

static void put_facts(struct ui_page *p, const struct json_value *c)
{
	struct buf *to = &p->out;

	html(to, "<section class=\"card\"><h2>Facts</h2>"
		 "<dl class=\"facts\">");
	put_rate(to, "Delivery rate", c, "delivery_rate");
	cell_fact_close(to);
	put_rate(to, "Spam rate", c, "spam_rate");
	html(to, " ");
	cell_link(to, pick_text(c, "compliance_link"), "How to be compliant");
	cell_fact_close(to);
	cell_fact_date(to, "Created", pick_text(c, "created_at"));
	cell_fact_date(to, "Starts", pick_text(c, "starts_at_utc"));
	cell_fact_date(to, "Started", pick_text(c, "started_at"));
	cell_fact_date(to, "Sent", pick_text(c, "sent_at"));
	cell_fact_date(to, "Completed", pick_text(c, "completed_at"));
	cell_fact_date(to, "Done", pick_text(c, "done_at"));
	html(to, "</dl></section>\n");
}

/* ---- chart and words --------------------------------------------------- */

static void put_chart(struct ui_page *p)
{
	const struct json_value *chart = p->said[CHART].root;
	struct buf *to = &p->out;

	html(to, "<section class=\"card\" aria-label=\"Chart of statuses\">"
		 "<h2>Statuses</h2>\n<div class=\"chart\">");
	chart_svg(to, chart);
	chart_legend(to, chart, p->said[HELP].root);
	html(to, "</div></section>\n");
}

static void put_word_help(struct ui_page *p)
{
	static const char *const words[] = { "Draft", "Scheduled", "Processing",
		"Sending", "Sent", "Failed", "Canceled" };
	const struct json_value *help = pick(p->said[HELP].root, "campaign");

	html(&p->out, "<details class=\"card\"><summary>What the status of a "
		      "campaign means</summary>"
		      "<dl data-testid=\"campaign-legend\">");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		html(&p->out, "<dt><b>%s</b></dt><dd>%s</dd>", words[i],
		    chart_help(help, words[i]));
	html(&p->out, "</dl></details>\n");
}

/* ---- the page ---------------------------------------------------------- */

static bool is_under_way(const struct json_value *c)
{
	return campaign_is(c, "processing") || campaign_is(c, "sending");
}

static void put_head(struct ui_page *p, const struct json_value *c)
{
	struct buf *to = &p->out;

	html(to, "<div class=\"head\"><h1>%s</h1>", campaign_title(c));
	html(to, "<span data-testid=\"campaign-status\">");
	campaign_badge(to, c, p->said[HELP].root);
	html(to, "</span></div>\n<p class=\"mono dim\">%s</p>\n",
	    pick_text(c, "id"));
}

static void write_campaign(struct ui_page *p)
{
	const struct json_value *c = p->said[CAMPAIGN].root;

	if (!ui_is_good(&p->said[CAMPAIGN])) {
		ui_fail(p, &p->said[CAMPAIGN]);
		return;
	}
	ui_open(p, campaign_title(c), "Campaigns");
	/* To look again would be to walk again. */
	if (is_under_way(c) && !campaign_by_carrier(p))
		html(&p->out, "<span data-again=\"10\"></span>");
	put_head(p, c);
	put_failure(&p->out, pick(c, "failure"));
	put_delays(&p->out, c);
	campaign_controls(p, c);
	if (p->said[MORE].status != 0 && !campaign_by_carrier(p))
		campaign_estimate_card(p, &p->said[MORE]);
	if (!campaign_is_draft(c)) {
		put_chart(p);
		put_figures(p, pick(c, "counts"));
		if (campaign_by_carrier(p))
			campaign_carriers_card(p, &p->said[MORE]);
	}
	campaign_text_card(p, c, p->said[LISTS].root);
	put_facts(p, c);
	if (!campaign_is_draft(c))
		campaign_recipients_card(p, c, &p->said[RECIPIENTS]);
	campaign_events_card(p, p->said[EVENTS].root);
	put_word_help(p);
	ui_close(p);
}

static void ask_recipients(struct ui_page *p)
{
	char path[UI_PATH_ROOM];

	snprintf(path, sizeof(path), "/v1/campaigns/%s/recipients", p->arg);
	pager_ask(p, path, campaign_recipient_filters);
}

static void ask_carriers(struct ui_page *p)
{
	struct buf query = { 0 };
	char path[UI_PATH_ROOM];

	snprintf(path, sizeof(path), "/v1/campaigns/%s/counts", p->arg);
	ui_filter(&query, "by", "carrier");
	ui_ask_with(p, path, &query);
}

static void ask_estimate(struct ui_page *p)
{
	char path[UI_PATH_ROOM];

	snprintf(path, sizeof(path), "/v1/campaigns/%s/estimate", p->arg);
	ui_send(p, HTTP_METHOD_POST, path, NULL);
}

void ui_campaign(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_campaign);

	if (p == NULL)
		return;
	ui_ask(p, "/v1/campaigns/%s", p->arg);
	ui_ask(p, "/v1/campaigns/%s/chart", p->arg);
	ask_recipients(p);
	ui_ask(p, "/v1/campaigns/%s/events", p->arg);
	ui_ask(p, "/v1/meta/status-help");
	lists_ask(p);
	if (campaign_by_carrier(p))
		ask_carriers(p);
	else if (ui_field(p, "estimate")[0] != '\0')
		ask_estimate(p);
}
