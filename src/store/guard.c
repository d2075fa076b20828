/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a mapped page that the file no longer has, or that the disk cannot
 * give, is SIGBUS; nothing can be saved then, but the reason can be told.
 */
#include "store/watch.h"

#include <signal.h>
#include <unistd.h>

#define EXIT_IO_ERROR 74 /* EX_IOERR of sysexits.h */

static void die_of_sigbus(int sig)
{
	static const char line[] =
	    "fatal: SIGBUS: the store's file was cut or its disk failed\n";
	ssize_t n = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)sig;
	(void)n;
	_exit(EXIT_IO_ERROR);
}

void store_guard_sigbus(void)
{
	struct sigaction act = { .sa_handler = die_of_sigbus };

	sigemptyset(&act.sa_mask);
	sigaction(SIGBUS, &act, NULL);
}
