/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reload - a configuration read in a thread of its own: its files may lie on
 * a slow disk, and a table of carriers has millions of rows.
 *
 * Owns:     the thread, and a result that was not given away yet.
 * Borrows:  the file's name, the loop.
 * Threads:  the loop's calls it, and is called.
 */
#ifndef DAEMON_RELOAD_H
#define DAEMON_RELOAD_H

#include "conf/conf.h"
#include "conf/report.h"
#include "net/loop.h"

struct reload;
struct route_table;

/* With an rc there is a report and nothing else. */
struct reloaded {
	int rc;
	struct conf *conf;
	struct route_table *routes;
	struct conf_report report;
};

/* `done` is called in the loop, once for all calls of reload_begin() before it
 * was read, and takes what the result holds. */
struct reload *reload_new(struct loop *l, const char *file,
    void (*done)(void *arg, struct reloaded *r), void *arg);

/* While one is being read: it is read once more after that. */
void reload_begin(struct reload *r);

/* Waits for the thread; `done` is not called any more. NULL is allowed. */
void reload_free(struct reload *r);

#endif
