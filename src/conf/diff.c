/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two configurations, key by key. Sections that have names are the same if
 * their names are, wherever they stand.
 */
#include <string.h>

#include "base/buf.h"
#include "conf/conf.h"
#include "conf/read.h"
#include "conf/value.h"

struct diff {
	const struct conf *old, *new;
	struct conf_report *rep;
	size_t restarts;
};

static const char *const takes[] = {
	[CONF_LIVE] = "live",
	[CONF_RESTART] = "needs a restart",
};

static const char *name_of(enum conf_section_id id, const void *section)
{
	if (conf_sections[id].sample == NULL)
		return NULL;
	return *(char *const *)section;
}

static void *section_named(const struct conf *c, enum conf_section_id id,
    const char *name)
{
	for (size_t i = 0; i < conf_section_count(c, id); i++) {
		void *s = conf_section_at(c, id, i);

		if (name == NULL || strcmp(name_of(id, s), name) == 0)
			return s;
	}
	return NULL;
}

static void note_key(struct diff *d, const struct conf_key *k, const char *old,
    const char *new)
{
	char text[CONF_KEY_TEXT];
	struct buf from = { 0 }, to = { 0 };
	struct conf_at at = { .file = d->new->file };

	at.key = conf_key_text(text, conf_sections[k->section].name,
	    name_of(k->section, new), k->name);
	conf_value_format(k, old + k->at, &from);
	conf_value_format(k, new + k->at, &to);
	conf_report_add(d->rep, CONF_NOTE, &at, "%.180s -> %.180s: %s",
	    buf_cstr(&from), buf_cstr(&to), takes[k->reload]);
	d->restarts += k->reload == CONF_RESTART;
	buf_free(&from);
	buf_free(&to);
}

/* A section comes and goes as live as the least live of its keys. */
static void note_section(struct diff *d, enum conf_section_id id,
    const char *name, const char *what)
{
	char text[CONF_KEY_TEXT];
	struct conf_at at = { .file = d->new->file };
	enum conf_reload most = CONF_LIVE;

	for (size_t i = 0; i < CONF_KEYS; i++) {
		if (conf_keys[i].section == id && conf_keys[i].reload > most)
			most = conf_keys[i].reload;
	}
	at.key = conf_key_text(text, conf_sections[id].name, name, NULL);
	conf_report_add(d->rep, CONF_NOTE, &at, "%s: %s", what, takes[most]);
	d->restarts += most == CONF_RESTART;
}

static void diff_section(struct diff *d, enum conf_section_id id,
    const char *old, const char *new)
{
	for (size_t i = 0; i < CONF_KEYS; i++) {
		const struct conf_key *k = &conf_keys[i];

		if (k->section == id &&
		    !conf_value_is_equal(k, old + k->at, new + k->at))
			note_key(d, k, old, new);
	}
}

static void diff_kind(struct diff *d, enum conf_section_id id)
{
	for (size_t i = 0; i < conf_section_count(d->old, id); i++) {
		const void *old = conf_section_at(d->old, id, i);
		const void *new = section_named(d->new, id, name_of(id, old));

		if (new != NULL)
			diff_section(d, id, old, new);
		else
			note_section(d, id, name_of(id, old), "removed");
	}
	for (size_t i = 0; i < conf_section_count(d->new, id); i++) {
		const void *new = conf_section_at(d->new, id, i);

		if (section_named(d->old, id, name_of(id, new)) == NULL)
			note_section(d, id, name_of(id, new), "added");
	}
}

size_t conf_diff(const struct conf *old, const struct conf *new,
    struct conf_report *rep)
{
	struct diff d = { .old = old, .new = new, .rep = rep };

	for (unsigned i = 0; i < CONF_SECTIONS; i++)
		diff_kind(&d, i);
	return d.restarts;
}
