/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/definition.h"

#include "campaign/public_id.h"
#include "campaign/span.h"
#include "flow/intake.h"
#include "http/json.h"

static void put_text(struct json_out *o, const char *key,
    const struct body_text *t)
{
	if (t->len != 0)
		json_str(o, key, t->s, t->len);
	else
		json_null(o, key);
}

bool definition_is_plain(const struct definition *d)
{
	return d->variants == 0 ||
	       (d->variants == 1 && d->variant[0].name.len == 0 &&
		   d->variant[0].weight == 1);
}

static void put_variants(struct json_out *o, const struct definition *d)
{
	if (definition_is_plain(d)) {
		struct body_text text = definition_text(d, 0, 0);

		put_text(o, "text", &text);
		json_null(o, "variants");
		return;
	}
	json_null(o, "text");
	json_open_array(o, "variants");
	for (size_t i = 0; i < d->variants; i++) {
		json_open_object(o, NULL);
		put_text(o, "name", &d->variant[i].name);
		put_text(o, "text", &d->variant[i].text);
		json_uint(o, "weight", d->variant[i].weight);
		json_close_object(o);
	}
	json_close_array(o);
}

static void put_steps(struct json_out *o, const struct definition *d)
{
	json_open_array(o, "steps");
	for (size_t i = 0; i < d->follow_ups; i++) {
		json_open_object(o, NULL);
		put_text(o, "text", &d->follow_up[i].text);
		span_write(o, "delay", d->follow_up[i].delay);
		json_close_object(o);
	}
	json_close_array(o);
}

static void put_audience(struct json_out *o, const struct definition *d)
{
	char id[PUBLIC_ID_TEXT];

	json_open_object(o, "audience");
	json_open_array(o, "lists");
	for (size_t i = 0; i < d->lists; i++)
		json_text(o, NULL, list_id_format(d->list[i], id));
	json_close_array(o);
	json_open_array(o, "numbers");
	for (size_t i = 0; i < d->numbers; i++)
		json_str(o, NULL, d->number[i].s, d->number[i].len);
	json_close_array(o);
	json_bool(o, "live", d->is_live);
	json_close_object(o);
}

static void put_smart(struct json_out *o, const struct definition *d)
{
	switch (d->smart) {
	case INTAKE_SMART_NO: json_bool(o, "smart", false); break;
	case INTAKE_SMART_YES: json_bool(o, "smart", true); break;
	case INTAKE_SMART_ALWAYS: json_text(o, "smart", "always"); break;
	default: json_null(o, "smart"); break;
	}
}

static void put_count(struct json_out *o, const char *key, uint64_t n)
{
	if (n != 0)
		json_uint(o, key, n);
	else
		json_null(o, key);
}

static void put_rest(struct json_out *o, const struct definition *d)
{
	put_count(o, "rate", d->rate);
	if (d->close_window != 0)
		span_write(o, "close_window", d->close_window);
	else
		json_null(o, "close_window");
	if (d->has_threshold)
		json_uint(o, "sent_threshold_pct", d->threshold);
	else
		json_null(o, "sent_threshold_pct");
	put_smart(o, d);
	put_text(o, "tag", &d->tag);
	put_count(o, "validity", (uint64_t)d->validity);
}

static void put_schedule(struct json_out *o, const struct definition *d)
{
	char id[PUBLIC_ID_TEXT];

	if (d->local.len == 0) {
		json_null(o, "schedule");
	} else {
		json_open_object(o, "schedule");
		put_text(o, "local", &d->local);
		json_text(o, "mode", d->by_recipient ? "recipient" : "site");
		json_close_object(o);
	}
	json_text(o, "duplicated_from",
	    d->duplicated_from != 0 ? campaign_id_format(d->duplicated_from, id)
				    : NULL);
}

void definition_write(const struct definition *d, struct json_out *o)
{
	put_text(o, "name", &d->name);
	put_variants(o, d);
	put_steps(o, d);
	json_text(o, "class",
	    d->is_transactional ? "transactional" : "promotional");
	put_text(o, "from", &d->from);
	put_audience(o, d);
	put_rest(o, d);
	put_schedule(o, d);
}

int definition_store(const struct definition *d, struct buf *out)
{
	struct json_out o = json_writing(out);

	buf_clear(out);
	json_open_object(&o, NULL);
	definition_write(d, &o);
	json_close_object(&o);
	return out->len <= DEFINITION_BYTES ? 0 : RC_TOO_LONG;
}
