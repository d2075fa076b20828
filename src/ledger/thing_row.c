/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key of a row: kind (1 byte), account (2), name without its NUL. Value: the
 * bytes, sealed.
 */
#include "ledger/thing_row.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "store/record.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THING_VERSION 1
#define THING_HEAD    3 /* kind, account */

struct thing_key {
	size_t len;
	uint8_t byte[THING_HEAD + THING_NAME_MAX + 1];
};

static struct thing_key make_key(const struct thing *thing)
{
	struct thing_key k = { .len = THING_HEAD + strlen(thing->name) };
	struct cursor c = cursor_over(k.byte, sizeof(k.byte));

	assert(k.len <= THING_HEAD + THING_NAME_MAX);
	cursor_put(&c, 1, thing->kind);
	cursor_put(&c, 2, thing->account);
	memcpy(k.byte + THING_HEAD, thing->name, k.len - THING_HEAD);
	return k;
}

void thing_put(struct store_txn *t, const struct thing *thing)
{
	struct thing_key k = make_key(thing);
	size_t len = STORE_LONG_HEAD + thing->len;
	uint8_t *value;

	assert(thing->len <= THING_VALUE_MAX);
	if (thing->value == NULL) {
		store_del(t, STORE_THING, k.byte, k.len);
		return;
	}
	value = mem_new(1, len);
	memcpy(value + STORE_LONG_HEAD, thing->value, thing->len);
	store_seal_long(value, len, THING_VERSION, 0);
	store_put(t, STORE_THING, k.byte, k.len, value, len);
	free(value);
}

static int take_value(const struct store_bytes *v, struct thing *thing)
{
	struct cursor c;

	if (store_unseal(v->data, v->len, &c) != 0 ||
	    cursor_left(&c) > THING_VALUE_MAX)
		return RC_CORRUPT;
	thing->value = c.at;
	thing->len = cursor_left(&c);
	return 0;
}

int thing_get(struct store_txn *t, struct thing *thing)
{
	struct thing_key k = make_key(thing);
	struct store_bytes v;
	int rc = store_get(t, STORE_THING, k.byte, k.len, &v);

	return rc != 0 ? rc : take_value(&v, thing);
}

int thing_read(const struct store_row *row, struct thing *thing, char *name)
{
	struct cursor c = cursor_reading(row->key, row->key_len);
	size_t len;

	*thing = (struct thing){ .name = name };
	thing->kind = (uint8_t)cursor_get(&c, 1);
	thing->account = (uint16_t)cursor_get(&c, 2);
	len = cursor_left(&c);
	if (c.rc != 0 || len == 0 || len > THING_NAME_MAX ||
	    memchr(c.at, 0, len) != NULL)
		return RC_CORRUPT;
	memcpy(name, c.at, len);
	name[len] = '\0';
	return take_value(&row->value, thing);
}

/* No name has a NUL, so the first key behind a name is that with one more. */
static int seek(struct thing_walk *w)
{
	struct thing_key k = make_key(&(struct thing){ .kind = w->kind,
	    .account = w->account,
	    .name = w->after != NULL ? w->after : "" });

	if (w->after != NULL && w->after[0] != '\0')
		k.byte[k.len++] = 0;
	return store_seek(w->txn, STORE_THING, k.byte, k.len, &w->row);
}

bool thing_next(struct thing_walk *w)
{
	int rc = w->has_begun ? store_next(&w->row) : seek(w);

	w->has_begun = true;
	if (rc != 0) {
		w->rc = rc == RC_NOT_FOUND ? 0 : rc;
		return false;
	}
	/* The damage of others is theirs. */
	w->damage = thing_read(&w->row, &w->thing, w->name);
	return w->thing.kind == w->kind &&
	       (w->all || w->thing.account == w->account);
}

char *thing_number_format(uint64_t number, char name[THING_NUMBER_BYTES])
{
	snprintf(name, THING_NUMBER_BYTES, "%" PRIu64, number);
	return name;
}

int thing_number_parse(const char *name, uint64_t *number)
{
	char again[THING_NUMBER_BYTES];

	*number = strtoull(name, NULL, 10);
	return strcmp(thing_number_format(*number, again), name) == 0 ? 0
								      : RC_BAD;
}
