/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages - a browser over the rig: its cookies, its forms.
 */
#ifndef TESTS_API_PAGES_H
#define TESTS_API_PAGES_H

#include "rig.h"

#include "api/endpoint.h"
#include "api/ui.h"
#include "api/ui_pick.h"
#include "api/ui_session.h"
#include "base/hex.h"

#define VERA "viewerviewerview"
#define OTTO "operatoroperator"

struct browser {
	char session[UI_WORD_ROOM], form[UI_WORD_ROOM], csrf[UI_WORD_ROOM];
};

static struct browser browser;

/* What stands behind `before` in the answer, up to `end`. */
static inline void cut_out(const char *before, char end, char to[UI_WORD_ROOM])
{
	const char *at = strstr(rig_got(), before);
	size_t n = 0;

	to[0] = '\0';
	if (at == NULL)
		return;
	for (at += strlen(before); *at != end && n < UI_WORD_ROOM - 1; at++)
		to[n++] = *at;
	to[n] = '\0';
}

static inline int browse_with(const char *method, const char *path,
    const char *body, const char *header)
{
	char more[400];

	snprintf(more, sizeof(more),
	    "Cookie: a=b; esmed_session=%s; esmed_form=%s\r\n%s%s",
	    browser.session, browser.form, body != NULL ? FORM_TYPE : "",
	    header);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .more = more,
	    .body = body });
	return rig_status();
}

static inline int browse(const char *path)
{
	return browse_with("GET", path, NULL, "");
}

/* The form of a page that has been opened; `fields` may be "". */
static inline int press(const char *path, const char *fields)
{
	char body[1024];

	snprintf(body, sizeof(body), "csrf=%s%s%s", browser.csrf,
	    fields[0] != '\0' ? "&" : "", fields);
	return browse_with("POST", path, body, "");
}

static inline int sign_in(const char *name, const char *token)
{
	char body[512];
	int status;

	browser = (struct browser){ .csrf = "" };
	assert_int_equal(browse("/ui/login"), 200);
	cut_out("esmed_form=", ';', browser.form);
	snprintf(body, sizeof(body), "form=%s&name=%s&token=%s", browser.form,
	    name, token);
	status = browse_with("POST", "/ui/login", body, "");
	cut_out("esmed_session=", ';', browser.session);
	if (status == 303) {
		assert_int_equal(browse("/ui/alerts"), 200);
		cut_out("name=\"csrf\" value=\"", '"', browser.csrf);
	}
	return status;
}

static inline bool shows(const char *piece)
{
	return strstr(rig_body(), piece) != NULL;
}

static inline bool leads_to(const char *path)
{
	return rig_status() == 303 && strcmp(rig_header("Location"), path) == 0;
}

#endif
