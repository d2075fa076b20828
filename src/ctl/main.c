/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * esmectl - looks into a daemon, and tells what it would do.
 */
#include "ctl/ctl.h"

int main(int argc, char **argv)
{
	const struct ctl_io io = { stdin, stdout, stderr };

	return ctl_run(&io, argc, argv);
}
