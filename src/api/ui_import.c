/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/contacts/import: contacts out of a file or out of rows that are pasted,
 * into a list. They go through the import of the native face; what it refused
 * comes back with its reasons, ready to be mended and sent again.
 */
#include "api/ui.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_lists.h"
#include "api/ui_pick.h"
#include "text/csv.h"

enum said { LISTS, MADE, ROWS };

#define SHOWN 200 /* refused rows, with their reasons */

static const char *rows_of(const struct ui_page *p)
{
	const char *file = ui_field(p, "file");

	return file[0] != '\0' ? file : ui_field(p, "rows");
}

static bool is_new_list(const struct ui_page *p)
{
	return ui_field(p, "new_list")[0] != '\0';
}

/* ---- what can be told before ------------------------------------------- */

/* Titles without "number". */
static bool lacks_number(const char *rows)
{
	size_t len = strcspn(rows, "\r\n");
	struct csv_row row = { .comma = csv_comma(rows, len) };
	size_t column;
	bool lacks = csv_is_title(rows, len) &&
		     csv_read(&row, rows, len) == 0 &&
		     !csv_column(&row, "number", &column);

	csv_fini(&row);
	return lacks;
}

/* Why nothing is imported; NULL: nothing stands in the way. */
static const char *fault_of(const struct ui_page *p)
{
	const char *rows = rows_of(p);

	if (rows[strspn(rows, " \t\r\n")] == '\0')
		return "There is nothing to import: choose a file that is not "
		       "empty, or paste rows.";
	if (ui_field(p, "file")[0] != '\0' && ui_field(p, "rows")[0] != '\0')
		return "Both a file and pasted rows were given: give one of "
		       "them.";
	if (is_new_list(p) && ui_field(p, "list")[0] != '\0')
		return "Both a list and a name for a new one were given: give "
		       "one of them.";
	if (lacks_number(rows))
		return "The first line names the columns, but none of them is "
		       "\"number\": call the column with the phone numbers "
		       "\"number\".";
	return NULL;
}

static const char *list_of(const struct ui_page *p)
{
	return is_new_list(p) ? pick_text(p->said[MADE].root, "id")
			      : ui_field(p, "list");
}

/* ---- the form ---------------------------------------------------------- */

static void put_lists(struct ui_page *p)
{
	html(&p->out, "<div class=\"row\"><div><label for=\"list\">Put them "
		      "into the list</label>"
		      "<select id=\"list\" name=\"list\">"
		      "<option value=\"\">none</option>");
	lists_options(&p->out, pick(p->said[LISTS].root, "lists"),
	    ui_field(p, "list"));
	html(&p->out,
	    "</select></div><div><label for=\"new_list\">or into a new one "
	    "called</label><input id=\"new_list\" name=\"new_list\" "
	    "maxlength=\"255\" value=\"%s\"></div></div>\n",
	    ui_field(p, "new_list"));
}

static void open_form(struct ui_page *p)
{
	html(&p->out,
	    "<form method=\"post\" class=\"card narrow\" "
	    "action=\"/ui/contacts/import\" enctype=\"multipart/form-data\">");
	ui_form_word(p);
}

static void put_rows(struct ui_page *p, const char *label, const char *rows)
{
	html(&p->out,
	    "<label for=\"rows\">%s</label>"
	    "<textarea id=\"rows\" name=\"rows\" rows=\"8\" class=\"mono\" "
	    "spellcheck=\"false\" placeholder=\"number,name&#10;"
	    "+19175550301,Marta\">%s</textarea>\n",
	    label, rows);
}

static void close_form(struct ui_page *p)
{
	html(&p->out, "<div class=\"actions\"><button>Import</button>"
		      "<a class=\"button\" href=\"/ui/contacts\">Back</a>"
		      "</div></form>\n");
}

static void put_form(struct ui_page *p)
{
	open_form(p);
	html(&p->out,
	    "<p>One contact a line. The first line names the columns: "
	    "<b>number</b> must be there; <b>name</b> and <b>timezone</b> are "
	    "known; each other column is a field for texts, such as "
	    "{{points}}. Without such a line the columns are number and "
	    "name.</p>"
	    "<p class=\"dim\">Who is a contact already stays as it is, and "
	    "joins the list.</p>"
	    "<label for=\"file\">A CSV file, up to 1 MB, in UTF-8</label>"
	    "<input id=\"file\" name=\"file\" type=\"file\" "
	    "data-max=\"1040000\" accept=\".csv,.txt,text/csv,text/plain\">\n");
	put_rows(p, "or rows", ui_field(p, "rows"));
	put_lists(p);
	close_form(p);
}

static void write_form(struct ui_page *p)
{
	/* A GET has none; it has sent nothing either. */
	bool sent = form_find(&p->form, "csrf") != NULL;
	const char *wrong = sent ? fault_of(p) : NULL;

	ui_open(p, "Import contacts", "Contacts");
	html(&p->out, "<h1>Import contacts</h1>\n");
	if (wrong != NULL)
		cell_alert(&p->out, wrong);
	put_form(p);
	ui_close_as(p, wrong != NULL ? 400 : 200);
}

void ui_import_show(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_form);

	if (p != NULL)
		lists_ask(p);
}

/* ---- what became of it ------------------------------------------------- */

/* Line n of the rows, from the line *at stands for on. */
struct lines {
	const char *at, *end;
	int64_t line; /* that begins at `at`, from 1 */
	char comma;
};

static struct lines lines_of(const struct ui_page *p)
{
	const char *rows = rows_of(p);

	return (struct lines){ .at = rows,
		.end = rows + strlen(rows),
		.line = 1,
		.comma = csv_comma(rows, strcspn(rows, "\r\n")) };
}

static size_t line_at(const struct lines *l, const char *at, size_t *next)
{
	return csv_line(at, (size_t)(l->end - at), next);
}

/* The row that begins there, which may go over several lines. */
static struct body_text row_of(struct lines *l, int64_t n)
{
	size_t next, len;
	const char *at;
	bool is_open;

	for (; l->line < n && l->at != l->end; l->line++) {
		(void)line_at(l, l->at, &next);
		l->at += next;
	}
	len = line_at(l, l->at, &next);
	is_open = csv_is_open(l->comma, false, l->at, len);
	for (at = l->at + next; is_open && at != l->end; at += next) {
		len = line_at(l, at, &next);
		is_open = csv_is_open(l->comma, true, at, len);
		len += (size_t)(at - l->at);
	}
	return (struct body_text){ l->at, len };
}

static void put_refused(struct ui_page *p, const struct json_value *errors)
{
	struct lines l = lines_of(p);
	struct json_iter i = { 0 };
	struct buf *to = &p->out;
	size_t n = 0;

	html(to, "<section class=\"card\"><h2>Refused rows</h2>"
		 "<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		 "<th scope=\"col\">Line</th><th scope=\"col\">Row</th>"
		 "<th scope=\"col\">Why</th></tr></thead><tbody>\n");
	while (n < SHOWN && json_next(errors, &i)) {
		struct body_text t = row_of(&l, pick_int(i.value, "line"));

		html(to,
		    "<tr data-testid=\"refused-row\"><td data-label=\"Line\">"
		    "%lld</td><td class=\"mono\" data-label=\"Row\">%.*s</td>"
		    "<td data-label=\"Why\">%s</td></tr>\n",
		    (long long)pick_int(i.value, "line"),
		    (int)(t.len < 300 ? t.len : 300), t.s,
		    pick_text(i.value, "message"));
		n++;
	}
	html(to, "</tbody></table></div>");
	if (json_count(errors) > n)
		html(to, "<p class=\"dim\">and %zu more</p>",
		    json_count(errors) - n);
	html(to, "</section>\n");
}

/* The refused rows again, under their titles. */
static void put_again(struct ui_page *p, const struct json_value *errors)
{
	struct lines l = lines_of(p);
	struct json_iter i = { 0 };
	struct buf rows = { 0 };
	struct body_text t = row_of(&l, 1);

	if (csv_is_title(t.s, t.len))
		buf_printf(&rows, "%.*s\n", (int)t.len, t.s);
	for (size_t n = 0; n < SHOWN && json_next(errors, &i); n++) {
		t = row_of(&l, pick_int(i.value, "line"));
		buf_printf(&rows, "%.*s\n", (int)t.len, t.s);
	}
	html(&p->out, "<h2>Mend them and import them again</h2>\n");
	open_form(p);
	html(&p->out, "<input type=\"hidden\" name=\"list\" value=\"%s\">\n",
	    list_of(p));
	put_rows(p, "Rows", buf_cstr(&rows));
	close_form(p);
	buf_free(&rows);
}

static void put_links(struct ui_page *p)
{
	const char *list = list_of(p);

	html(&p->out, "<div class=\"actions\">");
	if (list[0] != '\0')
		html(&p->out,
		    "<a class=\"button main\" href=\"/ui/lists/%s\">To the "
		    "list</a><a class=\"button\" "
		    "href=\"/ui/campaigns/new?list=%s\">A campaign to it</a>",
		    list, list);
	html(&p->out, "<a class=\"button\" href=\"/ui/contacts\">To the "
		      "contacts</a></div>\n");
}

static void write_result(struct ui_page *p)
{
	const struct ui_said *s = &p->said[p->asked - 1];
	const struct json_value *errors = pick(s->root, "errors");
	const char *title = pick_int(s->root, "imported") != 0
				? "Imported"
				: "Nothing was imported";

	if (!ui_is_good(s)) {
		ui_fail(p, s);
		return;
	}
	ui_open(p, title, "Contacts");
	html(&p->out,
	    "<h1>%s</h1>\n<section class=\"card\" data-testid=\"imported\">"
	    "<dl class=\"figures\">",
	    title);
	cell_figure(&p->out, "Rows", pick_int(s->root, "rows"));
	cell_figure(&p->out, "New contacts", pick_int(s->root, "created"));
	cell_figure(&p->out, "Known before", pick_int(s->root, "existing"));
	cell_figure(&p->out, "Refused", pick_int(s->root, "rejected"));
	html(&p->out, "</dl>\n");
	put_links(p);
	html(&p->out, "</section>\n");
	if (json_count(errors) != 0) {
		put_refused(p, errors);
		put_again(p, errors);
	}
	ui_close(p);
}

/* ---- importing --------------------------------------------------------- */

static void import(struct ui_page *p, const char *list)
{
	struct buf query = { 0 };

	ui_filter(&query, "list", list);
	p->write = write_result;
	ui_rows(p, "/v1/contacts:import", &query, rows_of(p));
}

static void on_made(struct ui_page *p)
{
	if (ui_is_good(&p->said[MADE]))
		import(p, pick_text(p->said[MADE].root, "id"));
	else
		ui_fail(p, &p->said[MADE]);
}

static void begin(struct ui_page *p)
{
	if (fault_of(p) != NULL) {
		write_form(p);
	} else if (is_new_list(p)) {
		p->write = on_made;
		lists_make(p, ui_field(p, "new_list"));
	} else {
		import(p, ui_field(p, "list"));
	}
}

void ui_import(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, begin);

	if (p != NULL)
		lists_ask(p);
}
