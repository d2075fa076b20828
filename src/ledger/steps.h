/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * steps - what a transaction of the book is made of, a file each.
 *
 * Borrows: the book, its transaction and the bytes during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_STEPS_H
#define LEDGER_STEPS_H

#include "ledger/book.h"

struct entry;

/* recover.c: from the store. replay.c: what the journal knows better than the
 * records, from this place on. RC_CORRUPT. */
MUST_CHECK int book_recover(struct book *b, struct ledger_problem *why);
MUST_CHECK int book_replay(struct book *b, uint64_t from);

/* mend.c: chunks that were passed over; what may have been in them, RC_CORRUPT;
 * what follows, in the first commit. */
struct damage *damage_new(void);
void damage_free(struct damage *d);
void damage_forget(struct damage *d);
void damage_add(struct damage *d);
bool damage_any(const struct damage *d);
MUST_CHECK int book_assess(struct book *b);
void book_mend(struct book *b);

/* commit.c: one batch, one transaction. Returns 0, or what forbids to go on. */
MUST_CHECK int book_commit(struct book *b, struct batch *batch);

/* leap.c (ledger/leap.h): from the store, what cannot be read is logged; a
 * transaction begins, and is done; how far dates of this place are too late; a
 * record, a slot, campaigns follow; the walk; when to come again (0: never). */
struct leaps *leaps_new(void);
MUST_CHECK int leaps_load(struct book *b);
void leap_see(struct book *b);
void leap_done(struct book *b);
usec leap_since(const struct book *b, uint64_t place);
void leap_show(const struct book *b, struct record *r);
void leap_take(struct book *b, struct active_slot *s);
void leap_run(struct book *b);
usec leap_next(const struct book *b);
void book_leap_campaigns(struct book *b, usec by);

/* publish.c: after a commit, after a recovery, while the store is full. */
void book_publish(struct book *b, usec next_due);
void book_publish_all(struct book *b);
void book_publish_counts(struct book *b, usec next_due);

/* arrivals.c: opt-outs, parts of texts, what is held. RC_CORRUPT. */
void book_init_arrivals(struct book *b);
void book_fini_arrivals(struct book *b);
MUST_CHECK int book_load_stops(struct book *b);
MUST_CHECK int book_load_pieces(struct book *b);

/* ---- facts ------------------------------------------------------------- */

/* facts.c: what a fact does; claims that were open at a crash. */
void book_apply(struct book *b, const struct batch *from, struct fact *f);
void book_set_smsc(struct book *b, const struct smsc_fact *f);
void book_resolve_claims(struct book *b);

/* accept.c: a new message, or the one of this Idempotency-Key, or none. Keys
 * that are too old are purged; when to come again (0: never). */
void book_accept(struct book *b, const struct accept *a, const void *body);
void book_purge_keys(struct book *b);
usec book_next_key_purge(struct book *b);

/* inbound.c: a text from a handset, or a part of one (ledger/mo.h). Texts whose
 * parts do not come; when to come again. */
void book_inbound(struct book *b, const struct inbound_fact *m,
    const void *raw);
void book_run_pieces(struct book *b);
usec book_next_piece(const struct book *b);

/* keyword.c: set or clear an opt-out and tell; what a text's keyword does, and
 * whether it did. */
void book_opt_out(struct book *b, const struct optout_fact *f);
bool book_take_keyword(struct book *b, const struct inbound_fact *m);

/* skip.c. No: the recipient has opted out of what this message is of. The same
 * of what waits; before a claim: then it ends, and true is given. */
bool book_may_accept(const struct book *b, const struct accept *a);
bool book_is_stopped(struct book *b, const struct record *r);
bool book_skip(struct book *b, struct active_slot *s);

/* sweep.c: an opt-out was set: what waits is looked through, a slice at a time;
 * when to come again (0: never); the memory is anew. strand.c: what
 * ledger_move() says. */
struct sweep *sweep_new(void);
void book_sweep(struct book *b, uint16_t account, uint64_t number);
void book_run_sweep(struct book *b);
usec book_next_sweep(const struct book *b);
void sweep_forget(struct sweep *s);
void book_move(struct book *b, uint64_t key, uint16_t set);

/* ---- sending ----------------------------------------------------------- */

/* claims.c: give a new message to an smsc, or put it in line. False: none may
 * have it now. */
bool book_claim_now(struct book *b, struct active_slot *s, const void *body,
    size_t body_len);
void book_wait(struct book *b, struct active_slot *s);
/* Lines of which a retry is due wait for a slot from now on. */
void book_wake(struct book *b);
void book_dispatch(struct book *b);

/* reroute.c: write what an smsc refused for good, or what a receipt says; and
 * send the message to the rest of its set, if that is what follows. A receipt
 * is judged first: what it then says is what a repeated one is known by. */
void book_write_refusal(struct book *b, struct active_slot *s, struct entry *e);
uint16_t book_judge_receipt(struct book *b, const struct record *r,
    struct entry *e);
void book_write_receipt(struct book *b, struct active_slot *s, struct entry *e,
    uint16_t rest);

/* ---- receipts ---------------------------------------------------------- */

/* receipts.c: a receipt finds its message, or waits. False: it only looks like
 * one, and fits none; nothing was done. */
struct msgid_learned *learned_new(void);
MUST_CHECK bool book_receipt(struct book *b, const struct receipt_fact *r,
    const void *raw);
/* An answer's id: what comes finds it, and it finds what came. */
void book_answer_id(struct book *b, struct active_slot *s,
    const struct answer *a);
/* The same of one that was refused (F11), or came twice (B15). */
void book_other_id(struct book *b, struct active_slot *s,
    const struct answer *a);
/* A receipt is of this part; under what an id is found; is the receipt's
 * source the recipient? */
void book_give_receipt(struct book *b, uint64_t what, struct entry *e);
uint64_t receipt_hash(const struct book *b, uint16_t smsc, const char *id);
bool receipt_is_from(uint64_t a, uint64_t b);

/* parking.c: it waits; those that waited for an answer; those that nobody
 * claims are thrown away; when to come again (0: never). */
void book_park(struct book *b, const struct receipt_fact *r, struct entry *e);
void book_take_parked(struct book *b, struct active_slot *s,
    const struct answer *a);
void book_run_parked(struct book *b);
usec book_next_parked(struct book *b);

/* polls.c: questions that are due, when to come again (0: never); a batch
 * begins, the clock was set back, the memory is anew; who is asked now. */
struct polls *polls_new(void);
void book_run_polls(struct book *b);
usec book_next_poll(struct book *b);
void polls_begin(struct polls *p);
void polls_leap(struct polls *p, usec by);
void polls_forget(struct polls *p);
bool book_asks(const struct book *b, uint16_t smsc);

/* questions.c: one for each of these parts that has an id; nth 0: to cancel.
 * Returns how many. Whether a receipt has told what became of a part. */
int book_ask(struct book *b, uint64_t key, const struct record *r,
    uint32_t parts, uint8_t nth);
void book_told(struct book *b, const struct told *t, const void *text);
bool book_has_receipt(struct book *b, const struct record *r, uint8_t part);

/* ---- wishes, and the end of it ----------------------------------------- */

/* wishes.c: the last for what was forwarded after a wish. */
void book_wish(struct book *b, const struct wish_fact *w);
void book_told_cancel(struct book *b, const struct told *t);
void book_cancel_forwarded(struct book *b, struct active_slot *s);

/* timers.c: what is due at b->now; when to come again (0: never); nothing was
 * heard of a message in time (M14), which is told. */
void book_run_due(struct book *b);
usec book_next_due(struct book *b);
void book_give_up(struct book *b, struct active_slot *s);

/* held.c: what is held has a row of due in line DUE_HELD, which book_write()
 * puts and deletes. When it is to be released, as its entry says it (0: at
 * once; RC_TOO_LONG: it is too far away); release those whose instant has come;
 * when the next one is (0: never). */
MUST_CHECK int book_hold_until(const struct book *b, const struct accept *a,
    usec *at);
void book_run_held(struct book *b);
usec book_next_held(struct book *b);

/* erase.c: what a message says and whom it is for, taken out of the journal;
 * entries keep length and place. RC_DENIED: it is not final, nor (redact) to be
 * discarded by now. RC_CORRUPT: it cannot be read, and nothing has changed. */
MUST_CHECK int book_redact(struct book *b, struct active_slot *s);
MUST_CHECK int book_erase(struct book *b, struct active_slot *s);
void book_run_discards(struct book *b); /* discard.c: behind all facts */
/* What may be kept of a receipt; `room` is ENTRY_PAYLOAD_MAX. */
void erase_mask(const struct record *r, struct entry *e, uint8_t *room);
/* A parked receipt is given away or thrown away: what it said goes. */
void book_forget_parked(struct book *b, uint64_t place);

/* retention.c: a rule is another one; the places are read again. */
void book_retain(struct book *b, const struct retention_fact *f);
void retention_forget(struct book *b);

#endif
