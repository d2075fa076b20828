/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring that is searched: second answers are rare, and follow the first.
 */
#include "session/answered.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ANSWERED_MAX 64
#define ID_BYTES     65 /* message_id of SMPP 3.4, 4.4.2, with its NUL */

struct answered_entry {
	struct session_token token;
	uint32_t sequence; /* 0: none */
	char id[ID_BYTES];
};

void answered_fini(struct answered *a)
{
	free(a->entry);
	*a = (struct answered){ 0 };
}

void answered_clear(struct answered *a)
{
	if (a->entry != NULL)
		memset(a->entry, 0, ANSWERED_MAX * sizeof(a->entry[0]));
}

void answered_put(struct answered *a, const struct window_entry *e,
    const char *id)
{
	struct answered_entry *slot;
	size_t len = strnlen(id, ID_BYTES - 1);

	if (a->entry == NULL)
		a->entry = mem_new(ANSWERED_MAX, sizeof(a->entry[0]));
	slot = &a->entry[a->next];
	a->next = (a->next + 1) % ANSWERED_MAX;
	slot->token = e->token;
	slot->sequence = e->sequence;
	memcpy(slot->id, id, len);
	slot->id[len] = '\0';
}

int answered_find(const struct answered *a, uint32_t seq, const char *id,
    struct session_token *token)
{
	if (seq == 0 || id[0] == '\0' || a->entry == NULL)
		return RC_NOT_FOUND;
	for (size_t i = 0; i < ANSWERED_MAX; i++) {
		const struct answered_entry *e = &a->entry[i];

		if (e->sequence != seq || strcmp(e->id, id) == 0)
			continue;
		*token = e->token;
		return 0;
	}
	return RC_NOT_FOUND;
}
