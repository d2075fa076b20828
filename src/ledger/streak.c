/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A streak is of messages in the order in which they came, whatever the order
 * of their ends: what is delivered takes away what came before it, and each
 * failure has its place. So a result that is revised needs no rule of its own
 * (statuses.md 4.7, R9).
 */
#include "ledger/streak.h"

#include "ledger/book.h"
#include "ledger/contact_row.h"
#include "ledger/people.h"
#include "ledger/suggestion.h"
#include "model/reason.h"

#include <string.h>

enum effect { NOTHING, FAILS, CLEARS };

static bool counts(uint16_t code)
{
	const struct reason *r = reason_find(code);

	return r != NULL && r->opt_out != OPT_OUT_NEVER;
}

static enum effect effect_of(const struct record *r)
{
	if (r->state == STATUS_DELIVERED)
		return CLEARS;
	if (r->policy & POLICY_OBFUSCATE) /* a row shows its number */
		return NOTHING;
	return r->state == STATUS_FAILED && counts(r->reason) ? FAILS : NOTHING;
}

/* Those from the i-th on move. */
static void take_out(struct streak *s, int i)
{
	s->n--;
	memmove(&s->fail[i], &s->fail[i + 1],
	    (size_t)(s->n - i) * sizeof(s->fail[0]));
}

static void remove_key(struct streak *s, uint64_t key)
{
	for (int i = 0; i < s->n; i++) {
		if (s->fail[i].key == key) {
			take_out(s, i);
			return;
		}
	}
}

static void insert(struct streak *s, const struct streak_failure *f)
{
	int i;

	if (s->n == STREAK_MOST)
		take_out(s, 0);
	for (i = s->n; i > 0 && s->fail[i - 1].key > f->key; i--)
		s->fail[i] = s->fail[i - 1];
	s->fail[i] = *f;
	s->n++;
}

static void clear_before(struct streak *s, uint64_t key)
{
	while (s->n > 0 && s->fail[0].key < key)
		take_out(s, 0);
}

static bool is_enough(const struct streak *s)
{
	return s->n >= STREAK_MAY ||
	       (s->status != STREAK_DISMISSED && streak_should(s));
}

static void tell(struct book *b, const struct record *r)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_SUGGESTION);

	o->u.suggestion.account = r->account;
	o->u.suggestion.number = r->to;
}

static void judge(struct book *b, const struct record *r, struct streak *s)
{
	if (is_enough(s) && s->status != STREAK_OPEN) {
		s->status = STREAK_OPEN;
		s->since = b->now;
		tell(b, r);
	} else if (!is_enough(s) && s->status == STREAK_OPEN) {
		s->status = STREAK_NONE;
		s->since = 0;
	}
}

/* Those of others cost a look for each failure, and no row. */
static bool is_of_contact(struct book *b, const struct record *r)
{
	uint64_t id;

	return r->campaign != 0 ||
	       contact_find(&b->txn, r->account, r->to, &id) == 0;
}

void book_streak(struct book *b, uint64_t key, const struct record *before,
    const struct record *now)
{
	enum effect was = effect_of(before), is = effect_of(now);
	struct streak s;
	bool has;

	if (was == is && (is != FAILS || before->reason == now->reason))
		return;
	if (now->to == 0 || now->flags & FLAG_IMPORTED)
		return;
	has = streaks_has(b, now->account, now->to);
	if (!has && (is != FAILS || !is_of_contact(b, now)))
		return;
	streaks_get(b, now->account, now->to, &s);
	if (was == FAILS)
		remove_key(&s, key);
	if (is == FAILS)
		insert(&s, &(struct streak_failure){ key, now->reason });
	else if (is == CLEARS)
		clear_before(&s, key);
	judge(b, now, &s);
	streaks_put(b, now->account, now->to, &s);
}

void book_forget_streak(struct book *b, uint16_t account, uint64_t number)
{
	const struct streak none = { 0 };

	if (streaks_has(b, account, number))
		streaks_put(b, account, number, &none);
}
