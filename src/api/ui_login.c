/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sign in with what HTTP Basic takes: an account's sid or name, or one of its
 * people's names, and the token; and sign out.
 *
 * There is no session yet whose word the form could bring, so it brings what a
 * cookie of the page brings too: another site's form has no such cookie
 * (SameSite).
 */
#include "api/ui.h"

#include <stdio.h>
#include <string.h>

#include "api/guard.h"
#include "api/ui_cell.h"
#include "api/ui_keep.h"
#include "api/ui_session.h"

#define COOKIE    "esmed_form"
#define FORM_LIFE 3600 /* seconds */
#define NEXT_ROOM 256

/* What the page shows of what was given. */
struct login {
	int status;
	const char *said; /* what is wrong, or NULL */
	const char *name, *next;
	struct kept kept;
};

static void write_form(struct buf *to, const struct login *l, const char *word)
{
	ui_bare_open(to, "Sign in");
	html(to, "<section class=\"card login\"><h1>Sign in</h1>\n");
	if (l->said != NULL)
		cell_alert(to, l->said);
	html(to, "<form method=\"post\" action=\"/ui/login\">\n");
	if (l->kept.path != NULL)
		keep_fields(to, &l->kept);
	html(to,
	    "<input type=\"hidden\" name=\"form\" value=\"%s\">\n"
	    "<input type=\"hidden\" name=\"next\" value=\"%s\">\n"
	    "<label for=\"name\">Account SID or user name</label>\n"
	    "<input id=\"name\" name=\"name\" value=\"%s\" required "
	    "autocomplete=\"username\" autocapitalize=\"off\" "
	    "spellcheck=\"false\" autofocus>\n"
	    "<label for=\"token\">Token</label>\n"
	    "<input id=\"token\" name=\"token\" type=\"password\" required "
	    "autocomplete=\"current-password\">\n"
	    "<button>Sign in</button>\n</form>\n</section>\n",
	    word, keep_is_path(l->next) ? l->next : "", l->name);
	ui_bare_close(to);
}

/* One that the browser has already stays good: it may have several of these
 * pages open. */
static void take_word(const struct call *c, char word[UI_WORD_ROOM])
{
	if (ui_cookie(c->request, COOKIE, word, UI_WORD_ROOM) != 0 ||
	    strlen(word) != UI_WORD_ROOM - 1 ||
	    strspn(word, "0123456789abcdef") != UI_WORD_ROOM - 1)
		ui_word_new(word);
}

/* What is in a->body. */
static void answer_page(struct api *a, const struct call *c, int status,
    const char *cookie)
{
	struct http_answer answer = { .status = status,
		.type = HTTP_TYPE_HTML,
		.body = buf_bytes(&a->body),
		.len = a->body.len };

	answer.field[0] = (struct http_field){ HTTP_HEADER_COOKIE, cookie };
	ui_set_page(&answer);
	http_answer(a->server, c->id, &answer);
}

static void show(struct api *a, const struct call *c, const struct login *l)
{
	char word[UI_WORD_ROOM], cookie[UI_COOKIE_ROOM];

	take_word(c, word);
	ui_cookie_format(c, COOKIE, word, FORM_LIFE, cookie);
	buf_clear(&a->body);
	write_form(&a->body, l, word);
	answer_page(a, c, l->status, cookie);
}

void login_keep(struct api *a, const struct call *c, const struct kept *k)
{
	show(a, c,
	    &(struct login){ .status = 401,
		.said = "Your session has ended. What you filled in is kept: "
			"sign in, and you can send it.",
		.name = "",
		.next = "",
		.kept = *k });
}

static void go(struct api *a, const struct call *c, const char *path,
    const char *cookie)
{
	struct http_answer answer = { .status = 303, .type = HTTP_TYPE_NONE };

	answer.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, path };
	answer.field[1] = (struct http_field){ HTTP_HEADER_COOKIE, cookie };
	http_answer(a->server, c->id, &answer);
}

static const char *field(const struct api *a, const char *name)
{
	const char *value = form_get(a->form, name);

	return value != NULL ? value : "";
}

static bool read_form(struct api *a, const void *text, size_t len)
{
	return form_parse(a->form, FORM_TEXT, text, len) == 0;
}

void ui_login_show(struct api *a, const struct call *c)
{
	struct login l = { .status = 200, .name = "", .next = "" };

	if (read_form(a, c->request->query, c->request->query_len))
		l.next = field(a, "next");
	show(a, c, &l);
}

/* Did our page send it? */
static bool is_ours(const struct api *a, const struct call *c)
{
	char word[UI_WORD_ROOM];
	struct auth_digest mine;

	if (ui_cookie(c->request, COOKIE, word, sizeof(word)) != 0 ||
	    word[0] == '\0')
		return false;
	mine = auth_digest_of(word);
	return auth_matches(&mine, field(a, "form"));
}

/* RC_DENIED: nobody's. What is too long is nobody's either. */
static int find_who(struct api *a, struct call *c, struct auth *auth)
{
	struct auth_digest given = auth_digest_of(field(a, "token"));

	*auth = (struct auth){ .scheme = AUTH_BASIC };
	if (strlen(field(a, "name")) > AUTH_USER_MAX ||
	    strlen(field(a, "token")) > AUTH_SECRET_MAX)
		return RC_DENIED;
	strcpy(auth->user, field(a, "name"));
	strcpy(auth->secret, field(a, "token"));
	return who_signs_in(a, auth, &given, c);
}

static void refuse(struct api *a, const struct call *c)
{
	const char *name = field(a, "name");
	const struct body_text key = { name, strlen(name) };
	struct login l = { .status = 401,
		.said = "That name and token do not belong together.",
		.name = name,
		.next = field(a, "next"),
		.kept = keep_of(a->form) };
	usec wait = guard_count(a, c, &key);
	char said[96];

	if (wait != 0) {
		snprintf(said, sizeof(said),
		    "Too many attempts. Try again in %lld seconds.",
		    (long long)(wait / SECOND + 1));
		l.status = 429;
		l.said = said;
	}
	show(a, c, &l);
}

/* Who has signed in is asked what to do with what was kept. */
static void offer(struct api *a, const struct call *c, const char *csrf,
    const char *cookie)
{
	const struct kept k = keep_of(a->form);

	buf_clear(&a->body);
	ui_bare_open(&a->body, "Nothing was sent yet");
	keep_offer(&a->body, &k, csrf);
	ui_bare_close(&a->body);
	answer_page(a, c, 200, cookie);
}

void ui_login(struct api *a, const struct call *c)
{
	const struct ui_session *s;
	struct call who = *c;
	char cookie[UI_COOKIE_ROOM], next[NEXT_ROOM] = "/ui/";
	struct auth auth;

	if (!read_form(a, c->request->body, c->request->body_len)) {
		reply_refusal(a, c, REFUSAL_NOT_FORM);
		return;
	}
	if (!is_ours(a, c)) {
		show(a, c,
		    &(struct login){ .status = 403,
			.said = "The form was too old. Please try again.",
			.name = field(a, "name"),
			.next = field(a, "next"),
			.kept = keep_of(a->form) });
		return;
	}
	if (find_who(a, &who, &auth) != 0) {
		refuse(a, c);
		return;
	}
	if (who_may(a, &who, WHO_VIEWER) != REFUSAL_COUNT) {
		reply_refusal(a, c, REFUSAL_ADDRESS);
		return;
	}
	if (keep_is_path(field(a, "next")))
		strcpy(next, field(a, "next"));
	s = ui_session_begin(a, &who, &auth, cookie);
	if (keep_of(a->form).path != NULL)
		offer(a, c, ui_session_word(s), cookie);
	else
		go(a, c, next, cookie);
}

/* The form's word is looked at as that of any other. */
void ui_logout(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, NULL);
	char cookie[UI_COOKIE_ROOM];

	if (p == NULL)
		return;
	ui_leave(p);
	ui_session_end(a, c, cookie);
	go(a, c, "/ui/login", cookie);
}
