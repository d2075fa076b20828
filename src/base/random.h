/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * random - unguessable bytes; or, once seeded, a sequence that repeats.
 *
 * Threads: any while not seeded; a seeded sequence belongs to one.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/base.h"

void random_fill(void *to, size_t len);
uint64_t random_u64(void);

/* Evenly in [0, below); 0 for below 0. */
uint64_t random_below(uint64_t below);

/* From here on repeat the sequence of `seed`: for simulation and tests. */
void random_seed(uint64_t seed);

#endif
