/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts and their people: who is who must be clear.
 */
#include "conf/check.h"

#include <string.h>
#include <strings.h>

static bool is_same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void check_spending(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	const struct conf_account *a = &c->account[i];
	struct conf_place cap = { .section = CONF_S_account,
		.instance = i,
		.key = CONF_K_account_spend_cap };

	if (a->spend_cap != 0 && a->price == 0 && a->prices.n == 0)
		conf_say(r, &cap, CONF_WARNING,
		    "nothing costs anything: give price or prices");
}

void conf_check_account(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place sid = { .section = CONF_S_account,
		.instance = i,
		.key = CONF_K_account_sid };
	struct conf_place token = { .section = CONF_S_account,
		.instance = i,
		.key = CONF_K_account_token };
	const struct conf_account *a = &c->account[i], *b;

	for (size_t j = 0; j < i; j++) {
		b = &c->account[j];
		if (a->sid != NULL && b->sid != NULL &&
		    strcasecmp(a->sid, b->sid) == 0)
			conf_say(r, &sid, CONF_ERROR,
			    "account \"%s\" has this sid already", b->name);
		if (is_same_text(a->token, b->token))
			conf_say(r, &token, CONF_WARNING,
			    "account \"%s\" has the same token: give each its "
			    "own",
			    b->name);
	}
	check_spending(r, c, i);
}

void conf_check_user(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place token = { .section = CONF_S_user,
		.instance = i,
		.key = CONF_K_user_token };
	const char *own = c->user[i].token;

	for (size_t j = 0; j < c->accounts; j++) {
		if (is_same_text(own, c->account[j].token))
			conf_say(r, &token, CONF_ERROR,
			    "account \"%s\" has the same token: who has it "
			    "would be the account itself",
			    c->account[j].name);
	}
	for (size_t j = 0; j < i; j++) {
		if (is_same_text(own, c->user[j].token))
			conf_say(r, &token, CONF_WARNING,
			    "user \"%s\" of account \"%s\" has the same token: "
			    "give each a token of its own",
			    c->user[j].name,
			    c->account[c->user[j].account].name);
	}
}

void conf_check_sendsms_user(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_sendsms_user,
		.instance = i,
		.key = CONF_NO_KEY };
	const struct conf_sendsms_user *u = &c->sendsms_user[i];

	for (size_t j = 0; j < i; j++) {
		if (strcmp(c->sendsms_user[j].name, u->name) == 0)
			conf_say(r, &where, CONF_ERROR,
			    "account \"%s\" has a user of this name: whose "
			    "messages would they be?",
			    c->account[c->sendsms_user[j].account].name);
	}
	where.key = CONF_K_sendsms_user_password;
	for (size_t j = 0; j < c->accounts; j++) {
		if (is_same_text(u->password, c->account[j].token))
			conf_say(r, &where, CONF_ERROR,
			    "account \"%s\" has it as its token, which must "
			    "not stand in URLs",
			    c->account[j].name);
	}
}
