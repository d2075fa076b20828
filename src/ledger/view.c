/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/view.h"

#include "base/mem.h"
#include "ledger/names.h"
#include "ledger/unmatched.h"

#include <assert.h>
#include <stdlib.h>

static void free_all(struct view *v)
{
	keymap_clear(&v->map);
	v->spares = v->slots;
	for (size_t i = 0; i < v->slots; i++)
		v->spare[i] = (uint32_t)i;
}

void view_init(struct view *v, size_t slots)
{
	*v = (struct view){ .slots = slots, .next_key = 1 };
	pthread_mutex_init(&v->lock, NULL);
	keymap_init(&v->map, slots);
	v->record = mem_new(slots, sizeof(v->record[0]));
	v->unmatched = mem_new(1, sizeof(*v->unmatched));
	v->spare = mem_new(slots, sizeof(v->spare[0]));
	v->smsc = mem_new(NAMES_MAX + 1, sizeof(v->smsc[0]));
	free_all(v);
}

void view_fini(struct view *v)
{
	keymap_fini(&v->map);
	free(v->record);
	free(v->unmatched);
	free(v->spare);
	free(v->smsc);
	pthread_mutex_destroy(&v->lock);
}

void view_lock(struct view *v)
{
	pthread_mutex_lock(&v->lock);
}

void view_unlock(struct view *v)
{
	pthread_mutex_unlock(&v->lock);
}

void view_remove(struct view *v, uint64_t key)
{
	uint32_t i = keymap_find(&v->map, key);

	if (i == KEYMAP_NONE)
		return;
	keymap_del(&v->map, key);
	v->spare[v->spares++] = i;
}

void view_publish(struct view *v, uint64_t key, const struct record *r)
{
	uint32_t i = keymap_find(&v->map, key);

	if (i == KEYMAP_NONE) {
		assert(v->spares > 0);
		i = v->spare[--v->spares];
		keymap_put(&v->map, key, i);
	}
	v->record[i] = *r;
}

void view_clear(struct view *v)
{
	free_all(v);
}

int view_get(struct view *v, uint64_t key, struct record *r)
{
	uint32_t i;

	view_lock(v);
	i = keymap_find(&v->map, key);
	if (i != KEYMAP_NONE)
		*r = v->record[i];
	view_unlock(v);
	return i == KEYMAP_NONE ? RC_NOT_FOUND : 0;
}
