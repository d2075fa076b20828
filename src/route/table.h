/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - the routes in memory, as those who build and ask them see it.
 */
#ifndef ROUTE_TABLE_H
#define ROUTE_TABLE_H

#include "route/index.h"
#include "route/rule.h"

struct route_table {
	struct route_sets *sets;
	bool *is_exclusive; /* each smsc */
	bool has_exclusive;

	struct rule *rule; /* in the order of the file */
	size_t rules;

	struct index *prefix; /* rules by each of their prefixes */
	uint32_t lengths;     /* bits: digits that prefixes have */
	uint16_t *plain;      /* rules without a prefix, rising */
	size_t plains;

	struct rule_texts carrier; /* that rules name, rising; borrowed */
	struct index *by_carrier;  /* rules by number of the carrier, from 1 */
	struct lookup *lookup;
};

/* The carrier's number, 0: no rule names it. */
uint16_t table_carrier(const struct route_table *t, const char *name);

#endif
