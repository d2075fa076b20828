/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table rises by prefix as an integer. The number is shortened digit by
 * digit and each rest looked up, so the first hit is the longest prefix.
 */
#include "model/country.h"

#include <string.h>

/* All that share +1, for the codes that none of them has to itself. */
#define NANP                                                                 \
	"US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT " \
	"VC VG VI"

#define PREFIX_END 10000000 /* the longest prefix has seven digits */

struct prefix {
	uint32_t digits;
	const char *countries; /* codes with a space between them */
};

static const struct prefix prefixes[] = {
#define PREFIX(digits, countries) { digits, countries },
#include "model/country.def"
#undef PREFIX
};

static const char *countries_at(uint32_t digits)
{
	size_t low = 0, high = ARRAY_LEN(prefixes);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (prefixes[mid].digits < digits)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == ARRAY_LEN(prefixes) || prefixes[low].digits != digits)
		return NULL;
	return prefixes[low].countries;
}

static const char *countries_of(uint64_t e164)
{
	const char *found;

	while (e164 >= PREFIX_END)
		e164 /= 10;
	for (uint32_t rest = (uint32_t)e164; rest > 0; rest /= 10) {
		found = countries_at(rest);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static bool is_code(const char *text)
{
	return text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' &&
	       text[1] <= 'Z' && text[2] == '\0';
}

/* With a space after each two letters, two letters are found only as a code. */
static bool has_country(const char *countries, const char *iso2)
{
	return is_code(iso2) && strstr(countries, iso2) != NULL;
}

bool country_may_be(const char *iso2, uint64_t e164)
{
	const char *countries = countries_of(e164);

	return countries != NULL && has_country(countries, iso2);
}

bool country_is_known(const char *iso2)
{
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (has_country(prefixes[i].countries, iso2))
			return true;
	return false;
}

int country_of(uint64_t e164, char iso2[COUNTRY_TEXT])
{
	const char *countries = countries_of(e164);

	if (countries == NULL)
		return RC_NOT_FOUND;
	memcpy(iso2, countries, COUNTRY_TEXT - 1);
	iso2[COUNTRY_TEXT - 1] = '\0';
	return 0;
}
