/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The snapshot of an audience (M1): the contacts of the lists in the order of
 * their ids, one that is in two lists twice, side by side; then the numbers
 * that the campaign names, those of contacts with their contact. A slice a
 * commit; where it is stands in the campaign.
 */
#include "ledger/audience.h"
#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/contact_row.h"

#define SLICE 2000 /* members in one commit */

struct filling {
	struct book *book;
	struct campaign *campaign;
	uint64_t head[CAMPAIGN_LISTS]; /* the next of each list */
	struct member member[AUDIENCE_CHUNK];
	size_t n; /* of these, not added yet */
	int left; /* of the slice */
};

static void add(struct filling *f)
{
	struct campaign *c = f->campaign;
	struct audience_place at = { .campaign = c->id };
	uint32_t n = (uint32_t)f->n;
	int rc = audience_add(&f->book->txn, at, c->members[0], f->member, n);

	if (rc != 0)
		book_fail(f->book, rc);
	c->members[0] += n;
	c->recipients += n;
	campaign_count_virtual(c, STATUS_UNTRACKED, campaign_unchecked_state(c),
	    n);
	f->n = 0;
}

static void take(struct filling *f, uint64_t number, uint64_t contact)
{
	f->member[f->n++] =
	    (struct member){ .number = number, .contact = contact };
	f->left--;
	if (f->n == AUDIENCE_CHUNK)
		add(f);
}

/* ---- lists ------------------------------------------------------------- */

static uint64_t next_of(struct filling *f, uint8_t list, uint64_t after)
{
	uint64_t id;
	int rc =
	    member_next(&f->book->txn, f->campaign->list[list], after, &id);

	return rc == 0 ? id : UINT64_MAX;
}

/* One may be somebody else's by now: then it has nobody. */
static bool is_own(struct filling *f, uint8_t list)
{
	const struct campaign *c = f->campaign;
	uint16_t account;
	uint64_t size;

	return member_head(&f->book->txn, c->list[list], &account, &size) ==
		   0 &&
	       account == c->account;
}

/* Those at or behind (fill_contact, fill_list), but for that one. */
static void find_heads(struct filling *f)
{
	const struct campaign *c = f->campaign;

	for (uint8_t i = 0; i < c->lists; i++) {
		uint64_t after = c->fill_contact;

		if (i > c->fill_list && after != 0)
			after--;
		f->head[i] = is_own(f, i) ? next_of(f, i, after) : UINT64_MAX;
	}
}

static uint8_t first_of_heads(const struct filling *f)
{
	uint8_t first = 0;

	for (uint8_t i = 1; i < f->campaign->lists; i++) {
		if (f->head[i] < f->head[first])
			first = i;
	}
	return first;
}

static void take_contact(struct filling *f, uint64_t id)
{
	struct contact_view v;

	if (contact_load(&f->book->txn, f->campaign->account, id, &v) != 0 ||
	    v.deleted != 0)
		return; /* a damaged row stops none of the others */
	f->campaign->listed++;
	take(f, v.number, id);
}

static void fill_lists(struct filling *f)
{
	struct campaign *c = f->campaign;
	uint8_t i;

	find_heads(f);
	while (f->left > 0) {
		i = first_of_heads(f);
		if (c->lists == 0 || f->head[i] == UINT64_MAX) {
			c->fill_named = true;
			return;
		}
		c->fill_contact = f->head[i];
		c->fill_list = i;
		take_contact(f, f->head[i]);
		f->head[i] = next_of(f, i, f->head[i]);
	}
}

/* ---- named numbers ----------------------------------------------------- */

static void fill_named(struct filling *f)
{
	struct campaign *c = f->campaign;
	uint64_t number, contact;

	while (f->left > 0 && c->fill_number < c->numbers) {
		contact = 0;
		if (campaign_get_number(&f->book->txn, c->id, c->fill_number++,
			&number) != 0)
			number = 0;
		if (number != 0 && contact_find(&f->book->txn, c->account,
				       number, &contact) != 0)
			contact = 0;
		take(f, number, contact);
	}
	if (c->fill_number == c->numbers)
		c->filling = false;
}

void book_fill_campaign(struct book *b, struct campaign *c)
{
	struct filling f = { .book = b, .campaign = c, .left = SLICE };

	if (!c->fill_named)
		fill_lists(&f);
	if (c->fill_named)
		fill_named(&f);
	if (f.n != 0)
		add(&f);
}
