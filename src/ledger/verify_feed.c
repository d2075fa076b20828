/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/verify_inside.h"

#include "ledger/body.h"
#include "ledger/campaign_row.h"
#include "ledger/checking.h"
#include "ledger/entry.h"

bool verify_is_unfed(struct verify *v, const struct record *r)
{
	uint8_t step = record_step(r);
	struct campaign c;
	struct entry e;

	if (r->campaign == 0 || step >= CAMPAIGN_STEPS ||
	    campaign_get(&v->txn, record_campaign(r), &c) != 0)
		return false;
	return campaign_is_swept(&c) ||
	       (body_entry(&v->txn, NULL, r->body, &e) == 0 &&
		   e.index >= c.fed[step]);
}

int verify_promo(struct verify *v, const struct store_row *row)
{
	(void)v;
	return promo_check(row);
}
