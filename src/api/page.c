/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The query by which a list is read page by page; messages have one of their
 * own, in search.c.
 */
#include "api/native.h"

#include <string.h>

#include "base/hex.h"
#include "http/form.h"

static enum refusal read_pair(const struct form_pair *p, enum refusal unknown,
    struct native_page *page)
{
	uint64_t n;

	if (strcmp(p->name, "page_size") == 0 ||
	    strcmp(p->name, "limit") == 0) {
		if (number_parse(p->value, page->most, &n) != 0 || n == 0)
			return REFUSAL_LIMIT;
		page->size = (size_t)n;
		return REFUSAL_COUNT;
	}
	if (strcmp(p->name, "cursor") != 0 &&
	    !(page->has_after && strcmp(p->name, "after") == 0))
		return unknown;
	page->cursor = p->value;
	return REFUSAL_COUNT;
}

bool native_page(struct api *a, const struct call *c, enum refusal unknown,
    struct native_page *page)
{
	enum refusal no = REFUSAL_COUNT;

	if (!content_query(a, c))
		return false;
	for (size_t i = 0; no == REFUSAL_COUNT && i < a->form->count; i++)
		no = read_pair(&a->form->pair[i], unknown, page);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}
