/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * people - what a transaction of the book does for contacts, lists, and
 * numbers that fail again and again, a file each.
 *
 * Borrows: the book, its transaction and the bytes during a call.
 * Threads: the ledger's, but for book_lists_size() and _last().
 */
#ifndef LEDGER_PEOPLE_H
#define LEDGER_PEOPLE_H

#include "base/base.h"

struct book;
struct contact_fact;
struct contact_view;
struct deletion;
struct fact;
struct history_fact;
struct lists;
struct record;
struct streak;
struct streaks;

/* people.c: their memory, from nothing, to nothing, as the store has it.
 * RC_CORRUPT. */
void book_init_people(struct book *b);
void book_fini_people(struct book *b);
MUST_CHECK int book_load_people(struct book *b);
/* Slices of what deletions do, and of lists that go; when to come again (0:
 * never). */
void book_run_contacts(struct book *b);
usec book_next_contact(struct book *b);

/* FACT_CONTACT, FACT_SUGGESTION, FACT_IMPORT: the data is the fact's struct and
 * what that points to. */
void book_apply_people(struct book *b, const struct fact *f, const void *data);

/* contact.c */
void book_contact(struct book *b, const struct contact_fact *f,
    const void *data);
/* One that is there is deleted; its messages that wait follow. */
void book_delete_contact(struct book *b, uint16_t account,
    struct contact_view *v);

/* lists.c: lists and their sizes, in memory. A list of an account (THING_LIST)
 * is kept or taken away: RC_EXISTS: another account has one of this number, or
 * its members are still being taken away; RC_BAD: the name. */
struct lists *book_lists_new(void);
void book_lists_free(struct lists *l);
MUST_CHECK int book_lists_load(struct book *b);
MUST_CHECK int book_keep_list(struct book *b, uint16_t account,
    const char *name, bool del);
/* Is it one of this account? */
bool book_lists_has(const struct book *b, uint16_t account, uint32_t list);
/* It is in the list from now on; it is not. */
void book_lists_join(struct book *b, uint32_t list, uint64_t contact);
void book_lists_leave(struct book *b, uint32_t list, uint64_t contact);
/* The members of lists that were taken away go, a slice at a time. */
void book_lists_run(struct book *b);
bool book_lists_is_busy(const struct book *b);
/* Under the view's lock: sizes are as committed. */
void book_lists_publish(struct book *b);
uint64_t book_lists_size(struct book *b, uint32_t list);
uint32_t book_lists_last(struct book *b);

/* deletion.c: a contact was deleted; its messages that wait follow. */
struct deletion *deletion_new(void);
void deletion_free(struct deletion *d);
MUST_CHECK int deletion_load(struct book *b);
void book_delete_recipient(struct book *b, uint16_t account, uint64_t contact);
void deletion_run(struct book *b);
usec deletion_next(const struct book *b);

/* streaks.c: all streaks. Has the number one; it (nothing, if it has none or
 * that is damaged); it is this from now on. */
struct streaks *streaks_new(void);
void streaks_free(struct streaks *s);
MUST_CHECK int streaks_load(struct book *b);
bool streaks_has(const struct book *b, uint16_t account, uint64_t number);
void streaks_get(struct book *b, uint16_t account, uint64_t number,
    struct streak *s);
void streaks_put(struct book *b, uint16_t account, uint64_t number,
    const struct streak *s);

/* streak.c: a message was written; the record before and after. */
void book_streak(struct book *b, uint64_t key, const struct record *before,
    const struct record *now);
/* Its owner has opted out: there is nothing to suggest any more. */
void book_forget_streak(struct book *b, uint16_t account, uint64_t number);
/* keyword.c: it is accepted, or dismissed. */
struct suggestion_fact {
	uint64_t token, number;
	uint16_t account;
	bool accept;
};
void book_judge_suggestion(struct book *b, const struct suggestion_fact *f);

/* history.c */
void book_load_history(struct book *b);
void book_import(struct book *b, const struct history_fact *h,
    const void *body);

#endif
