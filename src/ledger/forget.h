/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * forget - numbers that stand in no message: of members of campaigns that were
 * never checked, of numbers that campaigns name, of contacts that were deleted,
 * of promotions that went out. A walk over their tables takes away what has
 * been kept long enough.
 *
 * What an account's messages are kept for (ledger_retention()) counts from the
 * end of a campaign and from the deletion of a contact. A row of smart sending
 * goes when it says nothing any more. It is late by a day at most.
 *
 * A number of THING_FORGET goes at once, whosever it is: what was learned of
 * its carrier in the same transaction (THING_LEARNED), its contacts are
 * deleted, no campaign checks it any more, and it goes from what people have
 * typed into campaigns, drafts among them. What is in messages is erased with
 * them (erase.c); opt-outs stay, as they are to be honoured.
 *
 * A walk keeps no place in the store: what it did it need not do again, so
 * after a crash it begins anew.
 *
 * Borrows: the book and its transaction during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_FORGET_H
#define LEDGER_FORGET_H

#include "base/base.h"

struct book;
struct campaign;
struct forget;
struct retention;
struct retention_fact;
struct store_row;

/* For ledger_options.unname: a definition, and the numbers that are to go from
 * it; NULL: all. What is left is put in the place of what is in `out`.
 * RC_NOT_FOUND: it names none of them; RC_CORRUPT. */
struct unnaming {
	const void *definition;
	size_t len;
	const uint64_t *number;
	size_t numbers;
};

struct forget *forget_new(void);
void forget_free(struct forget *f);

/* The store or the rules are others than it knows: look at all of it. */
void forget_anew(struct forget *f);

/* Something is to go then; 0: never. */
void book_forget_at(struct book *b, usec at);

/* Is it so old? Else it will be, then. Age 0: never. */
bool book_is_ripe(struct book *b, usec since, usec age);

/* How far a slice may go, and is in the audience of a campaign. */
struct forget_slice {
	uint64_t chunk;
	int looks;
};

/* forget_campaign.c: a row of STORE_CAMPAIGN. False: more is to be done to it,
 * from s->chunk on. */
bool forget_campaign(struct book *b, const struct store_row *row,
    struct forget_slice *s);

/* forget_number.c: those of THING_FORGET, of one walk; before it and after. */
#define FORGET_TOGETHER 100
struct forget_wanted {
	uint64_t number[FORGET_TOGETHER];
	size_t n;
};
void wanted_load(struct book *b, struct forget_wanted *w);
void wanted_done(struct book *b, const struct forget_wanted *w);
bool wanted_has(const struct forget_wanted *w, uint64_t number);
/* A row of STORE_AUDIENCE. */
void wanted_in_audience(struct book *b, const struct forget_wanted *w,
    const struct store_row *row);

/* forget_campaign.c: what a campaign names, and what is typed into it. */
void wanted_in_campaign(struct book *b, const struct forget_wanted *w,
    const struct store_row *row, struct forget_slice *s);

/* A slice; when to come again (0: never). */
void book_run_forget(struct book *b);
usec book_next_forget(const struct book *b);

/* retention.c: messages are redacted and erased when they have been final for
 * as long as their account keeps them: a slice of what is due at b->now; when
 * to come again (0: never). It may be late by the slack: most are final by
 * then. */
#define RETENTION_SLACK ((usec)600 * SECOND)

struct retention *retention_new(void);
void retention_free(struct retention *r);
void retention_set(struct retention *r, const struct retention_fact *f);
void book_run_retention(struct book *b);
usec book_next_retention(struct book *b);

/* How long messages of the account are kept; 0: for ever. Are all of all
 * accounts, as of the last book_run_retention()? */
usec book_record_for(const struct book *b, uint16_t account);
bool book_keeps_all_records(const struct book *b);

#endif
