/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/scheduled.h"

#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/due.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

struct scheduled {
	/* By account: as it is; as it was committed. */
	uint32_t now[NAMES_MAX + 1], shown[NAMES_MAX + 1];
	bool changed;
};

struct scheduled *scheduled_new(void)
{
	return mem_new(1, sizeof(struct scheduled));
}

void scheduled_free(struct scheduled *s)
{
	free(s);
}

/* A row of an older version does not say whose it is. */
static uint32_t *count_of(struct book *b, const struct due *d)
{
	uint16_t account = d->account;
	struct record r;

	if (account == 0 && book_look_raw(b, d->key, &r) == 0)
		account = r.account;
	return &b->scheduled->now[account <= NAMES_MAX ? account : 0];
}

int book_load_scheduled(struct book *b)
{
	struct due d = { .line = DUE_HELD };
	struct store_row row;
	int rc;

	memset(b->scheduled->now, 0, sizeof(b->scheduled->now));
	b->scheduled->changed = true;
	rc = due_seek(&b->txn, &d, &row);
	for (; rc == 0; rc = store_next(&row)) {
		rc = due_read(&row, &d);
		if (rc != 0 || d.line != DUE_HELD)
			return rc;
		++*count_of(b, &d);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

void scheduled_put(struct book *b, const struct due *d)
{
	due_put(&b->txn, d);
	++*count_of(b, d);
	b->scheduled->changed = true;
}

/* A record of a damaged history may lack its row, until all is counted anew. */
void scheduled_del(struct book *b, const struct due *d)
{
	uint32_t *n = count_of(b, d);

	due_del(&b->txn, d);
	*n -= *n != 0;
	b->scheduled->changed = true;
}

uint64_t book_scheduled(const struct book *b, uint16_t account)
{
	return b->scheduled->now[account];
}

void book_publish_scheduled(struct book *b)
{
	struct scheduled *s = b->scheduled;

	if (s->changed)
		memcpy(s->shown, s->now, sizeof(s->shown));
	s->changed = false;
}

uint64_t ledger_scheduled(struct ledger *l, uint16_t account)
{
	struct book *b = &l->book;
	uint64_t n;

	view_lock(&b->view);
	n = b->scheduled->shown[account];
	view_unlock(&b->view);
	return n;
}
