/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "conf/conf.h"
#include "conf/hours.h"
#include "conf/quiet.h"
#include "flow/body.h"
#include "flow/whose.h"
#include "http/url.h"

struct terms_one {
	struct conf_hours *quiet;
	size_t quiets;
	struct zone *zone; /* NULL: no hours */
	char (*country)[COUNTRY_TEXT];
	size_t countries;
	bool has_price;
	money price;
};

struct terms {
	const struct conf *conf;
	struct terms_one *one;       /* by account */
	struct url_policy *callback; /* the same */
	size_t n;
	struct whose *numbers;
};

static struct zone *load_zone(const char *account, const char *name)
{
	struct zone *z;

	if (zone_load(name, &z) == 0)
		return z;
	log_error(account, "time zone %s cannot be read: UTC is taken", name);
	/* Needs no file. */
	if (zone_load("UTC", &z) != 0)
		abort();
	return z;
}

static void drop(struct terms_one *one)
{
	free(one->quiet);
	free(one->country);
	zone_free(one->zone);
	*one = (struct terms_one){ 0 };
}

void terms_set(struct terms *t, size_t account, const struct account_terms *of)
{
	struct terms_one *to = &t->one[account];

	drop(to);
	if (of->quiets != 0) {
		to->zone = load_zone(t->conf->account[account].name, of->zone);
		to->quiet = mem_new(of->quiets, sizeof(to->quiet[0]));
		memcpy(to->quiet, of->quiet, of->quiets * sizeof(to->quiet[0]));
		to->quiets = of->quiets;
	}
	if (of->countries != 0) {
		to->country = mem_new(of->countries, sizeof(to->country[0]));
		memcpy(to->country, of->country,
		    of->countries * sizeof(to->country[0]));
		to->countries = of->countries;
	}
	to->has_price = of->price != NULL;
	if (to->has_price)
		to->price = *of->price;
}

static void set_default(struct terms *t, size_t account)
{
	const struct conf_account *a = &t->conf->account[account];
	struct conf_hours quiet[CONF_HOURS_MAX];
	const struct account_terms of = { .quiet = quiet,
		.quiets = conf_hours_list(&a->quiet, quiet),
		.zone = a->quiet_zone };

	terms_set(t, account, &of);
}

static void set_callback(const struct conf_account *a, struct url_policy *to)
{
	to->plain_http = a->callback_http;
	for (size_t i = 0; i < a->callback_hosts.n; i++) {
		if (nets_add(&to->allow, a->callback_hosts.v[i]) != 0)
			break; /* too many: those that fit count */
	}
}

struct terms *terms_new(const struct conf *conf)
{
	struct terms *t = mem_new(1, sizeof(*t));

	t->conf = conf;
	t->n = conf->accounts;
	t->one = mem_new(t->n, sizeof(t->one[0]));
	t->callback = mem_new(t->n, sizeof(t->callback[0]));
	t->numbers = whose_new(conf);
	for (size_t i = 0; i < t->n; i++) {
		set_default(t, i);
		set_callback(&conf->account[i], &t->callback[i]);
	}
	return t;
}

void terms_free(struct terms *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		drop(&t->one[i]);
	free(t->one);
	free(t->callback);
	whose_free(t->numbers);
	free(t);
}

usec terms_quiet_over(const struct terms *t, size_t account, usec at)
{
	const struct terms_one *one = &t->one[account];
	const struct quiet_span span = { one->quiet, one->quiets, one->zone };

	return one->quiets == 0 ? at : quiet_over(&span, at);
}

money terms_price(const struct terms *t, size_t account, uint64_t number)
{
	const struct terms_one *one = &t->one[account];

	return one->has_price ? one->price
			      : conf_price(&t->conf->account[account], number);
}

static bool conf_may_reach(const struct conf_list *countries, uint64_t number)
{
	for (size_t i = 0; i < countries->n; i++) {
		if (country_may_be(countries->v[i], number))
			return true;
	}
	return countries->n == 0;
}

bool terms_may_reach(const struct terms *t, size_t account, uint64_t number)
{
	const struct terms_one *one = &t->one[account];

	if (!conf_may_reach(&t->conf->account[account].countries, number))
		return false;
	for (size_t i = 0; i < one->countries; i++) {
		if (country_may_be(one->country[i], number))
			return true;
	}
	return one->countries == 0;
}

bool terms_may_be_from(const struct terms *t, size_t account, const char *from)
{
	return t->conf->account[account].numbers.n == 0 ||
	       whose_has(t->numbers, from, account);
}

const struct whose *terms_numbers(const struct terms *t)
{
	return t->numbers;
}

const struct url_policy *terms_callback(const struct terms *t, size_t account)
{
	return &t->callback[account];
}

int terms_may_call(const struct terms *t, size_t account,
    const struct body_text *url, char *why, size_t room)
{
	char text[URL_WHY_BYTES];
	int rc = url_check_text(url->s, url->len, &t->callback[account], text);

	if (rc != 0)
		snprintf(why, room, "'status_callback' is refused: %s", text);
	return rc;
}
