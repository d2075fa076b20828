/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every page has around its content.
 */
#include "api/ui.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "api/ui_file.h"
#include "api/ui_pick.h"
#include "conf/conf.h"
#include "flow/intake.h"

/* Style, script and pictures are our own files, forms come back to us, and no
 * page of another site shows ours in a frame. */
#define POLICY                                                      \
	"default-src 'none'; style-src 'self'; script-src 'self'; " \
	"img-src 'self'; connect-src 'self'; form-action 'self'; "  \
	"base-uri 'none'; frame-ancestors 'none'"

void ui_set_page(struct http_answer *answer)
{
	if (answer->type == HTTP_TYPE_JSON)
		answer->type = HTTP_TYPE_HTML;
	answer->field[HTTP_FIELDS_MAX - 1] =
	    (struct http_field){ HTTP_HEADER_POLICY, POLICY };
	answer->field[HTTP_FIELDS_MAX - 2] =
	    (struct http_field){ HTTP_HEADER_REFERRER, "same-origin" };
}

/* ---- head and foot ----------------------------------------------------- */

static void put_head(struct buf *to, const char *title)
{
	char version[UI_VERSION_ROOM];

	ui_file_version(version);
	html(to,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<title>%s · esmed</title>\n"
	    "<link rel=\"icon\" href=\"/ui/icon.svg\" "
	    "type=\"image/svg+xml\">\n"
	    "<link rel=\"stylesheet\" href=\"/ui/ui.css?v=%s\">\n"
	    "<script src=\"/ui/ui.js?v=%s\" defer></script>\n"
	    "</head>\n<body>\n"
	    "<a class=\"skip\" href=\"#content\">Skip to content</a>\n",
	    title, version, version);
}

static const struct place {
	const char *path, *name;
} places[] = {
	{ "/ui/", "Dashboard" },
	{ "/ui/history", "Campaigns" },
	{ "/ui/messages", "Messages" },
	{ "/ui/contacts", "Contacts" },
	{ "/ui/lists", "Lists" },
	{ "/ui/status", "Status" },
	{ "/ui/alerts", "Alerts" },
	{ "/ui/suggestions", "Suggestions" },
	{ "/ui/settings", "Settings" },
};

static void put_menu(struct buf *to, const char *here)
{
	html(to, "<nav class=\"menu\" aria-label=\"Pages\"><ul>\n");
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		html(to, "<li><a href=\"%s\"", places[i].path);
		if (strcmp(places[i].name, here) == 0)
			html(to, " aria-current=\"page\"");
		html(to, ">%s</a></li>\n", places[i].name);
	}
	html(to, "</ul></nav>\n");
}

static const char *role_name(unsigned role)
{
	switch (role) {
	case CONF_ADMIN: return "admin";
	case CONF_OPERATOR: return "operator";
	default: return "viewer";
	}
}

static void put_who(struct ui_page *p)
{
	struct buf *to = &p->out;
	bool is_user = p->user[0] != '\0';

	html(to,
	    "<div class=\"who\"><span><b>%s</b>%s%s <small>%s</small></span>",
	    p->account_name, is_user ? " · " : "", p->user, role_name(p->role));
	if (p->csrf[0] != '\0') {
		html(to, "<form method=\"post\" action=\"/ui/logout\">");
		ui_form_word(p);
		html(to, "<button class=\"plain\">Sign out</button></form>");
	}
	html(to, "</div>\n");
}

/* What was done when a form led here; nothing else is said. */
static const struct {
	const char *word, *text;
} notices[] = {
	{ "sent", "The campaign is on its way." },
	{ "scheduled", "The campaign is scheduled." },
	{ "canceled", "Canceled. What the carriers have already is not called "
		      "back." },
	{ "unscheduled", "The campaign is a draft again." },
	{ "paused", "The campaign pauses: nothing more is submitted." },
	{ "resumed", "The campaign goes on." },
	{ "duplicated", "This is the copy. Nothing was sent." },
	{ "saved", "Saved." },
	{ "created", "Created." },
	{ "removed", "Removed from the list. The contact stays." },
	{ "deleted", "Deleted." },
	{ "tested", "The test message is on its way." },
	{ "opted_out", "Opted out: no more texts go to this number." },
	{ "opted_in", "Opted in: texts may go to this number again." },
	{ "accepted", "Accepted: the number gets no more texts." },
	{ "dismissed", "Dismissed." },
	{ "resent", "It is sent again." },
};

static void put_notice(struct ui_page *p)
{
	const char *done = ui_field(p, "done");

	for (size_t i = 0; i < ARRAY_LEN(notices); i++) {
		if (strcmp(done, notices[i].word) == 0)
			html(&p->out,
			    "<p class=\"notice\" role=\"status\">%s</p>\n",
			    notices[i].text);
	}
}

void ui_open(struct ui_page *p, const char *title, const char *here)
{
	buf_clear(&p->out);
	put_head(&p->out, title);
	html(&p->out, "<header class=\"top\"><a class=\"brand\" href=\"/ui/\">"
		      "esmed</a>\n");
	put_menu(&p->out, here);
	put_who(p);
	html(&p->out, "</header>\n<main id=\"content\">\n");
	put_notice(p);
}

static void put_foot(struct buf *to)
{
	html(to, "</main>\n</body>\n</html>\n");
}

void ui_close_as(struct ui_page *p, int status)
{
	put_foot(&p->out);
	ui_done(p, status, HTTP_TYPE_HTML);
}

void ui_close(struct ui_page *p)
{
	ui_close_as(p, 200);
}

void ui_bare_open(struct buf *to, const char *title)
{
	put_head(to, title);
	html(to, "<header class=\"top\"><a class=\"brand\" href=\"/ui/\">"
		 "esmed</a></header>\n<main id=\"content\">\n");
}

void ui_bare_close(struct buf *to)
{
	put_foot(to);
}

/* ---- errors ------------------------------------------------------------ */

static const char *head_of(int status)
{
	switch (status) {
	case 401: return "Please sign in";
	case 403: return "Not allowed";
	case 404: return "Not found";
	case 409: return "That is not possible now";
	case 429: return "Too many attempts";
	case 503: return "Busy";
	default: return status >= 500 ? "Something went wrong" : "Not accepted";
	}
}

/* Where a form of this path stood: "/ui/campaigns/CP.../send" without its last
 * piece; "": nowhere. */
static void origin_of(const char *path, char to[UI_PATH_ROOM])
{
	const char *last = strrchr(path, '/');
	const char *first = strncmp(path, "/ui/", 4) == 0 ? path + 4 : "";

	to[0] = '\0';
	if (strchr(first, '/') != NULL)
		snprintf(to, UI_PATH_ROOM, "%.*s", (int)(last - path), path);
}

#define NOTHING_HERE                                               \
	"There is nothing at this address: it was deleted, or is " \
	"spelled otherwise."

static void put_error(struct buf *to, int status, const char *text,
    const char *back)
{
	if (status == 404 || text[0] == '\0')
		text = NOTHING_HERE;
	html(to,
	    "<section class=\"card error\"><h1>%s</h1>\n<p>%c%s</p>\n"
	    "<p class=\"dim\">Status %d</p>\n<div class=\"actions\">",
	    head_of(status), toupper((unsigned char)text[0]), text + 1, status);
	if (back[0] != '\0')
		html(to, "<a class=\"button main\" href=\"%s\">Back</a>", back);
	html(to, "<a class=\"button\" href=\"/ui/\">To the dashboard</a>"
		 "</div></section>\n");
}

void ui_fault_page(struct buf *to, const struct fault_row *row)
{
	ui_bare_open(to, head_of(row->http));
	put_error(to, row->http, row->text, "");
	ui_bare_close(to);
}

void ui_fail(struct ui_page *p, const struct ui_said *s)
{
	int status = s->status >= 400 ? s->status : 500;
	char back[UI_PATH_ROOM];
	const char *text = pick_text(s->root, "error/message");

	origin_of(p->path, back);
	ui_open(p, head_of(status), "");
	put_error(&p->out, status,
	    text[0] != '\0' ? text : "The gateway did not say why.", back);
	ui_close_as(p, status);
}

/* ---- forms and pages --------------------------------------------------- */

void ui_form_word(struct ui_page *p)
{
	html(&p->out, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">",
	    p->csrf);
}

bool ui_may_act(const struct ui_page *p)
{
	return p->role >= CONF_OPERATOR && p->csrf[0] != '\0';
}
