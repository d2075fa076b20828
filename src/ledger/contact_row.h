/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * contact_row - the rows of ledger/audience.h.
 *
 * Table CONTACT: (n16 account, n64 id) -> a contact, or what is left of it;
 * behind it (n16 account, n64 id, n32 list) -> a mark for each list that it is
 * in. Of account 0: what deletions have still to do (ledger/deletion.c).
 * Table CONTACT_NUM: (n16 account, n64 number) -> id, of those that are there.
 * Table MEMBER: (n32 list, n64 contact) -> a mark; contact 0: whose list it is
 * and how many it has.
 *
 * Ids count from 1 in each account, and none is given twice. A contact that is
 * deleted leaves its lists with it, so a member always is there.
 *
 * Borrows: the transaction during a call; a view's data is in the map.
 */
#ifndef LEDGER_CONTACT_ROW_H
#define LEDGER_CONTACT_ROW_H

#include "store/store.h"

struct contact_view;

/* Tombstones too: v->deleted. RC_NOT_FOUND, RC_CORRUPT. */
MUST_CHECK int contact_load(struct store_txn *t, uint16_t account, uint64_t id,
    struct contact_view *v);

/* The one that has the number now. RC_NOT_FOUND, RC_CORRUPT. */
MUST_CHECK int contact_find(struct store_txn *t, uint16_t account,
    uint64_t number, uint64_t *id);

/* The first of the account with an id above `after`, tombstones too.
 * RC_NOT_FOUND: there are no more; RC_CORRUPT: v->id is one that cannot be
 * read. */
MUST_CHECK int contact_next(struct store_txn *t, uint16_t account,
    uint64_t after, struct contact_view *v);

/* The id that the next new one gets. RC_FULL: there are no more. */
MUST_CHECK int contact_new_id(struct store_txn *t, uint16_t account,
    uint64_t *id);

/* The row of v->id and, unless it was deleted, of v->number. */
void contact_put(struct store_txn *t, uint16_t account,
    const struct contact_view *v);
void contact_del_number(struct store_txn *t, uint16_t account, uint64_t number);

/* The first member of a list with an id above `after`. RC_NOT_FOUND: there are
 * no more. */
MUST_CHECK int member_next(struct store_txn *t, uint32_t list, uint64_t after,
    uint64_t *id);
bool member_has(struct store_txn *t, uint32_t list, uint64_t id);
/* Both rows of it. */
void member_put(struct store_txn *t, uint16_t account, uint32_t list,
    uint64_t id);
void member_del(struct store_txn *t, uint16_t account, uint32_t list,
    uint64_t id);

/* The first list above `after` that the contact is in. RC_NOT_FOUND. */
MUST_CHECK int member_next_list(struct store_txn *t, uint16_t account,
    uint64_t id, uint32_t after, uint32_t *list);

/* Whose it is, and how many it has. RC_NOT_FOUND: nothing was ever in it, or
 * it is gone. */
MUST_CHECK int member_head(struct store_txn *t, uint32_t list,
    uint16_t *account, uint64_t *size);
void member_put_head(struct store_txn *t, uint32_t list, uint16_t account,
    uint64_t size);
void member_del_head(struct store_txn *t, uint32_t list);
/* The first list above `after` that has a head, or members. RC_NOT_FOUND. */
MUST_CHECK int member_next_any(struct store_txn *t, uint32_t after,
    uint32_t *list);

/* What a row's key says, of CONTACT or of CONTACT_NUM (id: the number); list 0:
 * it is no mark of one. Of account 0: of a deletion. RC_CORRUPT. */
MUST_CHECK int contact_read_key(const struct store_row *row, uint16_t *account,
    uint64_t *id, uint32_t *list);
/* Of MEMBER; id 0: the head. RC_CORRUPT. */
MUST_CHECK int member_read_key(const struct store_row *row, uint32_t *list,
    uint64_t *id);

#endif
