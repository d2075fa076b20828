/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/body.h"

#include "ledger/entry.h"

/* Lines of a timeline to look through. */
#define LOOKS_MAX 10000

/* A body being walked: entry by entry, each in its chunk or the next. */
struct walk {
	struct store_txn *txn;
	struct journal *journal; /* or NULL */
	uint64_t place;          /* of the entry at hand */
	size_t used, left;       /* its length; what follows of the body */
	struct store_bytes at;   /* from the entry on to the end of its chunk */
};

static int read_entry(struct walk *w, struct entry *e)
{
	int rc = w->journal != NULL
		     ? journal_recent(w->journal, w->place, &w->at)
		     : journal_read(w->txn, w->place, &w->at);

	return rc != 0 ? rc : entry_decode(e, w->at.data, w->at.len, &w->used);
}

int entry_at(struct store_txn *t, struct journal *j, uint64_t place,
    struct entry *e)
{
	struct walk w = { .txn = t, .journal = j, .place = place };
	int rc = read_entry(&w, e);

	if (rc == 0)
		e->place = place;
	return rc;
}

static int first(struct walk *w, struct entry *e)
{
	if (read_entry(w, e) != 0 || !entry_has_body(e) ||
	    e->raw_len > e->body_len)
		return RC_CORRUPT;
	w->left = e->body_len - e->raw_len;
	return 0;
}

static int next(struct walk *w, struct entry *e)
{
	if (w->at.len > w->used)
		w->place += w->used;
	else
		w->place =
		    journal_place(journal_seq(w->place) + 1, JOURNAL_FIRST);
	if (read_entry(w, e) != 0 || e->type != ENTRY_BODY ||
	    e->raw_len > w->left)
		return RC_CORRUPT;
	w->left -= e->raw_len;
	return 0;
}

int body_read(struct store_txn *t, struct journal *j, uint64_t place,
    struct buf *out)
{
	struct walk w = { .txn = t, .journal = j, .place = place };
	struct entry e;
	int rc;

	if (place == 0)
		return 0;
	rc = first(&w, &e);
	if (rc == 0)
		buf_add(out, e.raw, e.raw_len);
	while (rc == 0 && w.left > 0) {
		rc = next(&w, &e);
		if (rc == 0)
			buf_add(out, e.raw, e.raw_len);
	}
	return rc;
}

/* The bytes of an entry's raw text end with it. */
static int put_piece(const struct walk *w, const struct entry *e,
    const void *bytes)
{
	return journal_overwrite(w->journal, w->place + w->used - e->raw_len,
	    bytes, e->raw_len);
}

int body_overwrite(struct journal *j, uint64_t place, const void *body)
{
	struct walk w = { .journal = j, .place = place };
	const uint8_t *bytes = body;
	struct entry e;
	int rc = first(&w, &e);

	if (rc == 0)
		rc = put_piece(&w, &e, bytes);
	while (rc == 0 && w.left > 0) {
		bytes += e.raw_len;
		rc = next(&w, &e);
		if (rc == 0)
			rc = put_piece(&w, &e, bytes);
	}
	return rc;
}

int body_entry(struct store_txn *t, struct journal *j, uint64_t place,
    struct entry *e)
{
	struct walk w = { .txn = t, .journal = j, .place = place };

	return first(&w, e);
}

int body_sender(struct store_txn *t, struct journal *j, uint64_t place,
    uint32_t *sender)
{
	struct entry e;
	int rc = body_entry(t, j, place, &e);

	if (rc == 0)
		*sender = e.sender;
	return rc;
}

int body_born(struct store_txn *t, struct journal *j, uint64_t place,
    struct entry *e)
{
	struct walk w = { .txn = t, .journal = j, .place = place };

	for (int i = 0; w.place != 0 && i < LOOKS_MAX; i++) {
		if (read_entry(&w, e) != 0)
			return RC_CORRUPT;
		if (entry_begins(e)) {
			e->place = w.place;
			return e->type == ENTRY_BORN ? 0 : RC_NOT_FOUND;
		}
		w.place = e->prev;
	}
	return RC_CORRUPT;
}
