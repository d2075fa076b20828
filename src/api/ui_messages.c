/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/messages: the newest first, with the filters of GET /v1/messages.
 */
#include "api/ui.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_message.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

static const char *const filters[] = { "q", "status", "vocab", "direction",
	"to", "sender", "from", "to_date", "campaign", "carrier", "smsc",
	"reason", NULL };

/* ---- the form ---------------------------------------------------------- */

static void put_input(struct ui_page *p, const char *name, const char *label,
    const char *hint)
{
	html(&p->out,
	    "<div><label for=\"f-%s\">%s</label><input id=\"f-%s\" "
	    "name=\"%s\" value=\"%s\" placeholder=\"%s\"></div>\n",
	    name, label, name, name, ui_field(p, name), hint);
}

static void put_choice(struct ui_page *p, const char *name, const char *label,
    const char *const (*options)[2])
{
	html(&p->out,
	    "<div><label for=\"f-%s\">%s</label><select id=\"f-%s\" "
	    "name=\"%s\">",
	    name, label, name, name);
	for (; (*options)[0] != NULL; options++)
		html(&p->out, "<option value=\"%s\"%s>%s</option>",
		    (*options)[0],
		    strcmp(ui_field(p, name), (*options)[0]) == 0 ? " selected"
								  : "",
		    (*options)[1]);
	html(&p->out, "</select></div>\n");
}

static void put_form(struct ui_page *p)
{
	static const char *const states[][2] = { { "", "any" },
		{ "new,held", "not yet queued" },
		{ "queued,submitting", "queued" },
		{ "forwarded,enroute", "with the carrier" },
		{ "delivered", "delivered" }, { "failed", "failed" },
		{ "delivery_unknown", "delivery unknown" },
		{ "skipped,canceled,recipient_deleted", "not sent" },
		{ "received", "received" }, { NULL, NULL } };
	static const char *const directions[][2] = { { "", "both" },
		{ "outbound", "out" }, { "inbound", "in" }, { NULL, NULL } };

	html(&p->out, "<form class=\"card\" method=\"get\" "
		      "action=\"/ui/messages\" role=\"search\">"
		      "<div class=\"row\">\n");
	put_input(p, "q", "Text or number", "");
	put_choice(p, "status", "State", states);
	put_choice(p, "direction", "Direction", directions);
	put_input(p, "to", "Recipient", "+1…");
	put_input(p, "sender", "Sender", "");
	html(&p->out, "</div><div class=\"row\">\n");
	put_input(p, "from", "From day", "2026-03-02");
	put_input(p, "to_date", "To day", "2026-03-02");
	put_input(p, "campaign", "Campaign", "name or id");
	put_input(p, "carrier", "Carrier", "");
	put_input(p, "reason", "Reason", "30003");
	html(&p->out, "<div class=\"tight\"><button>Filter</button> "
		      "<a class=\"button\" href=\"/ui/messages\">Clear</a>"
		      "</div></div></form>\n");
}

/* ---- the list ---------------------------------------------------------- */

static void put_message(struct ui_page *p, const struct json_value *m)
{
	struct buf *to = &p->out;

	html(to, "<tr data-testid=\"message-row\">"
		 "<td data-label=\"Accepted\">");
	cell_date(to, pick_text(m, "timings/accepted_at"));
	html(to, "</td><td data-label=\"%s\">",
	    pick_is(m, "direction", "inbound") ? "From" : "To");
	ui_message_peer(to, m);
	html(to, "</td><td data-label=\"Text\" class=\"text\">");
	ui_message_subject(to, m);
	html(to, "</td><td data-label=\"State\">");
	ui_message_badge(to, m);
	html(to, " ");
	cell_reason(to, m);
	html(to,
	    "</td><td data-label=\"Via\">%s</td>"
	    "<td class=\"num\" data-label=\"Segments\">%lld</td></tr>\n",
	    pick_text(m, "smsc"), (long long)pick_int(m, "segments"));
}

static void put_list(struct ui_page *p, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(&p->out, "<p class=\"none\">No message here.</p>\n");
		return;
	}
	html(&p->out,
	    "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
	    "<th scope=\"col\">Accepted</th><th scope=\"col\">Number</th>"
	    "<th scope=\"col\">Text</th><th scope=\"col\">State</th>"
	    "<th scope=\"col\">Via</th>"
	    "<th scope=\"col\" class=\"num\">Segments</th>"
	    "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_message(p, i.value);
	html(&p->out, "</tbody></table></div>\n");
}

static void write_messages(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];

	if (s->status >= 500 || s->status == 403) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Messages", "Messages");
	html(&p->out, "<div class=\"head\"><h1>Messages</h1></div>\n");
	put_form(p);
	html(&p->out, "<section class=\"card\" aria-label=\"Messages\">\n");
	if (ui_is_good(s))
		put_list(p, pick(s->root, "messages"));
	else
		cell_alert(&p->out, pick_text(s->root, "error/message"));
	pager_links(p, "/ui/messages", filters, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_messages(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_messages);

	if (p == NULL)
		return;
	pager_ask(p, "/v1/messages", filters);
}
