/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - the daemon itself, for wire.c, which makes it, and heard.c, which
 * passes on what the ledger says.
 */
#ifndef DAEMON_INSIDE_H
#define DAEMON_INSIDE_H

#include "daemon/daemon.h"

struct api;
struct campaigns;
struct control;
struct flow;
struct ledger;
struct ledger_events;
struct reload;
struct route_table;
struct testpaths;
struct webhook;

/* A configuration and what follows from it alone. */
struct setup {
	struct conf *conf;
	struct route_table *routes;
};

struct daemon {
	struct loop *loop;
	struct daemon_options options;
	struct setup setup, *retired;
	size_t n_retired;
	struct reload *reload;
	struct ledger *ledger;
	struct flow *flow;
	struct webhook *webhook;
	struct campaigns *campaigns;
	struct api *api;
	struct control *control;
	struct testpaths *test;
	struct loop_wake wake; /* the ledger's */
	struct loop_hook turn;
	bool stopping;
	int status;
};

/* heard.c: the events of the ledger; the argument is the daemon. */
extern const struct ledger_events daemon_heard;

#endif
