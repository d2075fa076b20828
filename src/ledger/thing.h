/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thing - small durable things of an account: a table of bytes by name.
 *
 * The ledger keeps them and does not read them, but for what thing.def says of
 * their names. ledger_keep() is a fact like others: things that are kept one
 * after the other are durable in that order, and .kept speaks of a commit.
 *
 * Owns:    nothing; what is handed in is copied.
 * Borrows: what a page points to holds until the event returns.
 * Threads: the loop's; ledger_each_thing() before ledger_start() only.
 */
#ifndef LEDGER_THING_H
#define LEDGER_THING_H

#include "base/base.h"

#define THING_NAME_MAX  100   /* bytes, without the NUL */
#define THING_VALUE_MAX 16384 /* bytes */
#define THINGS_LIMIT    1000  /* of one page */

enum thing_kind {
#define THING(id, number, what) THING_##id = (number),
#include "ledger/thing.def"
#undef THING
};

struct thing {
	uint8_t kind; /* enum thing_kind */
	uint16_t account;
	const char *name;  /* 1 .. THING_NAME_MAX bytes */
	const void *value; /* NULL: take it away */
	size_t len;        /* up to THING_VALUE_MAX; 0 is fine */
};

/* The value as text, with its NUL. RC_TOO_LONG. */
MUST_CHECK int thing_text(const struct thing *t, char *text, size_t room);

#define THING_NUMBER_BYTES 21 /* with the NUL */

/* A number as a name, in digits, and back. RC_BAD: no such name. */
char *thing_number_format(uint64_t number, char name[THING_NUMBER_BYTES]);
MUST_CHECK int thing_number_parse(const char *name, uint64_t *number);

/* The value of a THING_LEARNED: the message whose receipt taught it, which it
 * goes with when that is erased, and what was told. Its length; and back,
 * RC_BAD: it is none. */
#define TAUGHT_TOLD 65 /* bytes of what was told, with the NUL */
#define TAUGHT_MAX  (20 + 1 + TAUGHT_TOLD)
size_t taught_format(uint64_t message, const char *told,
    char value[TAUGHT_MAX]);
MUST_CHECK int taught_parse(const struct thing *t, uint64_t *message,
    char told[TAUGHT_TOLD]);

struct thing_query {
	uint8_t kind; /* enum thing_kind */
	uint16_t account;
	const char *after; /* only names behind it; NULL: from the first */
	size_t limit;      /* 1 .. THINGS_LIMIT */
};

/* In the order of their names' bytes. */
struct thing_page {
	int rc; /* 0, RC_BUSY, RC_CORRUPT, RC_NO_SPACE */
	size_t n;
	const struct thing *thing;
	bool more; /* there may be others: ask with the last one's name */
};

struct ledger;

/* Put it in the place of the one with its kind, account and name, or take that
 * away. .kept(token, 0) once it is durable; RC_NO_SPACE: the commit failed and
 * all is as it was; of THING_LIST RC_EXISTS (ledger/audience.h), RC_BAD: its
 * name is none. To take away what is not there is fine. */
void ledger_keep(struct ledger *l, uint64_t token, const struct thing *t);

/* A page by .things. What is committed is seen. */
void ledger_things(struct ledger *l, uint64_t token,
    const struct thing_query *q);

/* All things of a kind, by account and name. Before ledger_start(). RC_CORRUPT:
 * one cannot be read; those before it were told. */
MUST_CHECK int ledger_each_thing(struct ledger *l, enum thing_kind kind,
    void (*each)(const struct thing *t, void *arg), void *arg);

#endif
