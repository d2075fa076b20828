/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - the rows of conf/conf.def, for the files of this module.
 */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include "base/base.h"

enum conf_section_id {
#define ONE(section, help)          CONF_S_##section,
#define MANY(section, sample, help) CONF_S_##section,
#define KEY(s, k, t, d, min, max, sample, r, help)
#include "conf/conf.def"
	CONF_SECTIONS
};

enum conf_key_id {
#define ONE(section, help)
#define MANY(section, sample, help)
#define KEY(s, k, t, d, min, max, sample, r, help) CONF_K_##s##_##k,
#include "conf/conf.def"
	CONF_KEYS
};

/* What a value is; the lists come last. */
enum conf_type {
	CONF_T_COUNT,    /* unsigned */
	CONF_T_DURATION, /* usec */
	CONF_T_SIZE,     /* uint64_t */
	CONF_T_RATE,     /* double */
	CONF_T_BOOL,     /* bool */
	CONF_T_LEVEL,    /* unsigned, an enum log_level */
	CONF_T_DOUBT,    /* unsigned, an enum conf_on_doubt */
	CONF_T_AUTO,     /* int, CONF_AUTO or a number */
	CONF_T_TEXT,     /* char *, this and what follows */
	CONF_T_HOST,
	CONF_T_SID,
	CONF_T_SECRET,
	CONF_T_PATH,
	CONF_T_MAP,
	CONF_T_LISTEN,  /* struct conf_listen */
	CONF_T_NUMBERS, /* struct conf_list, this and what follows */
	CONF_T_COUNTRIES,
	CONF_T_NETS,
	CONF_T_NAMES
};

enum conf_reload { CONF_LIVE, CONF_RESTART };

struct conf_section {
	const char *name, *help;
	const char *sample; /* name in the sample file; NULL: has no name */
	size_t at;       /* in struct conf: the struct, or a pointer to many */
	size_t count_at; /* in struct conf: how many, if they have names */
	size_t size;
};

struct conf_key {
	enum conf_section_id section;
	const char *name;
	enum conf_type type;
	const char *preset, *min, *max, *sample;
	enum conf_reload reload;
	size_t at; /* in the section's struct */
	const char *help;
};

extern const struct conf_section conf_sections[CONF_SECTIONS];
extern const struct conf_key conf_keys[CONF_KEYS];

static inline bool conf_type_is_list(enum conf_type type)
{
	return type >= CONF_T_NUMBERS;
}

/* RC_NOT_FOUND: no such section; no such key in it. */
MUST_CHECK int conf_section_find(const char *name,
    enum conf_section_id *section);
MUST_CHECK int conf_key_find(enum conf_section_id section, const char *name,
    enum conf_key_id *key);

/* The name that was probably meant, or NULL. */
const char *conf_section_near(const char *name);
const char *conf_key_near(enum conf_section_id section, const char *name);

/* Are the two a slip of the pen apart? Smaller is nearer; SIZE_MAX: no. */
size_t conf_near(const char *a, const char *b);

#define CONF_KEY_TEXT 128

/* "smsc acme.window", "store.path", "smsc acme"; name and key may be NULL. */
char *conf_key_text(char text[CONF_KEY_TEXT], const char *section,
    const char *name, const char *key);

#endif
