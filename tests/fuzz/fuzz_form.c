/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A form or query string, as text and as bytes; every pair is found again.
 */
#include "fuzz.h"

#include "http/form.h"

static void check(struct form *f, enum form_kind kind)
{
	const struct form_pair *p;

	assert(f->count <= FORM_PAIRS_MAX);
	for (size_t i = 0; i < f->count; i++) {
		p = &f->pair[i];
		assert(p->name[p->name_len] == '\0');
		assert(p->value[p->value_len] == '\0');
		if (kind == FORM_BYTES)
			continue;
		assert(strlen(p->name) == p->name_len);
		assert(strlen(p->value) == p->value_len);
		assert(form_get(f, p->name) != NULL);
		for (p = form_find(f, p->name); p != &f->pair[i];)
			p = form_find_next(f, p);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct form f = { 0 };

	if (form_parse(&f, FORM_BYTES, data, size) == 0)
		check(&f, FORM_BYTES);
	if (form_parse(&f, FORM_TEXT, data, size) == 0)
		check(&f, FORM_TEXT);
	form_fini(&f);
	return 0;
}
