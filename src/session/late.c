/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring that is searched: late answers are rare, and the ring is small.
 */
#include "session/late.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LATE_MAX  1024
#define LATE_TIME (600 * SECOND)

void late_fini(struct late *l)
{
	free(l->entry);
	*l = (struct late){ 0 };
}

void late_clear(struct late *l)
{
	if (l->entry != NULL)
		memset(l->entry, 0, LATE_MAX * sizeof(l->entry[0]));
}

void late_put(struct late *l, const struct window_entry *e, usec now)
{
	struct window_entry *slot;

	if (l->entry == NULL)
		l->entry = mem_new(LATE_MAX, sizeof(l->entry[0]));
	slot = &l->entry[l->next];
	l->next = (l->next + 1) % LATE_MAX;
	*slot = *e;
	slot->sent = now;
}

bool late_fits(const struct smpp_pdu *answer, uint32_t command)
{
	return answer->id == SMPP_GENERIC_NACK ||
	       answer->id == (command | SMPP_ANSWER);
}

int late_take(struct late *l, usec now, const struct smpp_pdu *answer,
    struct window_entry *e)
{
	if (answer->sequence == 0 || l->entry == NULL)
		return RC_NOT_FOUND;
	for (size_t i = 0; i < LATE_MAX; i++) {
		struct window_entry *slot = &l->entry[i];

		if (slot->sequence != answer->sequence ||
		    !late_fits(answer, slot->command))
			continue;
		*e = *slot;
		slot->sequence = 0;
		return now - e->sent <= LATE_TIME ? 0 : RC_NOT_FOUND;
	}
	return RC_NOT_FOUND;
}
