/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/waiting.h"

#include <string.h>

#include "ledger/book.h"

enum place { NOWHERE, IN_DUE, IN_QUEUE };

void waiting_begin(struct waiting_walk *w)
{
	*w = (struct waiting_walk){ .at = IN_DUE, .row_len = 1 };
}

static void walk_due(struct book *b, struct waiting_walk *w,
    const struct waiting_rule *rule, int *looks)
{
	struct due d;
	uint32_t line;

	for (; *looks > 0; (*looks)--) {
		if (due_next(&b->txn, &w->due, &d) != 0 ||
		    (line = rule->line(b, d.line)) == 0) {
			w->at = IN_QUEUE;
			return;
		}
		if (line != d.line) {
			w->due = (struct due){ .line = line };
			continue;
		}
		w->due = d;
		w->due.key++;
		rule->look(b, d.key);
	}
}

/* The row where it stopped, or the first one behind it if that is gone. */
static int find_row(struct book *b, struct waiting_walk *w,
    struct store_row *row)
{
	int rc = store_seek(&b->txn, STORE_QUEUE, w->row, w->row_len, row);

	if (rc != 0)
		return rc;
	if (row->key_len != w->row_len ||
	    memcmp(row->key, w->row, w->row_len) != 0)
		w->taken = 0;
	w->row_len = row->key_len;
	memcpy(w->row, row->key, row->key_len);
	return 0;
}

/* No key is between a key and that with one NUL more. */
static void pass_row(struct waiting_walk *w)
{
	w->row[w->row_len++] = 0;
}

/* Behind the last row that the line of this one may have: keys begin with it
 * (ledger/queue.h). */
static void pass_line(struct waiting_walk *w)
{
	memset(w->row + sizeof(uint32_t), 0xff, w->row_len - sizeof(uint32_t));
}

/* What is put behind a row while it is looked at is new. A row that cannot be
 * read is for its claims to find. */
static void walk_row(struct book *b, struct waiting_walk *w,
    const struct waiting_rule *rule, const struct store_row *row, int *looks)
{
	struct queue_chunk chunk = { 0 };

	if (queue_read(&row->value, &chunk) != 0)
		chunk.n = 0;
	for (; *looks > 0 && w->taken < chunk.n; (*looks)--)
		rule->look(b, chunk.key[w->taken++]);
	if (w->taken >= chunk.n)
		pass_row(w);
}

static void walk_queue(struct book *b, struct waiting_walk *w,
    const struct waiting_rule *rule, int *looks)
{
	struct store_row row;
	uint32_t line;
	uint64_t seq;

	for (; *looks > 0; (*looks)--) {
		if (find_row(b, w, &row) != 0) {
			w->at = NOWHERE;
			return;
		}
		if (queue_read_key(&row, &line, &seq) != 0)
			pass_row(w);
		else if (rule->line(b, line) != line)
			pass_line(w);
		else
			walk_row(b, w, rule, &row, looks);
	}
}

void waiting_run(struct book *b, struct waiting_walk *w,
    const struct waiting_rule *rule, int looks)
{
	if (w->at == IN_DUE)
		walk_due(b, w, rule, &looks);
	if (w->at == IN_QUEUE)
		walk_queue(b, w, rule, &looks);
}
