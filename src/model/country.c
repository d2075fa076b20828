/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/country.h"

#include <string.h>

#include "model/numbers.h"

const char *country_all(uint64_t e164)
{
	struct number_facts f;

	if (number_look(e164, &f) != 0 || strcmp(f.region, REGION_WORLD) == 0)
		return NULL;
	return f.countries;
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
	const char *countries = country_all(e164);

	return countries != NULL && has_country(countries, iso2);
}

bool country_is_known(const char *iso2)
{
	const char *countries;

	for (size_t i = 0; (countries = number_countries(i)) != NULL; i++)
		if (has_country(countries, iso2))
			return true;
	return false;
}

int country_of(uint64_t e164, char iso2[COUNTRY_TEXT])
{
	const char *countries = country_all(e164);

	if (countries == NULL)
		return RC_NOT_FOUND;
	memcpy(iso2, countries, COUNTRY_TEXT - 1);
	iso2[COUNTRY_TEXT - 1] = '\0';
	return 0;
}
