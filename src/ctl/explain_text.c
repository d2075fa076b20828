/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain text - how a text goes over the air.
 */
#include "base/mem.h"
#include "ctl/call.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <esmed/text.h>

#define GSM7_ONE  160
#define GSM7_PART 153
#define UCS2_ONE  70
#define UCS2_PART 67

/* Units a part of such a text can hold. */
static uint32_t part_units(const struct text_plan *p)
{
	if (p->alphabet == TEXT_GSM7)
		return p->parts == 1 ? GSM7_ONE : GSM7_PART;
	return p->parts == 1 ? UCS2_ONE : UCS2_PART;
}

static void tell_odd(const struct text_explain *e, struct json_out *o)
{
	char utf8[4], name[16];

	json_open_array(o, "forces_ucs2");
	for (size_t i = 0; i < e->odd_count && i < TEXT_MAX_ODD; i++) {
		const struct text_odd *odd = &e->odd[i];
		unsigned len = utf8_put(odd->code_point, utf8);

		snprintf(name, sizeof(name), "U+%04X",
		    (unsigned)odd->code_point);
		json_open_object(o, NULL);
		json_str(o, "character", utf8, len);
		json_text(o, "code_point", name);
		json_uint(o, "at", odd->character);
		json_text(o, "instead", odd->instead);
		json_close_object(o);
	}
	json_close_array(o);
	json_uint(o, "forces_ucs2_count", e->odd_count);
}

static void tell_parts(const struct text_plan *p, struct json_out *o)
{
	struct text_part part;
	uint32_t from, to;

	json_open_array(o, "parts");
	for (uint32_t i = 0; i < p->parts; i++) {
		from = p->parts > 1 ? p->start[i] : 0;
		to = i + 1 < p->parts ? p->start[i + 1] : (uint32_t)p->len;
		text_part(p, i, 0, &part);
		json_open_object(o, NULL);
		json_str(o, "text", p->utf8 + from, to - from);
		json_uint(o, "octets", part.len);
		json_close_object(o);
	}
	json_close_array(o);
}

static void tell_plan(const struct text_plan *p, struct json_out *o)
{
	json_text(o, "encoding", text_alphabet_name(p->alphabet));
	json_uint(o, "data_coding", p->data_coding);
	json_uint(o, "segments", p->parts);
	json_uint(o, "units", p->units);
	json_uint(o, "units_per_segment", part_units(p));
}

static int tell_text(const char *text, size_t len, struct json_out *o)
{
	struct text_explain e;
	char *scratch = mem_new(len + 1, 1);
	int rc = text_explain(text, len, scratch, &e);

	if (rc != 0) {
		json_text(o, "error", text_problem_name(e.plan.problem));
		if (e.plan.problem == TEXT_TOO_LONG)
			json_uint(o, "segments", e.plan.parts);
		else
			json_uint(o, "at", e.plan.problem_at);
		free(scratch);
		return RC_BAD;
	}
	tell_plan(&e.plan, o);
	json_uint(o, "characters", e.characters);
	tell_parts(&e.plan, o);
	tell_odd(&e, o);
	if (e.has_smart) {
		json_open_object(o, "transliterated");
		json_str(o, "text", e.smart.utf8, e.smart.len);
		tell_plan(&e.smart, o);
		json_close_object(o);
	}
	free(scratch);
	return 0;
}

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	const char *text;
	size_t len;

	(void)arg;
	if (json_get_str(q, "text", &text, &len) != 0)
		return call_error(o, "text: a text is wanted");
	return tell_text(text, len, o);
}

int explain_text(struct call *c)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	char *text;
	int rc;

	if (c->jsonl)
		return call_lines(c, each, NULL);
	if (c->argc == 0)
		return call_usage(c, "a text is wanted");
	text = call_argument(c);
	json_open_object(&o, NULL);
	rc = tell_text(text, strlen(text), &o);
	json_close_object(&o);
	call_print(c, &line);
	free(text);
	return rc == 0 ? CTL_OK : CTL_BAD_INPUT;
}
