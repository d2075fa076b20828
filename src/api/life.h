/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * life - how what the files of api keep begins, takes its turns and ends.
 */
#ifndef API_LIFE_H
#define API_LIFE_H

#include "http/server.h"

struct api;

/* item.c: load what customers set; before ledger_start(). */
void items_init(struct api *a);
void items_fini(struct api *a);

/* usage.c: read what was kept; before ledger_start(). */
void usage_init(struct api *a);
void usage_fini(struct api *a);

/* figures.c; ask for what happened: once a turn. */
void figures_init(struct api *a);
void figures_fini(struct api *a);
void figures_turn(struct api *a);

/* camp_counts.c: who asked has gone, so nobody waits for his walks. */
void camp_walks_gone(struct api *a, http_id id);
void camp_walks_fini(struct api *a);

#endif
