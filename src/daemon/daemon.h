/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * daemon - all parts of the gateway as one object.
 *
 * Owns:     everything it makes from the configuration.
 * Threads:  that of the loop.
 */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "conf/conf.h"
#include "net/loop.h"

/* sysexits(3), and what -t and a bad start end with. */
enum daemon_exit {
	DAEMON_OK = 0,
	DAEMON_USAGE = 64,
	DAEMON_UNAVAILABLE = 69, /* a port or socket is taken */
	DAEMON_IO = 74,          /* the store failed: restart and verify */
	DAEMON_CONFIG = 78,
};

struct daemon_options {
	const char *file; /* of the configuration */
	bool test_mode;   /* timers follow a clock that is moved by HTTP */
	usec test_clock;  /* its start; 0: now */
};

struct daemon;

/* Open the store, bind the listeners, start to connect. Returns 0, or what to
 * exit with; the reason has been logged. It takes the configuration. */
int daemon_new(struct daemon **out, struct loop *loop, struct conf *conf,
    const struct daemon_options *o);

/* No new messages; answers are awaited, binds unbound, then the loop ends. A
 * second call does not wait. */
void daemon_stop(struct daemon *d);

/* Begin to read the configuration again. When that is done, what differs is
 * applied, or nothing if anything is wrong; the log says what. */
void daemon_reload(struct daemon *d);

/* What main() returns after the loop has ended. */
int daemon_exit_status(const struct daemon *d);

void daemon_free(struct daemon *d);

#endif
