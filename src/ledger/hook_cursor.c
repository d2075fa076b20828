/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The facts of ledger/hook.h, and its cursor: it has moved if it is not what
 * was published after the last commit.
 */
#include "ledger/hook_row.h"

#include "base/cursor.h"
#include "ledger/book.h"
#include "store/record.h"

#define CURSOR_VERSION 1
#define CURSOR_BYTES   (STORE_HEAD + 8)

static const char cursor_key[] = "hook";

void book_hook(struct book *b, const struct fact *f, const void *data)
{
	switch (f->type) {
	case FACT_HOOK_PUT: hook_put(&b->txn, data); return;
	case FACT_HOOK_DEL:
		hook_del(&b->txn, f->u.hook.lane, f->u.hook.place);
		return;
	default: b->marks.cursor = f->u.hook.place; return;
	}
}

void hook_flush(struct book *b)
{
	uint8_t value[CURSOR_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	if (b->marks.cursor == b->view.marks.cursor)
		return;
	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, b->marks.cursor);
	store_seal(value, sizeof(value), CURSOR_VERSION, 0);
	store_put(&b->txn, STORE_META, cursor_key, sizeof(cursor_key) - 1,
	    value, sizeof(value));
}

int hook_load(struct book *b)
{
	struct store_bytes v;
	struct cursor c;
	int rc = store_get(&b->txn, STORE_META, cursor_key,
	    sizeof(cursor_key) - 1, &v);

	b->marks.cursor = 0;
	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc != 0 || v.len != CURSOR_BYTES ||
	    store_check(v.data, v.len, NULL) != 0)
		return RC_CORRUPT;
	c = cursor_reading(v.data, v.len);
	(void)cursor_take(&c, STORE_HEAD);
	b->marks.cursor = cursor_get(&c, 8);
	return c.rc;
}
