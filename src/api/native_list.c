/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/messages: the newest first, cut by state and number, page by page.
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

#define LIST_DEFAULT 50
#define LIST_MAX     1000

/* What a list was asked to be cut to. */
struct filter {
	size_t limit;
	int wanted; /* enum status, -1: any */
	uint64_t before, to;
};

static enum refusal read_limit(const char *text, struct filter *f)
{
	uint64_t limit;

	if (number_parse(text, LIST_MAX, &limit) != 0 || limit == 0)
		return REFUSAL_LIMIT;
	f->limit = (size_t)limit;
	return REFUSAL_COUNT;
}

static enum refusal read_state(const char *text, struct filter *f)
{
	enum status state;

	if (status_parse(text, &state) != 0)
		return REFUSAL_STATE;
	f->wanted = (int)state;
	return REFUSAL_COUNT;
}

static enum refusal read_cursor(const char *text, struct filter *f)
{
	struct message_id id;

	if (message_id_parse(text, &id) != 0)
		return REFUSAL_CURSOR;
	f->before = id.key;
	return REFUSAL_COUNT;
}

/* REFUSAL_COUNT: it is well. */
static enum refusal read_pair(const struct form_pair *p, struct filter *f)
{
	if (strcmp(p->name, "limit") == 0)
		return read_limit(p->value, f);
	if (strcmp(p->name, "state") == 0)
		return read_state(p->value, f);
	if (strcmp(p->name, "before") == 0)
		return read_cursor(p->value, f);
	return REFUSAL_FILTER;
}

static void refuse_filter(struct api *a, const struct call *c, const char *name)
{
	struct fault_row row = *refusal_row(REFUSAL_FILTER);
	char field[40];

	snprintf(field, sizeof(field), "%s", name);
	row.field = field;
	row.text = "this is not one of limit, before, state, to";
	reply_fault(a, c->id, c->face, &row);
}

/* False: it was refused. */
static bool read_query(struct api *a, const struct call *c, struct filter *f)
{
	enum refusal no = REFUSAL_COUNT;

	for (size_t i = 0; i < a->form->count && no == REFUSAL_COUNT; i++) {
		const struct form_pair *p = &a->form->pair[i];

		if (strcmp(p->name, "to") == 0) {
			if (content_number(p, &f->to) != 0) {
				reply_fault(a, c->id, c->face,
				    fault_row(FAULT_NUMBER_INVALID));
				return false;
			}
			continue;
		}
		no = read_pair(p, f);
		if (no == REFUSAL_FILTER)
			refuse_filter(a, c, p->name);
		else if (no != REFUSAL_COUNT)
			reply_refusal(a, c, no);
	}
	return no == REFUSAL_COUNT;
}

void native_list(struct api *a, const struct call *c)
{
	struct filter f = { .limit = LIST_DEFAULT, .wanted = -1 };
	struct list_query q;

	if (form_parse(a->form, FORM_TEXT, c->request->query,
		c->request->query_len) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FORM);
		return;
	}
	if (!read_query(a, c, &f))
		return;
	q = (struct list_query){ .before = f.before,
		.limit = f.limit,
		.state = f.wanted,
		.to = f.to };
	(void)wait_list(a, c, &q);
}

void native_listed(struct api *a, const struct wait *w,
    const struct message_page *p)
{
	struct json_out o = json_writing(&a->body);
	struct message_id next = { .key = p->next };
	char cursor[MESSAGE_ID_TEXT];

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "messages");
	for (size_t i = 0; i < p->n; i++)
		message_json(&o, &a->names, &p->message[i], MESSAGE_LISTED);
	json_close_array(&o);
	json_text(&o, "next",
	    p->next != 0 ? message_id_format(&next, cursor) : NULL);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
}
