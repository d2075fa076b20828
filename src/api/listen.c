/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners, by the http sections of the configuration.
 */
#include "api/listen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/inside.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "http/address.h"
#include "net/tls.h"

/* *tls is NULL for plain HTTP. */
static int make_tls(const struct conf_http *c, struct tls_context **tls)
{
	const struct tls_options o = { .certificate = c->tls_certificate,
		.key = c->tls_key,
		.min_version = c->tls_min,
		.alpn = "http/1.1" };
	char why[TLS_WHY_BYTES];
	int rc;

	*tls = NULL;
	if (c->tls_certificate[0] == '\0')
		return 0;
	rc = tls_server_new(&o, tls, why);
	if (rc != 0)
		log_error("http", "name=%s TLS: %s", c->name, why);
	return rc;
}

int api_check(const struct conf *conf)
{
	struct tls_context *tls;
	int rc = 0;

	for (size_t i = 0; i < conf->https && rc == 0; i++) {
		rc = make_tls(&conf->http[i], &tls);
		tls_unref(tls);
	}
	return rc;
}

void listen_nets(struct nets *to, const struct conf_list *from)
{
	for (size_t i = 0; i < from->n; i++) {
		if (nets_add(to, from->v[i]) != 0)
			return;
	}
}

/* `tls` may be NULL. */
static void set_one(struct api *a, size_t i, const struct conf_http *c,
    struct tls_context *tls)
{
	struct nets trusted = { .n = 0 };
	const struct http_listener l = { .tls = tls,
		.logs = c->log_requests,
		.conns_per_addr = c->connections_per_address,
		.body_bytes = (size_t)c->body_max,
		.trusted = &trusted };

	listen_nets(&trusted, &c->trusted_proxies);
	http_server_set(a->server, i, &l);
}

static int open_one(struct api *a, const struct conf_http *c,
    struct tls_context *tls)
{
	const struct conf_listen *l = &c->listen;
	bool v6 = strchr(l->host, ':') != NULL;
	char addr[300];
	int rc;

	snprintf(addr, sizeof(addr), v6 ? "[%s]:%u" : "%s:%u", l->host,
	    l->port);
	rc = http_server_listen(a->server, addr);
	if (rc != 0)
		return rc;
	log_info("http", "listening name=%s address=%s tls=%s", c->name, addr,
	    tls != NULL ? "yes" : "no");
	return 0;
}

int api_listen(struct api *a)
{
	const struct conf *conf = a->with.conf;
	int rc = 0;

	a->port_name = mem_new(conf->https, sizeof(a->port_name[0]));
	for (size_t i = 0; i < conf->https && rc == 0; i++) {
		const struct conf_http *c = &conf->http[i];
		struct tls_context *tls;

		rc = make_tls(c, &tls);
		if (rc == 0)
			rc = open_one(a, c, tls);
		if (rc == 0) {
			a->port_name[a->ports++] = mem_strdup(c->name);
			set_one(a, i, c, tls);
		}
		tls_unref(tls);
	}
	return rc;
}

static const struct conf_http *find_http(const struct conf *conf,
    const char *name)
{
	for (size_t i = 0; i < conf->https; i++) {
		if (strcmp(conf->http[i].name, name) == 0)
			return &conf->http[i];
	}
	return NULL;
}

void listen_reconfigured(struct api *a)
{
	for (size_t i = 0; i < a->ports; i++) {
		const struct conf_http *c =
		    find_http(a->with.conf, a->port_name[i]);
		struct tls_context *tls;

		if (c == NULL || make_tls(c, &tls) != 0)
			continue; /* it stays as it is */
		set_one(a, i, c, tls);
		tls_unref(tls);
	}
}

void listen_fini(struct api *a)
{
	for (size_t i = 0; i < a->ports; i++)
		free(a->port_name[i]);
	free(a->port_name);
}
