/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a condition does not hold, as a line for people.
 */
#include "route/line.h"
#include "route/rule.h"

#include <stdio.h>

#include "model/country.h"

static void tell_smscs(struct line *l, const struct facts *f)
{
	if (f->kind == FACTS_TOLL_FREE)
		line_add(l, "a toll-free sender uses only smscs tagged "
			    "exclusive of a route that names it");
	else
		line_add(l, "its smscs are all tagged exclusive, and it does "
			    "not name the sender");
}

static void tell_class(struct line *l, const struct facts *f)
{
	unsigned class = f->query->class;

	line_add(l, "not for the class ");
	line_add(l, class < RULE_CLASSES ? rule_classes[class] : "?");
}

static void tell_carrier(struct line *l, const struct rule *r,
    const struct facts *f)
{
	if (f->carrier.source == LOOKUP_UNKNOWN) {
		line_add(l, "the carrier of the number is not known");
	} else {
		line_add(l, "the carrier is ");
		line_add(l, f->carrier.carrier);
		line_add(l, " (");
		line_add(l, lookup_source_name(f->carrier.source));
		line_add(l, ")");
	}
	line_add(l, ", wanted: ");
	line_add_list(l, r->carrier.v, r->carrier.n);
}

static void tell_country(struct line *l, const struct rule *r,
    const struct facts *f)
{
	char iso2[COUNTRY_TEXT];

	if (country_of(f->query->to, iso2) == 0) {
		line_add(l, "the number is of ");
		line_add(l, iso2);
	} else {
		line_add(l, "the number is of no country");
	}
	line_add(l, ", wanted: ");
	line_add_list(l, r->country.v, r->country.n);
}

static void tell_sender(struct line *l, const struct rule *r)
{
	line_add(l, "the sender is none of: ");
	line_add_list(l, r->from.v, r->from.n);
	for (size_t i = 0; i < r->beginning.n; i++) {
		if (i != 0 || r->from.n != 0)
			line_add(l, ", ");
		line_add(l, r->beginning.v[i]);
		line_add(l, "*");
	}
}

static void tell_hours(struct line *l, const struct rule *r,
    const struct facts *f)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun" };
	struct zone_time t;
	char clock[32];

	zone_local(r->zone, f->query->now / SECOND, &t);
	snprintf(clock, sizeof(clock), "%s %02u:%02u", days[t.weekday], t.hour,
	    t.minute);
	line_add(l, "not open: it is ");
	line_add(l, clock);
	line_add(l, " in ");
	line_add(l, r->zone_name);
}

static void tell_prefix(struct line *l, const struct rule *r)
{
	line_add(l, "the number begins with none of: ");
	for (size_t i = 0; i < r->prefixes && l->at < l->end; i++) {
		if (i != 0)
			line_add(l, ", ");
		line_add_number(l, r->prefix[i]);
	}
}

void rule_tell(const struct rule *r, enum rule_condition condition,
    struct facts *f, char *why)
{
	struct line l = line_over(why, ROUTE_REASON_MAX);

	switch (condition) {
	case RULE_SMSCS: tell_smscs(&l, f); break;
	case RULE_CLASS: tell_class(&l, f); break;
	case RULE_ACCOUNT: line_add(&l, "not for this account"); break;
	case RULE_FROM_KIND:
		line_add(&l, "not for a sender of the kind ");
		line_add(&l, facts_kind_name(f->kind));
		break;
	case RULE_CARRIER: tell_carrier(&l, r, f); break;
	case RULE_COUNTRY: tell_country(&l, r, f); break;
	case RULE_FROM: tell_sender(&l, r); break;
	case RULE_TAG:
		line_add(&l, "the tag is none of: ");
		line_add_list(&l, r->tag.v, r->tag.n);
		break;
	case RULE_HOURS: tell_hours(&l, r, f); break;
	case RULE_REGEX:
		line_add(&l, "the number does not match ");
		line_add(&l, r->regex_text);
		break;
	case RULE_PREFIX: tell_prefix(&l, r); break;
	case RULE_HOLDS: break;
	}
}
