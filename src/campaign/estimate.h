/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * estimate - what a campaign would be, without anything being sent (S-P101).
 */
#ifndef CAMPAIGN_ESTIMATE_H
#define CAMPAIGN_ESTIMATE_H

#include "campaign/notices.h"

#define ESTIMATE_FIELD 65 /* the name of a merge field and a NUL */

struct estimate {
	uint64_t recipients, sendable;
	uint64_t held;            /* of the sendable: not at once */
	uint64_t segments, parts; /* of the first step, as all below */
	int64_t cost_millionths;  /* conf/conf.h: money */
	/* Not sent to, by the rule that comes first. */
	uint64_t opted_out, suppressed, duplicate, invalid_number,
	    country_not_supported, merge_field_missing, other;
	unsigned policy;    /* rules broken: bits of policy_row() */
	unsigned preflight; /* PREFLIGHT_ bits */
	bool empty_text, has_sender;
	usec duration;     /* until the last leaves; 0: at once */
	bool has_duration; /* false: there is no limit to tell it by */
	char missing
	    [ESTIMATE_FIELD]; /* a merge field that somebody lacks, or "" */
	struct notices notices;
	bool is_plain; /* the text is no variant */
};

#endif
