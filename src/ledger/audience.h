/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audience - contacts and lists, and the recipients of a campaign: its
 * snapshot, in the order of the lists' contacts, then of the numbers it names.
 *
 * A contact is a number of an account with what is known of its owner; its id
 * is for ever, what was deleted leaves a tombstone: number and dates. A list is
 * a thing (THING_LIST) with members here; its number, not 0, is the keeper's
 * choice. .kept says RC_EXISTS if another account has one of that number, or
 * the members of one that was taken away are still being taken away. A list
 * that goes takes its members' places with it, not the contacts.
 *
 * Owns:    nothing; what is handed in is copied.
 * Borrows: what an event points to holds until it returns.
 * Threads: the loop's.
 */
#ifndef LEDGER_AUDIENCE_H
#define LEDGER_AUDIENCE_H

#include "ledger/types.h"

#define CONTACT_DATA_MAX 4096 /* bytes */
#define AUDIENCE_LIMIT   1000 /* of one page */

struct ledger;
struct message_view;

/* ---- contacts ---------------------------------------------------------- */

enum contact_do {
	CONTACT_PUT,    /* all of it, in the place of what is there */
	CONTACT_DELETE, /* M18 follows for what waits */
	CONTACT_JOIN,   /* a list; by the id */
	CONTACT_LEAVE
};

struct contact_fact {
	uint64_t token;
	uint16_t account;
	enum contact_do what;
	bool keep;        /* PUT: one that is there stays as it is (import) */
	uint64_t id;      /* 0: by the number */
	uint64_t number;  /* PUT of a new one; with an id: the one it gets */
	uint32_t list;    /* JOIN, LEAVE; PUT: it joins too; 0: none */
	const void *data; /* the caller's bytes: name, zone, fields */
	size_t len;       /* up to CONTACT_DATA_MAX */
};

/* .contacted: 0; RC_NOT_FOUND: there is none, or no such list of the account,
 * and nothing is done; RC_EXISTS (keep: it is there, and has joined the list;
 * with an id: another one has the number); RC_NO_SPACE. A number that is put
 * again after its contact was deleted is a new contact. To leave a list that it
 * is not in is fine. */
void ledger_contact(struct ledger *l, const struct contact_fact *f);

struct contacted {
	uint64_t token;
	int rc;
	uint64_t id;
	bool created; /* it was not there, or had been deleted */
};

struct contact_view {
	uint64_t id, number;
	usec created, updated, deleted; /* deleted 0: it is there */
	const void *data;
	size_t len;
	usec promo; /* .promos: as contact_page has it */
};

struct contact_query {
	uint16_t account;
	uint64_t only;     /* this id, tombstones too; 0: */
	uint64_t number;   /* of this number; 0: */
	uint32_t list[32]; /* members of any of these, each once; none: all */
	size_t lists;
	uint64_t after; /* only ids above */
	size_t limit;   /* 1 .. AUDIENCE_LIMIT */
	bool promos;    /* and when they were forwarded a promotion */
};

#define PROMO_WAITS INT64_MAX /* one is on its way */

struct contact_page {
	int rc; /* 0, RC_NOT_FOUND (only, number), RC_BUSY, RC_CORRUPT ... */
	size_t n;
	const struct contact_view *contact; /* by id */
	uint64_t next; /* `after` of the next page; 0: that was all */
	/* .promos and .number: when the number was forwarded a promotional
	 * message last, though it has no contact; 0: never, or not of late. */
	usec promo;
};

/* .contacts; without those that were deleted, but for `only`; a page may be
 * short, or empty, and not the last. */
void ledger_contacts(struct ledger *l, uint64_t token,
    const struct contact_query *q);

/* How many members a list has, as of the last commit. 0: none, or no such
 * list. */
uint64_t ledger_list_size(struct ledger *l, uint32_t list);

/* The greatest number that a list has or had, as of the last commit: drafts
 * may name lists that were taken away. */
uint32_t ledger_last_list(struct ledger *l);

/* ---- the recipients of a campaign -------------------------------------- */

struct recipient_query {
	uint16_t account;
	uint32_t campaign;
	uint8_t step;
	uint64_t after;  /* index + 1 of the last one seen; 0: from the first */
	size_t limit;    /* 1 .. AUDIENCE_LIMIT */
	uint32_t states; /* a bit for each status; 0: any */
	uint16_t reason; /* 0: any */
	uint64_t to;     /* this number; 0: any */
	bool bodies;     /* with the texts */
	bool bare;       /* without what is known of the contacts */
};

struct recipient_view {
	uint64_t index;
	uint8_t step;
	uint64_t number;   /* 0: unreadable; as the definition has it */
	uint64_t contact;  /* 0: none */
	bool deleted;      /* the contact is, by now */
	enum status state; /* NEW, CANCELED, ...: through the campaign */
	const void *data;  /* of the contact; NULL: it has none */
	size_t len;
	/* Its message, if it was checked; without a timeline. */
	const struct message_view *message;
};

struct recipient_page {
	int rc;
	size_t n;
	const struct recipient_view *recipient;
	uint64_t next; /* `after` of the next page; 0: that was all */
};

/* .recipients; a page may be short, or empty, and not the last. */
void ledger_recipients(struct ledger *l, uint64_t token,
    const struct recipient_query *q);

#endif
