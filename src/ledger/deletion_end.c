/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/deletion.h"

#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"

#include <stdlib.h>

#define FIND_LOOKS 16 /* what it costs to find one in a snapshot */

static void end_message(struct book *b, uint64_t key)
{
	struct entry e = { .type = ENTRY_DELETED, .part = PART_WHOLE };
	struct active_slot *s;
	struct record r;

	if (key != 0 && book_look(b, key, &r) == 0 && record_is_unclaimed(&r) &&
	    book_touch(b, key, &s) == 0 && record_is_unclaimed(&s->record))
		book_write(b, s, &e);
}

/* Those of the account: the first, and how many. */
static size_t who_of(const struct deletion *d, uint16_t account,
    const struct who **first)
{
	size_t i = 0, n = 0;

	while (i < d->n && d->who[i].account < account)
		i++;
	while (i + n < d->n && d->who[i + n].account == account)
		n++;
	*first = &d->who[i];
	return n;
}

static const struct who *find_who(const struct who *who, size_t n,
    const struct campaign *c, uint64_t contact)
{
	const struct who key = { c->account, contact };

	return contact == 0
		   ? NULL
		   : bsearch(&key, who, n, sizeof(key), deletion_order);
}

/* Twice, side by side, if it is in two lists. */
static bool end_listed(struct book *b, const struct campaign *c,
    uint64_t contact)
{
	const struct audience_place at = { .campaign = c->id };
	struct member m;
	uint64_t i;

	b->deletion->looks -= FIND_LOOKS;
	if (audience_find(&b->txn, at, c->listed, contact, &i) != 0)
		return false;
	for (; i < c->listed && audience_member(&b->txn, at, i, &m) == 0; i++) {
		if (m.contact != contact)
			break;
		end_message(b, m.key);
	}
	return true;
}

/* All members of a chunk that lie behind those of the lists. */
static void end_chunk(struct book *b, const struct campaign *c,
    const struct audience_chunk *chunk, bool *seen)
{
	const struct who *who, *found;
	size_t n = who_of(b->deletion, c->account, &who);

	for (uint32_t i = 0; i < chunk->n; i++) {
		found = find_who(who, n, c, chunk->member[i].contact);
		if (found == NULL)
			continue;
		end_message(b, chunk->member[i].key);
		if (seen != NULL)
			seen[found - who] = true;
	}
}

static void end_named(struct book *b, const struct campaign *c, bool *seen)
{
	const struct audience_place at = { .campaign = c->id };
	uint64_t i = c->listed / AUDIENCE_CHUNK;
	struct audience_chunk chunk;

	for (; i * AUDIENCE_CHUNK < c->members[0]; i++) {
		b->deletion->looks--;
		if (audience_get(&b->txn, at, i, &chunk) == 0)
			end_chunk(b, c, &chunk, seen);
	}
}

static void end_snapshot(struct book *b, const struct campaign *c)
{
	bool seen[DELETION_TOGETHER] = { false };
	struct campaign *counted;
	const struct who *who;
	size_t n = who_of(b->deletion, c->account, &who);
	uint32_t found = 0;

	for (size_t i = 0; i < n; i++)
		seen[i] = end_listed(b, c, who[i].id);
	if (n != 0 && c->listed < c->members[0])
		end_named(b, c, seen);
	for (size_t i = 0; i < n; i++)
		found += seen[i];
	counted = found != 0 ? book_campaign(b, c->id) : NULL;
	if (counted != NULL)
		counted->deleted_leads += found;
}

/* May a follow-up of it wait? */
static bool has_follow_ups(const struct book *b, const struct campaign *c)
{
	const uint32_t *n = c->total.state;
	const struct who *who;

	return c->steps > 1 && !campaign_is_swept(c) &&
	       n[STATUS_HELD] + n[STATUS_QUEUED] != 0 &&
	       who_of(b->deletion, c->account, &who) != 0;
}

void deletion_end_snapshot(struct book *b)
{
	struct deletion *d = b->deletion;
	const struct campaign *c = book_campaign_look(b, d->campaign);

	d->step = 0;
	if (c == NULL || c->members[0] == 0)
		return;
	end_snapshot(b, c);
	if (has_follow_ups(b, c)) {
		d->step = 1;
		d->chunk = 0;
	}
}

void deletion_end_follow_ups(struct book *b)
{
	struct deletion *d = b->deletion;
	const struct campaign *c = book_campaign_look(b, d->campaign);
	const struct audience_place at = { d->campaign, d->step };
	struct audience_chunk chunk;

	d->looks--;
	if (c == NULL || d->step >= c->steps) {
		d->step = 0;
	} else if (d->chunk * AUDIENCE_CHUNK >= c->members[d->step]) {
		d->step++;
		d->chunk = 0;
	} else if (audience_get(&b->txn, at, d->chunk++, &chunk) == 0) {
		end_chunk(b, c, &chunk, NULL);
	}
}
