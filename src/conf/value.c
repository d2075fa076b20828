/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers, units and words; and the table of types. Every limit and default
 * of conf.def is a text that is read by the same functions as the file.
 */
#include "conf/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/mem.h"
#include "conf/conf.h"

#define DIGITS_MAX 20 /* of a number below 2^64 */

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

static const char *const bool_words[] = { "no", "yes", NULL };
static const char *const level_words[] = { "error", "warn", "info", "debug",
	NULL };
static const char *const doubt_words[] = { "resend", "hold", NULL };

int conf_value_refuse(struct conf_value *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(v->why, sizeof(v->why), fmt, ap);
	va_end(ap);
	return RC_BAD;
}

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

static int read_count(struct conf_value *v, const char *text, void *field)
{
	uint64_t value;
	int rc = read_amount(v, text, no_unit, &value);

	if (rc == 0)
		*(unsigned *)field = (unsigned)value;
	return rc;
}

static int read_auto(struct conf_value *v, const char *text, void *field)
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

static int read_duration(struct conf_value *v, const char *text, void *field)
{
	uint64_t value;
	int rc = read_amount(v, text, durations, &value);

	if (rc == 0)
		*(usec *)field = (usec)value;
	return rc;
}

static int read_size(struct conf_value *v, const char *text, void *field)
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

static int read_rate(struct conf_value *v, const char *text, void *field)
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

static int word_parse(struct conf_value *v, const char *text,
    const char *const *words)
{
	char all[64] = "";

	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) == 0)
			return i;
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s",
		    i == 0 ? "" : ", ", words[i]);
	}
	return conf_value_refuse(v, "\"%.40s\" is not one of: %s", text, all);
}

static int read_bool(struct conf_value *v, const char *text, void *field)
{
	int i = word_parse(v, text, bool_words);

	if (i >= 0)
		*(bool *)field = i == 1;
	return i < 0 ? i : 0;
}

static int read_level(struct conf_value *v, const char *text, void *field)
{
	int i = word_parse(v, text, level_words);

	if (i >= 0)
		*(unsigned *)field = (unsigned)i;
	return i < 0 ? i : 0;
}

static int read_doubt(struct conf_value *v, const char *text, void *field)
{
	int i = word_parse(v, text, doubt_words);

	if (i >= 0)
		*(unsigned *)field = (unsigned)i;
	return i < 0 ? i : 0;
}

static const struct {
	const char *word;
	conf_reader *read; /* of lists: of an entry */
} types[] = {
	[CONF_T_COUNT] = { "number", read_count },
	[CONF_T_DURATION] = { "duration", read_duration },
	[CONF_T_SIZE] = { "size", read_size },
	[CONF_T_RATE] = { "rate", read_rate },
	[CONF_T_BOOL] = { "yes or no", read_bool },
	[CONF_T_LEVEL] = { "error, warn, info or debug", read_level },
	[CONF_T_DOUBT] = { "resend or hold", read_doubt },
	[CONF_T_AUTO] = { "auto or number", read_auto },
	[CONF_T_TEXT] = { "text", conf_read_text },
	[CONF_T_HOST] = { "host", conf_read_host },
	[CONF_T_SID] = { "sid", conf_read_sid },
	[CONF_T_SECRET] = { "secret", conf_read_secret },
	[CONF_T_PATH] = { "path", conf_read_path },
	[CONF_T_MAP] = { "path", conf_read_map },
	[CONF_T_LISTEN] = { "address:port", conf_read_listen },
	[CONF_T_NUMBERS] = { "list of senders", conf_check_number },
	[CONF_T_COUNTRIES] = { "list of countries", conf_check_country },
	[CONF_T_NETS] = { "list of networks", conf_check_net },
	[CONF_T_NAMES] = { "list of names", conf_check_name },
};

const char *conf_type_word(enum conf_type type)
{
	return types[type].word;
}

int conf_value_read(struct conf_value *v, const char *text, void *field)
{
	return types[v->key->type].read(v, text, field);
}

int conf_value_add(struct conf_value *v, const char *text,
    struct conf_list *list)
{
	int rc = types[v->key->type].read(v, text, NULL);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->v[i], text) == 0) {
			(void)conf_value_refuse(v,
			    "\"%.40s\" is in the list twice", text);
			return RC_EXISTS;
		}
	}
	list->v = mem_resize(list->v, list->n + 1, sizeof(*list->v));
	list->v[list->n++] = mem_strdup(text);
	return 0;
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

static void format_list(const struct conf_list *l, struct buf *to)
{
	for (size_t i = 0; i < l->n; i++)
		buf_printf(to, "%s\"%s\"", i ? ", " : "{ ", l->v[i]);
	buf_add_str(to, l->n ? " }" : "{}");
}

static void format_text(const char *text, struct buf *to)
{
	buf_printf(to, "\"%s\"", text != NULL ? text : "");
}

void conf_value_format(const struct conf_key *key, const void *field,
    struct buf *to)
{
	const struct conf_listen *l = field;

	switch (key->type) {
	case CONF_T_COUNT:
		buf_printf(to, "%u", *(const unsigned *)field);
		break;
	case CONF_T_DURATION:
		format_amount((uint64_t) * (const usec *)field, durations, to);
		break;
	case CONF_T_SIZE:
		format_amount(*(const uint64_t *)field, sizes, to);
		break;
	case CONF_T_RATE: buf_printf(to, "%g", *(const double *)field); break;
	case CONF_T_BOOL:
		buf_add_str(to, bool_words[*(const bool *)field ? 1 : 0]);
		break;
	case CONF_T_LEVEL:
		buf_add_str(to, level_words[*(const unsigned *)field]);
		break;
	case CONF_T_DOUBT:
		buf_add_str(to, doubt_words[*(const unsigned *)field]);
		break;
	case CONF_T_AUTO:
		if (*(const int *)field == CONF_AUTO)
			buf_add_str(to, "auto");
		else
			buf_printf(to, "%d", *(const int *)field);
		break;
	case CONF_T_SECRET: buf_add_str(to, "(secret)"); break;
	case CONF_T_LISTEN:
		buf_printf(to, "\"%s:%u\"", l->host, l->port);
		break;
	case CONF_T_TEXT:
	case CONF_T_HOST:
	case CONF_T_SID:
	case CONF_T_PATH:
	case CONF_T_MAP: format_text(*(char *const *)field, to); break;
	case CONF_T_NUMBERS:
	case CONF_T_COUNTRIES:
	case CONF_T_NETS:
	case CONF_T_NAMES: format_list(field, to); break;
	}
}

bool conf_value_is_equal(const struct conf_key *key, const void *a,
    const void *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool equal;

	if (key->type == CONF_T_SECRET)
		return strcmp(*(char *const *)a, *(char *const *)b) == 0;
	conf_value_format(key, a, &x);
	conf_value_format(key, b, &y);
	equal = strcmp(buf_cstr(&x), buf_cstr(&y)) == 0;
	buf_free(&x);
	buf_free(&y);
	return equal;
}

static void wipe(char **text)
{
	if (*text != NULL)
		explicit_bzero(*text, strlen(*text));
}

static void free_list(struct conf_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct conf_list){ 0 };
}

void conf_value_free(const struct conf_key *key, void *field)
{
	if (key->type == CONF_T_SECRET)
		wipe(field);
	if (conf_type_is_list(key->type)) {
		free_list(field);
	} else if (key->type >= CONF_T_TEXT) {
		/* The host of a listener stands where a text would. */
		free(*(char **)field);
		*(char **)field = NULL;
	}
}
