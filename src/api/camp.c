/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drafts of campaigns. What one says is checked here and kept by the ledger,
 * which does not read it.
 */
#include "api/camp.h"

#include <stdio.h>

#include "api/contacts.h"
#include "api/wait.h"
#include "base/mem.h"
#include "campaign/definition.h"
#include "flow/fault.h"
#include "http/json.h"

static void refuse_definition(struct api *a, const struct wait *w,
    const struct definition_why *why)
{
	char text[sizeof(why->field) + sizeof(why->text) + 8];

	snprintf(text, sizeof(text), "'%s': %s", why->field, why->text);
	reply_fault(a, w->id, w->face,
	    &(struct fault_row){ .http = 400,
		.twilio = 20422,
		.word = "invalid_field",
		.field = why->field,
		.text = why->field[0] != '\0' ? text : why->text });
}

static bool has_lists(const struct api *a, uint16_t account,
    const struct definition *d)
{
	for (size_t i = 0; i < d->lists; i++) {
		if (lists_get(a, account, d->list[i]) == NULL)
			return false;
	}
	return true;
}

/* Keep it: what the campaign has become is the answer. False: refused. */
static bool store(struct api *a, struct wait *w, uint64_t token,
    const struct definition *d)
{
	if (!has_lists(a, w->account, d)) {
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_LIST_UNKNOWN));
		return false;
	}
	if (definition_store(d, &a->body) != 0) {
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_CAMPAIGN_LONG));
		return false;
	}
	camp_do(a, w, token, &a->body);
	return true;
}

void camp_create(struct api *a, const struct call *c)
{
	struct definition *d;
	struct definition_why why;
	struct json *j;
	struct wait *w;
	uint64_t token;
	bool going = false;

	if (!content_object(a, c, false, &j))
		return;
	w = camp_take_new(a, c, &token);
	if (w != NULL) {
		d = mem_new(1, sizeof(*d));
		definition_init(d);
		((struct camp *)w->own)->what = CAMPAIGN_CREATE;
		((struct camp *)w->own)->status = 201;
		if (definition_read(d, json_root(j), false, &why) == 0)
			going = store(a, w, token, d);
		else
			refuse_definition(a, w, &why);
		definition_free(d);
		if (!going)
			wait_give(a, token);
	}
	json_free(j);
}

/* Of a copy the name alone may be another one. */
static int change(const struct camp *own, struct definition *d,
    const struct json_value *asked, struct definition_why *why)
{
	static const char *const known[] = { "name", NULL };

	if (own->what == CAMPAIGN_EDIT)
		return definition_read(d, asked, false, why);
	d->duplicated_from = own->id;
	d->local.len = 0;
	*why = (struct definition_why){ .text = "only the name can be given" };
	if (asked == NULL)
		return 0;
	return json_unknown_key(asked, known) == NULL
		   ? definition_read(d, asked, false, why)
		   : RC_BAD;
}

/* What is asked lies in w->body. */
static bool on_old(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	const struct campaign_view *v = camp_only(a, w, p);
	struct camp *own = w->own;
	struct definition *d;
	struct definition_why why;
	struct json_error err;
	struct json *j = NULL;
	bool going = false;

	if (v == NULL)
		return false;
	if (own->what == CAMPAIGN_EDIT && v->status != CAMPAIGN_DRAFT) {
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_CAMPAIGN_LOCKED));
		return false;
	}
	if (definition_parse(v->definition, v->definition_len, &d) != 0 ||
	    (w->body.len != 0 &&
		json_parse(buf_bytes(&w->body), w->body.len, &j, &err) != 0)) {
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_FAILED));
		return false;
	}
	if (change(own, d, j != NULL ? json_root(j) : NULL, &why) == 0)
		going = store(a, w, token, d);
	else
		refuse_definition(a, w, &why);
	definition_free(d);
	json_free(j);
	return going;
}

static void begin_change(struct api *a, const struct call *c,
    enum campaign_do what, int status)
{
	static const struct wait_then then = { .campaigns = on_old };
	struct camp *own;
	struct wait *w;
	struct json *j;
	uint64_t token;

	if (!content_object(a, c, what == CAMPAIGN_CREATE, &j))
		return;
	json_free(j);
	w = camp_take(a, c, &token);
	if (w == NULL)
		return;
	own = w->own;
	own->what = what;
	own->status = status;
	buf_add(&w->body, c->request->body, c->request->body_len);
	w->then = &then;
	camp_ask(a, w, token);
}

void camp_edit(struct api *a, const struct call *c)
{
	begin_change(a, c, CAMPAIGN_EDIT, 200);
}

void camp_duplicate(struct api *a, const struct call *c)
{
	begin_change(a, c, CAMPAIGN_CREATE, 201);
}
