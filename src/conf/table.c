/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables, made from conf.def, and finding names in them.
 */
#include "conf/table.h"

#include <stdio.h>
#include <string.h>

#include "conf/conf.h"

#define NEAR_MAX 64 /* longer names are near to nothing */

const struct conf_section conf_sections[CONF_SECTIONS] = {
#define ONE(sec, h)                                \
	{ .name = #sec,                            \
		.help = h,                         \
		.at = offsetof(struct conf, sec),  \
		.size = sizeof(struct conf_##sec), \
		.parent = CONF_SECTIONS },
#define MANY(sec, title, h)                                \
	{ .name = #sec,                                    \
		.help = h,                                 \
		.sample = title,                           \
		.at = offsetof(struct conf, sec),          \
		.count_at = offsetof(struct conf, sec##s), \
		.size = sizeof(struct conf_##sec),         \
		.parent = CONF_SECTIONS },
#define MAYBE(sec, title, h)                               \
	{ .name = #sec,                                    \
		.help = h,                                 \
		.sample = title,                           \
		.at = offsetof(struct conf, sec),          \
		.count_at = offsetof(struct conf, sec##s), \
		.size = sizeof(struct conf_##sec),         \
		.parent = CONF_SECTIONS,                   \
		.is_rare = true },
#define SUB(above, sec, title, h)                               \
	{ .name = #sec,                                         \
		.help = h,                                      \
		.sample = title,                                \
		.at = offsetof(struct conf, sec),               \
		.count_at = offsetof(struct conf, sec##s),      \
		.size = sizeof(struct conf_##sec),              \
		.parent = CONF_S_##above,                       \
		.owner_at = offsetof(struct conf_##sec, above), \
		.is_rare = true },
#define KEY(sec, k, t, d, low, high, v, r, h)
#include "conf/conf.def"
};

const struct conf_key conf_keys[CONF_KEYS] = {
#define ONE(sec, h)
#define MANY(sec, title, h)
#define KEY(sec, k, t, d, low, high, v, r, h)         \
	{ .section = CONF_S_##sec,                    \
		.name = #k,                           \
		.type = CONF_T_##t,                   \
		.preset = d,                          \
		.min = low,                           \
		.max = high,                          \
		.sample = v,                          \
		.reload = CONF_##r,                   \
		.at = offsetof(struct conf_##sec, k), \
		.help = h },
#include "conf/conf.def"
};

/* The reader stores the name of a section at the front of its struct. */
#define ONE(sec, h)
#define MANY(sec, title, h) \
	_Static_assert(offsetof(struct conf_##sec, name) == 0, #sec);
#define KEY(sec, k, t, d, low, high, v, r, h)
#include "conf/conf.def"

/* Each member has the C type that the reader of its key stores. */
#define TYPE(type, member, word, reader) typedef member C_##type;
#include "conf/type.def"
#undef TYPE

#define ONE(sec, h)
#define MANY(sec, title, h)
#define KEY(sec, k, t, d, low, high, v, r, h)                              \
	_Static_assert(                                                    \
	    _Generic(((struct conf_##sec *)0)->k, C_##t : 1, default : 0), \
	    #sec "." #k " has another type");
#include "conf/conf.def"

bool conf_section_is_inner(enum conf_section_id section)
{
	return conf_sections[section].parent != CONF_SECTIONS;
}

int conf_section_find(const char *name, enum conf_section_id *section)
{
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		if (strcmp(conf_sections[i].name, name) == 0) {
			*section = i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

int conf_key_find(enum conf_section_id section, const char *name,
    enum conf_key_id *key)
{
	for (unsigned i = 0; i < CONF_KEYS; i++) {
		if (conf_keys[i].section == section &&
		    strcmp(conf_keys[i].name, name) == 0) {
			*key = i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's distance: letters to insert, drop or change. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NEAR_MAX + 1], len = strlen(b), before, here;

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		before = row[0];
		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			here = row[j];
			row[j] = least(here + 1, row[j - 1] + 1,
			    before + (a[i - 1] != b[j - 1]));
			before = here;
		}
	}
	return row[len];
}

size_t conf_near(const char *a, const char *b)
{
	size_t len = strlen(a), d;

	if (len > NEAR_MAX || strlen(b) > NEAR_MAX)
		return SIZE_MAX;
	d = distance(a, b);
	return d <= len / 3 + 1 && d < len ? d : SIZE_MAX;
}

const char *conf_section_near(const char *name)
{
	const char *best = NULL;
	size_t least_far = SIZE_MAX;

	for (size_t i = 0; i < CONF_SECTIONS; i++) {
		size_t far = conf_near(name, conf_sections[i].name);

		if (far < least_far) {
			least_far = far;
			best = conf_sections[i].name;
		}
	}
	return best;
}

const char *conf_key_near(enum conf_section_id section, const char *name)
{
	const char *best = NULL;
	size_t least_far = SIZE_MAX;

	for (size_t i = 0; i < CONF_KEYS; i++) {
		size_t far;

		if (conf_keys[i].section != section)
			continue;
		far = conf_near(name, conf_keys[i].name);
		if (far < least_far) {
			least_far = far;
			best = conf_keys[i].name;
		}
	}
	return best;
}

char *conf_key_text(char text[CONF_KEY_TEXT], const char *section,
    const char *name, const char *key)
{
	snprintf(text, CONF_KEY_TEXT, "%s%s%s%s%s", section,
	    name != NULL ? " " : "", name != NULL ? name : "",
	    key != NULL ? "." : "", key != NULL ? key : "");
	return text;
}
