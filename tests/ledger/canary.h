/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * canary - a text that is looked for in the file of a store. The body's form is
 * that of these tests: its upper-case letters are the text.
 */
#ifndef TESTS_LEDGER_CANARY_H
#define TESTS_LEDGER_CANARY_H

#include "facts.h"

#include "ledger/verify.h"

#include <sys/stat.h>

static const char canary[] = "from me CANARYTEXT tag me";
static const char blanked[] = "from me            tag me";

static inline void canary_blank(void *body, size_t len)
{
	char *s = body;

	for (size_t i = 0; i < len; i++) {
		if (s[i] >= 'A' && s[i] <= 'Z')
			s[i] = ' ';
	}
}

static inline int canary_setup(void **state)
{
	struct desk *d;
	int rc = desk_setup(state);

	d = *state;
	d->options.blank = canary_blank;
	desk_open(d);
	return rc;
}

static inline void note_finding(const char *table, const char *key,
    const char *what, void *arg)
{
	(void)arg;
	fail_msg("%s %s: %s", table, key, what);
}

static inline void crash_and_verify(struct desk *d)
{
	const struct verify_options o = { .path = d->path,
		.found = note_finding };
	struct verify_counts counts;
	struct ledger_problem why;

	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	desk_open(d);
}

/* How often the bytes are in the file of a store. */
static inline size_t grep_file(const char *dir, const void *what, size_t len)
{
	char path[500];
	FILE *f;
	uint8_t *all;
	size_t size, n = 0;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = (size_t)ftell(f);
	rewind(f);
	all = malloc(size);
	assert_non_null(all);
	assert_int_equal(fread(all, 1, size, f), size);
	fclose(f);
	for (size_t i = 0; i + len <= size; i++)
		n += memcmp(all + i, what, len) == 0;
	free(all);
	return n;
}

/* In a copy as a backup makes it: of what is in use, no free page. */
static inline size_t grep_store(struct desk *d, const void *what, size_t len)
{
	char dir[400], file[500];
	size_t n;

	snprintf(dir, sizeof(dir), "%s/copy", d->root);
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(store_backup(d->book.store, dir), 0);
	n = grep_file(dir, what, len);
	snprintf(file, sizeof(file), "%s/data.mdb", dir);
	remove(file);
	rmdir(dir);
	return n;
}

#endif
