/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the files of sim share, and nobody else sees.
 *
 * sim.c       birth, death, the turn's end
 * peer.c      connections, binds, what passes on the wire
 * answer.c    submit_sm and its answers
 * query.c     query_sm, cancel_sm
 * outbox.c    deliver_sm on their way
 * command.c   control commands; port.c gives them a port
 */
#ifndef SIM_INSIDE_H
#define SIM_INSIDE_H

#include "net/loop.h"
#include "sim/limit.h"
#include "sim/sim.h"
#include "sim/tally.h"

struct listener;
struct pdulog;
struct session;
struct session_answer;
struct session_token;
struct tls_context;
struct wire;

/* An answer under way to the wire, and what is to be done to it there. */
struct marked {
	uint32_t sequence;
	struct rule *rule;
	TAILQ_ENTRY(marked) link;
};

TAILQ_HEAD(marked_list, marked);

/* In `peers` while its session stands, then in `leaving` until the wire has
 * carried the rest. */
struct peer {
	struct sim *sim;
	uint32_t id;       /* from 1 on, in the log */
	uint32_t bound_as; /* SMPP_BIND_*; 0: not yet */
	struct session *session;
	struct wire *wire; /* NULL: gone */
	struct marked_list marked;
	struct rule *passing; /* the last that was marked */
	char name[32];
	bool left;
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

struct sim {
	struct loop *loop;
	struct loop_hook hook;
	char name[32], *system_id, *password;
	uint32_t window, remember;
	struct sim_binds binds;
	struct listener *listener;
	struct tls_context *tls; /* NULL: plain */
	char *addr;              /* where it listens, or did */
	struct peer_list peers, leaving;
	uint32_t last_peer;
	uint32_t bind_status; /* what binds are refused with */
	bool deaf;
	struct rule_list rules;
	bool reads_pdus;             /* is any rule about PDUs? */
	struct rule *plain;          /* when no rule fits */
	struct rule *bare, *unknown; /* done to PDUs that 3.3 has not */
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

/* peer.c. NULL: it is gone. */
struct peer *peer_find(struct sim *s, uint32_t id);
void peer_adopt(struct sim *s, struct stream *st);

/* The answer of that number: do to it what the rule says of the wire. */
void peer_mark(struct peer *p, uint32_t sequence, struct rule *rule);

/* Part with all of them. */
void peers_fini(struct sim *s);

/* A rule came or went. */
void sim_rules_changed(struct sim *s);

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
