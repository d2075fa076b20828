/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/checking.h"

#include "ledger/body.h"
#include "ledger/book.h"
#include "ledger/entry.h"

struct active_slot *book_bear(struct book *b, const struct birth *w)
{
	struct entry e = { .type = ENTRY_BORN,
		.part = PART_WHOLE,
		.account = w->account,
		.policy = w->policy,
		.to = w->number,
		.campaign = w->cell,
		.scope = w->scope,
		.index = w->index,
		.contact = w->contact };
	struct active_slot *s = book_new_message(b);

	book_write(b, s, &e);
	return s;
}

void book_bear_later(struct book *b, const struct birth *w, usec until)
{
	struct entry e = { .type = ENTRY_CHECKED,
		.part = PART_WHOLE,
		.verdict = CHECKED_FOLLOW_UP,
		.next = until };

	book_write(b, book_bear(b, w), &e);
}

/* Few lines stand before that of its body; what that is of is known best. */
int book_read_birth(struct book *b, const struct record *r, struct birth *w)
{
	struct entry e, passed;

	if (body_born(&b->txn, &b->journal, r->body != 0 ? r->body : r->last,
		&e) != 0)
		return RC_CORRUPT;
	*w = (struct birth){ .account = r->account,
		.policy = r->policy,
		.cell = r->campaign,
		.index = e.index,
		.scope = e.scope,
		.number = r->to,
		.contact = e.contact };
	if (r->body != 0 &&
	    body_entry(&b->txn, &b->journal, r->body, &passed) == 0)
		w->scope = passed.scope;
	return 0;
}
