/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: node[i]->place == i, and no node is earlier than its parent
 * node[i / 2].
 */
#include "base/heap.h"

#include "base/mem.h"

#include <stdlib.h>

static void set(struct heap *h, size_t i, struct heap_node *n)
{
	h->node[i] = n;
	n->place = i;
}

static void move_up(struct heap *h, struct heap_node *n)
{
	size_t i = n->place;

	while (i > 1 && h->node[i / 2]->at > n->at) {
		set(h, i, h->node[i / 2]);
		i /= 2;
	}
	set(h, i, n);
}

static void move_down(struct heap *h, struct heap_node *n)
{
	size_t i = n->place;

	for (;;) {
		size_t child = 2 * i;

		if (child > h->len)
			break;
		if (child < h->len &&
		    h->node[child + 1]->at < h->node[child]->at)
			child++;
		if (h->node[child]->at >= n->at)
			break;
		set(h, i, h->node[child]);
		i = child;
	}
	set(h, i, n);
}

void heap_fini(struct heap *h)
{
	free(h->node);
	*h = (struct heap){ 0 };
}

void heap_put(struct heap *h, struct heap_node *n, usec at)
{
	if (n->place == 0) {
		if (h->len + 1 >= h->cap) {
			h->cap = h->cap * 2 + 16;
			h->node =
			    mem_resize(h->node, h->cap, sizeof(h->node[0]));
		}
		n->place = ++h->len;
	}
	n->at = at;
	move_up(h, n);
	move_down(h, n);
}

void heap_del(struct heap *h, struct heap_node *n)
{
	struct heap_node *last;

	if (n->place == 0)
		return;
	last = h->node[h->len--];
	if (last != n) {
		last->place = n->place;
		move_up(h, last);
		move_down(h, last);
	}
	n->place = 0;
}

struct heap_node *heap_first(const struct heap *h)
{
	return h->len == 0 ? NULL : h->node[1];
}
