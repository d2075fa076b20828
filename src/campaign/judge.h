/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge - is one recipient sent to, and what (statuses.md 4.3)? Of the steps
 * those that need texts, routes and zones: 2, 6, 7, 8, 9. The ledger judges the
 * others when it gets the verdict. And step 7 sees what a text says to this
 * person: fields, and lists that are read late, bring what nobody saw when the
 * campaign was activated (E38).
 *
 * Owns:    the text of the recipient it looked at last.
 * Borrows: all else.
 * Threads: the loop's.
 */
#ifndef CAMPAIGN_JUDGE_H
#define CAMPAIGN_JUDGE_H

#include "campaign/definition.h"
#include "campaign/merge.h"
#include "campaign/site.h"
#include "flow/intake.h"
#include "ledger/check.h"

/* What is known of a text of the campaign. */
struct judged_text {
	bool is_known, has_fields;
	unsigned rules; /* without fields: that it breaks, policy_find() */
};

/* Of which campaign. */
struct judge {
	struct flow *flow;
	struct ledger *ledger; /* NULL: no verdict names a zone */
	struct zones *zones;
	const struct site *site;
	size_t account; /* index in the configuration */
	const struct definition *definition;
	usec now;
	struct buf text; /* zeroed at first; free it */
	struct judged_text seen[1 + DEFINITION_STEPS][DEFINITION_VARIANTS];
};

/* Who. */
struct judged_one {
	uint8_t step, variant;
	uint64_t number;  /* 0: none can be read */
	const void *data; /* of the contact (campaign/person.h) */
	size_t len;
};

/* More than a verdict says. */
struct judgement {
	struct submitted submitted;        /* of PASSED: parts, segments */
	enum fault fault;                  /* of what fails */
	char missing[MERGE_FIELD_MAX + 1]; /* of MERGE: the field */
	unsigned broken;                   /* rules of policy.def */
};

/* Fill in the verdict from `decides` on; its body holds until the next call of
 * intake. RC_BUSY: nothing can be said now, as the daemon stops. */
MUST_CHECK int judge_recipient(struct judge *j, const struct judged_one *one,
    struct verdict *v, struct judgement *more);

/* The ledger's number of the zone of whoever has one of its own; 0: it has
 * none. */
uint16_t judge_zone(const struct judge *j, const struct person *p);

/* Steps 8 and 9 alone. False: it is the time. */
bool judge_waits(const struct judge *j, const struct judged_one *one,
    const struct person *p, struct verdict *v);

#endif
