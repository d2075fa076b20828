/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libconfuse gets every key as a text or a list of texts without a default;
 * what a text means is decided by conf/value.c alone.
 */
#include "conf/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "base/mem.h"
#include "conf/profile.h"
#include "conf/value.h"

/* The sections that stand in `parent`. Returns how many. */
static size_t add_sections(cfg_opt_t *to, enum conf_section_id parent)
{
	size_t n = 0;

	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		const struct conf_section *s = &conf_sections[i];

		if (s->parent != parent)
			continue;
		to[n++] = (cfg_opt_t)CFG_SEC(s->name, conf_options_of(i),
		    s->sample != NULL ? CFGF_MULTI | CFGF_TITLE : CFGF_NONE);
	}
	return n;
}

cfg_opt_t *conf_options_of(enum conf_section_id section)
{
	cfg_opt_t *o = mem_new(CONF_KEYS + CONF_SECTIONS + 1, sizeof(*o));
	size_t n = 0;

	for (size_t i = 0; i < CONF_KEYS; i++) {
		const struct conf_key *k = &conf_keys[i];

		if (k->section != section)
			continue;
		if (conf_type_is_list(k->type))
			o[n++] = (cfg_opt_t)CFG_STR_LIST(k->name, NULL,
			    CFGF_NODEFAULT);
		else
			o[n++] =
			    (cfg_opt_t)CFG_STR(k->name, NULL, CFGF_NODEFAULT);
	}
	n += add_sections(o + n, section);
	o[n] = (cfg_opt_t)CFG_END();
	return o;
}

void conf_options_free(cfg_opt_t *o)
{
	for (size_t i = 0; o[i].name != NULL; i++) {
		if (o[i].subopts != NULL)
			conf_options_free(o[i].subopts);
	}
	free(o);
}

void conf_say(const struct conf_reading *r, const struct conf_place *where,
    enum conf_level level, const char *fmt, ...)
{
	char text[CONF_KEY_TEXT], why[CONF_WHY_MAX];
	struct conf_at at = conf_scan_at(r->scan, where, r->src.file, text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	conf_report_add(r->rep, level, &at, "%s", why);
}

static cfg_t *parser_new(void)
{
	cfg_opt_t *all = conf_options_of(CONF_SECTIONS);
	cfg_t *cfg = cfg_init(all, CFGF_NONE); /* copies them */

	conf_options_free(all);
	return cfg;
}

int conf_parse(cfg_t *cfg, const struct conf_source *src)
{
	FILE *f;
	int rc;

	if (src->len == 0)
		return 0;
	f = fmemopen(src->text, src->len, "r");
	if (f == NULL)
		return RC_SYSTEM;
	cfg->filename = strdup(src->file);
	rc = cfg_parse_fp(cfg, f);
	fclose(f);
	return rc == CFG_SUCCESS ? 0 : RC_BAD;
}

static void report_value(struct conf_reading *r, const struct conf_place *where,
    const char *why)
{
	conf_say(r, where, CONF_ERROR, "%s", why);
}

static void read_list(struct conf_reading *r, cfg_t *sec,
    const struct conf_place *where, struct conf_list *to)
{
	struct conf_value v = { .key = &conf_keys[where->key] };
	unsigned n = cfg_size(sec, v.key->name);

	for (unsigned i = 0; i < n; i++) {
		const char *text = cfg_getnstr(sec, v.key->name, i);

		if (conf_value_add(&v, text, to) != 0)
			report_value(r, where, v.why);
	}
	if (conf_value_count(&v, to) != 0)
		report_value(r, where, v.why);
}

static void read_one(struct conf_reading *r, cfg_t *sec,
    const struct conf_place *where, void *to)
{
	struct conf_value v = { .key = &conf_keys[where->key],
		.folder = r->folder };
	const char *text = NULL;

	if (cfg_size(sec, v.key->name) > 0)
		text = cfg_getstr(sec, v.key->name);
	if (text == NULL)
		text = v.key->preset;
	if (conf_value_read(&v, text, to) != 0)
		report_value(r, where, v.why);
	r->has_plain_secret |= v.is_plain_secret;
}

/* A key that is in `sec`, or has a default. */
static void read_key(struct conf_reading *r, cfg_t *sec,
    const struct conf_place *where, char *to)
{
	const struct conf_key *k = &conf_keys[where->key];

	if (conf_type_is_list(k->type))
		read_list(r, sec, where,
		    (struct conf_list *)(void *)(to + k->at));
	else
		read_one(r, sec, where, to + k->at);
}

/* A profile that gives a key which the smsc does not, even as an empty list.
 * Its own file and line are told. */
static bool read_from_profile(struct conf_profile *p,
    const struct conf_reading *r, const struct conf_place *key, char *to)
{
	struct conf_place where = { .section = CONF_S_smsc, .key = key->key };

	if (p == NULL || cfg_size(p->keys, conf_keys[key->key].name) == 0 ||
	    conf_scan_find(r->scan, key->section, key->instance, key->key) !=
		NULL)
		return false;
	read_key(&p->reading, p->keys, &where, to);
	return true;
}

/* A key without a default. If it is there, what is wrong was said before. */
static void report_missing(struct conf_reading *r,
    const struct conf_place *where)
{
	if (conf_scan_find(r->scan, where->section, where->instance,
		where->key) == NULL)
		report_value(r, where, "missing: it has no default");
}

static void read_section(struct conf_reading *r, cfg_t *sec,
    const struct conf_place *head, char *to)
{
	struct conf_place where = *head;
	struct conf_profile *p = NULL;
	const char *profile = "";

	for (unsigned i = 0; i < CONF_KEYS; i++) {
		const struct conf_key *k = &conf_keys[i];

		where.key = i;
		if (k->section != head->section ||
		    read_from_profile(p, r, &where, to))
			continue;
		if (k->preset != NULL || cfg_size(sec, k->name) > 0)
			read_key(r, sec, &where, to);
		else if (!conf_profile_failed(r, profile))
			report_missing(r, &where);
		if (k->type == CONF_T_PROFILE) {
			profile = *(char **)(void *)(to + k->at);
			p = conf_profile(r, &where, profile);
		}
	}
}

/* The sections of a kind that stand in `in`, into the array of all; `head` is
 * the next one's. */
static void read_each(struct conf_reading *r, cfg_t *in,
    struct conf_place *head, char *all)
{
	const struct conf_section *s = &conf_sections[head->section];
	unsigned n = cfg_size(in, s->name);

	for (unsigned i = 0; i < n; i++, head->instance++) {
		cfg_t *sec = cfg_getnsec(in, s->name, i);
		char *to = all + head->instance * s->size;

		*(char **)(void *)to = mem_strdup(cfg_title(sec));
		if (conf_section_is_inner(head->section))
			*(size_t *)(void *)(to + s->owner_at) = head->parent;
		read_section(r, sec, head, to);
	}
}

static void read_many(struct conf_reading *r, cfg_t *cfg,
    enum conf_section_id id, struct conf *to)
{
	const struct conf_section *s = &conf_sections[id];
	struct conf_place head = { .section = id, .key = CONF_NO_KEY };
	bool inner = conf_section_is_inner(id);
	const char *over = inner ? conf_sections[s->parent].name : NULL;
	size_t parents = inner ? cfg_size(cfg, over) : 1;
	size_t n = inner ? 0 : cfg_size(cfg, s->name);
	char *all;

	for (size_t i = 0; inner && i < parents; i++)
		n += cfg_size(cfg_getnsec(cfg, over, (unsigned)i), s->name);
	all = mem_new(n, s->size);
	*(void **)(void *)((char *)to + s->at) = all;
	*(size_t *)(void *)((char *)to + s->count_at) = n;
	for (; head.parent < parents; head.parent++)
		read_each(r,
		    inner ? cfg_getnsec(cfg, over, (unsigned)head.parent) : cfg,
		    &head, all);
}

/* SMPP knows integers of 1 to 8 bytes; most TLVs of carriers are texts. */
static void settle(struct conf *c)
{
	for (size_t i = 0; i < c->tlvs; i++) {
		if (c->tlv[i].length == 0)
			c->tlv[i].length =
			    c->tlv[i].type == CONF_INTEGER ? 4 : 255;
	}
}

void conf_read(struct conf_reading *r, struct conf *to)
{
	struct conf_at at = { .file = r->src.file };
	cfg_t *cfg = parser_new();

	if (conf_parse(cfg, &r->src) != 0) {
		/* It printed why; what it takes and what the scan takes
		 * should be the same. */
		conf_report_add(r->rep, CONF_ERROR, &at,
		    "libconfuse cannot read it");
		cfg_free(cfg);
		return;
	}
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		struct conf_place head = { .section = i, .key = CONF_NO_KEY };

		if (conf_sections[i].sample != NULL)
			read_many(r, cfg, i, to);
		else
			read_section(r, cfg_getsec(cfg, conf_sections[i].name),
			    &head, (char *)to + conf_sections[i].at);
	}
	cfg_free(cfg);
	settle(to);
}
