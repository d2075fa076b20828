/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/steps.h"

#include "ledger/pieces.h"
#include "ledger/scheduled.h"
#include "ledger/stops.h"

void book_init_arrivals(struct book *b)
{
	b->pieces = pieces_new();
	b->stops = stops_new();
	b->scheduled = scheduled_new();
}

void book_fini_arrivals(struct book *b)
{
	pieces_free(b->pieces);
	stops_free(b->stops);
	scheduled_free(b->scheduled);
}

int book_load_stops(struct book *b)
{
	return stops_load(b->stops, &b->txn);
}

int book_load_pieces(struct book *b)
{
	return pieces_load(b->pieces, &b->txn);
}
