/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold between values: the sections without a file of their own,
 * and names that must exist.
 */
#include "conf/check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static void check_present(const struct conf_reading *r)
{
	struct conf_at at = { .file = r->src.file };

	if (!r->scan->seen[CONF_S_smsc])
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "no smsc: add smsc \"acme\" { ... } with host and "
		    "system_id");
	if (!r->scan->seen[CONF_S_route])
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "no route: add route \"default\" { smsc = { \"acme\" } }");
	if (!r->scan->seen[CONF_S_http])
		conf_report_add(r->rep, CONF_WARNING, &at,
		    "no http: nobody can send; add http \"main\" { listen = "
		    "\"127.0.0.1:8080\" }");
	if (!r->scan->seen[CONF_S_account])
		conf_report_add(r->rep, CONF_WARNING, &at,
		    "no account: nobody can send; add account \"demo\" { ... } "
		    "with sid and token");
}

static bool is_same_listen(const struct conf_listen *a,
    const struct conf_listen *b)
{
	return a->host != NULL && b->host != NULL && a->port != 0 &&
	       a->port == b->port && strcmp(a->host, b->host) == 0;
}

static void check_kannel(const struct conf_reading *r, const struct conf *c)
{
	struct conf_place where = { .section = CONF_S_kannel,
		.key = CONF_K_kannel_path };
	const char *path = c->kannel.path;

	if (path != NULL && (path[0] != '/' || strpbrk(path, " ?#%") != NULL))
		conf_say(r, &where, CONF_ERROR,
		    "it is the path of a URL: it begins with / and has no "
		    "blank, ?, # or %%");
}

static bool is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void check_http_tls(const struct conf_reading *r,
    const struct conf_http *h, struct conf_place where)
{
	struct stat st;

	where.key = CONF_K_http_tls_key;
	if (is_set(h->tls_key) && stat(h->tls_key, &st) == 0 &&
	    (st.st_mode & 0077) != 0)
		conf_say(r, &where, CONF_WARNING,
		    "others than its owner may use the private key: "
		    "chmod 600");
	if (h->tls_key == NULL || h->tls_certificate == NULL ||
	    is_set(h->tls_key) == is_set(h->tls_certificate))
		return;
	if (!is_set(h->tls_key))
		where.key = CONF_K_http_tls_certificate;
	conf_say(r, &where, CONF_ERROR,
	    "it is of no use without %s: give both or none",
	    is_set(h->tls_key) ? "tls_certificate" : "tls_key");
}

static void check_http(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_http,
		.instance = i,
		.key = CONF_K_http_listen };

	for (size_t j = 0; j < i; j++) {
		if (is_same_listen(&c->http[i].listen, &c->http[j].listen))
			conf_say(r, &where, CONF_ERROR,
			    "http \"%s\" listens there already",
			    c->http[j].name);
	}
	check_http_tls(r, &c->http[i], where);
}

static void check_outbind(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	const struct conf_listen *l = &c->smsc[i].outbind_listen;
	struct conf_place where = { .section = CONF_S_smsc,
		.instance = i,
		.key = CONF_K_smsc_outbind_listen };

	for (size_t j = 0; j < c->https; j++) {
		if (is_same_listen(l, &c->http[j].listen))
			conf_say(r, &where, CONF_ERROR,
			    "http \"%s\" listens there already",
			    c->http[j].name);
	}
	for (size_t j = 0; j < i; j++) {
		if (is_same_listen(l, &c->smsc[j].outbind_listen))
			conf_say(r, &where, CONF_ERROR,
			    "smsc \"%s\" listens there already: take another "
			    "port",
			    c->smsc[j].name);
	}
}

static const char *smsc_near(const struct conf *c, const char *name)
{
	size_t least = SIZE_MAX;
	const char *best = NULL;

	for (size_t i = 0; i < c->smscs; i++) {
		size_t far = conf_near(name, c->smsc[i].name);

		if (far < least) {
			least = far;
			best = c->smsc[i].name;
		}
	}
	return best;
}

static const char *account_near(const struct conf *c, const char *name)
{
	size_t least = SIZE_MAX;
	const char *best = NULL;

	for (size_t i = 0; i < c->accounts; i++) {
		size_t far = conf_near(name, c->account[i].name);

		if (far < least) {
			least = far;
			best = c->account[i].name;
		}
	}
	return best;
}

static void say_unknown(const struct conf_reading *r,
    const struct conf_place *where, const char *what, const char *near)
{
	conf_say(r, where, CONF_ERROR, "there is no %s%s%s%s", what,
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

void conf_check_smscs(const struct conf_reading *r, const struct conf *c,
    const struct conf_place *where, const struct conf_list *names)
{
	char what[CONF_NAME_MAX + 16];
	size_t smsc;

	for (size_t i = 0; i < names->n && r->scan->seen[CONF_S_smsc]; i++) {
		if (conf_smsc_find(c, names->v[i], &smsc) == 0)
			continue;
		snprintf(what, sizeof(what), "smsc \"%s\"", names->v[i]);
		say_unknown(r, where, what, smsc_near(c, names->v[i]));
	}
}

void conf_check_accounts(const struct conf_reading *r, const struct conf *c,
    const struct conf_place *where, const struct conf_list *names)
{
	char what[CONF_NAME_MAX + 16];
	size_t account;

	for (size_t i = 0; i < names->n; i++) {
		if (conf_account_find(c, names->v[i], &account) == 0)
			continue;
		snprintf(what, sizeof(what), "account \"%s\"", names->v[i]);
		say_unknown(r, where, what, account_near(c, names->v[i]));
	}
}

void conf_check(const struct conf_reading *r, const struct conf *c)
{
	check_present(r);
	for (size_t i = 0; i < c->https; i++)
		check_http(r, c, i);
	for (size_t i = 0; i < c->accounts; i++)
		conf_check_account(r, c, i);
	for (size_t i = 0; i < c->users; i++)
		conf_check_user(r, c, i);
	check_kannel(r, c);
	for (size_t i = 0; i < c->sendsms_users; i++)
		conf_check_sendsms_user(r, c, i);
	for (size_t i = 0; i < c->smscs; i++) {
		conf_check_smsc(r, c, i);
		conf_check_tls(r, c, i);
		conf_check_text(r, c, i);
		check_outbind(r, c, i);
	}
	for (size_t i = 0; i < c->tlvs; i++)
		conf_check_tlv(r, c, i);
	for (size_t i = 0; i < c->routes; i++)
		conf_check_route(r, c, i);
}
