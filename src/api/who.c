/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens are kept as digests. Each way to be wrong (no header, a malformed
 * one, an unknown user, a wrong token) hashes a secret and compares it, as the
 * right way does.
 */
#include "api/inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"
#include "http/auth.h"

void who_init(struct api *a)
{
	const struct conf *conf = a->with.conf;

	free(a->token);
	a->token = mem_new(conf->accounts, sizeof(a->token[0]));
	for (size_t i = 0; i < conf->accounts; i++)
		a->token[i] = auth_digest_of(conf->account[i].token);
}

/* By sid or by name. */
static int who_is_user(const struct api *a, const struct auth *auth,
    size_t *account)
{
	const struct conf *conf = a->with.conf;
	const struct auth_digest *token = NULL;

	for (size_t i = 0; i < conf->accounts; i++) {
		const struct conf_account *c = &conf->account[i];

		if (strcmp(c->sid, auth->user) != 0 &&
		    strcmp(c->name, auth->user) != 0)
			continue;
		token = &a->token[i];
		*account = i;
	}
	return auth_matches(token, auth->secret) ? 0 : RC_DENIED;
}

/* A token that two accounts share says of neither who asks. */
static int who_has_token(const struct api *a, const struct auth *auth,
    size_t *account)
{
	struct auth_digest given = auth_digest_of(auth->secret);
	size_t found = 0;

	for (size_t i = 0; i < a->with.conf->accounts; i++) {
		if (!auth_is_same(&a->token[i], &given))
			continue;
		*account = i;
		found++;
	}
	return found == 1 ? 0 : RC_DENIED;
}

int who_asks(const struct api *a, const struct http_request *r, size_t *account)
{
	struct auth auth;

	if (auth_parse(http_request_header(r, "authorization"), &auth) != 0) {
		(void)auth_matches(NULL, "");
		return RC_DENIED;
	}
	if (auth.scheme == AUTH_BASIC)
		return who_is_user(a, &auth, account);
	return who_has_token(a, &auth, account);
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
