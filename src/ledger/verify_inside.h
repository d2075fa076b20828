/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verify_inside - what the files of verify share.
 */
#ifndef LEDGER_VERIFY_INSIDE_H
#define LEDGER_VERIFY_INSIDE_H

#include "ledger/leap.h"
#include "ledger/meta.h"
#include "ledger/verify.h"

struct record;
struct thing;
struct verify_campaign;

/* Something that concerns a message. */
struct verify_item {
	uint64_t key;
	uint64_t what; /* place, instant or part */
	uint32_t line;
	uint16_t account; /* of due; 0: it is not said */
};

/* Filled, then sorted by key and `what`, then eaten in the order of keys. */
struct verify_items {
	struct verify_item *item;
	size_t len, cap, at;
};

struct verify {
	struct verify_options options;
	struct verify_counts *counts;
	struct store *store;
	struct store_txn txn;
	struct meta meta;
	uint64_t oldest;           /* chunk of the journal */
	struct verify_items lines; /* queue rows */
	struct verify_items dues;  /* retries and ends of validity */
	struct verify_items ids;   /* open rows; what: the part */
	struct verify_items marks; /* stray rows */
	struct verify_items later; /* entries that records may not have */
	uint64_t *place;           /* of a message's timeline */
	size_t places_cap;
	uint64_t state[STATUS_COUNT]; /* recounted */
	struct leaps leaps;
	struct verify_campaign *campaign;
	size_t campaigns;
};

struct verify_key {
	char text[2 * STORE_KEY_MAX + 1];
};

struct verify_key verify_number(uint64_t number);
struct verify_key verify_row_key(const struct store_row *row);

/* A finding. */
PRINTF(4, 5)
void verify_say(struct verify *v, enum store_table table, struct verify_key key,
    const char *fmt, ...);

void verify_add(struct verify_items *to, struct verify_item item);
void verify_sort(struct verify_items *items);

/* The items of a key; those of lesser keys are passed by. */
size_t verify_items_of(struct verify_items *items, uint64_t key,
    const struct verify_item **first);

/* verify_journal.c: all entries; fills `later`. */
void verify_journal(struct verify *v);

/* verify_lists.c: all that points to messages; fills the other items. */
void verify_lists(struct verify *v);

/* verify_rows.c: rows that stand for themselves. RC_CORRUPT. */
int verify_thing(struct verify *v, const struct store_row *row);
int verify_hook(struct verify *v, const struct store_row *row);
int verify_piece(struct verify *v, const struct store_row *row);
int verify_key_row(struct verify *v, const struct store_row *row);

/* verify_feed.c: is it of a campaign whose feed will come to it, or that has
 * ended? */
struct record;
bool verify_is_unfed(struct verify *v, const struct record *r);
int verify_promo(struct verify *v, const struct store_row *row);

/* verify_people.c: contacts, lists, streaks. RC_CORRUPT. */
int verify_contact(struct verify *v, const struct store_row *row);
int verify_contact_num(struct verify *v, const struct store_row *row);
int verify_member(struct verify *v, const struct store_row *row);
int verify_streak(const struct thing *t);

/* verify_campaigns.c: rows of campaigns, before others that are about them; the
 * row of due of one; a message; then what all that comes to. RC_CORRUPT. */
int verify_campaign(struct verify *v, const struct store_row *row);
int verify_definition(struct verify *v, const struct store_row *row);
int verify_audience(struct verify *v, const struct store_row *row);
void verify_timer(struct verify *v, const struct store_row *row, uint64_t id);
void verify_count(struct verify *v, uint64_t key, const struct record *r);
void verify_campaigns(struct verify *v);

/* verify_messages.c: each message against its timeline and the items. */
void verify_messages(struct verify *v);

#endif
