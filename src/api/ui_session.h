/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_session - who has signed in to the pages.
 *
 * A session is known by a random word in a cookie that scripts do not see and
 * other sites' links and forms do not bring; only its sum is kept. It holds as
 * long as the configuration has the token it began with.
 *
 * Owns:  at most UI_SESSIONS sessions, in memory; a restart ends them all. When
 *        there is no room, the one that was used longest ago goes.
 * Time:  monotonic.
 */
#ifndef API_UI_SESSION_H
#define API_UI_SESSION_H

#include "api/inside.h"
#include "http/auth.h"

#define UI_SESSIONS     1024
#define UI_SESSION_IDLE HOUR        /* without a request */
#define UI_SESSION_LIFE (12 * HOUR) /* in all */
#define UI_WORD_ROOM    65          /* 32 bytes in hex, and a NUL */
#define UI_COOKIE_ROOM  200

#define UI_SESSION_COOKIE "esmed_session"

struct ui_sessions;
struct ui_session;

void ui_sessions_init(struct api *a);
void ui_sessions_fini(struct api *a);

/* Begin one with these credentials, which c's account and role are of. `cookie`
 * is the value of Set-Cookie. */
const struct ui_session *ui_session_begin(struct api *a, const struct call *c,
    const struct auth *auth, char cookie[UI_COOKIE_ROOM]);

/* The session that the call's cookie names; sets c's account, role and user.
 * NULL: none, or its token is no longer good. */
const struct ui_session *ui_session_find(struct api *a, struct call *c);

/* End it, if there is one; `cookie` takes the cookie away. */
void ui_session_end(struct api *a, const struct call *c,
    char cookie[UI_COOKIE_ROOM]);

/* What each form of the session must bring. */
const char *ui_session_word(const struct ui_session *s);
bool ui_session_is_word(const struct ui_session *s, const char *given);

/* The value of a cookie of the request into `to`. RC_NOT_FOUND: it has none, or
 * one that does not fit. */
MUST_CHECK int ui_cookie(const struct http_request *r, const char *name,
    char *to, size_t room);

/* A new unguessable word. */
void ui_word_new(char word[UI_WORD_ROOM]);

/* "name=value; Path=/ui; HttpOnly; ...": `seconds` of life, 0: it goes away,
 * -1: as long as the browser runs. */
void ui_cookie_format(const struct call *c, const char *name, const char *value,
    int seconds, char to[UI_COOKIE_ROOM]);

#endif
