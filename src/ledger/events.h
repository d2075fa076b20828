/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * events - what the ledger says to whoever handed in facts and asked for reads;
 * by ledger_turn(), in the loop's thread. An event speaks of something durable;
 * what it points to holds until it returns.
 */
#ifndef LEDGER_EVENTS_H
#define LEDGER_EVENTS_H

#include "ledger/ledger.h"

struct campaign_history;
struct campaign_page;
struct campaigned;
struct charge;
struct contact_page;
struct contacted;
struct follow_page;
struct hook_page;
struct message_page;
struct message_view;
struct parked_page;
struct question;
struct received;
struct recipient_page;
struct suggestion_page;
struct thing_page;
struct told;
struct usage_day;
struct work_page;

/* A receipt that names a network (receipt_fact.names) has found its message;
 * of one that was parked it may name one or not. None of a message that has
 * been erased: when it is, what it taught is forgotten (taught_format()). */
struct heard {
	uint64_t to, message; /* its recipient; the key of the message */
	uint16_t smsc;        /* that sent the receipt */
	const void *words;    /* receipt_fact.raw */
	size_t len;
	bool forgotten; /* nothing of the above but `to` */
};

struct ledger_events {
	/* The message is durable: say 201. */
	void (*accepted)(uint64_t token, const struct accepted *a, void *arg);
	/* It was not and will not be taken: RC_NO_SPACE, RC_BUSY, RC_FULL
	 * (ledger/life.h). */
	void (*refused)(uint64_t token, int rc, void *arg);
	/* The claim is durable: send these parts. */
	void (*claimed)(const struct claim *c, void *arg);
	/* A receipt or MO is durable (0), or is not (RC_*): answer it. */
	void (*stored)(const struct reply_token *reply, int rc, void *arg);
	/* A part's smsc may be asked about it now; ledger_told() says what came
	 * of it, if anything did. May be NULL. */
	void (*question)(const struct question *q, void *arg);
	/* A message waits for a set of which no smsc is configured any more:
	 * ledger_move(). They are looked for at a start, when an smsc comes or
	 * goes, and every 5 minutes while there are some. No smsc is named in
	 * it, and nothing is claimed; id.key 0: all were told of. May be NULL.
	 */
	void (*stranded)(const struct claim *m, void *arg);
	/* A wish was granted and is durable, or was not. May be NULL. */
	void (*granted)(uint64_t token, const struct granted *g, void *arg);
	/* Answers to ledger_fetch() and ledger_list(). */
	void (*fetched)(uint64_t token, int rc, const struct message_view *v,
	    void *arg);
	void (*listed)(uint64_t token, const struct message_page *p, void *arg);
	/* Nothing was heard of this message in time (delivery_unknown); NULL
	 * if that is nobody's business. ledger_flag() may follow. */
	void (*given_up)(uint64_t key, uint64_t to, void *arg);
	/* Its carrier does not know a message of this account that it has taken
	 * (M13). May be NULL. */
	void (*missed)(uint16_t account, void *arg);
	/* A recipient's charge is due, or is not (ledger/check.h). */
	void (*charged)(const struct charge *c, void *arg);
	/* The answer to ledger_parked() (ledger/parked.h). */
	void (*parked)(uint64_t token, const struct parked_page *p, void *arg);
	/* A copy is made, or is not. */
	void (*backed_up)(uint64_t token, const struct ledger_backup_report *r,
	    void *arg);
	/* The store failed in a way that forbids to go on: stop the daemon. */
	void (*broken)(int rc, const char *why, void *arg);
	/* ledger/mo.h, optout.h, thing.h, follow.h, hook.h. May be NULL. */
	void (*received)(const struct received *m, void *arg);
	void (*opted)(uint64_t token, int rc, bool changed, void *arg);
	void (*kept)(uint64_t token, int rc, void *arg);
	void (*things)(uint64_t token, const struct thing_page *p, void *arg);
	void (
	    *followed)(uint64_t token, const struct follow_page *p, void *arg);
	void (*hooks)(uint64_t token, const struct hook_page *p, void *arg);
	/* ledger/campaign.h, audience.h, check.h. May be NULL. */
	void (*campaigned)(const struct campaigned *c, void *arg);
	void (*campaigns)(uint64_t token, const struct campaign_page *p,
	    void *arg);
	void (*campaign_told)(uint64_t token, const struct campaign_history *h,
	    void *arg);
	void (*contacted)(const struct contacted *c, void *arg);
	void (
	    *contacts)(uint64_t token, const struct contact_page *p, void *arg);
	void (*recipients)(uint64_t token, const struct recipient_page *p,
	    void *arg);
	void (*worked)(uint64_t token, const struct work_page *p, void *arg);
	/* A verdict with a token is durable (0), or is not: ask again. */
	void (*checked)(uint64_t token, int rc, void *arg);
	/* ledger/suggestion.h. May be NULL. The last: one is open from now on.
	 */
	void (*suggested)(uint64_t token, int rc, void *arg);
	void (*suggestions)(uint64_t token, const struct suggestion_page *p,
	    void *arg);
	void (*suggestion)(uint16_t account, uint64_t number, void *arg);
	/* May be NULL. */
	void (*heard)(const struct heard *h, void *arg);
	/* An account used more; what it did all that day (ledger/usage.h). May
	 * be NULL. */
	void (*used)(const struct usage_day *d, void *arg);
};

#endif
