/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/contacts.h"

#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "campaign/campaign.h"
#include "campaign/local_time.h"
#include "campaign/site.h"

int history_date(const struct api *a, uint16_t account,
    const struct body_text *text, usec *at, bool *untracked)
{
	const struct site *site = campaigns_site(a->with.campaigns, account);
	struct date d;
	int64_t local, epoch;

	if (local_parse(text->s, text->len, &local) == 0)
		*at = local_instant(site->zone, local);
	else if (date_parse(text->s, &d) == 0)
		*at = d.begin;
	else
		return RC_BAD;
	if (*at <= 0 || *at > clock_wall())
		return RC_BAD;
	*untracked = local_parse(site->status_epoch, strlen(site->status_epoch),
			 &epoch) == 0 &&
		     *at < local_instant(site->zone, epoch);
	return 0;
}
