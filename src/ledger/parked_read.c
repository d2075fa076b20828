/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/read.h"

#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/entry.h"
#include "ledger/park.h"
#include "ledger/parked.h"

#include <string.h>

/* The words' offset in `bytes` stands in `words` until point_words(). */
static int fill(struct store_txn *t, const struct parked *p,
    struct parked_view *v, struct buf *bytes)
{
	struct entry e;
	int rc = entry_at(t, NULL, p->place, &e);

	if (rc != 0)
		return rc;
	*v = (struct parked_view){ .arrived = p->at,
		.from = e.to,
		.smsc = e.smsc,
		.reason = e.reason,
		.verdict = e.verdict,
		.words = (const char *)(uintptr_t)bytes->len,
		.words_len = e.raw_len };
	memcpy(v->smsc_id, e.smsc_id, sizeof(v->smsc_id));
	buf_add(bytes, e.raw, e.raw_len);
	return 0;
}

static void point_words(struct reading *out)
{
	const char *base = (const char *)buf_bytes(&out->bytes);

	for (size_t i = 0; i < out->n; i++)
		out->parked[i].words = base + (uintptr_t)out->parked[i].words;
}

static int read_rows(struct store_txn *t, usec ttl, size_t limit,
    struct reading *out)
{
	struct store_row row;
	struct parked p;
	int rc = store_last(t, STORE_PARKED, &row);

	for (; rc == 0; rc = store_prev(&row)) {
		struct parked_view *v = &out->parked[out->n];

		out->next = out->n == limit;
		if (out->next)
			return 0;
		rc = park_read(&row.value, &p);
		if (rc == 0)
			rc = fill(t, &p, v, &out->bytes);
		if (rc != 0)
			return rc;
		v->expires = p.at + ttl;
		out->n++;
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

int read_parked(struct book *b, size_t limit, struct reading *out)
{
	struct store_txn t;
	int rc;

	if (limit > PARKED_LIMIT)
		limit = PARKED_LIMIT;
	rc = store_begin_read(b->store, &t);
	if (rc != 0)
		return rc;
	out->parked = mem_new(limit + 1, sizeof(out->parked[0]));
	rc = read_rows(&t, b->options.parked_ttl, limit, out);
	point_words(out);
	store_end_read(&t);
	return rc;
}
