/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host - how much one host is called, by all accounts together (reliability.md
 * 7.4, X8, X9): so many calls at a time, of each of its ports; and so many a
 * second, of all its ports, as who names one may name them all.
 *
 * A host takes the calls of a second at once, then one after each interval.
 * Who comes too early is given a turn, which is his and counted already. So
 * those that wait go one after the other, whoever has many calls or few.
 *
 * Owns:    some bytes for each host that is called, or was within a second.
 * Borrows: nothing.
 * Time:    clock_mono().
 */
#ifndef FLOW_HOST_H
#define FLOW_HOST_H

#include "base/base.h"

struct hosts;
struct url;

#define HOST_CALLS 10  /* at a time, of one port */
#define HOSTS_MAX  500 /* ports that are called at a time */

struct hosts *hosts_new(void);
void hosts_free(struct hosts *h);

/* A call begins; *port is for hosts_give(), when it is over. RC_FULL: there
 * are as many as may be. */
MUST_CHECK int hosts_take(struct hosts *h, const struct url *u, uint64_t *port);
void hosts_give(struct hosts *h, uint64_t port);

/* Zeroed it is none: who has called zeroes it. */
struct host_turn {
	uint64_t host;
	usec at;
};

/* Take a turn at this host, if *t is none there. True: it has come. Else
 * t->at says when it does. A rate of 0 is no limit. */
bool hosts_turn(struct hosts *h, const struct url *u, double rate,
    struct host_turn *t);

#endif
