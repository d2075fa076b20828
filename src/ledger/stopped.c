/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody opts out while a campaign has a message for that number in its
 * queue: looked up in each snapshot, by contact among those of lists, one after
 * the other among the few that are named.
 */
#include "ledger/audience_row.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/contact_row.h"
#include "ledger/steps.h"

static void look_at(struct book *b, uint64_t key)
{
	struct active_slot *s;
	struct record r;

	if (key != 0 && book_look(b, key, &r) == 0 &&
	    r.state == STATUS_QUEUED && book_is_stopped(b, &r) &&
	    book_touch(b, key, &s) == 0)
		(void)book_skip(b, s);
}

/* Twice, side by side, if it is in two lists. */
static void look_among_listed(struct book *b, const struct campaign *c,
    uint64_t contact)
{
	const struct audience_place at = { c->id, 0 };
	struct member m;
	uint64_t i;

	if (contact == 0 ||
	    audience_find(&b->txn, at, c->listed, contact, &i) != 0)
		return;
	for (; i < c->listed && audience_member(&b->txn, at, i, &m) == 0; i++) {
		if (m.contact != contact)
			return;
		look_at(b, m.key);
	}
}

static void look_among_named(struct book *b, const struct campaign *c,
    uint64_t number)
{
	const struct audience_place at = { c->id, 0 };
	struct audience_chunk chunk;
	uint64_t i = c->listed / AUDIENCE_CHUNK;

	for (; i * AUDIENCE_CHUNK < c->members[0]; i++) {
		if (audience_get(&b->txn, at, i, &chunk) != 0)
			continue;
		for (uint32_t k = 0; k < chunk.n; k++) {
			if (chunk.member[k].number == number)
				look_at(b, chunk.member[k].key);
		}
	}
}

void book_stop_recipient(struct book *b, uint16_t account, uint64_t number)
{
	const struct campaign *c;
	uint64_t contact;

	if (contact_find(&b->txn, account, number, &contact) != 0)
		contact = 0;
	for (size_t i = 0; (c = book_campaign_at(b, i)) != NULL; i++) {
		if (c->account != account || campaign_is_swept(c) ||
		    c->step[0].state[STATUS_QUEUED] == 0)
			continue;
		look_among_listed(b, c, contact);
		if (c->listed < c->members[0])
			look_among_named(b, c, number);
	}
}
