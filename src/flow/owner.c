/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An owner is one account's sid at one scheme, host and port. He is known by
 * these in full, as a stranger chooses the host.
 *
 * Invariants:
 *  1. Lanes wait for an owner while he is asked, and only then.
 *  2. `all` is in the order in which they were asked or answered, so those that
 *     nobody needs any more are at its front.
 */
#include "flow/owner.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "http/url.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAINS     4096
#define FILE_PATH  "/.well-known/esmed.txt"
#define HOST_SHOWN 60 /* bytes of it in a reason, which has room for more */
#define BLANKS     " \t\r"

enum stand { STAND_ASKED, STAND_CONFIRMED, STAND_REFUSED, STAND_FORBIDDEN };

struct owner {
	TAILQ_ENTRY(owner) link;
	SLIST_ENTRY(owner) next;
	struct owners *owners;
	char *name; /* "AC... https://host:port" */
	char *place;
	size_t sid_len; /* at the front of the name */
	enum stand stand;
	usec until; /* it holds */
	struct under_way call;
	struct lanes waiting;
	char why[WHY_BYTES];
};

SLIST_HEAD(chain, owner);
TAILQ_HEAD(owner_list, owner);

struct owners {
	struct webhook *webhook;
	struct hash_key key;
	struct chain chain[CHAINS];
	struct owner_list all;
	size_t n;
};

struct owners *owners_new(struct webhook *w)
{
	struct owners *all = mem_new(1, sizeof(*all));

	all->webhook = w;
	random_fill(&all->key, sizeof(all->key));
	TAILQ_INIT(&all->all);
	return all;
}

static struct chain *chain_of(struct owners *all, const char *name)
{
	return &all->chain[hash_sip(&all->key, name, strlen(name)) % CHAINS];
}

static void forget(struct owner *o)
{
	struct owners *all = o->owners;

	SLIST_REMOVE(chain_of(all, o->name), o, owner, next);
	TAILQ_REMOVE(&all->all, o, link);
	all->n--;
	free(o->name);
	free(o->place);
	free(o);
}

void owners_free(struct owners *all)
{
	struct owner *o;

	if (all == NULL)
		return;
	while ((o = TAILQ_FIRST(&all->all)) != NULL) {
		if (o->call.id != 0)
			http_client_cancel(all->webhook->client, o->call.id);
		forget(o);
	}
	free(all);
}

void owner_leave(struct lane *lane)
{
	if (lane->owner != NULL)
		TAILQ_REMOVE(&lane->owner->waiting, lane, owner_link);
	lane->owner = NULL;
}

static void await(struct lane *lane, struct owner *o)
{
	owner_leave(lane);
	TAILQ_INSERT_TAIL(&o->waiting, lane, owner_link);
	lane->owner = o;
}

/* ---- who is known -------------------------------------------------------- */

static bool is_over(const struct owner *o, usec now)
{
	return o->stand != STAND_ASKED && o->until <= now;
}

/* The one of this name; others there that are over go. */
static struct owner *find(struct owners *all, const char *name)
{
	struct owner *o, *next, *found = NULL;
	usec now = clock_mono();

	for (o = SLIST_FIRST(chain_of(all, name)); o != NULL; o = next) {
		next = SLIST_NEXT(o, next);
		if (strcmp(o->name, name) == 0)
			found = o;
		else if (is_over(o, now))
			forget(o);
	}
	return found;
}

/* Whoever said no within the last minute must not be forgotten. */
static bool make_room(struct owners *all)
{
	struct owner *first = TAILQ_FIRST(&all->all);

	if (all->n < OWNERS_MAX)
		return true;
	if (first->stand != STAND_CONFIRMED && !is_over(first, clock_mono()))
		return false;
	forget(first);
	return true;
}

static struct owner *add(struct owners *all, const char *name,
    const struct owner_ask *a)
{
	struct owner *o = mem_new(1, sizeof(*o));
	struct buf place = { 0 };

	buf_add(&place, a->url->place.at, a->url->place.len);
	*o = (struct owner){ .owners = all,
		.name = mem_strdup(name),
		.place = mem_strdup(buf_cstr(&place)),
		.sid_len = strlen(a->sid),
		.stand = STAND_REFUSED }; /* long ago */
	buf_free(&place);
	TAILQ_INIT(&o->waiting);
	SLIST_INSERT_HEAD(chain_of(all, name), o, next);
	TAILQ_INSERT_TAIL(&all->all, o, link);
	all->n++;
	return o;
}

/* ---- asking -------------------------------------------------------------- */

static void enter(struct owner *o, enum stand stand, usec lasts)
{
	o->stand = stand;
	o->until = clock_mono() + lasts;
	TAILQ_REMOVE(&o->owners->all, o, link);
	TAILQ_INSERT_TAIL(&o->owners->all, o, link);
}

static bool is_sid(const struct owner *o, const char *line, size_t len)
{
	while (len != 0 && strchr(BLANKS, line[len - 1]) != NULL)
		len--;
	return len == o->sid_len && memcmp(line, o->name, len) == 0;
}

/* Does a line of it have the sid, and nothing else? */
static bool names_it(const struct owner *o, const struct http_result *r)
{
	const char *text = (const char *)r->body, *nl;
	size_t len;

	for (size_t at = 0; at < r->len; at += len + 1) {
		nl = memchr(text + at, '\n', r->len - at);
		len = nl != NULL ? (size_t)(nl - text) - at : r->len - at;
		if (is_sid(o, text + at, len))
			return true;
	}
	return false;
}

static void say_why(struct owner *o, const struct http_result *r)
{
	int n = snprintf(o->why, sizeof(o->why),
	    "%.*s has no " FILE_PATH " that names %.*s", HOST_SHOWN, o->place,
	    (int)o->sid_len, o->name);
	size_t used = n > 0 ? (size_t)n : 0;

	if (used >= sizeof(o->why))
		return;
	if (r->rc != 0)
		snprintf(o->why + used, sizeof(o->why) - used, ": %s: %s",
		    http_failure_word(r->failure), r->why);
	else if (r->status != 200)
		snprintf(o->why + used, sizeof(o->why) - used, ": status %d",
		    r->status);
}

static void wake(struct owner *o)
{
	struct lane *lane;

	while ((lane = TAILQ_FIRST(&o->waiting)) != NULL) {
		owner_leave(lane);
		lane_wake(lane);
	}
}

static void answered(void *arg, const struct http_result *r)
{
	struct owner *o = arg;

	lane_called(o->owners->webhook, &o->call);
	if (r->rc == 0 && r->status == 200 && names_it(o, r)) {
		enter(o, STAND_CONFIRMED, OWNER_YES_IS);
		log_info("webhook", "host names the account host=%s sid=%.*s",
		    o->place, (int)o->sid_len, o->name);
	} else {
		say_why(o, r);
		enter(o,
		    r->rc != 0 && r->failure == HTTP_FAILURE_DENIED
			? STAND_FORBIDDEN
			: STAND_REFUSED,
		    OWNER_NO_IS);
	}
	wake(o);
}

/* Without the user and secret of the letters' URL: anyone may read it. */
static int call(struct owner *o, struct lane *lane, const struct owner_ask *a)
{
	struct buf text = { 0 };
	struct url u;
	struct http_call c = { .url = &u,
		.policy = a->policy,
		.answered = answered,
		.arg = o };
	const char *why;
	int rc;

	buf_printf(&text, "%s://%s" FILE_PATH, a->url->tls ? "https" : "http",
	    o->place);
	rc = url_parse(&u, (const char *)buf_bytes(&text), text.len, &why);
	assert(rc == 0); /* its parts were good */
	rc = lane_call(lane, &c, a->rate, &o->call);
	buf_free(&text);
	return rc;
}

static int ask(struct owner *o, struct lane *lane, const struct owner_ask *a)
{
	int rc = call(o, lane, a);

	if (rc != 0)
		return rc;
	enter(o, STAND_ASKED, 0);
	await(lane, o);
	return RC_FULL;
}

static int look(struct owner *o, struct lane *lane, usec *again)
{
	if (o->stand == STAND_ASKED) {
		await(lane, o);
		return RC_FULL;
	}
	if (o->stand == STAND_CONFIRMED)
		return 0;
	memcpy(lane->why, o->why, sizeof(lane->why));
	*again = o->until;
	return o->stand == STAND_FORBIDDEN ? RC_BAD : RC_DENIED;
}

int owner_check(struct lane *lane, const struct owner_ask *a, usec *again)
{
	struct owners *all = lane->webhook->owners;
	struct buf name = { 0 };
	struct owner *o;

	buf_printf(&name, "%s %s://%s:%u", a->sid,
	    a->url->tls ? "https" : "http", a->url->host, a->url->port);
	o = find(all, buf_cstr(&name));
	if (o == NULL && make_room(all))
		o = add(all, buf_cstr(&name), a);
	buf_free(&name);
	if (o == NULL)
		return RC_FULL;
	return is_over(o, clock_mono()) ? ask(o, lane, a)
					: look(o, lane, again);
}
