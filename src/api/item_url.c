/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/item.h"

#include <string.h>

#include "flow/fault.h"
#include "flow/flow.h"
#include "http/url.h"

enum { TYPE_TEXT, TYPE_URL };

#define TYPE_METHOD  TYPE_TEXT
#define TYPE_BOOL    TYPE_TEXT
#define TYPE_SECONDS TYPE_TEXT
#define TYPE_SCAN    TYPE_TEXT
#define TYPE_COUNTRY TYPE_TEXT

static bool is_url(size_t row)
{
	static const int types[ITEM_ROWS] = {
#define ITEM(kind, id, form, key, type, preset) TYPE_##type,
#include "api/item.def"
#undef ITEM
	};

	return types[row] == TYPE_URL;
}

static int check(const struct api *a, const struct call *c, const char *url,
    char why[URL_WHY_BYTES])
{
	return url_check_text(url, strlen(url),
	    flow_account_callback(a->with.flow, c->account), why);
}

/* It is not what was there before. */
static bool is_new(const struct item *it, const struct item *old, size_t row)
{
	const char *url = it->value[row], *was;

	if (url == NULL || url[0] == '\0')
		return false;
	was = old != NULL ? old->value[row] : NULL;
	return was == NULL || strcmp(was, url) != 0;
}

bool item_urls_are_good(struct api *a, const struct call *c,
    const struct item *it)
{
	struct fault_row denied = *refusal_row(REFUSAL_URL_DENIED);
	const struct item *old = item_find(a, it);
	char why[URL_WHY_BYTES];

	for (size_t i = 0; i < ITEM_ROWS; i++) {
		if (!is_url(i) || !is_new(it, old, i) ||
		    check(a, c, it->value[i], why) == 0)
			continue;
		denied.text = why;
		reply_fault(a, c->id, c->face, &denied);
		return false;
	}
	return true;
}
