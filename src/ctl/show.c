/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/show.h"

#include "base/buf.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define COLUMNS_MAX 32
#define KEY_WIDTH   20

static bool is_nothing(const struct json_value *v)
{
	size_t len;

	if (v == NULL || json_kind(v) == JSON_NULL)
		return true;
	if (json_kind(v) == JSON_STR)
		return json_str_of(v, &len)[0] == '\0';
	return (json_kind(v) == JSON_ARRAY || json_kind(v) == JSON_OBJECT) &&
	       json_count(v) == 0;
}

/* C0, DEL, and C1 as UTF-8 has it: C2 80 to C2 9F. */
static void add_clean(struct buf *to, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t b = (uint8_t)s[i];
		bool c1 = b == 0xC2 && i + 1 < len && (uint8_t)s[i + 1] < 0xA0;

		i += c1;
		if (b < 0x20 || b == 0x7F || c1)
			buf_add(to, "?", 1);
		else
			buf_add(to, &s[i], 1);
	}
}

static void add_value(struct buf *to, const struct json_value *v);

static void add_items(struct buf *to, const struct json_value *v)
{
	struct json_iter i = { 0 };
	const char *gap = "";

	while (json_next(v, &i)) {
		if (is_nothing(i.value))
			continue;
		buf_add_str(to, gap);
		if (i.key != NULL) {
			add_clean(to, i.key, i.key_len);
			buf_add(to, "=", 1);
		}
		add_value(to, i.value);
		gap = " ";
	}
}

static void add_value(struct buf *to, const struct json_value *v)
{
	const char *s;
	size_t len;

	if (is_nothing(v)) {
		buf_add(to, "-", 1);
		return;
	}
	switch (json_kind(v)) {
	case JSON_NULL: break;
	case JSON_BOOL: buf_add_str(to, json_bool_of(v) ? "yes" : "no"); break;
	case JSON_INT: buf_printf(to, "%" PRId64, json_int_of(v)); break;
	case JSON_REAL: buf_printf(to, "%.6g", json_real_of(v)); break;
	case JSON_STR:
		s = json_str_of(v, &len);
		add_clean(to, s, len);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT: add_items(to, v); break;
	}
}

void show_value(FILE *to, const struct json_value *v)
{
	struct buf text = { 0 };

	add_value(&text, v);
	fputs(buf_cstr(&text), to);
	buf_free(&text);
}

void show_text(FILE *to, const char *s, size_t len)
{
	struct buf text = { 0 };

	add_clean(&text, s, len);
	fwrite(buf_bytes(&text), 1, text.len, to);
	buf_free(&text);
}

static void copy_value(struct json_out *o, const char *key,
    const struct json_value *v);

static void copy_items(struct json_out *o, const struct json_value *v)
{
	struct json_iter i = { 0 };

	while (json_next(v, &i))
		copy_value(o, i.key, i.value);
}

static void copy_value(struct json_out *o, const char *key,
    const struct json_value *v)
{
	const char *s;
	size_t len;

	switch (json_kind(v)) {
	case JSON_NULL: json_null(o, key); break;
	case JSON_BOOL: json_bool(o, key, json_bool_of(v)); break;
	case JSON_INT: json_int(o, key, json_int_of(v)); break;
	case JSON_REAL: json_real(o, key, json_real_of(v)); break;
	case JSON_STR:
		s = json_str_of(v, &len);
		json_str(o, key, s, len);
		break;
	case JSON_ARRAY:
		json_open_array(o, key);
		copy_items(o, v);
		json_close_array(o);
		break;
	case JSON_OBJECT:
		json_open_object(o, key);
		copy_items(o, v);
		json_close_object(o);
		break;
	}
}

void show_json(FILE *to, const struct json_value *v)
{
	struct buf text = { 0 };
	struct json_out o = json_writing(&text);

	copy_value(&o, NULL, v);
	fwrite(buf_bytes(&text), 1, text.len, to);
	fputc('\n', to);
	buf_free(&text);
}

static const struct json_value *value_at(const struct json_value *row,
    const char *column)
{
	const char *dot = strchr(column, '.');
	char key[64];

	if (dot == NULL)
		return json_get(row, column);
	snprintf(key, sizeof(key), "%.*s", (int)(dot - column), column);
	row = json_get(row, key);
	return row == NULL ? NULL : json_get(row, dot + 1);
}

static const char *title_of(const char *column)
{
	const char *dot = strchr(column, '.');

	return dot != NULL ? dot + 1 : column;
}

static int width_of(const struct json_value *array, const char *column)
{
	struct json_iter i = { 0 };
	struct buf text = { 0 };
	size_t width = strlen(title_of(column));

	while (json_next(array, &i)) {
		buf_clear(&text);
		add_value(&text, value_at(i.value, column));
		if (text.len > width)
			width = text.len;
	}
	buf_free(&text);
	return (int)width;
}

/* The last column is not filled up. */
static void print_cell(FILE *to, const char *text, int width, bool last)
{
	if (last)
		fprintf(to, "%s\n", text);
	else
		fprintf(to, "%-*s  ", width, text);
}

static void print_titles(FILE *to, const char *const *columns, const int *width)
{
	char title[64];

	for (size_t i = 0; columns[i] != NULL; i++) {
		snprintf(title, sizeof(title), "%s", title_of(columns[i]));
		for (char *c = title; *c != '\0'; c++)
			*c = *c == '_' ? ' ' : (char)toupper((unsigned char)*c);
		print_cell(to, title, width[i], columns[i + 1] == NULL);
	}
}

static void print_rows(FILE *to, const struct json_value *array,
    const char *const *columns, const int *width)
{
	struct json_iter row = { 0 };
	struct buf text = { 0 };

	while (json_next(array, &row)) {
		for (size_t i = 0; columns[i] != NULL; i++) {
			buf_clear(&text);
			add_value(&text, value_at(row.value, columns[i]));
			print_cell(to, buf_cstr(&text), width[i],
			    columns[i + 1] == NULL);
		}
	}
	buf_free(&text);
}

/* Where it is among them; n: it is not. */
static size_t place_of(const char *const *columns, size_t n, const char *key)
{
	size_t i = 0;

	while (i < n && strcmp(columns[i], key) != 0)
		i++;
	return i;
}

/* In the order of the keys; those that are nothing in each row are left out. */
static void find_columns(const struct json_value *array, const char **columns)
{
	struct json_iter row = { 0 };
	bool is_shown[COLUMNS_MAX] = { false };
	size_t n = 0, shown = 0;

	while (json_next(array, &row)) {
		struct json_iter i = { 0 };

		while (json_next(row.value, &i)) {
			size_t at = place_of(columns, n, i.key);

			if (at == COLUMNS_MAX)
				continue;
			if (at == n)
				columns[n++] = i.key;
			if (!is_nothing(i.value))
				is_shown[at] = true;
		}
	}
	for (size_t i = 0; i < n; i++)
		if (is_shown[i])
			columns[shown++] = columns[i];
	columns[shown] = NULL;
}

void show_table(FILE *to, const struct json_value *array,
    const char *const *columns)
{
	const char *found[COLUMNS_MAX + 1];
	int width[COLUMNS_MAX];

	if (columns == NULL) {
		find_columns(array, found);
		columns = found;
	}
	for (size_t i = 0; columns[i] != NULL; i++)
		width[i] = width_of(array, columns[i]);
	print_titles(to, columns, width);
	print_rows(to, array, columns, width);
}

static bool is_table(const struct json_value *v)
{
	struct json_iter i = { 0 };

	return json_kind(v) == JSON_ARRAY && json_next(v, &i) &&
	       json_kind(i.value) == JSON_OBJECT;
}

static bool is_preset(const struct json_iter *i,
    const struct show_preset *presets)
{
	size_t len;

	for (; presets->key != NULL; presets++)
		if (strcmp(i->key, presets->key) == 0)
			return json_kind(i->value) == JSON_STR &&
			       strcmp(json_str_of(i->value, &len),
				   presets->text) == 0;
	return false;
}

static void show_lines(FILE *to, const struct json_value *v, int indent,
    const struct show_preset *presets)
{
	struct json_iter i = { 0 };

	while (json_next(v, &i)) {
		if (is_nothing(i.value) || is_preset(&i, presets))
			continue;
		if (is_table(i.value)) {
			fprintf(to, "\n%s:\n", i.key);
			show_table(to, i.value, NULL);
		} else if (json_kind(i.value) == JSON_OBJECT && indent == 0) {
			fprintf(to, "%s:\n", i.key);
			show_lines(to, i.value, 2, presets);
		} else {
			fprintf(to, "%*s%-*s  ", indent, "", KEY_WIDTH - indent,
			    i.key);
			show_value(to, i.value);
			fputc('\n', to);
		}
	}
}

void show_object(FILE *to, const struct json_value *v)
{
	static const struct show_preset none = { NULL, NULL };

	show_lines(to, v, 0, &none);
}

void show_object_but(FILE *to, const struct json_value *v,
    const struct show_preset *presets)
{
	show_lines(to, v, 0, presets);
}

void show_alarms(FILE *to, const char *before, const struct json_value *smsc)
{
	const struct json_value *alarms = json_get(smsc, "alarms");
	struct json_iter i = { 0 };

	while (alarms != NULL && json_next(alarms, &i)) {
		fprintf(to, "%sALARM %s: ", before, i.key);
		show_value(to, i.value);
		fputc('\n', to);
	}
}
