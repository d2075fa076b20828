/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * book - all that the ledger thread knows, and the one way to change it. What
 * the steps of a transaction are stands in ledger/steps.h.
 *
 * A change is book_write(): an entry is appended to the journal and applied
 * to the message's record, counters and due rows follow. If the commit fails,
 * the whole memory is brought up again from the store (recover.c), so no step
 * needs an undo.
 *
 * Threads: the ledger thread alone, but for `view`.
 */
#ifndef LEDGER_BOOK_H
#define LEDGER_BOOK_H

#include "base/hash.h"
#include "ledger/active.h"
#include "ledger/batch.h"
#include "ledger/names.h"
#include "ledger/queue.h"
#include "ledger/view.h"
#include "store/journal.h"

#define BOOK_SMSCS (NAMES_MAX + 1)

struct births;
struct book_set;
struct campaigns;
struct damage;
struct deletion;
struct discards;
struct entry;
struct lists;
struct msgid_learned;
struct open;
struct pace;
struct park;
struct pieces;
struct polls;
struct forget;
struct retention;
struct scheduled;
struct stops;
struct streaks;
struct sweep;
struct talks;
struct trial;
struct usages;

/* An smsc as the ledger sees it. */
struct book_smsc {
	int credit;    /* requests that may be claimed; below 0: a debt */
	int reserve;   /* of the credit, for one-time passwords alone */
	bool is_known; /* it is configured */
	bool up;       /* it may get messages */
	bool awaited;  /* a line waits for it: nobody may push in */
	bool hold;
	usec doubt_wait;
	double sender_rate; /* 0: no limit */
	uint8_t query;      /* enum ledger_query */
	bool cancel;        /* it may be sent cancel_sm */
	bool evident;       /* its answers are evidence */
	uint8_t msgid;      /* enum msgid_mode */
	uint64_t silent;    /* parts that it took since its last receipt */
	usec heard;         /* when that came; 0: never */
	uint64_t receipts, matched, parked, questions, told;
};

struct book {
	struct ledger_options options;
	struct store *store;
	struct store_txn txn;
	struct journal journal;
	struct active active;
	struct open *open;
	struct park *park;
	struct queue queue;
	struct pace *pace;
	struct polls *polls;
	struct retention *retention;
	struct scheduled *scheduled;
	struct usages *usages;
	struct forget *forget;
	struct pieces *pieces;
	struct stops *stops;
	struct talks *talks;
	struct sweep *sweep;
	struct damage *damage;
	struct leaps *leaps;
	struct discards *discards;
	struct campaigns *campaigns; /* ledger/campaign_steps.h */
	struct births *births;
	struct trial *trial;
	struct quiets *quiets;
	struct lists *lists; /* ledger/people.h */
	struct deletion *deletion;
	struct streaks *streaks;
	struct names names;
	struct view view;
	struct book_smsc *smsc; /* by name id */
	struct msgid_learned *learned;
	int *credit_before;   /* of each smsc, when the batch began */
	struct book_set *set; /* by name id */
	struct hash_key id_key, smsc_key; /* secrets of this store */
	uint64_t next_key;
	usec ticked, room_look;  /* last store_tick(), next store_probe() */
	struct view_marks marks; /* to be published */
	struct ledger_totals totals;
	/* Of the transaction at hand: */
	struct batch *batch;
	uint64_t turn;
	uint64_t place_before, writes_before; /* of the journal, the store */
	uint64_t *touched;
	size_t touched_len, touched_cap;
	usec now;
	bool resolving; /* until the first commit after a start */
	bool hurried;   /* dispatch ended before it was done */
	/* Facts of a failed commit that must be applied all the same. */
	struct batch carry;
};

/* Its memory, empty. */
void book_init(struct book *b, const struct ledger_options *o);
void book_fini(struct book *b);

/* The message's slot, ready to be changed. RC_NOT_FOUND: no such message. */
MUST_CHECK int book_touch(struct book *b, uint64_t key,
    struct active_slot **slot);

/* A slot for a new message. */
struct active_slot *book_new_message(struct book *b);

/* A copy of the record, to look at only: as its campaign and the clock have it
 * (epoch.c, leap.c), or as it is. */
MUST_CHECK int book_look(struct book *b, uint64_t key, struct record *r);
MUST_CHECK int book_look_raw(struct book *b, uint64_t key, struct record *r);

/* Append the entry (type and payload set by the caller) and apply it. */
void book_write(struct book *b, struct active_slot *s, struct entry *e);
/* Rows put and deleted so far. */
uint64_t book_writes(const struct book *b);

/* The transaction cannot succeed; the first reason stands. */
void book_fail(struct book *b, int rc);
/* Append an entry that belongs to no message; returns its place. */
uint64_t book_note(struct book *b, struct entry *e);

/* discard.c: one that record_discards() was written. As book_write() can write
 * no more, book_run_discards() sees to it behind all facts. */
struct discards *discards_new(void);
void discards_free(struct discards *d);
void book_note_discard(struct book *b, uint64_t key);

/* outreach.c: campaigns, contacts and all that is theirs: their memory, from
 * nothing, to nothing, as the store has it (RC_CORRUPT); what is due, and when
 * to come again (0: never); a message was written; before a commit; after one,
 * or a recovery (`all`), under the view's lock. */
void book_init_outreach(struct book *b);
void book_fini_outreach(struct book *b);
MUST_CHECK int book_load_outreach(struct book *b);
void book_run_outreach(struct book *b);
usec book_next_outreach(struct book *b);
void book_follow_outreach(struct book *b, const struct record *before,
    struct active_slot *s, const struct entry *e);
void book_flush_outreach(struct book *b);
void book_publish_outreach(struct book *b, bool all);
/* thing.c: FACT_KEEP. */
void book_keep(struct book *b, const struct fact *f, const void *data);

/* scheduled.c: what is held is counted anew, by the rows of the transaction,
 * RC_CORRUPT; what others may see of that, under the view's lock. */
MUST_CHECK int book_load_scheduled(struct book *b);
void book_publish_scheduled(struct book *b);

/* usages.c: what was used is put and told, before a commit; all begins anew. */
void book_flush_usages(struct book *b);
void book_forget_usages(struct book *b);

/* The public id of a key. */
struct message_id book_id(const struct book *b, uint64_t key);
/* The line in which a message waits. */
struct queue_line *book_line(struct book *b, const struct record *r);

/* sets.c: the sets of smscs. All are read anew when they are used next. */
struct book_set *sets_new(void);
void book_forget_sets(struct book *b);
bool book_set_has(struct book *b, uint16_t set, uint16_t smsc);
/* What sends a message to the rest of its set: ROUTE_ON_ of route/set.h. */
uint8_t book_failover(struct book *b, uint16_t set);
/* The smsc of the set that has a slot for the next message, or 0. */
uint16_t book_choose(struct book *b, uint16_t set, uint8_t class);
/* A message was given to the smsc it names: that has so many slots less. */
void book_charge(struct book *b, const struct record *r, int parts);
/* Somebody waits for the set: nobody may push in. */
void book_await(struct book *b, uint16_t set);
/* The set without this smsc, a new one if need be. 0: there is nothing left,
 * or nothing that is configured. */
uint16_t book_rest(struct book *b, uint16_t set, uint16_t smsc);

#endif
