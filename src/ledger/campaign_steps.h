/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_steps - what a transaction of the book does to campaigns and their
 * messages, a file each; as ledger/steps.h for the rest. A
 * campaign itself is in ledger/campaign_row.h.
 *
 * Borrows: the book, its transaction and the bytes during a call. A campaign
 * holds until the transaction ends.
 * Threads: the ledger's, but for what says otherwise.
 */
#ifndef LEDGER_CAMPAIGN_STEPS_H
#define LEDGER_CAMPAIGN_STEPS_H

#include "base/base.h"

struct active_slot;
struct book;
struct campaign;
struct campaign_fact;
struct campaigns;
struct entry;
struct fact;
struct record;
struct site_fact;
struct verdict;

/* ---- facts_more.c: what the facts do whose data is their struct ---------- */

void book_apply_more(struct book *b, const struct fact *f, const void *data);

/* ---- campaigns in memory: campaign.c ----------------------------------- */

struct campaigns *campaigns_new(void);
void campaigns_free(struct campaigns *all);
/* All leave; those that are open, from the store. RC_CORRUPT. */
MUST_CHECK int book_load_campaigns(struct book *b);
/* What changed is put, with its row of due; before the commit. */
void book_flush_campaigns(struct book *b);
/* campaign_view.c: after it, under the view's lock: that is seen, and those
 * that are not open leave; after a recovery all are seen. */
void book_publish_campaigns(struct book *b);
void book_publish_all_campaigns(struct book *b);

/* It is about to be changed, or only looked at. NULL: there is none (so of id
 * 0), or it cannot be read. */
struct campaign *book_campaign(struct book *b, uint32_t id);
const struct campaign *book_campaign_look(struct book *b, uint32_t id);
/* The i-th that is in memory, from 0; the open ones are. NULL: no more. */
struct campaign *book_campaign_at(struct book *b, size_t i);
/* The same of those that have something to do now. */
struct campaign *book_active_campaign(struct book *b, size_t i);

/* An account as ledger_site() has it; nothing is known of it: all 0. */
struct book_site {
	uint8_t preflight;
	usec smart;
	uint64_t trial;
};
const struct book_site *book_site(const struct book *b, uint16_t account);

/* ---- the epoch: epoch.c ------------------------------------------------- */

/* The state of a message's record as the campaign has it by now (the bulk of
 * statuses.md 5.2, T13 to T15): what waited when it was swept is CANCELED, what
 * had no answer when it was closed is DELIVERY_UNKNOWN. */
uint8_t campaign_effective(const struct campaign *c, const struct record *r);
/* The copy of a record of the campaign: as that says. */
void campaign_show_record(const struct campaign *c, struct record *r);
/* A slot just touched, or the copy of a record: as that and the clock say. */
void book_settle(struct book *b, struct active_slot *s);
void book_see_settled(struct book *b, struct record *r);
/* The same for who reads; any thread. */
void read_settled(struct book *b, struct record *r);

/* Its campaign is final: nothing of it waits any more. */
bool book_is_ended(struct book *b, const struct record *r);
/* What was forwarded lives on though its campaign failed (T15). */
bool book_lives_on(struct book *b, const struct record *r);
/* wishes.c: its campaign was canceled; M17, if nothing was heard of it. */
void book_cancel_unheard(struct book *b, struct active_slot *s);
/* It is canceled, or is to be: enum entry_decision. */
void book_write_cancel(struct book *b, struct active_slot *s, uint8_t decision);

/* ---- counts: campaign_count.c ------------------------------------------ */

/* A message of a campaign was written; from book_write() alone. */
void campaign_count(struct book *b, const struct record *before,
    const struct active_slot *s, const struct entry *e);
/* Records were lost (mend.c): all counts begin anew; one message; and those who
 * were checked and have no message any more are unknown. RC_CORRUPT. */
MUST_CHECK int book_recount_campaigns(struct book *b);
void campaign_recount(struct book *b, const struct record *r);
void book_end_recount(struct book *b);
/* n members of step 0 that were never checked move from one state to another,
 * or come (from STATUS_UNTRACKED) or go (to it). */
void campaign_count_virtual(struct campaign *c, uint8_t from, uint8_t to,
    uint32_t n);

/* ---- its life: campaign_do.c, _move.c, _run.c, snapshot.c, mop.c -------- */

/* FACT_CAMPAIGN, with its strings and bytes in `data`; FACT_SITE. */
void book_do_campaign(struct book *b, const struct campaign_fact *f);
void book_set_site(struct book *b, const struct site_fact *f);

/* A move of the campaign: its status, instants, an entry of its history; what
 * waits ends with CANCELED and FAILED. */
struct campaign_step {
	uint8_t to;    /* enum campaign_status; the same: something else */
	uint8_t cause; /* enum campaign_cause */
	uint8_t what;  /* enum campaign_do, of CAUSE_USER */
	uint8_t preflight;
	const char *actor, *reason; /* NULL: none */
};
void book_move_campaign(struct book *b, struct campaign *c,
    const struct campaign_step *step);

/* After all facts of a batch: births, starts, windows that are over, snapshots,
 * mops; when to come again (0: never). */
void book_run_campaigns(struct book *b);
usec book_next_campaign(struct book *b);

/* Behind all that may count, before the commit. */
void book_judge_campaigns(struct book *b);
/* PREFLIGHT_ bits that hold for an account now. */
uint8_t book_preflight(const struct book *b, uint16_t account);

/* A slice of the snapshot; of the rows that follow: c->filling, c->mop tell
 * whether there is more. */
void book_fill_campaign(struct book *b, struct campaign *c);
void book_mop_campaign(struct book *b, struct campaign *c);
/* A late answer forwards a message of one that is done: that is over before it
 * begins (G3), and only a receipt still counts (R4). */
void campaign_shut(struct campaign *c, usec now);
/* What had no answer is unknown from now on; its status stays. */
void book_close_campaign(struct book *b, struct campaign *c);

/* ---- checks, follow-ups, the feed, the gate: check.c and others -- */

/* FACT_CHECK. */
void book_check(struct book *b, const struct verdict *v, const void *body);
/* Its charge, if it has one, is due or given back; that of the fact with this
 * data, whose commit failed, is given back. */
void book_tell_charge(struct book *b, const struct verdict *v, bool is_due);
void book_give_back(struct book *b, const void *data);

/* A message of a campaign was forwarded for the first time; from book_write(),
 * so nothing may be written now: note the key, bear the follow-up in
 * book_run_births(), which book_run_campaigns() calls before all is judged. */
void book_forwarded(struct book *b, uint64_t key, const struct record *r);
void book_run_births(struct book *b);
/* A promotional message was written: slots of smart sending. Of all messages,
 * of a campaign or not; from book_write() too. */
void book_follow_promo(struct book *b, const struct record *before,
    const struct record *now);

/* Messages of campaigns go in line, behind book_run_campaigns(), before
 * book_dispatch(); when to come again for those that a rate or a pause held
 * back (0: never); the memory is anew. */
void book_run_feed(struct book *b);
usec book_next_feed(struct book *b);
void book_forget_feed(struct book *b);

/* May the message be claimed now? Not in its quiet hours, nor if its campaign
 * is paused, or has had its parts of this clock second: then it waits. And: of
 * one that is queued: is it quiet for it (quiet.c)? Then it waits. Parts of it
 * were claimed; its key left a line, or (NULL) one did that cannot be read. */
bool book_gate(struct book *b, struct active_slot *s);
bool book_hush(struct book *b, uint64_t key, const struct record *r);
void book_gate_count(struct book *b, const struct record *r, unsigned parts);
void book_unlined(struct book *b, const struct record *r);
/* A rate counts by seconds of the clock; in this one nothing more is claimed;
 * the next one. */
void gate_see_second(const struct book *b, struct campaign *c);
void gate_end_second(const struct book *b, struct campaign *c);
usec gate_next_second(const struct book *b);
/* Of a campaign, ready, and not yet the feed's to put in line? */
bool book_is_unfed(struct book *b, const struct record *r);

/* The number has opted out of something: what is queued for it as a recipient
 * of the first step ends if it is of that (M18). */
void book_stop_recipient(struct book *b, uint16_t account, uint64_t number);

/* The trial: units that the account has used; a message was written, so it may
 * have used one: from book_write(); as the store has it (RC_CORRUPT); for
 * ledger_trial_used(), under the view's lock. Campaigns whose trial is used up
 * (c->preflight is set while they are processing) fail when nothing of them is
 * queued or submitting: book_run_births(). */
struct births *births_new(void);
void births_free(struct births *w);

struct trial;
struct trial *trial_new(void);
void trial_free(struct trial *t);
MUST_CHECK int book_load_trials(struct book *b);
uint64_t book_trial_used(const struct book *b, uint16_t account);
void book_use_trial(struct book *b, const struct record *before,
    const struct record *now);
void book_publish_trials(struct book *b);

#endif
