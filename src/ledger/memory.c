/* SPDX-License-Identifier: BSD-2-Clause */
/* What the book has in memory, from nothing to nothing. */
#include "ledger/steps.h"

#include "base/mem.h"
#include "ledger/forget.h"
#include "ledger/open.h"
#include "ledger/pace.h"
#include "ledger/park.h"
#include "ledger/usages.h"

#include <stdlib.h>

void book_init(struct book *b, const struct ledger_options *o)
{
	size_t slots = o->active_slots ? o->active_slots : ACTIVE_SLOTS;

	*b = (struct book){ .options = *o, .next_key = 1 };
	b->smsc = mem_new(BOOK_SMSCS, sizeof(b->smsc[0]));
	b->credit_before = mem_new(BOOK_SMSCS, sizeof(int));
	b->set = sets_new();
	names_init(&b->names);
	queue_init(&b->queue);
	b->pace = pace_new();
	b->polls = polls_new();
	b->retention = retention_new();
	b->forget = forget_new();
	b->discards = discards_new();
	book_init_arrivals(b);
	b->sweep = sweep_new();
	book_init_outreach(b);
	b->damage = damage_new();
	b->leaps = leaps_new();
	b->usages = usages_new();
	b->learned = learned_new();
	active_init(&b->active, slots);
	view_init(&b->view, slots);
	b->open = mem_new(1, sizeof(*b->open));
	open_init(b->open);
	b->park = mem_new(1, sizeof(*b->park));
	park_init(b->park);
}

void book_fini(struct book *b)
{
	store_close(b->store);
	active_fini(&b->active);
	view_fini(&b->view);
	open_fini(b->open);
	free(b->open);
	park_fini(b->park);
	free(b->park);
	queue_fini(&b->queue);
	pace_free(b->pace);
	free(b->polls);
	retention_free(b->retention);
	forget_free(b->forget);
	discards_free(b->discards);
	book_fini_arrivals(b);
	book_fini_outreach(b);
	free(b->sweep);
	damage_free(b->damage);
	free(b->leaps);
	usages_free(b->usages);
	free(b->learned);
	names_fini(&b->names);
	batch_fini(&b->carry);
	free(b->touched);
	free(b->smsc);
	free(b->credit_before);
	free(b->set);
}
