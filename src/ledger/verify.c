/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three passes: the journal, then what points to messages, then the messages
 * in the order of their keys. What the first two note down is sorted by key,
 * so the third meets it in passing and no map is needed.
 */
#include "ledger/verify_inside.h"

#include "base/mem.h"
#include "store/record.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const table_name[] = {
#define TABLE(id, name, what) name,
#include "store/table.def"
#undef TABLE
};

struct verify_key verify_number(uint64_t number)
{
	struct verify_key k;

	snprintf(k.text, sizeof(k.text), "%" PRIu64, number);
	return k;
}

static bool is_word(const struct store_row *row)
{
	for (size_t i = 0; i < row->key_len; i++)
		if (!isalnum(row->key[i]))
			return false;
	return true;
}

struct verify_key verify_row_key(const struct store_row *row)
{
	struct verify_key k;

	if (is_word(row))
		snprintf(k.text, sizeof(k.text), "%.*s", (int)row->key_len,
		    (const char *)row->key);
	else if (row->key_len == STORE_KEY64)
		return verify_number(store_key_number(row->key));
	else
		for (size_t i = 0; i < row->key_len; i++)
			snprintf(k.text + 2 * i, 3, "%02x", row->key[i]);
	return k;
}

void verify_say(struct verify *v, enum store_table table, struct verify_key key,
    const char *fmt, ...)
{
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	v->counts->findings++;
	v->options.found(table_name[table], key.text, what, v->options.arg);
}

void verify_add(struct verify_items *to, struct verify_item item)
{
	if (to->len == to->cap) {
		to->cap = to->cap * 2 + 1024;
		to->item = mem_resize(to->item, to->cap, sizeof(to->item[0]));
	}
	to->item[to->len++] = item;
}

static int compare(const void *a, const void *b)
{
	const struct verify_item *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->what != y->what)
		return x->what < y->what ? -1 : 1;
	return 0;
}

void verify_sort(struct verify_items *items)
{
	if (items->len != 0)
		qsort(items->item, items->len, sizeof(items->item[0]), compare);
}

size_t verify_items_of(struct verify_items *items, uint64_t key,
    const struct verify_item **first)
{
	size_t n = 0;

	while (items->at < items->len && items->item[items->at].key < key)
		items->at++;
	*first = items->item + items->at;
	while (items->at < items->len && items->item[items->at].key == key) {
		items->at++;
		n++;
	}
	return n;
}

/* A table that LMDB itself cannot walk spoils the transaction, not the rest. */
static void pass(struct verify *v, void (*run)(struct verify *v))
{
	if (v->txn.rc == 0) {
		run(v);
		return;
	}
	store_end_read(&v->txn);
	if (store_begin_read(v->store, &v->txn) == 0)
		run(v);
}

static void check_meta(struct verify *v)
{
	int rc = meta_read(&v->txn, &v->meta);
	struct store_bytes secret;

	if (v->meta.replay != 0 &&
	    store_get(&v->txn, STORE_META, "secret", 6, &secret) != 0)
		verify_say(v, STORE_META, (struct verify_key){ "secret" },
		    "it is gone, and with it the ids of all messages");
	if (leaps_get(&v->txn, &v->leaps) != 0)
		verify_say(v, STORE_META, (struct verify_key){ "leaps" },
		    "how the clock was set cannot be read");
	if (rc == 0)
		return;
	v->meta = (struct meta){ .replay = UINT64_MAX };
	verify_say(v, STORE_META, (struct verify_key){ "totals" },
	    "messages cannot be checked: %s", rc_text(rc));
}

static void check_totals(struct verify *v)
{
	struct verify_key key = { "totals" };

	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (v->state[i] != v->meta.state[i])
			verify_say(v, STORE_META, key,
			    "%s: %" PRIu64 " by the counter, %" PRIu64
			    " by counting",
			    status_name((enum status)i), v->meta.state[i],
			    v->state[i]);
	if (v->oldest == 1 && v->counts->inbound != v->meta.inbound)
		verify_say(v, STORE_META, key,
		    "inbound: %" PRIu64 " by the counter, %" PRIu64
		    " by counting",
		    v->meta.inbound, v->counts->inbound);
}

/* What is missing would be told once more by each thing that needs it. */
static void check_all(struct verify *v)
{
	pass(v, check_meta);
	pass(v, verify_journal);
	pass(v, verify_lists);
	pass(v, verify_messages);
	if (v->counts->findings == 0) {
		check_totals(v);
		verify_campaigns(v);
	}
}

static void fini(struct verify *v)
{
	free(v->lines.item);
	free(v->dues.item);
	free(v->ids.item);
	free(v->marks.item);
	free(v->later.item);
	free(v->place);
	free(v->campaign);
	store_close(v->store);
}

int ledger_verify(const struct verify_options *o, struct verify_counts *out,
    struct ledger_problem *why)
{
	const struct store_options so = { .path = o->path,
		.read_only = true,
		.exclusive = true };
	struct verify v = { .options = *o, .counts = out };
	struct store_problem problem;
	int rc = store_open(&v.store, &so, &problem);

	*out = (struct verify_counts){ 0 };
	if (rc != 0) {
		snprintf(why->text, sizeof(why->text), "%s", problem.text);
		return rc;
	}
	rc = store_begin_read(v.store, &v.txn);
	if (rc == 0) {
		check_all(&v);
		store_end_read(&v.txn);
	} else {
		snprintf(why->text, sizeof(why->text), "%s: cannot be read: %s",
		    o->path, rc_text(rc));
	}
	fini(&v);
	return rc;
}
