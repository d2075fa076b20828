/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usage - how many messages each account sent and received on each day (UTC),
 * and what those cost.
 *
 * A message counts when its carrier has all of it for the first time, with what
 * its last answer says of it; if no answer did, as of no price and of another
 * sender. What came in counts when it is complete. What another system sent
 * counts not.
 *
 * Counted in the transaction that says so: a row for each account and day, a
 * thing of the account, put once in a commit that counts something; no crash
 * loses or doubles any. The row is named by its day, and others do not write
 * it; .used tells of each that was put.
 *
 * Threads: any.
 */
#ifndef LEDGER_USAGE_H
#define LEDGER_USAGE_H

#include "base/base.h"

struct thing;

/* What our own side of a message was: its sender, the number it came to. */
enum usage_own {
	USAGE_OTHER, /* a name; or it is not known */
	USAGE_LONG,
	USAGE_SHORT,
	USAGE_TOLL_FREE,
	USAGE_OWNS
};

struct usage_sum {
	uint64_t messages, segments; /* that were sent */
	uint64_t received, parts;    /* texts that came in, and their parts */
	int64_t price; /* of those that were sent (conf/conf.h: money) */
};

struct usage_day {
	int64_t day; /* since 1970 */
	uint16_t account;
	struct usage_sum own[USAGE_OWNS];
};

void usage_add(struct usage_sum *to, const struct usage_sum *more);

/* What a thing of THING_ACCOUNT says. RC_NOT_FOUND: it is none of a day;
 * RC_CORRUPT. */
MUST_CHECK int usage_read(const struct thing *t, struct usage_day *d);

/* The name of a day's thing, and its value. */
#define USAGE_NAME_BYTES  32
#define USAGE_VALUE_BYTES 512
char *usage_name(int64_t day, char name[USAGE_NAME_BYTES]);
char *usage_write(const struct usage_day *d, char value[USAGE_VALUE_BYTES]);

#endif
