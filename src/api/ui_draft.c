/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form of a draft: /ui/campaigns/new and /ui/campaigns/{id}/edit. What was
 * refused comes back as it was filled in, with what is wrong beside it; so does
 * a form that was sent by a button of its texts (ui_draft_texts.h).
 */
#include "api/ui_campaign.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_draft.h"
#include "api/ui_draft_texts.h"
#include "api/ui_lists.h"
#include "api/ui_pick.h"
#include "conf/conf.h"

/* The campaign as it is, or what was said when it was saved. */
enum said { LISTS, CAMPAIGN };

#define SENDERS_SHOWN 4 /* beside the field */

static const char begins[] = "New campaign", edits[] = "Edit the campaign";

/* What the form shows. */
struct draft {
	struct ui_page *page;
	const struct json_value *is; /* the campaign; NULL: a new one, or the
				      * form was refused */
	struct draft_fault fault;
	const char *action;
};

/* A value as it was filled in, or as it is. */
static const char *value(const struct draft *d, const char *name)
{
	if (d->is == NULL)
		return ui_field(d->page, name);
	return pick_text(d->is, name);
}

static void put_input(const struct draft *d, const char *name,
    const char *label, const char *hint)
{
	html(&d->page->out,
	    "<label for=\"%s\">%s</label><input id=\"%s\" name=\"%s\" "
	    "value=\"%s\">\n<p class=\"hint\">%s</p>",
	    name, label, name, name, value(d, name), hint);
	draft_put_fault(&d->page->out, &d->fault, name);
}

/* The account's senders are offered; where there is one only, it is there. */
static void put_sender(const struct draft *d)
{
	const struct ui_page *p = d->page;
	const struct conf_list *all =
	    &p->api->with.conf->account[p->account].numbers;
	bool is_new = d->is == NULL && form_find(&p->form, "csrf") == NULL;
	struct buf *to = &d->page->out;

	html(to,
	    "<label for=\"from\">Sender</label><input id=\"from\" "
	    "name=\"from\" list=\"senders\" value=\"%s\">"
	    "<datalist id=\"senders\">",
	    is_new && all->n == 1 ? all->v[0] : value(d, "from"));
	for (size_t i = 0; i < all->n; i++)
		html(to, "<option value=\"%s\"></option>", all->v[i]);
	html(to,
	    "</datalist>\n<p class=\"hint\">A number or name of this "
	    "account%s",
	    all->n != 0 ? ":" : ".");
	for (size_t i = 0; i < all->n && i < SENDERS_SHOWN; i++)
		html(to, "%s %s", i != 0 ? "," : "", all->v[i]);
	html(to, "%s</p>", all->n > SENDERS_SHOWN ? ", …" : "");
	draft_put_fault(to, &d->fault, "from");
}

/* ---- audience ---------------------------------------------------------- */

static bool has_list(const struct draft *d, const char *id)
{
	const struct json_value *list = pick(d->is, "audience/lists");
	const struct form_pair *f = form_find(&d->page->form, "list");
	struct json_iter i = { 0 };

	while (json_next(list, &i)) {
		if (strcmp(pick_text(i.value, ""), id) == 0)
			return true;
	}
	for (; d->is == NULL && f != NULL;
	     f = form_find_next(&d->page->form, f)) {
		if (strcmp(f->value, id) == 0)
			return true;
	}
	return false;
}

static bool is_live(const struct draft *d)
{
	return d->is != NULL ? pick_bool(d->is, "audience/live")
			     : ui_field(d->page, "live")[0] != '\0';
}

static void put_lists(const struct draft *d)
{
	const struct json_value *list =
	    pick(d->page->said[LISTS].root, "lists");
	struct buf *to = &d->page->out;
	struct json_iter i = { 0 };

	html(to, "<fieldset><legend>Lists</legend>");
	if (json_count(list) == 0)
		html(to, "<p class=\"hint\">There is no list yet: "
			 "<a href=\"/ui/contacts/import\">import contacts"
			 "</a> into one, or give numbers below.</p>");
	while (json_next(list, &i)) {
		const char *id = pick_text(i.value, "id");

		html(to,
		    "<div><label class=\"inline\"><input type=\"checkbox\" "
		    "name=\"list\" value=\"%s\"",
		    id);
		html(to, has_list(d, id) ? " checked>" : ">");
		html(to,
		    " %s <span class=\"dim\">%lld contacts</span></label>"
		    "</div>\n",
		    pick_text(i.value, "name"),
		    (long long)pick_int(i.value, "size"));
	}
	html(to, "</fieldset>\n");
	html(to,
	    "<div><label class=\"inline\"><input type=\"checkbox\" "
	    "name=\"live\" value=\"1\"%s> Read the lists when it starts, not "
	    "when it is scheduled</label></div>\n",
	    is_live(d) ? " checked" : "");
}

static void put_numbers(const struct draft *d)
{
	const struct json_value *list = pick(d->is, "audience/numbers");
	struct buf *to = &d->page->out;
	struct json_iter i = { 0 };

	html(to, "<label for=\"numbers\">Further numbers, one a line</label>"
		 "<textarea id=\"numbers\" name=\"numbers\" rows=\"4\">");
	if (d->is == NULL)
		html(to, "%s", ui_field(d->page, "numbers"));
	while (json_next(list, &i))
		html(to, "%s\n", pick_text(i.value, ""));
	html(to, "</textarea>\n");
	draft_put_fault(to, &d->fault, "audience");
}

/* ---- the rest ---------------------------------------------------------- */

static void put_class(const struct draft *d)
{
	bool plain = strcmp(value(d, "class"), "transactional") == 0;

	html(&d->page->out, "<label for=\"class\">Kind</label>"
			    "<select id=\"class\" name=\"class\">"
			    "<option value=\"promotional\">promotional: quiet "
			    "hours and smart sending apply</option>"
			    "<option value=\"transactional\"");
	html(&d->page->out, plain ? " selected" : "");
	html(&d->page->out, ">transactional</option></select>\n");
}

static void put_rate(const struct draft *d)
{
	char rate[24] = "";

	if (d->is == NULL)
		snprintf(rate, sizeof(rate), "%s", ui_field(d->page, "rate"));
	else if (pick_has(d->is, "rate"))
		snprintf(rate, sizeof(rate), "%lld",
		    (long long)pick_int(d->is, "rate"));
	html(&d->page->out,
	    "<label for=\"rate\">Parts a second at most</label>"
	    "<input id=\"rate\" name=\"rate\" type=\"number\" min=\"0\" "
	    "max=\"100000\" value=\"%s\"><p class=\"hint\">Empty: as fast as "
	    "the carriers take them.</p>\n",
	    rate);
	draft_put_fault(&d->page->out, &d->fault, "rate");
}

static bool is_known_field(const char *field)
{
	static const char *const fields[] = { "name", "from", "text",
		"variants", "audience", "rate", "steps" };

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i], field) == 0)
			return true;
	}
	return false;
}

static void put_form(const struct draft *d)
{
	struct buf *to = &d->page->out;
	struct draft_texts texts;

	draft_texts_read(&texts, d->page, d->is);
	if (d->fault.wrong[0] != '\0' && !is_known_field(d->fault.field))
		cell_alert(to, d->fault.wrong);
	html(to, "<form method=\"post\" class=\"card narrow\" action=\"%s\">\n",
	    d->action);
	ui_form_word(d->page);
	/* What Enter in a field presses is the first button. */
	html(to, "<button class=\"hidden\" tabindex=\"-1\" "
		 "aria-hidden=\"true\">Save the draft</button>\n");
	put_input(d, "name", "Name", "For you; recipients do not see it.");
	draft_put_variants(to, &texts, &d->fault);
	put_sender(d);
	put_class(d);
	put_lists(d);
	put_numbers(d);
	draft_put_steps(to, &texts, &d->fault);
	put_rate(d);
	html(to, "<div class=\"actions\"><button>Save the draft</button>"
		 "<a class=\"button\" href=\"/ui/history\">Back</a></div>"
		 "</form>\n");
}

static void write_form(struct ui_page *p, const struct draft *d,
    const char *title)
{
	ui_open(p, title, "Campaigns");
	html(&p->out, "<h1>%s</h1>\n", title);
	put_form(d);
	ui_close(p);
}

/* ---- a new one --------------------------------------------------------- */

static void write_new(struct ui_page *p)
{
	const struct draft d = { .page = p,
		.fault = { "", "" },
		.action = "/ui/campaigns" };

	write_form(p, &d, begins);
}

void ui_draft_new(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_new);

	if (p == NULL)
		return;
	lists_ask(p);
}

/* ---- an old one -------------------------------------------------------- */

static void write_edit(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CAMPAIGN];
	char action[UI_PATH_ROOM];
	const struct draft d = { .page = p,
		.is = s->root,
		.fault = { "", "" },
		.action = action };

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	snprintf(action, sizeof(action), "/ui/campaigns/%s/edit", p->arg);
	write_form(p, &d, edits);
}

void ui_draft_edit(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_edit);

	if (p == NULL)
		return;
	lists_ask(p);
	ui_ask(p, "/v1/campaigns/%s", p->arg);
}

/* ---- saving ------------------------------------------------------------ */

static void write_refused(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CAMPAIGN];
	const struct draft d = { .page = p,
		.fault = { pick_text(s->root, "error/field"),
		    pick_text(s->root, "error/message") },
		.action = p->path };

	write_form(p, &d, "The draft was not saved");
}

static void write_saved(struct ui_page *p)
{
	const struct ui_said *s = &p->said[CAMPAIGN];
	char path[UI_PATH_ROOM];

	if (!ui_is_good(s)) {
		if (s->status == 400 || s->status == 422)
			write_refused(p);
		else
			ui_fail(p, s);
		return;
	}
	snprintf(path, sizeof(path), "/ui/campaigns/%s?done=saved",
	    pick_text(s->root, "id"));
	ui_go(p, path);
}

static void save(struct ui_page *p, enum http_method method, const char *path)
{
	struct buf body = { 0 };

	lists_ask(p);
	draft_json(p, &body);
	ui_send(p, method, path, &body);
	buf_free(&body);
}

/* A button of its texts was pressed. */
static void write_pressed(struct ui_page *p)
{
	const struct draft d = { .page = p,
		.fault = { "", "" },
		.action = p->path };

	write_form(p, &d, p->arg[0] != '\0' ? edits : begins);
}

/* True: it is not to be saved. */
static bool is_pressed(struct ui_page *p)
{
	if (!draft_texts_pressed(p))
		return false;
	p->write = write_pressed;
	lists_ask(p);
	return true;
}

void ui_draft_create(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_saved);

	if (p != NULL && !is_pressed(p))
		save(p, HTTP_METHOD_POST, "/v1/campaigns");
}

void ui_draft_change(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_saved);
	char path[UI_PATH_ROOM];

	if (p == NULL || is_pressed(p))
		return;
	snprintf(path, sizeof(path), "/v1/campaigns/%s", p->arg);
	save(p, HTTP_METHOD_PATCH, path);
}
