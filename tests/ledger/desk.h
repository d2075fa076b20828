/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * desk - a book in an empty directory, without threads: facts are laid out,
 * committed at a time that the test sets, and the outcomes looked at.
 *
 * Smscs: ACME and BETA, both up. Sets: ONLY_ACME, ONLY_BETA, BOTH (acme first,
 * then what it has no slot for), FAILOVER (acme; what it fails goes to beta),
 * MIXED (three of four to acme, what it rejects to beta, and the reverse).
 */
#ifndef TESTS_LEDGER_DESK_H
#define TESTS_LEDGER_DESK_H

#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "ledger/names.h"
#include "ledger/open.h"
#include "ledger/park.h"
#include "ledger/steps.h"
#include "store/watch.h"

enum { ACME = 1, BETA = 2 };
enum { ONLY_ACME = 1, ONLY_BETA = 2, BOTH = 3, FAILOVER = 4, MIXED = 5 };

#define A_MONDAY ((usec)1772463600 * SECOND)

struct desk {
	char root[256];
	char path[300];
	struct ledger_options options;
	uint64_t map_bytes;
	bool hold;          /* on_doubt of acme */
	double sender_rate; /* of beta */
	struct book book;
	bool open;
	struct batch batch; /* being filled */
	struct batch done;  /* the last that was committed */
	usec now;
	usec steady; /* clock_steady(); 0: it cannot tell */
};

static inline void desk_intern(struct desk *d, enum name_kind kind,
    const char *text, uint16_t expected)
{
	struct book *b = &d->book;
	uint16_t id;

	assert_int_equal(names_intern(&b->names, kind, text, &id), 0);
	assert_int_equal(id, expected);
	store_begin(b->store, &b->txn);
	names_flush(&b->names, &b->txn);
	assert_int_equal(store_end(&b->txn), 0);
	names_saved(&b->names);
}

static inline void desk_names(struct desk *d)
{
	struct book *b = &d->book;

	desk_intern(d, NAME_SMSC, "acme", ACME);
	desk_intern(d, NAME_SMSC, "beta", BETA);
	desk_intern(d, NAME_SET, "acme", ONLY_ACME);
	desk_intern(d, NAME_SET, "beta", ONLY_BETA);
	desk_intern(d, NAME_SET, "spill:acme,beta", BOTH);
	desk_intern(d, NAME_SET, "acme,beta!rejected!expired", FAILOVER);
	desk_intern(d, NAME_SET, "weighted:acme=3,beta=1!rejected", MIXED);
	book_set_smsc(b, &(struct smsc_fact){ .smsc = ACME,
			     .is_known = true,
			     .hold = d->hold,
			     .doubt_wait = 60 * SECOND });
	book_set_smsc(b, &(struct smsc_fact){ .smsc = BETA,
			     .is_known = true,
			     .doubt_wait = 60 * SECOND,
			     .sender_rate = d->sender_rate });
	b->smsc[ACME].up = b->smsc[BETA].up = true;
}

/* As after a start; claims are resolved by the next commit. */
static inline void desk_open(struct desk *d)
{
	struct store_options so = { .path = d->path,
		.map_bytes = d->map_bytes ? d->map_bytes : 256u << 20,
		.reserve_bytes = 1 };
	struct store_problem problem;
	struct ledger_problem why;
	struct store_txn t;

	book_init(&d->book, &d->options);
	if (store_open(&d->book.store, &so, &problem) != 0)
		fail_msg("%s", problem.text);
	store_begin(d->book.store, &t);
	assert_int_equal(names_load(&d->book.names, &t), 0);
	store_abort(&t);
	if (book_recover(&d->book, &why) != 0)
		fail_msg("%s", why.text);
	desk_names(d);
	d->book.resolving = true;
	d->open = true;
}

/* No orderly end: what is not on disk is lost. */
static inline void desk_crash(struct desk *d)
{
	book_fini(&d->book);
	d->open = false;
}

static inline int desk_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	log_set_level(LOG_ERROR);
	snprintf(d->root, sizeof(d->root), "%s/esmed-ledger-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(d->root));
	snprintf(d->path, sizeof(d->path), "%s/store", d->root);
	d->options = (struct ledger_options){ .path = d->path,
		.unknown_after = 72 * HOUR,
		.parked_ttl = 72 * HOUR,
		.active_slots = 64 };
	d->now = A_MONDAY;
	*state = d;
	return 0;
}

static inline int desk_teardown(void **state)
{
	static const char *const files[] = { "data.mdb", "lock.mdb",
		"store.lock" };
	struct desk *d = *state;
	char file[400];

	if (d->open)
		desk_crash(d);
	batch_fini(&d->batch);
	batch_fini(&d->done);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		snprintf(file, sizeof(file), "%s/%s", d->path, files[i]);
		(void)remove(file);
	}
	rmdir(d->path);
	rmdir(d->root);
	free(d);
	return 0;
}

static inline int desk_setup_open(void **state)
{
	int rc = desk_setup(state);

	desk_open(*state);
	return rc;
}

/* One transaction; its outcomes are in d->done. */
static inline int desk_try(struct desk *d)
{
	struct batch done = d->batch;

	d->batch = d->done;
	d->done = done;
	batch_clear(&d->batch);
	d->done.now = d->now;
	d->done.steady = d->steady;
	return book_commit(&d->book, &d->done);
}

static inline void desk_commit(struct desk *d)
{
	assert_int_equal(desk_try(d), 0);
}

static inline void desk_commit_at(struct desk *d, usec now)
{
	d->now = now;
	desk_commit(d);
}

#endif
