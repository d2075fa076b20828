/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where Kannel's clients ask, and who they are: users of their own, by the
 * configuration.
 */
#include "api/kannel.h"

#include <string.h>

#include "api/guard.h"
#include "api/kannel_read.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "http/auth.h"

bool kannel_is_at(const struct api *a, const char *path)
{
	const struct conf *conf = a->with.conf;

	return conf->sendsms_users != 0 && strcmp(path, conf->kannel.path) == 0;
}

static struct auth_digest digest_of(const char *password)
{
	struct auth_digest d;

	return conf_token_sum(password, d.sha256) ? d
						  : auth_digest_of(password);
}

static bool is_text(const struct body_text *t)
{
	return t->s != NULL && strlen(t->s) == t->len;
}

/* NULL: nobody. A user who does not exist costs the same time
 * (reliability.md W12, W13). */
static const struct conf_sendsms_user *find_user(const struct api *a,
    const struct kannel_request *k)
{
	const struct body_text *name = &k->text[KANNEL_FIELD_USERNAME];
	const struct body_text *password = &k->text[KANNEL_FIELD_PASSWORD];
	const struct conf *conf = a->with.conf;
	const struct conf_sendsms_user *meant = NULL;
	struct auth_digest given, stored;
	bool is_his;

	if (!is_text(name) || !is_text(password))
		return NULL;
	for (size_t i = 0; i < conf->sendsms_users; i++) {
		if (strcmp(conf->sendsms_user[i].name, name->s) == 0)
			meant = &conf->sendsms_user[i];
	}
	given = auth_digest_of(password->s);
	stored = digest_of(meant != NULL ? meant->password : "");
	is_his = auth_is_same(&stored, &given);
	return meant != NULL && is_his ? meant : NULL;
}

int kannel_admit(struct api *a, struct call *c, const struct kannel_request *k,
    const char **sender)
{
	const struct conf_sendsms_user *u = find_user(a, k);
	enum refusal no;

	if (u == NULL) {
		guard_refuse_name(a, c, &k->text[KANNEL_FIELD_USERNAME]);
		return RC_DENIED;
	}
	c->account = u->account;
	c->role = CONF_OPERATOR;
	*sender = u->default_sender;
	no = who_may(a, c, WHO_OPERATOR);
	if (no == REFUSAL_COUNT)
		return 0;
	reply_refusal(a, c, no);
	return RC_DENIED;
}

const char *kannel_user_of(const struct api *a, uint16_t account)
{
	const struct conf *conf = a->with.conf;
	size_t i;

	if (flow_account_index(a->with.flow, account, &i) != 0)
		return "";
	for (size_t n = 0; n < conf->sendsms_users; n++) {
		if (conf->sendsms_user[n].account == i)
			return conf->sendsms_user[n].name;
	}
	return "";
}
