/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/forget.h"

#include "base/buf.h"
#include "base/log.h"
#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"

static bool has_ended(const struct campaign *c)
{
	return campaign_is_final((enum campaign_status)c->status);
}

/* While something still happens to it, it has not. */
static usec end_of(struct book *b, const struct campaign *c)
{
	usec end = c->done_at;

	if (campaign_is_open(c))
		return b->now;
	if (c->swept_at > end)
		end = c->swept_at;
	return c->closed_at > end ? c->closed_at : end;
}

/* Of those that were never checked; the others' messages have them. */
static void forget_members(struct book *b, const struct campaign *c,
    uint64_t index)
{
	const struct audience_place at = { .campaign = c->id };
	struct audience_chunk chunk;

	if (audience_get(&b->txn, at, index / AUDIENCE_CHUNK, &chunk) != 0)
		return;
	for (uint32_t i = 0; i < chunk.n; i++) {
		if (chunk.member[i].key == 0 && chunk.member[i].number != 0 &&
		    audience_forget(&b->txn, at, index + i) != 0)
			return;
	}
}

/* What the campaign says stays, but for numbers: these, or (NULL) all. */
static void unname(struct book *b, uint32_t id, const uint64_t *number,
    size_t n)
{
	struct unnaming u = { .number = number, .numbers = n };
	struct buf rest = { 0 };
	struct store_bytes said;
	int rc;

	if (b->options.unname == NULL ||
	    campaign_get_definition(&b->txn, id, &said) != 0)
		return;
	u.definition = said.data;
	u.len = said.len;
	rc = b->options.unname(&u, &rest);
	if (rc == 0)
		campaign_put_definition(&b->txn, id, buf_bytes(&rest),
		    rest.len);
	else if (rc != RC_NOT_FOUND)
		log_error("ledger",
		    "campaign %08x cannot be read, numbers in it stay",
		    (unsigned)id);
	buf_free(&rest);
}

static void forget_named(struct book *b, uint32_t id)
{
	campaign_put_numbers(&b->txn, id, NULL, 0);
	unname(b, id, NULL, 0);
}

static void finish(struct book *b, const struct campaign *c)
{
	struct campaign *changed = book_campaign(b, c->id);

	if (c->numbers != 0)
		forget_named(b, c->id);
	if (changed != NULL)
		changed->forgotten = true;
}

bool forget_campaign(struct book *b, const struct store_row *row,
    struct forget_slice *s)
{
	struct campaign c;
	uint64_t index;

	if (campaign_read(row, &c) != 0 || c.forgotten || !has_ended(&c) ||
	    !book_is_ripe(b, end_of(b, &c), book_record_for(b, c.account)))
		return true;
	while (s->looks > 0) {
		index = s->chunk * AUDIENCE_CHUNK;
		if (c.checked == c.recipients || index >= c.members[0]) {
			finish(b, &c);
			s->chunk = 0;
			return true;
		}
		forget_members(b, &c, index);
		s->chunk++;
		s->looks--;
	}
	return false;
}

/* ---- numbers of THING_FORGET ------------------------------------------- */

/* To read what a campaign says is as much work as so many rows. */
#define DEFINITION_LOOKS 20

/* All that it names, 0 where one is wanted. */
static bool find_named(struct book *b, const struct forget_wanted *w,
    const struct campaign *c, uint64_t number[CAMPAIGN_INLINE])
{
	bool found = false;

	for (uint32_t i = 0; i < c->numbers; i++) {
		if (campaign_get_number(&b->txn, c->id, i, &number[i]) != 0)
			return false;
		if (!wanted_has(w, number[i]))
			continue;
		number[i] = 0;
		found = true;
	}
	return found;
}

/* A draft that was never scheduled has numbers only as they were typed. */
void wanted_in_campaign(struct book *b, const struct forget_wanted *w,
    const struct store_row *row, struct forget_slice *s)
{
	uint64_t number[CAMPAIGN_INLINE];
	struct campaign c;

	if (w->n == 0 || campaign_read(row, &c) != 0 || c.forgotten)
		return;
	if (find_named(b, w, &c, number))
		campaign_put_numbers(&b->txn, c.id, number, c.numbers);
	unname(b, c.id, w->number, w->n);
	s->looks -= DEFINITION_LOOKS;
}
