/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gendoc manual|sample - prints a file of the tree that follows from conf.def.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "conf/conf.h"

int main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";
	struct buf b = { 0 };
	bool failed;

	if (strcmp(what, "manual") == 0) {
		conf_manual(&b);
	} else if (strcmp(what, "sample") == 0) {
		conf_sample(&b);
	} else {
		fprintf(stderr, "usage: gendoc manual|sample\n");
		return 64;
	}
	failed = fputs(buf_cstr(&b), stdout) < 0 || fflush(stdout) != 0;
	buf_free(&b);
	return failed ? 1 : 0;
}
