/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Usage records (http-api.md 3): what api/usage.h counts, by category and
 * period, the newest period first. What is not counted has no record: what is
 * no SMS, and fees that only Twilio has. A sender that is a name has no
 * category of its own, there or here; it is in those of all.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/listing.h"
#include "api/usage.h"
#include "base/clock.h"
#include "base/date.h"
#include "conf/conf.h"
#include "http/form.h"
#include "http/json.h"

#define PRICE_UNIT "usd" /* as Twilio writes it here */

#define OFFSET_DIGITS 5 /* more than two hundred years of days */

/* UNIT_ALL: all that was asked for, in one. */
enum unit { UNIT_ALL, UNIT_DAY, UNIT_MONTH, UNIT_YEAR };

/* `back`: only the unit so many before this one; -1: all of the range. */
static const struct period {
	const char *name, *key; /* of subresource_uris */
	enum unit unit;
	int back;
} periods[] = {
	{ "", NULL, UNIT_ALL, -1 },
	{ "AllTime", "all_time", UNIT_ALL, -1 },
	{ "Daily", "daily", UNIT_DAY, -1 },
	{ "LastMonth", "last_month", UNIT_MONTH, 1 },
	{ "Monthly", "monthly", UNIT_MONTH, -1 },
	{ "ThisMonth", "this_month", UNIT_MONTH, 0 },
	{ "Today", "today", UNIT_DAY, 0 },
	{ "Yearly", "yearly", UNIT_YEAR, -1 },
	{ "Yesterday", "yesterday", UNIT_DAY, 1 },
};

/* What of struct usage_sum counts. */
enum way { OUT = 1, IN = 2, MONEY = 4 };

#define OWN(kind) (1u << USAGE_##kind)
#define ANY_OWN   ((1u << USAGE_OWNS) - 1)

static const struct category {
	const char *name, *description;
	unsigned ways, owns;
} categories[] = {
	{ "sms", "SMS", OUT | IN, ANY_OWN },
	{ "sms-inbound", "Inbound SMS", IN, ANY_OWN },
	{ "sms-inbound-longcode", "Inbound Long Code SMS", IN, OWN(LONG) },
	{ "sms-inbound-shortcode", "Inbound Short Code SMS", IN, OWN(SHORT) },
	{ "sms-inbound-tollfree", "Inbound Toll-Free SMS", IN, OWN(TOLL_FREE) },
	{ "sms-outbound", "Outbound SMS", OUT, ANY_OWN },
	{ "sms-outbound-longcode", "Outbound Long Code SMS", OUT, OWN(LONG) },
	{ "sms-outbound-shortcode", "Outbound Short Code SMS", OUT,
	    OWN(SHORT) },
	{ "sms-outbound-tollfree", "Outbound Toll-Free SMS", OUT,
	    OWN(TOLL_FREE) },
	{ "totalprice", "Total Price", MONEY, ANY_OWN },
};

#define CATEGORIES ARRAY_LEN(categories)

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

/* "-30days", "+1day", counted from today; a plus may have come as a blank. */
static bool read_offset(const char *text, int64_t *day)
{
	size_t digits = strspn(text + 1, "0123456789");
	const char *unit = text + 1 + digits;
	int64_t n = strtoll(text + 1, NULL, 10);

	if (strchr("+- ", text[0]) == NULL || digits == 0 ||
	    digits > OFFSET_DIGITS ||
	    (strcmp(unit, "days") != 0 && strcmp(unit, "day") != 0))
		return false;
	*day = clock_wall() / DAY + (text[0] == '-' ? -n : n);
	return true;
}

/* False: no day is written so. */
static bool read_day(const struct form *f, const char *name, int64_t *day)
{
	const char *text = form_get(f, name);
	struct date d;

	if (text == NULL || text[0] == '\0' || read_offset(text, day))
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
	} else if (p->unit != UNIT_ALL &&
		   r->span.first < usage_begin(a, account)) {
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

#define DAY_TEXT 16

static char *format_day(int64_t day, char text[DAY_TEXT])
{
	struct tm tm = date_of(day);

	strftime(text, DAY_TEXT, "%Y-%m-%d", &tm);
	return text;
}

static void add_count(struct json_out *o, const char *key, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	json_text(o, key, text);
}

static void add_money(struct json_out *o, const char *key, money m)
{
	char text[MONEY_TEXT];

	json_text(o, key, m != 0 ? money_format(m, text) : "0");
}

/* A record: what is counted of whom, and when. */
struct record_of {
	const struct category *category;
	const char *account; /* sid */
	struct usage_span span;
	const struct usage_sum *of; /* by our own side */
};

static struct usage_sum sum_of(const struct record_of *r)
{
	struct usage_sum sum = { 0 };

	for (size_t k = 0; k < USAGE_OWNS; k++) {
		if (r->category->owns & (1u << k))
			usage_add(&sum, &r->of[k]);
	}
	return sum;
}

static void add_messages(struct json_out *o, unsigned ways,
    const struct usage_sum *sum)
{
	bool out = ways & OUT, in = ways & IN;

	add_count(o, "count",
	    (out ? sum->messages : 0) + (in ? sum->received : 0));
	json_text(o, "count_unit", "messages");
	add_count(o, "usage",
	    (out ? sum->segments : 0) + (in ? sum->parts : 0));
	json_text(o, "usage_unit", "segments");
	/* What comes in costs nothing. */
	add_money(o, "price", out ? sum->price : 0);
}

/* A sum of money is no number of anything. */
static void add_figures(struct json_out *o, const struct record_of *r)
{
	const struct usage_sum sum = sum_of(r);

	if (r->category->ways != MONEY) {
		add_messages(o, r->category->ways, &sum);
	} else {
		json_null(o, "count");
		json_text(o, "count_unit", "");
		add_money(o, "usage", sum.price);
		json_text(o, "usage_unit", PRICE_UNIT);
		add_money(o, "price", sum.price);
	}
	json_text(o, "price_unit", PRICE_UNIT);
}

#define RECORDS TWILIO_ACCOUNT "/Usage/Records"

static void add_places(struct json_out *o, const struct record_of *r)
{
	char uri[200], first[DAY_TEXT], last[DAY_TEXT];

	json_open_object(o, "subresource_uris");
	for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
		if (periods[i].key == NULL)
			continue;
		snprintf(uri, sizeof(uri), RECORDS "/%s.json?Category=%s",
		    r->account, periods[i].name, r->category->name);
		json_text(o, periods[i].key, uri);
	}
	json_close_object(o);
	snprintf(uri, sizeof(uri),
	    RECORDS ".json?Category=%s&StartDate=%s&EndDate=%s", r->account,
	    r->category->name, format_day(r->span.first, first),
	    format_day(r->span.last, last));
	json_text(o, "uri", uri);
}

static void record_json(struct json_out *o, const struct record_of *r)
{
	char now[CLOCK_TEXT_BYTES], day[DAY_TEXT];

	clock_format(clock_wall(), now);
	strcpy(strchr(now, '.'), "+00:00");
	json_open_object(o, NULL);
	json_text(o, "category", r->category->name);
	json_text(o, "description", r->category->description);
	json_text(o, "account_sid", r->account);
	json_text(o, "start_date", format_day(r->span.first, day));
	json_text(o, "end_date", format_day(r->span.last, day));
	json_text(o, "as_of", now);
	add_figures(o, r);
	json_text(o, "api_version", TWILIO_VERSION);
	add_places(o, r);
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

/* The page: records from begin on, and which is next. */
struct cut {
	size_t begin, end, i;
};

/* Those of a unit that are on the page. */
static void write_unit(struct json_out *o, const struct report *r,
    struct record_of *as, struct cut *at)
{
	for (size_t k = 0; k < CATEGORIES && at->i < at->end; k++) {
		if (!r->wants[k] || at->i++ < at->begin)
			continue;
		as->category = &categories[k];
		record_json(o, as);
	}
}

/* Record i is of category i mod categories in unit i / categories. */
static void write_records(struct api *a, const struct call *c,
    const struct report *r, const struct listing_page *page)
{
	uint16_t account = twilio_account_id(a, c);
	struct json_out o = json_writing(&a->body);
	struct usage_sum of[USAGE_OWNS];
	struct record_of as = { .account = who_sid(a, c->account), .of = of };
	struct cut at = { 0 };
	bool is = last_unit(r, &as.span);

	listing_cut(page->asked, page->total, &at.begin, &at.end);
	buf_clear(&a->body);
	listing_open(&o, page);
	for (; is && at.i < at.end; is = unit_before(r, &as.span)) {
		usage_of(a, account, &as.span, of);
		write_unit(&o, r, &as, &at);
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
