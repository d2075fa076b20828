/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Usage records (http-api.md 3): what api/usage.h counts, by category and
 * period, the newest period first. What is not counted has no record: prices,
 * and what is no SMS.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/listing.h"
#include "api/usage.h"
#include "base/clock.h"
#include "base/date.h"
#include "http/form.h"
#include "http/json.h"

#define DAY ((usec)86400 * SECOND)

/* Of a day "" is all that was asked for, in one. */
enum unit { UNIT_ALL, UNIT_DAY, UNIT_MONTH, UNIT_YEAR };

/* `back`: only the unit so many before this one; -1: all of the range. */
static const struct period {
	const char *name;
	enum unit unit;
	int back;
} periods[] = {
	{ "", UNIT_ALL, -1 },
	{ "AllTime", UNIT_ALL, -1 },
	{ "Daily", UNIT_DAY, -1 },
	{ "Monthly", UNIT_MONTH, -1 },
	{ "Yearly", UNIT_YEAR, -1 },
	{ "Today", UNIT_DAY, 0 },
	{ "Yesterday", UNIT_DAY, 1 },
	{ "ThisMonth", UNIT_MONTH, 0 },
	{ "LastMonth", UNIT_MONTH, 1 },
};

enum category { SMS, SMS_OUTBOUND, SMS_INBOUND, CATEGORIES };

static const struct {
	const char *name, *description;
} categories[CATEGORIES] = {
	[SMS] = { "sms", "SMS" },
	[SMS_OUTBOUND] = { "sms-outbound", "Outbound SMS" },
	[SMS_INBOUND] = { "sms-inbound", "Inbound SMS" },
};

static int64_t day_of(struct tm *tm)
{
	return (int64_t)timegm(tm) * SECOND / DAY;
}

static struct tm date_of(int64_t day)
{
	time_t at = (time_t)(day * (DAY / SECOND));
	struct tm tm;

	gmtime_r(&at, &tm);
	return tm;
}

/* The first day of the unit that the day is in, and of the one `more` behind
 * it. */
static int64_t unit_begin(int64_t day, enum unit unit, int more)
{
	struct tm tm = date_of(day);

	switch (unit) {
	case UNIT_DAY: return day + more;
	case UNIT_MONTH: tm.tm_mon += more; break;
	case UNIT_YEAR:
		tm.tm_mon = 0;
		tm.tm_year += more;
		break;
	case UNIT_ALL: return day;
	}
	tm.tm_mday = 1;
	return day_of(&tm);
}

/* False: no day is written so. */
static bool read_day(const struct form *f, const char *name, int64_t *day)
{
	const char *text = form_get(f, name);
	struct date d;

	if (text == NULL || text[0] == '\0')
		return true;
	if (date_parse_day(text, &d) != 0 || d.end - d.begin != DAY)
		return false;
	*day = d.begin / DAY;
	return true;
}

/* What is asked for: a span, cut into units. */
struct report {
	const struct period *period;
	struct usage_span span;
	bool wants[CATEGORIES];
	size_t categories;
};

static const struct period *period_of(const struct body_text *name)
{
	for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
		if (strlen(periods[i].name) == name->len &&
		    (name->len == 0 ||
			memcmp(periods[i].name, name->s, name->len) == 0))
			return &periods[i];
	}
	return NULL;
}

static enum refusal read_category(const struct form *f, struct report *r)
{
	const char *text = form_get(f, "Category");

	for (size_t i = 0; i < CATEGORIES; i++) {
		r->wants[i] = text == NULL || text[0] == '\0' ||
			      strcmp(text, categories[i].name) == 0;
		r->categories += r->wants[i];
	}
	return r->categories != 0 ? REFUSAL_COUNT : REFUSAL_USAGE_CATEGORY;
}

static enum refusal read_report(struct api *a, uint16_t account,
    struct report *r)
{
	int64_t today = clock_wall() / DAY;
	const struct period *p = r->period;

	r->span = (struct usage_span){ usage_begin(a, account), today };
	if (!read_day(a->form, "StartDate", &r->span.first) ||
	    !read_day(a->form, "EndDate", &r->span.last))
		return REFUSAL_USAGE_DATE;
	if (p->back >= 0) {
		r->span.first = unit_begin(today, p->unit, -p->back);
		r->span.last = unit_begin(today, p->unit, 1 - p->back) - 1;
	} else if (r->span.first < usage_begin(a, account)) {
		/* There is nothing before, and a walk takes its time. */
		r->span.first = usage_begin(a, account);
	}
	if (r->span.last > today)
		r->span.last = today;
	return read_category(a->form, r);
}

/* The newest unit of the span, then the one before `s`. False: there is none.
 */
static bool last_unit(const struct report *r, struct usage_span *s)
{
	*s = r->span;
	if (s->first > s->last)
		return false;
	if (r->period->unit != UNIT_ALL)
		s->first = unit_begin(s->last, r->period->unit, 0);
	if (s->first < r->span.first)
		s->first = r->span.first;
	return true;
}

static bool unit_before(const struct report *r, struct usage_span *s)
{
	struct report older = *r;

	older.span.last = s->first - 1;
	return last_unit(&older, s);
}

static void add_day(struct json_out *o, const char *key, int64_t day)
{
	struct tm tm = date_of(day);
	char text[16];

	strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	json_text(o, key, text);
}

static void add_count(struct json_out *o, const char *key, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	json_text(o, key, text);
}

static void add_counts(struct json_out *o, enum category c,
    const struct usage_sum *sum)
{
	uint64_t out = c != SMS_INBOUND ? sum->messages : 0;
	uint64_t segments = c != SMS_INBOUND ? sum->segments : 0;
	uint64_t in = c != SMS_OUTBOUND ? sum->received : 0;

	add_count(o, "count", out + in);
	json_text(o, "count_unit", "messages");
	add_count(o, "usage", segments + in);
	json_text(o, "usage_unit", "segments");
}

static void record_json(struct json_out *o, const char *account,
    enum category c, const struct usage_span *span, const struct usage_sum *sum)
{
	char now[CLOCK_TEXT_BYTES];

	clock_format(clock_wall(), now);
	strcpy(strchr(now, '.'), "+00:00");
	json_open_object(o, NULL);
	json_text(o, "category", categories[c].name);
	json_text(o, "description", categories[c].description);
	json_text(o, "account_sid", account);
	add_day(o, "start_date", span->first);
	add_day(o, "end_date", span->last);
	json_text(o, "as_of", now);
	add_counts(o, c, sum);
	json_null(o, "price");
	json_text(o, "price_unit", "usd");
	json_text(o, "api_version", TWILIO_VERSION);
	json_close_object(o);
}

static size_t count_units(const struct report *r)
{
	struct usage_span span;
	size_t n = 0;

	for (bool is = last_unit(r, &span); is; is = unit_before(r, &span))
		n++;
	return n;
}

/* Record i is of category i mod categories in unit i / categories. */
static void write_records(struct api *a, const struct call *c,
    const struct report *r, const struct listing_page *page)
{
	uint16_t account = twilio_account_id(a, c);
	struct json_out o = json_writing(&a->body);
	size_t i = 0, begin, end;
	struct usage_span span;
	bool is = last_unit(r, &span);

	listing_cut(page->asked, page->total, &begin, &end);
	buf_clear(&a->body);
	listing_open(&o, page);
	for (; is && i < end; is = unit_before(r, &span)) {
		struct usage_sum sum = usage_of(a, account, &span);

		for (enum category k = 0; k < CATEGORIES && i < end; k++) {
			if (!r->wants[k] || i++ < begin)
				continue;
			record_json(&o, who_sid(a, c->account), k, &span, &sum);
		}
	}
	listing_close(&o);
	twilio_reply(a, c);
}

void twilio_usage(struct api *a, const struct call *c)
{
	static const char *const names[] = { "Category", "StartDate", "EndDate",
		NULL };
	struct report r = { .period = period_of(&c->in_path) };
	struct buf filters = { 0 };
	struct listing asked;
	enum refusal no;

	if (!twilio_is_owner(a, c) || !listing_asked(a, c, &asked))
		return;
	no = r.period == NULL ? REFUSAL_NOT_FOUND
			      : read_report(a, twilio_account_id(a, c), &r);
	if (no != REFUSAL_COUNT) {
		reply_refusal(a, c, no);
		return;
	}
	listing_filters(a->form, names, &filters);
	write_records(a, c, &r,
	    &(struct listing_page){ .asked = &asked,
		.path = c->request->path,
		.filters = buf_cstr(&filters),
		.key = "usage_records",
		.total = count_units(&r) * r.categories });
	buf_free(&filters);
}
