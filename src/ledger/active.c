/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/active.h"

#include "base/mem.h"
#include "store/record.h"

#include <stdlib.h>
#include <string.h>

void active_init(struct active *a, size_t slots)
{
	*a = (struct active){ .slots = slots };
	a->slot = mem_new(slots, sizeof(a->slot[0]));
	keymap_init(&a->map, slots);
}

void active_fini(struct active *a)
{
	free(a->slot);
	free(a->left);
	keymap_fini(&a->map);
}

void active_clear(struct active *a)
{
	a->first = a->len = a->left_len = 0;
	a->top_known = false;
	keymap_clear(&a->map);
}

struct active_slot *active_at(const struct active *a, size_t i)
{
	return &a->slot[(a->first + i) % a->slots];
}

struct active_slot *active_find(const struct active *a, uint64_t key)
{
	uint32_t i = keymap_find(&a->map, key);

	return i == KEYMAP_NONE ? NULL : &a->slot[i];
}

static void put_mark(struct store_txn *t, const uint8_t key[STORE_KEY64])
{
	uint8_t value[STORE_HEAD];

	store_seal(value, sizeof(value), RECORD_VERSION, 0);
	store_put(t, STORE_STRAY, key, STORE_KEY64, value, sizeof(value));
}

/* Records leave in the order of their keys, but for those that came back for
 * a late receipt: most go behind all others, where no page is searched. */
static void put_in_order(struct active *a, struct store_txn *t,
    const uint8_t k[STORE_KEY64], const struct active_slot *s)
{
	struct store_row last;

	if (!a->top_known) {
		a->top = store_last(t, STORE_MESSAGE, &last) == 0
			     ? store_key_number(last.key)
			     : 0;
		a->top_known = true;
	}
	if (s->key > a->top) {
		store_append(t, STORE_MESSAGE, k, STORE_KEY64, &s->record,
		    sizeof(s->record));
		a->top = s->key;
	} else {
		store_put(t, STORE_MESSAGE, k, STORE_KEY64, &s->record,
		    sizeof(s->record));
	}
}

static void put_record(struct active *a, struct store_txn *t,
    struct active_slot *s)
{
	uint8_t k[STORE_KEY64];

	store_seal(&s->record, sizeof(s->record), RECORD_VERSION, 0);
	store_key(s->key, k);
	put_in_order(a, t, k, s);

	/* A claim must be found after a crash without reading every record. */
	if (s->record.pending != 0 && !s->stray)
		put_mark(t, k);
	if (s->record.pending == 0 && s->stray)
		store_del(t, STORE_STRAY, k, sizeof(k));
}

static void leave(struct active *a, struct store_txn *t)
{
	struct active_slot *s = active_at(a, 0);

	put_record(a, t, s);
	if (a->left_len == a->left_cap) {
		a->left_cap = a->left_cap * 2 + 64;
		a->left = mem_resize(a->left, a->left_cap, sizeof(a->left[0]));
	}
	a->left[a->left_len++] = s->key;
	keymap_del(&a->map, s->key);
	a->first = (a->first + 1) % a->slots;
	a->len--;
}

void active_drain(struct active *a, struct store_txn *t)
{
	while (a->len != 0)
		leave(a, t);
}

struct active_slot *active_enter(struct active *a, struct store_txn *t,
    uint64_t key, uint64_t place)
{
	struct active_slot *s;

	if (a->len == a->slots)
		leave(a, t);
	s = active_at(a, a->len++);
	memset(s, 0, sizeof(*s));
	s->key = key;
	s->since = place;
	keymap_put(&a->map, key, (uint32_t)(s - a->slot));
	return s;
}

void active_rewrite(struct active *a, struct store_txn *t,
    struct active_slot *s)
{
	uint8_t k[STORE_KEY64];
	struct store_bytes v;

	store_key(s->key, k);
	if (store_get(t, STORE_MESSAGE, k, sizeof(k), &v) != 0)
		return;
	put_record(a, t, s);
	s->stray = s->record.pending != 0;
}

uint64_t active_oldest(const struct active *a)
{
	return a->len == 0 ? 0 : active_at(a, 0)->since;
}

int record_load(struct store_txn *t, uint64_t key, struct record *r)
{
	uint8_t k[STORE_KEY64];
	struct store_bytes v;
	struct store_head head;
	int rc;

	rc = store_get(t, STORE_MESSAGE, store_key(key, k), sizeof(k), &v);
	if (rc != 0)
		return rc;
	if (v.len != sizeof(*r) || store_check(v.data, v.len, &head) != 0 ||
	    head.version != RECORD_VERSION)
		return RC_CORRUPT;
	memcpy(r, v.data, sizeof(*r));
	return 0;
}
