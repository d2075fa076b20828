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

/* What a value is: numbers, then words, texts and lists. */
enum conf_type {
#define TYPE(type, member, word, reader) CONF_T_##type,
#include "conf/type.def"
#undef TYPE
	CONF_TYPES
};

enum conf_reload { CONF_LIVE, CONF_REBIND, CONF_RESTART };

struct conf_section {
	const char *name, *help;
	const char *sample; /* name in the sample file; NULL: has no name */
	size_t at;       /* in struct conf: the struct, or a pointer to many */
	size_t count_at; /* in struct conf: how many, if they have names */
	size_t size;
	bool is_rare; /* stands in the sample file as a comment */
	enum conf_section_id parent; /* it stands in one; CONF_SECTIONS: none */
	size_t owner_at;             /* in its struct: its parent's index */
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

/* Is it kept from eyes? */
static inline bool conf_type_is_secret(enum conf_type type)
{
	return type == CONF_T_SECRET || type == CONF_T_TOKEN ||
	       type == CONF_T_KEYS;
}

extern const struct conf_section conf_sections[CONF_SECTIONS];
extern const struct conf_key conf_keys[CONF_KEYS];

/* Is the member a char *, or a struct conf_listen? */
static inline bool conf_type_is_text(enum conf_type type)
{
	return type >= CONF_T_TEXT && type < CONF_T_NUMBERS;
}

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

/* Does it stand in another section? */
bool conf_section_is_inner(enum conf_section_id section);

#define CONF_KEY_TEXT 128

/* "smsc acme.window", "store.path", "smsc acme"; name and key may be NULL. */
char *conf_key_text(char text[CONF_KEY_TEXT], const char *section,
    const char *name, const char *key);

#endif
