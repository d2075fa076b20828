/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * heap - the earliest of many instants, each inside its owner's struct.
 *
 * Owns:    the array of pointers.
 * Borrows: the nodes; a node must leave the heap before its memory goes.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include "base/base.h"

struct heap_node {
	usec at;
	size_t place; /* 0: in no heap */
};

struct heap {
	struct heap_node **node; /* node[1 .. len] */
	size_t len, cap;
};

void heap_fini(struct heap *h);

/* Put the node in, or move it, to its place for `at`. */
void heap_put(struct heap *h, struct heap_node *n, usec at);

/* Take the node out; nothing happens if it is not in. */
void heap_del(struct heap *h, struct heap_node *n);

/* The earliest node, or NULL. */
struct heap_node *heap_first(const struct heap *h);

#endif
