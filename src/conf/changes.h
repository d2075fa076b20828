/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * changes - what a new configuration changes, section by section, so that a
 * reload can apply exactly that.
 *
 * Sections with names are the same if their names are, wherever they stand.
 * Every section of either configuration has one entry, those that stay as
 * they are too: the entries map old indexes to new ones. Entries are ordered
 * by kind of section, then old index; added ones come last in their kind.
 *
 * Owns:     its entries; no configuration, they may be freed before it.
 */
#ifndef CONF_CHANGES_H
#define CONF_CHANGES_H

#include "conf/conf.h"
#include "conf/table.h"

#define CONF_NONE SIZE_MAX /* an index of no section */

enum conf_change_kind {
	CONF_SAME,
	CONF_CHANGED, /* a key; or a route stands before others than it did */
	CONF_ADDED,
	CONF_REMOVED
};

struct conf_change {
	enum conf_section_id section; /* CONF_S_smsc, CONF_S_route, ... */
	enum conf_change_kind kind;
	size_t old, new; /* index or CONF_NONE; 0 if there is only one */
	/* What applying it takes: the most of the keys that differ. Adding and
	 * removing is live, but where one of its keys needs a restart. */
	enum conf_reload reload;
};

struct conf_changes {
	struct conf_change *v;
	size_t n;
	size_t restarts; /* keys and sections that need a restart */
};

/* Compare; to be freed. A note for each difference goes into `rep`, unless it
 * is NULL. No secret is shown. */
void conf_changes_find(const struct conf *old, const struct conf *new,
    struct conf_report *rep, struct conf_changes *out);

void conf_changes_free(struct conf_changes *c);

#endif
