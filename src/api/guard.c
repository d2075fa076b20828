/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guesses at credentials (reliability.md W14). Who gives none is told how,
 * however often: many clients ask like that first. Who gives wrong ones is
 * counted by address and by the name that was tried. Right ones are taken
 * whatever the counts say, so nobody can lock anybody out.
 */
#include "api/guard.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/auth.h"
#include "http/tries.h"
#include "net/stream.h"

/* Of a token; of a user's name all. */
#define PREFIX 8

struct key {
	const char *s;
	size_t len;
};

/* Without the port; of a local socket there is none, and all come from it. */
static struct key address_of(const struct call *c)
{
	const char *peer = c->request->peer;

	return (struct key){ peer, stream_host_len(peer) };
}

static struct key name_of(const struct auth *auth)
{
	if (auth->scheme == AUTH_BASIC)
		return (struct key){ auth->user, strlen(auth->user) };
	return (struct key){ auth->secret, strnlen(auth->secret, PREFIX) };
}

static usec wait_of(const struct api *a, struct key key, usec now)
{
	return key.len != 0 ? tries_wait(a->tries, key.s, key.len, now) : 0;
}

/* True: it was the last that is let through for now. */
static bool count(struct api *a, struct key key, usec now)
{
	if (key.len == 0)
		return false;
	tries_add(a->tries, key.s, key.len, now);
	return tries_wait(a->tries, key.s, key.len, now) != 0;
}

/* Not the name: it may be a secret in the wrong place. */
static void count_both(struct api *a, struct key address, struct key name,
    usec now)
{
	if (count(a, address, now))
		log_warn("http", "too many failed authentications address=%.*s",
		    (int)address.len, address.s);
	if (count(a, name, now))
		log_warn("http",
		    "too many failed authentications with one name, the last "
		    "address=%.*s",
		    (int)address.len, address.s);
}

/* 0: it was counted. */
static usec take_try(struct api *a, const struct call *c, struct key name)
{
	struct key address = address_of(c);
	usec now = clock_mono(), wait, other;

	wait = wait_of(a, address, now);
	other = wait_of(a, name, now);
	if (wait < other)
		wait = other;
	if (wait == 0)
		count_both(a, address, name, now);
	return wait;
}

static void refuse(struct api *a, const struct call *c, struct key name)
{
	usec wait = take_try(a, c, name);

	if (wait != 0)
		reply_later(a, c, REFUSAL_TRIES, wait);
	else
		reply_refusal(a, c, REFUSAL_UNAUTHORIZED);
}

void guard_refuse(struct api *a, const struct call *c)
{
	const char *value = http_request_header(c->request, "authorization");
	struct key name = { "", 0 };
	struct auth auth;

	if (value == NULL) {
		reply_refusal(a, c, REFUSAL_UNAUTHORIZED);
		return;
	}
	if (auth_parse(value, &auth) == 0)
		name = name_of(&auth);
	refuse(a, c, name);
}

void guard_refuse_name(struct api *a, const struct call *c,
    const struct body_text *name)
{
	refuse(a, c, (struct key){ name->s, name->len });
}

usec guard_count(struct api *a, const struct call *c,
    const struct body_text *name)
{
	return take_try(a, c, (struct key){ name->s, name->len });
}
