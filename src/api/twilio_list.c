/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of the Twilio-compatible face (http-api.md 2.3). Besides the paging
 * keys there must be exactly one key, or three SDKs do not find the records.
 *
 * PageToken is "PA" and the id below which the page begins. A page does not
 * know the one before it, so previous_page_uri is null.
 */
#include "api/inside.h"

#include <stdio.h>
#include <string.h>

#include "api/content.h"
#include "api/wait.h"
#include "base/hex.h"
#include "flow/intake.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/ledger.h"

#define PAGE_DEFAULT 50
#define PAGE_MAX     1000

/* These need an index that the ledger does not have. */
static const char *const unsupported[] = { "From", "DateSent", "DateSent<",
	"DateSent>" };

static bool has_filter(struct api *a, const struct call *c)
{
	struct fault_row row = *refusal_row(REFUSAL_FILTER);
	char text[64];

	for (size_t i = 0; i < ARRAY_LEN(unsupported); i++) {
		if (form_find(a->form, unsupported[i]) == NULL)
			continue;
		snprintf(text, sizeof(text),
		    "the filter '%s' is not supported yet", unsupported[i]);
		row.text = text;
		reply_fault(a, c->id, c->face, &row);
		return true;
	}
	return false;
}

/* A number of the query, or what it is without one. False: it is none. */
static bool read_number(const struct form *f, const char *name, uint64_t max,
    uint64_t *n)
{
	const char *text = form_get(f, name);

	return text == NULL || number_parse(text, max, n) == 0;
}

static enum refusal read_token(const struct form *f, uint64_t *before)
{
	const char *text = form_get(f, "PageToken");
	struct message_id id;

	if (text == NULL)
		return REFUSAL_COUNT;
	if (strncmp(text, "PA", 2) != 0 || message_id_parse(text + 2, &id) != 0)
		return REFUSAL_PAGE_TOKEN;
	*before = id.key;
	return REFUSAL_COUNT;
}

static enum refusal read_page(const struct form *f, struct wait_page *page,
    struct list_query *q)
{
	page->size = PAGE_DEFAULT;
	if (!read_number(f, "PageSize", PAGE_MAX, &page->size) ||
	    page->size == 0)
		return REFUSAL_PAGE_SIZE;
	if (!read_number(f, "Page", UINT32_MAX, &page->number))
		return REFUSAL_PAGE;
	q->limit = (size_t)page->size;
	q->to = page->to;
	return read_token(f, &page->before);
}

/* False: it was refused. */
static bool read_query(struct api *a, const struct call *c,
    struct wait_page *page, struct list_query *q)
{
	const struct form_pair *to;
	enum refusal no;

	if (form_parse(a->form, FORM_TEXT, c->request->query,
		c->request->query_len) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FORM);
		return false;
	}
	if (has_filter(a, c))
		return false;
	to = form_find(a->form, "To");
	if (to != NULL && to->value_len != 0 &&
	    content_number(to, &page->to) != 0) {
		reply_fault(a, c->id, c->face, fault_row(FAULT_NUMBER_INVALID));
		return false;
	}
	no = read_page(a->form, page, q);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

void twilio_list(struct api *a, const struct call *c)
{
	struct list_query q = { .state = -1 };
	struct wait_page page = { 0 };
	struct wait *w;

	if (!who_owns_path(a, c)) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	if (!read_query(a, c, &page, &q))
		return;
	q.before = page.before;
	w = wait_list(a, c, &q);
	if (w != NULL)
		w->u.page = page;
}

/* Relative, with all that the client asked for; `before` 0: no token. */
static void add_uri(struct json_out *o, const char *key,
    const struct wait_page *page, const char *path, uint64_t before)
{
	struct message_id id = { .key = before };
	char uri[256], to[E164_TEXT] = "", token[MESSAGE_ID_TEXT] = "";

	if (page->to != 0)
		e164_format(page->to, to);
	if (before != 0)
		message_id_format(&id, token);
	snprintf(uri, sizeof(uri), "%s?%s%s%sPageSize=%u&Page=%u%s%s", path,
	    to[0] != '\0' ? "To=%2B" : "", to[0] != '\0' ? to + 1 : "",
	    to[0] != '\0' ? "&" : "", (unsigned)page->size,
	    (unsigned)page->number, before != 0 ? "&PageToken=PA" : "", token);
	json_text(o, key, uri);
}

static void add_paging(struct json_out *o, const struct wait *w,
    const struct message_page *p, const char *path)
{
	const struct wait_page *page = &w->u.page;
	struct wait_page first = *page, next = *page;
	uint64_t start = page->number * page->size;

	first.number = 0;
	next.number++;
	json_uint(o, "end", start + (p->n > 0 ? p->n - 1 : 0));
	add_uri(o, "first_page_uri", &first, path, 0);
	if (p->next != 0)
		add_uri(o, "next_page_uri", &next, path, p->next);
	else
		json_null(o, "next_page_uri");
	json_uint(o, "page", page->number);
	json_uint(o, "page_size", page->size);
	json_null(o, "previous_page_uri");
	json_uint(o, "start", start);
	add_uri(o, "uri", page, path, w->u.page.before);
}

void twilio_listed(struct api *a, const struct wait *w,
    const struct message_page *p)
{
	struct json_out o = json_writing(&a->body);
	char path[96];

	snprintf(path, sizeof(path), "/2010-04-01/Accounts/%s/Messages.json",
	    ledger_name(a->with.ledger, NAME_ACCOUNT, w->account));
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	add_paging(&o, w, p, path);
	json_open_array(&o, "messages");
	for (size_t i = 0; i < p->n; i++)
		twilio_json(&o, a, &p->message[i]);
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
}
