/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages of a campaign by carrier, below its chart: only for who asked,
 * as its recipients are walked over for it.
 */
#include "api/ui_campaign.h"

#include "api/ui_cell.h"
#include "api/ui_pick.h"

static void put_rate(struct buf *to, const char *label,
    const struct json_value *row, const char *key)
{
	html(to, "<td class=\"num\"><span class=\"cap\">%s</span> ", label);
	cell_rate(to, row, key);
	html(to, "</td>");
}

static void put_row(struct buf *to, const struct json_value *row)
{
	html(to, "<tr data-testid=\"carrier-row\"><td class=\"name\">");
	if (pick_has(row, "carrier"))
		html(to, "%s", pick_text(row, "carrier"));
	else
		html(to, "<span class=\"dim\">not known</span>");
	html(to, "</td>");
	cell_number(to, "total", pick_int(row, "total"));
	cell_number(to, "in-queue", pick_int(row, "in_queue"));
	cell_number(to, "outbox", pick_int(row, "outbox"));
	cell_number(to, "sent", pick_int(row, "sent"));
	cell_number(to, "error", pick_int(row, "error"));
	cell_number(to, "delivery unknown", pick_int(row, "delivery_unknown"));
	cell_number(to, "not sent",
	    pick_int(row, "skipped") + pick_int(row, "canceled") +
		pick_int(row, "recipient_deleted"));
	put_rate(to, "delivery rate", row, "delivery_rate");
	put_rate(to, "spam rate", row, "spam_rate");
	html(to, "</tr>\n");
}

static void put_table(struct buf *to, const struct json_value *rows)
{
	struct json_iter i = { 0 };

	if (json_count(rows) == 0) {
		html(to, "<p class=\"none\">Nobody here.</p>\n");
		return;
	}
	html(to, "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		 "<th scope=\"col\">Carrier</th>"
		 "<th scope=\"col\" class=\"num\">Total</th>"
		 "<th scope=\"col\" class=\"num\">In-queue</th>"
		 "<th scope=\"col\" class=\"num\">Outbox</th>"
		 "<th scope=\"col\" class=\"num\">Sent</th>"
		 "<th scope=\"col\" class=\"num\">Error</th>"
		 "<th scope=\"col\" class=\"num\">Unknown</th>"
		 "<th scope=\"col\" class=\"num\">Not sent</th>"
		 "<th scope=\"col\" class=\"num\">Delivery rate</th>"
		 "<th scope=\"col\" class=\"num\">Spam rate</th>"
		 "</tr></thead><tbody>\n");
	while (json_next(rows, &i))
		put_row(to, i.value);
	html(to, "</tbody></table></div>\n");
}

void campaign_carriers_card(struct ui_page *p, const struct ui_said *s)
{
	struct buf *to = &p->out;

	html(to, "<section class=\"card\" id=\"carriers\" "
		 "data-testid=\"carriers\"><h2>By carrier</h2>\n");
	if (ui_is_good(s))
		put_table(to, pick(s->root, "carriers"));
	else
		cell_alert(to, pick_text(s->root, "error/message"));
	html(to, "</section>\n");
}

bool campaign_by_carrier(const struct ui_page *p)
{
	return ui_field(p, "by")[0] != '\0';
}

void campaign_carriers_link(struct ui_page *p)
{
	if (!campaign_by_carrier(p))
		html(&p->out,
		    "<p class=\"small\"><a "
		    "href=\"/ui/campaigns/%s?by=carrier#carriers\">"
		    "By carrier</a></p>\n",
		    p->arg);
}
