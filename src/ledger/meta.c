/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/meta.h"

#include "base/cursor.h"
#include "base/random.h"
#include "ledger/book.h"
#include "store/record.h"

#include <string.h>

#define META_VERSION 1
#define NUMBER_BYTES (STORE_HEAD + 8)
#define META_BYTES   (STORE_LONG_HEAD + 8 * (5 + STATUS_COUNT))

static const char totals_key[] = "totals";
static const char secret_key[] = "secret";

void meta_put_number(struct store_txn *t, const char *name, uint64_t n)
{
	uint8_t value[NUMBER_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, n);
	store_seal(value, sizeof(value), META_VERSION, 0);
	store_put(t, STORE_META, name, strlen(name), value, sizeof(value));
}

int meta_get_number(struct store_txn *t, const char *name, uint64_t *n)
{
	struct store_bytes v;
	struct cursor c;
	int rc = store_get(t, STORE_META, name, strlen(name), &v);

	if (rc == RC_NOT_FOUND)
		return rc;
	if (rc != 0 || v.len != NUMBER_BYTES ||
	    store_check(v.data, v.len, NULL) != 0)
		return RC_CORRUPT;
	c = cursor_reading(v.data, v.len);
	(void)cursor_take(&c, STORE_HEAD);
	*n = cursor_get(&c, 8);
	return 0;
}

void book_put_meta(struct book *b)
{
	uint8_t value[META_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));
	uint64_t oldest = active_oldest(&b->active);

	(void)cursor_take(&c, STORE_LONG_HEAD);
	cursor_put(&c, 8, b->next_key);
	cursor_put(&c, 8,
	    oldest != 0 ? oldest : journal_next_place(&b->journal));
	cursor_put(&c, 8, b->totals.inbound);
	cursor_put(&c, 8, STATUS_COUNT);
	for (size_t i = 0; i < STATUS_COUNT; i++)
		cursor_put(&c, 8, b->totals.state[i]);
	cursor_put(&c, 8, (uint64_t)b->now);
	store_seal_long(value, (size_t)(c.at - value), META_VERSION, 0);
	store_put(&b->txn, STORE_META, totals_key, sizeof(totals_key) - 1,
	    value, (size_t)(c.at - value));
}

int meta_read(struct store_txn *t, struct meta *m)
{
	struct store_bytes v;
	struct cursor c;
	uint64_t states;
	int rc;

	*m = (struct meta){ .next_key = 1 };
	rc = store_get(t, STORE_META, totals_key, sizeof(totals_key) - 1, &v);
	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc != 0 || store_unseal(v.data, v.len, &c) != 0)
		return RC_CORRUPT;
	m->next_key = cursor_get(&c, 8);
	m->replay = cursor_get(&c, 8);
	m->inbound = cursor_get(&c, 8);
	states = cursor_get(&c, 8);
	for (uint64_t i = 0; i < states && i < STATUS_COUNT; i++)
		m->state[i] = cursor_get(&c, 8);
	if (cursor_left(&c) >= 8)
		m->at = (usec)cursor_get(&c, 8);
	return c.rc == 0 ? 0 : RC_CORRUPT;
}

int book_get_meta(struct book *b, uint64_t *replay)
{
	struct meta m;
	int rc = meta_read(&b->txn, &m);

	*replay = m.replay;
	b->next_key = m.next_key;
	b->totals.inbound = m.inbound;
	for (size_t i = 0; i < STATUS_COUNT; i++)
		b->totals.state[i] = m.state[i];
	return rc;
}

int book_get_secrets(struct book *b, bool new_store)
{
	uint8_t value[STORE_HEAD + 32];
	struct store_bytes v;
	struct cursor c;
	int rc;

	rc = store_get(&b->txn, STORE_META, secret_key, sizeof(secret_key) - 1,
	    &v);
	if (rc == RC_NOT_FOUND && new_store) {
		random_fill(value, sizeof(value));
		store_seal(value, sizeof(value), META_VERSION, 0);
		store_put(&b->txn, STORE_META, secret_key,
		    sizeof(secret_key) - 1, value, sizeof(value));
		v = (struct store_bytes){ value, sizeof(value) };
	} else if (rc != 0 || v.len != sizeof(value) ||
		   store_check(v.data, v.len, NULL) != 0) {
		return RC_CORRUPT;
	}
	c = cursor_reading(v.data, v.len);
	(void)cursor_take(&c, STORE_HEAD);
	b->id_key.k0 = cursor_get(&c, 8);
	b->id_key.k1 = cursor_get(&c, 8);
	b->smsc_key.k0 = cursor_get(&c, 8);
	b->smsc_key.k1 = cursor_get(&c, 8);
	return 0;
}
