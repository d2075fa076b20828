/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/suggestions: numbers that fail again and again, and are better opted out.
 */
#include "api/ui.h"

#include "api/ui_cell.h"
#include "api/ui_pager.h"
#include "api/ui_pick.h"

static void put_button(struct ui_page *p, const char *id, const char *verb,
    const char *word)
{
	html(&p->out, "<form method=\"post\" action=\"/ui/suggestions/%s/%s\">",
	    id, verb);
	ui_form_word(p);
	html(&p->out, "<button class=\"plain\">%s</button></form>\n", word);
}

static void put_suggestion(struct ui_page *p, const struct json_value *s)
{
	const char *id = pick_text(s, "id");
	struct buf *to = &p->out;

	html(to,
	    "<tr data-testid=\"suggestion-row\"><td class=\"name\">"
	    "<a href=\"/ui/contacts/%s\">%s</a></td><td data-label=\"Advice\">",
	    pick_has(s, "contact") ? pick_text(s, "contact") : id,
	    pick_text(s, "number"));
	if (pick_is(s, "strength", "should"))
		cell_badge(to, "should opt out", "failed", "");
	else
		cell_badge(to, "may opt out", "held", "");
	html(to, "</td><td data-label=\"Why\">");
	cell_reason(to, s);
	html(to,
	    "<span class=\"dim\">, %lld in a row</span></td>"
	    "<td data-label=\"Since\">",
	    (long long)pick_int(s, "count"));
	cell_date(to, pick_text(s, "since"));
	html(to, "</td><td><div class=\"actions tight\">");
	if (ui_may_act(p)) {
		put_button(p, id, "accept", "Opt out");
		put_button(p, id, "dismiss", "Dismiss");
	}
	html(to, "</div></td></tr>\n");
}

static void put_table(struct ui_page *p, const struct json_value *list)
{
	struct json_iter i = { 0 };

	if (json_count(list) == 0) {
		html(&p->out, "<p class=\"none\">Nothing is suggested.</p>\n");
		return;
	}
	html(&p->out,
	    "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
	    "<th scope=\"col\">Number</th><th scope=\"col\">Advice</th>"
	    "<th scope=\"col\">Why</th><th scope=\"col\">Since</th>"
	    "<th scope=\"col\"><span class=\"hidden\">What to do</span></th>"
	    "</tr></thead><tbody>\n");
	while (json_next(list, &i))
		put_suggestion(p, i.value);
	html(&p->out, "</tbody></table></div>\n");
}

static void write_suggestions(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, "Suggestions", "Suggestions");
	html(&p->out, "<h1>Suggestions</h1>\n<p class=\"dim\">Texts to these "
		      "numbers failed again and again. Who is opted out gets "
		      "no more.</p><section class=\"card\">\n");
	put_table(p, pick(s->root, "suggestions"));
	pager_links(p, "/ui/suggestions", NULL, pick_text(s->root, "next"));
	html(&p->out, "</section>\n");
	ui_close(p);
}

void ui_suggestions(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_suggestions);

	if (p != NULL)
		pager_ask(p, "/v1/suggestions", NULL);
}
