/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/contacts: who is known, by number, name and list.
 */
#include "api/ui.h"

#include "api/ui_cell.h"
#include "api/ui_lists.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

enum said { CONTACTS, LISTS };

static const char *const filters[] = { "q", "list", "from", "to_date", NULL };

static void put_search(struct ui_page *p)
{
	html(&p->out,
	    "<form class=\"row\" method=\"get\" action=\"/ui/contacts\" "
	    "role=\"search\"><div><label for=\"f-q\">Name or number</label>"
	    "<input id=\"f-q\" name=\"q\" value=\"%s\"></div>"
	    "<div><label for=\"f-list\">List</label>"
	    "<select id=\"f-list\" name=\"list\">"
	    "<option value=\"\">all</option>",
	    ui_field(p, "q"));
	lists_options(&p->out, pick(p->said[LISTS].root, "lists"),
	    ui_field(p, "list"));
	html(&p->out, "</select></div><div class=\"tight\">"
		      "<button>Filter</button></div></form>\n");
}

static void put_contact(struct buf *to, const struct json_value *c)
{
	const char *number = pick_text(c, "number");
	const char *name = pick_text(c, "name");

	html(to,
	    "<tr data-testid=\"contact-row\"><td class=\"name\">"
	    "<a href=\"/ui/contacts/%s\">%s</a></td>"
	    "<td data-label=\"Number\">%s</td>"
	    "<td data-label=\"Time zone\">%s</td>"
	    "<td data-label=\"Since\">",
	    pick_text(c, "id"), name[0] != '\0' ? name : number, number,
	    pick_text(c, "tz"));
	cell_date(to, pick_text(c, "created_at"));
	html(to, "</td></tr>\n");
}

static void put_table(struct buf *to, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(to, "<p class=\"none\">No contact here.</p>\n");
		return;
	}
	html(to, "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		 "<th scope=\"col\">Name</th><th scope=\"col\">Number</th>"
		 "<th scope=\"col\">Time zone</th><th scope=\"col\">Since</th>"
		 "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_contact(to, i.value);
	html(to, "</tbody></table></div>\n");
}

static void write_contacts(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CONTACTS];

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Contacts", "Contacts");
	html(&p->out, "<div class=\"head\"><h1>Contacts</h1>"
		      "<span class=\"spring\"></span>");
	if (ui_may_act(p))
		html(&p->out, "<a class=\"button\" href=\"/ui/contacts/new\">"
			      "New contact</a><a class=\"button main\" "
			      "href=\"/ui/contacts/import\">Import</a>");
	html(&p->out, "</div>\n<section class=\"card\">\n");
	put_search(p);
	put_table(&p->out, pick(s->root, "contacts"));
	pager_links(p, "/ui/contacts", filters, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_contacts(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_contacts);

	if (p == NULL)
		return;
	pager_ask(p, "/v1/contacts", filters);
	lists_ask(p);
}
