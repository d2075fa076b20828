/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text is written before `len` says that it is there, and never moves, so
 * reading takes no lock. Names are added at a start, by a reload and by a
 * message's first failure on the way of its set: rarely, so they are searched
 * one by one.
 */
#include "ledger/names.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "store/record.h"

#include <stdlib.h>
#include <string.h>

#define NAME_VERSION   1
#define NAME_KEY_BYTES 3 /* kind, id */

void names_init(struct names *n)
{
	*n = (struct names){ 0 };
	pthread_mutex_init(&n->adding, NULL);
	for (int kind = 0; kind < NAME_KINDS; kind++)
		n->text[kind] = mem_new(NAMES_MAX + 1, sizeof(n->text[0][0]));
}

void names_fini(struct names *n)
{
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		for (uint16_t i = 1; i <= n->len[kind]; i++)
			free(n->text[kind][i]);
		free(n->text[kind]);
	}
	pthread_mutex_destroy(&n->adding);
}

static uint16_t add(struct names *n, enum name_kind kind, char *text)
{
	uint16_t id = (uint16_t)(n->len[kind] + 1);

	n->text[kind][id] = text;
	n->len[kind] = id;
	return id;
}

static int take_row(struct names *n, const struct store_row *row)
{
	struct cursor key = cursor_reading(row->key, row->key_len), c;
	unsigned kind = (unsigned)cursor_get(&key, 1);
	uint64_t id = cursor_get(&key, 2);
	size_t len;
	char *text;

	if (key.rc != 0 || kind >= NAME_KINDS ||
	    store_unseal(row->value.data, row->value.len, &c) != 0 ||
	    id != n->len[kind] + 1u || id > NAMES_MAX)
		return RC_CORRUPT;
	len = cursor_left(&c);
	text = mem_new(1, len + 1);
	memcpy(text, c.at, len);
	n->stored[kind] = add(n, (enum name_kind)kind, text);
	return 0;
}

int names_load(struct names *n, struct store_txn *t)
{
	struct store_row row;
	int rc = store_seek(t, STORE_NAME, "\0", 1, &row);

	while (rc == 0) {
		rc = take_row(n, &row);
		if (rc != 0)
			return rc;
		rc = store_next(&row);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static uint16_t find(const struct names *n, enum name_kind kind,
    const char *text)
{
	for (uint16_t id = 1; id <= n->len[kind]; id++) {
		if (strcmp(n->text[kind][id], text) == 0)
			return id;
	}
	return 0;
}

uint16_t names_find(struct names *n, enum name_kind kind, const char *text)
{
	uint16_t id;

	pthread_mutex_lock(&n->adding);
	id = find(n, kind, text);
	pthread_mutex_unlock(&n->adding);
	return id;
}

int names_intern(struct names *n, enum name_kind kind, const char *text,
    uint16_t *id)
{
	int rc = 0;

	if (strlen(text) > NAME_TEXT_MAX)
		return RC_TOO_LONG;
	pthread_mutex_lock(&n->adding);
	*id = find(n, kind, text);
	if (*id == 0 && n->len[kind] == NAMES_MAX)
		rc = RC_FULL;
	else if (*id == 0)
		*id = add(n, kind, mem_strdup(text));
	pthread_mutex_unlock(&n->adding);
	return rc;
}

const char *names_text(const struct names *n, enum name_kind kind, uint16_t id)
{
	return id == 0 || id > n->len[kind] ? "" : n->text[kind][id];
}

static void put_name(struct store_txn *t, enum name_kind kind, uint16_t id,
    const char *text)
{
	uint8_t value[STORE_LONG_HEAD + NAME_TEXT_MAX];
	uint8_t key[NAME_KEY_BYTES];
	struct cursor c = cursor_over(key, sizeof(key));
	size_t len = strlen(text);

	cursor_put(&c, 1, kind);
	cursor_put(&c, 2, id);
	memcpy(value + STORE_LONG_HEAD, text, len);
	len += STORE_LONG_HEAD;
	store_seal_long(value, len, NAME_VERSION, 0);
	store_put(t, STORE_NAME, key, sizeof(key), value, len);
}

void names_flush(struct names *n, struct store_txn *t)
{
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		uint16_t len = n->len[kind];

		for (uint16_t id = n->stored[kind]; id < len; id++)
			put_name(t, (enum name_kind)kind, (uint16_t)(id + 1),
			    n->text[kind][id + 1]);
		n->flushed[kind] = len;
	}
}

void names_saved(struct names *n)
{
	memcpy(n->stored, n->flushed, sizeof(n->stored));
}
