/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/contacts/{id}: one of them, or a number that is none, with all that went
 * to it and came from it.
 */
#include "api/ui.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_message.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

enum said { CONTACT, HISTORY };

#define TIP_ROOM 1200

/* ---- who --------------------------------------------------------------- */

static void put_fields(struct buf *to, const struct json_value *fields)
{
	struct json_iter i = { 0 };

	while (json_next(fields, &i))
		cell_fact(to, i.key, pick_text(i.value, ""));
}

static void put_optout(struct ui_page *p, const struct json_value *c)
{
	bool is_out = pick_bool(c, "opted_out");

	cell_fact_open(&p->out, "Texts");
	if (is_out)
		cell_badge(&p->out, "opted out", "failed", "");
	else
		cell_badge(&p->out, "allowed", "sent", "");
	cell_fact_close(&p->out);
}

static void put_buttons(struct ui_page *p, const struct json_value *c)
{
	const char *verb = pick_bool(c, "opted_out") ? "opt-in" : "opt-out";

	if (!ui_may_act(p) || pick_has(c, "deleted_at"))
		return;
	html(&p->out,
	    "<a class=\"button\" href=\"/ui/contacts/%s/edit\">Edit</a>"
	    "<form method=\"post\" action=\"/ui/contacts/%s/%s\">",
	    p->arg, p->arg, verb);
	ui_form_word(p);
	html(&p->out, "<button class=\"plain\">%s</button></form>\n",
	    pick_bool(c, "opted_out") ? "Opt in" : "Opt out");
}

static void put_contact(struct ui_page *p, const struct json_value *c)
{
	struct buf *to = &p->out;

	html(to, "<section class=\"card\"><dl class=\"facts\">");
	cell_fact(to, "Number", pick_text(c, "number"));
	cell_fact(to, "Time zone", pick_text(c, "tz"));
	put_optout(p, c);
	put_fields(to, pick(c, "fields"));
	cell_fact_date(to, "Since", pick_text(c, "created_at"));
	cell_fact_date(to, "Deleted", pick_text(c, "deleted_at"));
	html(to, "</dl></section>\n");
}

static void put_delete(struct ui_page *p, const struct json_value *c)
{
	if (!ui_may_act(p) || pick_has(c, "deleted_at"))
		return;
	html(&p->out,
	    "<section class=\"card\"><details><summary>Delete the contact"
	    "</summary><form method=\"post\" "
	    "action=\"/ui/contacts/%s/delete\">",
	    p->arg);
	ui_form_word(p);
	html(&p->out, "<p>It leaves all lists and gets nothing more, also of "
		      "campaigns that are under way. What it said about "
		      "opting out is kept for the number.</p>"
		      "<button class=\"danger\">Delete</button></form>"
		      "</details></section>\n");
}

/* ---- what went to and fro ---------------------------------------------- */

/* The description of the error, with its code. */
static void put_error(struct buf *to, const struct json_value *m)
{
	char tip[TIP_ROOM];

	snprintf(tip, sizeof(tip), "%s (%lld): %s", pick_text(m, "reason_text"),
	    (long long)pick_int(m, "reason"), pick_text(m, "explanation"));
	cell_badge(to, "error", "failed", "");
	cell_bubble(to, "error-bubble", tip);
	html(to, " ");
	cell_reason(to, m);
}

static void put_item(struct buf *to, const struct json_value *m)
{
	bool in = pick_is(m, "direction", "inbound");

	html(to, "<li data-testid=\"history-item\" data-state=\"%s\">",
	    pick_text(m, "state"));
	cell_date(to, pick_text(m, "timings/accepted_at"));
	html(to, "<span><span class=\"dim\">%s</span> ",
	    in ? "← received" : "→");
	ui_message_subject(to, m);
	html(to, "<br>");
	if (pick_is(m, "state", "failed"))
		put_error(to, m);
	else
		ui_message_badge(to, m);
	html(to, "</span></li>\n");
}

static void put_history(struct ui_page *p, const struct ui_said *s)
{
	const struct json_value *list = pick(s->root, "messages");
	struct json_iter i = { 0 };
	char path[UI_PATH_ROOM];

	html(&p->out, "<section class=\"card\"><h2>History</h2>\n");
	if (json_count(list) == 0)
		html(&p->out, "<p class=\"none\">No message yet.</p>\n");
	html(&p->out, "<ol class=\"timeline\">\n");
	while (json_next(list, &i))
		put_item(&p->out, i.value);
	html(&p->out, "</ol>\n");
	snprintf(path, sizeof(path), "/ui/contacts/%s", p->arg);
	pager_links(p, path, NULL, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
}

/* A number may have a history without being a contact. */
static const char *title_of(const struct ui_page *p)
{
	const struct json_value *c = p->said[CONTACT].root;

	if (!ui_is_good(&p->said[CONTACT]))
		return p->arg;
	return pick_text(c, pick_has(c, "name") ? "name" : "number");
}

static void write_contact(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CONTACT];
	bool is_known = ui_is_good(s);

	if (!is_known && !ui_is_good(&p->said[HISTORY])) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, title_of(p), "Contacts");
	html(&p->out,
	    "<div class=\"head\"><h1>%s</h1>"
	    "<span class=\"spring\"></span>"
	    "<div class=\"actions\">",
	    title_of(p));
	if (is_known)
		put_buttons(p, s->root);
	html(&p->out, "</div></div>\n");
	if (is_known)
		put_contact(p, s->root);
	else
		html(&p->out, "<p class=\"dim\">This number is no contact."
			      "</p>\n");
	put_history(p, &p->said[HISTORY]);
	if (is_known)
		put_delete(p, s->root);
	ui_close(p);
}

void ui_contact(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_contact);
	char path[UI_PATH_ROOM];

	if (p == NULL)
		return;
	ui_ask(p, "/v1/contacts/%s", p->arg);
	snprintf(path, sizeof(path), "/v1/contacts/%s/history", p->arg);
	pager_ask(p, path, NULL);
}
