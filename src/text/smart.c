/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typographic characters and what stands in for them, and the dry run.
 *
 * Invariant: no look-alike in UTF-8 is longer than its character (the tests
 * walk the table), so a smart text fits where the text did.
 */
#include <esmed/text.h>

#include <stdlib.h>
#include <string.h>

#include "text/gsm7.h"
#include "text/utf8.h"

struct look {
	uint32_t cp;
	const char *like;
};

/* In order of code point. */
static const struct look looks[] = {
#define LOOK(cp, like) { cp, like },
#include "text/look.def"
#undef LOOK
};

static int compare(const void *key, const void *row)
{
	const uint32_t *cp = key;
	const struct look *l = row;

	return *cp < l->cp ? -1 : *cp > l->cp;
}

static const char *look_alike(uint32_t cp)
{
	const struct look *l =
	    bsearch(&cp, looks, ARRAY_LEN(looks), sizeof(looks[0]), compare);

	return l == NULL ? NULL : l->like;
}

/* As text_smart(), but *all is false if a character has no look-alike. */
static int replace(const char *at, const char *end, char *to, size_t *to_len,
    bool *all)
{
	size_t used = 0;

	*all = true;
	while (at < end) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);
		const char *put = at;
		size_t len = n;

		if (n == 0)
			return RC_BAD;
		if (gsm7_mark(cp) == 0) {
			put = look_alike(cp);
			if (put == NULL) {
				*all = false;
				put = at;
			} else {
				len = strlen(put);
			}
		}
		memcpy(to + used, put, len);
		used += len;
		at += n;
	}
	*to_len = used;
	return 0;
}

int text_smart(const char *utf8, size_t len, char *to, size_t *to_len)
{
	bool all;
	int rc;

	rc = replace(utf8, utf8 + len, to, to_len, &all);
	if (rc == 0 && !all) {
		memcpy(to, utf8, len);
		*to_len = len;
	}
	return rc;
}

/* The characters that GSM 03.38 lacks; the text is valid UTF-8. */
static void list_odd(struct text_explain *e)
{
	const char *at = e->plan.utf8, *end = at + e->plan.len;

	for (; at < end; e->characters++) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);

		if (gsm7_mark(cp) == 0 && e->odd_count++ < TEXT_MAX_ODD)
			e->odd[e->odd_count - 1] = (struct text_odd){
				.code_point = cp,
				.character = e->characters,
				.byte = (size_t)(at - e->plan.utf8),
				.instead = look_alike(cp),
			};
		at += n;
	}
}

int text_explain(const char *utf8, size_t len, char *scratch,
    struct text_explain *e)
{
	size_t smart_len;
	int rc, smart_rc;

	memset(e, 0, sizeof(*e));
	rc = text_plan(utf8, len, TEXT_MAX_PARTS, &e->plan);
	if (rc == RC_BAD)
		return rc;
	list_odd(e);
	smart_rc = text_smart(utf8, len, scratch, &smart_len);
	if (smart_rc != 0 ||
	    (smart_len == len && memcmp(scratch, utf8, len) == 0))
		return rc;
	e->has_smart = true;
	/* Too long even so is told by smart.problem. */
	smart_rc = text_plan(scratch, smart_len, TEXT_MAX_PARTS, &e->smart);
	return smart_rc == RC_BAD ? smart_rc : rc;
}
