/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A receipt finds its message by a hash of (smsc, folded id), then by the
 * recipient's number. Ids are looked for as they are, then as hexadecimal
 * read as decimal and the other way (statuses.md 4.6). Whichever comes first,
 * answer or receipt, the other one finds it.
 */
#include "base/cursor.h"
#include "ledger/apply.h"
#include "ledger/book.h"
#include "model/match.h"

#include <string.h>

#define FORMS_MAX 3

/* Things under one id, beyond which a carrier's ids are no ids: more would
 * make each search slow. */
#define SAME_ID_MAX 32

/* Digits that must agree where one side has no country code. */
#define LOCAL_DIGITS 10000000u

struct forms {
	uint64_t hash[FORMS_MAX];
	size_t n;
};

static uint64_t hash_of(const struct book *b, uint16_t smsc, const char *id)
{
	uint8_t text[2 + ID_ROOM];
	struct cursor c = cursor_over(text, sizeof(text));

	cursor_put(&c, 2, smsc);
	cursor_put_bytes(&c, id, strlen(id));
	return hash_sip(&b->smsc_key, text, (size_t)(c.at - text));
}

static void forms_of(const struct book *b, uint16_t smsc, const char *id,
    struct forms *f)
{
	char form[ID_ROOM];

	f->n = 0;
	f->hash[f->n++] = hash_of(b, smsc, id_fold(id, form));
	if (id_hex_to_dec(id, form) == 0)
		f->hash[f->n++] = hash_of(b, smsc, form);
	if (id_dec_to_hex(id, form) == 0)
		f->hash[f->n++] = hash_of(b, smsc, form);
}

/* Is the receipt's source our recipient? Some carriers leave out the country
 * code, so the shorter may be the end of the longer. */
static bool is_same_number(uint64_t a, uint64_t b)
{
	uint64_t less = a < b ? a : b, more = a < b ? b : a, unit = 1;

	if (a == b || less == 0)
		return true;
	if (less < LOCAL_DIGITS / 10)
		return false;
	while (unit <= less)
		unit *= 10;
	return more % unit == less;
}

/* The newest message of this id and number, one that still waits before one
 * that is final (reuse of ids: statuses.md 4.6). 0: none. */
static uint64_t find_message(struct book *b, const struct forms *f,
    const struct receipt_fact *fact)
{
	uint64_t best = 0, what;
	bool best_open = false;
	struct record r;

	for (size_t i = 0; i < f->n; i++) {
		for (size_t n = 0;
		     (what = ids_find(&b->open.ids, f->hash[i], n)) != 0; n++) {
			bool open;

			if (book_look(b, open_key(what), &r) != 0 ||
			    !is_same_number(r.to, fact->from))
				continue;
			open = !status_is_final(r.state);
			if (best == 0 || (open && !best_open) ||
			    (open == best_open && what > best)) {
				best = what;
				best_open = open;
			}
		}
		if (best != 0)
			return best;
	}
	return 0;
}

static void fill(struct entry *e, const struct receipt_fact *r, const void *raw)
{
	e->smsc = r->smsc;
	e->verdict = r->verdict;
	e->detail = r->detail;
	e->reason = r->reason;
	e->status = r->err;
	e->to = r->from;
	memcpy(e->smsc_id, r->smsc_id, sizeof(e->smsc_id));
	e->raw = raw;
	e->raw_len = r->raw_len;
}

static bool is_same_receipt(const struct entry *a, const struct entry *b)
{
	return a->type == b->type && a->part == b->part &&
	       a->verdict == b->verdict && a->reason == b->reason &&
	       a->status == b->status;
}

/* The newest line of the timeline that is no consequence of the one before. */
static int read_newest(struct book *b, const struct record *r, struct entry *e)
{
	uint64_t place = r->last;
	struct store_bytes v;
	size_t used;
	int rc;

	do {
		rc = journal_recent(&b->journal, place, &v);
		if (rc == 0)
			rc = entry_decode(e, v.data, v.len, &used);
		place = e->prev;
	} while (rc == 0 && e->type == ENTRY_REROUTE);
	return rc;
}

/* The record does not tell which of those that changed nothing it has seen;
 * the newest line of the timeline does (H3: the same one 1,000 times). */
static bool is_repeated(struct book *b, const struct record *r,
    const struct entry *e)
{
	struct entry last;

	if (record_knows_receipt(r, e))
		return true;
	return record_ignores(r, e) && read_newest(b, r, &last) == 0 &&
	       is_same_receipt(&last, e);
}

static void give(struct book *b, uint64_t what, struct entry *e)
{
	struct active_slot *s;
	uint16_t rest;

	if (book_touch(b, open_key(what), &s) != 0)
		return;
	e->type = ENTRY_RECEIPT;
	e->part = open_part(what);
	rest = book_judge_receipt(b, &s->record, e);
	if (!is_repeated(b, &s->record, e)) /* R8 */
		book_write_receipt(b, s, e, rest);
}

void book_receipt(struct book *b, const struct receipt_fact *r, const void *raw)
{
	struct entry e = { 0 };
	struct parked p = { .at = b->now };
	struct forms forms;
	uint64_t what;

	fill(&e, r, raw);
	forms_of(b, r->smsc, r->smsc_id, &forms);
	what = r->smsc_id[0] == '\0' ? 0 : find_message(b, &forms, r);
	if (what != 0) {
		give(b, what, &e);
		return;
	}
	if (r->unflagged) {
		e.type = ENTRY_INBOUND;
		b->totals.inbound++;
		book_note(b, &e);
		return;
	}
	e.type = ENTRY_PARK;
	p.place = book_note(b, &e);
	p.hash = r->smsc_id[0] != '\0' ? forms.hash[0] : p.place;
	if (ids_find(&b->park.ids, p.hash, SAME_ID_MAX) == 0)
		park_add(&b->park, &b->txn, &p);
}

/* Receipts that came before this answer. */
static void take_parked(struct book *b, struct active_slot *s, uint64_t hash,
    uint64_t what)
{
	uint64_t number;
	struct parked p;
	struct entry e;
	size_t n = 0;
	uint8_t copy[ENTRY_HEAD + ENTRY_PAYLOAD_MAX];

	while (park_find(&b->park, &b->txn, hash, n, &number, &p) == 0) {
		struct store_bytes v;
		size_t used;

		if (journal_recent(&b->journal, p.place, &v) != 0 ||
		    entry_decode(&e, v.data, v.len, &used) != 0) {
			book_fail(b, RC_CORRUPT);
			return;
		}
		if (!is_same_number(s->record.to, e.to)) {
			n++;
			continue;
		}
		/* e.raw points into what the next write may move. */
		memcpy(copy, e.raw, e.raw_len);
		e.raw = copy;
		park_del(&b->park, &b->txn, number, &p);
		give(b, what, &e);
	}
}

void book_answer_id(struct book *b, struct active_slot *s,
    const struct answer *a)
{
	const struct record *r = &s->record;
	uint64_t what = open_what(s->key, a->part.part);
	char form[ID_ROOM];
	struct forms forms;
	uint64_t hash = hash_of(b, a->part.smsc, id_fold(a->smsc_id, form));

	/* Without an id of its own the part is listed all the same: its time
	 * for a receipt must end (G2). */
	if (a->smsc_id[0] == '\0' ||
	    ids_find(&b->open.ids, hash, SAME_ID_MAX) != 0)
		hash = hash_sip(&b->id_key, &what, sizeof(what));
	if (r->forwarded == record_instant(r, b->now))
		what |= OPEN_FORWARDED;
	open_add(&b->open, &b->txn, hash, what);
	if (park_len(&b->park) == 0 || a->smsc_id[0] == '\0')
		return;
	forms_of(b, a->part.smsc, a->smsc_id, &forms);
	for (size_t i = 0; i < forms.n; i++)
		take_parked(b, s, forms.hash[i], what);
}
