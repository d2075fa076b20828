/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The facts of ledger/hook.h, and its cursor: it has moved if it is not what
 * was published after the last commit.
 */
#include "ledger/hook_row.h"

#include "ledger/book.h"
#include "ledger/meta.h"

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
	if (b->marks.cursor != b->view.marks.cursor)
		meta_put_number(&b->txn, cursor_key, b->marks.cursor);
}

int hook_load(struct book *b)
{
	int rc = meta_get_number(&b->txn, cursor_key, &b->marks.cursor);

	if (rc != RC_NOT_FOUND)
		return rc;
	b->marks.cursor = 0;
	return 0;
}
