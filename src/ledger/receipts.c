/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A receipt finds its message by a hash of (smsc, key of the id), then by the
 * recipient's number. Which keys are looked for, and in what order, is the
 * smsc's mode: fixed, or learned from what is found (model/msgid.h). Whichever
 * comes first, answer or receipt, the other one finds it.
 */
#include "ledger/steps.h"

#include <string.h>

#include "base/cursor.h"
#include "base/mem.h"
#include "ledger/apply.h"
#include "ledger/open.h"
#include "model/msgid.h"

/* Digits that must agree where one side has no country code. */
#define LOCAL_DIGITS 10000000u

struct msgid_learned *learned_new(void)
{
	return mem_new(BOOK_SMSCS, sizeof(struct msgid_learned));
}

uint64_t receipt_hash(const struct book *b, uint16_t smsc, const char *id)
{
	uint8_t text[2 + ID_ROOM];
	struct cursor c = cursor_over(text, sizeof(text));

	cursor_put(&c, 2, smsc);
	cursor_put_bytes(&c, id, strlen(id));
	return hash_sip(&b->smsc_key, text, (size_t)(c.at - text));
}

/* Is the receipt's source our recipient? Some carriers leave out the country
 * code, so the shorter may be the end of the longer. */
bool receipt_is_from(uint64_t a, uint64_t b)
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

/* Where a key is looked for, and what must fit. */
struct search {
	const struct receipt_fact *fact;
	bool by_number; /* its source must be given, and be the recipient */
};

static bool fits(const struct search *s, const struct record *r)
{
	if (s->by_number && s->fact->from == 0)
		return false;
	return receipt_is_from(r->to, s->fact->from);
}

/* Which is meant: one that still waits before one that is final (reuse of ids:
 * statuses.md 4.6), one that was taken before one that was refused. */
static int rank_of(const struct record *r, uint64_t what)
{
	return (status_is_final(r->state) ? 0 : 2) +
	       (what & OPEN_REFUSED ? 0 : 1);
}

/* The newest message of this key and number, of those of the best rank. 0:
 * none. */
static uint64_t find_key(struct book *b, const struct search *s, uint64_t hash)
{
	uint64_t best = 0, what;
	int best_rank = 0, rank;
	struct record r;

	for (size_t n = 0; (what = ids_find(&b->open->ids, hash, n)) != 0;
	     n++) {
		if (book_look(b, open_key(what), &r) != 0 || !fits(s, &r))
			continue;
		rank = rank_of(&r, what);
		if (best == 0 || rank > best_rank ||
		    (rank == best_rank && what > best)) {
			best = what;
			best_rank = rank;
		}
	}
	return best;
}

/* What it shows of how this smsc writes its ids; one digit is the same in any
 * base. */
static void learn(struct book *b, const struct receipt_fact *fact,
    const struct msgid_form *form)
{
	struct book_smsc *s = &b->smsc[fact->smsc];

	s->matched++;
	if (s->msgid == MSGID_AUTO && fact->from != 0 && form->key[1] != '\0')
		msgid_learn(&b->learned[fact->smsc], form->way);
}

static uint64_t find_form(struct book *b, const struct receipt_fact *fact,
    const struct msgid_form *form)
{
	const struct search s = { fact, form->by_number };
	uint64_t what = find_key(b, &s, receipt_hash(b, fact->smsc, form->key));

	if (what != 0)
		learn(b, fact, form);
	return what;
}

/* What stands in the place of an id where the carrier gave none. A length of
 * 1 more than any id has keeps it apart from those. */
static uint64_t reference_hash(const struct book *b, uint16_t smsc,
    uint16_t reference)
{
	uint8_t text[2 + ID_ROOM + 2] = { 0 };
	struct cursor c = cursor_over(text, sizeof(text));

	cursor_put(&c, 2, smsc);
	(void)cursor_take(&c, ID_ROOM);
	cursor_put(&c, 2, reference);
	return hash_sip(&b->smsc_key, text, sizeof(text));
}

/* G2: it gives our user_message_reference back, and names our recipient. */
static uint64_t find_reference(struct book *b, const struct receipt_fact *fact)
{
	const struct search s = { fact, true };
	uint64_t what = 0;

	if (fact->has_reference)
		what = find_key(b, &s,
		    reference_hash(b, fact->smsc, fact->reference));
	b->smsc[fact->smsc].matched += what != 0;
	return what;
}

/* Nearly every id is found in its first form. */
static uint64_t find_message(struct book *b, const struct receipt_fact *fact)
{
	enum msgid_mode mode = (enum msgid_mode)b->smsc[fact->smsc].msgid;
	const struct msgid_learned *l = &b->learned[fact->smsc];
	struct msgid_form form[MSGID_FORMS_MAX];
	bool has_first = msgid_first(mode, l, fact->smsc_id, form);
	uint64_t what = has_first ? find_form(b, fact, form) : 0;
	size_t n;

	if (what != 0)
		return what;
	n = msgid_forms(mode, l, fact->smsc_id, form);
	for (size_t i = has_first; i < n && what == 0; i++)
		what = find_form(b, fact, &form[i]);
	return what;
}

static void fill(struct entry *e, const struct receipt_fact *r, const void *raw)
{
	e->smsc = r->smsc;
	e->verdict = r->verdict;
	e->detail = r->detail;
	e->reason = r->reason;
	e->status = r->err;
	e->to = r->from;
	e->names = r->names;
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
	int rc = entry_at(&b->txn, &b->journal, r->last, e);

	while (rc == 0 && e->type == ENTRY_REROUTE)
		rc = entry_at(&b->txn, &b->journal, e->prev, e);
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

/* Nothing is learned of a number that has been erased. */
static void tell_network(struct book *b, const struct active_slot *s,
    const struct entry *e)
{
	const struct record *r = &s->record;
	struct buf *out = &b->batch->out;
	struct outcome *o;

	if (!e->names || r->flags & FLAG_ERASED)
		return;
	o = batch_outcome(b->batch, OUTCOME_HEARD);
	o->data = out->len;
	o->u.received = (struct received_text){ .id.key = s->key,
		.from = r->to,
		.smsc = e->smsc,
		.body_len = e->raw_len };
	buf_add(out, e->raw, e->raw_len);
}

/* F11: it says of what was refused that it was taken; that it failed is no
 * news. *e is decided; of its set nothing is taken. */
static uint16_t judge_refused(const struct record *r, struct entry *e)
{
	bool proves = e->verdict == VERDICT_DELIVERED ||
		      (e->verdict == VERDICT_UNDERWAY &&
			  !status_is_final((enum status)r->state));

	e->decision = proves ? DECIDED_PROVEN : DECIDED_STALE;
	return 0;
}

void book_give_receipt(struct book *b, uint64_t what, struct entry *e)
{
	uint8_t room[ENTRY_PAYLOAD_MAX];
	struct active_slot *s;
	uint16_t rest;

	if (book_touch(b, open_key(what), &s) != 0)
		return;
	e->type = ENTRY_RECEIPT;
	e->part = open_part(what);
	tell_network(b, s, e);
	erase_mask(&s->record, e, room);
	rest = what & OPEN_REFUSED ? judge_refused(&s->record, e)
				   : book_judge_receipt(b, &s->record, e);
	if (e->decision == DECIDED_OVERRULES ||
	    !is_repeated(b, &s->record, e)) /* R8 */
		book_write_receipt(b, s, e, rest);
}

static void heard(struct book *b, uint16_t smsc)
{
	struct book_smsc *s = &b->smsc[smsc];

	s->receipts++;
	s->silent = 0;
	s->heard = b->now;
}

bool book_receipt(struct book *b, const struct receipt_fact *r, const void *raw)
{
	struct entry e = { 0 };
	uint64_t what;

	fill(&e, r, raw);
	what = r->smsc_id[0] == '\0' ? 0 : find_message(b, r);
	if (what == 0)
		what = find_reference(b, r);
	if (what == 0 && r->unflagged)
		return false;
	heard(b, r->smsc);
	if (what != 0)
		book_give_receipt(b, what, &e);
	else
		book_park(b, r, &e);
	return true;
}

/* The hash of its id, as receipts will name it; key: "" if it has none. */
static uint64_t answer_hash(const struct book *b, const struct answer *a,
    char key[ID_ROOM])
{
	enum msgid_mode mode = (enum msgid_mode)b->smsc[a->part.smsc].msgid;

	return receipt_hash(b, a->part.smsc, msgid_key(mode, a->smsc_id, key));
}

void book_answer_id(struct book *b, struct active_slot *s,
    const struct answer *a)
{
	const struct record *r = &s->record;
	uint64_t what = open_what(s->key, a->part.part);
	char key[ID_ROOM];
	uint64_t hash = answer_hash(b, a, key);

	b->smsc[a->part.smsc].silent++;
	/* Without an id of its own the part is listed all the same: its time
	 * for a receipt must end (G2). */
	if (key[0] == '\0')
		hash = reference_hash(b, a->part.smsc, a->reference);
	if (ids_find(&b->open->ids, hash, SAME_ID_MAX) != 0)
		hash = hash_sip(&b->id_key, &what, sizeof(what));
	if (record_went_at(r, b->now))
		what |= OPEN_FORWARDED;
	open_add(b->open, &b->txn, hash, what);
	book_take_parked(b, s, a);
}

static bool has_id(const struct book *b, uint64_t hash, uint64_t what)
{
	uint64_t other;

	for (size_t n = 0; (other = ids_find(&b->open->ids, hash, n)) != 0;
	     n++) {
		if (other == what || n + 1 >= SAME_ID_MAX)
			return true;
	}
	return false;
}

void book_other_id(struct book *b, struct active_slot *s,
    const struct answer *a)
{
	uint64_t what = open_what(s->key, a->part.part) |
			(a->class != ANSWER_OK ? OPEN_REFUSED : 0);
	char key[ID_ROOM];
	uint64_t hash = answer_hash(b, a, key);

	if (key[0] == '\0' || has_id(b, hash, what))
		return;
	open_add(b->open, &b->txn, hash, what);
	book_take_parked(b, s, a);
}
