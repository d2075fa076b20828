/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/judge.h"

#include <string.h>

#include "campaign/local_time.h"
#include "conf/quiet.h"
#include "ledger/ledger.h"

/* The zone by whose clocks a person lives: its own, else the site's. */
static const struct zone *zone_of(const struct judge *j, const struct person *p)
{
	const struct zone *own =
	    zones_find(j->zones, p->timezone.s, p->timezone.len);

	return own != NULL ? own : j->site->zone;
}

/* When so many zones are named that there is no number left, the site's is
 * taken. */
uint16_t judge_zone(const struct judge *j, const struct person *p)
{
	char name[ZONE_NAME_MAX + 1];
	uint16_t id = 0;

	if (j->ledger == NULL || j->definition->is_transactional ||
	    p->timezone.len > ZONE_NAME_MAX ||
	    zones_find(j->zones, p->timezone.s, p->timezone.len) == NULL)
		return 0;
	memcpy(name, p->timezone.s, p->timezone.len);
	name[p->timezone.len] = '\0';
	return ledger_intern(j->ledger, NAME_ZONE, name, &id) == 0 ? id : 0;
}

bool judge_waits(const struct judge *j, const struct judged_one *one,
    const struct person *p, struct verdict *v)
{
	const struct definition *d = j->definition;
	struct quiet_span quiet = { j->site->quiet, j->site->quiets,
		zone_of(j, p) };

	if (one->step == 0 && d->by_recipient && d->local.len != 0) {
		v->decides = CHECK_LOCAL_TIME;
		v->release = local_instant(quiet.zone, d->local_at);
		if (v->release > j->now)
			return true;
	}
	if (d->is_transactional || quiet.n == 0)
		return false;
	v->decides = CHECK_QUIET;
	v->release = quiet_over(&quiet, j->now);
	return v->release > j->now;
}
