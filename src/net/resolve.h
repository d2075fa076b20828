/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolve - host names to addresses, in a thread of its own.
 *
 * Owns:    the thread, the questions and their answers.
 * Borrows: the argument of each question until answered or dropped.
 * Threads: that of the loop; the answer comes there.
 */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include "net/loop.h"

struct addrinfo;
struct question;
struct resolver;

/* `answered` gets the addresses, its own to free with freeaddrinfo(), or NULL
 * and a text why. */
struct question *resolve_ask(struct loop *l, const char *host, uint16_t port,
    void (*answered)(void *arg, struct addrinfo *found, const char *why),
    void *arg);

/* The asker does not wait any longer. */
void resolve_drop(struct question *q);

/* A numeric address needs no thread: NULL if it is not one. */
struct addrinfo *resolve_numeric(const char *host, uint16_t port);

/* NULL is allowed. A lookup under way is left to end by itself. */
void resolver_free(struct resolver *r);

#endif
