/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * world - a configuration of routes in few words, for tests.
 */
#ifndef TESTS_ROUTE_WORLD_H
#define TESTS_ROUTE_WORLD_H

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"
#include "route/route.h"

#define WORLD_ROUTES 2000

static struct {
	char text[1 << 16];
	char *item[8192];
	size_t texts, items;
	struct conf_smsc smsc[3];
	struct conf_account account[2];
	struct conf_route route[WORLD_ROUTES];
	struct conf conf;
} world;

/* A copy that lives until the next world_reset(). */
static char *world_text(const char *text)
{
	char *to = world.text + world.texts;

	world.texts += strlen(text) + 1;
	assert(world.texts <= sizeof(world.text));
	return strcpy(to, text);
}

/* "a;b;c" */
static inline struct conf_list world_list(const char *text)
{
	struct conf_list l = { .v = world.item + world.items };
	char *rest = world_text(text);

	for (char *at; (at = strsep(&rest, ";")) != NULL; l.n++)
		world.item[world.items++] = at;
	assert(world.items <= ARRAY_LEN(world.item));
	return l;
}

/* The smscs acme, beta and gamma, the accounts demo and other, no route. */
static void world_reset(void)
{
	static const char *const smscs[] = { "acme", "beta", "gamma" };

	memset(&world, 0, sizeof(world));
	for (size_t i = 0; i < ARRAY_LEN(smscs); i++)
		world.smsc[i].name = world_text(smscs[i]);
	world.account[0].name = world_text("demo");
	world.account[1].name = world_text("other");
	world.conf = (struct conf){ .smsc = world.smsc,
		.smscs = ARRAY_LEN(world.smsc),
		.account = world.account,
		.accounts = ARRAY_LEN(world.account),
		.route = world.route };
}

/* A route to the smscs of the list, for the caller to complete. */
static struct conf_route *world_route(const char *name, const char *smscs)
{
	struct conf_route *r = &world.route[world.conf.routes++];

	assert(world.conf.routes <= WORLD_ROUTES);
	*r = (struct conf_route){ .name = world_text(name),
		.smsc = world_list(smscs),
		.regex = world_text(""),
		.zone = world_text("UTC") };
	return r;
}

static inline struct route_table *world_table(void)
{
	struct route_table *t;
	int rc = route_table_new(&world.conf, &t);

	assert(rc == 0);
	return t;
}

/* To New York, from London. */
static inline struct route_query world_query(void)
{
	return (struct route_query){ .to = 19175550001,
		.from = "+442012345678",
		.smsc = ROUTE_NONE };
}

/* The route that is chosen, "" for none. */
static inline const char *world_choice(const struct route_table *t,
    const struct route_query *q)
{
	static struct route_answer a;

	return route_choose(t, q, &a) == 0 ? a.route : "";
}

#endif
