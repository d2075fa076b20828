/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables, searched: reasons of either are in order of their codes (the tests
 * see to it) and none is in both, details in order of their numbers.
 */
#include "model/reason.h"

#include <stdlib.h>
#include <string.h>

static const struct reason reasons[] = {
#define REASON(code, bucket, opt_out, label, text, advice) \
	{ code, bucket, OPT_OUT_##opt_out, label, text, advice },
#include "model/reason.def"
#undef REASON
};

static const struct reason others[] = {
#define REASON(code, bucket, opt_out, label, text) \
	{ code, bucket, OPT_OUT_##opt_out, label, text, NULL },
#include "model/reason_twilio.def"
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
	const struct reason *r = bsearch(&code, reasons, ARRAY_LEN(reasons),
	    sizeof(reasons[0]), compare);

	if (r == NULL)
		r = bsearch(&code, others, ARRAY_LEN(others), sizeof(others[0]),
		    compare);
	return r;
}

bool reason_is_filtered(unsigned code)
{
	const struct reason *r = reason_find(code);

	return r != NULL && r->bucket == REASON_FILTERED;
}

const char *reason_advice(const struct reason *r)
{
	return r->advice != NULL ? r->advice : reason_find(r->bucket)->advice;
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
