/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings of an account as JSON becomes them, by the rows of site.def.
 */
#include "campaign/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "campaign/local_time.h"
#include "campaign/span.h"
#include "http/json.h"

enum kind {
	KIND_ZONE,
	KIND_REGION,
	KIND_BOOL,
	KIND_OPTIONAL, /* a text, or null for none */
	KIND_TEXT,
	KIND_TRIAL,
	KIND_QUIET,
	KIND_COUNT,
	KIND_COUNTRIES,
	KIND_PRICE,
	KIND_SPAN,
	KIND_LOCAL
};

struct member {
	const char *name;
	enum kind kind;
	int64_t min, max;
	size_t at, size; /* in struct site */
};

static const struct member members[SITE_MEMBERS] = {
#define MEMBER(member, name, kind, min, max)                          \
	{ name, KIND_##kind, min, max, offsetof(struct site, member), \
		sizeof(((struct site *)NULL)->member) },
#include "campaign/site.def"
#undef MEMBER
};

struct reading {
	struct site *s;
	struct zones *zones;
	struct site_why *why;
};

PRINTF(2, 3)
static int refuse(struct reading *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->why->text, sizeof(r->why->text), fmt, args);
	va_end(args);
	return RC_BAD;
}

/* A text without a NUL; NULL: something else. */
static const char *text_of(const struct json_value *v)
{
	size_t len;
	const char *s;

	if (json_kind(v) != JSON_STR)
		return NULL;
	s = json_str_of(v, &len);
	return strlen(s) == len ? s : NULL;
}

static int read_text(struct reading *r, const struct member *m,
    const struct json_value *v)
{
	const char *text = text_of(v);

	if (text == NULL || strlen(text) > (size_t)m->max)
		return refuse(r, "it is a text of up to %" PRId64 " bytes",
		    m->max);
	snprintf((char *)r->s + m->at, m->size, "%s", text);
	return 0;
}

static int read_zone(struct reading *r, const struct json_value *v)
{
	const char *text = text_of(v);
	const struct zone *zone =
	    text == NULL ? NULL : zones_find(r->zones, text, strlen(text));

	if (zone == NULL)
		return refuse(r,
		    "it is a time zone such as \"America/New_York\", \"UTC\" "
		    "or \"+02:00\"");
	snprintf(r->s->timezone, sizeof(r->s->timezone), "%s", text);
	r->s->zone = zone;
	return 0;
}

static bool read_country(const struct json_value *v, char to[COUNTRY_TEXT])
{
	const char *text = text_of(v);

	if (text == NULL || strlen(text) != COUNTRY_TEXT - 1 ||
	    !country_is_known(text))
		return false;
	memcpy(to, text, COUNTRY_TEXT);
	return true;
}

static int read_region(struct reading *r, const struct json_value *v)
{
	char country[COUNTRY_TEXT];

	if (!read_country(v, country))
		return refuse(r, "it is a country such as \"US\"");
	site_set_region(r->s, country);
	return 0;
}

static int read_countries(struct reading *r, const struct json_value *v)
{
	struct json_iter it = { 0 };

	if (json_kind(v) != JSON_ARRAY || json_count(v) > SITE_COUNTRIES)
		return refuse(r, "it is a list of countries: [\"US\", \"CA\"]");
	r->s->countries = 0;
	while (json_next(v, &it)) {
		if (!read_country(it.value, r->s->country[r->s->countries]))
			return refuse(r,
			    "each country is a code of two capitals: \"US\"");
		r->s->countries++;
	}
	return 0;
}

static int read_trial(struct reading *r, const struct member *m,
    const struct json_value *v)
{
	struct json_range range = { m->min, m->max };
	int64_t limit;

	if (json_get_int(v, "limit", range, &limit) != 0)
		return refuse(r,
		    "it is {\"limit\": %" PRId64 " to %" PRId64 "}, or null",
		    m->min, m->max);
	r->s->trial = (uint64_t)limit;
	return 0;
}

static int add_hours(struct reading *r, const char *text)
{
	struct conf_hours *to = &r->s->quiet[r->s->quiets];

	if (conf_hours_read(text, to) != 0)
		return refuse(r,
		    "they are {\"start\": \"20:00\", \"end\": \"09:00\"}, or a "
		    "list of spans such as \"Mon-Fri 20:00-09:00\", or null");
	r->s->quiets++;
	return 0;
}

static int read_one_span(struct reading *r, const struct json_value *v)
{
	const char *start = "", *end = "";
	size_t start_len, end_len;
	char text[40];

	if (json_get_str(v, "start", &start, &start_len) != 0 ||
	    json_get_str(v, "end", &end, &end_len) != 0)
		start = end = "?";
	snprintf(text, sizeof(text), "%.8s-%.8s", start, end);
	return add_hours(r, text);
}

static int read_spans(struct reading *r, const struct json_value *v)
{
	struct json_iter it = { 0 };
	int rc = 0;

	if (json_count(v) > CONF_HOURS_MAX)
		return refuse(r, "there are %d spans at most", CONF_HOURS_MAX);
	while (rc == 0 && json_next(v, &it)) {
		const char *text = text_of(it.value);

		rc = add_hours(r, text != NULL ? text : "?");
	}
	return rc;
}

static int read_quiet(struct reading *r, const struct json_value *v)
{
	int rc;

	r->s->quiets = 0;
	rc =
	    json_kind(v) == JSON_ARRAY ? read_spans(r, v) : read_one_span(r, v);
	if (rc == 0 && conf_hours_cover(r->s->quiet, r->s->quiets))
		rc = refuse(r, "they leave no minute of a week to send in");
	return rc;
}

static int read_count(struct reading *r, const struct member *m,
    const struct json_value *v)
{
	int64_t n = json_kind(v) == JSON_INT ? json_int_of(v) : -1;
	unsigned value;

	if (n < m->min || n > m->max)
		return refuse(r, "it is a number from %" PRId64 " to %" PRId64,
		    m->min, m->max);
	value = (unsigned)n;
	memcpy((char *)r->s + m->at, &value, sizeof(value));
	return 0;
}

static int read_bool(struct reading *r, const struct member *m,
    const struct json_value *v)
{
	bool value;

	if (json_kind(v) != JSON_BOOL)
		return refuse(r, "it is true or false");
	value = json_bool_of(v);
	memcpy((char *)r->s + m->at, &value, sizeof(value));
	return 0;
}

static int read_local(struct reading *r, const struct json_value *v)
{
	const char *text = text_of(v);
	int64_t local;

	if (text == NULL || local_parse(text, strlen(text), &local) != 0)
		return refuse(r,
		    "it is a date such as \"2015-09-01T00:00:00\"");
	snprintf(r->s->status_epoch, sizeof(r->s->status_epoch), "%s", text);
	return 0;
}

static int read_member(struct reading *r, const struct member *m,
    const struct json_value *v)
{
	static const struct span_range range = { WINDOW_MIN, WINDOW_MAX };
	struct site *s = r->s;

	switch (m->kind) {
	case KIND_ZONE: return read_zone(r, v);
	case KIND_REGION: return read_region(r, v);
	case KIND_BOOL: return read_bool(r, m, v);
	case KIND_OPTIONAL:
	case KIND_TEXT: return read_text(r, m, v);
	case KIND_TRIAL: return read_trial(r, m, v);
	case KIND_QUIET: return read_quiet(r, v);
	case KIND_COUNT: return read_count(r, m, v);
	case KIND_COUNTRIES: return read_countries(r, v);
	case KIND_PRICE:
		return span_read_money(v, &s->price_millionths, r->why->text);
	case KIND_SPAN:
		return span_read(v, range, &s->close_window, r->why->text);
	case KIND_LOCAL: return read_local(r, v);
	}
	return RC_BAD;
}

/* null: none where that is something to say, else the default. True: it is
 * the account's own word. */
static bool set_back(struct reading *r, const struct member *m,
    const struct site *base)
{
	struct site *s = r->s;

	switch (m->kind) {
	case KIND_OPTIONAL: *((char *)s + m->at) = '\0'; return true;
	case KIND_TRIAL: s->trial = 0; return true;
	case KIND_QUIET: s->quiets = 0; return true;
	case KIND_COUNTRIES: s->countries = base->countries; break;
	case KIND_ZONE: s->zone = base->zone; break;
	case KIND_REGION: s->region_code = base->region_code; break;
	default: break;
	}
	memcpy((char *)s + m->at, (const char *)base + m->at, m->size);
	return false;
}

static const struct member *find(const char *name, size_t len)
{
	for (size_t i = 0; i < SITE_MEMBERS; i++) {
		if (strlen(members[i].name) == len &&
		    memcmp(members[i].name, name, len) == 0)
			return &members[i];
	}
	return NULL;
}

/* What is shown beside the settings and is none: passed over. */
static bool is_shown_only(const struct json_iter *it)
{
	return strcmp(it->key, "name") == 0;
}

static int read_one(struct reading *r, const struct site *base,
    const struct json_iter *it)
{
	const struct member *m = find(it->key, it->key_len);
	bool is_own = true;
	int rc = 0;

	if (m == NULL && is_shown_only(it))
		return 0;
	snprintf(r->why->field, sizeof(r->why->field), "%s", it->key);
	if (m == NULL)
		return refuse(r, "there is no such setting");
	if (json_kind(it->value) == JSON_NULL)
		is_own = set_back(r, m, base);
	else
		rc = read_member(r, m, it->value);
	r->s->own &= ~(1u << (m - members));
	if (is_own)
		r->s->own |= 1u << (m - members);
	return rc;
}

int site_read(struct site *s, const struct site *base,
    const struct json_value *object, struct zones *zones, struct site_why *why)
{
	struct reading r = { .s = s, .zones = zones, .why = why };
	struct json_iter it = { 0 };
	int rc = 0;

	*why = (struct site_why){ 0 };
	if (json_kind(object) != JSON_OBJECT)
		return refuse(&r, "settings are a JSON object");
	while (rc == 0 && json_next(object, &it))
		rc = read_one(&r, base, &it);
	return rc;
}
