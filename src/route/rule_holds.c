/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each condition asks. An absent one is not asked.
 */
#include "route/lookup_impl.h"
#include "route/rule.h"

#include <string.h>

uint16_t rule_set(const struct rule *r, const struct facts *f)
{
	return f->kind == FACTS_TOLL_FREE ? r->toll_free_set : r->set;
}

static bool has_prefix(const struct rule *r, uint64_t digits)
{
	size_t low = 0, high = r->prefixes;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->prefix[mid] < digits)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->prefixes && r->prefix[low] == digits;
}

unsigned rule_prefix(const struct rule *r, uint64_t to)
{
	for (; to != 0; to /= 10) {
		if (has_prefix(r, to))
			return (unsigned)lookup_length(to);
	}
	return 0;
}

static bool is_account(const struct rule *r, size_t account)
{
	return account != ROUTE_NO_ACCOUNT &&
	       (r->account[account / 64] >> account % 64 & 1);
}

static bool is_carrier(const struct rule *r, const struct facts *f)
{
	for (size_t i = 0; f->carrier_id != 0 && i < r->carrier.n; i++) {
		if (r->carrier_id[i] == f->carrier_id)
			return true;
	}
	return false;
}

static bool has_text(const struct rule_texts *t, const char *text)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(t->v[mid], text);

		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static bool is_sender(const struct rule *r, const char *from)
{
	if (has_text(&r->from, from))
		return true;
	for (size_t i = 0; i < r->beginning.n; i++) {
		const char *text = r->beginning.v[i];

		if (strncmp(from, text, strlen(text)) == 0)
			return true;
	}
	return false;
}

static bool is_tagged(const struct rule *r, const struct route_query *q)
{
	for (size_t i = 0; q->tag != NULL && i < r->tag.n; i++) {
		if (strlen(r->tag.v[i]) == q->tag_len &&
		    memcmp(r->tag.v[i], q->tag, q->tag_len) == 0)
			return true;
	}
	return false;
}

static bool is_open(const struct rule *r, usec now)
{
	struct zone_time t;
	int64_t second;

	zone_local(r->zone, now / SECOND, &t);
	second = 60 * (int64_t)(60 * t.hour + t.minute);
	for (size_t i = 0; i < r->spans; i++) {
		if (conf_hours_end(&r->hours[i], t.weekday, second) != 0)
			return true;
	}
	return false;
}

bool rule_condition_holds(const struct rule *r, enum rule_condition condition,
    struct facts *f)
{
	const struct route_query *q = f->query;

	switch (condition) {
	case RULE_SMSCS: return rule_set(r, f) != ROUTE_NONE;
	case RULE_CLASS: return q->class < 32 && (r->classes >> q->class & 1);
	case RULE_ACCOUNT: return is_account(r, q->account);
	case RULE_FROM_KIND: return r->kinds >> f->kind & 1;
	case RULE_CARRIER: return is_carrier(r, f);
	case RULE_COUNTRY: return facts_country_is(f, &r->countries);
	case RULE_FROM: return is_sender(r, f->from);
	case RULE_TAG: return is_tagged(r, q);
	case RULE_HOURS: return is_open(r, q->now);
	case RULE_REGEX:
		return regexec(r->regex, facts_digits(f), 0, NULL, 0) == 0;
	case RULE_PREFIX: return rule_prefix(r, q->to) != 0;
	case RULE_HOLDS: break;
	}
	return true;
}

bool rule_holds(const struct rule *r, struct facts *f)
{
	for (size_t i = 0; i < r->conditions; i++) {
		if (!rule_condition_holds(r,
			(enum rule_condition)r->condition[i], f))
			return false;
	}
	return true;
}

enum rule_condition rule_failing(const struct rule *r, struct facts *f)
{
	for (size_t i = 0; i < r->conditions; i++) {
		enum rule_condition c = (enum rule_condition)r->condition[i];

		if (!rule_condition_holds(r, c, f))
			return c;
	}
	if (r->prefixes != 0 && rule_prefix(r, f->query->to) == 0)
		return RULE_PREFIX;
	return RULE_HOLDS;
}
