/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LMDB believes its pages. Reading a mapped page that the file no longer has,
 * or that the disk cannot give, is SIGBUS; following a damaged page is SIGSEGV
 * somewhere inside LMDB. Nothing can be saved then, but the reason can be
 * told. A SIGSEGV of our own goes to whoever had it before.
 */
#include "store/inside.h"

#include "base/log.h"

#include <signal.h>
#include <unistd.h>

#define EXIT_IO_ERROR 74 /* EX_IOERR of sysexits.h */

/* What a signal handler has to know; nothing else looks at them. */
static _Thread_local volatile sig_atomic_t calls;
static struct sigaction before;

void store_enter_lmdb(void)
{
	calls++;
}

void store_leave_lmdb(void)
{
	calls--;
}

static void die(const char *line, size_t len)
{
	ssize_t n = write(STDERR_FILENO, line, len);

	(void)n;
	_exit(EXIT_IO_ERROR);
}

static void die_of_sigbus(int sig)
{
	static const char line[] =
	    "fatal: SIGBUS: the store's file was cut or its disk failed\n";

	(void)sig;
	die(line, sizeof(line) - 1);
}

static void die_of_sigsegv(int sig)
{
	static const char line[] =
	    "fatal: SIGSEGV in LMDB: the store's pages are damaged; "
	    "restore a backup\n";

	if (calls == 0) {
		sigaction(sig, &before, NULL); /* and the same again */
		return;
	}
	die(line, sizeof(line) - 1);
}

void store_die_of_damage(struct MDB_env *env, const char *what)
{
	(void)env;
	log_error("store", "fatal: data.mdb is damaged: %s; restore a backup",
	    what);
	_exit(EXIT_IO_ERROR);
}

void store_guard(void)
{
	struct sigaction bus = { .sa_handler = die_of_sigbus };
	struct sigaction segv = { .sa_handler = die_of_sigsegv };

	sigemptyset(&bus.sa_mask);
	sigemptyset(&segv.sa_mask);
	sigaction(SIGBUS, &bus, NULL);
	sigaction(SIGSEGV, &segv, &before);
}
