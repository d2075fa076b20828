/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is done to contacts. One that is deleted leaves all lists and its number
 * in the transaction that says so; what it does to messages follows
 * (deletion.c).
 */
#include "ledger/audience.h"

#include "ledger/campaign_steps.h"
#include "ledger/contact_row.h"
#include "ledger/forget.h"
#include "ledger/inside.h"
#include "ledger/people.h"

#include <assert.h>

void ledger_contact(struct ledger *l, const struct contact_fact *f)
{
	struct fact *fact;

	assert(f->len <= CONTACT_DATA_MAX);
	fact = batch_add(l->fill, FACT_CONTACT, f, sizeof(*f));
	fact->u.bytes.token = f->token;
	batch_more(l->fill, fact, f->data, f->len);
}

uint64_t ledger_list_size(struct ledger *l, uint32_t list)
{
	return book_lists_size(&l->book, list);
}

uint32_t ledger_last_list(struct ledger *l)
{
	return book_lists_last(&l->book);
}

/* The one that it is about, if it is there. */
static int find(struct book *b, const struct contact_fact *f,
    struct contact_view *v)
{
	uint64_t id = f->id;
	int rc =
	    id != 0 ? 0 : contact_find(&b->txn, f->account, f->number, &id);

	if (rc == 0)
		rc = contact_load(&b->txn, f->account, id, v);
	if (rc == 0 && v->deleted != 0)
		rc = RC_NOT_FOUND;
	return rc;
}

static int create(struct book *b, const struct contact_fact *f,
    const void *data, uint64_t *id)
{
	struct contact_view v = { .number = f->number,
		.created = b->now,
		.updated = b->now,
		.data = data,
		.len = f->len };
	int rc = f->number == 0 ? RC_NOT_FOUND
				: contact_new_id(&b->txn, f->account, &v.id);

	if (rc == 0)
		contact_put(&b->txn, f->account, &v);
	*id = v.id;
	return rc;
}

/* Another number, if nobody has it. */
static int renumber(struct book *b, const struct contact_fact *f,
    struct contact_view *v)
{
	uint64_t whose;
	int rc;

	if (f->number == 0 || f->number == v->number)
		return 0;
	rc = contact_find(&b->txn, f->account, f->number, &whose);
	if (rc != RC_NOT_FOUND)
		return rc == 0 ? RC_EXISTS : rc;
	contact_del_number(&b->txn, f->account, v->number);
	v->number = f->number;
	return 0;
}

static int change(struct book *b, const struct contact_fact *f,
    const void *data, struct contact_view *v)
{
	int rc;

	if (f->keep)
		return RC_EXISTS;
	rc = renumber(b, f, v);
	if (rc != 0)
		return rc;
	v->updated = b->now;
	v->data = data;
	v->len = f->len;
	contact_put(&b->txn, f->account, v);
	return 0;
}

static int put(struct book *b, const struct contact_fact *f, const void *data,
    struct outcome *o)
{
	struct contact_view v = { 0 };
	uint64_t *id = &o->u.contact.id;
	int rc;

	if (f->list != 0 && !book_lists_has(b, f->account, f->list))
		return RC_NOT_FOUND;
	rc = find(b, f, &v);
	*id = v.id;
	if (rc == RC_NOT_FOUND && f->id == 0) {
		rc = create(b, f, data, id);
		o->u.contact.created = rc == 0;
	} else if (rc == 0) {
		rc = change(b, f, data, &v);
	}
	if (f->list != 0 && (rc == 0 || (rc == RC_EXISTS && f->keep)))
		book_lists_join(b, f->list, *id);
	return rc;
}

static void leave_all(struct book *b, uint16_t account, uint64_t id)
{
	uint32_t list = 0;

	while (member_next_list(&b->txn, account, id, list, &list) == 0) {
		book_lists_leave(b, list, id);
		member_del(&b->txn, account, list, id);
	}
}

void book_delete_contact(struct book *b, uint16_t account,
    struct contact_view *v)
{
	usec keep = book_record_for(b, account);

	contact_del_number(&b->txn, account, v->number);
	v->deleted = b->now;
	v->data = NULL;
	v->len = 0;
	contact_put(&b->txn, account, v);
	leave_all(b, account, v->id);
	book_forget_streak(b, account, v->number);
	book_delete_recipient(b, account, v->id);
	if (keep != 0)
		book_forget_at(b, b->now + keep);
}

static int join(struct book *b, const struct contact_fact *f, uint64_t id)
{
	if (!book_lists_has(b, f->account, f->list))
		return RC_NOT_FOUND;
	if (f->what == CONTACT_JOIN)
		book_lists_join(b, f->list, id);
	else
		book_lists_leave(b, f->list, id);
	return 0;
}

static int apply(struct book *b, const struct contact_fact *f, const void *data,
    struct outcome *o)
{
	struct contact_view v = { 0 };
	int rc;

	if (b->totals.full &&
	    (f->what == CONTACT_PUT || f->what == CONTACT_JOIN))
		return RC_NO_SPACE;
	if (f->what == CONTACT_PUT)
		return put(b, f, data, o);
	rc = find(b, f, &v);
	o->u.contact.id = v.id;
	if (rc != 0)
		return rc;
	if (f->what != CONTACT_DELETE)
		return join(b, f, v.id);
	book_delete_contact(b, f->account, &v);
	return 0;
}

void book_contact(struct book *b, const struct contact_fact *f,
    const void *data)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_CONTACTED);

	o->token = f->token;
	o->u.contact.id = 0;
	o->u.contact.created = false;
	o->rc = apply(b, f, data, o);
}
