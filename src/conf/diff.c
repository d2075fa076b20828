/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two configurations, key by key. Sections that have names are the same if
 * their names are, wherever they stand.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "conf/changes.h"
#include "conf/read.h"
#include "conf/value.h"

struct diff {
	const struct conf *old, *new;
	struct conf_report *rep; /* or NULL */
	struct conf_changes *out;
};

static const char *const takes[] = {
	[CONF_LIVE] = "live",
	[CONF_REBIND] = "binds are made anew",
	[CONF_RESTART] = "needs a restart",
};

static const char *name_of(enum conf_section_id id, const void *section)
{
	if (conf_sections[id].sample == NULL)
		return NULL;
	return *(char *const *)section;
}

/* "demo/anna" for a section in another one; NULL: it has no name. */
static const char *full_name(const struct conf *c, enum conf_section_id id,
    size_t i, char text[CONF_FULL_NAME])
{
	const struct conf_section *s = &conf_sections[id];
	const char *section = conf_section_at(c, id, i);
	size_t owner;

	if (!conf_section_is_inner(id))
		return name_of(id, section);
	owner = *(const size_t *)(const void *)(section + s->owner_at);
	snprintf(text, CONF_FULL_NAME, "%s/%s",
	    name_of(s->parent, conf_section_at(c, s->parent, owner)),
	    name_of(id, section));
	return text;
}

/* The index of the section of that name; most stand where they stood. */
static size_t find_named(const struct conf *c, enum conf_section_id id,
    const char *name, size_t guess)
{
	size_t n = conf_section_count(c, id);
	char text[CONF_FULL_NAME];

	if (name == NULL)
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t at = (guess + i) % n;

		if (strcmp(full_name(c, id, at, text), name) == 0)
			return at;
	}
	return CONF_NONE;
}

static void note(struct diff *d, const struct conf_change *c, const char *what)
{
	const struct conf *of = c->new != CONF_NONE ? d->new : d->old;
	size_t i = c->new != CONF_NONE ? c->new : c->old;
	struct conf_at at = { .file = d->new->file };
	char text[CONF_KEY_TEXT], name[CONF_FULL_NAME];

	d->out->restarts += c->reload == CONF_RESTART;
	if (d->rep == NULL)
		return;
	at.key = conf_key_text(text, conf_sections[c->section].name,
	    full_name(of, c->section, i, name), NULL);
	conf_report_add(d->rep, CONF_NOTE, &at, "%s: %s", what,
	    takes[c->reload]);
}

static void note_key(struct diff *d, const struct conf_key *k,
    const struct conf_change *c)
{
	const char *old = conf_section_at(d->old, c->section, c->old);
	const char *new = conf_section_at(d->new, c->section, c->new);
	char text[CONF_KEY_TEXT], name[CONF_FULL_NAME];
	struct buf from = { 0 }, to = { 0 };
	struct conf_at at = { .file = d->new->file };

	d->out->restarts += k->reload == CONF_RESTART;
	if (d->rep == NULL)
		return;
	at.key = conf_key_text(text, conf_sections[k->section].name,
	    full_name(d->new, c->section, c->new, name), k->name);
	conf_value_format(k, old + k->at, &from);
	conf_value_format(k, new + k->at, &to);
	conf_report_add(d->rep, CONF_NOTE, &at, "%.180s -> %.180s: %s",
	    buf_cstr(&from), buf_cstr(&to), takes[k->reload]);
	buf_free(&from);
	buf_free(&to);
}

static struct conf_change *add(struct diff *d, const struct conf_change *c)
{
	struct conf_changes *out = d->out;

	out->v = mem_resize(out->v, out->n + 1, sizeof(*out->v));
	out->v[out->n] = *c;
	return &out->v[out->n++];
}

/* A section comes and goes live, unless one of its keys cannot. */
static enum conf_reload reload_of_all(enum conf_section_id id)
{
	for (size_t i = 0; i < CONF_KEYS; i++) {
		if (conf_keys[i].section == id &&
		    conf_keys[i].reload == CONF_RESTART)
			return CONF_RESTART;
	}
	return CONF_LIVE;
}

static void diff_keys(struct diff *d, struct conf_change *c)
{
	const char *old = conf_section_at(d->old, c->section, c->old);
	const char *new = conf_section_at(d->new, c->section, c->new);

	for (size_t i = 0; i < CONF_KEYS; i++) {
		const struct conf_key *k = &conf_keys[i];

		if (k->section != c->section ||
		    conf_value_is_equal(k, old + k->at, new + k->at))
			continue;
		note_key(d, k, c);
		c->kind = CONF_CHANGED;
		if (k->reload > c->reload)
			c->reload = k->reload;
	}
}

/* The order of routes decides; that of other sections means nothing. */
static void diff_order(struct diff *d, struct conf_change *c, size_t *last)
{
	if (c->section == CONF_S_route && c->new < *last) {
		c->kind = CONF_CHANGED;
		note(d, c, "stands in another place");
	}
	if (c->new > *last)
		*last = c->new;
}

static void diff_old(struct diff *d, enum conf_section_id id)
{
	size_t last = 0;

	for (size_t i = 0; i < conf_section_count(d->old, id); i++) {
		char name[CONF_FULL_NAME];
		struct conf_change *c =
		    add(d, &(struct conf_change){ .section = id,
			       .old = i,
			       .new = find_named(d->new, id,
				   full_name(d->old, id, i, name), i) });

		if (c->new != CONF_NONE) {
			diff_keys(d, c);
			diff_order(d, c, &last);
		} else {
			c->kind = CONF_REMOVED;
			c->reload = reload_of_all(id);
			note(d, c, "removed");
		}
	}
}

static void diff_new(struct diff *d, enum conf_section_id id)
{
	for (size_t i = 0; i < conf_section_count(d->new, id); i++) {
		char name[CONF_FULL_NAME];
		struct conf_change c = { .section = id,
			.kind = CONF_ADDED,
			.old = CONF_NONE,
			.new = i,
			.reload = reload_of_all(id) };

		if (find_named(d->old, id, full_name(d->new, id, i, name), i) !=
		    CONF_NONE)
			continue;
		note(d, add(d, &c), "added");
	}
}

void conf_changes_find(const struct conf *old, const struct conf *new,
    struct conf_report *rep, struct conf_changes *out)
{
	struct diff d = { .old = old, .new = new, .rep = rep, .out = out };

	*out = (struct conf_changes){ 0 };
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		diff_old(&d, i);
		diff_new(&d, i);
	}
}

void conf_changes_free(struct conf_changes *c)
{
	free(c->v);
	*c = (struct conf_changes){ 0 };
}
