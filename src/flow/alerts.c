/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an operator should know without asking: looked at every few seconds,
 * logged when it begins and when it is over.
 */
#include "flow/inside.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "flow/brake.h"

#define LOOK_EVERY    (10 * SECOND)
#define UNMATCHED_MAX 10 /* receipts an hour (statuses.md 8) */

void alerts_look(struct flow *f)
{
	struct alerts *a = &f->alerts;
	usec now = clock_mono();
	bool was = a->unmatched_since != 0;

	if (a->looked != 0 && now < a->looked + LOOK_EVERY)
		return;
	a->looked = now;
	a->unmatched = ledger_unmatched(f->with.ledger, clock_wall());
	if (a->unmatched <= UNMATCHED_MAX) {
		a->unmatched_since = 0;
		if (was)
			log_info("flow", "receipts find their messages again");
	} else if (!was) {
		a->unmatched_since = clock_wall();
		log_warn("flow",
		    "receipts of the last hour that fit no message: %" PRIu64
		    "; esmectl receipts parked shows them",
		    a->unmatched);
	}
}

static size_t add_braked(const struct flow *f, struct flow_alert *out)
{
	uint64_t held;
	usec since = brake_since(f->brake, clock_mono(), &held);

	if (since == 0)
		return 0;
	*out = (struct flow_alert){ .name = "replies_held", .since = since };
	snprintf(out->text, sizeof(out->text),
	    "%" PRIu64 " replies were not sent, as one number had more than "
	    "%d in %d s or %d in an hour: do two machines answer each other?",
	    held, BRAKE_MOST, (int)(BRAKE_TIME / SECOND), BRAKE_HOURLY);
	return 1;
}

size_t flow_alerts(const struct flow *f, struct flow_alert out[FLOW_ALERTS])
{
	const struct alerts *a = &f->alerts;
	size_t n = 0;

	if (a->unmatched_since != 0) {
		out[n] = (struct flow_alert){ .name = "unmatched_receipts",
			.since = a->unmatched_since };
		snprintf(out[n].text, sizeof(out[n].text),
		    "%" PRIu64 " receipts of the last hour fit no message: "
		    "are ids compared rightly, or do another's receipts "
		    "come here? esmectl receipts parked shows them",
		    a->unmatched);
		n++;
	}
	return n + add_braked(f, &out[n]);
}
