/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/lists: the lists of contacts; and a new one.
 */
#include "api/ui_lists.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

#define LISTS_SIZE "1000" /* an account has no more */

void lists_ask(struct ui_page *p)
{
	struct buf query = { 0 };

	ui_filter(&query, "page_size", LISTS_SIZE);
	ui_ask_with(p, "/v1/lists", &query);
}

void lists_make(struct ui_page *p, const char *name)
{
	struct buf body = { 0 };
	struct json_out o = json_writing(&body);

	json_open_object(&o, NULL);
	json_text(&o, "name", name);
	json_close_object(&o);
	ui_send(p, HTTP_METHOD_POST, "/v1/lists", &body);
	buf_free(&body);
}

void lists_options(struct buf *to, const struct json_value *lists,
    const char *chosen)
{
	struct json_iter i = { 0 };

	while (json_next(lists, &i)) {
		const char *id = pick_text(i.value, "id");

		html(to, "<option value=\"%s\"", id);
		if (strcmp(id, chosen) == 0)
			html(to, " selected");
		html(to, ">%s (%lld)</option>", pick_text(i.value, "name"),
		    (long long)pick_int(i.value, "size"));
	}
}

/* ---- the page ---------------------------------------------------------- */

static void put_new(struct ui_page *p)
{
	html(&p->out, "<form class=\"row\" method=\"post\" "
		      "action=\"/ui/lists\">");
	ui_form_word(p);
	html(&p->out, "<div><label for=\"name\">A new list</label>"
		      "<input id=\"name\" name=\"name\" required "
		      "maxlength=\"255\" placeholder=\"its name\"></div>"
		      "<div class=\"tight\"><button>Create</button></div>"
		      "</form>\n");
}

static void put_list(struct buf *to, const struct json_value *l)
{
	html(to,
	    "<tr data-testid=\"list-row\"><td class=\"name\">"
	    "<a href=\"/ui/lists/%s\">%s</a></td>"
	    "<td data-label=\"Contacts\">",
	    pick_text(l, "id"), pick_text(l, "name"));
	cell_count(to, pick_int(l, "size"));
	html(to, "</td><td data-label=\"Since\">");
	cell_date(to, pick_text(l, "created_at"));
	html(to, "</td></tr>\n");
}

static void put_table(struct ui_page *p, const struct json_value *lists)
{
	struct json_iter i = { 0 };

	if (json_count(lists) == 0) {
		html(&p->out, "<p class=\"none\">There is no list yet. A "
			      "campaign goes to lists of contacts.</p>\n");
		return;
	}
	html(&p->out,
	    "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
	    "<th scope=\"col\">Name</th><th scope=\"col\">Contacts</th>"
	    "<th scope=\"col\">Since</th></tr></thead><tbody>\n");
	while (json_next(lists, &i))
		put_list(&p->out, i.value);
	html(&p->out, "</tbody></table></div>\n");
}

static void write_lists(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Lists", "Lists");
	html(&p->out, "<div class=\"head\"><h1>Lists</h1>"
		      "<span class=\"spring\"></span>");
	if (ui_may_act(p))
		html(&p->out, "<a class=\"button main\" "
			      "href=\"/ui/contacts/import\">Import contacts"
			      "</a>");
	html(&p->out, "</div>\n<section class=\"card\">\n");
	if (ui_may_act(p))
		put_new(p);
	put_table(p, pick(s->root, "lists"));
	pager_links(p, "/ui/lists", NULL, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_lists(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_lists);

	if (p != NULL)
		pager_ask(p, "/v1/lists", NULL);
}

/* ---- a new one --------------------------------------------------------- */

static void on_made(struct ui_page *p)
{
	char path[UI_PATH_ROOM];

	if (!ui_is_good(&p->said[0])) {
		ui_fail(p, &p->said[0]);
		return;
	}
	snprintf(path, sizeof(path), "/ui/lists/%s?done=created",
	    pick_text(p->said[0].root, "id"));
	ui_go(p, path);
}

void ui_list_create(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, on_made);

	if (p != NULL)
		lists_make(p, ui_field(p, "name"));
}
