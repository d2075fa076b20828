/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * esmectl - looks into a daemon, and tells what it would do.
 */
#include "conf/files.h"
#include "ctl/ctl.h"

int main(int argc, char **argv)
{
	const struct ctl_io io = { .in = stdin,
		.out = stdout,
		.err = stderr,
		.conf = conf_file_installed() };

	return ctl_run(&io, argc, argv);
}
