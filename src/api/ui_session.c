/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: a session in the list has a token that was good when it began;
 * whether it still is, is looked up at each request, so that a reload that
 * takes a token away ends its sessions too.
 */
#include "api/ui_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/random.h"

struct ui_session {
	struct auth_digest word, secret;
	char name[AUTH_USER_MAX + 1]; /* as it was given */
	char csrf[UI_WORD_ROOM];
	usec began, used;
};

struct ui_sessions {
	struct ui_session *session[UI_SESSIONS];
	size_t n;
};

void ui_sessions_init(struct api *a)
{
	a->sessions = mem_new(1, sizeof(*a->sessions));
}

void ui_sessions_fini(struct api *a)
{
	for (size_t i = 0; i < a->sessions->n; i++)
		free(a->sessions->session[i]);
	free(a->sessions);
}

/* ---- cookies ----------------------------------------------------------- */

/* One pair of a Cookie header is this one: its value's length, or -1. */
static int match_pair(const char *pair, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(pair, name, len) != 0 || pair[len] != '=')
		return -1;
	return (int)strcspn(pair + len + 1, "; ");
}

int ui_cookie(const struct http_request *r, const char *name, char *to,
    size_t room)
{
	const char *at = http_request_header(r, "cookie");

	while (at != NULL && *at != '\0') {
		int len = match_pair(at, name);

		if (len >= 0 && (size_t)len < room) {
			memcpy(to, at + strlen(name) + 1, (size_t)len);
			to[len] = '\0';
			return 0;
		}
		at += strcspn(at, ";");
		at += strspn(at, "; ");
	}
	return RC_NOT_FOUND;
}

void ui_cookie_format(const struct call *c, const char *name, const char *value,
    int seconds, char to[UI_COOKIE_ROOM])
{
	char age[24] = "";

	if (seconds >= 0)
		snprintf(age, sizeof(age), "; Max-Age=%d", seconds);
	snprintf(to, UI_COOKIE_ROOM,
	    "%s=%s; Path=/ui; HttpOnly; SameSite=Strict%s%s", name, value, age,
	    c->request->tls ? "; Secure" : "");
}

void ui_word_new(char word[UI_WORD_ROOM])
{
	uint8_t random[(UI_WORD_ROOM - 1) / 2];

	random_fill(random, sizeof(random));
	hex_format(random, sizeof(random), word);
}

/* ---- sessions ---------------------------------------------------------- */

static void drop(struct ui_sessions *all, size_t i)
{
	free(all->session[i]);
	all->session[i] = all->session[--all->n];
}

static bool is_over(const struct ui_session *s, usec now)
{
	return now - s->began >= UI_SESSION_LIFE ||
	       now - s->used >= UI_SESSION_IDLE;
}

static void drop_old(struct ui_sessions *all, usec now)
{
	size_t oldest = 0;

	for (size_t i = all->n; i-- > 0;) {
		if (is_over(all->session[i], now))
			drop(all, i);
	}
	if (all->n < UI_SESSIONS)
		return;
	for (size_t i = 1; i < all->n; i++) {
		if (all->session[i]->used < all->session[oldest]->used)
			oldest = i;
	}
	drop(all, oldest);
}

const struct ui_session *ui_session_begin(struct api *a, const struct call *c,
    const struct auth *auth, char cookie[UI_COOKIE_ROOM])
{
	struct ui_sessions *all = a->sessions;
	struct ui_session *s = mem_new(1, sizeof(*s));
	usec now = clock_mono();
	char word[UI_WORD_ROOM];

	drop_old(all, now);
	ui_word_new(word);
	ui_word_new(s->csrf);
	s->word = auth_digest_of(word);
	s->secret = auth_digest_of(auth->secret);
	snprintf(s->name, sizeof(s->name), "%s", auth->user);
	s->began = s->used = now;
	all->session[all->n++] = s;
	ui_cookie_format(c, UI_SESSION_COOKIE, word, -1, cookie);
	return s;
}

/* Where the session is that the cookie names; all->n: nowhere. */
static size_t place_of(const struct ui_sessions *all, const struct call *c)
{
	struct auth_digest given;
	char word[UI_WORD_ROOM];
	size_t found = all->n;

	if (ui_cookie(c->request, UI_SESSION_COOKIE, word, sizeof(word)) != 0)
		return found;
	given = auth_digest_of(word);
	for (size_t i = 0; i < all->n; i++) {
		if (auth_is_same(&all->session[i]->word, &given))
			found = i;
	}
	return found;
}

static bool is_good(const struct api *a, const struct ui_session *s,
    struct call *c)
{
	struct auth auth = { .scheme = AUTH_BASIC };

	snprintf(auth.user, sizeof(auth.user), "%s", s->name);
	return who_signs_in(a, &auth, &s->secret, c) == 0;
}

const struct ui_session *ui_session_find(struct api *a, struct call *c)
{
	size_t i = place_of(a->sessions, c);
	struct ui_session *s;
	usec now = clock_mono();

	if (i == a->sessions->n)
		return NULL;
	s = a->sessions->session[i];
	if (is_over(s, now) || !is_good(a, s, c)) {
		drop(a->sessions, i);
		return NULL;
	}
	s->used = now;
	return s;
}

void ui_session_end(struct api *a, const struct call *c,
    char cookie[UI_COOKIE_ROOM])
{
	size_t i = place_of(a->sessions, c);

	if (i != a->sessions->n)
		drop(a->sessions, i);
	ui_cookie_format(c, UI_SESSION_COOKIE, "", 0, cookie);
}

const char *ui_session_word(const struct ui_session *s)
{
	return s->csrf;
}

bool ui_session_is_word(const struct ui_session *s, const char *given)
{
	struct auth_digest mine = auth_digest_of(s->csrf);

	return auth_matches(&mine, given);
}
