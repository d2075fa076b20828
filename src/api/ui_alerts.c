/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/alerts: what wants an operator.
 */
#include "api/ui.h"

#include "api/ui_cell.h"
#include "api/ui_pick.h"

static void put_where(struct buf *to, const struct json_value *a)
{
	if (pick_has(a, "campaign"))
		html(to, "<a href=\"/ui/campaigns/%s\">%s</a> ",
		    pick_text(a, "campaign"), pick_text(a, "campaign"));
	if (pick_has(a, "smsc"))
		html(to, "<a href=\"/ui/status\">%s</a> ",
		    pick_text(a, "smsc"));
	if (pick_has(a, "carrier"))
		html(to, "%s", pick_text(a, "carrier"));
}

static void put_alert(struct buf *to, const struct json_value *a)
{
	html(to,
	    "<tr data-testid=\"alert-row\"><td class=\"name\">%s</td>"
	    "<td data-label=\"Where\">",
	    pick_text(a, "name"));
	put_where(to, a);
	html(to, "</td><td data-label=\"Since\">");
	cell_date(to, pick_text(a, "since"));
	html(to, "</td><td class=\"text\">%s", pick_text(a, "text"));
	if (pick_has(a, "support_contact"))
		html(to, " Support: %s.", pick_text(a, "support_contact"));
	html(to, "</td></tr>\n");
}

static void put_table(struct buf *to, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(to, "<p class=\"none\">Nothing wants you.</p>\n");
		return;
	}
	html(to, "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		 "<th scope=\"col\">Alert</th><th scope=\"col\">Where</th>"
		 "<th scope=\"col\">Since</th><th scope=\"col\">What</th>"
		 "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_alert(to, i.value);
	html(to, "</tbody></table></div>\n");
}

static void write_alerts(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Alerts", "Alerts");
	html(&p->out, "<h1>Alerts</h1>\n<section class=\"card\">\n");
	put_table(&p->out, pick(s->root, "alerts"));
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_alerts(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_alerts);

	if (p != NULL)
		ui_ask(p, "/v1/alerts");
}
