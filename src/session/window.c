/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sequence number n lives in slot n mod slots, so a slot can be in use only by
 * one number, and taking, giving and looking up need no search. A window
 * grows to a multiple of its slots: numbers that were apart stay apart.
 *
 * Invariant: a slot is free iff its sequence is 0; 0 is never sent as a
 * number; `used` slots are not free; limit <= slots.
 */
#include "session/window.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SEQ_LAST 0x7fffffffu /* SMPP 3.4, 5.1.4 */

struct window {
	uint32_t next;
	size_t len, used, limit;
	size_t scan; /* where the last search ended: many follow each other */
	struct window_entry *slot;
};

struct window *window_new(size_t slots)
{
	struct window *w;

	assert(slots > 0);
	w = mem_new(1, sizeof(*w));
	w->slot = mem_new(slots, sizeof(w->slot[0]));
	w->next = 1;
	w->len = w->limit = slots;
	return w;
}

void window_free(struct window *w)
{
	if (w != NULL)
		free(w->slot);
	free(w);
}

void window_limit(struct window *w, size_t slots)
{
	size_t len = (slots + w->len - 1) / w->len * w->len;
	struct window_entry *old = w->slot;

	assert(slots > 0);
	w->limit = slots;
	if (len <= w->len)
		return;
	w->slot = mem_new(len, sizeof(w->slot[0]));
	for (size_t i = 0; i < w->len; i++) {
		if (old[i].sequence != 0)
			w->slot[old[i].sequence % len] = old[i];
	}
	w->len = len;
	w->scan = 0;
	free(old);
}

void window_reset(struct window *w)
{
	memset(w->slot, 0, w->len * sizeof(w->slot[0]));
	w->used = 0;
	w->next = 1;
}

size_t window_slots(const struct window *w)
{
	return w->limit;
}

size_t window_used(const struct window *w)
{
	return w->used;
}

size_t window_room(const struct window *w)
{
	return w->used < w->limit ? w->limit - w->used : 0;
}

static struct window_entry *slot_of(struct window *w, uint32_t seq)
{
	return &w->slot[seq % w->len];
}

static uint32_t seq_after(uint32_t seq)
{
	return seq == SEQ_LAST ? 1 : seq + 1;
}

uint32_t window_number(struct window *w)
{
	uint32_t seq;

	while (slot_of(w, w->next)->sequence == w->next)
		w->next = seq_after(w->next);
	seq = w->next;
	w->next = seq_after(seq);
	return seq;
}

int window_take(struct window *w, const struct window_entry *e, uint32_t *seq)
{
	struct window_entry *s;

	if (w->used >= w->limit)
		return RC_FULL;

	/* A late answer keeps its slot; its number is skipped, not awaited. */
	while ((s = slot_of(w, w->next))->sequence != 0)
		w->next = seq_after(w->next);

	*s = *e;
	s->sequence = w->next;
	*seq = w->next;
	w->next = seq_after(w->next);
	w->used++;
	return 0;
}

const struct window_entry *window_find(const struct window *w, uint32_t seq)
{
	const struct window_entry *s = &w->slot[seq % w->len];

	return seq == 0 || s->sequence != seq ? NULL : s;
}

int window_give(struct window *w, uint32_t seq, struct window_entry *e)
{
	struct window_entry *s = slot_of(w, seq);

	if (seq == 0 || s->sequence != seq)
		return RC_NOT_FOUND;

	*e = *s;
	s->sequence = 0;
	w->used--;
	return 0;
}

/* Take out the next one that was sent at `limit` or before. */
static int take_sent_by(struct window *w, usec limit, struct window_entry *e)
{
	for (size_t i = 0; w->used != 0 && i < w->len; i++) {
		size_t at = (w->scan + i) % w->len;

		if (w->slot[at].sequence == 0 || w->slot[at].sent > limit)
			continue;
		w->scan = at;
		return window_give(w, w->slot[at].sequence, e);
	}
	return RC_NOT_FOUND;
}

int window_expire(struct window *w, usec now, usec age, struct window_entry *e)
{
	return take_sent_by(w, now - age, e);
}

int window_oldest(const struct window *w, usec *sent)
{
	bool found = false;

	for (size_t i = 0; w->used != 0 && i < w->len; i++) {
		const struct window_entry *s = &w->slot[i];

		if (s->sequence == 0 || (found && s->sent >= *sent))
			continue;
		*sent = s->sent;
		found = true;
	}
	return found ? 0 : RC_NOT_FOUND;
}

int window_pop(struct window *w, struct window_entry *e)
{
	return take_sent_by(w, INT64_MAX, e);
}

void window_set_number(struct window *w, uint32_t next)
{
	w->next = next;
}
