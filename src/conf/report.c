/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define TEXT_MAX 512 /* bytes of a reason; values in it are cut before */

static size_t *counter_of(struct conf_report *r, enum conf_level level)
{
	switch (level) {
	case CONF_ERROR: return &r->errors;
	case CONF_WARNING: return &r->warnings;
	case CONF_NOTE: break;
	}
	return &r->notes;
}

void conf_report_add(struct conf_report *r, enum conf_level level,
    const struct conf_at *at, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	++*counter_of(r, level);
	if (r->entries == CONF_REPORT_MAX)
		return;
	if (r->entry == NULL)
		r->entry = mem_new(CONF_REPORT_MAX, sizeof(*r->entry));

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->entry[r->entries++] = (struct conf_entry){
		.level = level,
		.file = mem_strdup(at->file),
		.line = at->line,
		.key = mem_strdup(at->key != NULL ? at->key : ""),
		.text = mem_strdup(text),
	};
}

static bool is_after(const struct conf_entry *a, const struct conf_entry *b)
{
	int files = strcmp(a->file, b->file);

	return files != 0 ? files > 0 : a->line > b->line;
}

/* Insertion: it is stable, and there are at most CONF_REPORT_MAX. */
void conf_report_sort(struct conf_report *r)
{
	for (size_t i = 1; i < r->entries; i++) {
		struct conf_entry e = r->entry[i];
		size_t j = i;

		for (; j > 0 && is_after(&r->entry[j - 1], &e); j--)
			r->entry[j] = r->entry[j - 1];
		r->entry[j] = e;
	}
}

void conf_entry_format(const struct conf_entry *e, struct buf *to)
{
	static const char *const word[] = { "", "warning: ", "note: " };

	buf_printf(to, "%s:", e->file);
	if (e->line != 0)
		buf_printf(to, "%u:", e->line);
	buf_printf(to, " %s", word[e->level]);
	if (e->key[0] != '\0')
		buf_printf(to, "%s: ", e->key);
	buf_printf(to, "%s\n", e->text);
}

void conf_report_format(const struct conf_report *r, struct buf *to)
{
	size_t all = r->errors + r->warnings + r->notes;

	for (size_t i = 0; i < r->entries; i++)
		conf_entry_format(&r->entry[i], to);
	if (all > r->entries)
		buf_printf(to, "and %zu more\n", all - r->entries);
}

void conf_report_free(struct conf_report *r)
{
	for (size_t i = 0; i < r->entries; i++) {
		free(r->entry[i].file);
		free(r->entry[i].key);
		free(r->entry[i].text);
	}
	free(r->entry);
	*r = (struct conf_report){ 0 };
}
