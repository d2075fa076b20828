/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map - the error map a dry run is told to use.
 */
#ifndef CTL_MAP_H
#define CTL_MAP_H

#include "ctl/call.h"
#include "model/errmap.h"

/* The map of --map, or NULL without it. Returns what to exit with, a reason is
 * on stderr. */
MUST_CHECK int map_load(const struct call *c, struct errmap **map);

#endif
