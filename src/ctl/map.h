/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map - the error map a dry run is told to use, and what else an smsc of a
 * configuration says of reading.
 */
#ifndef CTL_MAP_H
#define CTL_MAP_H

#include "ctl/call.h"
#include "model/errmap.h"
#include "model/receipt_rules.h"

/* The map of --map, or that of --smsc in the configuration; without either that
 * of an smsc which names none, or NULL if that is nowhere. A name without a
 * slash that is no file here is looked for where the daemon would: in `errors`
 * beside the configuration, in the tree of the program, among those installed;
 * it need not have its .tsv. Returns what to exit with, a reason is on stderr.
 */
MUST_CHECK int map_load(const struct call *c, struct errmap **map);

/* How the smsc of --smsc has its receipts read, or NULL without one. Returns
 * what to exit with, a reason is on stderr. */
MUST_CHECK int map_rules(const struct call *c, struct receipt_rules **rules);

#endif
