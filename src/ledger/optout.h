/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * optout - who wants no more messages, of which account.
 *
 * An opt-out is (account, scope, number). Scope 0 counts for all messages of
 * the account; another one for those that were accepted with it. ledger_accept
 * is refused with RC_OPTED_OUT; a message that waits already becomes
 * skipped/opted_out: soon, by a walk over all that waits, and at the latest
 * when its turn comes, before it is claimed. `exempt` ones
 * go all the same.
 *
 * It is a thing (ledger/thing.h) of kind THING_OPTOUT, so ledger_things() lists
 * them; ledger_keep() is not to be used for this kind: the ledger would not
 * know of it until its next start.
 *
 * Threads: the loop's; the three functions without a ledger are anybody's.
 */
#ifndef LEDGER_OPTOUT_H
#define LEDGER_OPTOUT_H

#include "base/base.h"

#define OPTOUT_NAME_BYTES  32 /* of a thing, with the NUL */
#define OPTOUT_VALUE_BYTES 9

enum optout_source {
	OPTOUT_STOP,
	OPTOUT_API,
	OPTOUT_IMPORT,
	OPTOUT_SUGGESTION /* one was accepted: ledger/suggestion.h */
};

struct optout {
	uint16_t account;
	uint32_t scope;
	uint64_t number; /* E.164 digits as a number; not 0 */
	bool set;        /* false: clear it */
	uint8_t source;  /* enum optout_source */
};

struct ledger;

/* .opted(token, rc, changed) after the commit. Setting one that is set leaves
 * its date and source and changes nothing. RC_NO_SPACE: the commit failed. */
void ledger_optout(struct ledger *l, uint64_t token, const struct optout *o);

/* The name of its thing into OPTOUT_NAME_BYTES: scope (8 hex), colon, digits of
 * the number. Returns `name`. */
char *optout_name(uint32_t scope, uint64_t number, char *name);

/* Back from the name, and from the value: source and since when. RC_BAD: not
 * such a thing's. */
MUST_CHECK int optout_parse(const char *name, struct optout *o);
MUST_CHECK int optout_value(const void *value, size_t len, struct optout *o,
    usec *at);

#endif
