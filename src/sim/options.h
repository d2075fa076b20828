/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options - the command line of smscsim; the table is sim/option.def.
 */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include "sim/sim.h"

#define OPTIONS_RULES_MAX 256

/* Texts are those of argv. */
struct options {
	struct sim_options sim;
	const char *address;
	uint16_t port, control;
	bool has_control, receipts, totals, verbose, help;
	bool test_mode, seeded;
	usec clock; /* of test mode, clock_wall() */
	uint64_t seed;
	const char *rule[OPTIONS_RULES_MAX];
	size_t rules;
};

/* RC_BAD: why, is on stderr. */
MUST_CHECK int options_parse(int argc, char **argv, struct options *o);

/* The help, to be printed. */
struct buf;
void options_help(struct buf *to);

#endif
