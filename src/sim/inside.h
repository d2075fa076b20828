/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the files of sim share, and nobody else sees.
 *
 * sim.c       birth, binds, the turn's end
 * answer.c    submit_sm and its answers
 * query.c     query_sm, cancel_sm
 * outbox.c    deliver_sm on their way
 * command.c   control commands; port.c gives them a port
 */
#ifndef SIM_INSIDE_H
#define SIM_INSIDE_H

#include "net/loop.h"
#include "sim/sim.h"
#include "sim/tally.h"

struct listener;
struct pdulog;
struct session;
struct session_answer;
struct session_token;

struct peer {
	struct sim *sim;
	uint32_t id;       /* from 1 on, in the log */
	uint32_t bound_as; /* SMPP_BIND_*; 0: not yet */
	struct session *session;
	struct stream *stream; /* the session's; to make us deaf */
	char name[32];
	TAILQ_ENTRY(peer) link;
};

TAILQ_HEAD(peer_list, peer);

struct later;

TAILQ_HEAD(later_list, later);
TAILQ_HEAD(delivery_list, delivery);

struct delivery;

struct outbox {
	struct delivery **slot; /* those in flight, by token */
	uint32_t *vacant, vacant_len, slots;
	uint64_t last_serial;
	size_t count; /* all deliveries there are */
	size_t in_flight;
	struct delivery_list waiting;  /* for their time */
	struct delivery_list ready;    /* for room in a session */
	struct delivery_list stranded; /* for a bind */
	struct delivery_list sent;     /* for their answer */
};

/* A second of the clock, and how many submit_sm came in it. */
struct limit {
	uint64_t per_second; /* 0: no limit */
	int64_t second;
	uint64_t came;
};

struct sim {
	struct loop *loop;
	struct loop_hook hook;
	char name[32], *system_id, *password;
	uint32_t window, remember;
	struct listener *listener;
	char *addr; /* where it listens, or did */
	struct peer_list peers;
	uint32_t last_peer;
	uint32_t bind_status; /* what binds are refused with */
	bool deaf;
	struct rule_list rules;
	struct rule *plain; /* when no rule fits */
	struct ids ids;
	struct limit limit;
	struct tally *tally;
	struct outbox outbox;
	struct later_list delayed, held;
	size_t held_count;
	struct pdulog *log;
	bool failed;
	struct sim_totals totals;

	const struct sim_control *control;
	void *control_arg;
	bool advancing; /* a control command waits for it */
	usec advance_to;
	uint64_t advance_progress;
};

/* NULL: it is gone. */
struct peer *peer_find(struct sim *s, uint32_t id);

/* answer.c: a request came; a line for the log; a session is gone. */
void answer_request(struct peer *p, const struct smpp_pdu *pdu);
void answer_log(struct peer *p, const struct smpp_pdu *pdu, const char *name,
    uint32_t status);
void answer_forget_peer(struct sim *s, uint32_t peer);
void answer_fini(struct sim *s);

/* Answer up to `count` held submit_sm with `status`. Returns how many. */
uint64_t answer_held(struct sim *s, uint64_t count, uint32_t status);

/* query.c */
void query_request(struct peer *p, const struct smpp_pdu *pdu);
void query_cancel(struct peer *p, const struct smpp_pdu *pdu);

/* outbox.c */
void outbox_init(struct outbox *o);
void outbox_fini(struct sim *s);
bool outbox_is_full(const struct sim *s);

/* Send this receipt of the rule (which is kept) after `delay`, `times` over.
 * False: too many are on their way. */
bool outbox_receipt(struct sim *s, const struct seen *m, struct rule *rule,
    size_t nth, usec delay);

/* Start the receipts of a rule for a message: those that wait for its answer,
 * or the early ones. */
void outbox_receipts(struct sim *s, struct rule *rule, uint64_t serial,
    bool early);

/* Send a deliver_sm that is encoded already, to binds of `system_id`, or with
 * "" to any. */
bool outbox_bytes(struct sim *s, const char *system_id, const void *pdu,
    size_t len);

/* Send what may be sent now. */
void outbox_pump(struct sim *s);

/* A bind stands: those who waited for one try again. */
void outbox_bound(struct sim *s);

void outbox_answered(struct peer *p, const struct session_token *tok,
    const struct session_answer *answer);

/* It may not have arrived; it goes again, at once or after a while. */
void outbox_again(struct peer *p, const struct session_token *tok, usec delay);

/* advance.c: the turn's end while a clock command waits. */
void advance_begin(struct sim *s, usec by);
void advance_turn(struct sim *s);

#endif
