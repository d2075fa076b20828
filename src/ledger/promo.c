/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Smart sending (statuses.md 4.3): a number gets no promotion within the
 * account's window after the last one was forwarded, nor while one is on its
 * way; the end of the window is not in it. What was sent while the account had
 * it off counts as soon as it has it on.
 */
#include "ledger/checking.h"

#include "base/cursor.h"
#include "ledger/book.h"
#include "ledger/campaign_steps.h"
#include "ledger/forget.h"
#include "ledger/instant.h"
#include "store/record.h"

#define PROMO_VERSION   1
#define PROMO_KEY_BYTES 10
#define PROMO_BYTES     (STORE_HEAD + 16)
#define LONGEST         (168 * HOUR) /* window */

struct promo {
	usec last;    /* 0: never */
	uint64_t key; /* of who has the slot; 0: nobody */
};

struct promo_key {
	uint8_t byte[PROMO_KEY_BYTES];
};

static struct promo_key make_key(uint16_t account, uint64_t number)
{
	struct promo_key k;
	struct cursor c = cursor_over(k.byte, sizeof(k.byte));

	cursor_put(&c, 2, account);
	cursor_put(&c, 8, number);
	return k;
}

static int read_promo(const struct store_bytes *v, struct promo *p)
{
	struct cursor c;

	if (v->len != PROMO_BYTES || store_check(v->data, v->len, NULL) != 0)
		return RC_CORRUPT;
	c = cursor_reading(v->data, v->len);
	(void)cursor_take(&c, STORE_HEAD);
	p->last = (usec)cursor_get(&c, 8);
	p->key = cursor_get(&c, 8);
	return 0;
}

int promo_check(const struct store_row *row)
{
	struct promo p;

	return row->key_len == PROMO_KEY_BYTES ? read_promo(&row->value, &p)
					       : RC_CORRUPT;
}

/* One that is damaged says nothing. */
static struct promo find(struct store_txn *t, const struct promo_key *k)
{
	struct promo p = { 0 };
	struct store_bytes v;

	if (store_get(t, STORE_PROMO, k->byte, sizeof(k->byte), &v) != 0 ||
	    read_promo(&v, &p) != 0)
		return (struct promo){ 0 };
	return p;
}

static struct promo get(struct book *b, const struct promo_key *k)
{
	return find(&b->txn, k);
}

usec promo_find(struct store_txn *t, uint16_t account, uint64_t number,
    uint64_t *key)
{
	struct promo_key k = make_key(account, number);
	struct promo p = find(t, &k);

	*key = p.key;
	return p.last;
}

static void put(struct book *b, const struct promo_key *k,
    const struct promo *p)
{
	uint8_t value[PROMO_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, (uint64_t)p->last);
	cursor_put(&c, 8, p->key);
	store_seal(value, sizeof(value), PROMO_VERSION, 0);
	store_put(&b->txn, STORE_PROMO, k->byte, sizeof(k->byte), value,
	    sizeof(value));
	book_forget_at(b, b->now + LONGEST);
}

/* Refused, canceled or skipped it gives the slot back; forwarded it has left
 * its instant. */
bool promo_waits(const struct record *r)
{
	return r->state == STATUS_QUEUED || r->state == STATUS_SUBMITTING;
}

static bool is_on_its_way(struct book *b, uint64_t key)
{
	struct record r;

	return key != 0 && book_look(b, key, &r) == 0 && promo_waits(&r);
}

uint64_t promo_number(const struct store_row *row)
{
	return row->key_len == PROMO_KEY_BYTES ? store_key_number(row->key + 2)
					       : 0;
}

usec promo_end(struct book *b, const struct store_row *row)
{
	struct promo p;

	if (row->key_len != PROMO_KEY_BYTES || read_promo(&row->value, &p) != 0)
		return 0;
	return (is_on_its_way(b, p.key) ? b->now : p.last) + LONGEST;
}

bool promo_is_taken(struct book *b, const struct birth *w, uint64_t key,
    usec *until)
{
	usec window = book_site(b, w->account)->smart;
	struct promo_key k = make_key(w->account, w->number);
	struct promo p;

	*until = 0;
	if (window == 0)
		return false;
	p = get(b, &k);
	if (p.key != key && is_on_its_way(b, p.key))
		return true;
	if (p.last == 0 || b->now - p.last >= window)
		return false;
	*until = p.last + window;
	return true;
}

void promo_reserve(struct book *b, const struct active_slot *s)
{
	const struct record *r = &s->record;
	struct promo_key k = make_key(r->account, r->to);
	struct promo p;

	if (record_class(r) != CLASS_PROMOTIONAL)
		return;
	p = get(b, &k);
	if (p.key == s->key || is_on_its_way(b, p.key))
		return;
	p.key = s->key;
	put(b, &k, &p);
}

/* Its carrier has it, or may have it. */
static bool has_left(const struct record *before, const struct record *now)
{
	if (before->forwarded == RECORD_NEVER)
		return now->forwarded != RECORD_NEVER ||
		       (now->state != before->state &&
			   (now->state == STATUS_DELIVERED ||
			       now->state == STATUS_DELIVERY_UNKNOWN));
	return record_went_anew(before, now);
}

void book_follow_promo(struct book *b, const struct record *before,
    const struct record *now)
{
	struct promo_key k = make_key(now->account, now->to);
	struct promo p;

	if (record_class(now) != CLASS_PROMOTIONAL || now->to == 0 ||
	    before->last == 0 || !has_left(before, now))
		return;
	p = get(b, &k);
	p.last = b->now;
	put(b, &k, &p);
}
