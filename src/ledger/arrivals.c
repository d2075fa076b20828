/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/steps.h"

#include "ledger/entry.h"
#include "ledger/pieces.h"
#include "ledger/scheduled.h"
#include "ledger/stops.h"
#include "ledger/talks.h"

void book_init_arrivals(struct book *b)
{
	b->pieces = pieces_new();
	b->stops = stops_new();
	b->scheduled = scheduled_new();
	b->talks = talks_new();
}

void book_fini_arrivals(struct book *b)
{
	pieces_free(b->pieces);
	stops_free(b->stops);
	scheduled_free(b->scheduled);
	talks_free(b->talks);
}

int book_load_stops(struct book *b)
{
	return stops_load(b->stops, &b->txn);
}

int book_load_pieces(struct book *b)
{
	return pieces_load(b->pieces, &b->txn);
}

/* What a handset says is no message of ours. */
void book_note_talk(struct book *b, const struct record *r,
    const struct entry *e)
{
	const struct talks_pair pair = { &b->smsc_key, r->to, e->sender };

	if (e->type != ENTRY_RECEIVED)
		talks_note(b->talks, &pair, r->account);
}
