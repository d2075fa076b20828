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
#include "ledger/mo.h"

#define LOOK_EVERY    (10 * SECOND)
#define SAY_EVERY     (60 * SECOND)
#define NOBODYS_FOR   HOUR
#define UNMATCHED_MAX 10 /* receipts an hour (statuses.md 8) */

void alerts_look(struct flow *f)
{
	struct alerts *a = &f->alerts;
	usec now = clock_mono();
	bool was = a->unmatched_since != 0;

	if (a->looked != 0 && now < a->looked + LOOK_EVERY)
		return;
	a->looked = now;
	if (now - a->nobody_last >= NOBODYS_FOR)
		a->nobody_since = 0;
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

/* Nobody hears of it, and a STOP stops nothing. */
void alerts_nobodys(struct flow *f, const struct received *r)
{
	struct alerts *a = &f->alerts;
	usec now = clock_mono();

	if (a->nobody_since == 0) {
		a->nobody_since = clock_wall();
		a->nobodys = a->stops = 0;
	}
	a->nobody_last = now;
	a->nobodys++;
	a->stops += r->keyword == MO_STOP;
	if (a->nobody_said != 0 && now < a->nobody_said + SAY_EVERY)
		return;
	a->nobody_said = now;
	log_warn("flow",
	    "texts came to a number of no account n=%" PRIu64 " stop=%" PRIu64
	    ": numbers of an account names what is its own",
	    a->nobodys, a->stops);
}

static size_t add_stranded(const struct flow *f, struct flow_alert *out)
{
	const struct alerts *a = &f->alerts;

	if (a->stranded_since == 0)
		return 0;
	*out = (struct flow_alert){ .name = "messages_stranded",
		.since = a->stranded_since };
	snprintf(out->text, sizeof(out->text),
	    "%" PRIu64 " messages wait for smscs that are not configured any "
	    "more, and no route takes them as they were split",
	    a->stranded);
	return 1;
}

static size_t add_nobodys(const struct flow *f, struct flow_alert *out)
{
	const struct alerts *a = &f->alerts;

	if (a->nobody_since == 0)
		return 0;
	*out = (struct flow_alert){ .name = "texts_of_nobody",
		.since = a->nobody_since };
	snprintf(out->text, sizeof(out->text),
	    "%" PRIu64 " texts came to a number of no account, of which "
	    "%" PRIu64 " say STOP, which stops nothing: numbers of an account "
	    "names what is its own",
	    a->nobodys, a->stops);
	return 1;
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
	n += add_stranded(f, &out[n]);
	n += add_nobodys(f, &out[n]);
	return n + add_braked(f, &out[n]);
}
