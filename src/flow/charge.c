/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/inside.h"

#include "conf/conf.h"
#include "flow/intake.h"
#include "flow/quota.h"

static struct quota_ask ask_of(const struct flow *f, size_t account,
    uint64_t to, unsigned segments)
{
	const struct conf_account *c = &f->with.conf->account[account];

	return (struct quota_ask){ .conf = c,
		.account = f->account_id[account],
		.segments = segments,
		.cost = segments * conf_price(c, to) };
}

/* Seconds are what Retry-After takes. */
enum fault intake_charge(struct flow *f, size_t account, struct submitted *out)
{
	unsigned segments = out->is_free ? 0 : out->segments;
	struct quota_ask ask = ask_of(f, account, out->to, segments);
	enum quota limit;
	usec wait;

	limit = quota_take(f->quotas, &ask, &wait);
	if (limit != QUOTA_NONE)
		out->retry = (unsigned)((wait + SECOND - 1) / SECOND);
	else
		out->charged = (uint8_t)segments;
	switch (limit) {
	case QUOTA_RATE: return FAULT_RATE;
	case QUOTA_HOURLY: return FAULT_HOURLY;
	case QUOTA_DAILY: return FAULT_DAILY;
	case QUOTA_MONTHLY: return FAULT_MONTHLY;
	case QUOTA_SPEND: return FAULT_SPEND;
	default: return FAULT_NONE;
	}
}

void intake_undo(struct flow *f, uint16_t account, uint64_t to,
    unsigned charged)
{
	struct quota_ask ask;
	size_t i;

	if (charged == 0 || flow_account_index(f, account, &i) != 0)
		return;
	ask = ask_of(f, i, to, charged);
	quota_give(f->quotas, &ask);
}
