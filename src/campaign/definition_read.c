/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/definition.h"

#include <stdio.h>
#include <string.h>

#include "campaign/local_time.h"
#include "campaign/public_id.h"
#include "campaign/span.h"
#include "flow/intake.h"
#include "http/json.h"

#define TAG_MAX    255
#define SENDER_MAX 40

struct reading {
	struct definition *d;
	struct definition_why *why;
	bool is_kept; /* our own words: not all are for people */
};

PRINTF(2, 3)
static int refuse(struct reading *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->why->text, sizeof(r->why->text), fmt, args);
	va_end(args);
	return RC_BAD;
}

/* ---- texts ------------------------------------------------------------- */

/* A text of up to `max` bytes; "" and null: none. */
static int read_text(struct reading *r, const struct json_value *v, size_t max,
    struct body_text *to)
{
	*to = (struct body_text){ 0 };
	if (json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) != JSON_STR)
		return refuse(r, "it is a text");
	to->s = json_str_of(v, &to->len);
	if (to->len > max)
		return refuse(r, "it has at most %zu bytes", max);
	return 0;
}

/* What is sent: its length is counted in characters. */
static int read_message(struct reading *r, const struct json_value *v,
    struct body_text *to)
{
	int rc = read_text(r, v, SIZE_MAX, to);

	if (rc == 0 && intake_characters(to) > DEFINITION_TEXT)
		rc = refuse(r, "a text has at most %d characters",
		    DEFINITION_TEXT);
	return rc;
}

static int read_plain(struct reading *r, const struct json_value *v)
{
	struct definition *d = r->d;
	struct definition_variant one = { .weight = 1 };
	int rc = read_message(r, v, &one.text);

	if (rc == 0) {
		d->variant[0] = one;
		d->variants = one.text.len != 0;
	}
	return rc;
}

static int read_variant(struct reading *r, const struct json_value *v,
    struct definition_variant *to)
{
	static const char *const known[] = { "name", "text", "weight", NULL };
	struct json_range range = { 1, DEFINITION_WEIGHT_MAX };
	const struct json_value *name = json_get(v, "name");
	const struct json_value *text = json_get(v, "text");
	int64_t weight = 1;

	*to = (struct definition_variant){ 0 };
	if (json_kind(v) != JSON_OBJECT || json_unknown_key(v, known) != NULL ||
	    json_get_int(v, "weight", range, &weight) == RC_BAD)
		return refuse(r,
		    "a variant is {\"name\", \"text\", \"weight\": 1 to %d}",
		    DEFINITION_WEIGHT_MAX);
	to->weight = (unsigned)weight;
	if (name != NULL && read_text(r, name, DEFINITION_NAME, &to->name) != 0)
		return RC_BAD;
	return text == NULL ? 0 : read_message(r, text, &to->text);
}

static int read_variants(struct reading *r, const struct json_value *v)
{
	struct definition *d = r->d;
	struct json_iter it = { 0 };
	int rc = 0;

	d->variants = 0;
	if (json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) != JSON_ARRAY || json_count(v) > DEFINITION_VARIANTS)
		return refuse(r, "it is a list of up to %d variants",
		    DEFINITION_VARIANTS);
	while (rc == 0 && json_next(v, &it))
		rc = read_variant(r, it.value, &d->variant[d->variants++]);
	return rc;
}

static int read_step(struct reading *r, const struct json_value *v,
    struct definition_step *to)
{
	static const char *const known[] = { "text", "delay", NULL };
	/* Instants of a message are told for 49 days after its birth. */
	static const struct span_range range = { "1s", "45d" };
	const struct json_value *text = json_get(v, "text");
	const struct json_value *delay = json_get(v, "delay");

	*to = (struct definition_step){ 0 };
	if (json_kind(v) != JSON_OBJECT || json_unknown_key(v, known) != NULL ||
	    text == NULL || delay == NULL)
		return refuse(r, "a step is {\"text\", \"delay\": \"24h\"}");
	if (span_read(delay, range, &to->delay, r->why->text) != 0)
		return RC_BAD;
	return read_message(r, text, &to->text);
}

static int read_steps(struct reading *r, const struct json_value *v)
{
	struct definition *d = r->d;
	struct json_iter it = { 0 };
	int rc = 0;

	d->follow_ups = 0;
	if (json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) != JSON_ARRAY || json_count(v) > DEFINITION_STEPS)
		return refuse(r, "it is a list of up to %d follow-ups",
		    DEFINITION_STEPS);
	while (rc == 0 && json_next(v, &it))
		rc = read_step(r, it.value, &d->follow_up[d->follow_ups++]);
	return rc;
}

/* ---- who --------------------------------------------------------------- */

static int read_lists(struct reading *r, const struct json_value *v)
{
	struct definition *d = r->d;
	struct json_iter it = { 0 };

	d->lists = 0;
	if (v == NULL || json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) != JSON_ARRAY || json_count(v) > DEFINITION_LISTS)
		return refuse(r, "lists are up to %d ids of lists",
		    DEFINITION_LISTS);
	while (json_next(v, &it)) {
		size_t len = 0;
		const char *id = "";

		if (json_kind(it.value) == JSON_STR)
			id = json_str_of(it.value, &len);
		if (list_id_parse(id, len, &d->list[d->lists++]) != 0)
			return refuse(r,
			    "the id of a list is LS and 8 hexadecimal digits");
	}
	return 0;
}

static int read_numbers(struct reading *r, const struct json_value *v)
{
	struct definition *d = r->d;
	struct json_iter it = { 0 };

	d->numbers = 0;
	if (v == NULL || json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) != JSON_ARRAY || json_count(v) > DEFINITION_NUMBERS)
		return refuse(r,
		    "numbers are a list of up to %d; make a list of contacts "
		    "for more",
		    DEFINITION_NUMBERS);
	while (json_next(v, &it)) {
		struct body_text *to = &d->number[d->numbers++];

		if (json_kind(it.value) != JSON_STR)
			return refuse(r, "a number is a text");
		to->s = json_str_of(it.value, &to->len);
		if (to->len > DEFINITION_TYPED)
			return refuse(r, "a number has at most %d bytes",
			    DEFINITION_TYPED);
	}
	return 0;
}

static int read_audience(struct reading *r, const struct json_value *v)
{
	static const char *const known[] = { "lists", "numbers", "live", NULL };
	const struct json_value *live = json_get(v, "live");
	int rc;

	r->d->is_live = false;
	if (json_kind(v) == JSON_NULL) {
		r->d->lists = r->d->numbers = 0;
		return 0;
	}
	if (json_kind(v) != JSON_OBJECT || json_unknown_key(v, known) != NULL)
		return refuse(r,
		    "an audience is {\"lists\", \"numbers\", \"live\"}");
	if (live != NULL && json_kind(live) != JSON_BOOL)
		return refuse(r, "live is true or false");
	r->d->is_live = live != NULL && json_bool_of(live);
	rc = read_lists(r, json_get(v, "lists"));
	if (rc == 0)
		rc = read_numbers(r, json_get(v, "numbers"));
	return rc;
}

/* ---- how --------------------------------------------------------------- */

static bool is_word(const struct json_value *v, const char *word)
{
	size_t len;

	return json_kind(v) == JSON_STR &&
	       strcmp(json_str_of(v, &len), word) == 0;
}

static int read_class(struct reading *r, const struct json_value *v)
{
	r->d->is_transactional = is_word(v, "transactional");
	if (r->d->is_transactional || json_kind(v) == JSON_NULL ||
	    is_word(v, "promotional"))
		return 0;
	return refuse(r, "it is promotional or transactional");
}

static int read_smart(struct reading *r, const struct json_value *v)
{
	if (json_kind(v) == JSON_NULL)
		r->d->smart = INTAKE_SMART_ACCOUNT;
	else if (json_kind(v) == JSON_BOOL)
		r->d->smart =
		    json_bool_of(v) ? INTAKE_SMART_YES : INTAKE_SMART_NO;
	else if (is_word(v, "always"))
		r->d->smart = INTAKE_SMART_ALWAYS;
	else
		return refuse(r, "it is true, false or \"always\"");
	return 0;
}

static int read_count(struct reading *r, const struct json_value *v,
    unsigned most, unsigned *to)
{
	*to = 0;
	if (json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) != JSON_INT || json_int_of(v) < 0 ||
	    json_int_of(v) > most)
		return refuse(r, "it is a number from 0 to %u", most);
	*to = (unsigned)json_int_of(v);
	return 0;
}

static int read_rate(struct reading *r, const struct json_value *v)
{
	unsigned rate;
	int rc = read_count(r, v, DEFINITION_RATE_MAX, &rate);

	r->d->rate = rate;
	return rc;
}

static int read_threshold(struct reading *r, const struct json_value *v)
{
	r->d->has_threshold = json_kind(v) != JSON_NULL;
	return read_count(r, v, 100, &r->d->threshold);
}

static int read_validity(struct reading *r, const struct json_value *v)
{
	unsigned validity;
	int rc = read_count(r, v, INTAKE_VALIDITY_MAX, &validity);

	r->d->validity = validity;
	return rc;
}

static int read_window(struct reading *r, const struct json_value *v)
{
	static const struct span_range range = { WINDOW_MIN, WINDOW_MAX };

	r->d->close_window = 0;
	if (json_kind(v) == JSON_NULL)
		return 0;
	return span_read(v, range, &r->d->close_window, r->why->text);
}

static int read_name(struct reading *r, const struct json_value *v)
{
	return read_text(r, v, DEFINITION_NAME, &r->d->name);
}

static int read_from(struct reading *r, const struct json_value *v)
{
	return read_text(r, v, SENDER_MAX, &r->d->from);
}

static int read_tag(struct reading *r, const struct json_value *v)
{
	return read_text(r, v, TAG_MAX, &r->d->tag);
}

static int read_schedule(struct reading *r, const struct json_value *v)
{
	struct definition *d = r->d;
	const struct json_value *local = json_get(v, "local");
	const struct json_value *mode = json_get(v, "mode");

	d->local = (struct body_text){ 0 };
	if (json_kind(v) == JSON_NULL)
		return 0;
	if (local == NULL || json_kind(local) != JSON_STR || mode == NULL)
		return refuse(r, "it is {\"local\", \"mode\"}");
	d->local.s = json_str_of(local, &d->local.len);
	d->by_recipient = is_word(mode, "recipient");
	if (local_parse(d->local.s, d->local.len, &d->local_at) != 0)
		return refuse(r, "it is a date: 2026-03-02T10:00:00");
	return 0;
}

static int read_origin(struct reading *r, const struct json_value *v)
{
	size_t len = 0;
	const char *id = "";

	r->d->duplicated_from = 0;
	if (json_kind(v) == JSON_NULL)
		return 0;
	if (json_kind(v) == JSON_STR)
		id = json_str_of(v, &len);
	return campaign_id_parse(id, len, &r->d->duplicated_from);
}

static const struct member {
	const char *name;
	int (*read)(struct reading *r, const struct json_value *v);
	bool is_ours; /* not for people */
} members[] = {
	{ "name", read_name, false },
	{ "text", read_plain, false },
	{ "variants", read_variants, false },
	{ "steps", read_steps, false },
	{ "class", read_class, false },
	{ "from", read_from, false },
	{ "audience", read_audience, false },
	{ "rate", read_rate, false },
	{ "close_window", read_window, false },
	{ "sent_threshold_pct", read_threshold, false },
	{ "smart", read_smart, false },
	{ "tag", read_tag, false },
	{ "validity", read_validity, false },
	{ "schedule", read_schedule, true },
	{ "duplicated_from", read_origin, true },
};

static int read_one(struct reading *r, const struct json_iter *it)
{
	size_t i = 0;

	snprintf(r->why->field, sizeof(r->why->field), "%s", it->key);
	while (
	    i < ARRAY_LEN(members) && (strcmp(members[i].name, it->key) != 0 ||
					  (members[i].is_ours && !r->is_kept)))
		i++;
	if (i < ARRAY_LEN(members))
		return members[i].read(r, it->value);
	r->why->is_unknown = true;
	return refuse(r, "a campaign has no such field");
}

static bool says(const struct json_value *v)
{
	return v != NULL && json_kind(v) != JSON_NULL;
}

/* Who sends back what was read has text or variants null beside the other:
 * that sets nothing back. */
static bool is_beside(const struct json_value *v, const struct json_value *one,
    const struct json_value *other)
{
	return v == one && !says(one) && says(other);
}

int definition_read(struct definition *d, const struct json_value *object,
    bool is_kept, struct definition_why *why)
{
	struct reading r = { .d = d, .why = why, .is_kept = is_kept };
	const struct json_value *text = json_get(object, "text");
	const struct json_value *variants = json_get(object, "variants");
	struct json_iter it = { 0 };
	int rc = 0;

	*why = (struct definition_why){ 0 };
	if (json_kind(object) != JSON_OBJECT)
		return refuse(&r, "a campaign is a JSON object");
	if (says(text) && says(variants)) {
		snprintf(why->field, sizeof(why->field), "variants");
		return refuse(&r, "give either text or variants");
	}
	while (rc == 0 && json_next(object, &it)) {
		if (!is_beside(it.value, text, variants) &&
		    !is_beside(it.value, variants, text))
			rc = read_one(&r, &it);
	}
	return rc;
}
