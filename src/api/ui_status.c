/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/status: how the carriers are, for those whose messages wait.
 */
#include "api/ui.h"

#include "api/ui_cell.h"
#include "api/ui_pick.h"

static void put_rtt(struct buf *to, const struct json_value *s)
{
	cell_fact_open(to, "Answers within");
	if (pick_has(s, "rtt_ms"))
		html(to, "%.1f ms", pick_real(s, "rtt_ms"));
	else
		html(to, "–");
	cell_fact_close(to);
}

static void put_receipts(struct buf *to, const struct json_value *s)
{
	cell_fact_open(to, "Receipts of the last 15 min");
	html(to, "%lld of %lld ", (long long)pick_int(s, "receipts/told"),
	    (long long)pick_int(s, "receipts/sent"));
	if (pick_bool(s, "receipts/lag"))
		cell_badge(to, "lag behind", "held",
		    "Less than half of what was sent has its receipt.");
	cell_fact_close(to);
}

static void put_alarms(struct buf *to, const struct json_value *list)
{
	struct json_iter i = { 0 };

	while (json_next(list, &i))
		html(to, "<p class=\"notice bad\">%s</p>\n",
		    pick_text(i.value, ""));
}

static void put_smsc(struct buf *to, const struct json_value *s)
{
	html(to,
	    "<section class=\"card\" data-testid=\"smsc\" data-name=\"%s\">"
	    "<div class=\"head\"><h2>%s</h2>",
	    pick_text(s, "name"), pick_text(s, "name"));
	cell_badge(to, pick_text(s, "state"), pick_text(s, "state"), "");
	html(to, "<span class=\"dim\">since ");
	cell_date(to, pick_text(s, "since"));
	html(to, "</span><span class=\"spring\"></span>");
	cell_link(to, pick_text(s, "link"), "Its own status page");
	html(to, "</div>\n");
	put_alarms(to, pick(s, "alarms"));
	html(to, "<dl class=\"facts\">");
	cell_fact_open(to, "Connections");
	html(to, "%lld of %lld", (long long)pick_int(s, "bound"),
	    (long long)pick_int(s, "binds"));
	cell_fact_close(to);
	put_rtt(to, s);
	cell_figure(to, "Queue", pick_int(s, "queue"));
	put_receipts(to, s);
	html(to, "</dl></section>\n");
}

static void write_status(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];
	struct json_iter i = { 0 };

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Status", "Status");
	html(&p->out, "<span data-again=\"15\"></span><h1>Status</h1>\n"
		      "<p class=\"dim\">The connections to aggregators and "
		      "carriers. Messages wait in the queue while one is "
		      "down.</p>\n");
	while (json_next(pick(s->root, "smscs"), &i))
		put_smsc(&p->out, i.value);
	ui_close(p);
}

void ui_status(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_status);

	if (p != NULL)
		ui_ask(p, "/v1/status-page");
}
