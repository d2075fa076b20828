/* SPDX-License-Identifier: BSD-2-Clause */
/* What in a draft is hardly meant, in JSON. */
#include "api/campaign_json.h"

#include "base/buf.h"
#include "campaign/notices.h"
#include "http/json.h"

static void add_text(struct json_out *o, struct buf *text)
{
	json_str(o, "text", buf_bytes(text), text->len);
	buf_free(text);
}

static void add_numbers(struct json_out *o, const struct notices *n)
{
	size_t shown =
	    n->numbers < NOTICES_NUMBERS ? n->numbers : NOTICES_NUMBERS;
	struct buf text = { 0 };

	json_open_object(o, NULL);
	json_text(o, "code", "invalid_number");
	json_text(o, "field", "audience");
	buf_printf(&text,
	    "%zu of the numbers %s, so nothing goes there: ", n->numbers,
	    n->numbers == 1 ? "is no phone number" : "are no phone numbers");
	for (size_t i = 0; i < shown; i++)
		buf_printf(&text, "%s\"%s\"", i != 0 ? ", " : "", n->number[i]);
	if (shown < n->numbers)
		buf_add_str(&text, ", ...");
	add_text(o, &text);
	json_uint(o, "count", n->numbers);
	json_open_array(o, "numbers");
	for (size_t i = 0; i < shown; i++)
		json_text(o, NULL, n->number[i]);
	json_close_array(o);
	json_close_object(o);
}

/* Where it stands: "variants" have numbers from 0, follow-ups from 1. */
static void add_stray(struct json_out *o, const struct notice_text *t,
    bool plain)
{
	struct buf text = { 0 };

	json_open_object(o, NULL);
	json_text(o, "code", "merge_field");
	json_text(o, "field",
	    t->step != 0 ? "steps"
	    : plain      ? "text"
			 : "variants");
	if (t->step != 0)
		buf_printf(&text, "follow-up %u: ", t->step);
	else if (!plain)
		buf_printf(&text, "text %u: ", t->variant + 1u);
	buf_printf(&text,
	    "the {{ at character %zu begins no field, as it has no name or is "
	    "not closed by }}; it is sent as it stands",
	    t->character);
	add_text(o, &text);
	json_uint(o, "step", t->step);
	json_uint(o, "variant", t->variant);
	json_uint(o, "character", t->character);
	json_close_object(o);
}

void camp_notices_json(struct json_out *o, const struct notices *n, bool plain)
{
	json_open_array(o, "warnings");
	if (n->numbers != 0)
		add_numbers(o, n);
	for (size_t i = 0; i < n->texts; i++)
		add_stray(o, &n->text[i], plain);
	json_close_array(o);
}
