/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/names.h"

#include "base/cursor.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define NAME_VERSION   1
#define NAME_TEXT_MAX  1024
#define NAME_KEY_BYTES 3 /* kind, id */

void names_fini(struct names *n)
{
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		for (uint16_t i = 1; i <= n->len[kind]; i++)
			free(n->text[kind][i]);
		free(n->text[kind]);
	}
	*n = (struct names){ 0 };
}

static void add(struct names *n, enum name_kind kind, char *text)
{
	uint16_t id = ++n->len[kind];

	n->text[kind] =
	    mem_resize(n->text[kind], id + 1u, sizeof(n->text[kind][0]));
	n->text[kind][id] = text;
}

static int take_row(struct names *n, const struct store_row *row)
{
	struct cursor key = cursor_reading(row->key, row->key_len);
	unsigned kind = (unsigned)cursor_get(&key, 1);
	uint64_t id = cursor_get(&key, 2);
	struct store_head head;
	size_t len;
	char *text;

	if (key.rc != 0 || kind >= NAME_KINDS ||
	    store_check(row->value.data, row->value.len, &head) != 0 ||
	    id != n->len[kind] + 1u)
		return RC_CORRUPT;
	len = row->value.len - head.size;
	text = mem_new(1, len + 1);
	memcpy(text, (const char *)row->value.data + head.size, len);
	add(n, (enum name_kind)kind, text);
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

int names_intern(struct names *n, struct store_txn *t, enum name_kind kind,
    const char *text, uint16_t *id)
{
	for (*id = 1; *id <= n->len[kind]; ++*id) {
		if (strcmp(n->text[kind][*id], text) == 0)
			return 0;
	}
	if (n->len[kind] == NAMES_MAX)
		return RC_FULL;
	if (strlen(text) > NAME_TEXT_MAX)
		return RC_TOO_LONG;
	add(n, kind, mem_strdup(text));
	put_name(t, kind, *id, text);
	return 0;
}

const char *names_text(const struct names *n, enum name_kind kind, uint16_t id)
{
	return id == 0 || id > n->len[kind] ? "" : n->text[kind][id];
}
