/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens are kept as digests. Each way to be wrong (no header, a malformed
 * one, an unknown user, a wrong token) hashes a secret and compares it, as the
 * right way does.
 *
 * An account's own token is an admin's.
 */
#include "api/inside.h"

#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>

#include "api/endpoint.h"
#include "api/listen.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "http/address.h"
#include "http/auth.h"

struct key {
	struct auth_digest digest;
	const char *sid, *name; /* sid: of an account's own, else NULL */
	size_t account;
	enum conf_role role;
};

struct who {
	struct key *key; /* of the accounts, then of their people */
	size_t keys;
	struct nets *allow; /* by account */
};

static struct auth_digest digest_of(const char *token)
{
	struct auth_digest d;

	return conf_token_sum(token, d.sha256) ? d : auth_digest_of(token);
}

static void add_keys(struct who *w, const struct conf *conf)
{
	for (size_t i = 0; i < conf->accounts; i++) {
		const struct conf_account *c = &conf->account[i];

		w->key[w->keys++] = (struct key){ .digest = digest_of(c->token),
			.sid = c->sid,
			.name = c->name,
			.account = i,
			.role = CONF_ADMIN };
	}
	for (size_t i = 0; i < conf->users; i++) {
		const struct conf_user *c = &conf->user[i];

		w->key[w->keys++] = (struct key){ .digest = digest_of(c->token),
			.name = c->name,
			.account = c->account,
			.role = (enum conf_role)c->role };
	}
}

void who_init(struct api *a)
{
	const struct conf *conf = a->with.conf;
	struct who *w = mem_new(1, sizeof(*w));

	who_fini(a);
	a->who = w;
	w->key = mem_new(conf->accounts + conf->users, sizeof(w->key[0]));
	w->allow = mem_new(conf->accounts, sizeof(w->allow[0]));
	add_keys(w, conf);
	/* One that could not be read lets nobody in: is_near(). */
	for (size_t i = 0; i < conf->accounts; i++)
		listen_nets(&w->allow[i], &conf->account[i].allow);
}

void who_fini(struct api *a)
{
	if (a->who == NULL)
		return;
	free(a->who->key);
	free(a->who->allow);
	free(a->who);
	a->who = NULL;
}

/* A bearer names nobody. */
static bool is_meant(const struct key *k, const struct auth *auth)
{
	return auth->scheme == AUTH_BEARER ||
	       strcmp(k->name, auth->user) == 0 ||
	       (k->sid != NULL && strcmp(k->sid, auth->user) == 0);
}

/* A token that two share says of neither who asks. */
static int find(const struct who *w, const struct auth *auth,
    const struct auth_digest *given, struct call *c)
{
	static const struct auth_digest nobody;
	size_t meant = 0, found = 0;

	for (size_t i = 0; i < w->keys; i++) {
		const struct key *k = &w->key[i];

		if (!is_meant(k, auth))
			continue;
		meant++;
		if (!auth_is_same(&k->digest, given))
			continue;
		found++;
		c->account = k->account;
		c->role = k->role;
		c->user = k->name;
	}
	if (meant == 0)
		(void)auth_is_same(&nobody, given);
	return found == 1 ? 0 : RC_DENIED;
}

int who_asks(const struct api *a, struct call *c)
{
	struct auth_digest given;
	struct auth auth;

	if (auth_parse(http_request_header(c->request, "authorization"),
		&auth) != 0) {
		(void)auth_matches(NULL, "");
		return RC_DENIED;
	}
	given = auth_digest_of(auth.secret);
	return find(a->who, &auth, &given, c);
}

int who_signs_in(const struct api *a, const struct auth *auth,
    const struct auth_digest *given, struct call *c)
{
	return find(a->who, auth, given, c);
}

static bool is_near(const struct api *a, const struct call *c)
{
	struct sockaddr_storage peer;

	if (a->with.conf->account[c->account].allow.n == 0)
		return true;
	return address_of_peer(c->request->peer, &peer) == 0 &&
	       nets_has(&a->who->allow[c->account],
		   (const struct sockaddr *)(const void *)&peer);
}

enum refusal who_may(const struct api *a, const struct call *c,
    enum endpoint_who least)
{
	static const enum conf_role role[] = {
		[WHO_ANYBODY] = CONF_VIEWER,
		[WHO_VIEWER] = CONF_VIEWER,
		[WHO_OPERATOR] = CONF_OPERATOR,
		[WHO_ADMIN] = CONF_ADMIN,
	};

	if (!is_near(a, c))
		return REFUSAL_ADDRESS;
	return c->role < role[least] ? REFUSAL_ROLE : REFUSAL_COUNT;
}

const char *who_sid(const struct api *a, size_t account)
{
	return a->with.conf->account[account].sid;
}

bool who_owns_path(const struct api *a, const struct call *c)
{
	const char *sid = who_sid(a, c->account);

	return c->account_in_path.len == strlen(sid) &&
	       memcmp(c->account_in_path.s, sid, strlen(sid)) == 0;
}
