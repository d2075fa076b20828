/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/facts.h"

#include <stdio.h>
#include <string.h>

#include "model/country.h"

#define TOLL_FREE_DIGITS 11
#define SHORT_MAX        8 /* digits of a short code, as of sender_parse() */

static const char *const kinds[] = { "nobody", "long", "short", "alphanumeric",
	"toll_free" };

const char *facts_kind_name(enum facts_kind kind)
{
	return kinds[kind];
}

int facts_kind_parse(const char *word, enum facts_kind *kind)
{
	for (size_t i = FACTS_LONG; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(word, kinds[i]) == 0) {
			*kind = (enum facts_kind)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

/* 47 CFR 52.101: the codes in service. */
static bool is_toll_free(const char *digits, size_t len)
{
	static const char codes[][4] = { "1800", "1833", "1844", "1855", "1866",
		"1877", "1888" };

	for (size_t i = 0; len == TOLL_FREE_DIGITS && i < ARRAY_LEN(codes); i++)
		if (memcmp(digits, codes[i], sizeof(codes[i])) == 0)
			return true;
	return false;
}

static enum facts_kind kind_of(const char *from, bool plus)
{
	size_t len = strlen(from);

	if (len == 0)
		return FACTS_NOBODY;
	if (strspn(from, "0123456789") != len)
		return FACTS_ALPHANUMERIC;
	if (!plus && len <= SHORT_MAX)
		return FACTS_SHORT;
	return is_toll_free(from, len) ? FACTS_TOLL_FREE : FACTS_LONG;
}

void facts_init(struct facts *f, const struct route_query *q)
{
	const char *from = q->from != NULL ? q->from : "";
	bool plus = from[0] == '+';

	f->query = q;
	f->from = from + plus;
	f->kind = kind_of(f->from, plus);
	f->carrier = (struct lookup_answer){ LOOKUP_UNKNOWN, NULL, NULL, NULL };
	f->carrier_id = 0;
	f->digits[0] = '\0';
	f->has_countries = false;
}

const char *facts_digits(struct facts *f)
{
	if (f->digits[0] == '\0')
		snprintf(f->digits, sizeof(f->digits), "%llu",
		    (unsigned long long)f->query->to);
	return f->digits;
}

void facts_country_add(struct facts_countries *c, const char *iso2)
{
	unsigned n = (unsigned)(iso2[0] - 'A') * 26 + (unsigned)(iso2[1] - 'A');

	c->bit[n / 64] |= (uint64_t)1 << n % 64;
}

bool facts_country_is(struct facts *f, const struct facts_countries *any)
{
	uint64_t both = 0;

	if (!f->has_countries) {
		const char *at = country_all(f->query->to);

		f->has_countries = true;
		f->countries = (struct facts_countries){ { 0 } };
		for (; at != NULL; at = at[2] == ' ' ? at + 3 : NULL)
			facts_country_add(&f->countries, at);
	}
	for (size_t i = 0; i < ARRAY_LEN(any->bit); i++)
		both |= f->countries.bit[i] & any->bit[i];
	return both != 0;
}
