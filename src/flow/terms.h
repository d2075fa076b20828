/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * terms - what holds for the messages of each account: its numbers, its quiet
 * hours, its countries, its price.
 *
 * They are the configuration's; of the last three, until somebody says
 * otherwise: the settings of accounts are kept to the right of here
 * (campaign/site.h).
 *
 * Owns:    copies of all it was told.
 * Threads: one.
 */
#ifndef FLOW_TERMS_H
#define FLOW_TERMS_H

#include "model/country.h"

struct body_text;
struct conf;
struct conf_hours;
struct terms;
struct url_policy;
struct whose;

struct account_terms {
	/* In place of the configuration's `quiet` and `quiet_zone`. */
	const struct conf_hours *quiet;
	size_t quiets;
	const char *zone; /* base/zone.h */
	/* Of those that the configuration allows; none: all of them. */
	const char (*country)[COUNTRY_TEXT];
	size_t countries;
	const int64_t *price; /* of a segment; NULL: the configuration's */
};

struct terms *terms_new(const struct conf *conf);
void terms_free(struct terms *t);

/* `account` is an index in the configuration. A zone that cannot be read is
 * taken as UTC, which is logged. */
void terms_set(struct terms *t, size_t account, const struct account_terms *of);

/* When the quiet hours of the account end that the instant lies in, or `at`
 * itself: quiet_over(). */
usec terms_quiet_over(const struct terms *t, size_t account, usec at);

/* What a segment to the number costs (conf/conf.h: money). */
int64_t terms_price(const struct terms *t, size_t account, uint64_t number);

/* By the configuration's countries, and by those it has left itself. */
bool terms_may_reach(const struct terms *t, size_t account, uint64_t number);

/* `from` is as struct sender has it, a number without its plus. */
bool terms_may_be_from(const struct terms *t, size_t account, const char *from);

/* Whose a number is, as long as the terms. */
const struct whose *terms_numbers(const struct terms *t);

/* What its webhooks may call by its keys, as long as the terms. It is asked
 * when a message names a URL, and again when it is called, of the address that
 * its host turns out to have (reliability.md X1 to X3). */
const struct url_policy *terms_callback(const struct terms *t, size_t account);

/* May it name this one? RC_BAD, RC_DENIED: `why` says. */
MUST_CHECK int terms_may_call(const struct terms *t, size_t account,
    const struct body_text *url, char *why, size_t room);

#endif
