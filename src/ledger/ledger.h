/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ledger - facts in, outcomes out; the only place where a status changes.
 *
 * The loop thread hands in facts (accept, slots, answer, doubt, receipt ...).
 * ledger_turn() passes what has gathered to the ledger thread as one batch;
 * that thread applies it in order inside one transaction, commits, and wakes
 * the loop, whose next ledger_turn() calls the events. An event therefore
 * always speaks of something durable. Reads go to a reader thread and see only
 * what is committed.
 *
 * Owns:    the store, both threads, all that a fact or an outcome points to.
 * Borrows: strings and bytes handed in are copied; bytes handed out hold until
 *          the event returns.
 * Threads: every function here belongs to the loop thread; `wake` is called
 *          from the others.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "ledger/types.h"

/* What the ledger must know of an smsc. */
struct ledger_smsc {
	const char *name;
	bool hold; /* on_doubt = hold */
	usec doubt_wait;
	double sender_rate; /* parts a second of one sender; 0: no limit */
	/* Of `capacity`, the slots it offers when nothing is under way (the
	 * lesser of its windows and of what a second's rate allows), otp_share
	 * percent are kept for one-time passwords. */
	unsigned otp_share;
	uint32_t capacity;
	uint8_t msgid; /* enum msgid_mode of model/msgid.h */
	uint8_t query; /* enum ledger_query */
	bool cancel;   /* it may be asked to cancel what it has taken */
	bool evident;  /* that it takes a message is evidence of it (X18) */
};

/* What became of ledger_backup(). */
struct ledger_backup_report {
	int rc; /* RC_NOT_FOUND: no folder to make `dir` in; RC_DENIED;
		 * RC_EXISTS, RC_NO_SPACE, ...: see store_backup() */
	const char *dir;
	uint64_t bytes;
	usec took;
};

struct ledger;
struct ledger_events;
struct list_query;
struct told;

/* Open the store, bring the memory up from it, and start the threads. Claims
 * that were open at a crash are resolved by on_doubt in the first commit. */
MUST_CHECK int ledger_open(struct ledger **out, const struct ledger_options *o,
    struct ledger_problem *why);

/* The same name gives the same id for ever. Before ledger_start() it is durable
 * on return; later it is so before any accept is that uses it. The smscs of a
 * NAME_SET are named first. RC_FULL, RC_TOO_LONG. */
MUST_CHECK int ledger_intern(struct ledger *l, enum name_kind kind,
    const char *text, uint16_t *id);

/* At any time; after the start it is a fact like others. `set` NULL: it is not
 * configured any more; nothing is sent to it. */
void ledger_set_smsc(struct ledger *l, uint16_t smsc,
    const struct ledger_smsc *set);

void ledger_start(struct ledger *l, const struct ledger_events *up, void *arg,
    void (*wake)(void *), void *wake_arg);

/* The text of an interned name, or "". */
const char *ledger_name(const struct ledger *l, enum name_kind kind,
    uint16_t id);

/* ---- facts ------------------------------------------------------------- */

/* RC_BUSY: too many accepts wait for a commit. RC_NO_SPACE: the store is full.
 * Else .accepted or .refused will come with this token. */
MUST_CHECK int ledger_accept(struct ledger *l, const struct accept *a);

/* It may take messages (a bind stands, started, not paused) or may not, as at
 * the start: then it gets none, whatever slots it has. */
void ledger_smsc_up(struct ledger *l, uint16_t smsc, bool up);

/* n more requests may be claimed for this smsc; n < 0: fewer. */
void ledger_slots(struct ledger *l, uint16_t smsc, int n);

void ledger_answer(struct ledger *l, const struct answer *a);

/* The part may have been sent and was not answered; `why` in one word, which
 * its timeline keeps. */
void ledger_doubt(struct ledger *l, const struct claim_part *p,
    const char *why);

/* The part certainly never left us. */
void ledger_return(struct ledger *l, const struct claim_part *p);

/* What came of a .question; t->text is copied. */
void ledger_told(struct ledger *l, const struct told *t);

/* Cancel a message, or send one again that is held in doubt (M9h): .granted
 * says what became of it. `account` 0: any. */
void ledger_wish(struct ledger *l, uint64_t token, uint16_t account,
    const struct message_id *id, enum wish wish);

void ledger_receipt(struct ledger *l, const struct receipt_fact *r);
void ledger_inbound(struct ledger *l, const struct inbound_fact *m);

/* What is thought of a message that was given up: FLAG_SUSPECTED_FILTERED,
 * FLAG_CARRIER_NO_RECEIPTS. Nothing happens if it was heard of since. */
void ledger_flag(struct ledger *l, uint64_t key, unsigned flags);

/* A message of which .stranded told goes to this set, with an entry that says
 * so, unless it waits for smscs that are configured, or for none, meanwhile.
 * Key 0: the routes have changed, all are told of anew. */
void ledger_move(struct ledger *l, uint64_t key, uint16_t set);

/* ---- reads ------------------------------------------------------------- */

/* .fetched with RC_NOT_FOUND: no such id. `account` 0: any. */
void ledger_fetch(struct ledger *l, uint64_t token, uint16_t account,
    const struct message_id *id);

/* The newest first. `account` 0: any. */
void ledger_list(struct ledger *l, uint64_t token, const struct list_query *q);

/* As of the last commit. */
void ledger_smsc_view(struct ledger *l, uint16_t smsc,
    struct ledger_smsc_view *out);

/* How many of the last hour fit none, but for those that have just come. */
uint64_t ledger_unmatched(struct ledger *l, usec now);

/* Counts as of the last commit. */
void ledger_totals(struct ledger *l, struct ledger_totals *out);

/* Messages of the account that are held until an instant (ledger/life.h), but
 * for those of campaigns; as of the last commit. */
uint64_t ledger_scheduled(struct ledger *l, uint16_t account);

/* Write a consistent copy of the store as it is now to `dir`/data.mdb; `dir`
 * is made if the folder above it exists. Then .backed_up is called. RC_BUSY:
 * one is being made; RC_SYSTEM. The token is not 0. */
MUST_CHECK int ledger_backup(struct ledger *l, uint64_t token, const char *dir);

/* ---- turning ----------------------------------------------------------- */

/* Call the events of what is done; hand over what has gathered. */
void ledger_turn(struct ledger *l);

/* Nothing gathered, nothing at work, no outcome or read waits. */
bool ledger_is_idle(struct ledger *l);

/* When the ledger itself has something to do next (wall clock), or 0: never, or
 * not before the commit that is under way has ended. At that instant call
 * ledger_tick(). */
usec ledger_next_due(struct ledger *l);
void ledger_tick(struct ledger *l);

/* Commit what was handed in, stop the threads, close the store. Events of the
 * last batch are called; a backup under way is finished first. */
void ledger_close(struct ledger *l);

#endif
