/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * estimate - what a campaign would be, without anything being sent (S-P101).
 */
#ifndef CAMPAIGN_ESTIMATE_H
#define CAMPAIGN_ESTIMATE_H

#include "campaign/definition.h"
#include "campaign/notices.h"

#define ESTIMATE_FIELD 65 /* the name of a merge field and a NUL */

/* What a step comes to. */
struct estimate_sum {
	uint64_t segments, parts;
	int64_t cost_millionths; /* conf/conf.h: money */
};

struct estimate {
	uint64_t recipients, sendable;
	uint64_t held;             /* of the sendable: not at once */
	struct estimate_sum first; /* the first step, as all below */
	/* The others, if nobody answers: at most. */
	struct estimate_sum follow_up[DEFINITION_STEPS];
	size_t follow_ups;
	/* Not sent to, by the rule that comes first. */
	uint64_t opted_out, suppressed, duplicate, invalid_number,
	    country_not_supported, merge_field_missing, content_policy,
	    smart_sending, trial_limit_reached, other;
	bool has_trial;
	uint64_t trial_left; /* messages that it still may queue */
	unsigned policy;     /* rules broken: bits of policy_row() */
	unsigned preflight;  /* PREFLIGHT_ bits */
	bool empty_text, has_sender;
	usec duration;     /* until the last leaves; 0: at once */
	bool has_duration; /* false: there is no limit to tell it by */
	/* A merge field that somebody lacks, or "". */
	char missing[ESTIMATE_FIELD];
	struct notices notices;
	bool is_plain; /* the text is no variant */
};

#endif
