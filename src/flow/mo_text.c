/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: octets from t->read to t->added are of one alphabet, t->by. There
 * is room in t->utf8 for what they and all that may still be added become, for
 * an octet is three bytes at most and each gap is one of MO_PARTS_MAX.
 */
#include "flow/mo_text.h"

#include <assert.h>
#include <string.h>

#include "base/hex.h"
#include "text/septets.h"

static const char unreadable[] = "\xEF\xBF\xBD"; /* U+FFFD */

#define UNREADABLE_LEN (sizeof(unreadable) - 1)

void mo_text_begin(struct mo_text *t)
{
	t->added = t->read = t->used = 0;
	t->left = MO_OCTETS_MAX;
	t->flags = 0;
}

/* UTF-16 may say by its first unit which octet comes first (RFC 2781, 3.2). */
static size_t order_ucs2(uint8_t *octets, size_t len)
{
	if (len < 2 || (octets[0] & octets[1]) != 0xFE ||
	    (octets[0] | octets[1]) != 0xFF)
		return 0;
	for (size_t i = 2; octets[0] == 0xFF && i + 1 < len; i += 2) {
		uint8_t low = octets[i];

		octets[i] = octets[i + 1];
		octets[i + 1] = low;
	}
	return 2;
}

static void read_binary(struct mo_text *t)
{
	size_t len = t->added - t->read;

	hex_format(t->octets + t->read, len, t->utf8 + t->used);
	t->used += 2 * len;
	t->flags |= MO_BINARY;
}

/* RC_UNSUPPORTED: it is no text. */
static int read_text(struct mo_text *t)
{
	uint8_t *octets = t->octets + t->read;
	size_t len = t->added - t->read, mark = 0;
	size_t room = sizeof(t->utf8) - t->used;
	int rc;

	if (t->by.name == TEXT_UCS2)
		mark = order_ucs2(octets, len);
	rc = alphabet_decode(&t->by, octets + mark, len - mark,
	    t->utf8 + t->used, &room);
	assert(rc != RC_TOO_LONG);
	if (rc == 0)
		t->used += room;
	return rc;
}

static void read_added(struct mo_text *t)
{
	if (t->read == t->added)
		return;
	if (read_text(t) != 0)
		read_binary(t);
	t->read = t->added;
}

static bool is_same(const struct alphabet *a, const struct alphabet *b)
{
	return a->name == b->name && a->tables.locking == b->tables.locking &&
	       a->tables.single == b->tables.single;
}

void mo_text_add(struct mo_text *t, const struct mo_run *run)
{
	size_t len = run->len;

	if (!is_same(&t->by, &run->by))
		read_added(t);
	t->by = run->by;
	if (len > t->left) {
		t->flags |= MO_CUT;
		len = t->left;
	}
	t->left -= len;
	if (len <= run->head)
		return;
	if (run->is_packed && run->by.name == TEXT_GSM7) {
		t->added += septets_unpack(run->octets, len, run->head,
		    t->octets + t->added);
		return;
	}
	memcpy(t->octets + t->added, run->octets + run->head, len - run->head);
	t->added += len - run->head;
}

void mo_text_gap(struct mo_text *t)
{
	read_added(t);
	memcpy(t->utf8 + t->used, unreadable, UNREADABLE_LEN);
	t->used += UNREADABLE_LEN;
	t->flags |= MO_INCOMPLETE;
}

/* C writes a NUL behind, and some send it; within a text it is nothing that
 * can be read. Of each NUL there was an octet, so there is room. */
static void drop_nuls(struct mo_text *t)
{
	char *at;

	while (t->used > 0 && t->utf8[t->used - 1] == '\0')
		t->used--;
	while ((at = memchr(t->utf8, '\0', t->used)) != NULL) {
		size_t behind = t->used - (size_t)(at + 1 - t->utf8);

		memmove(at + UNREADABLE_LEN, at + 1, behind);
		memcpy(at, unreadable, UNREADABLE_LEN);
		t->used += UNREADABLE_LEN - 1;
	}
}

static void cut(struct mo_text *t)
{
	if (t->used <= MO_TEXT_MAX)
		return;
	t->used = MO_TEXT_MAX;
	while (((uint8_t)t->utf8[t->used] & 0xC0) == 0x80)
		t->used--; /* not amid a character */
	t->flags |= MO_CUT;
}

void mo_text_end(struct mo_text *t)
{
	read_added(t);
	drop_nuls(t);
	cut(t);
	if (memmem(t->utf8, t->used, unreadable, UNREADABLE_LEN) != NULL)
		t->flags |= MO_UNREADABLE;
}
