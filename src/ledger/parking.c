/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receipts that came before the answer that names their id: they wait under it,
 * folded, whatever the smsc's mode is, for the answer or for their end.
 */
#include "ledger/steps.h"

#include <string.h>

#include "base/log.h"
#include "ledger/entry.h"
#include "ledger/open.h"
#include "ledger/park.h"
#include "model/msgid.h"

#define SLICE 1000

/* A part that has just got its id. */
struct answered {
	struct active_slot *slot;
	uint64_t what;
	uint16_t smsc;
	const char *id;
};

static uint64_t parked_hash(const struct book *b, uint16_t smsc, const char *id)
{
	char form[ID_ROOM];

	return receipt_hash(b, smsc, id_fold(id, form));
}

void book_park(struct book *b, const struct receipt_fact *r, struct entry *e)
{
	struct parked p = { .at = b->now };

	e->type = ENTRY_PARK;
	p.place = book_note(b, e);
	p.hash = r->smsc_id[0] != '\0' ? parked_hash(b, r->smsc, r->smsc_id)
				       : p.place;
	if (ids_find(&b->park->ids, p.hash, SAME_ID_MAX) != 0) {
		log_warn("ledger", "a receipt is not parked, as so many of its "
				   "id are");
		book_forget_parked(b, p.place);
		return;
	}
	park_add(b->park, &b->txn, &p);
	b->smsc[r->smsc].parked++;
}

/* By the way that was learned; by another if the number vouches for it. */
static bool is_its_id(const struct book *b, const struct answered *a,
    const struct entry *e)
{
	enum msgid_mode mode = (enum msgid_mode)b->smsc[a->smsc].msgid;
	const struct msgid_learned *l = &b->learned[a->smsc];
	enum id_mode rule;

	if (msgid_match(mode, l, a->id, e->smsc_id, &rule) == 0)
		return mode != MSGID_AUTO || l->settled || rule <= ID_ZEROS ||
		       e->to != 0;
	return mode == MSGID_AUTO && e->to != 0 &&
	       msgid_match(mode, NULL, a->id, e->smsc_id, &rule) == 0;
}

static bool is_its_receipt(struct book *b, const struct answered *a,
    const struct entry *e)
{
	struct book_smsc *s = &b->smsc[a->smsc];

	if (!receipt_is_from(a->slot->record.to, e->to) || !is_its_id(b, a, e))
		return false;
	s->matched++;
	if (s->msgid == MSGID_AUTO && e->to != 0)
		msgid_learn_pair(&b->learned[a->smsc], a->id, e->smsc_id);
	return true;
}

/* Receipts that came before this answer. */
static void take_parked(struct book *b, const struct answered *a, uint64_t hash)
{
	uint64_t number;
	struct parked p;
	struct entry e;
	size_t n = 0;
	uint8_t copy[ENTRY_HEAD + ENTRY_PAYLOAD_MAX];

	while (park_find(b->park, &b->txn, hash, n, &number, &p) == 0) {
		if (entry_at(&b->txn, &b->journal, p.place, &e) != 0) {
			log_error("ledger", "parked receipt is lost place=%llu",
			    (unsigned long long)p.place);
			park_del(b->park, &b->txn, number, &p);
			continue;
		}
		if (!is_its_receipt(b, a, &e)) {
			n++;
			continue;
		}
		/* e.raw points into what the next write may move. */
		memcpy(copy, e.raw, e.raw_len);
		e.raw = copy;
		e.names = true; /* or not, which is for others to read */
		park_del(b->park, &b->txn, number, &p);
		book_forget_parked(b, p.place);
		book_give_receipt(b, a->what, &e);
	}
}

/* A receipt's id may be the answer's, or that in the other base. */
void book_take_parked(struct book *b, struct active_slot *s,
    const struct answer *a)
{
	const struct answered part = { .slot = s,
		.what = open_what(s->key, a->part.part) |
			(a->class != ANSWER_OK ? OPEN_REFUSED : 0),
		.smsc = a->part.smsc,
		.id = a->smsc_id };
	char form[ID_ROOM];

	if (park_len(b->park) == 0 || part.id[0] == '\0')
		return;
	take_parked(b, &part, parked_hash(b, part.smsc, part.id));
	if (id_hex_to_dec(part.id, form) == 0)
		take_parked(b, &part, receipt_hash(b, part.smsc, form));
	if (id_dec_to_hex(part.id, form) == 0)
		take_parked(b, &part, receipt_hash(b, part.smsc, form));
}

/* When nobody waits for it any more. */
static usec end_of(const struct book *b, const struct parked *p)
{
	return p->at - leap_since(b, p->place) + b->options.parked_ttl;
}

void book_run_parked(struct book *b)
{
	uint64_t number;
	struct parked p;

	for (int i = 0; i < SLICE; i++) {
		if (park_oldest(b->park, &b->txn, &number, &p) != 0 ||
		    end_of(b, &p) > b->now)
			return;
		log_warn("ledger", "parked receipt dropped place=%llu",
		    (unsigned long long)p.place);
		park_del(b->park, &b->txn, number, &p);
		book_forget_parked(b, p.place);
	}
}

usec book_next_parked(struct book *b)
{
	uint64_t number;
	struct parked p;

	if (park_oldest(b->park, &b->txn, &number, &p) != 0)
		return 0;
	return end_of(b, &p);
}
