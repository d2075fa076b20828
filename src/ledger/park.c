/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/park.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "ledger/unmatched.h"
#include "store/record.h"

#include <stdlib.h>

#define PARK_VERSION 1
#define PARK_BYTES   (STORE_HEAD + 24)

void park_init(struct park *p)
{
	*p = (struct park){ .first = 1, .next = 1 };
	p->unmatched = mem_new(1, sizeof(*p->unmatched));
	ids_init(&p->ids);
}

void park_fini(struct park *p)
{
	ids_fini(&p->ids);
	free(p->unmatched);
}

int park_read(const struct store_bytes *v, struct parked *r)
{
	struct cursor c = cursor_reading(v->data, v->len);

	if (v->len != PARK_BYTES || store_check(v->data, v->len, NULL) != 0)
		return RC_CORRUPT;
	(void)cursor_take(&c, STORE_HEAD);
	r->hash = cursor_get(&c, 8);
	r->place = cursor_get(&c, 8);
	r->at = (usec)cursor_get(&c, 8);
	return c.rc;
}

int park_load(struct park *p, struct store_txn *t)
{
	struct store_row row;
	struct parked r;
	int rc;

	park_fini(p);
	park_init(p);
	rc = store_seek(t, STORE_PARKED, "\0", 1, &row);
	while (rc == 0) {
		rc = park_read(&row.value, &r);
		if (rc != 0)
			return rc;
		if (p->ids.len == 0)
			p->first = store_key_number(row.key);
		p->next = store_key_number(row.key) + 1;
		ids_put(&p->ids, r.hash, p->next - 1);
		unmatched_add(p->unmatched, r.at);
		rc = store_next(&row);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

void park_add(struct park *p, struct store_txn *t, const struct parked *receipt)
{
	uint8_t value[PARK_BYTES], key[STORE_KEY64];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, receipt->hash);
	cursor_put(&c, 8, receipt->place);
	cursor_put(&c, 8, (uint64_t)receipt->at);
	store_seal(value, sizeof(value), PARK_VERSION, 0);
	ids_put(&p->ids, receipt->hash, p->next);
	unmatched_add(p->unmatched, receipt->at);
	store_append(t, STORE_PARKED, store_key(p->next++, key), sizeof(key),
	    value, sizeof(value));
}

static int get_row(struct store_txn *t, uint64_t number, struct parked *r)
{
	uint8_t key[STORE_KEY64];
	struct store_bytes v;
	int rc;

	rc =
	    store_get(t, STORE_PARKED, store_key(number, key), sizeof(key), &v);
	return rc != 0 ? rc : park_read(&v, r);
}

int park_find(struct park *p, struct store_txn *t, uint64_t hash, size_t n,
    uint64_t *number, struct parked *receipt)
{
	*number = ids_find(&p->ids, hash, n);
	return *number == 0 ? RC_NOT_FOUND : get_row(t, *number, receipt);
}

void park_del(struct park *p, struct store_txn *t, uint64_t number,
    const struct parked *receipt)
{
	uint8_t key[STORE_KEY64];

	ids_del(&p->ids, receipt->hash, number);
	unmatched_del(p->unmatched, receipt->at);
	store_del(t, STORE_PARKED, store_key(number, key), sizeof(key));
}

int park_oldest(struct park *p, struct store_txn *t, uint64_t *number,
    struct parked *receipt)
{
	uint8_t key[STORE_KEY64];
	struct store_row row;
	int rc;

	if (p->ids.len == 0)
		return RC_NOT_FOUND;
	rc = store_seek(t, STORE_PARKED, store_key(p->first, key), sizeof(key),
	    &row);
	if (rc != 0)
		return rc;
	*number = p->first = store_key_number(row.key);
	return park_read(&row.value, receipt);
}
