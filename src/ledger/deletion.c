/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A contact was deleted: what waits for it in campaigns ends (M18), and each
 * campaign that has it in its snapshot counts it once, sent or not. A walk over
 * the campaigns, the newest first, does that for many contacts at a time, a
 * slice in a commit. What was never checked has no message: it is found deleted
 * by its check.
 *
 * Rows of STORE_CONTACT of account 0: n64 sequence -> account, contact, of each
 * deletion that is not done; sequence 0: how far the walk has come, put with
 * each slice. So after a crash it goes on where it was and counts nothing
 * twice. Campaigns that are begun later do not have the contact.
 */
#include "ledger/people.h"

#include "base/clock.h"
#include "base/cursor.h"
#include "base/log.h"
#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/deletion.h"
#include "store/record.h"

#include <inttypes.h>
#include <stdlib.h>

#define LOOKS_MAX 2000           /* rows in one commit, or some more */
#define PAUSE     (SECOND / 100) /* between slices: others work too */

/* A full store needs its room for what happens to messages. */
#define FULL_LOOKS 100
#define FULL_PAUSE (10 * SECOND)

#define DELETION_VERSION 1
#define KEY_BYTES        10
#define WALK_BYTES       (STORE_HEAD + 32)

struct deletion *deletion_new(void)
{
	return mem_new(1, sizeof(struct deletion));
}

void deletion_free(struct deletion *d)
{
	free(d);
}

/* ---- rows -------------------------------------------------------------- */

static void make_key(uint8_t key[KEY_BYTES], uint64_t seq)
{
	struct cursor c = cursor_over(key, KEY_BYTES);

	cursor_put(&c, 2, 0);
	cursor_put(&c, 8, seq);
}

static void put_row(struct book *b, uint64_t seq, const uint64_t *number,
    size_t n)
{
	uint8_t key[KEY_BYTES], value[WALK_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));
	size_t len = STORE_HEAD + 8 * n;

	(void)cursor_take(&c, STORE_HEAD);
	for (size_t i = 0; i < n; i++)
		cursor_put(&c, 8, number[i]);
	store_seal(value, len, DELETION_VERSION, 0);
	make_key(key, seq);
	store_put(&b->txn, STORE_CONTACT, key, sizeof(key), value, len);
}

static int get_row(struct book *b, uint64_t seq, uint64_t *number, size_t n)
{
	uint8_t key[KEY_BYTES];
	struct store_bytes v;
	struct cursor c;
	int rc;

	make_key(key, seq);
	rc = store_get(&b->txn, STORE_CONTACT, key, sizeof(key), &v);
	if (rc != 0)
		return rc;
	if (v.len != STORE_HEAD + 8 * n ||
	    store_check(v.data, v.len, NULL) != 0)
		return RC_CORRUPT;
	c = cursor_reading(v.data, v.len);
	(void)cursor_take(&c, STORE_HEAD);
	for (size_t i = 0; i < n; i++)
		number[i] = cursor_get(&c, 8);
	return 0;
}

static void del_row(struct book *b, uint64_t seq)
{
	uint8_t key[KEY_BYTES];

	make_key(key, seq);
	store_del(&b->txn, STORE_CONTACT, key, sizeof(key));
}

static void put_walk(struct book *b)
{
	const struct deletion *d = b->deletion;
	const uint64_t number[] = { d->through, d->campaign, d->step,
		d->chunk };

	put_row(b, 0, number, ARRAY_LEN(number));
}

static bool is_of_deletion(const struct store_row *row)
{
	return row->key_len == KEY_BYTES && row->key[0] == 0 &&
	       row->key[1] == 0;
}

/* Those that there are: *first > *last if none. */
static int find_rows(struct book *b, uint64_t *first, uint64_t *last)
{
	static const uint8_t behind[] = { 0, 1 };
	uint8_t key[KEY_BYTES];
	struct store_row row;
	int rc;

	*first = 1;
	*last = 0;
	make_key(key, 1);
	rc = store_seek(&b->txn, STORE_CONTACT, key, sizeof(key), &row);
	if (rc != 0 || !is_of_deletion(&row))
		return rc == RC_NOT_FOUND ? 0 : rc;
	*first = store_key_number(row.key + 2);
	rc = store_before(&b->txn, STORE_CONTACT, behind, sizeof(behind), &row);
	if (rc == 0)
		*last = store_key_number(row.key + 2);
	return rc;
}

int deletion_order(const void *a, const void *b)
{
	const struct who *x = a, *y = b;

	if (x->account != y->account)
		return x->account < y->account ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* One that is damaged is passed by. */
static void load_who(struct book *b)
{
	struct deletion *d = b->deletion;
	uint64_t number[2];

	d->n = 0;
	for (uint64_t seq = d->first; seq <= d->through; seq++) {
		if (get_row(b, seq, number, ARRAY_LEN(number)) == 0)
			d->who[d->n++] =
			    (struct who){ (uint16_t)number[0], number[1] };
		else
			log_error("ledger", "a deletion is damaged n=%" PRIu64,
			    seq);
	}
	qsort(d->who, d->n, sizeof(d->who[0]), deletion_order);
}

/* Without it the walk begins anew: who is counted then may be so twice. */
static void load_walk(struct book *b)
{
	struct deletion *d = b->deletion;
	uint64_t number[4];
	int rc = get_row(b, 0, number, ARRAY_LEN(number));

	if (rc == 0 && (number[0] < d->first || number[0] > d->last ||
			   number[0] - d->first >= DELETION_TOGETHER))
		rc = RC_CORRUPT;
	if (rc == RC_CORRUPT)
		log_error("ledger", "the walk of deletions is damaged");
	if (rc != 0)
		return;
	d->through = number[0];
	d->campaign = (uint32_t)number[1];
	d->step = (uint8_t)number[2];
	d->chunk = number[3];
	load_who(b);
}

int deletion_load(struct book *b)
{
	struct deletion *d = b->deletion;
	int rc;

	*d = (struct deletion){ 0 };
	rc = find_rows(b, &d->first, &d->last);
	if (rc == 0 && d->first <= d->last)
		load_walk(b);
	return rc;
}

void book_delete_recipient(struct book *b, uint16_t account, uint64_t contact)
{
	const uint64_t number[] = { account, contact };

	put_row(b, ++b->deletion->last, number, ARRAY_LEN(number));
}

/* ---- the walk over campaigns ------------------------------------------- */

static int campaign_below(struct book *b, uint32_t before, uint32_t *id)
{
	uint8_t key[4];
	struct cursor c = cursor_over(key, sizeof(key));
	struct store_row row;
	int rc;

	cursor_put(&c, 4, before);
	rc = store_before(&b->txn, STORE_CAMPAIGN, key, sizeof(key), &row);
	if (rc != 0)
		return rc;
	c = cursor_reading(row.key, row.key_len);
	*id = (uint32_t)cursor_get(&c, 4);
	return c.rc;
}

/* False: there are no more. */
static bool next_campaign(struct book *b)
{
	struct deletion *d = b->deletion;

	d->looks--;
	if (campaign_below(b, d->campaign, &d->campaign) != 0)
		return false;
	deletion_end_snapshot(b);
	return true;
}

static void begin(struct book *b)
{
	struct deletion *d = b->deletion;

	d->through = d->last - d->first < DELETION_TOGETHER
			 ? d->last
			 : d->first + DELETION_TOGETHER - 1;
	d->campaign = UINT32_MAX;
	d->step = 0;
	load_who(b);
}

static void finish(struct book *b)
{
	struct deletion *d = b->deletion;

	for (; d->first <= d->through; d->first++)
		del_row(b, d->first);
	del_row(b, 0);
	d->through = 0;
}

/* True: all is done. */
static bool walk(struct book *b)
{
	struct deletion *d = b->deletion;

	while (d->first <= d->last) {
		if (d->through == 0)
			begin(b);
		while (d->looks > 0 && b->txn.rc == 0) {
			if (d->step != 0)
				deletion_end_follow_ups(b);
			else if (!next_campaign(b))
				break;
		}
		if (d->looks <= 0 || b->txn.rc != 0) {
			put_walk(b);
			return false;
		}
		finish(b);
	}
	return true;
}

static bool is_resting(const struct book *b)
{
	return clock_rests(b->now, b->deletion->next, FULL_PAUSE);
}

void deletion_run(struct book *b)
{
	struct deletion *d = b->deletion;

	if (d->first > d->last || is_resting(b))
		return;
	d->looks = b->totals.full ? FULL_LOOKS : LOOKS_MAX;
	d->next = 0;
	if (!walk(b))
		d->next = b->now + (b->totals.full ? FULL_PAUSE : PAUSE);
}

usec deletion_next(const struct book *b)
{
	const struct deletion *d = b->deletion;

	if (d->first > d->last)
		return 0;
	return is_resting(b) ? d->next : b->now;
}
