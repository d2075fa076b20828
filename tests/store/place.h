/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * place - an empty directory for a test, and a store in it.
 */
#ifndef TESTS_STORE_PLACE_H
#define TESTS_STORE_PLACE_H

#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"

struct place {
	char root[256];
	char path[300]; /* of the store; not there until it is opened */
	struct store *store;
};

static inline void place_file(const struct place *p, const char *name,
    char file[400])
{
	snprintf(file, 400, "%s/%s", p->path, name);
}

static inline int place_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(p->root, sizeof(p->root), "%s/esmed-store-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(p->root));
	snprintf(p->path, sizeof(p->path), "%s/store", p->root);
	*state = p;
	return 0;
}

static inline int place_teardown(void **state)
{
	static const char *const files[] = { "data.mdb", "lock.mdb",
		"store.lock", "copy/data.mdb", "copy/lock.mdb",
		"copy/store.lock", "copy" };
	struct place *p = *state;
	char file[400];

	store_close(p->store);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		place_file(p, files[i], file);
		(void)remove(file);
	}
	rmdir(p->path);
	rmdir(p->root);
	free(p);
	return 0;
}

static inline struct store_options place_options(const struct place *p)
{
	return (struct store_options){ .path = p->path };
}

static inline void place_open(struct place *p)
{
	struct store_options o = place_options(p);
	struct store_problem why = { "" };
	int rc = store_open(&p->store, &o, &why);

	if (rc != 0)
		fail_msg("%s: %s", rc_text(rc), why.text);
}

static inline void place_close(struct place *p)
{
	store_close(p->store);
	p->store = NULL;
}

static inline void place_reopen(struct place *p)
{
	place_close(p);
	place_open(p);
}

/* One row in a transaction of its own. */
static inline void place_put(struct place *p, enum store_table table,
    const char *key, const char *text)
{
	struct store_txn t;

	store_begin(p->store, &t);
	store_put(&t, table, key, strlen(key), text, strlen(text));
	assert_int_equal(store_end(&t), 0);
}

/* Is the row there, and this its value? NULL: is it absent? */
static inline bool place_has(struct place *p, enum store_table table,
    const char *key, const char *text)
{
	struct store_bytes v;
	struct store_txn t;
	bool has;
	int rc;

	assert_int_equal(store_begin_read(p->store, &t), 0);
	rc = store_get(&t, table, key, strlen(key), &v);
	if (text == NULL)
		has = rc == RC_NOT_FOUND;
	else
		has = rc == 0 && v.len == strlen(text) &&
		      memcmp(v.data, text, v.len) == 0;
	store_end_read(&t);
	return has;
}

#endif
