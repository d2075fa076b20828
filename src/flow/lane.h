/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lane - what goes to one host for one account; inside webhook.
 *
 *	lane.c       which lanes there are, what is in their queues and rows
 *	lane_call.c  who may go, what came of it, when to try again
 *	owner.c      does its host want them?
 *
 * Invariants:
 *  1. A lane's queue is in the order of places. A letter is not sent while one
 *     about the same message is before it in the queue.
 *  2. A letter without a row belongs to a live event (webhook.c), which keeps
 *     the cursor before it; with its row or its delivery it leaves that. It
 *     gets a row when it is not told within LIVE_AGE, so that nobody's slow
 *     server keeps the cursor, or the events of others.
 *  3. While a lane has rows that are not in the queue, new events become rows
 *     too; so the queue never overtakes the rows.
 *  4. Rows behind `after` are not in the queue. Where it went back (a replay, a
 *     lane that rests), some may be there or on their way out: rows are not
 *     read until what was taken out is durable, and those in the queue are
 *     known by their place.
 *  5. A lane that rests has no more in memory than its first letter and those
 *     under way, so dead hosts cost next to nothing.
 *  6. Waiting for a turn (flow/host.h) or for an owner's answer is no attempt,
 *     and says nothing of the host.
 */
#ifndef FLOW_LANE_H
#define FLOW_LANE_H

#include "flow/host.h"
#include "flow/letter.h"
#include "flow/webhook.h"
#include "http/client.h"
#include "ledger/hook.h"
#include "net/timer.h"

#include <sys/queue.h>

#define LANE_LETTERS 64    /* of one lane in memory */
#define LETTERS_MAX  20000 /* of all; each lane may have one beyond them */
#define LANE_CALLS   HOST_CALLS
#define CALLS_MAX    HOSTS_MAX /* of all; lanes have but one call beyond half */
#define LIVE_MAX     20000     /* events that keep the cursor */
#define LIVE_AGE     (5 * SECOND)
#define GIVE_UP      (72 * HOUR)

#define LANE_BUCKETS 4096

#define WAIT_MOST  HOUR /* between two attempts */
#define GONE_FOR   HOUR
#define GONE_PLACE 80
#define WHY_BYTES  sizeof(((struct hook *)0)->why)

enum death { DEATH_NONE, DEATH_TIME, DEATH_REFUSED, DEATH_GONE, DEATH_URL };

/* An event that was read and is neither told nor in a row. */
struct live {
	STAILQ_ENTRY(live) next;
	uint64_t place;
	unsigned left; /* letters */
};

/* A call and the port it goes to. */
struct under_way {
	http_call_id id; /* 0: none */
	uint64_t port;
};

struct work {
	TAILQ_ENTRY(work) next;
	struct lane *lane;
	struct letter letter;
	uint64_t key;           /* of the message */
	struct live *live;      /* NULL: it has a row */
	usec taken, first, due; /* it could be told since `first` */
	struct under_way call;
	char why[WHY_BYTES];
};

TAILQ_HEAD(works, work);

struct lane {
	TAILQ_ENTRY(lane) link, ready_link;
	struct lane *in_bucket;
	struct webhook *webhook;
	uint32_t id;
	struct works queue;
	size_t letters, calls;
	bool has_rows, asked;
	bool went_back;      /* `after` did, see 4. */
	uint64_t after, put; /* put: the last place that got a row here */
	uint64_t floor; /* where it went back to while it was asked; or 0 */
	/* Commits there had been when something was handed in that must be seen
	 * when rows are read again. */
	uint64_t handed;
	bool ready;   /* it runs in this turn or the next */
	bool starved; /* it waits for what each turn may bring */
	struct timer timer;
	struct host_turn turn;
	struct owner *owner; /* whose answer it waits for, or NULL */
	TAILQ_ENTRY(lane) owner_link;
	bool unconfirmed; /* its host does not name the account */
	/* The host's health. */
	unsigned failures; /* one after the other */
	usec rests_until;  /* clock_mono(), as all; 0: it does not rest */
	uint64_t gone;     /* the URL that answered 410 */
	usec gone_until;
	uint16_t gone_account;
	char gone_place[GONE_PLACE]; /* "https://host:443", cut */
	char why[WHY_BYTES];         /* of the last failure */
};

TAILQ_HEAD(lanes, lane);
STAILQ_HEAD(lives, live);

struct webhook {
	struct webhook_options with;
	struct http_client *client;
	struct lane *bucket[LANE_BUCKETS];
	struct lanes lanes, ready;
	size_t n_lanes, letters;
	struct hosts *hosts;
	struct owners *owners;
	struct lives live;
	size_t lives;
	uint64_t read, cursor, cursor_told; /* places */
	usec cursor_at;                     /* when it was told, clock_mono() */
	bool following, more, stopping;
	/* Rows are read when the events of before the start, of which some have
	 * one and some have none, are back in their lanes. */
	bool caught_up;
	usec began; /* wall clock */
	struct timer timer;
	struct webhook_figures figures;
};

/* ---- lane.c ------------------------------------------------------------- */

/* The lane of a letter or of rows, made if need be. */
struct lane *lane_of_letter(struct webhook *w, const struct letter *l);
struct lane *lane_by_id(struct webhook *w, uint32_t id);

/* NULL: there is none now. */
struct lane *lane_find(const struct webhook *w, uint32_t id);
void lane_free(struct lane *lane);

/* It has nothing in memory, no rows, and its host is well. */
bool lane_is_empty(const struct lane *lane);

/* It runs at the end of this turn, or of the next. */
void lane_wake(struct lane *lane);

/* Take a letter about a live event; its bytes are the lane's now. */
void lane_take(struct lane *lane, struct letter *l, uint64_t key,
    struct live *live);

/* A page of rows was read. */
void lane_take_rows(struct lane *lane, const struct hook_page *p);

/* A dead letter joins it again. */
void lane_replay(struct lane *lane, const struct hook *h);

/* Ask for rows if there is room for some. */
void lane_ask(struct lane *lane);

/* The letter's row, alive or dead; it is no longer live. */
void work_put(struct work *k, enum death death);

/* The letter leaves the queue and has no row: it is told, or nobody wants it.
 */
void work_settle(struct work *k);

/* Of a lane that rests, what need not be in memory leaves it. */
void lane_shed(struct lane *lane);

/* It leaves the queue; its row or its live event is the caller's. */
void work_free(struct work *k);

/* ---- lane_call.c -------------------------------------------------------- */

/* Send what may go; ask for rows. */
void lane_run(struct lane *lane);

/* Make a call for this lane, if its host takes one more now. RC_FULL: it does
 * not, or not before lane->turn.at; RC_BAD. */
MUST_CHECK int lane_call(struct lane *lane, const struct http_call *c,
    double rate, struct under_way *out);

/* It is over, or dropped if it is not. */
void lane_called(struct webhook *w, struct under_way *u);

/* ---- webhook.c ---------------------------------------------------------- */

/* A letter of the event is told or has a row. */
void live_settle(struct live *live);

/* The date of an instant of clock_mono(), as rows keep it. */
usec webhook_date(usec at);

#endif
