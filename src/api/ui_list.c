/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/lists/{id}: a list with its members, who join and leave here.
 */
#include "api/ui.h"

#include <stdio.h>

#include "api/ui_cell.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

enum said { LIST, MEMBERS };

static const char *const filters[] = { "q", NULL };

/* ---- members ----------------------------------------------------------- */

static void put_leave(struct ui_page *p, const struct json_value *c)
{
	html(&p->out, "<td class=\"go\">");
	if (ui_may_act(p)) {
		html(&p->out,
		    "<form method=\"post\" "
		    "action=\"/ui/lists/%s/leave\">",
		    p->arg);
		ui_form_word(p);
		html(&p->out,
		    "<input type=\"hidden\" name=\"member\" value=\"%s\">"
		    "<button class=\"plain\" aria-label=\"Remove %s from the "
		    "list\">Remove</button></form>",
		    pick_text(c, "id"), pick_text(c, "number"));
	}
	html(&p->out, "</td></tr>\n");
}

static void put_member(struct ui_page *p, const struct json_value *c)
{
	const char *number = pick_text(c, "number");
	const char *name = pick_text(c, "name");

	html(&p->out,
	    "<tr data-testid=\"member-row\"><td class=\"name\">"
	    "<a href=\"/ui/contacts/%s\">%s</a></td>"
	    "<td data-label=\"Number\">%s</td>"
	    "<td data-label=\"Time zone\">%s</td>",
	    pick_text(c, "id"), name[0] != '\0' ? name : number, number,
	    pick_text(c, "tz"));
	put_leave(p, c);
}

static void put_members(struct ui_page *p, const struct ui_said *s)
{
	const struct json_value *list = pick(s->root, "contacts");
	struct json_iter i = { 0 };
	char path[UI_PATH_ROOM];

	html(&p->out,
	    "<section class=\"card\"><h2>Members</h2>"
	    "<form class=\"row\" method=\"get\" action=\"/ui/lists/%s\" "
	    "role=\"search\"><div><label for=\"f-q\">Name or number</label>"
	    "<input id=\"f-q\" name=\"q\" value=\"%s\"></div>"
	    "<div class=\"tight\"><button>Filter</button></div></form>\n",
	    p->arg, ui_field(p, "q"));
	if (json_count(list) == 0)
		html(&p->out, "<p class=\"none\">No contact here.</p>\n");
	else
		html(&p->out,
		    "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		    "<th scope=\"col\">Name</th><th scope=\"col\">Number</th>"
		    "<th scope=\"col\">Time zone</th><th scope=\"col\">"
		    "<span class=\"hidden\">What to do</span></th>"
		    "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_member(p, i.value);
	if (json_count(list) != 0)
		html(&p->out, "</tbody></table></div>\n");
	snprintf(path, sizeof(path), "/ui/lists/%s", p->arg);
	pager_links(p, path, filters, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
}

/* ---- what can be done -------------------------------------------------- */

static void put_add(struct ui_page *p)
{
	html(&p->out, "<details><summary>Add contacts</summary>"
		      "<form method=\"post\" action=\"/ui/contacts/import\">");
	ui_form_word(p);
	html(&p->out,
	    "<input type=\"hidden\" name=\"list\" value=\"%s\">"
	    "<label for=\"rows\">Numbers, one a line</label>"
	    "<textarea id=\"rows\" name=\"rows\" rows=\"4\" required "
	    "spellcheck=\"false\"></textarea>"
	    "<p class=\"hint\">With a name behind a comma, if you like: "
	    "+19175550301,Marta. A number that is no contact yet becomes one."
	    "</p><div class=\"actions\"><button>Add</button>"
	    "<a class=\"button\" href=\"/ui/contacts/import?list=%s\">Import a "
	    "file</a></div></form></details>\n",
	    p->arg, p->arg);
}

static void put_rename(struct ui_page *p, const struct json_value *l)
{
	html(&p->out,
	    "<details><summary>Rename</summary>"
	    "<form method=\"post\" action=\"/ui/lists/%s/rename\">",
	    p->arg);
	ui_form_word(p);
	html(&p->out,
	    "<label for=\"name\">Name</label><span class=\"joined\">"
	    "<input id=\"name\" name=\"name\" required maxlength=\"255\" "
	    "value=\"%s\"><button>Rename</button></span></form></details>\n",
	    pick_text(l, "name"));
}

static void put_delete(struct ui_page *p)
{
	html(&p->out,
	    "<details><summary>Delete</summary>"
	    "<form method=\"post\" action=\"/ui/lists/%s/delete\">",
	    p->arg);
	ui_form_word(p);
	html(&p->out, "<p>The contacts stay; only the list goes. Campaigns "
		      "that were sent to it are not changed.</p>"
		      "<button class=\"danger\">Delete the list</button>"
		      "</form></details>\n");
}

static void put_controls(struct ui_page *p, const struct json_value *l)
{
	if (!ui_may_act(p))
		return;
	html(&p->out,
	    "<section class=\"card\" aria-label=\"What can be done\">"
	    "<div class=\"actions\"><a class=\"button main\" "
	    "href=\"/ui/campaigns/new?list=%s\">A campaign to it</a></div>\n",
	    p->arg);
	put_add(p);
	put_rename(p, l);
	put_delete(p);
	html(&p->out, "</section>\n");
}

static void write_list(struct ui_page *p)
{
	const struct json_value *l = p->said[LIST].root;

	for (size_t i = LIST; i <= MEMBERS; i++) {
		if (!ui_is_good(&p->said[i])) {
			ui_fail(p, &p->said[i]);
			return;
		}
	}
	ui_open(p, pick_text(l, "name"), "Lists");
	html(&p->out, "<div class=\"head\"><h1>%s</h1><span class=\"dim\">",
	    pick_text(l, "name"));
	cell_count(&p->out, pick_int(l, "size"));
	html(&p->out, " contacts</span></div>\n<p class=\"mono dim\">%s</p>\n",
	    p->arg);
	put_controls(p, l);
	put_members(p, &p->said[MEMBERS]);
	ui_close(p);
}

void ui_list(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_list);
	char path[UI_PATH_ROOM];

	if (p == NULL)
		return;
	ui_ask(p, "/v1/lists/%s", p->arg);
	snprintf(path, sizeof(path), "/v1/lists/%s/members", p->arg);
	pager_ask(p, path, filters);
}

/* ---- leaving ----------------------------------------------------------- */

static void on_left(struct ui_page *p)
{
	char path[UI_PATH_ROOM];

	if (!ui_is_good(&p->said[0])) {
		ui_fail(p, &p->said[0]);
		return;
	}
	snprintf(path, sizeof(path), "/ui/lists/%s?done=removed", p->arg);
	ui_go(p, path);
}

void ui_list_leave(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, on_left);
	char path[UI_PATH_ROOM];

	if (p == NULL)
		return;
	snprintf(path, sizeof(path), "/v1/lists/%s/members/%.64s", p->arg,
	    ui_field(p, "member"));
	ui_send(p, HTTP_METHOD_DELETE, path, NULL);
}
