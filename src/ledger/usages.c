/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of each account the day that was counted last is in memory.
 */
#include "ledger/usages.h"

#include "base/log.h"
#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/entry.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"
#include "ledger/usage.h"

#include <stdlib.h>
#include <string.h>

struct usages {
	struct usage_day *one[NAMES_MAX + 1]; /* by account; NULL: not read */
	/* What is to be put; an account once. */
	uint16_t changed[NAMES_MAX + 1];
	bool is_changed[NAMES_MAX + 1];
	size_t n;
};

struct usages *usages_new(void)
{
	return mem_new(1, sizeof(struct usages));
}

static void forget(struct usages *u)
{
	for (size_t i = 0; i <= NAMES_MAX; i++)
		free(u->one[i]);
	*u = (struct usages){ .n = 0 };
}

void usages_free(struct usages *u)
{
	forget(u);
	free(u);
}

void book_forget_usages(struct book *b)
{
	forget(b->usages);
}

/* As it was kept, or nothing yet. */
static void load(struct book *b, struct usage_day *d)
{
	char name[USAGE_NAME_BYTES];
	struct thing t = { .kind = THING_ACCOUNT,
		.account = d->account,
		.name = usage_name(d->day, name) };
	int rc = thing_get(&b->txn, &t);

	if (rc == 0)
		rc = usage_read(&t, d);
	if (rc != 0 && rc != RC_NOT_FOUND)
		log_error("ledger",
		    "what was sent on a day cannot be read:"
		    " it is counted anew account=%u",
		    d->account);
}

static struct usage_day *today_of(struct book *b, uint16_t account)
{
	struct usage_day **d = &b->usages->one[account];
	int64_t day = b->now / DAY;

	if (*d == NULL)
		*d = mem_new(1, sizeof(**d));
	if ((*d)->account == account && (*d)->day == day)
		return *d;
	**d = (struct usage_day){ .account = account, .day = day };
	load(b, *d);
	return *d;
}

static void count(struct book *b, uint16_t account, const struct entry *e,
    const struct usage_sum *one)
{
	struct usages *u = b->usages;
	uint8_t own = e->own < USAGE_OWNS ? e->own : USAGE_OTHER;

	usage_add(&today_of(b, account)->own[own], one);
	if (u->is_changed[account])
		return;
	u->is_changed[account] = true;
	u->changed[u->n++] = account;
}

static bool is_forwarded_first(const struct record *before,
    const struct record *now)
{
	return before->state != STATUS_NEW &&
	       before->forwarded == RECORD_NEVER &&
	       now->forwarded != RECORD_NEVER && !(now->flags & FLAG_IMPORTED);
}

void book_use(struct book *b, const struct record *before,
    const struct record *now, const struct entry *e)
{
	struct usage_sum one = { 0 };

	if (now->account == 0 || now->account > NAMES_MAX)
		return;
	if (is_forwarded_first(before, now)) {
		one.messages = 1;
		one.segments = e->segments != 0 ? e->segments : now->parts;
		one.price = (int64_t)one.segments * e->price;
		count(b, now->account, e, &one);
	} else if (e->type == ENTRY_RECEIVED) {
		one.received = 1;
		one.parts = now->parts;
		count(b, now->account, e, &one);
	}
}

static void tell(struct book *b, const struct usage_day *d)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_USED);

	o->data = b->batch->out.len;
	o->data_out = true;
	buf_add(&b->batch->out, d, sizeof(*d));
}

static void put(struct book *b, const struct usage_day *d)
{
	char name[USAGE_NAME_BYTES], value[USAGE_VALUE_BYTES];
	struct thing t = { .kind = THING_ACCOUNT,
		.account = d->account,
		.name = usage_name(d->day, name),
		.value = usage_write(d, value) };

	t.len = strlen(value);
	thing_put(&b->txn, &t);
	tell(b, d);
}

void book_flush_usages(struct book *b)
{
	struct usages *u = b->usages;

	while (u->n != 0) {
		uint16_t account = u->changed[--u->n];

		u->is_changed[account] = false;
		put(b, u->one[account]);
	}
}
