/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tables of contacts and audiences say of a recipient. The first in
 * the order of the audience wins: members of the lists stand in the order of
 * their contacts, those that the campaign names behind them, and there are few
 * of these. A number is of one contact of its account.
 */
#include "ledger/checking.h"

#include "ledger/audience.h"
#include "ledger/audience_row.h"
#include "ledger/campaign_row.h"
#include "ledger/contact_row.h"

bool recipient_is_gone(struct store_txn *t, uint16_t account, uint64_t contact)
{
	struct contact_view v;
	int rc;

	if (contact == 0)
		return false;
	rc = contact_load(t, account, contact, &v);
	return rc == RC_NOT_FOUND || (rc == 0 && v.deleted != 0);
}

/* Among those that are named. */
static bool is_named_before(struct store_txn *t, const struct campaign *c,
    uint64_t index, uint64_t number)
{
	struct audience_place at = { c->id, 0 };
	struct audience_chunk chunk;
	uint64_t i = c->listed, in_hand = UINT64_MAX;

	for (; i < index; i++) {
		if (in_hand != i / AUDIENCE_CHUNK) {
			in_hand = i / AUDIENCE_CHUNK;
			if (audience_get(t, at, in_hand, &chunk) != 0)
				return false;
		}
		if (chunk.member[i % AUDIENCE_CHUNK].number == number)
			return true;
	}
	return false;
}

static bool is_beside(struct store_txn *t, const struct campaign *c,
    uint64_t index, uint64_t contact)
{
	struct audience_place at = { c->id, 0 };
	struct member before;

	return index != 0 && audience_member(t, at, index - 1, &before) == 0 &&
	       before.contact == contact;
}

bool recipient_is_double(struct store_txn *t, const struct campaign *c,
    uint64_t index, const struct member *m)
{
	struct audience_place at = { c->id, 0 };
	uint64_t first;

	if (index < c->listed)
		return is_beside(t, c, index, m->contact);
	if (m->contact != 0 &&
	    audience_find(t, at, c->listed, m->contact, &first) == 0)
		return true;
	return is_named_before(t, c, index, m->number);
}
