/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/person.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "http/json.h"

static void take_text(const struct json_value *v, const char *key,
    struct body_text *to)
{
	size_t len;
	const char *s;

	if (json_get_str(v, key, &s, &len) == 0)
		*to = (struct body_text){ s, len };
}

void person_read(struct person *p, const void *data, size_t len)
{
	struct json_error err;
	const struct json_value *v;

	*p = (struct person){ 0 };
	if (len == 0 || json_parse(data, len, &p->json, &err) != 0) {
		p->json = NULL;
		return;
	}
	v = json_root(p->json);
	take_text(v, "name", &p->name);
	take_text(v, "timezone", &p->timezone);
	if (json_get_object(v, "fields", &p->fields) != 0)
		p->fields = NULL;
}

void person_end(struct person *p)
{
	json_free(p->json);
	*p = (struct person){ 0 };
}

static const struct json_value *find(const struct json_value *object,
    const struct body_text *key)
{
	struct json_iter it = { 0 };

	while (object != NULL && json_next(object, &it)) {
		if (it.key_len == key->len &&
		    memcmp(it.key, key->s, key->len) == 0)
			return it.value;
	}
	return NULL;
}

bool person_field(const struct person *p, const struct body_text *field,
    char number[PERSON_NUMBER], struct body_text *value)
{
	const struct json_value *v;

	*value = (struct body_text){ 0 };
	if (field->len == strlen("name") &&
	    memcmp(field->s, "name", field->len) == 0) {
		*value = p->name;
		return value->len != 0;
	}
	v = find(p->fields, field);
	if (v == NULL)
		return false;
	switch (json_kind(v)) {
	case JSON_STR: value->s = json_str_of(v, &value->len); break;
	case JSON_INT:
		snprintf(number, PERSON_NUMBER, "%" PRId64, json_int_of(v));
		*value = (struct body_text){ number, strlen(number) };
		break;
	default: break;
	}
	return value->len != 0;
}
