/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signals - SIGTERM, SIGINT and SIGHUP as calls in the loop.
 *
 * A thread waits for them, so that no handler interrupts anything.
 */
#ifndef DAEMON_SIGNALS_H
#define DAEMON_SIGNALS_H

#include "net/loop.h"

struct signals;

/* Call before any other thread begins: it blocks the signals for all. `got`
 * is called in the loop with the signal's number. */
struct signals *signals_new(struct loop *l, void (*got)(int sig, void *arg),
    void *arg);
void signals_free(struct signals *s);

#endif
