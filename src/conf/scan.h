/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scan - reads a configuration's structure before libconfuse does.
 *
 * It knows sections, names and keys from the table and reports whatever does
 * not fit, most of which libconfuse would stop at, and some of which it
 * would silently accept. What is reported is overwritten with spaces, so
 * that the rest can still be read and checked. It remembers the lines.
 *
 * Owns:     the places. The text is the caller's, and written to.
 */
#ifndef CONF_SCAN_H
#define CONF_SCAN_H

#include "base/base.h"
#include "conf/report.h"
#include "conf/table.h"

#define CONF_NO_KEY CONF_KEYS /* a place that is the section itself */

struct conf_place {
	enum conf_section_id section;
	size_t instance; /* counts the sections of that id */
	enum conf_key_id key;
	unsigned line;
	char *name;    /* of a section that has one, else NULL */
	size_t parent; /* of an inner one: the instance that it stands in */
};

struct conf_scan {
	struct conf_place *place;
	size_t places, room;
	size_t count[CONF_SECTIONS];
	bool seen[CONF_SECTIONS]; /* also those that were overwritten */
	bool broken; /* not even the structure is right: read no values */
};

struct conf_source {
	const char *file; /* for reports */
	char *text;
	size_t len;
};

void conf_scan(const struct conf_source *src, struct conf_scan *out,
    struct conf_report *rep);
/* A file of bare keys, those of a section; `name` is for reports. */
void conf_scan_keys(const struct conf_source *src, enum conf_section_id section,
    const char *name, struct conf_scan *out, struct conf_report *rep);

void conf_scan_free(struct conf_scan *s);

/* Where a section or key stands, or NULL. It may have been overwritten. */
const struct conf_place *conf_scan_find(const struct conf_scan *s,
    enum conf_section_id section, size_t instance, enum conf_key_id key);

/* The place for a report about a key, or its section if it is not there.
 * `text` is memory for the words. */
struct conf_at conf_scan_at(const struct conf_scan *s,
    const struct conf_place *where, const char *file, char text[CONF_KEY_TEXT]);

#endif
