/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/hook.h"

#include "ledger/inside.h"

/* ---- places as of the last commit --------------------------------------- */

uint64_t ledger_last_event(struct ledger *l, bool hooked)
{
	struct view *v = &l->book.view;
	uint64_t place;

	view_lock(v);
	place = hooked ? v->marks.hooked : v->marks.any;
	view_unlock(v);
	return place;
}

uint64_t ledger_events_end(struct ledger *l)
{
	struct view *v = &l->book.view;
	uint64_t place;

	view_lock(v);
	place = v->marks.end;
	view_unlock(v);
	/* The next entry may lie at the end itself. */
	return place != 0 ? place - 1 : 0;
}

uint64_t ledger_hook_begin(struct ledger *l)
{
	uint64_t place;

	view_lock(&l->book.view);
	place = l->book.view.marks.cursor;
	view_unlock(&l->book.view);
	return place;
}

/* ---- facts ------------------------------------------------------------- */

void ledger_hook_put(struct ledger *l, const struct hook *h)
{
	struct fact *f = batch_add(l->fill, FACT_HOOK_PUT, h, sizeof(*h));

	f->u.hook.lane = h->lane;
	f->u.hook.place = h->place;
	f->u.hook.len = sizeof(*h);
}

void ledger_hook_del(struct ledger *l, uint32_t lane, uint64_t place)
{
	struct fact *f = batch_add(l->fill, FACT_HOOK_DEL, NULL, 0);

	f->u.hook.lane = lane;
	f->u.hook.place = place;
}

void ledger_hook_cursor(struct ledger *l, uint64_t place)
{
	batch_add(l->fill, FACT_HOOK_CURSOR, NULL, 0)->u.hook.place = place;
}
