/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form of a contact: /ui/contacts/new and /ui/contacts/{id}/edit. What was
 * refused comes back as it was filled in.
 *
 * A new one goes through the import, which changes nobody who is there already.
 */
#include "api/ui.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pick.h"
#include "http/json.h"

#define BAD_FIELDS                                                            \
	"Each field is a line of its own: its name, a colon, its value. For " \
	"example \"points: 120\"."

/* What the form shows. */
struct form_view {
	const struct json_value *is; /* the contact; NULL: as filled in */
	const char *wrong;           /* NULL: nothing */
	const char *action;
	bool is_new;
};

/* ---- in ---------------------------------------------------------------- */

/* A backslash stands before what would end a name or a line. */
static const char marks[] = "\\:nr", meant[] = "\\:\n\r";

static size_t colon_at(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && line[i] != ':')
		i += line[i] == '\\' ? 2 : 1;
	return i < len ? i : len;
}

static void decode(const char *s, size_t len, struct buf *to)
{
	for (size_t i = 0; i < len; i++) {
		const char *mark = s[i] == '\\' && i + 1 < len
				       ? strchr(marks, s[i + 1])
				       : NULL;

		buf_add(to, mark != NULL ? &meant[mark - marks] : &s[i], 1);
		i += mark != NULL;
	}
}

static void encode(const char *s, bool is_name, struct buf *to)
{
	for (; *s != '\0'; s++) {
		const char *at = strchr(meant, *s);

		if (at != NULL && (is_name || *s != ':'))
			buf_printf(to, "\\%c", marks[at - meant]);
		else
			buf_add(to, s, 1);
	}
}

static struct body_text without_blanks(const char *s, size_t len)
{
	while (len != 0 && strchr(" \t", *s) != NULL) {
		s++;
		len--;
	}
	while (len != 0 && strchr(" \t", s[len - 1]) != NULL)
		len--;
	return (struct body_text){ s, len };
}

/* "name: value" up to the end of the line, as a member of the open object,
 * unless it is NULL. False: it is none. */
static bool read_field(const char *line, size_t len, struct json_out *o)
{
	size_t colon = colon_at(line, len), behind = colon + 1;
	struct body_text text = without_blanks(line, colon);
	struct buf name = { 0 }, value = { 0 };

	if (colon == len || text.len == 0)
		return false;
	if (o == NULL)
		return true;
	while (behind < len && strchr(" \t", line[behind]) != NULL)
		behind++;
	decode(text.s, text.len, &name);
	decode(line + behind, len - behind, &value);
	json_str(o, buf_cstr(&name), buf_cstr(&value), value.len);
	buf_free(&name);
	buf_free(&value);
	return true;
}

/* The lines of the text area. False: one of them is no field. */
static bool read_fields(const char *text, struct json_out *o)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\r\n");

		if (strspn(text, " \t") < len && !read_field(text, len, o))
			return false;
		text += len;
		text += strspn(text, "\r\n");
	}
	return true;
}

static void put_known(const struct ui_page *p, struct json_out *o,
    const char *name)
{
	if (ui_field(p, name)[0] != '\0')
		json_text(o, name, ui_field(p, name));
}

/* The contact as an object on one line. */
static void contact_form_json(const struct ui_page *p, struct buf *to,
    bool is_new)
{
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	if (is_new)
		json_text(&o, "number", ui_field(p, "number"));
	put_known(p, &o, "name");
	put_known(p, &o, "tz");
	json_open_object(&o, "fields");
	(void)read_fields(ui_field(p, "fields"), &o);
	json_close_object(&o);
	json_close_object(&o);
}

/* ---- out --------------------------------------------------------------- */

static const char *value(const struct ui_page *p, const struct form_view *v,
    const char *name)
{
	return v->is != NULL ? pick_text(v->is, name) : ui_field(p, name);
}

static void put_input(struct ui_page *p, const struct form_view *v,
    const char *name, const char *label)
{
	html(&p->out,
	    "<label for=\"%s\">%s</label><input id=\"%s\" name=\"%s\" "
	    "value=\"%s\">\n",
	    name, label, name, name, value(p, v, name));
}

static void put_field(struct ui_page *p, const char *name, const char *value)
{
	struct buf line = { 0 };

	encode(name, true, &line);
	buf_add_str(&line, ": ");
	encode(value, false, &line);
	html(&p->out, "%s\n", buf_cstr(&line));
	buf_free(&line);
}

static void put_fields(struct ui_page *p, const struct form_view *v)
{
	struct json_iter i = { 0 };

	html(&p->out, "<label for=\"fields\">Fields for texts, one a line"
		      "</label><textarea id=\"fields\" name=\"fields\" "
		      "rows=\"4\" placeholder=\"points: 120\">");
	if (v->is == NULL)
		html(&p->out, "%s", ui_field(p, "fields"));
	while (json_next(pick(v->is, "fields"), &i))
		put_field(p, i.key, pick_text(i.value, ""));
	html(&p->out, "</textarea><p class=\"hint\">In a text {{points|0}} "
		      "stands for the value, or for 0 if there is none; in "
		      "a value \\n for a line end.</p>\n");
}

static void write_view(struct ui_page *p, const struct form_view *v)
{
	const char *title = v->is_new ? "New contact" : "Edit the contact";

	ui_open(p, title, "Contacts");
	html(&p->out, "<h1>%s</h1>\n", title);
	if (v->wrong != NULL)
		cell_alert(&p->out, v->wrong);
	html(&p->out,
	    "<form method=\"post\" class=\"card narrow\" "
	    "action=\"%s\">\n",
	    v->action);
	ui_form_word(p);
	if (v->is_new)
		put_input(p, v, "number", "Number");
	put_input(p, v, "name", "Name");
	put_input(p, v, "tz", "Time zone");
	html(&p->out, "<p class=\"hint\">Such as America/New_York. Empty: that "
		      "of the account.</p>\n");
	put_fields(p, v);
	html(&p->out, "<div class=\"actions\"><button>Save</button>"
		      "<a class=\"button\" href=\"/ui/contacts\">Back</a>"
		      "</div></form>\n");
	ui_close_as(p, v->wrong != NULL ? 400 : 200);
}

/* ---- a new one --------------------------------------------------------- */

static void write_new(struct ui_page *p)
{
	const struct form_view v = { .action = "/ui/contacts", .is_new = true };

	write_view(p, &v);
}

void ui_contact_new(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_new);

	if (p != NULL)
		ui_ask(p, "/v1/accounts/self");
}

static void refuse_new(struct ui_page *p, const char *wrong)
{
	const struct form_view v = { .action = "/ui/contacts",
		.wrong = wrong,
		.is_new = true };

	write_view(p, &v);
}

/* The new one among the contacts, by the digits that were typed. */
static void go_to_new(struct ui_page *p)
{
	const char *number = ui_field(p, "number");
	struct buf path = { 0 };
	bool any = false;

	buf_add_str(&path, "/ui/contacts?done=created&q=");
	for (; *number != '\0'; number++) {
		if (*number >= (any ? '0' : '1') && *number <= '9') {
			buf_add(&path, number, 1);
			any = true;
		}
	}
	ui_go(p, buf_cstr(&path));
	buf_free(&path);
}

static void on_created(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];
	const struct json_value *errors = pick(s->root, "errors");
	struct json_iter i = { 0 };

	if (!ui_is_good(s))
		ui_fail(p, s);
	else if (json_next(errors, &i))
		refuse_new(p, pick_text(i.value, "message"));
	else if (pick_int(s->root, "created") == 0)
		refuse_new(p, "This number is a contact already, who was not "
			      "changed: find it among the contacts and edit "
			      "it there.");
	else
		go_to_new(p);
}

static void refuse_fields(struct ui_page *p)
{
	refuse_new(p, BAD_FIELDS);
}

void ui_contact_create(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, on_created);
	struct buf query = { 0 };

	if (p == NULL)
		return;
	if (!read_fields(ui_field(p, "fields"), NULL)) {
		p->write = refuse_fields;
		ui_ask(p, "/v1/accounts/self");
		return;
	}
	contact_form_json(p, &p->out, true);
	ui_rows(p, "/v1/contacts:import", &query, buf_cstr(&p->out));
}

/* ---- an old one -------------------------------------------------------- */

static void action_of(const struct ui_page *p, char to[UI_PATH_ROOM])
{
	snprintf(to, UI_PATH_ROOM, "/ui/contacts/%s/edit", p->arg);
}

static void write_edit(struct ui_page *p)
{
	char action[UI_PATH_ROOM];
	const struct form_view v = { .is = p->said[0].root, .action = action };

	if (!ui_is_good(&p->said[0])) {
		ui_fail(p, &p->said[0]);
		return;
	}
	action_of(p, action);
	write_view(p, &v);
}

void ui_contact_edit(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_edit);

	if (p != NULL)
		ui_ask(p, "/v1/contacts/%s", p->arg);
}

static void write_changed(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];
	char path[UI_PATH_ROOM];
	struct form_view v = { .action = path };

	if (ui_is_good(s) && read_fields(ui_field(p, "fields"), NULL)) {
		snprintf(path, sizeof(path), "/ui/contacts/%s?done=saved",
		    p->arg);
		ui_go(p, path);
		return;
	}
	if (!ui_is_good(s) && s->status != 400 && s->status != 422) {
		ui_fail(p, s);
		return;
	}
	action_of(p, path);
	v.wrong =
	    ui_is_good(s) ? BAD_FIELDS : pick_text(s->root, "error/message");
	write_view(p, &v);
}

void ui_contact_change(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_changed);
	struct buf body = { 0 };
	char path[UI_PATH_ROOM];

	if (p == NULL)
		return;
	if (!read_fields(ui_field(p, "fields"), NULL)) {
		ui_ask(p, "/v1/contacts/%s", p->arg);
		return;
	}
	contact_form_json(p, &body, false);
	snprintf(path, sizeof(path), "/v1/contacts/%s", p->arg);
	ui_send(p, HTTP_METHOD_PUT, path, &body);
	buf_free(&body);
}
