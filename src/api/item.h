/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * item - what customers set up by the Twilio face: messaging services and
 * their senders, numbers, accounts (api/item.def). Things of the ledger
 * (ledger/thing.h), of which a copy is in memory.
 *
 *	SERVICE  name: its sid, "MG" and 32 hex digits
 *	SENDER   name: the service's sid, "/", the sender as it is shown; of a
 *	         sender for one country its two letters and "/" before that
 *	NUMBER   name: the sender as it is shown: "+12125550100", "12345"
 *	ACCOUNT  name: "account"
 *	LIST     name: its number, 8 hex digits (ledger/audience.h)
 *	PREFS    name: the user's (struct call)
 *
 * A thing's value is a JSON object: "created" and "updated" in microseconds,
 * and what was set, as strings by the keys of item.def.
 *
 * An item in memory is always one that is durable: a change is made to a copy,
 * which takes its place when the ledger has it. One change of an item may be
 * under way; others are refused until then.
 *
 * Owns:     its items.
 * Borrows:  the ledger.
 */
#ifndef API_ITEM_H
#define API_ITEM_H

#include <sys/queue.h>

#include "api/inside.h"
#include "ledger/thing.h"

#define ITEM_OF_ACCOUNT "account"

enum item_row {
#define ITEM(kind, id, form, key, type, preset) ITEM_##kind##_##id,
#include "api/item.def"
#undef ITEM
	ITEM_ROWS
};

struct item_change;

struct item {
	TAILQ_ENTRY(item) list;
	uint8_t kind; /* enum thing_kind */
	bool changing;
	uint16_t account; /* the ledger's */
	char name[THING_NAME_MAX + 1];
	usec created, updated;
	char *value[ITEM_ROWS]; /* NULL: the preset */
};

/* NULL: there is none. */
struct item *item_find(const struct api *a, const struct item *like);

/* The next of a kind and account behind `it` (NULL: the first), the oldest
 * first; NULL: no more. */
struct item *item_next(const struct api *a, const struct item *like,
    const struct item *it);

/* What it is set to, or the preset. */
const char *item_get(const struct item *it, enum item_row row);
bool item_is_true(const struct item *it, enum item_row row);

/* An item that is in no list; the caller frees it. */
struct item *item_copy(const struct item *of);
void item_free(struct item *it);

/* Set what the form has for its kind. REFUSAL_COUNT: all was well. */
enum refusal item_read(struct item *it, const struct form *f);
void item_set(struct item *it, enum item_row row, const char *value);

/* The values of its kind's rows, for an answer. */
void item_json(struct json_out *o, const struct item *it);

/* May the account call those of its URLs that are new, as far as their text
 * shows (reliability.md X1, X2)? False: the call was refused. */
bool item_urls_are_good(struct api *a, const struct call *c,
    const struct item *it);

/* Hand `it` to the ledger in the place of what has its name; then the change
 * `ch` is answered by ch->answer. Or refuse the call: also if a URL that is new
 * is one that the account may not call. */
void item_put(struct api *a, const struct call *c, const struct item *it,
    const struct item_change *ch);

/* A number that no list has or had; `kept` is the greatest of those that the
 * ledger knows. */
uint32_t item_list_number(struct api *a, uint32_t kept);

/* Take it away, and answer 204. False: that was refused. */
bool item_remove(struct api *a, const struct call *c, struct item *it);

/* The same without an answer. */
void item_forget(struct api *a, struct item *it);

#endif
