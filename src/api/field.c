/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The object's keys are walked once; each must have a row in field.def.
 */
#include "api/field.h"
#include "api/problem.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/date.h"
#include "conf/table.h"
#include "http/json.h"
#include "http/url.h"

#define MESSAGE_CLASS_LAST 3
#define PROTOCOL_ID_LAST   255

#define SEND_AT_MIN SECOND
#define SEND_AT_MAX (35 * DAY)

enum field_kind {
	FIELD_TEXT,
	FIELD_SECONDS,
	FIELD_SMART,
	FIELD_FLASH,
	FIELD_CLASS,
	FIELD_PROTOCOL,
	FIELD_TLVS,
	FIELD_DATE,
	FIELD_DISCARD,
	FIELD_OBFUSCATE,
	FIELD_NEVER
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t at; /* in struct submission */
};

static const struct field fields[] = {
#define FIELD(name, kind, member, wrong) \
	{ name, FIELD_##kind, offsetof(struct submission, member) },
#include "api/field.def"
#undef FIELD
};

/* What is wrong if the i-th field has another type, or cannot be had. */
static const struct fault_row *wrong_type(size_t i)
{
	const struct fault_row *const rows[] = {
#define FIELD(name, kind, member, wrong) wrong,
#include "api/field.def"
#undef FIELD
	};

	return rows[i];
}

static int fail(struct problem *p, const struct fault_row *row)
{
	p->row = *row;
	return RC_BAD;
}

/* The same about this field, where the row names none. */
static int fail_type(struct problem *p, size_t i)
{
	fail(p, wrong_type(i));
	if (p->row.field[0] != '\0')
		return RC_BAD;
	snprintf(p->text, sizeof(p->text), "'%s' must be a string",
	    fields[i].name);
	p->row.field = fields[i].name;
	p->row.text = p->text;
	return RC_BAD;
}

static const char *nearest(const char *name)
{
	const char *best = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		size_t far = conf_near(name, fields[i].name);

		if (far >= least)
			continue;
		least = far;
		best = fields[i].name;
	}
	return best;
}

static int fail_unknown(struct problem *p, const char *name)
{
	const char *near = nearest(name);

	fail(p, refusal_row(REFUSAL_UNKNOWN_FIELD));
	snprintf(p->field, sizeof(p->field), "%s", name);
	snprintf(p->text, sizeof(p->text),
	    "'%s' is no field of a message%s%s%s", p->field,
	    near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
	    near != NULL ? "'?" : "");
	p->row.field = p->field;
	p->row.text = p->text;
	return RC_BAD;
}

static int read_text(const struct json_value *v, size_t i, struct body_text *to,
    struct problem *p)
{
	if (json_kind(v) != JSON_STR)
		return fail_type(p, i);
	to->s = json_str_of(v, &to->len);
	return 0;
}

/* 0 means "not given" in a submission, so the range is looked at here. */
static int read_seconds(const struct json_value *v, size_t i, long *to,
    struct problem *p)
{
	int64_t n;

	if (json_kind(v) != JSON_INT)
		return fail_type(p, i);
	n = json_int_of(v);
	if (n < 1 || n > INTAKE_VALIDITY_MAX)
		return fail(p, fault_row(FAULT_VALIDITY));
	*to = (long)n;
	return 0;
}

static int read_smart(const struct json_value *v, enum intake_smart *to,
    struct problem *p)
{
	const char *word;
	size_t len;

	switch (json_kind(v)) {
	case JSON_BOOL:
		*to = json_bool_of(v) ? INTAKE_SMART_YES : INTAKE_SMART_NO;
		return 0;
	case JSON_STR:
		word = json_str_of(v, &len);
		if (len != strlen("always") || memcmp(word, "always", len) != 0)
			break;
		*to = INTAKE_SMART_ALWAYS;
		return 0;
	default: break;
	}
	return fail(p, fault_row(FAULT_SMART));
}

/* "flash" and "message_class" are two words for one thing. */
static int read_class(const struct json_value *v, struct submission *s,
    bool is_flash, struct problem *p)
{
	int64_t n = 0;

	if (json_kind(v) != (is_flash ? JSON_BOOL : JSON_INT))
		return fail(p, fault_row(FAULT_MESSAGE_CLASS));
	if (is_flash && !json_bool_of(v))
		return 0;
	if (!is_flash)
		n = json_int_of(v);
	if (n < 0 || n > MESSAGE_CLASS_LAST ||
	    (s->has_class && s->message_class != n))
		return fail(p, fault_row(FAULT_MESSAGE_CLASS));
	s->has_class = true;
	s->message_class = (uint8_t)n;
	return 0;
}

static int read_protocol(const struct json_value *v, struct submission *s,
    struct problem *p)
{
	int64_t n = json_kind(v) == JSON_INT ? json_int_of(v) : -1;

	if (n < 0 || n > PROTOCOL_ID_LAST)
		return fail(p, fault_row(FAULT_PROTOCOL_ID));
	s->has_protocol = true;
	s->protocol_id = (uint8_t)n;
	return 0;
}

static int read_tlv(const struct json_iter *it, struct tlv_request *to,
    struct problem *p)
{
	*to = (struct tlv_request){ .name = { it->key, it->key_len } };
	switch (json_kind(it->value)) {
	case JSON_STR:
		to->value.s = json_str_of(it->value, &to->value.len);
		return 0;
	case JSON_INT:
		to->is_number = true;
		to->number = json_int_of(it->value);
		return 0;
	default: return fail(p, fault_row(FAULT_TLV_VALUE));
	}
}

/* Which TLVs there are and what they hold is known to flow. */
static int read_tlvs(const struct json_value *v, struct submission *s,
    struct problem *p)
{
	struct json_iter it = { 0 };
	int rc = 0;

	if (json_kind(v) != JSON_OBJECT)
		return fail(p, fault_row(FAULT_TLV_VALUE));
	if (json_count(v) > TLVS_MAX)
		return fail(p, fault_row(FAULT_TLV_MANY));
	while (rc == 0 && json_next(v, &it))
		rc = read_tlv(&it, &s->tlv[s->tlvs++], p);
	return rc;
}

static int read_send_at(const struct json_value *v, usec *to, struct problem *p)
{
	usec now = clock_wall();
	struct date d;
	size_t len;

	if (json_kind(v) != JSON_STR ||
	    date_parse(json_str_of(v, &len), &d) != 0 ||
	    d.begin > now + SEND_AT_MAX)
		return fail(p, refusal_row(REFUSAL_SEND_AT));
	if (d.begin < now + SEND_AT_MIN)
		return fail(p, refusal_row(REFUSAL_SEND_AT_PAST));
	*to = d.begin;
	return 0;
}

/* "retain", or the word for keeping less. */
static int read_retention(const struct json_value *v, size_t i,
    const char *less, bool *to, struct problem *p)
{
	const char *word = NULL;
	size_t len = 0;

	if (json_kind(v) == JSON_STR)
		word = json_str_of(v, &len);
	*to = word != NULL && strcmp(word, less) == 0;
	if (*to || (word != NULL && strcmp(word, "retain") == 0))
		return 0;
	return fail(p, wrong_type(i));
}

static int read_field(const struct json_iter *it, struct submission *s,
    struct problem *p)
{
	void *to;
	size_t i = 0;

	while (i < ARRAY_LEN(fields) &&
	       (strlen(fields[i].name) != it->key_len ||
		   memcmp(fields[i].name, it->key, it->key_len) != 0))
		i++;
	if (i == ARRAY_LEN(fields))
		return fail_unknown(p, it->key);
	if (json_kind(it->value) == JSON_NULL)
		return 0;
	to = (char *)s + fields[i].at;
	switch (fields[i].kind) {
	case FIELD_TEXT: return read_text(it->value, i, to, p);
	case FIELD_SECONDS: return read_seconds(it->value, i, to, p);
	case FIELD_SMART: return read_smart(it->value, to, p);
	case FIELD_FLASH: return read_class(it->value, s, true, p);
	case FIELD_CLASS: return read_class(it->value, s, false, p);
	case FIELD_PROTOCOL: return read_protocol(it->value, s, p);
	case FIELD_TLVS: return read_tlvs(it->value, s, p);
	case FIELD_DATE: return read_send_at(it->value, to, p);
	case FIELD_DISCARD:
		return read_retention(it->value, i, "discard", to, p);
	case FIELD_OBFUSCATE:
		return read_retention(it->value, i, "obfuscate", to, p);
	case FIELD_NEVER: break;
	}
	return fail(p, wrong_type(i));
}

/* Whether the account may call it is intake's question. */
bool is_callback(const struct body_text *url)
{
	const char *why;
	struct url u;

	return url_parse(&u, url->s, url->len, &why) == 0;
}

static const char native_hook[] = { HOOK_NATIVE, 0 };

static int read_object(const struct json_value *v, struct submission *s,
    struct problem *p)
{
	struct json_iter it = { 0 };
	int rc = 0;

	if (json_kind(v) != JSON_OBJECT)
		return fail(p, refusal_row(REFUSAL_NOT_OBJECT));
	while (rc == 0 && json_next(v, &it))
		rc = read_field(&it, s, p);
	if (rc == 0 && s->callback.len != 0 && !is_callback(&s->callback))
		rc = fail(p, refusal_row(REFUSAL_CALLBACK));
	s->hook = (struct body_text){ native_hook, sizeof(native_hook) };
	return rc;
}

int field_parse(const void *text, size_t len, struct json **j,
    struct submission *s, struct problem *p)
{
	struct json_error err;
	int rc = json_parse(text, len, j, &err);

	if (rc != 0) {
		fail(p, refusal_row(REFUSAL_NOT_JSON));
		snprintf(p->text, sizeof(p->text), "not JSON: byte %zu: %s",
		    err.at + 1, err.why);
		p->row.text = p->text;
		return RC_BAD;
	}
	rc = read_object(json_root(*j), s, p);
	if (rc != 0)
		json_free(*j);
	return rc;
}
