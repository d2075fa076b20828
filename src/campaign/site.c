/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/site.h"

#include <stdio.h>
#include <string.h>

#include "campaign/local_time.h"
#include "conf/conf.h"
#include "model/campaign.h"
#include "model/number.h"
#include "model/numbers.h"

#define CLOSE_WINDOW (48 * HOUR)
#define THRESHOLD    80 /* percent */
#define EPOCH        "2015-09-01T00:00:00"

#define CODE_MAX  999  /* calling codes have up to three digits */
#define AREAS_MAX 9999 /* by so many more a shared one is told apart */

/* Does a number that begins so belong to the country? */
static bool is_of(uint64_t beginning, const char *iso2)
{
	struct number_facts f;

	return number_look(beginning, &f) == 0 &&
	       strstr(f.countries, iso2) != NULL;
}

/* Is it all of a calling code? Digits behind one are known as well. */
static bool is_code(unsigned code)
{
	struct number_facts f;

	return number_look(code, &f) == 0 && number_look(code / 10, &f) != 0 &&
	       number_look(code / 100, &f) != 0;
}

static bool has_area(unsigned code, const char *iso2)
{
	unsigned n = 0;

	while (n <= AREAS_MAX &&
	       !is_of((uint64_t)code * (AREAS_MAX + 1) + n, iso2))
		n++;
	return n <= AREAS_MAX;
}

/* The calling code of a country; 0: it has none. One that several share is
 * told by the digits behind it. */
static unsigned calling_code(const char *iso2)
{
	for (unsigned code = 1; code <= CODE_MAX; code++) {
		if (is_code(code) && is_of(code, iso2))
			return code;
	}
	for (unsigned code = 1; code <= CODE_MAX; code++) {
		if (is_code(code) && has_area(code, iso2))
			return code;
	}
	return 0;
}

void site_set_region(struct site *s, const char iso2[COUNTRY_TEXT])
{
	memcpy(s->default_region, iso2, COUNTRY_TEXT);
	s->region_code = calling_code(iso2);
}

static void default_lists(struct site *s, const struct conf_account *a)
{
	s->quiets = conf_hours_list(&a->quiet, s->quiet);
	for (size_t i = 0; i < a->countries.n && s->countries < SITE_COUNTRIES;
	     i++)
		snprintf(s->country[s->countries++], COUNTRY_TEXT, "%.2s",
		    a->countries.v[i]);
}

void site_default(struct site *s, const struct conf *conf, size_t account,
    struct zones *zones)
{
	const struct conf_account *a = &conf->account[account];

	*s = (struct site){ .active = true,
		.sms_subscription = true,
		.price_millionths = a->price,
		.close_window = CLOSE_WINDOW,
		.threshold = THRESHOLD,
		.status_epoch = EPOCH };
	snprintf(s->timezone, sizeof(s->timezone), "%s", a->quiet_zone);
	snprintf(s->subdomain, sizeof(s->subdomain), "%s", a->name);
	snprintf(s->support_contact, sizeof(s->support_contact), "%s",
	    conf->message.support_contact);
	site_set_region(s, "US");
	default_lists(s, a);
	s->zone = zones_find(zones, s->timezone, strlen(s->timezone));
	if (s->zone == NULL)
		s->zone = zones_find(zones, "UTC", strlen("UTC"));
}

int64_t site_price(const struct site *s, const struct conf_account *a,
    uint64_t number)
{
	return s->own >> SITE_price_millionths & 1 ? s->price_millionths
						   : conf_price(a, number);
}

unsigned site_preflight(const struct site *s)
{
	return (s->active ? 0u : PREFLIGHT_SITE_INACTIVE) |
	       (s->sms_subscription ? 0u : PREFLIGHT_NO_SMS_SUBSCRIPTION) |
	       (s->subdomain[0] != '\0' ? 0u : PREFLIGHT_SUBDOMAIN_MISSING);
}

int site_number(const struct site *s, const char *text, size_t len,
    uint64_t *number)
{
	if (e164_parse(text, len, 0, number) == 0)
		return 0;
	return e164_parse(text, len, s->region_code, number);
}
