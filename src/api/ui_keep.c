/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_keep.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_session.h"

#define MARK        "kept."
#define KEPT_PATH   256
#define SHOWN       400 /* bytes of a value */
#define SAFE_LETTER "/_+.:-"

bool keep_is_path(const char *path)
{
	if (strncmp(path, "/ui/", 4) != 0 || strlen(path) >= KEPT_PATH ||
	    strncmp(path, "/ui/log", 7) == 0)
		return false;
	for (; *path != '\0'; path++) {
		bool is_word = (*path >= '0' && *path <= '9') ||
			       (*path >= 'A' && *path <= 'Z') ||
			       (*path >= 'a' && *path <= 'z');

		if (!is_word && strchr(SAFE_LETTER, *path) == NULL)
			return false;
	}
	return true;
}

bool keep_may(const struct call *c)
{
	const char *site = http_request_header(c->request, "sec-fetch-site");
	char word[UI_WORD_ROOM];

	return c->request->method == HTTP_METHOD_POST &&
	       (site == NULL || strcmp(site, "same-origin") == 0) &&
	       ui_cookie(c->request, UI_SESSION_COOKIE, word, sizeof(word)) ==
		   0 &&
	       strlen(word) == sizeof(word) - 1 &&
	       keep_is_path(c->request->path);
}

bool keep_form(struct api *a, const struct call *c)
{
	const struct http_request *r = c->request;
	struct kept k = { .form = a->form, .path = r->path };
	int rc;

	if (!keep_may(c))
		return false;
	rc = upload_is(r)
		 ? upload_parse(a->form, r)
		 : form_parse(a->form, FORM_TEXT, r->body, r->body_len);
	if (rc != 0)
		return false;
	login_keep(a, c, &k);
	return true;
}

struct kept keep_of(const struct form *f)
{
	const char *path = form_get(f, "kept");

	return (struct kept){ .form = f,
		.path = path != NULL && keep_is_path(path) ? path : NULL,
		.is_marked = true };
}

/* The next pair that is kept, from number *i on; NULL: there is none. */
static const struct form_pair *next(const struct kept *k, size_t *i,
    const char **name)
{
	while (*i < k->form->count) {
		const struct form_pair *pair = &k->form->pair[(*i)++];

		*name = pair->name;
		if (!k->is_marked && strcmp(pair->name, "csrf") != 0)
			return pair;
		if (k->is_marked && strncmp(*name, MARK, strlen(MARK)) == 0) {
			*name += strlen(MARK);
			return pair;
		}
	}
	return NULL;
}

void keep_fields(struct buf *to, const struct kept *k)
{
	const struct form_pair *pair;
	const char *name;

	html(to, "<input type=\"hidden\" name=\"kept\" value=\"%s\">\n",
	    k->path);
	for (size_t i = 0; (pair = next(k, &i, &name)) != NULL;)
		html(to,
		    "<input type=\"hidden\" name=\"" MARK "%s\" "
		    "value=\"%s\">\n",
		    name, pair->value);
}

void keep_offer(struct buf *to, const struct kept *k, const char *csrf)
{
	const struct form_pair *pair;
	const char *name;

	html(to,
	    "<section class=\"card\" data-testid=\"kept\">"
	    "<h1>Nothing was sent yet</h1>\n"
	    "<p>Your session had ended when you sent this. It was kept, and "
	    "nothing was done with it. Send it now?</p>\n"
	    "<form method=\"post\" action=\"%s\">"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n",
	    k->path, csrf);
	for (size_t i = 0; (pair = next(k, &i, &name)) != NULL;)
		html(to, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n",
		    name, pair->value);
	html(to, "<dl class=\"facts kept\">");
	for (size_t i = 0; (pair = next(k, &i, &name)) != NULL;) {
		if (pair->value_len == 0)
			continue;
		cell_fact_open(to, name);
		html(to, "%.*s%s",
		    (int)cell_cut(pair->value, pair->value_len, SHOWN),
		    pair->value, pair->value_len > SHOWN ? "…" : "");
		cell_fact_close(to);
	}
	html(to, "</dl><div class=\"actions\"><button>Send it now</button>"
		 "<a class=\"button\" href=\"/ui/\">Forget it</a></div>"
		 "</form></section>\n");
}

void keep_show(struct ui_page *p)
{
	const struct kept k = { .form = &p->form, .path = p->path };

	ui_open(p, "Nothing was sent yet", "");
	keep_offer(&p->out, &k, p->csrf);
	ui_close_as(p, 403);
}
