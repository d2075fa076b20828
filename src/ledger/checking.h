/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * checking - what the files of ledger/check.h share: a check under way, births,
 * slots of smart sending, and how what is ready gets in line.
 *
 * A row of STORE_PROMO: (n16 account, n64 number) -> when the number was
 * forwarded a promotion last, and the key of a message that is to be the next.
 * That one holds the slot while it is queued or submitting, so nobody has to
 * give it back. A row goes when no window can reach it (forget.c).
 *
 * Borrows: the book and its transaction during a call.
 * Threads: the ledger's, but for promo_check(), promo_find() and promo_seen().
 */
#ifndef LEDGER_CHECKING_H
#define LEDGER_CHECKING_H

#include "ledger/check.h"
#include "ledger/record.h"
#include "store/store.h"

struct active_slot;
struct book;
struct campaign;
struct member;

/* What a message of a campaign is from its beginning on. */
struct birth {
	uint16_t account;
	uint8_t policy;
	uint32_t cell; /* cell_of() */
	uint32_t index, scope;
	uint64_t number, contact;
};

/* birth.c: a message in state new; a follow-up, which is held until then. And
 * what is known of one: index, scope, contact. RC_CORRUPT. */
struct active_slot *book_bear(struct book *b, const struct birth *w);
void book_bear_later(struct book *b, const struct birth *w, usec until);
MUST_CHECK int book_read_birth(struct book *b, const struct record *r,
    struct birth *w);

struct checking {
	struct book *book;
	struct campaign *campaign;
	const struct verdict *verdict;
	const void *body;
	uint64_t key; /* of its message; 0: it is not born */
	bool used;    /* its unit of a trial, when it was queued once */
	struct birth birth;
	uint8_t policy; /* of what is queued */
	usec until;     /* smart sending: the end of the window */
};

/* verdict.c: the step has decided about this message; nobody can. */
void checking_write(const struct checking *k, struct active_slot *s,
    enum check_step step);
void checking_lose(struct book *b, struct active_slot *s);

/* recipient.c: is the contact gone; is the member a second one of its number
 * in step 0? */
bool recipient_is_gone(struct store_txn *t, uint16_t account, uint64_t contact);
bool recipient_is_double(struct store_txn *t, const struct campaign *c,
    uint64_t index, const struct member *m);

/* skip.c, suppress.c: has the number opted out of this; does it get none for
 * another reason (THING_SUPPRESS: its digits)? */
bool book_has_stopped(const struct book *b, uint16_t account, uint64_t number,
    uint32_t scope);
bool book_is_suppressed(struct book *b, uint16_t account, uint64_t number);

/* promo.c: may the number have no promotion now? *until: when it may, 0: nobody
 * knows. `key` itself does not count. */
bool promo_is_taken(struct book *b, const struct birth *w, uint64_t key,
    usec *until);
/* What is kept: when the last was forwarded, 0: never; *key: of the one that
 * has the slot as long as it waits, 0: nobody's. */
usec promo_find(struct store_txn *t, uint16_t account, uint64_t number,
    uint64_t *key);
bool promo_waits(const struct record *r);
/* promo_read.c: as struct contact_page has it; the transaction as read_record()
 * leaves it. */
usec promo_seen(struct book *b, struct store_txn *t, uint16_t account,
    uint64_t number);
/* The message has the slot, unless it is taken. */
void promo_reserve(struct book *b, const struct active_slot *s);
/* Whose row it is, 0: it is no row of the table. */
uint64_t promo_number(const struct store_row *row);
/* When a row says nothing any more, whatever the window. */
usec promo_end(struct book *b, const struct store_row *row);
/* RC_CORRUPT: it is no row of the table. */
MUST_CHECK int promo_check(const struct store_row *row);

/* feed.c: the message of the member at `index` has just become ready. If the
 * cursor has passed it, it goes in line now, or the cursor goes back. */
void feed_ready(struct book *b, struct campaign *c, uint32_t index,
    const struct active_slot *s);

#endif
