/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/body.h"

#include "ledger/entry.h"

static int read_at(struct store_txn *t, struct journal *j, uint64_t place,
    struct store_bytes *v)
{
	return j != NULL ? journal_recent(j, place, v)
			 : journal_read(t, place, v);
}

/* The entry behind one of `used` bytes at *place: in its chunk or the next. */
static int read_next(struct store_txn *t, struct journal *j, uint64_t *place,
    size_t used, struct store_bytes *v)
{
	if (v->len > used) {
		*place += used;
	} else {
		*place = journal_place(journal_seq(*place) + 1, JOURNAL_FIRST);
	}
	return read_at(t, j, *place, v);
}

int body_read(struct store_txn *t, struct journal *j, uint64_t place,
    struct buf *out)
{
	struct store_bytes v;
	struct entry e;
	size_t used, left;

	if (read_at(t, j, place, &v) != 0 ||
	    entry_decode(&e, v.data, v.len, &used) != 0 ||
	    e.type != ENTRY_ACCEPT || e.raw_len > e.body_len)
		return RC_CORRUPT;
	left = e.body_len - e.raw_len;
	buf_add(out, e.raw, e.raw_len);
	while (left > 0) {
		if (read_next(t, j, &place, used, &v) != 0 ||
		    entry_decode(&e, v.data, v.len, &used) != 0 ||
		    e.type != ENTRY_BODY || e.raw_len > left)
			return RC_CORRUPT;
		left -= e.raw_len;
		buf_add(out, e.raw, e.raw_len);
	}
	return 0;
}

int body_sender(struct store_txn *t, struct journal *j, uint64_t place,
    uint32_t *sender)
{
	struct store_bytes v;
	struct entry e;
	size_t used;

	if (read_at(t, j, place, &v) != 0 ||
	    entry_decode(&e, v.data, v.len, &used) != 0 ||
	    e.type != ENTRY_ACCEPT)
		return RC_CORRUPT;
	*sender = e.sender;
	return 0;
}
