/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file goes through three steps: the scan finds what is wrong in its
 * structure, libconfuse and the value readers what is wrong in its values,
 * the checks what is wrong between them. Each goes on as far as it can.
 */
#include "conf/conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "conf/files.h"
#include "conf/profile.h"
#include "conf/read.h"
#include "conf/scan.h"
#include "conf/value.h"

#define FILE_BYTES_MAX (4u << 20) /* some 10,000 accounts */
#define MODE_OTHERS    0077       /* group and world, any right */

void *conf_section_at(const struct conf *c, enum conf_section_id section,
    size_t n)
{
	const struct conf_section *s = &conf_sections[section];
	char *at = (char *)(uintptr_t)c + s->at;

	if (s->sample == NULL)
		return at;
	return *(char **)(void *)at + n * s->size;
}

size_t conf_section_count(const struct conf *c, enum conf_section_id section)
{
	const struct conf_section *s = &conf_sections[section];

	if (s->sample == NULL)
		return 1;
	return *(const size_t *)(const void *)((const char *)c + s->count_at);
}

static void free_section(enum conf_section_id section, char *of)
{
	for (size_t i = 0; i < CONF_KEYS; i++) {
		if (conf_keys[i].section == section)
			conf_value_free(&conf_keys[i], of + conf_keys[i].at);
	}
	if (conf_sections[section].sample != NULL)
		free(*(char **)(void *)of);
}

void conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		for (size_t j = 0; j < conf_section_count(c, i); j++)
			free_section(i, conf_section_at(c, i, j));
		if (conf_sections[i].sample != NULL)
			free(conf_section_at(c, i, 0));
	}
	free(c->file);
	free(c);
}

int conf_smsc_find(const struct conf *c, const char *name, size_t *index)
{
	for (size_t i = 0; i < c->smscs; i++) {
		if (strcmp(c->smsc[i].name, name) == 0) {
			*index = i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

int conf_account_find(const struct conf *c, const char *name, size_t *index)
{
	for (size_t i = 0; i < c->accounts; i++) {
		if (strcmp(c->account[i].name, name) == 0) {
			*index = i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

static void report_file(struct conf_report *rep, const char *path,
    const char *why)
{
	struct conf_at at = { .file = path };

	conf_report_add(rep, CONF_ERROR, &at, "cannot read it: %s", why);
}

/* The scanned text into a conf; *out is NULL if something is wrong. */
static void read_text(struct conf_reading *r, struct conf **out)
{
	struct conf_scan scan = { 0 };
	size_t errors = r->rep->errors;
	struct conf *c;

	conf_scan(&r->src, &scan, r->rep);
	*out = NULL;
	if (!scan.broken) {
		c = mem_new(1, sizeof(*c));
		c->file = mem_strdup(r->src.file);
		r->scan = &scan;
		conf_read(r, c);
		conf_check(r, c);
		conf_profiles_free(r);
		if (r->rep->errors == errors)
			*out = c;
		else
			conf_free(c);
	}
	conf_scan_free(&scan);
}

static int load_text(const char *path, struct buf *text, unsigned mode,
    struct conf **out, struct conf_report *rep)
{
	struct conf_at at = { .file = path };
	struct conf_reading r = { .rep = rep };
	char *folder = conf_folder_of(path);

	if (folder == NULL) {
		report_file(rep, path, strerror(errno));
		return RC_SYSTEM;
	}
	(void)buf_cstr(text);
	r.folder = folder;
	r.src = (struct conf_source){ .file = path,
		.text = (char *)buf_bytes(text),
		.len = text->len };
	read_text(&r, out);
	if (r.has_plain_secret && (mode & MODE_OTHERS) != 0)
		conf_report_add(rep, CONF_WARNING, &at,
		    "it holds secrets and others than its owner may use it: "
		    "chmod 600, or move the secrets to file: or env:");
	free(folder);
	conf_report_sort(rep);
	return *out != NULL ? 0 : RC_BAD;
}

int conf_load(const char *path, struct conf **out, struct conf_report *rep)
{
	struct buf text = { 0 };
	unsigned mode;
	int rc;

	*out = NULL;
	rc = conf_file_read(path, FILE_BYTES_MAX, &text, &mode);
	if (rc != 0)
		report_file(rep, path,
		    rc == RC_SYSTEM ? strerror(errno) : rc_text(rc));
	else
		rc = load_text(path, &text, mode, out, rep);
	if (text.data != NULL)
		explicit_bzero(text.data, text.cap);
	buf_free(&text);
	return rc;
}
