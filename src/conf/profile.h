/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * profile - keys of an smsc that are the same for all customers of a carrier,
 * in a file of their own.
 *
 * Owns:     what was read, until conf_profiles_free().
 * Borrows:  the report and the folder of the reading it belongs to.
 */
#ifndef CONF_PROFILE_H
#define CONF_PROFILE_H

#include <confuse.h>

#include "base/buf.h"
#include "conf/read.h"

struct conf_profile {
	struct conf_profile *next;
	char *name, *path;
	struct buf text;
	struct conf_scan scan;
	struct conf_reading reading; /* of the profile's own file */
	bool is_open;                /* others than its owner may use it */
	cfg_t *keys;                 /* NULL: it could not be read */
};

/* The profile of that name, read once. NULL: no name, or it cannot be had,
 * which was reported at `where`. */
struct conf_profile *conf_profile(struct conf_reading *r,
    const struct conf_place *where, const char *name);

/* Was it asked for and could not be had? What it lacks is not missing then. */
bool conf_profile_failed(const struct conf_reading *r, const char *name);

/* Warns of secrets in files that are open to others. */
void conf_profiles_free(struct conf_reading *r);

/* Of read.c: what may stand in a section, for libconfuse, CONF_SECTIONS: in
 * the file; and a parse. */
cfg_opt_t *conf_options_of(enum conf_section_id section);
void conf_options_free(cfg_opt_t *o);
MUST_CHECK int conf_parse(cfg_t *cfg, const struct conf_source *src);

#endif
