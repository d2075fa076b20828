/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/thing.h"

#include "ledger/forget.h"
#include "ledger/inside.h"
#include "ledger/people.h"
#include "ledger/thing_row.h"

#include <assert.h>
#include <string.h>

int thing_text(const struct thing *t, char *text, size_t room)
{
	if (t->len >= room)
		return RC_TOO_LONG;
	memcpy(text, t->value, t->len);
	text[t->len] = '\0';
	return 0;
}

/* ---- facts ------------------------------------------------------------- */

void ledger_keep(struct ledger *l, uint64_t token, const struct thing *t)
{
	size_t name_len = strlen(t->name);
	struct fact *f;

	assert(name_len >= 1 && name_len <= THING_NAME_MAX);
	assert(t->value == NULL || t->len <= THING_VALUE_MAX);
	f = batch_add(l->fill, FACT_KEEP, t->name, name_len + 1);
	f->u.keep.token = token;
	f->u.keep.account = t->account;
	f->u.keep.kind = t->kind;
	f->u.keep.del = t->value == NULL;
	f->u.keep.name_len = name_len;
	f->u.keep.len = t->value == NULL ? 0 : t->len;
	buf_add(&l->fill->in, t->value, f->u.keep.len);
}

/* Space that is left is for what must be kept: it is never a reason to send to
 * one who wants no more. */
static bool may_keep(const struct book *b, const struct thing *t)
{
	return !b->totals.full || t->value == NULL || t->kind == THING_OPTOUT;
}

/* At once what was learned of it; the rest in its turn. */
static void forget_number(struct book *b, const char *name)
{
	thing_put(&b->txn,
	    &(struct thing){ .kind = THING_LEARNED, .name = name });
	forget_anew(b->forget);
}

void book_keep(struct book *b, const struct fact *f, const void *data)
{
	const char *name = data;
	struct thing t = { .kind = f->u.keep.kind,
		.account = f->u.keep.account,
		.name = name,
		.value = f->u.keep.del ? NULL : name + f->u.keep.name_len + 1,
		.len = f->u.keep.len };
	struct outcome *o = batch_outcome(b->batch, OUTCOME_KEPT);

	o->token = f->u.keep.token;
	if (!may_keep(b, &t))
		o->rc = RC_NO_SPACE;
	else if (t.kind == THING_LIST)
		o->rc = book_keep_list(b, t.account, name, t.value == NULL);
	if (o->rc != 0)
		return;
	thing_put(&b->txn, &t);
	if (t.kind == THING_FORGET)
		forget_number(b, name);
}

/* ---- before the start -------------------------------------------------- */

static int each_row(struct store_txn *txn, enum thing_kind kind,
    void (*each)(const struct thing *t, void *arg), void *arg)
{
	struct thing_walk w = { .txn = txn,
		.kind = (uint8_t)kind,
		.all = true };

	while (thing_next(&w)) {
		if (w.damage != 0)
			return w.damage;
		each(&w.thing, arg);
	}
	return w.rc;
}

int ledger_each_thing(struct ledger *l, enum thing_kind kind,
    void (*each)(const struct thing *t, void *arg), void *arg)
{
	struct store_txn t;
	int rc = store_begin_read(l->book.store, &t);

	assert(!l->started);
	if (rc != 0)
		return rc;
	rc = each_row(&t, kind, each, arg);
	store_end_read(&t);
	return rc;
}
