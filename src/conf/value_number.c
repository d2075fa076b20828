/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers and units. Every limit and default of conf.def is a text that is
 * read by the same functions as the file.
 */
#include "conf/value.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "conf/conf.h"
#include "model/country.h"

#define MONEY_WHOLE 12 /* digits before the point, */
#define MONEY_PART  6  /* and behind it */
#define DIGITS_MAX  20 /* of a number below 2^64 */

struct unit {
	const char *name;
	uint64_t is;
};

/* The largest first, as values are shown in the largest that fits. */
static const struct unit durations[] = { { "d", 86400000000 },
	{ "h", 3600000000 }, { "min", 60000000 }, { "s", 1000000 },
	{ "ms", 1000 }, { NULL, 0 } };

static const struct unit sizes[] = { { "TiB", 1ull << 40 },
	{ "GiB", 1ull << 30 }, { "MiB", 1ull << 20 }, { "KiB", 1ull << 10 },
	{ NULL, 0 } };

static const struct unit no_unit[] = { { "", 1 }, { NULL, 0 } };

/* Digits and one of the units, nothing else; 0 needs no unit. */
static int amount_parse(const char *text, const struct unit *u, uint64_t *value)
{
	size_t n = strspn(text, "0123456789");
	char digits[DIGITS_MAX + 1];
	uint64_t v;
	int rc;

	if (n == 0 || n > DIGITS_MAX)
		return RC_BAD;
	memcpy(digits, text, n);
	digits[n] = '\0';
	*value = 0;
	if (strcmp(text, "0") == 0)
		return 0;

	while (u->name != NULL && strcmp(u->name, text + n) != 0)
		u++;
	if (u->name == NULL)
		return RC_BAD;
	rc = number_parse(digits, INT64_MAX / u->is, &v);
	if (rc == 0)
		*value = v * u->is;
	return rc;
}

/* A leading zero looks like octal, and libconfuse reads 02775 so. */
static bool looks_octal(const char *text)
{
	return text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

static int read_amount(struct conf_value *v, const char *text,
    const struct unit *units, uint64_t *value)
{
	static const char hints[][48] = {
		[CONF_T_COUNT] = "write a number, as 100",
		[CONF_T_DURATION] = "write 500ms, 30s, 5min, 48h or 1d",
		[CONF_T_SIZE] = "write 4MiB or 64GiB",
		[CONF_T_AUTO] = "write auto or a number",
		[CONF_T_TAG] = "write 0x1400 or 5120",
	};
	uint64_t min, max;

	if (looks_octal(text))
		return conf_value_refuse(v,
		    "\"%.40s\" starts with 0 and could be octal: leave the 0 "
		    "out",
		    text);
	if (amount_parse(text, units, value) != 0)
		return conf_value_refuse(v, "\"%.40s\" is no %s: %s", text,
		    conf_type_word(v->key->type), hints[v->key->type]);
	if (v->key->min == NULL ||
	    amount_parse(v->key->min, units, &min) != 0 ||
	    amount_parse(v->key->max, units, &max) != 0)
		return conf_value_refuse(v, "its limits are unreadable");
	if (*value < min || *value > max)
		return conf_value_refuse(v,
		    "%s is out of range: it may be %s to %s", text, v->key->min,
		    v->key->max);
	return 0;
}

int conf_read_count(struct conf_value *v, const char *text, void *field)
{
	uint64_t value;
	int rc = read_amount(v, text, no_unit, &value);

	if (rc == 0)
		*(unsigned *)field = (unsigned)value;
	return rc;
}

int conf_read_auto(struct conf_value *v, const char *text, void *field)
{
	uint64_t value;
	int rc;

	if (strcmp(text, "auto") == 0) {
		*(int *)field = CONF_AUTO;
		return 0;
	}
	rc = read_amount(v, text, no_unit, &value);
	if (rc == 0)
		*(int *)field = (int)value;
	return rc;
}

int conf_read_duration(struct conf_value *v, const char *text, void *field)
{
	uint64_t value;
	int rc = read_amount(v, text, durations, &value);

	if (rc == 0)
		*(usec *)field = (usec)value;
	return rc;
}

int conf_read_size(struct conf_value *v, const char *text, void *field)
{
	uint64_t value;
	int rc = read_amount(v, text, sizes, &value);

	if (rc == 0)
		*(uint64_t *)field = value;
	return rc;
}

/* Digits with at most one point among them; no sign, no exponent. */
static int rate_parse(const char *text, double *rate)
{
	size_t whole = strspn(text, "0123456789"), part = 0;
	double v = 0, tenth = 1;

	if (text[whole] == '.')
		part = strspn(text + whole + 1, "0123456789") + 1;
	if (whole == 0 || part == 1 || text[whole + part] != '\0' ||
	    whole + part > DIGITS_MAX)
		return RC_BAD;
	for (; *text != '\0'; text++) {
		if (*text == '.')
			continue;
		v = v * 10 + (*text - '0');
	}
	for (; part > 1; part--)
		tenth *= 10;
	*rate = v / tenth;
	return 0;
}

int conf_read_rate(struct conf_value *v, const char *text, void *field)
{
	double value, min, max;

	if (looks_octal(text) || rate_parse(text, &value) != 0)
		return conf_value_refuse(v,
		    "\"%.40s\" is no rate: write a number, as 100 or 0.5",
		    text);
	if (v->key->min == NULL || rate_parse(v->key->min, &min) != 0 ||
	    rate_parse(v->key->max, &max) != 0)
		return conf_value_refuse(v, "its limits are unreadable");
	if (value < min || value > max)
		return conf_value_refuse(v,
		    "%s is out of range: it may be %s to %s", text, v->key->min,
		    v->key->max);
	*(double *)field = value;
	return 0;
}

/* Digits with up to six behind a point, exactly. */
static int money_parse(const char *text, money *m)
{
	size_t whole = strspn(text, "0123456789"), part = 0;
	money v = 0;

	if (text[whole] == '.')
		part = strspn(text + whole + 1, "0123456789");
	if (whole == 0 || whole > MONEY_WHOLE || part > MONEY_PART ||
	    (text[whole] == '.') != (part > 0) ||
	    text[whole + (part > 0) + part] != '\0')
		return RC_BAD;
	for (size_t i = 0; i < whole; i++)
		v = v * 10 + (text[i] - '0');
	for (size_t i = 0; i < MONEY_PART; i++)
		v = v * 10 + (i < part ? text[whole + 1 + i] - '0' : 0);
	*m = v;
	return 0;
}

int conf_read_money(struct conf_value *v, const char *text, void *field)
{
	money value, min, max;

	if (looks_octal(text) || money_parse(text, &value) != 0)
		return conf_value_refuse(v,
		    "\"%.40s\" is no amount: write a number with up to six "
		    "decimals, as 0.0075",
		    text);
	if (v->key->min == NULL || money_parse(v->key->min, &min) != 0 ||
	    money_parse(v->key->max, &max) != 0)
		return conf_value_refuse(v, "its limits are unreadable");
	if (value < min || value > max)
		return conf_value_refuse(v,
		    "%s is out of range: it may be %s to %s", text, v->key->min,
		    v->key->max);
	*(money *)field = value;
	return 0;
}

int conf_check_price(struct conf_value *v, const char *text, void *field)
{
	char country[COUNTRY_TEXT];
	money price;

	(void)field;
	if (strlen(text) > COUNTRY_TEXT && text[COUNTRY_TEXT - 1] == '=' &&
	    money_parse(text + COUNTRY_TEXT, &price) == 0) {
		memcpy(country, text, COUNTRY_TEXT - 1);
		country[COUNTRY_TEXT - 1] = '\0';
		if (country_is_known(country))
			return 0;
	}
	return conf_value_refuse(v,
	    "\"%.40s\" is no price: write a country and an amount, as "
	    "\"US=0.0075\"",
	    text);
}

/* For each message: its countries are looked up once. */
money conf_price(const struct conf_account *a, uint64_t e164)
{
	const char *countries = a->prices.n != 0 ? country_all(e164) : NULL;
	char country[COUNTRY_TEXT] = "";
	money price = a->price;

	for (size_t i = 0; countries != NULL && i < a->prices.n; i++) {
		memcpy(country, a->prices.v[i], COUNTRY_TEXT - 1);
		if (strstr(countries, country) == NULL)
			continue;
		if (money_parse(a->prices.v[i] + COUNTRY_TEXT, &price) == 0)
			break;
	}
	return price;
}

char *money_format(money m, char text[MONEY_TEXT])
{
	size_t len;

	snprintf(text, MONEY_TEXT, "%lld.%06lld", (long long)(m / MONEY_UNIT),
	    (long long)(m % MONEY_UNIT));
	len = strlen(text);
	for (size_t i = 0; i < MONEY_PART - 2 && text[len - 1] == '0'; i++)
		text[--len] = '\0';
	return text;
}

/* Hexadecimal, as the standards write tags, or decimal. */
int conf_read_tag(struct conf_value *v, const char *text, void *field)
{
	size_t digits;
	uint64_t value;
	int rc;

	if (strncmp(text, "0x", 2) == 0) {
		digits = strspn(text + 2, "0123456789abcdefABCDEF");
		if (digits == 0 || digits > 4 || text[2 + digits] != '\0')
			return conf_value_refuse(v,
			    "\"%.40s\" is no tag: write 0x and up to four "
			    "hexadecimal digits, as 0x1400",
			    text);
		value = strtoul(text + 2, NULL, 16);
		if (value == 0)
			return conf_value_refuse(v,
			    "%s is out of range: it may be 0x0001 to 0xFFFF",
			    text);
		rc = 0;
	} else {
		rc = read_amount(v, text, no_unit, &value);
	}
	if (rc == 0)
		*(unsigned *)field = (unsigned)value;
	return rc;
}

int conf_value_count(struct conf_value *v, const struct conf_list *list)
{
	uint64_t min, max;

	if (v->key->min == NULL)
		return 0;
	if (amount_parse(v->key->min, no_unit, &min) != 0 ||
	    amount_parse(v->key->max, no_unit, &max) != 0)
		return conf_value_refuse(v, "its limits are unreadable");
	if (list->n < min || list->n > max)
		return conf_value_refuse(v,
		    "%zu entries: there may be %s to %s", list->n, v->key->min,
		    v->key->max);
	return 0;
}

int conf_value_check_length(struct conf_value *v, size_t len)
{
	uint64_t min, max;

	if (amount_parse(v->key->min, no_unit, &min) != 0 ||
	    amount_parse(v->key->max, no_unit, &max) != 0)
		return conf_value_refuse(v, "its limits are unreadable");
	if (len == 0 && min > 0)
		return conf_value_refuse(v, "it is empty");
	if (len < min || len > max)
		return conf_value_refuse(v,
		    "it has %zu bytes: there may be %s to %s", len, v->key->min,
		    v->key->max);
	return 0;
}

static void format_amount(uint64_t value, const struct unit *u, struct buf *to)
{
	while (u->is > 1 && u[1].name != NULL && value % u->is != 0)
		u++;
	if (value == 0)
		buf_add_str(to, "0");
	else
		buf_printf(to, "%llu%s", (unsigned long long)(value / u->is),
		    u->name);
}

void conf_number_format(const struct conf_key *key, const void *field,
    struct buf *to)
{
	char text[MONEY_TEXT];

	switch (key->type) {
	case CONF_T_COUNT:
		buf_printf(to, "%u", *(const unsigned *)field);
		break;
	case CONF_T_TAG:
		buf_printf(to, "0x%04X", *(const unsigned *)field);
		break;
	case CONF_T_DURATION:
		format_amount((uint64_t) * (const usec *)field, durations, to);
		break;
	case CONF_T_SIZE:
		format_amount(*(const uint64_t *)field, sizes, to);
		break;
	case CONF_T_RATE: buf_printf(to, "%g", *(const double *)field); break;
	case CONF_T_MONEY:
		buf_add_str(to, money_format(*(const money *)field, text));
		break;
	case CONF_T_AUTO:
		if (*(const int *)field == CONF_AUTO)
			buf_add_str(to, "auto");
		else
			buf_printf(to, "%d", *(const int *)field);
		break;
	default: assert(false); break;
	}
}
