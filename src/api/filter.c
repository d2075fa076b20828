/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/hex.h"
#include "flow/intake.h"
#include "http/form.h"

char filter_small(char c)
{
	return (char)((unsigned char)c < 0x80 ? tolower((unsigned char)c) : c);
}

bool filter_has(const char *s, size_t len, const char *piece)
{
	size_t room = strlen(piece);

	for (size_t at = 0; at + room <= len; at++) {
		size_t n = 0;

		while (n < room && filter_small(s[at + n]) == piece[n])
			n++;
		if (n == room)
			return true;
	}
	return false;
}

bool filter_is_in_time(const struct filter *f, usec at)
{
	return at >= f->from_date && (f->to_date == 0 || at < f->to_date);
}

bool filter_is_plain(const struct filter *f)
{
	return f->text[0] == '\0' && f->from_date == 0 && f->to_date == 0;
}

static const struct fault_row *read_day(const struct form_pair *p,
    struct filter *f)
{
	struct date d;

	if (date_parse_day(p->value, &d) != 0)
		return refusal_row(REFUSAL_DAY);
	if (p->name[0] == 'f')
		f->from_date = d.begin;
	else
		f->to_date = d.end;
	return NULL;
}

static const struct fault_row *read_text(const struct form_pair *p,
    struct filter *f)
{
	if (p->value_len >= sizeof(f->text))
		return refusal_row(REFUSAL_WORD_LONG);
	for (size_t i = 0; i <= p->value_len; i++)
		f->text[i] = filter_small(p->value[i]);
	return NULL;
}

static const struct fault_row *read_size(const struct form_pair *p,
    struct filter *f)
{
	uint64_t n;

	if (number_parse(p->value, f->most, &n) != 0 || n == 0)
		return refusal_row(REFUSAL_LIMIT);
	f->size = (size_t)n;
	return NULL;
}

static const struct fault_row *read_cursor(const struct form_pair *p,
    struct filter *f)
{
	f->cursor = p->value;
	return NULL;
}

static const struct {
	const char *name;
	const struct fault_row *(
	    *read)(const struct form_pair *p, struct filter *f);
} fields[] = { { "from", read_day }, { "from_date", read_day },
	{ "to_date", read_day }, { "q", read_text }, { "page_size", read_size },
	{ "limit", read_size }, { "cursor", read_cursor } };

static const struct fault_row *read_pair(const struct form_pair *p,
    struct filter *f, filter_more *more, void *arg)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i].name, p->name) == 0)
			return fields[i].read(p, f);
	}
	return more != NULL ? more(arg, p) : refusal_row(REFUSAL_QUERY);
}

void filter_refuse(struct api *a, const struct call *c,
    const struct form_pair *p, const struct fault_row *no)
{
	struct fault_row row = *no;
	char field[40];

	snprintf(field, sizeof(field), "%s", p->name);
	row.field = field;
	reply_fault(a, c->id, c->face, &row);
}

bool filter_read(struct api *a, const struct call *c, struct filter *f,
    filter_more *more, void *arg)
{
	if (!content_query(a, c))
		return false;
	for (size_t i = 0; i < a->form->count; i++) {
		const struct form_pair *p = &a->form->pair[i];
		const struct fault_row *no = read_pair(p, f, more, arg);

		if (no == NULL)
			continue;
		filter_refuse(a, c, p, no);
		return false;
	}
	return true;
}
