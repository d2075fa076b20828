/* SPDX-License-Identifier: BSD-2-Clause */
/* Contacts, their numbers and their lists point to each other. */
#include "ledger/audience.h"
#include "ledger/contact_row.h"
#include "ledger/streak.h"
#include "ledger/thing.h"
#include "ledger/verify_inside.h"

#include <inttypes.h>

int verify_streak(const struct thing *t)
{
	struct streak s;
	uint64_t number;
	int rc = thing_number_parse(t->name, &number);

	return rc == 0 ? streak_read(&s, t->value, t->len) : RC_CORRUPT;
}

static void check_number(struct verify *v, const struct store_row *row,
    uint16_t account, const struct contact_view *c)
{
	uint64_t id;

	if (c->deleted == 0 &&
	    (contact_find(&v->txn, account, c->number, &id) != 0 ||
		id != c->id))
		verify_say(v, STORE_CONTACT, verify_row_key(row),
		    "it is not found by its number");
}

int verify_contact(struct verify *v, const struct store_row *row)
{
	struct contact_view c;
	uint16_t account;
	uint32_t list;
	uint64_t id;
	int rc = contact_read_key(row, &account, &id, &list);

	if (rc != 0 || account == 0)
		return rc;
	if (list != 0) {
		if (!member_has(&v->txn, list, id))
			verify_say(v, STORE_CONTACT, verify_row_key(row),
			    "it is not in list %08" PRIx32, list);
		return 0;
	}
	rc = contact_load(&v->txn, account, id, &c);
	if (rc == 0)
		check_number(v, row, account, &c);
	return rc;
}

int verify_contact_num(struct verify *v, const struct store_row *row)
{
	struct contact_view c;
	uint16_t account;
	uint32_t list;
	uint64_t number, id;

	if (contact_read_key(row, &account, &number, &list) != 0 ||
	    contact_find(&v->txn, account, number, &id) != 0)
		return RC_CORRUPT;
	if (contact_load(&v->txn, account, id, &c) != 0 || c.deleted != 0 ||
	    c.number != number)
		verify_say(v, STORE_CONTACT_NUM, verify_row_key(row),
		    "contact %" PRIu64 " has not this number", id);
	return 0;
}

static int check_head(struct verify *v, const struct store_row *row,
    uint32_t list)
{
	uint64_t size, id = 0, n = 0;
	uint16_t account;
	int rc = member_head(&v->txn, list, &account, &size);

	if (rc != 0)
		return rc;
	while (member_next(&v->txn, list, id, &id) == 0)
		n++;
	if (n != size)
		verify_say(v, STORE_MEMBER, verify_row_key(row),
		    "it has %" PRIu64 " members, not %" PRIu64, n, size);
	return 0;
}

int verify_member(struct verify *v, const struct store_row *row)
{
	uint32_t list, marked;
	uint16_t account;
	uint64_t id, size;

	if (member_read_key(row, &list, &id) != 0)
		return RC_CORRUPT;
	if (id == 0)
		return check_head(v, row, list);
	if (member_head(&v->txn, list, &account, &size) != 0 ||
	    member_next_list(&v->txn, account, id, list - 1, &marked) != 0 ||
	    marked != list)
		verify_say(v, STORE_MEMBER, verify_row_key(row),
		    "contact %" PRIu64 " does not know of it", id);
	return 0;
}
