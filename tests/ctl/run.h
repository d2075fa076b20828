/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run - a call of esmectl within a test: its words, its input, what it said.
 */
#ifndef TESTS_CTL_RUN_H
#define TESTS_CTL_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"

#define ARGS_MAX 16

struct said {
	char *out, *err;
	int status;
};

/* Run `esmectl words...` with `input` on its standard input; `conf` is the
 * configuration that is installed. */
static inline struct said run_installed(const char *conf, const char *input,
    const char *const *words)
{
	static char none[] = "\n";
	char *argv[ARGS_MAX + 2], program[] = "esmectl";
	struct said s = { 0 };
	size_t out_len, err_len;
	char *given[ARGS_MAX + 2];
	struct ctl_io io = { .conf = conf };
	int argc = 1;

	argv[0] = program;
	for (; words[argc - 1] != NULL; argc++)
		argv[argc] = strdup(words[argc - 1]);
	argv[argc] = NULL;
	io.in = input != NULL
		    ? fmemopen((void *)(uintptr_t)input, strlen(input), "r")
		    : fmemopen(none, 1, "r");
	io.out = open_memstream(&s.out, &out_len);
	io.err = open_memstream(&s.err, &err_len);
	/* getopt may have put them in another order. */
	memcpy(given, argv, sizeof(given));
	s.status = ctl_run(&io, argc, argv);
	for (int i = 1; i < argc; i++)
		free(given[i]);
	fclose(io.in);
	fclose(io.out);
	fclose(io.err);
	return s;
}

/* Where none is installed. */
static inline struct said run(const char *input, const char *const *words)
{
	return run_installed("/nowhere/esmed.conf", input, words);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

#endif
