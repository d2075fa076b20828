/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report - what is wrong in a configuration file: file, line, key, reason.
 *
 * A zeroed struct is an empty report. Beyond CONF_REPORT_MAX entries only
 * counts grow, so that a file of garbage stays readable.
 *
 * Owns:  its entries.
 */
#ifndef CONF_REPORT_H
#define CONF_REPORT_H

#include "base/base.h"

#define CONF_REPORT_MAX 100

enum conf_level { CONF_ERROR, CONF_WARNING, CONF_NOTE };

struct conf_entry {
	enum conf_level level;
	char *file;
	unsigned line; /* 0: about the whole file */
	char *key;     /* "smsc acme.window", or "" */
	char *text;
};

struct conf_report {
	struct conf_entry *entry;
	size_t entries;
	size_t errors, warnings, notes; /* all, also those not kept */
};

/* Where an entry is about. */
struct conf_at {
	const char *file;
	unsigned line;
	const char *key;
};

PRINTF(4, 5)
void conf_report_add(struct conf_report *r, enum conf_level level,
    const struct conf_at *at, const char *fmt, ...);

/* Order by file and line, warnings among errors. */
void conf_report_sort(struct conf_report *r);

struct buf;

/* "file:line: key: reason\n"; warnings and notes carry their word. */
void conf_entry_format(const struct conf_entry *e, struct buf *to);

/* All entries, and how many more there are, one a line. */
void conf_report_format(const struct conf_report *r, struct buf *to);

void conf_report_free(struct conf_report *r);

#endif
