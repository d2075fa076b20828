/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * place - a folder of its own for a test, with an error map in it.
 */
#ifndef TESTS_CONF_PLACE_H
#define TESTS_CONF_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "conf/report.h"

#define PLACE_MAP                                                      \
	"vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\n" \
	"own\terr\t027\tabsent\ttemporary\t30003\ta letter\n"

struct place {
	char folder[64], file[96];
};

static inline void place_write(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static inline void place_write_in(const struct place *p, const char *name,
    const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", p->folder, name);
	place_write(path, text, strlen(text));
}

/* Set up and tear down of a test; the state is the place. */
static inline int place_make(void **state)
{
	struct place *p = mem_new(1, sizeof(*p));
	char path[160];

	strcpy(p->folder, "/tmp/esmed-conf-XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return -1;
	snprintf(p->file, sizeof(p->file), "%s/esmed.conf", p->folder);
	snprintf(path, sizeof(path), "%s/errors", p->folder);
	if (mkdir(path, 0700) != 0)
		return -1;
	place_write_in(p, "errors/ref.tsv", PLACE_MAP);
	place_write_in(p, "errors/smpp34.tsv", PLACE_MAP);
	*state = p;
	return 0;
}

static inline int place_remove(void **state)
{
	static const char *const names[] = { "/errors/ref.tsv",
		"/errors/smpp34.tsv", "/errors", "/esmed.conf", "/secret",
		"/profiles/acme.conf", "/profiles", "" };
	struct place *p = *state;
	char path[160];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s%s", p->folder, names[i]);
		(void)remove(path);
	}
	free(p);
	return 0;
}

/* Load `text`; *said is all that was reported, to be freed. */
static inline struct conf *place_load(const struct place *p, const char *text,
    char **said)
{
	struct conf_report rep = { 0 };
	struct buf b = { 0 };
	struct conf *c;
	int rc;

	place_write(p->file, text, strlen(text));
	rc = conf_load(p->file, &c, &rep);
	conf_report_format(&rep, &b);
	*said = mem_strdup(buf_cstr(&b));
	if ((rc == 0) != (c != NULL) || (rc == 0) != (rep.errors == 0))
		fail_msg("rc %d and the report differ:\n%s", rc, *said);
	buf_free(&b);
	conf_report_free(&rep);
	return c;
}

/* It must be taken, and nothing be said. */
static inline struct conf *place_load_good(const struct place *p,
    const char *text)
{
	char *said;
	struct conf *c = place_load(p, text, &said);

	if (c == NULL || said[0] != '\0')
		fail_msg("not taken:\n%s", said);
	free(said);
	return c;
}

/* Exactly one line is said, ending so; it is taken if it is a warning. */
static inline void expect_only(const struct place *p, const char *text,
    const char *what)
{
	char *said, line[700];
	struct conf *c = place_load(p, text, &said);

	snprintf(line, sizeof(line), "%s:%s\n", p->file, what);
	if ((c != NULL) != (strstr(what, ": warning: ") != NULL))
		fail_msg("%s: %s%s", c != NULL ? "taken" : "refused", text,
		    said);
	assert_string_equal(said, line);
	free(said);
	conf_free(c);
}

/* The rest of a good file, so that only what is tried can be wrong. */
#define SMSC  "smsc acme { host = h system_id = i "
#define ROUTE "route r { smsc = acme }\n"
#define HTTP  "http main { }\n"
#define ACCOUNT                                                         \
	"account a { sid = AC00000000000000000000000000000001 token = " \
	"\"0123456789abcdef\" }\n"
#define REST ROUTE HTTP ACCOUNT

/* A setting in line 2 of the only smsc. */
static inline void expect_smsc(const struct place *p, const char *setting,
    const char *what)
{
	char text[1000];

	snprintf(text, sizeof(text), SMSC "\n%s\n}\n" REST, setting);
	expect_only(p, text, what);
}

#endif
