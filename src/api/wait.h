/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wait - requests that wait for the ledger, each under a token.
 *
 * Owns: the slots, with what an answer needs to know of its request.
 * Note: a slot is its taker's until wait_give(); a token is good for once.
 */
#ifndef API_WAIT_H
#define API_WAIT_H

#include "api/inside.h"
#include "ledger/question.h"

/* Requests that wait for the ledger; more get 503. */
#define WAITS_MAX 65536

/* A message on its way to a commit: what the answer will show of it, but for
 * the bytes of its body, which are in wait.body. */
struct wait_message {
	uint64_t to;
	uint8_t parts, class, on_doubt;
	uint32_t ttl;
};

struct wait_page {
	uint64_t size, number;
	uint64_t to, before; /* 0: not asked for */
};

struct wait {
	http_id id;
	enum face face;
	bool is_trace;    /* of a message: its way is asked for */
	uint16_t account; /* the ledger's, which no reload changes */
	union {
		struct wait_message message;
		struct wait_page page;
	} u;
	struct buf body;
	uint32_t generation, next_free;
	bool taken;
};

void wait_init(struct api *a);
void wait_fini(struct api *a);

/* NULL: WAITS_MAX wait already, and the call was refused. */
struct wait *wait_take(struct api *a, const struct call *c, uint64_t *token);

/* NULL: nobody waits for this token. */
struct wait *wait_find(const struct api *a, uint64_t token);
void wait_give(struct api *a, uint64_t token);

/* Ask the ledger for the message whose id stands in the path. NULL: refused.
 */
struct wait *wait_fetch(struct api *a, const struct call *c);

/* Wish something of that message: api_granted() follows. NULL: refused. */
struct wait *wait_wish(struct api *a, const struct call *c, enum wish wish);

/* True: it was granted, and api_fetched() follows under the same token. */
bool wait_granted(struct api *a, uint64_t token, const struct granted *g);

/* Ask the ledger for a page of the account's messages; q->account is set
 * here. NULL: refused. */
struct wait *wait_list(struct api *a, const struct call *c,
    struct list_query *q);

#endif
