/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * read - the values of a scanned file into a struct conf, by libconfuse; and
 * what must hold between them.
 */
#ifndef CONF_READ_H
#define CONF_READ_H

#include "base/base.h"
#include "conf/conf.h"
#include "conf/scan.h"

struct conf_profile;

struct conf_reading {
	struct conf_source src;
	const struct conf_scan *scan;
	const char *folder;
	struct conf_report *rep;
	bool has_plain_secret;         /* set */
	struct conf_profile *profiles; /* read so far, conf_profiles_free() */
};

/* Fill a zeroed `to`. A field whose value is wrong is reported and stays
 * zero, or has no text. */
void conf_read(struct conf_reading *r, struct conf *to);

/* A report about a key, or about its section if the key is not there. */
PRINTF(4, 5)
void conf_say(const struct conf_reading *r, const struct conf_place *where,
    enum conf_level level, const char *fmt, ...);

/* Report what is wrong between values: routes without smscs, and such. */
void conf_check(const struct conf_reading *r, const struct conf *c);

/* The n-th section of a kind in `c`. */
void *conf_section_at(const struct conf *c, enum conf_section_id section,
    size_t n);

/* How many sections of a kind `c` has. */
size_t conf_section_count(const struct conf *c, enum conf_section_id section);

#endif
