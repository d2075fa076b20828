/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/text_json.h"

#include <stdio.h>
#include <stdlib.h>

#include <esmed/text_smart.h>

#include "base/mem.h"
#include "text/utf8.h"

static void write_odd(struct json_out *o, const struct text_odd *odd)
{
	char utf8[4], name[16];
	unsigned len = utf8_put(odd->code_point, utf8);

	snprintf(name, sizeof(name), "U+%04X", (unsigned)odd->code_point);
	json_open_object(o, NULL);
	json_str(o, "character", utf8, len);
	json_text(o, "code_point", name);
	json_uint(o, "at", odd->character);
	json_text(o, "instead", odd->instead);
	json_close_object(o);
}

static void write_list(struct json_out *o, const char *key,
    const struct text_list *l)
{
	json_open_array(o, key);
	for (size_t i = 0; i < l->count && i < TEXT_MAX_ODD; i++)
		write_odd(o, &l->odd[i]);
	json_close_array(o);
}

static void write_part(struct json_out *o, const struct text_plan *p,
    uint32_t nth)
{
	uint32_t from = nth > 0 ? p->start[nth] : 0;
	uint32_t to = nth + 1 < p->parts ? p->start[nth + 1] : (uint32_t)p->len;
	struct text_part part;

	text_part(p, nth, 0, &part);
	json_open_object(o, NULL);
	json_str(o, "text", p->utf8 + from, to - from);
	json_uint(o, "octets", part.len);
	json_close_object(o);
}

static void write_payload(struct json_out *o, const struct text_plan *p)
{
	uint8_t octets[TEXT_PAYLOAD_ROOM];
	size_t len = sizeof(octets);
	bool udh;

	if (text_payload(p, octets, &len, &udh) != 0)
		return;
	json_open_object(o, NULL);
	json_str(o, "text", p->utf8, p->len);
	json_uint(o, "octets", len);
	json_close_object(o);
}

static void write_parts(struct json_out *o, const struct text_plan *p)
{
	json_open_array(o, "parts");
	if (text_is_payload(p))
		write_payload(o, p);
	else
		for (uint32_t i = 0; i < p->parts; i++)
			write_part(o, p, i);
	json_close_array(o);
}

static void write_plan(struct json_out *o, const struct text_plan *p)
{
	json_text(o, "encoding", text_alphabet_name(p->alphabet));
	json_uint(o, "data_coding", p->data_coding);
	json_uint(o, "segments", p->segments);
	json_uint(o, "units", p->units);
	json_uint(o, "units_per_segment", text_plan_room(p));
}

/* How it is sent, beyond what all texts have. */
static void write_way(struct json_out *o, const struct text_plan *p)
{
	json_text(o, "split",
	    p->segments > 1 ? text_split_name(p->split) : NULL);
	json_text(o, "locking_table",
	    p->locking != 0 ? text_language_name(p->locking) : NULL);
	json_text(o, "single_shift_table",
	    p->single != 0 ? text_language_name(p->single) : NULL);
	json_bool(o, "packed", p->is_packed);
}

static void write_cost(struct json_out *o, const struct text_explain *e)
{
	bool is_odd = e->odd.count > 0;

	json_open_object(o, "cost");
	json_uint(o, "segments", e->plan.segments);
	json_uint(o, "segments_without_expensive", e->least);
	json_uint(o, "expensive_count", is_odd ? e->odd.count : e->wide.count);
	write_list(o, "expensive", is_odd ? &e->odd : &e->wide);
	json_close_object(o);
}

static void write_smart(struct json_out *o, const struct text_explain *e)
{
	if (!e->has_smart)
		return;
	json_open_object(o, "transliterated");
	json_str(o, "text", e->smart.utf8, e->smart.len);
	write_plan(o, &e->smart);
	json_close_object(o);
}

static void write_problem(struct json_out *o, const struct text_plan *p)
{
	json_text(o, "error", text_problem_name(p->problem));
	if (p->problem == TEXT_TOO_LONG)
		json_uint(o, "segments", p->segments);
	else
		json_uint(o, "at", p->problem_at);
}

static int explain(struct json_out *o, const struct text_rules *rules,
    const char *text, size_t len)
{
	char *scratch = mem_new(TEXT_SMART_ROOM(len) + 1, 1);
	struct text_explain e;
	int rc = text_explain(rules, text, len, scratch, &e);

	if (rc != 0) {
		write_problem(o, &e.plan);
	} else {
		write_plan(o, &e.plan);
		json_uint(o, "characters", e.characters);
		write_parts(o, &e.plan);
		write_list(o, "forces_ucs2", &e.odd);
		json_uint(o, "forces_ucs2_count", e.odd.count);
		write_smart(o, &e);
		write_way(o, &e.plan);
		write_cost(o, &e);
	}
	free(scratch);
	return rc;
}

int text_json(struct json_out *o, const struct text_question *q)
{
	size_t len = TEXT_SMART_ROOM(q->len);
	struct text_list replaced;
	char *to;
	int rc;

	if (!q->smart)
		return explain(o, &q->rules, q->text, q->len);
	to = mem_new(len + 1, 1);
	rc = text_smart_by(q->how, q->text, q->len, to, &len, &replaced);
	if (rc != 0) {
		rc = explain(o, &q->rules, q->text, q->len);
	} else {
		json_str(o, "text", to, len);
		write_list(o, "replaced", &replaced);
		rc = explain(o, &q->rules, to, len);
	}
	free(to);
	return rc;
}
