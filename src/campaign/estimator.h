/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * estimator - what would become of each in an audience, in the order of
 * statuses.md 4.3: as the ledger and the judge together would say it.
 *
 * Owns:    the numbers it has seen, and those that want no messages.
 * Borrows: what it is made with.
 * Threads: the loop's.
 */
#ifndef CAMPAIGN_ESTIMATOR_H
#define CAMPAIGN_ESTIMATOR_H

#include "campaign/definition.h"
#include "campaign/estimate.h"

struct definition;
struct flow;
struct site;
struct zones;

struct estimator_options {
	struct flow *flow;
	struct zones *zones;
	const struct site *site;
	size_t account; /* index in the configuration */
	const struct definition *definition;
};

struct estimated_member {
	uint64_t number;  /* 0: none can be read */
	const void *data; /* of its contact; len 0: none */
	size_t len;
	usec promo; /* as struct contact_page has it */
};

enum estimated {
	ESTIMATED_SENT,
	ESTIMATED_HELD, /* sent later */
	ESTIMATED_INVALID,
	ESTIMATED_DUPLICATE,
	ESTIMATED_OPTED_OUT,
	ESTIMATED_SUPPRESSED,
	ESTIMATED_COUNTRY,
	ESTIMATED_MERGE,
	ESTIMATED_POLICY, /* the text may not be sent there */
	ESTIMATED_SMART,  /* had a promotion of late */
	ESTIMATED_OTHER
};

struct estimated_size {
	unsigned segments, parts; /* 0: it is not sent */
};

struct estimated_one {
	enum estimated what;
	uint16_t set; /* of those sent: the ledger's */
	struct estimated_size size, follow_up[DEFINITION_STEPS];
	char missing[ESTIMATE_FIELD]; /* of MERGE: the field */
};

struct estimator;

struct estimator *estimator_new(const struct estimator_options *o);
void estimator_free(struct estimator *e);

/* They get no messages. */
void estimator_opted_out(struct estimator *e, uint64_t number);
void estimator_suppressed(struct estimator *e, uint64_t number);

/* The next in the audience. */
void estimator_look(struct estimator *e, const struct estimated_member *m,
    struct estimated_one *out);

#endif
