/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /ui/settings: what an account has set for its campaigns; an admin changes it.
 *
 * Each field comes with what it was when the page was opened ("was.NAME"), and
 * only what is other than that is sent: so two who change different things do
 * not undo each other's.
 */
#include "api/ui.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_draft.h"
#include "api/ui_pick.h"
#include "conf/conf.h"

enum kind { KIND_TEXT, KIND_CLOCK, KIND_NUMBER, KIND_LIST };

static const struct setting {
	const char *name;
	enum kind kind;
	const char *label, *hint;
} settings[] = {
#define SETTING(name, kind, label, hint) { name, KIND_##kind, label, hint },
#include "api/ui_settings.def"
#undef SETTING
};

#define START "quiet_hours/start"
#define END   "quiet_hours/end"
#define AUTO  "auto_optout"
#define FIELD "was."

static bool may_change(const struct ui_page *p)
{
	return p->role >= CONF_ADMIN && p->csrf[0] != '\0';
}

/* ---- the form ---------------------------------------------------------- */

/* As a person reads and writes it. */
static void write_value(const struct json_value *site, const struct setting *s,
    struct buf *to)
{
	struct json_iter i = { 0 };

	buf_clear(to);
	if (s->kind == KIND_NUMBER && pick_has(site, s->name))
		buf_printf(to, "%lld", (long long)pick_int(site, s->name));
	else if (s->kind != KIND_LIST)
		buf_add_str(to, pick_text(site, s->name));
	else
		while (json_next(pick(site, s->name), &i))
			buf_printf(to, "%s%s", to->len != 0 ? ", " : "",
			    pick_text(i.value, ""));
}

static void put_input(struct ui_page *p, const struct setting *s,
    const char *shown, const char *was)
{
	static const char *const types[] = { [KIND_TEXT] = "text",
		[KIND_CLOCK] = "time",
		[KIND_NUMBER] = "number",
		[KIND_LIST] = "text" };

	html(&p->out,
	    "<label for=\"%s\">%s</label>"
	    "<input id=\"%s\" name=\"%s\" type=\"%s\" value=\"%s\">"
	    "<input type=\"hidden\" name=\"" FIELD "%s\" value=\"%s\">\n",
	    s->name, s->label, s->name, s->name, types[s->kind], shown, s->name,
	    was);
	if (s->hint[0] != '\0')
		html(&p->out, "<p class=\"hint\">%s</p>\n", s->hint);
}

/* The field that the native face names when it refuses. */
static bool is_of(const struct setting *s, const char *field)
{
	size_t len = strcspn(s->name, "/");

	return strlen(field) == len && memcmp(field, s->name, len) == 0;
}

static void put_setting(struct ui_page *p, const struct json_value *site,
    const struct setting *s, const struct json_value *error)
{
	struct buf is = { 0 };
	char was[80];

	write_value(site, s, &is);
	snprintf(was, sizeof(was), FIELD "%s", s->name);
	put_input(p, s, error != NULL ? ui_field(p, s->name) : buf_cstr(&is),
	    error != NULL ? ui_field(p, was) : buf_cstr(&is));
	buf_free(&is);
	if (error != NULL && is_of(s, pick_text(error, "field")) &&
	    strcmp(s->name, START) != 0)
		cell_wrong(&p->out,
		    s->kind == KIND_CLOCK
			? "Give both hours, from and to, or neither."
			: pick_text(error, "message"));
}

static void put_auto(struct ui_page *p, const struct json_value *site,
    bool again)
{
	bool is = pick_bool(site, AUTO);
	bool on = again ? ui_field(p, AUTO)[0] != '\0' : is;

	html(&p->out,
	    "<p><label class=\"inline\"><input type=\"checkbox\" name=\"" AUTO
	    "\" value=\"yes\"%s> Accept opt-out suggestions without asking"
	    "</label><input type=\"hidden\" name=\"" FIELD AUTO
	    "\" value=\"%s\"></p>\n",
	    on ? " checked" : "", is ? "yes" : "");
}

/* Several spans, or spans of some days, do not fit two clocks. */
static bool is_shown(const struct json_value *site, const struct setting *s)
{
	return s->kind != KIND_CLOCK ||
	       json_kind(pick(site, "quiet_hours")) != JSON_ARRAY;
}

static void put_form(struct ui_page *p, const struct json_value *site,
    const struct json_value *error)
{
	html(&p->out,
	    "<form method=\"post\" class=\"card narrow\" "
	    "action=\"/ui/settings\"><fieldset class=\"bare\"%s>"
	    "<legend class=\"hidden\">Settings</legend>\n",
	    may_change(p) ? "" : " disabled");
	ui_form_word(p);
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (is_shown(site, &settings[i]))
			put_setting(p, site, &settings[i], error);
		else if (strcmp(settings[i].name, START) == 0)
			html(&p->out, "<p class=\"notice wait\">The quiet "
				      "hours have several spans. They are "
				      "edited by the API.</p>\n");
	}
	put_auto(p, site, error != NULL);
	html(&p->out, "</fieldset>");
	if (may_change(p))
		html(&p->out, "<div class=\"actions\"><button>Save</button>"
			      "</div>");
	html(&p->out, "</form>\n");
}

/* ---- what only the configuration or the API changes -------------------- */

static void put_trial(struct buf *to, const struct json_value *site)
{
	cell_fact_open(to, "Trial");
	if (pick_has(site, "trial"))
		html(to, "%lld of %lld messages used",
		    (long long)pick_int(site, "trial/used"),
		    (long long)pick_int(site, "trial/limit"));
	else
		html(to, "no: messages are not limited");
	cell_fact_close(to);
}

static void put_facts(struct ui_page *p, const struct json_value *site)
{
	struct json_iter i = { 0 };
	struct buf *to = &p->out;

	html(to, "<section class=\"card\" data-testid=\"account\">"
		 "<h2>Account</h2>\n");
	while (json_next(pick(site, "preflight"), &i))
		html(to,
		    "<p class=\"notice bad\">No campaign can begin: %s"
		    "</p>\n",
		    pick_text(i.value, "text"));
	html(to, "<dl class=\"facts\">");
	cell_fact(to, "Name", pick_text(site, "name"));
	cell_fact(to, "SID", pick_text(site, "sid"));
	put_trial(to, site);
	cell_fact(to, "Active", pick_bool(site, "active") ? "yes" : "no");
	cell_fact(to, "SMS subscription",
	    pick_bool(site, "sms_subscription") ? "yes" : "no");
	cell_fact(to, "Subdomain", pick_text(site, "subdomain"));
	cell_fact(to, "Price of a segment", pick_text(site, "price"));
	html(to, "</dl></section>\n");
}

/* What a person calls the field that was refused. */
static const char *label_of(const char *field)
{
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (is_of(&settings[i], field))
			return settings[i].label;
	}
	return field;
}

static void write_page(struct ui_page *p, const struct json_value *error)
{
	const struct json_value *site = p->said[0].root;

	if (!ui_is_good(&p->said[0])) {
		ui_fail(p, &p->said[0]);
		return;
	}
	ui_open(p, "Settings", "Settings");
	html(&p->out, "<h1>Settings</h1>\n");
	if (!may_change(p))
		html(&p->out, "<p class=\"dim\">An admin of the account "
			      "changes them.</p>\n");
	if (error != NULL)
		html(&p->out,
		    "<p class=\"notice bad\" role=\"alert\">Nothing was "
		    "saved: %s is not right.</p>\n",
		    label_of(pick_text(error, "field")));
	put_facts(p, site);
	put_form(p, site, error);
	ui_close_as(p, error != NULL ? 400 : 200);
}

static void write_settings(struct ui_page *p)
{
	write_page(p, NULL);
}

void ui_settings(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_settings);

	if (p != NULL)
		ui_ask(p, "/v1/accounts/self");
}

/* ---- changing ---------------------------------------------------------- */

static bool is_changed(const struct ui_page *p, const char *name)
{
	char was[80];

	snprintf(was, sizeof(was), FIELD "%s", name);
	return strcmp(ui_field(p, name), ui_field(p, was)) != 0;
}

static void put_change(const struct ui_page *p, const struct setting *s,
    struct json_out *o)
{
	const char *text = ui_field(p, s->name);

	if (!is_changed(p, s->name) || s->kind == KIND_CLOCK)
		return;
	if (text[0] == '\0') {
		json_null(o, s->name);
	} else if (s->kind == KIND_NUMBER) {
		draft_number(o, s->name, text);
	} else if (s->kind == KIND_LIST) {
		json_open_array(o, s->name);
		draft_words(o, text);
		json_close_array(o);
	} else {
		json_text(o, s->name, text);
	}
}

static void put_quiet(const struct ui_page *p, struct json_out *o)
{
	const char *start = ui_field(p, START), *end = ui_field(p, END);

	if (!is_changed(p, START) && !is_changed(p, END))
		return;
	if (start[0] == '\0' && end[0] == '\0') {
		json_null(o, "quiet_hours");
		return;
	}
	json_open_object(o, "quiet_hours");
	json_text(o, "start", start);
	json_text(o, "end", end);
	json_close_object(o);
}

static void write_saved(struct ui_page *p)
{
	const struct ui_said *s = &p->said[1];

	if (ui_is_good(s))
		ui_go(p, "/ui/settings?done=saved");
	else if (s->status == 400 || s->status == 422)
		write_page(p, pick(s->root, "error"));
	else
		ui_fail(p, s);
}

void ui_settings_change(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_saved);
	struct buf body = { 0 };
	struct json_out o = json_writing(&body);

	if (p == NULL)
		return;
	json_open_object(&o, NULL);
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		put_change(p, &settings[i], &o);
	put_quiet(p, &o);
	if (is_changed(p, AUTO))
		json_bool(&o, AUTO, ui_field(p, AUTO)[0] != '\0');
	json_close_object(&o);
	ui_ask(p, "/v1/accounts/self");
	ui_send(p, HTTP_METHOD_PUT, "/v1/accounts/self", &body);
	buf_free(&body);
}
