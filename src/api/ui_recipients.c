/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whom a campaign goes to: below its chart, and at /ui/campaigns/{id}/errors
 * those whom it did not reach.
 */
#include "api/ui_campaign.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_message.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

enum said { CAMPAIGN, RECIPIENTS };

const char *const campaign_recipient_filters[] = { "status", "to", "q",
	"reason", "step", NULL };

/* ---- rows -------------------------------------------------------------- */

static void put_person(struct buf *to, const struct json_value *r)
{
	const char *number = pick_text(r, "number");
	const char *contact = pick_text(r, "contact");
	const char *name = pick_text(r, "name");

	if (name[0] == '\0')
		name = number[0] != '\0' ? number : "unreadable number";
	if (contact[0] == '\0')
		contact = number;
	if (contact[0] != '\0')
		html(to,
		    "<a data-testid=\"contact-link\" "
		    "href=\"/ui/contacts/%s\">%s</a>",
		    contact, name);
	else
		html(to, "%s", name);
	if (pick_bool(r, "deleted"))
		html(to, " <span class=\"badge none\">deleted</span>");
}

/* Until when it waits, by which rule. */
static void put_rule(struct buf *to, const struct json_value *r)
{
	if (!pick_has(r, "rule"))
		return;
	if (pick_has(r, "explanation"))
		cell_bubble(to, "rule-bubble", pick_text(r, "explanation"));
	if (pick_has(r, "release_at")) {
		html(to, " <span class=\"small dim\">until ");
		cell_date(to, pick_text(r, "release_at"));
		html(to, "</span>");
	}
	if (pick_has(r, "window_ends_at")) {
		html(to, " <span class=\"small dim\">window ends ");
		cell_date(to, pick_text(r, "window_ends_at"));
		html(to, "</span>");
	}
}

static void put_state(struct buf *to, const struct json_value *r)
{
	ui_message_badge(to, r);
	html(to, " ");
	cell_reason(to, r);
	put_rule(to, r);
}

static void put_row(struct buf *to, const struct json_value *r)
{
	html(to,
	    "<tr data-testid=\"recipient-row\" data-state=\"%s\">"
	    "<td class=\"name\">",
	    pick_text(r, "state"));
	put_person(to, r);
	html(to,
	    "</td><td data-label=\"Number\">%s</td>"
	    "<td data-label=\"Status\">",
	    pick_text(r, "number"));
	put_state(to, r);
	html(to, "</td><td data-label=\"Carrier\">%s</td><td>",
	    pick_text(r, "carrier"));
	if (pick_has(r, "message"))
		html(to,
		    "<a href=\"/ui/messages/%s\" "
		    "aria-label=\"Message to %s\">Message</a>",
		    pick_text(r, "message"), pick_text(r, "number"));
	html(to, "</td></tr>\n");
}

static void put_rows(struct buf *to, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(to, "<p class=\"none\">Nobody here.</p>\n");
		return;
	}
	html(to, "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		 "<th scope=\"col\">Recipient</th><th scope=\"col\">Number</th>"
		 "<th scope=\"col\">Status</th><th scope=\"col\">Carrier</th>"
		 "<th scope=\"col\"><span class=\"hidden\">Message</span></th>"
		 "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_row(to, i.value);
	html(to, "</tbody></table></div>\n");
}

/* ---- below the chart --------------------------------------------------- */

static void put_options(struct ui_page *p)
{
	static const char *const states[][2] = { { "", "any" },
		{ "new,held", "waiting" }, { "queued,submitting", "queued" },
		{ "forwarded,enroute", "with the carrier" },
		{ "delivered", "delivered" }, { "failed", "failed" },
		{ "delivery_unknown", "delivery unknown" },
		{ "skipped", "skipped" }, { "canceled", "canceled" },
		{ "recipient_deleted", "recipient deleted" } };

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		html(&p->out, "<option value=\"%s\"", states[i][0]);
		if (strcmp(states[i][0], ui_field(p, "status")) == 0)
			html(&p->out, " selected");
		html(&p->out, ">%s</option>", states[i][1]);
	}
}

static void put_search(struct ui_page *p, const struct json_value *c)
{
	size_t steps = json_count(pick(c, "steps"));

	html(&p->out,
	    "<form method=\"get\" action=\"/ui/campaigns/%s\" "
	    "role=\"search\" class=\"row\">"
	    "<div><label for=\"f-to\">Is this number in it?</label>"
	    "<input id=\"f-to\" name=\"to\" value=\"%s\" "
	    "placeholder=\"+1…\"></div>"
	    "<div><label for=\"f-q\">Name</label>"
	    "<input id=\"f-q\" name=\"q\" value=\"%s\"></div>"
	    "<div><label for=\"f-status\">Status</label>"
	    "<select id=\"f-status\" name=\"status\">",
	    p->arg, ui_field(p, "to"), ui_field(p, "q"));
	put_options(p);
	html(&p->out, "</select></div>");
	if (steps != 0)
		html(&p->out,
		    "<div><label for=\"f-step\">Follow-up</label>"
		    "<input id=\"f-step\" name=\"step\" type=\"number\" "
		    "min=\"0\" max=\"%zu\" value=\"%s\"></div>",
		    steps, ui_field(p, "step"));
	html(&p->out,
	    "<div class=\"tight\"><button>Show</button></div></form>\n");
}

static void put_targeted(struct ui_page *p, const struct json_value *root)
{
	bool is_in = pick_bool(root, "targeted");

	if (pick_has(root, "targeted"))
		html(&p->out,
		    "<p class=\"notice%s\" data-testid=\"targeted\">%s %s "
		    "targeted by this campaign.</p>\n",
		    is_in ? "" : " wait", ui_field(p, "to"),
		    is_in ? "was" : "was not");
}

static void put_list(struct ui_page *p, const struct ui_said *s,
    const char *path)
{
	if (ui_is_good(s)) {
		put_targeted(p, s->root);
		put_rows(&p->out, pick(s->root, "recipients"));
	} else {
		cell_alert(&p->out, pick_text(s->root, "error/message"));
	}
	pager_links(p, path, campaign_recipient_filters,
	    pick_text(s->root, "next"));
}

void campaign_recipients_card(struct ui_page *p, const struct json_value *c,
    const struct ui_said *s)
{
	char path[UI_PATH_ROOM];

	snprintf(path, sizeof(path), "/ui/campaigns/%s", p->arg);
	html(&p->out, "<section class=\"card\" data-testid=\"recipients\">"
		      "<h2>Recipients</h2>\n");
	put_search(p, c);
	put_list(p, s, path);
	html(&p->out, "</section>\n");
}

/* ---- the errors -------------------------------------------------------- */

/* Each text of a campaign has errors of its own. */
static void put_steps(struct ui_page *p, size_t steps)
{
	const char *here = ui_field(p, "step");
	char step[24] = "";

	if (steps == 0)
		return;
	html(&p->out, "<nav class=\"views\" aria-label=\"Texts\">");
	for (size_t i = 0; i <= steps; i++) {
		if (i != 0)
			snprintf(step, sizeof(step), "%zu", i);
		html(&p->out, "<a href=\"/ui/campaigns/%s/errors?step=%zu\"",
		    p->arg, i);
		if (strcmp(here, step) == 0 ||
		    (i == 0 && strcmp(here, "0") == 0))
			html(&p->out, " aria-current=\"true\"");
		html(&p->out, ">%s%s</a>", i == 0 ? "First text" : "Follow-up ",
		    step);
	}
	html(&p->out, "</nav>\n");
}

static void put_reasons(struct ui_page *p, const struct json_value *reasons)
{
	struct json_iter i = { 0 };

	html(&p->out,
	    "<nav class=\"views\" aria-label=\"Reasons\">"
	    "<a href=\"/ui/campaigns/%s/errors\"",
	    p->arg);
	if (ui_field(p, "reason")[0] == '\0')
		html(&p->out, " aria-current=\"true\"");
	html(&p->out, ">All</a>");
	while (json_next(reasons, &i)) {
		if (i.key[0] < '0' || i.key[0] > '9')
			continue;
		html(&p->out, "<a href=\"/ui/campaigns/%s/errors?reason=%s\"",
		    p->arg, i.key);
		if (strcmp(ui_field(p, "reason"), i.key) == 0)
			html(&p->out, " aria-current=\"true\"");
		html(&p->out, ">%s: %lld</a>", i.key,
		    (long long)pick_int(i.value, ""));
	}
	html(&p->out, "</nav>\n");
}

static void write_errors(struct ui_page *p)
{
	const struct json_value *c = p->said[CAMPAIGN].root;
	char path[UI_PATH_ROOM];

	if (!ui_is_good(&p->said[CAMPAIGN])) {
		ui_fail(p, &p->said[CAMPAIGN]);
		return;
	}
	snprintf(path, sizeof(path), "/ui/campaigns/%s/errors", p->arg);
	ui_open(p, "Errors", "Campaigns");
	html(&p->out,
	    "<p><a href=\"/ui/campaigns/%s\">%s</a></p>"
	    "<div class=\"head\"><h1>Failed recipients</h1>"
	    "<span class=\"spring\"></span><a class=\"button\" "
	    "href=\"/ui/campaigns/%s/escalation.csv\">Export for the carrier"
	    "</a></div>\n<section class=\"card\">\n",
	    p->arg, campaign_title(c), p->arg);
	put_steps(p, json_count(pick(c, "steps")));
	put_reasons(p, pick(c, "counts/error_by_reason"));
	put_list(p, &p->said[RECIPIENTS], path);
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_campaign_errors(struct api *a, const struct call *c)
{
	static const char *const which[] = { "reason", "step", NULL };
	struct ui_page *p = ui_begin(a, c, write_errors);
	struct buf query = { 0 };
	char path[UI_PATH_ROOM];

	if (p == NULL)
		return;
	ui_ask(p, "/v1/campaigns/%s", p->arg);
	snprintf(path, sizeof(path), "/v1/campaigns/%s/recipients", p->arg);
	ui_filter(&query, "status", "failed");
	pager_query(p, which, &query);
	ui_ask_with(p, path, &query);
}
