/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ctl - the commands of esmectl, by the table ctl/command.def.
 *
 * Owns:     nothing between two calls.
 * Borrows:  the streams and argv of a call.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "base/base.h"

#include <stdio.h>

/* Where a call reads and writes; tests give their own. */
struct ctl_io {
	FILE *in, *out, *err;
	const char *conf; /* the configuration that a call without -c reads */
};

/* What esmectl exits with (sysexits.h where it has a word). */
enum ctl_exit {
	CTL_OK = 0,
	CTL_BAD_INPUT = 1, /* the answer says what is wrong */
	CTL_USAGE = 64,
	CTL_NO_INPUT = 66,   /* a file cannot be read */
	CTL_UNAVAILABLE = 69 /* no daemon answers */
};

/* Run argv[1...] and return the status to exit with. */
int ctl_run(const struct ctl_io *io, int argc, char **argv);

#endif
