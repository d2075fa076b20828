/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two tables, searched: reasons are in order of their codes (the tests see to
 * it), details in order of their numbers.
 */
#include "model/reason.h"

#include <stdlib.h>
#include <string.h>

static const struct reason reasons[] = {
#define REASON(code, bucket, opt_out, label, text) \
	{ code, bucket, OPT_OUT_##opt_out, label, text },
#include "model/reason.def"
#undef REASON
};

static const struct {
	const char *word, *text;
} details[] = {
	[DETAIL_NONE] = { "", "" },
#define DETAIL(id, number, word, text) [DETAIL_##id] = { word, text },
#include "model/detail.def"
#undef DETAIL
};

static int compare(const void *key, const void *row)
{
	const unsigned *code = key;
	const struct reason *r = row;

	return *code < r->code ? -1 : *code > r->code;
}

const struct reason *reason_find(unsigned code)
{
	return bsearch(&code, reasons, ARRAY_LEN(reasons), sizeof(reasons[0]),
	    compare);
}

const struct reason *reason_at(size_t i)
{
	return i < ARRAY_LEN(reasons) ? &reasons[i] : NULL;
}

const char *detail_name(enum detail d)
{
	return d < DETAIL_COUNT ? details[d].word : "?";
}

const char *detail_text(enum detail d)
{
	return d < DETAIL_COUNT ? details[d].text : "";
}

int detail_parse(const char *word, enum detail *d)
{
	for (unsigned i = DETAIL_NONE + 1; i < DETAIL_COUNT; i++) {
		if (strcmp(details[i].word, word) == 0) {
			*d = (enum detail)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}
