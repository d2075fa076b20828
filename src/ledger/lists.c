/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list is there as long as its thing is. What it has is counted in the head
 * row of its members, put with each change. A list that is taken away keeps its
 * head until the last member has gone, so a crash in between leaves a head
 * without a thing, and the work goes on at the start.
 *
 * Invariant: in memory is each list that has a thing or a head, by its number.
 */
#include "ledger/people.h"

#include "base/log.h"
#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/contact_row.h"
#include "ledger/meta.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SLICE 500 /* members taken away in one commit */

struct list {
	uint32_t id;
	uint16_t account;
	bool gone; /* its members are being taken away */
	uint64_t size, shown;
};

struct lists {
	struct list *list;
	size_t len, cap, gone;
	bool changed;         /* sizes are to be shown */
	uint32_t last, shown; /* the greatest number that was ever kept */
};

static const char last_key[] = "lists";

struct lists *book_lists_new(void)
{
	return mem_new(1, sizeof(struct lists));
}

void book_lists_free(struct lists *l)
{
	free(l->list);
	free(l);
}

/* Where it is, or would be. */
static size_t place_of(const struct lists *l, uint32_t id)
{
	size_t low = 0, high = l->len;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (l->list[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct list *find(const struct lists *l, uint32_t id)
{
	size_t i = place_of(l, id);

	return i < l->len && l->list[i].id == id ? &l->list[i] : NULL;
}

/* The loop reads sizes meanwhile. */
static struct list *insert(struct book *b, const struct list *list)
{
	struct lists *l = b->lists;
	size_t i = place_of(l, list->id);

	view_lock(&b->view);
	if (l->len == l->cap) {
		l->cap = l->cap * 2 + 16;
		l->list = mem_resize(l->list, l->cap, sizeof(l->list[0]));
	}
	memmove(&l->list[i + 1], &l->list[i],
	    (l->len - i) * sizeof(l->list[0]));
	l->list[i] = *list;
	l->len++;
	view_unlock(&b->view);
	return &l->list[i];
}

static void take_away(struct book *b, struct list *list)
{
	struct lists *l = b->lists;
	size_t i = (size_t)(list - l->list);

	view_lock(&b->view);
	l->len--;
	memmove(&l->list[i], &l->list[i + 1],
	    (l->len - i) * sizeof(l->list[0]));
	view_unlock(&b->view);
}

/* ---- from the store ---------------------------------------------------- */

/* Eight hex digits, not all of them 0. */
static int parse(const char *name, uint32_t *id)
{
	char *end;

	if (strlen(name) != 8 || strspn(name, "0123456789abcdef") != 8)
		return RC_BAD;
	*id = (uint32_t)strtoul(name, &end, 16);
	return *id != 0 ? 0 : RC_BAD;
}

/* Two things of one number: the first one has the members. One that is damaged
 * still is a list. */
static int load_things(struct book *b)
{
	struct thing_walk w = { .txn = &b->txn,
		.kind = THING_LIST,
		.all = true };
	struct list list = { 0 };

	while (thing_next(&w)) {
		if (w.damage != 0)
			log_error("ledger", "a list is damaged name=%s",
			    w.name);
		list.account = w.thing.account;
		if (parse(w.name, &list.id) == 0 &&
		    find(b->lists, list.id) == NULL)
			insert(b, &list);
	}
	return w.rc;
}

static uint64_t count_members(struct book *b, uint32_t list)
{
	uint64_t id = 0, n = 0;

	while (member_next(&b->txn, list, id, &id) == 0)
		n++;
	return n;
}

/* Of one without a head account and size are as the rest of it says. */
static void load_members(struct book *b, uint32_t id)
{
	struct list at = { .id = id };
	struct list *list = find(b->lists, id);

	if (member_head(&b->txn, id, &at.account, &at.size) != 0) {
		log_error("ledger", "a list is without a head list=%08" PRIx32,
		    id);
		at.size = count_members(b, id);
	}
	if (list == NULL) {
		list = insert(b, &at);
		list->gone = true;
		b->lists->gone++;
	}
	list->size = at.size;
}

static int load_sizes(struct book *b)
{
	uint32_t id = 0;
	int rc;

	while ((rc = member_next_any(&b->txn, id, &id)) == 0)
		load_members(b, id);
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* Without it those that are there tell. */
static void load_last(struct book *b)
{
	struct lists *l = b->lists;
	uint64_t last;

	if (meta_get_number(&b->txn, last_key, &last) != 0)
		last = l->len != 0 ? l->list[l->len - 1].id : 0;
	l->last = (uint32_t)last;
}

int book_lists_load(struct book *b)
{
	int rc;

	view_lock(&b->view);
	b->lists->len = 0;
	view_unlock(&b->view);
	b->lists->gone = 0;
	rc = load_things(b);
	if (rc == 0)
		rc = load_sizes(b);
	load_last(b);
	b->lists->changed = true;
	return rc;
}

/* ---- changes ----------------------------------------------------------- */

static int keep(struct book *b, uint16_t account, uint32_t id)
{
	struct list *list = find(b->lists, id);

	if (list != NULL)
		return list->gone || list->account != account ? RC_EXISTS : 0;
	insert(b, &(struct list){ .id = id, .account = account });
	if (id > b->lists->last) {
		b->lists->last = id;
		b->lists->changed = true;
		meta_put_number(&b->txn, last_key, id);
	}
	return 0;
}

static void forget(struct book *b, uint16_t account, uint32_t id)
{
	struct list *list = find(b->lists, id);

	if (list == NULL || list->gone || list->account != account)
		return;
	if (list->size == 0) {
		member_del_head(&b->txn, id);
		take_away(b, list);
		return;
	}
	list->gone = true;
	b->lists->gone++;
}

int book_keep_list(struct book *b, uint16_t account, const char *name, bool del)
{
	uint32_t id;
	int rc = parse(name, &id);

	if (rc == 0 && !del)
		return keep(b, account, id);
	if (rc == 0)
		forget(b, account, id);
	return rc;
}

bool book_lists_has(const struct book *b, uint16_t account, uint32_t list)
{
	const struct list *l = find(b->lists, list);

	return l != NULL && !l->gone && l->account == account;
}

static void set_size(struct book *b, struct list *list, uint64_t size)
{
	list->size = size;
	b->lists->changed = true;
	member_put_head(&b->txn, list->id, list->account, size);
}

void book_lists_join(struct book *b, uint32_t list, uint64_t contact)
{
	struct list *l = find(b->lists, list);

	if (l == NULL || member_has(&b->txn, list, contact))
		return;
	member_put(&b->txn, l->account, list, contact);
	set_size(b, l, l->size + 1);
}

void book_lists_leave(struct book *b, uint32_t list, uint64_t contact)
{
	struct list *l = find(b->lists, list);

	if (l == NULL || !member_has(&b->txn, list, contact))
		return;
	member_del(&b->txn, l->account, list, contact);
	set_size(b, l, l->size != 0 ? l->size - 1 : 0);
}

/* ---- what is left of those that were taken away ------------------------ */

static struct list *first_gone(const struct lists *l)
{
	for (size_t i = 0; l->gone != 0 && i < l->len; i++) {
		if (l->list[i].gone)
			return &l->list[i];
	}
	return NULL;
}

/* True: there are more. */
static bool take_members(struct book *b, struct list *list)
{
	uint64_t id, n = 0;
	int rc = member_next(&b->txn, list->id, 0, &id);

	for (; rc == 0 && n < SLICE; n++) {
		member_del(&b->txn, list->account, list->id, id);
		rc = member_next(&b->txn, list->id, id, &id);
	}
	if (rc == 0)
		set_size(b, list, list->size > n ? list->size - n : 0);
	return rc == 0;
}

void book_lists_run(struct book *b)
{
	struct list *list = first_gone(b->lists);

	if (list == NULL || take_members(b, list))
		return;
	member_del_head(&b->txn, list->id);
	take_away(b, list);
	b->lists->gone--;
}

bool book_lists_is_busy(const struct book *b)
{
	return b->lists->gone != 0;
}

/* ---- what others see --------------------------------------------------- */

void book_lists_publish(struct book *b)
{
	struct lists *l = b->lists;

	for (size_t i = 0; l->changed && i < l->len; i++)
		l->list[i].shown = l->list[i].gone ? 0 : l->list[i].size;
	l->shown = l->last;
	l->changed = false;
}

uint32_t book_lists_last(struct book *b)
{
	uint32_t last;

	view_lock(&b->view);
	last = b->lists->shown;
	view_unlock(&b->view);
	return last;
}

uint64_t book_lists_size(struct book *b, uint32_t list)
{
	const struct list *l;
	uint64_t size;

	view_lock(&b->view);
	l = find(b->lists, list);
	size = l != NULL ? l->shown : 0;
	view_unlock(&b->view);
	return size;
}
