/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chunk in hand is built in memory and appended when the next entry does
 * not fit, or at the end of the transaction. A chunk once appended is never
 * touched again by appending, so a place stays valid for ever.
 *
 * Invariant: used == JOURNAL_FIRST iff chunk `seq` is not begun.
 */
#include "store/journal.h"
#include "store/record.h"

#include <assert.h>
#include <string.h>

#define CHUNK_VERSION 1

/* Two nodes of a chunk, an 8-byte key and their headers fit in a 4 KiB page;
 * and an offset fits in its bits. */
_Static_assert(JOURNAL_CHUNK_MAX < 2000, "a chunk needs an overflow page");
_Static_assert(JOURNAL_FIRST == STORE_LONG_HEAD, "a chunk is sealed");
_Static_assert(JOURNAL_FIRST + JOURNAL_ENTRY_MAX <= JOURNAL_CHUNK_MAX,
    "the largest entry does not fit");
_Static_assert(JOURNAL_CHUNK_MAX <= 1 << JOURNAL_OFFSET_BITS, "offset bits");

void journal_reset(struct journal *j, uint64_t next_seq)
{
	assert(next_seq > 0);
	j->txn = NULL;
	j->seq = next_seq;
	j->used = JOURNAL_FIRST;
}

int journal_init(struct journal *j, struct store_txn *t)
{
	uint64_t oldest, newest = 0;
	int rc = journal_range(t, &oldest, &newest);

	if (rc != 0 && rc != RC_NOT_FOUND)
		return rc;
	journal_reset(j, newest + 1);
	return 0;
}

uint64_t journal_next_seq(const struct journal *j)
{
	return j->used == JOURNAL_FIRST ? j->seq : j->seq + 1;
}

void journal_begin(struct journal *j, struct store_txn *t)
{
	assert(j->used == JOURNAL_FIRST);
	j->txn = t;
}

void journal_flush(struct journal *j)
{
	uint8_t key[STORE_KEY64];

	if (j->used == JOURNAL_FIRST)
		return;
	store_seal_long(j->chunk, j->used, CHUNK_VERSION, 0);
	store_append(j->txn, STORE_JOURNAL, store_key(j->seq, key), sizeof(key),
	    j->chunk, j->used);
	j->seq++;
	j->used = JOURNAL_FIRST;
}

uint64_t journal_add(struct journal *j, const void *head, size_t head_len,
    const void *payload, size_t payload_len)
{
	uint64_t place;

	assert(j->txn != NULL && head_len > 0);
	assert(head_len <= JOURNAL_ENTRY_MAX &&
	       payload_len <= JOURNAL_ENTRY_MAX - head_len);
	if (head_len + payload_len > sizeof(j->chunk) - j->used)
		journal_flush(j);
	place = journal_place(j->seq, j->used);
	memcpy(j->chunk + j->used, head, head_len);
	if (payload_len != 0)
		memcpy(j->chunk + j->used + head_len, payload, payload_len);
	j->used += head_len + payload_len;
	return place;
}

uint64_t journal_next_place(const struct journal *j)
{
	return journal_place(j->seq, j->used);
}

int journal_chunk(struct store_txn *t, uint64_t seq,
    struct store_bytes *entries)
{
	uint8_t key[STORE_KEY64];
	struct store_head head;
	struct store_bytes v;
	int rc;

	*entries = (struct store_bytes){ 0 };
	rc = store_get(t, STORE_JOURNAL, store_key(seq, key), sizeof(key), &v);
	if (rc != 0)
		return rc;
	rc = store_check(v.data, v.len, &head);
	if (rc != 0)
		return rc;
	if (head.size != JOURNAL_FIRST)
		return RC_CORRUPT;
	*entries = (struct store_bytes){ (const uint8_t *)v.data + head.size,
		v.len - head.size };
	return 0;
}

int journal_read(struct store_txn *t, uint64_t place, struct store_bytes *out)
{
	size_t offset = journal_offset(place);
	struct store_bytes all;
	int rc = journal_chunk(t, journal_seq(place), &all);

	*out = (struct store_bytes){ 0 };
	if (rc != 0)
		return rc;
	if (offset < JOURNAL_FIRST || offset - JOURNAL_FIRST >= all.len)
		return RC_CORRUPT;
	offset -= JOURNAL_FIRST;
	*out = (struct store_bytes){ (const uint8_t *)all.data + offset,
		all.len - offset };
	return 0;
}

int journal_recent(struct journal *j, uint64_t place, struct store_bytes *out)
{
	size_t offset = journal_offset(place);

	if (journal_seq(place) != j->seq)
		return journal_read(j->txn, place, out);
	*out = (struct store_bytes){ 0 };
	if (offset < JOURNAL_FIRST || offset >= j->used)
		return RC_NOT_FOUND;
	*out = (struct store_bytes){ j->chunk + offset, j->used - offset };
	return 0;
}

static int overwrite_stored(struct journal *j, uint64_t place,
    const void *bytes, size_t len)
{
	uint8_t chunk[JOURNAL_CHUNK_MAX], key[STORE_KEY64];
	size_t offset = journal_offset(place), end;
	struct store_bytes all;
	int rc = journal_chunk(j->txn, journal_seq(place), &all);

	if (rc != 0)
		return rc;
	end = JOURNAL_FIRST + all.len;
	if (offset < JOURNAL_FIRST || end > sizeof(chunk) || offset > end ||
	    len > end - offset)
		return RC_CORRUPT;
	memcpy(chunk + JOURNAL_FIRST, all.data, all.len);
	memcpy(chunk + offset, bytes, len);
	store_seal_long(chunk, end, CHUNK_VERSION, 0);
	store_put(j->txn, STORE_JOURNAL, store_key(journal_seq(place), key),
	    sizeof(key), chunk, end);
	return 0;
}

int journal_overwrite(struct journal *j, uint64_t place, const void *bytes,
    size_t len)
{
	size_t offset = journal_offset(place);

	if (journal_seq(place) != j->seq)
		return overwrite_stored(j, place, bytes, len);
	if (offset < JOURNAL_FIRST || offset > j->used ||
	    len > j->used - offset)
		return RC_NOT_FOUND;
	memcpy(j->chunk + offset, bytes, len);
	return 0;
}

int journal_range(struct store_txn *t, uint64_t *oldest, uint64_t *newest)
{
	struct store_row row;
	int rc = store_seek(t, STORE_JOURNAL, NULL, 0, &row);

	if (rc != 0)
		return rc;
	if (row.key_len != STORE_KEY64)
		return RC_CORRUPT;
	*oldest = store_key_number(row.key);
	rc = store_last(t, STORE_JOURNAL, &row);
	if (rc != 0)
		return rc;
	if (row.key_len != STORE_KEY64)
		return RC_CORRUPT;
	*newest = store_key_number(row.key);
	return 0;
}
