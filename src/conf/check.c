/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold between values. A field that is zero or has no text was
 * reported when it was read and is passed over.
 */
#include <string.h>

#include "conf/conf.h"
#include "conf/read.h"

static struct conf_at place(const struct conf_reading *r,
    const struct conf_place *where, char text[CONF_KEY_TEXT])
{
	return conf_scan_at(r->scan, where, r->src.file, text);
}

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
	return a->host != NULL && b->host != NULL && a->port == b->port &&
	       strcmp(a->host, b->host) == 0;
}

static void check_http(const struct conf_reading *r, const struct conf *c)
{
	char text[CONF_KEY_TEXT];

	for (size_t i = 0; i < c->https; i++) {
		struct conf_place where = { .section = CONF_S_http,
			.instance = i,
			.key = CONF_K_http_listen };
		struct conf_at at = place(r, &where, text);

		for (size_t j = 0; j < i; j++) {
			if (is_same_listen(&c->http[i].listen,
				&c->http[j].listen))
				conf_report_add(r->rep, CONF_ERROR, &at,
				    "http \"%s\" listens there already",
				    c->http[j].name);
		}
	}
}

static void check_account(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_account,
		.instance = i,
		.key = CONF_K_account_sid };
	const struct conf_account *a = &c->account[i];
	char text[CONF_KEY_TEXT];

	for (size_t j = 0; j < i; j++) {
		struct conf_at at;

		if (a->sid == NULL || c->account[j].sid == NULL ||
		    strcasecmp(a->sid, c->account[j].sid) != 0)
			continue;
		at = place(r, &where, text);
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "account \"%s\" has this sid already", c->account[j].name);
	}
}

static void check_smsc(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	const struct conf_smsc *s = &c->smsc[i];
	usec end = c->message.unknown_after;
	struct conf_place where = { .section = CONF_S_smsc, .instance = i };
	char text[CONF_KEY_TEXT];
	struct conf_at at;

	if (s->reconnect_max != 0 && s->reconnect_min > s->reconnect_max) {
		where.key = CONF_K_smsc_reconnect_min;
		at = place(r, &where, text);
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "it is longer than reconnect_max");
	}
	if (end != 0 && s->validity >= end) {
		where.key = CONF_K_smsc_validity;
		at = place(r, &where, text);
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "it must be shorter than message.unknown_after, or "
		    "messages that "
		    "are still tried would end as unknown");
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

static void check_route(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_route,
		.instance = i,
		.key = CONF_K_route_smsc };
	const struct conf_list *l = &c->route[i].smsc;
	char text[CONF_KEY_TEXT];

	for (size_t j = 0; j < l->n; j++) {
		const char *near;
		struct conf_at at;
		size_t smsc;

		if (conf_smsc_find(c, l->v[j], &smsc) == 0)
			continue;
		near = smsc_near(c, l->v[j]);
		at = place(r, &where, text);
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "there is no smsc \"%s\"%s%s%s", l->v[j],
		    near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	}
}

void conf_check(const struct conf_reading *r, const struct conf *c)
{
	check_present(r);
	check_http(r, c);
	for (size_t i = 0; i < c->accounts; i++)
		check_account(r, c, i);
	for (size_t i = 0; i < c->smscs; i++)
		check_smsc(r, c, i);
	for (size_t i = 0; i < c->routes && r->scan->seen[CONF_S_smsc]; i++)
		check_route(r, c, i);
}
