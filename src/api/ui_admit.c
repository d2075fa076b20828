/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may see a page. A form that comes when its session has ended is not lost:
 * it stands behind the page where one signs in (ui_keep.h).
 */
#include "api/ui.h"

#include <stdio.h>
#include <string.h>

#include "api/endpoint.h"
#include "api/guard.h"
#include "api/ui_keep.h"
#include "api/ui_session.h"
#include "http/escape.h"

/* A path that a browser may come back to once it has signed in. */
static void lead_to_login(struct api *a, const struct call *c)
{
	char path[512] = "/ui/login";
	struct http_answer answer = { .status = 303, .type = HTTP_TYPE_NONE };
	struct buf next = { 0 };

	if (endpoint_method(c->request->method) == HTTP_METHOD_GET &&
	    strcmp(c->request->path, "/ui/") != 0) {
		buf_add_str(&next, "/ui/login?next=");
		escape(c->request->path, strlen(c->request->path), &next);
		if (next.len < sizeof(path))
			snprintf(path, sizeof(path), "%s", buf_cstr(&next));
		buf_free(&next);
	}
	answer.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, path };
	http_answer(a->server, c->id, &answer);
}

static bool has_credentials(const struct call *c)
{
	const char *auth = http_request_header(c->request, "authorization");

	return auth != NULL && auth[0] != '\0';
}

/* 0; RC_DENIED: it was refused. */
static int find_who(struct api *a, struct call *c)
{
	if (ui_session_find(a, c) != NULL)
		return 0;
	if (!has_credentials(c)) {
		if (!keep_form(a, c))
			lead_to_login(a, c);
		return RC_DENIED;
	}
	if (who_asks(a, c) == 0)
		return 0;
	guard_refuse(a, c);
	return RC_DENIED;
}

bool ui_admit(struct api *a, enum endpoint_who least, struct call *c,
    bool whole)
{
	enum refusal no;

	if (!whole && !has_credentials(c) && keep_may(c) &&
	    ui_session_find(a, c) == NULL)
		return true;
	if (find_who(a, c) != 0)
		return false;
	no = who_may(a, c, least);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}
