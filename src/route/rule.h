/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule - one route: its conditions, and the sets it gives.
 *
 * Owns:  what it points to.
 */
#ifndef ROUTE_RULE_H
#define ROUTE_RULE_H

#include <regex.h>

#include "base/zone.h"
#include "conf/conf.h"
#include "conf/hours.h"
#include "route/facts.h"

/* From the cheapest to the dearest; a rule is asked in this order. */
enum rule_condition {
	RULE_SMSCS, /* it has an smsc for such a sender */
	RULE_CLASS,
	RULE_ACCOUNT,
	RULE_FROM_KIND,
	RULE_CARRIER,
	RULE_COUNTRY,
	RULE_FROM,
	RULE_TAG,
	RULE_HOURS,
	RULE_REGEX,
	RULE_PREFIX,
	RULE_HOLDS /* no condition, all of them hold */
};

#define RULE_CLASSES 3

/* The words of the configuration, by enum route_class. */
extern const char *const rule_classes[RULE_CLASSES];

struct rule_texts {
	char **v;
	size_t n;
};

struct rule {
	char *name;
	uint8_t on_doubt;              /* an enum conf_route_doubt */
	uint8_t condition[RULE_HOLDS]; /* those it has but its prefixes */
	uint8_t conditions;
	uint16_t set, toll_free_set; /* by the sender, or ROUTE_NONE */
	uint64_t *prefix;            /* rising */
	size_t prefixes;
	regex_t *regex; /* of `regex_text` */
	char *regex_text;
	struct rule_texts country;
	struct facts_countries countries;
	struct rule_texts carrier;
	uint16_t *carrier_id;              /* of each carrier */
	struct rule_texts from, beginning; /* rising; without the star */
	unsigned kinds, classes;           /* bits */
	uint64_t *account;                 /* bits */
	struct rule_texts tag;
	struct conf_hours *hours;
	size_t spans;
	struct zone *zone;
	char *zone_name;
};

/* What the route says but its smscs. RC_BAD: conf_load() would not have let
 * it through; rule_fini() is due all the same. */
MUST_CHECK int rule_init(struct rule *r, const struct conf *c,
    const struct conf_route *route);
void rule_fini(struct rule *r);

/* Whether it says which senders it is for. */
bool rule_names_senders(const struct rule *r);

uint16_t rule_set(const struct rule *r, const struct facts *f);

/* Digits of the longest of its prefixes that the number has, or 0. */
unsigned rule_prefix(const struct rule *r, uint64_t to);

/* Whether all of it holds but its prefixes. */
bool rule_holds(const struct rule *r, struct facts *f);

/* Whether this one condition holds. */
bool rule_condition_holds(const struct rule *r, enum rule_condition condition,
    struct facts *f);

/* The first condition that does not hold, or RULE_HOLDS. */
enum rule_condition rule_failing(const struct rule *r, struct facts *f);

/* Say why that condition does not hold, into ROUTE_REASON_MAX bytes. */
void rule_tell(const struct rule *r, enum rule_condition condition,
    struct facts *f, char *why);

#endif
