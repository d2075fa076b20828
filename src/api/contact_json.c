/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/contact_json.h"

#include <stdio.h>
#include <string.h>

#include "api/filter.h"
#include "api/problem.h"
#include "base/buf.h"
#include "base/zone.h"
#include "campaign/public_id.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "model/number.h"

/* ---- out --------------------------------------------------------------- */

/* NULL: there is none. */
static struct json *parse(const void *data, size_t len)
{
	struct json_error err;
	struct json *j;

	if (data == NULL || len == 0 || json_parse(data, len, &j, &err) != 0)
		return NULL;
	return j;
}

static void add_text(struct json_out *o, const char *key,
    const struct json_value *v, const char *member)
{
	const char *text;
	size_t len;

	if (json_get_str(v, member, &text, &len) == 0)
		json_str(o, key, text, len);
	else
		json_null(o, key);
}

static void add_fields(struct json_out *o, const struct json_value *v)
{
	const struct json_value *fields = json_get(v, "fields");
	struct json_iter i = { 0 };
	const char *text;
	size_t len;

	json_open_object(o, "fields");
	while (fields != NULL && json_next(fields, &i)) {
		if (json_kind(i.value) != JSON_STR)
			continue;
		text = json_str_of(i.value, &len);
		json_str(o, i.key, text, len);
	}
	json_close_object(o);
}

/* These keys, in an object that is open: "name", "tz", "fields". */
static void put_data(struct json_out *o, const void *data, size_t len)
{
	struct json *j = parse(data, len);
	const struct json_value *v = j != NULL ? json_root(j) : NULL;

	if (v == NULL) {
		json_null(o, "name");
		json_null(o, "tz");
		json_open_object(o, "fields");
		json_close_object(o);
		return;
	}
	add_text(o, "name", v, "name");
	add_text(o, "tz", v, "timezone");
	add_fields(o, v);
	json_free(j);
}

void contact_json(struct json_out *o, const struct contact_view *v)
{
	char id[PUBLIC_ID_TEXT], number[E164_TEXT];

	json_open_object(o, NULL);
	json_text(o, "id", contact_id_format(v->id, id));
	json_text(o, "number",
	    v->number != 0 ? e164_format(v->number, number) : NULL);
	put_data(o, v->data, v->len);
	message_json_date(o, "created_at", v->created);
	message_json_date(o, "updated_at", v->updated);
	message_json_date(o, "deleted_at", v->deleted);
	json_close_object(o);
}

void contact_name(const void *data, size_t len, char name[CONTACT_NAME_MAX + 1])
{
	struct json *j = parse(data, len);
	const char *text;
	size_t n;

	name[0] = '\0';
	if (j != NULL && json_get_str(json_root(j), "name", &text, &n) == 0 &&
	    n <= CONTACT_NAME_MAX)
		memcpy(name, text, n + 1);
	json_free(j);
}

static bool value_has(const struct json_value *v, const char *piece)
{
	const char *text;
	size_t len;

	if (v == NULL || json_kind(v) != JSON_STR)
		return false;
	text = json_str_of(v, &len);
	return filter_has(text, len, piece);
}

static bool data_has(const struct json_value *v, const char *piece)
{
	const struct json_value *fields = json_get(v, "fields");
	struct json_iter i = { 0 };

	if (value_has(json_get(v, "name"), piece))
		return true;
	while (fields != NULL && json_next(fields, &i)) {
		if (value_has(i.value, piece))
			return true;
	}
	return false;
}

bool contact_has(const struct contact_view *v, const char *piece)
{
	char number[E164_TEXT];
	struct json *j;
	bool has;

	if (v->number != 0 && strstr(e164_format(v->number, number), piece))
		return true;
	j = parse(v->data, v->len);
	has = j != NULL && data_has(json_root(j), piece);
	json_free(j);
	return has;
}

/* ---- in ---------------------------------------------------------------- */

static int fail(struct problem *p, enum refusal no, const char *field)
{
	p->row = *refusal_row(no);
	snprintf(p->field, sizeof(p->field), "%s", field);
	p->row.field = p->field;
	return RC_BAD;
}

static int check_keys(const struct contact_asked *asked, struct problem *p)
{
	static const char *const own[] = { "name", "tz", "timezone", "fields",
		NULL };
	struct json_iter i = { 0 };

	while (json_next(asked->object, &i)) {
		const char *const *k = own;
		const char *const *more = asked->known;

		while (*k != NULL && strcmp(*k, i.key) != 0)
			k++;
		while (*k == NULL && *more != NULL && strcmp(*more, i.key) != 0)
			more++;
		if (*k == NULL && *more == NULL)
			return fail(p, REFUSAL_FIELD, i.key);
	}
	return 0;
}

static int check_name(const struct json_value *v, struct problem *p)
{
	const char *text;
	size_t len;
	int rc = json_get_str(v, "name", &text, &len);

	if (rc == RC_BAD)
		return fail(p, REFUSAL_FIELD_TYPE, "name");
	if (rc == 0 && len > CONTACT_NAME_MAX)
		return fail(p, REFUSAL_CONTACT_LONG, "name");
	return 0;
}

static int check_zone(const struct json_value *v, const char *key,
    struct problem *p)
{
	struct zone *zone;
	const char *text;
	size_t len;
	int rc = json_get_str(v, key, &text, &len);

	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc != 0 || strlen(text) != len || zone_load(text, &zone) != 0)
		return fail(p, REFUSAL_ZONE, key);
	zone_free(zone);
	return 0;
}

/* A value as the text that a merge field becomes; NULL: no text is made of
 * it. */
static const char *value_text(const struct json_value *v, char room[32],
    size_t *len)
{
	switch (json_kind(v)) {
	case JSON_STR: return json_str_of(v, len);
	case JSON_INT:
		*len = (size_t)snprintf(room, 32, "%lld",
		    (long long)json_int_of(v));
		return room;
	case JSON_BOOL:
		*len = (size_t)snprintf(room, 32, "%s",
		    json_bool_of(v) ? "true" : "false");
		return room;
	default: return NULL;
	}
}

static int check_fields(const struct json_value *v, struct problem *p)
{
	const struct json_value *fields;
	struct json_iter i = { 0 };
	int rc = json_get_object(v, "fields", &fields);
	char room[32];
	size_t len;

	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc != 0)
		return fail(p, REFUSAL_FIELD_TYPE, "fields");
	if (json_count(fields) > CONTACT_FIELDS)
		return fail(p, REFUSAL_CONTACT_LONG, "fields");
	while (json_next(fields, &i)) {
		if (json_kind(i.value) == JSON_NULL)
			continue;
		if (value_text(i.value, room, &len) == NULL)
			return fail(p, REFUSAL_FIELD_TYPE, i.key);
		if (i.key_len == 0 || i.key_len > CONTACT_KEY_MAX ||
		    len > CONTACT_VALUE_MAX)
			return fail(p, REFUSAL_CONTACT_LONG, "fields");
	}
	return 0;
}

/* The new one if it is given, null being nothing; else the old one. */
static void write_text(struct json_out *o, const char *key,
    const struct json_value *now, const struct json_value *old)
{
	const struct json_value *v = now;
	const char *text;
	size_t len;

	if (v == NULL && old != NULL)
		v = json_get(old, key);
	if (v == NULL || json_kind(v) != JSON_STR)
		return;
	text = json_str_of(v, &len);
	if (len != 0)
		json_str(o, key, text, len);
}

static void write_new_fields(struct json_out *o, const struct json_value *now)
{
	struct json_iter i = { 0 };
	char room[32];
	const char *text;
	size_t len;

	while (now != NULL && json_next(now, &i)) {
		text = value_text(i.value, room, &len);
		if (text != NULL)
			json_str(o, i.key, text, len);
	}
}

static void write_fields(struct json_out *o, const struct json_value *now,
    const struct json_value *old)
{
	const struct json_value *asked = json_get(now, "fields");
	const struct json_value *had =
	    old != NULL ? json_get(old, "fields") : NULL;
	struct json_iter i = { 0 };
	const char *text;
	size_t len;

	if (asked != NULL && json_kind(asked) == JSON_NULL)
		return;
	json_open_object(o, "fields");
	while (had != NULL && json_next(had, &i)) {
		if ((asked != NULL && json_get(asked, i.key) != NULL) ||
		    json_kind(i.value) != JSON_STR)
			continue;
		text = json_str_of(i.value, &len);
		json_str(o, i.key, text, len);
	}
	write_new_fields(o, asked);
	json_close_object(o);
}

static const struct json_value *zone_of(const struct json_value *asked)
{
	const struct json_value *v = json_get(asked, "tz");

	return v != NULL ? v : json_get(asked, "timezone");
}

int contact_read(const struct contact_asked *asked, struct buf *to,
    struct problem *p)
{
	struct json_out o = json_writing(to);
	struct json *j;
	const struct json_value *old;
	int rc = check_keys(asked, p);

	if (rc == 0)
		rc = check_name(asked->object, p);
	if (rc == 0)
		rc = check_zone(asked->object, "tz", p);
	if (rc == 0)
		rc = check_zone(asked->object, "timezone", p);
	if (rc == 0)
		rc = check_fields(asked->object, p);
	if (rc != 0)
		return rc;
	j = parse(asked->old, asked->old_len);
	old = j != NULL ? json_root(j) : NULL;
	buf_clear(to);
	json_open_object(&o, NULL);
	write_text(&o, "name", json_get(asked->object, "name"), old);
	write_text(&o, "timezone", zone_of(asked->object), old);
	write_fields(&o, asked->object, old);
	json_close_object(&o);
	json_free(j);
	return to->len <= CONTACT_DATA_MAX
		   ? 0
		   : fail(p, REFUSAL_CONTACT_LONG, "fields");
}
