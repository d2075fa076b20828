/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages are numbered in the order in which they came, and most are final
 * soon. So for each time that something is kept there is a walk over all
 * messages, which looks at one when it came so long ago. What is not ripe by
 * then, as it became final late or is not yet, gets a row of due; others cost
 * nothing until then. The few walks keep their places in the store.
 *
 * Invariant: all below a walk's place that the walk is for are done, or have a
 * row of due. Another set of accounts makes another walk, from the first
 * message on: passing by what is done is cheap.
 */
#include "ledger/steps.h"

#include "base/clock.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "ledger/discard.h"
#include "ledger/due.h"
#include "ledger/forget.h"
#include "store/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGES_MAX 200  /* messages changed in one commit */
#define LOOKS_MAX   2000 /* and looked at */

#define PAUSE (SECOND / 100) /* between slices: others work too */

/* A full store needs its room for what happens to messages. */
#define FULL_CHANGES 10
#define FULL_PAUSE   (60 * SECOND)

#define PLACE_VERSION 1
#define PLACE_BYTES   (STORE_HEAD + 16)

enum what { BODY, RECORD, WHATS };

static const char *const what_name[] = { "keepbody", "keeprecord" };
static const uint32_t due_line[] = { DUE_BODY, DUE_RECORD };

struct keep {
	bool own; /* else that of account 0 counts */
	usec age[WHATS];
};

struct walk {
	enum what what;
	usec age;
	uint64_t members; /* a hash of the accounts that it is for */
	uint64_t at;      /* the next key */
	usec next;        /* when that one is old enough; 0: nobody knows */
};

struct retention {
	struct keep *account; /* by name id */
	struct walk *walk;
	size_t walks;
	bool stale;  /* the walks are to be made anew */
	usec paused; /* a slice was not enough: go on then; 0: it was */
	int looks, changes;
};

struct retention *retention_new(void)
{
	struct retention *r = mem_new(1, sizeof(*r));

	r->account = mem_new(NAMES_MAX + 1, sizeof(r->account[0]));
	r->stale = true;
	return r;
}

void retention_free(struct retention *r)
{
	free(r->account);
	free(r->walk);
	free(r);
}

void retention_set(struct retention *r, const struct retention_fact *f)
{
	struct keep *k = &r->account[f->account];
	const struct keep to = { .own = true,
		.age = { f->body_for, f->record_for } };

	if (k->own && k->age[BODY] == to.age[BODY] &&
	    k->age[RECORD] == to.age[RECORD])
		return;
	*k = to;
	r->stale = true;
}

void book_retain(struct book *b, const struct retention_fact *f)
{
	retention_set(b->retention, f);
	forget_anew(b->forget);
}

void retention_forget(struct book *b)
{
	b->retention->stale = true;
	forget_anew(b->forget);
}

static usec age_of(const struct retention *r, uint16_t account, enum what what)
{
	const struct keep *k = &r->account[account];

	return k->own ? k->age[what] : r->account[0].age[what];
}

usec book_record_for(const struct book *b, uint16_t account)
{
	return age_of(b->retention, account, RECORD);
}

/* ---- the walks ---------------------------------------------------------- */

/* Those that are not as all the others. */
static uint64_t hash_members(const struct book *b, enum what what, usec age)
{
	const struct retention *r = b->retention;
	uint16_t *odd = mem_new(NAMES_MAX + 1, sizeof(odd[0]));
	size_t n = 0;
	uint64_t hash;
	bool others = age_of(r, 0, what) == age;

	odd[n++] = others;
	for (uint16_t i = 1; i <= NAMES_MAX; i++) {
		if ((age_of(r, i, what) == age) != others)
			odd[n++] = i;
	}
	hash = hash_sip(&b->id_key, odd, n * sizeof(odd[0]));
	free(odd);
	return hash;
}

static size_t place_key(const struct walk *w, char key[STORE_KEY_MAX])
{
	int n = snprintf(key, STORE_KEY_MAX, "%s%" PRId64, what_name[w->what],
	    (int64_t)w->age);

	return (size_t)n;
}

static void put_place(struct book *b, const struct walk *w)
{
	uint8_t value[PLACE_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));
	char key[STORE_KEY_MAX];

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, w->at);
	cursor_put(&c, 8, w->members);
	store_seal(value, sizeof(value), PLACE_VERSION, 0);
	store_put(&b->txn, STORE_META, key, place_key(w, key), value,
	    sizeof(value));
}

/* One that is damaged, or of other accounts, is none. */
static uint64_t get_place(struct book *b, const struct walk *w)
{
	char key[STORE_KEY_MAX];
	struct store_bytes v;
	struct cursor c;
	uint64_t at, members;

	if (store_get(&b->txn, STORE_META, key, place_key(w, key), &v) != 0 ||
	    v.len != PLACE_BYTES || store_check(v.data, v.len, NULL) != 0)
		return 1;
	c = cursor_reading(v.data, v.len);
	(void)cursor_take(&c, STORE_HEAD);
	at = cursor_get(&c, 8);
	members = cursor_get(&c, 8);
	return members == w->members && at != 0 ? at : 1;
}

static struct walk *find_walk(const struct retention *r, enum what what,
    usec age)
{
	for (size_t i = 0; i < r->walks; i++) {
		if (r->walk[i].what == what && r->walk[i].age == age)
			return &r->walk[i];
	}
	return NULL;
}

static void add_walk(struct book *b, enum what what, usec age)
{
	struct retention *r = b->retention;
	struct walk w = { .what = what, .age = age };

	if (age == 0 || find_walk(r, what, age) != NULL)
		return;
	w.members = hash_members(b, what, age);
	w.at = get_place(b, &w);
	r->walk = mem_resize(r->walk, r->walks + 1, sizeof(r->walk[0]));
	r->walk[r->walks++] = w;
}

static bool is_place_of_walk(const struct retention *r,
    const struct store_row *row)
{
	char key[STORE_KEY_MAX];

	for (size_t i = 0; i < r->walks; i++) {
		if (place_key(&r->walk[i], key) == row->key_len &&
		    memcmp(key, row->key, row->key_len) == 0)
			return true;
	}
	return false;
}

/* Else they would be taken up again after a time in which nobody walked. */
static void forget_places(struct book *b)
{
	static const char all[] = "keep";
	struct store_row row;
	int rc = store_seek(&b->txn, STORE_META, all, strlen(all), &row);

	for (; rc == 0 && memcmp(row.key, all, strlen(all)) == 0;
	     rc = store_next(&row)) {
		if (!is_place_of_walk(b->retention, &row))
			store_del(&b->txn, STORE_META, row.key, row.key_len);
	}
}

static void make_walks(struct book *b)
{
	struct retention *r = b->retention;

	r->walks = 0;
	for (uint16_t i = 0; i <= NAMES_MAX; i++) {
		for (int what = 0; what < WHATS; what++)
			add_walk(b, (enum what)what,
			    age_of(r, i, (enum what)what));
	}
	forget_places(b);
	r->stale = false;
}

/* ---- messages ----------------------------------------------------------- */

static bool is_done(const struct record *m, enum what what)
{
	return m->flags & (what == BODY ? FLAG_REDACTED : FLAG_ERASED);
}

/* Not before, if it is not final yet. */
static usec ripe_at(const struct book *b, const struct record *m, usec age)
{
	usec final = record_time(m, m->final);

	if (!status_is_final((enum status)m->state))
		return b->now + age;
	return (final != 0 ? final : m->accepted) + age;
}

static void forget(struct book *b, uint64_t key, enum what what)
{
	struct active_slot *s;

	b->retention->changes--;
	if (book_touch(b, key, &s) == 0)
		(void)(what == BODY ? book_redact(b, s) : book_erase(b, s));
}

/* Now, or by a row of due. */
static void settle(struct book *b, uint64_t key, const struct record *m,
    enum what what)
{
	usec age = age_of(b->retention, m->account, what);
	struct due d = { .line = due_line[what], .key = key };

	if (age == 0 || is_done(m, what))
		return;
	d.at = ripe_at(b, m, age);
	if (d.at > b->now)
		due_put(&b->txn, &d);
	else
		forget(b, key, what);
}

/* Is there still something to give in this slice? */
static bool may_go_on(struct retention *r)
{
	return r->looks-- > 0 && r->changes > 0;
}

static usec slack_of(usec age)
{
	return age / 32 < RETENTION_SLACK ? age / 32 : RETENTION_SLACK;
}

static void walk_on(struct book *b, struct walk *w)
{
	struct retention *r = b->retention;
	uint64_t from = w->at;
	struct record m;

	if (w->next > b->now)
		return;
	w->next = 0;
	for (; w->at < b->next_key; w->at++) {
		if (!may_go_on(r)) {
			r->paused = b->now + PAUSE;
			break;
		}
		if (book_look(b, w->at, &m) != 0)
			continue;
		w->next = m.accepted + w->age + slack_of(w->age);
		if (w->next > b->now)
			break;
		if (age_of(r, m.account, w->what) == w->age)
			settle(b, w->at, &m, w->what);
	}
	if (w->at != from)
		put_place(b, w);
}

static void run_rows(struct book *b, enum what what)
{
	struct retention *r = b->retention;
	struct record m;
	struct due d;

	while (due_first(&b->txn, due_line[what], &d) == 0 && d.at <= b->now) {
		if (!may_go_on(r)) {
			r->paused = b->now + PAUSE;
			return;
		}
		due_del(&b->txn, &d);
		if (book_look(b, d.key, &m) != 0)
			continue;
		if (what == BODY && record_discards(&m)) {
			r->changes--;
			book_discard(b, d.key, &m);
		}
		settle(b, d.key, &m, what);
	}
}

void book_run_retention(struct book *b)
{
	struct retention *r = b->retention;

	if (r->stale)
		make_walks(b);
	if (clock_rests(b->now, r->paused, FULL_PAUSE))
		return;
	r->paused = 0;
	r->looks = LOOKS_MAX;
	r->changes = b->totals.full ? FULL_CHANGES : CHANGES_MAX;
	for (int what = 0; what < WHATS; what++)
		run_rows(b, (enum what)what);
	for (size_t i = 0; i < r->walks; i++)
		walk_on(b, &r->walk[i]);
	if (b->totals.full)
		r->paused = b->now + FULL_PAUSE;
}

bool book_keeps_all_records(const struct book *b)
{
	const struct retention *r = b->retention;

	for (size_t i = 0; i < r->walks; i++) {
		if (r->walk[i].what == RECORD)
			return false;
	}
	return true;
}

usec book_next_retention(struct book *b)
{
	const struct retention *r = b->retention;
	usec at = 0;

	if (r->paused != 0)
		return r->paused;
	for (int what = 0; what < WHATS; what++)
		clock_earlier(&at, due_first_at(&b->txn, due_line[what]));
	for (size_t i = 0; i < r->walks; i++)
		clock_earlier(&at, r->walk[i].next);
	return at;
}
