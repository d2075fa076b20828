/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *const rule_classes[RULE_CLASSES] = {
	[ROUTE_TRANSACTIONAL] = "transactional",
	[ROUTE_PROMOTIONAL] = "promotional",
	[ROUTE_OTP] = "otp",
};

static void texts_add(struct rule_texts *t, const char *text, size_t len)
{
	t->v = mem_resize(t->v, t->n + 1, sizeof(*t->v));
	t->v[t->n] = mem_new(1, len + 1);
	memcpy(t->v[t->n++], text, len);
}

static void texts_copy(struct rule_texts *t, const struct conf_list *from)
{
	for (size_t i = 0; i < from->n; i++)
		texts_add(t, from->v[i], strlen(from->v[i]));
}

static void texts_fini(struct rule_texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i]);
	free(t->v);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int add_prefixes(struct rule *r, const struct conf_list *from)
{
	r->prefix = mem_new(from->n + 1, sizeof(*r->prefix));
	for (size_t i = 0; i < from->n; i++) {
		char *end;

		r->prefix[r->prefixes++] = strtoull(from->v[i], &end, 10);
		if (*end != '\0' || r->prefix[i] == 0)
			return RC_BAD;
	}
	if (from->n != 0)
		qsort(r->prefix, from->n, sizeof(*r->prefix), compare_numbers);
	return 0;
}

static int add_regex(struct rule *r, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return 0;
	r->regex = mem_new(1, sizeof(*r->regex));
	if (regcomp(r->regex, text, REG_EXTENDED | REG_NOSUB) != 0) {
		free(r->regex);
		r->regex = NULL;
		return RC_BAD;
	}
	r->regex_text = mem_strdup(text);
	return 0;
}

static int add_countries(struct rule *r, const struct conf_list *from)
{
	texts_copy(&r->country, from);
	for (size_t i = 0; i < from->n; i++) {
		const char *c = from->v[i];

		if (c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z')
			return RC_BAD;
		facts_country_add(&r->countries, c);
	}
	return 0;
}

/* "+1212*" and "ACME"; the plus means nothing. */
static void add_senders(struct rule *r, const struct conf_list *from)
{
	for (size_t i = 0; i < from->n; i++) {
		const char *text = from->v[i] + (from->v[i][0] == '+');
		size_t len = strlen(text);

		if (len > 0 && text[len - 1] == '*')
			texts_add(&r->beginning, text, len - 1);
		else
			texts_add(&r->from, text, len);
	}
	if (r->from.n != 0)
		qsort(r->from.v, r->from.n, sizeof(*r->from.v), compare_texts);
}

static int add_kinds(struct rule *r, const struct conf_list *from)
{
	enum facts_kind kind;

	for (size_t i = 0; i < from->n; i++) {
		if (facts_kind_parse(from->v[i], &kind) != 0)
			return RC_BAD;
		r->kinds |= 1u << kind;
	}
	return 0;
}

static int add_accounts(struct rule *r, const struct conf *c,
    const struct conf_list *from)
{
	size_t account;

	if (from->n == 0)
		return 0;
	r->account = mem_new(c->accounts / 64 + 1, sizeof(*r->account));
	for (size_t i = 0; i < from->n; i++) {
		if (conf_account_find(c, from->v[i], &account) != 0)
			return RC_BAD;
		r->account[account / 64] |= (uint64_t)1 << account % 64;
	}
	return 0;
}

static int add_classes(struct rule *r, const struct conf_list *from)
{
	for (size_t i = 0; i < from->n; i++) {
		size_t class = 0;

		while (strcmp(rule_classes[class], from->v[i]) != 0)
			if (++class == RULE_CLASSES)
				return RC_BAD;
		r->classes |= 1u << class;
	}
	return 0;
}

static int add_hours(struct rule *r, const struct conf_route *route)
{
	const char *zone = route->zone != NULL ? route->zone : "UTC";

	if (route->hours.n == 0)
		return 0;
	r->hours = mem_new(route->hours.n, sizeof(*r->hours));
	r->zone_name = mem_strdup(zone);
	for (; r->spans < route->hours.n; r->spans++) {
		if (conf_hours_read(route->hours.v[r->spans],
			&r->hours[r->spans]) != 0)
			return RC_BAD;
	}
	return zone_load(zone, &r->zone);
}

bool rule_names_senders(const struct rule *r)
{
	return r->from.n != 0 || r->beginning.n != 0 || r->kinds != 0;
}

/* Which conditions there are to ask, the cheapest first. */
static void list_conditions(struct rule *r)
{
	const bool is_given[RULE_PREFIX] = { [RULE_SMSCS] = true,
		[RULE_CLASS] = r->classes != 0,
		[RULE_ACCOUNT] = r->account != NULL,
		[RULE_FROM_KIND] = r->kinds != 0,
		[RULE_CARRIER] = r->carrier.n != 0,
		[RULE_COUNTRY] = r->country.n != 0,
		[RULE_FROM] = r->from.n != 0 || r->beginning.n != 0,
		[RULE_TAG] = r->tag.n != 0,
		[RULE_HOURS] = r->spans != 0,
		[RULE_REGEX] = r->regex != NULL };

	for (uint8_t i = 0; i < RULE_PREFIX; i++) {
		if (is_given[i])
			r->condition[r->conditions++] = i;
	}
}

int rule_init(struct rule *r, const struct conf *c,
    const struct conf_route *route)
{
	int rc;

	*r = (struct rule){ .name = mem_strdup(route->name),
		.on_doubt = (uint8_t)route->on_doubt,
		.set = ROUTE_NONE,
		.toll_free_set = ROUTE_NONE };
	texts_copy(&r->carrier, &route->carrier);
	r->carrier_id = mem_new(r->carrier.n + 1, sizeof(*r->carrier_id));
	texts_copy(&r->tag, &route->tag);
	add_senders(r, &route->from);
	rc = add_prefixes(r, &route->prefix);
	if (rc == 0)
		rc = add_regex(r, route->regex);
	if (rc == 0)
		rc = add_countries(r, &route->country);
	if (rc == 0)
		rc = add_kinds(r, &route->from_kind);
	if (rc == 0)
		rc = add_accounts(r, c, &route->account);
	if (rc == 0)
		rc = add_classes(r, &route->class);
	if (rc == 0)
		rc = add_hours(r, route);
	list_conditions(r);
	return rc == 0 ? 0 : RC_BAD;
}

void rule_fini(struct rule *r)
{
	if (r->regex != NULL)
		regfree(r->regex);
	free(r->regex);
	free(r->regex_text);
	texts_fini(&r->country);
	texts_fini(&r->carrier);
	texts_fini(&r->from);
	texts_fini(&r->beginning);
	texts_fini(&r->tag);
	zone_free(r->zone);
	free(r->zone_name);
	free(r->carrier_id);
	free(r->prefix);
	free(r->account);
	free(r->hours);
	free(r->name);
}
