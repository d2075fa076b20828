/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * POST /v1/contacts:import: contacts as rows. One that is there stays as it is
 * and joins the list, so to import twice does nothing twice. A number that
 * stands in an earlier row is told; for that the numbers of an import are kept,
 * 8 MiB for each 500,000 rows: at most IMPORTS_MAX run at once.
 */
#include "api/bulk_kind.h"

#include <stdlib.h>

#include "api/contact_json.h"
#include "api/contacts.h"
#include "api/import.h"
#include "api/problem.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"
#include "flow/flow.h"
#include "http/form.h"
#include "ledger/audience.h"

#define IMPORTS_MAX 4
#define ROWS_MAX    1000000
#define SEEN_FIRST  1024 /* a power of two */

static const char *const columns[] = { "number", "name", "tz", "timezone",
	NULL };

struct contacts_import {
	struct import im; /* first */
	uint32_t list;    /* that all join; 0: none */
	uint64_t *seen;   /* open addressing, 0: free; less than half full */
	size_t cap, n;
	struct hash_key key;
};

/* ---- numbers that were there ------------------------------------------- */

static size_t place_of(const struct contacts_import *ci, uint64_t number)
{
	size_t i =
	    (size_t)hash_sip(&ci->key, &number, sizeof(number)) & (ci->cap - 1);

	while (ci->seen[i] != 0 && ci->seen[i] != number)
		i = (i + 1) & (ci->cap - 1);
	return i;
}

static void grow(struct contacts_import *ci)
{
	uint64_t *old = ci->seen;
	size_t cap = ci->cap;

	ci->cap = cap != 0 ? 2 * cap : SEEN_FIRST;
	ci->seen = mem_new(ci->cap, sizeof(ci->seen[0]));
	for (size_t i = 0; i < cap; i++) {
		if (old[i] != 0)
			ci->seen[place_of(ci, old[i])] = old[i];
	}
	free(old);
}

/* Note it. False: it was there. */
static bool is_first(struct contacts_import *ci, uint64_t number)
{
	size_t i;

	if (2 * (ci->n + 1) > ci->cap)
		grow(ci);
	i = place_of(ci, number);
	if (ci->seen[i] == number)
		return false;
	ci->seen[i] = number;
	ci->n++;
	return true;
}

/* ---- rows -------------------------------------------------------------- */

static int take_row(const struct api *a, struct bulk *b,
    const struct json_value *v, struct contact_fact *f, struct problem *p)
{
	static const char *const known[] = { "number", NULL };
	struct contacts_import *ci = b->own;
	const struct contact_asked asked = { .object = v, .known = known };
	struct body_text text;

	p->row = *refusal_row(REFUSAL_NUMBER);
	if (json_get_str(v, "number", &text.s, &text.len) != 0 ||
	    contacts_number(a, b->account_id, &text, &f->number) != 0)
		return RC_BAD;
	if (contact_read(&asked, &ci->im.json, p) != 0)
		return RC_BAD;
	p->row = *refusal_row(REFUSAL_CONTACT_TWICE);
	return is_first(ci, f->number) ? 0 : RC_BAD;
}

static bool submit(struct api *a, struct bulk *b, struct entry *e,
    const struct body_text *line)
{
	struct contacts_import *ci = b->own;
	struct contact_fact f = { .token = bulk_token(b),
		.account = b->account_id,
		.what = CONTACT_PUT,
		.keep = true,
		.list = ci->list };
	struct problem p;
	struct json *j;
	int rc;

	rc = import_read(&ci->im, line, &j, &p);
	e->to = ci->im.rows;
	if (rc != 0) {
		bulk_fail(a, e, &p.row);
		return true;
	}
	if (e->to > ROWS_MAX) {
		bulk_fail(a, e, refusal_row(REFUSAL_IMPORT_LONG));
	} else if (take_row(a, b, json_root(j), &f, &p) != 0) {
		bulk_fail(a, e, &p.row);
	} else {
		f.data = buf_bytes(&ci->im.json);
		f.len = ci->im.json.len;
		ledger_contact(a->with.ledger, &f);
	}
	json_free(j);
	return true;
}

static void end(struct bulk *b)
{
	struct contacts_import *ci = b->own;

	if (ci == NULL)
		return;
	import_fini(&ci->im);
	free(ci->seen);
	free(ci);
}

/* "list=LS..." that all join. False: refused. */
static bool read_query(struct api *a, const struct call *c, uint32_t *list)
{
	uint16_t account = flow_account_id(a->with.flow, c->account);
	enum refusal no = REFUSAL_COUNT;
	const struct item *it;

	*list = 0;
	if (!content_query(a, c))
		return false;
	for (size_t i = 0; no == REFUSAL_COUNT && i < a->form->count; i++) {
		const struct form_pair *p = &a->form->pair[i];
		const struct body_text id = { p->value, p->value_len };

		it = lists_find(a, account, &id);
		if (form_get(a->form, "list") != p->value)
			no = REFUSAL_QUERY;
		else if (it == NULL)
			no = REFUSAL_LIST_UNKNOWN;
		else
			*list = lists_number(it);
	}
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

void contacts_import(struct api *a, const struct call *c)
{
	static const struct bulk_kind kind = { .is_json = true,
		.head = IMPORT_HEAD,
		.title = import_title,
		.submit = submit,
		.long_line = import_long_line,
		.write = import_write,
		.close = import_close,
		.end = end };
	struct contacts_import *ci;
	struct bulk *b;
	uint32_t list;

	if (!content_is_taken(c->request, CONTENT_ROWS)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE_ROWS);
		return;
	}
	if (!read_query(a, c, &list))
		return;
	if (bulk_count(a, &kind) >= IMPORTS_MAX) {
		reply_refusal(a, c, REFUSAL_IMPORTS);
		return;
	}
	b = bulk_open(a, c, &kind);
	if (b == NULL)
		return;
	ci = b->own = mem_new(1, sizeof(*ci));
	ci->im.columns = columns;
	ci->im.own = ARRAY_LEN(columns) - 1;
	ci->list = list;
	random_fill(&ci->key, sizeof(ci->key));
}
