/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * webhook - tells customers' servers what happened: at least once, in order
 * for each message, signed, across restarts (P6; reliability.md X6 to X11).
 *
 * It follows the journal from a durable cursor. What goes out at once leaves
 * no trace but the cursor; what does not gets a row (ledger/hook.h), which is
 * tried again after 5 s, 10 s, ... up to an hour, each time after a random
 * part of that, for 72 h, and is a dead letter then. A lane is all that goes
 * to one host for one account: it has its own queue, its own rows, at most ten
 * calls at a time, and rests as a whole when its host fails again and again.
 * So a host that is down or slow holds up nobody else.
 *
 * One host gets no more calls a second than it may, of all accounts together
 * (flow/host.h), and none of an account that it must name and does not
 * (flow/owner.h): letters wait. Both X9.
 *
 * What is written, and to whom, is the business of another (api): he is asked
 * for the letters about an event (flow/letter.h).
 *
 * Owns:    its lanes, letters, calls.
 * Borrows: the loop, the ledger.
 * Threads: the loop's.
 * Time:    waits follow the clock, calls true time.
 */
#ifndef FLOW_WEBHOOK_H
#define FLOW_WEBHOOK_H

#include "base/base.h"

struct follow_page;
struct hook;
struct hook_page;
struct ledger;
struct letter_writer;
struct loop;
struct webhook;

/* Tokens that the ledger gets from here have these bits, api's and control's
 * never have both. */
#define WEBHOOK_TOKEN ((uint64_t)3 << 62)

struct webhook_options {
	struct loop *loop;
	struct ledger *ledger;
	const struct letter_writer *writer;
	void *arg;
};

/* Before ledger_start(). RC_CORRUPT: the rows cannot be read. */
MUST_CHECK int webhook_new(struct webhook **out,
    const struct webhook_options *o);

/* Calls under way are dropped: they are made again after the next start. */
void webhook_free(struct webhook *w);

/* Once a turn, before the turn's facts go to the ledger's thread. */
void webhook_turn(struct webhook *w);

/* Nothing new is begun; what is under way may end. Drained: it has, and the
 * ledger was told. */
void webhook_stop(struct webhook *w);
bool webhook_is_drained(const struct webhook *w);

/* The ledger's events of its tokens. */
void webhook_followed(struct webhook *w, const struct follow_page *p);
void webhook_hooks(struct webhook *w, uint64_t token,
    const struct hook_page *p);

/* A dead letter, as ledger_hooks() gave it, goes back to its lane. It is
 * durable with the next commit, and tried for another 72 h. */
void webhook_replay(struct webhook *w, const struct hook *dead);

/* For metrics and people. */
struct webhook_figures {
	uint64_t sent, failed, dead;
	size_t lanes;
	size_t resting;     /* its host fails */
	size_t paced;       /* it waits for its turn at a host */
	size_t unconfirmed; /* its host does not name the account */
	size_t letters, calls;
};
void webhook_figures(const struct webhook *w, struct webhook_figures *out);

/* A lane that rests: its letters wait. */
struct webhook_rest {
	uint32_t lane;
	uint16_t account;
	unsigned failures; /* one after the other */
	usec until;
	const char *why; /* till the next turn */
};

/* A URL that answered 410: its letters are dead letters. */
struct webhook_gone {
	usec since, until;
	const char *place; /* "https://host:443"; till the next turn */
};

/* Some of an account's (the ledger's number), no more than `most`. Returns how
 * many. */
size_t webhook_gone(const struct webhook *w, uint16_t account,
    struct webhook_gone *out, size_t most);

/* Some of the lanes that rest, no more than `most`. Returns how many. */
size_t webhook_resting(const struct webhook *w, struct webhook_rest *out,
    size_t most);

#endif
