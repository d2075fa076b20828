/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mem - memory or death.
 *
 * A daemon that is out of memory cannot keep its promises, so these abort;
 * whatever a peer chooses the size of is bounded before it comes here.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/base.h"

/* Zeroed memory for n things of `size` bytes. */
void *mem_new(size_t n, size_t size);

/* The memory at `p` with room for n things; the new part is not zeroed. */
void *mem_resize(void *p, size_t n, size_t size);

char *mem_strdup(const char *s);

#endif
