/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * people - contacts, lists and suggestions, as a test lays them on the desk of
 * the shop, and what is told of them.
 */
#ifndef TESTS_LEDGER_PEOPLE_H
#define TESTS_LEDGER_PEOPLE_H

#include "shop.h"

#include "ledger/audience.h"
#include "ledger/suggestion.h"
#include "ledger/thing.h"
#include "ledger/verify.h"

/* What was told last. */
struct told_people {
	struct contacted contacted;
	size_t contacts_told; /* pages */
	int page_rc, kept_rc, suggested_rc;
	size_t n, contacteds;
	struct contact_view contact[AUDIENCE_LIMIT];
	char data[64]; /* of the last one */
	uint64_t next;
	struct suggestion suggestion[16];
	size_t opened; /* suggestions */
	uint64_t opened_number;
};

/* One test program, one thread that is told. */
static struct told_people told;

static inline void note_contacted(const struct contacted *c, void *arg)
{
	(void)arg;
	told.contacted = *c;
	told.contacteds++;
}

static inline void note_contacts(uint64_t token, const struct contact_page *p,
    void *arg)
{
	(void)token;
	(void)arg;
	told.contacts_told++;
	told.page_rc = p->rc;
	told.n = p->n;
	told.next = p->next;
	for (size_t i = 0; i < p->n; i++) {
		told.contact[i] = p->contact[i];
		snprintf(told.data, sizeof(told.data), "%.*s",
		    (int)p->contact[i].len, (const char *)p->contact[i].data);
	}
}

static inline void note_kept(uint64_t token, int rc, void *arg)
{
	(void)token;
	(void)arg;
	told.kept_rc = rc;
}

static inline void note_suggested(uint64_t token, int rc, void *arg)
{
	(void)token;
	(void)arg;
	told.suggested_rc = rc;
}

static inline void note_suggestion(uint16_t account, uint64_t number, void *arg)
{
	(void)account;
	(void)arg;
	told.opened++;
	told.opened_number = number;
}

static inline void note_suggestions(uint64_t token,
    const struct suggestion_page *p, void *arg)
{
	(void)token;
	(void)arg;
	told.page_rc = p->rc;
	told.n = p->n;
	told.next = p->next;
	for (size_t i = 0; i < p->n && i < ARRAY_LEN(told.suggestion); i++)
		told.suggestion[i] = p->suggestion[i];
}

static const struct ledger_events people_events = {
	.accepted = note_accepted,
	.refused = note_refused,
	.claimed = note_claimed,
	.stored = note_stored,
	.fetched = note_fetched,
	.broken = note_broken,
	.kept = note_kept,
	.contacted = note_contacted,
	.contacts = note_contacts,
	.suggested = note_suggested,
	.suggestion = note_suggestion,
	.suggestions = note_suggestions,
};

static inline int people_setup(void **state)
{
	int rc = setup(state);
	struct shop *s = *state;

	memset(&told, 0, sizeof(told));
	close_shop(s);
	s->up = &people_events;
	open_shop(s);
	settle(s);
	return rc;
}

static inline void say_finding(const char *table, const char *key,
    const char *what, void *arg)
{
	(void)arg;
	fail_msg("%s %s: %s", table, key, what);
}

/* Whatever a test did, the store is sound. */
static inline int people_teardown(void **state)
{
	struct shop *s = *state;
	const struct verify_options o = { .path = s->path,
		.found = say_finding };
	struct verify_counts counts;
	struct ledger_problem why;

	close_shop(s);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	return teardown(state);
}

static inline void reopen(struct shop *s)
{
	close_shop(s);
	open_shop(s);
	settle(s);
}

/* ---- contacts ---------------------------------------------------------- */

static inline int do_contact(struct shop *s, struct contact_fact f)
{
	size_t before = told.contacteds;

	if (f.account == 0)
		f.account = s->account;
	f.token = 7;
	ledger_contact(s->ledger, &f);
	settle(s);
	assert_int_equal(told.contacteds, before + 1);
	return told.contacted.rc;
}

static inline uint64_t put_contact(struct shop *s, uint64_t number,
    const char *data, uint32_t list)
{
	assert_int_equal(
	    do_contact(s, (struct contact_fact){ .what = CONTACT_PUT,
			      .number = number,
			      .data = data,
			      .len = strlen(data),
			      .list = list }),
	    0);
	return told.contacted.id;
}

static inline int delete_contact(struct shop *s, uint64_t id)
{
	return do_contact(s,
	    (struct contact_fact){ .what = CONTACT_DELETE, .id = id });
}

/* 0: the page is in `told`. */
static inline int read_contacts(struct shop *s, struct contact_query q)
{
	if (q.account == 0)
		q.account = s->account;
	if (q.limit == 0)
		q.limit = AUDIENCE_LIMIT;
	ledger_contacts(s->ledger, 8, &q);
	settle(s);
	return told.page_rc;
}

/* ---- lists ------------------------------------------------------------- */

static inline int keep_list(struct shop *s, uint16_t account, const char *name,
    const char *value)
{
	ledger_keep(s->ledger, 9,
	    &(struct thing){ .kind = THING_LIST,
		.account = account,
		.name = name,
		.value = value,
		.len = value != NULL ? strlen(value) : 0 });
	settle(s);
	return told.kept_rc;
}

#endif
