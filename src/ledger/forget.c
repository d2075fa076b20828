/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/forget.h"

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/audience.h"
#include "ledger/book.h"
#include "ledger/checking.h"
#include "ledger/contact_row.h"
#include "ledger/people.h"

#include <stdlib.h>
#include <string.h>

#define LOOKS_MAX 1000           /* rows in one commit */
#define PAUSE     (SECOND / 100) /* between slices: others work too */
#define BETWEEN   DAY

/* A full store needs its room for what happens to messages. */
#define FULL_LOOKS 50
#define FULL_PAUSE (60 * SECOND)

/* Nothing goes from a later one to an earlier one. */
static const enum store_table tables[] = { STORE_CONTACT, STORE_PROMO,
	STORE_CAMPAIGN, STORE_AUDIENCE };

struct forget {
	bool stale;
	usec next; /* when the next walk is due; 0: nothing is to go */
	usec done; /* when the last one was */
	/* The walk. */
	bool walks;
	usec paused;                /* go on then */
	size_t table;               /* of these */
	uint8_t key[STORE_KEY_MAX]; /* all below it were looked at */
	size_t key_len;
	struct forget_slice slice;
	struct forget_wanted wanted;
};

struct forget *forget_new(void)
{
	struct forget *f = mem_new(1, sizeof(*f));

	f->stale = true;
	return f;
}

void forget_free(struct forget *f)
{
	free(f);
}

void forget_anew(struct forget *f)
{
	*f = (struct forget){ .stale = true };
}

void book_forget_at(struct book *b, usec at)
{
	struct forget *f = b->forget;

	if (at != 0 && (f->next == 0 || at < f->next))
		f->next = at;
}

bool book_is_ripe(struct book *b, usec since, usec age)
{
	if (age != 0 && since + age > b->now)
		book_forget_at(b, since + age);
	return age != 0 && since + age <= b->now;
}

/* ---- rows -------------------------------------------------------------- */

static bool is_to_go(struct book *b, uint16_t account,
    const struct contact_view *v)
{
	if (wanted_has(&b->forget->wanted, v->number))
		return true;
	return v->deleted != 0 &&
	       book_is_ripe(b, v->deleted, book_record_for(b, account));
}

/* Its id stays, as campaigns have it. */
static void look_at_contact(struct book *b, const struct store_row *row)
{
	struct contact_view v;
	uint16_t account;
	uint32_t list;
	uint64_t id;

	if (contact_read_key(row, &account, &id, &list) != 0 || account == 0 ||
	    list != 0 || contact_load(&b->txn, account, id, &v) != 0 ||
	    v.number == 0 || !is_to_go(b, account, &v))
		return;
	if (v.deleted == 0)
		book_delete_contact(b, account, &v);
	v.number = 0;
	contact_put(&b->txn, account, &v);
}

static void look_at_promo(struct book *b, const struct store_row *row)
{
	usec end = promo_end(b, row);

	if (wanted_has(&b->forget->wanted, promo_number(row)) || end <= b->now)
		store_del(&b->txn, STORE_PROMO, row->key, row->key_len);
	else
		book_forget_at(b, end);
}

/* ---- the walk ---------------------------------------------------------- */

/* False: the slice is over before it was done with. */
static bool look_at(struct book *b, const struct store_row *row)
{
	struct forget *f = b->forget;

	f->slice.looks--;
	switch (row->table) {
	case STORE_CONTACT: look_at_contact(b, row); return true;
	case STORE_PROMO: look_at_promo(b, row); return true;
	case STORE_AUDIENCE:
		wanted_in_audience(b, &f->wanted, row);
		return true;
	default:
		wanted_in_campaign(b, &f->wanted, row, &f->slice);
		return forget_campaign(b, row, &f->slice);
	}
}

/* The next slice begins at this key, or right behind it. */
static void stay(struct forget *f, const struct store_row *row, bool behind)
{
	memcpy(f->key, row->key, row->key_len);
	f->key_len = row->key_len;
	if (behind && f->key_len < sizeof(f->key))
		f->key[f->key_len++] = 0;
}

/* Without numbers that are wanted or rules about records there is nothing to
 * find but promotions. */
static int begin_table(struct book *b, struct store_row *row)
{
	struct forget *f = b->forget;
	enum store_table table = tables[f->table];

	if (f->wanted.n == 0 && table != STORE_PROMO &&
	    (table == STORE_AUDIENCE || book_keeps_all_records(b)))
		return RC_NOT_FOUND;
	return store_seek(&b->txn, table, f->key, f->key_len, row);
}

/* True: the table is done. */
static bool walk_table(struct book *b)
{
	struct forget *f = b->forget;
	struct store_row row;
	int rc = begin_table(b, &row);

	for (; rc == 0; rc = store_next(&row)) {
		bool done = f->slice.looks > 0 && look_at(b, &row);

		stay(f, &row, done);
		if (f->slice.looks <= 0)
			return false;
	}
	return true;
}

static void walk(struct book *b)
{
	struct forget *f = b->forget;

	f->slice.looks = b->totals.full ? FULL_LOOKS : LOOKS_MAX;
	for (; f->table < ARRAY_LEN(tables); f->table++) {
		if (!walk_table(b)) {
			f->paused =
			    b->now + (b->totals.full ? FULL_PAUSE : PAUSE);
			return;
		}
		f->key_len = 0;
	}
	wanted_done(b, &f->wanted);
	f->walks = false;
	f->stale = f->wanted.n == FORGET_TOGETHER;
	f->done = b->now;
}

static bool begins(const struct book *b)
{
	const struct forget *f = b->forget;
	usec next = book_next_forget(b);

	return f->stale || (next != 0 && next <= b->now);
}

void book_run_forget(struct book *b)
{
	struct forget *f = b->forget;

	if (!f->walks) {
		if (!begins(b))
			return;
		*f = (struct forget){ .walks = true };
		wanted_load(b, &f->wanted);
	}
	if (!clock_rests(b->now, f->paused, FULL_PAUSE))
		walk(b);
}

usec book_next_forget(const struct book *b)
{
	const struct forget *f = b->forget;

	if (f->walks)
		return f->paused;
	if (f->stale)
		return f->done; /* 0: the next commit does it */
	if (f->next == 0 || f->done == 0 || f->next > f->done + BETWEEN)
		return f->next;
	return f->done + BETWEEN;
}
