/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is common to the values of all types, and the table of types.
 */
#include "conf/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "conf/conf.h"

int conf_value_refuse(struct conf_value *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(v->why, sizeof(v->why), fmt, ap);
	va_end(ap);
	return RC_BAD;
}

static const struct {
	const char *word;
	conf_reader *read; /* of lists: of an entry */
} types[] = {
#define TYPE(type, member, word, reader) [CONF_T_##type] = { word, reader },
#include "conf/type.def"
#undef TYPE
};

const char *conf_type_word(enum conf_type type)
{
	return types[type].word;
}

int conf_value_read(struct conf_value *v, const char *text, void *field)
{
	return types[v->key->type].read(v, text, field);
}

int conf_value_add(struct conf_value *v, const char *text,
    struct conf_list *list)
{
	int rc = types[v->key->type].read(v, text, NULL);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < list->n && v->key->type != CONF_T_WEIGHTS; i++) {
		if (strcmp(list->v[i], text) == 0) {
			(void)conf_value_refuse(v,
			    "\"%.40s\" is in the list twice", text);
			return RC_EXISTS;
		}
	}
	list->v = mem_resize(list->v, list->n + 1, sizeof(*list->v));
	list->v[list->n++] = mem_strdup(text);
	return 0;
}

static void format_list(const struct conf_list *l, struct buf *to)
{
	for (size_t i = 0; i < l->n; i++)
		buf_printf(to, "%s\"%s\"", i ? ", " : "{ ", l->v[i]);
	buf_add_str(to, l->n ? " }" : "{}");
}

static void format_listen(const struct conf_listen *l, struct buf *to)
{
	if (l->port == 0)
		buf_add_str(to, "\"\"");
	else
		buf_printf(to, "\"%s:%u\"", l->host, l->port);
}

static void format_text(const char *text, struct buf *to)
{
	buf_printf(to, "\"%s\"", text != NULL ? text : "");
}

void conf_value_format(const struct conf_key *key, const void *field,
    struct buf *to)
{
	enum conf_type type = key->type;

	if (conf_type_is_list(type))
		format_list(field, to);
	else if (conf_type_is_secret(type))
		buf_add_str(to, "(secret)");
	else if (type == CONF_T_LISTEN || type == CONF_T_OUTBIND)
		format_listen(field, to);
	else if (conf_type_is_text(type))
		format_text(*(char *const *)field, to);
	else if (type == CONF_T_BOOL)
		buf_add_str(to, *(const bool *)field ? "yes" : "no");
	else if (type > CONF_T_BOOL)
		buf_add_str(to, conf_word(type, *(const unsigned *)field));
	else
		conf_number_format(key, field, to);
}

bool conf_value_is_equal(const struct conf_key *key, const void *a,
    const void *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool equal;

	if (conf_type_is_secret(key->type))
		return strcmp(*(char *const *)a, *(char *const *)b) == 0;
	conf_value_format(key, a, &x);
	conf_value_format(key, b, &y);
	equal = strcmp(buf_cstr(&x), buf_cstr(&y)) == 0;
	buf_free(&x);
	buf_free(&y);
	return equal;
}

static void wipe(char **text)
{
	if (*text != NULL)
		explicit_bzero(*text, strlen(*text));
}

static void free_list(struct conf_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct conf_list){ 0 };
}

void conf_value_free(const struct conf_key *key, void *field)
{
	if (conf_type_is_secret(key->type))
		wipe(field);
	if (conf_type_is_list(key->type)) {
		free_list(field);
	} else if (conf_type_is_text(key->type)) {
		/* The host of a listener stands where a text would. */
		free(*(char **)field);
		*(char **)field = NULL;
	}
}
