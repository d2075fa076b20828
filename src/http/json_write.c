/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing. A comma goes before each value but the first of its container;
 * o->comma says whether one precedes, and closing a container leaves it set,
 * as the container is a value itself.
 */
#include "http/json.h"

#include "text/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* U+FFFD in UTF-8: stands for bytes that are no character. */
static const char replacement[] = "\xef\xbf\xbd";

static void add_char(struct buf *to, char c)
{
	buf_add(to, &c, 1);
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* A byte below 0x80 that is not plain. */
static void add_escape(struct buf *to, unsigned char c)
{
	static const char letter[] = "btn\0fr"; /* of bytes 8 to 13 */

	add_char(to, '\\');
	if (c == '"' || c == '\\')
		add_char(to, (char)c);
	else if (c >= 8 && c <= 13 && letter[c - 8] != '\0')
		add_char(to, letter[c - 8]);
	else
		buf_printf(to, "u%04x", c);
}

/* One character that is not plain; returns where the next begins. */
static const char *add_special(struct buf *to, const char *at, const char *end)
{
	unsigned char c = (unsigned char)*at;
	uint32_t cp;
	unsigned n;

	if (c < 0x80) {
		add_escape(to, c);
		return at + 1;
	}
	n = utf8_next(at, end, &cp);
	if (n == 0) {
		buf_add_str(to, replacement);
		return at + 1;
	}
	buf_add(to, at, n);
	return at + n;
}

static size_t plain_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_plain((unsigned char)s[n]))
		n++;
	return n;
}

/* Nearly all are plain: one copy. */
static void add_plain(struct buf *to, const char *s, size_t len)
{
	uint8_t *at = buf_reserve(to, len + 2);

	at[0] = '"';
	if (len != 0)
		memcpy(at + 1, s, len);
	at[len + 1] = '"';
	buf_added(to, len + 2);
}

static void add_string(struct buf *to, const char *s, size_t len)
{
	const char *at = s, *end = s + len;
	size_t n = plain_len(s, len);

	if (n == len) {
		add_plain(to, s, len);
		return;
	}
	add_char(to, '"');
	while (at < end) {
		buf_add(to, at, n);
		at += n;
		if (at < end)
			at = add_special(to, at, end);
		n = plain_len(at, (size_t)(end - at));
	}
	add_char(to, '"');
}

static void begin_value(struct json_out *o, const char *key)
{
	if (o->comma)
		add_char(o->to, ',');
	o->comma = true;
	if (key != NULL) {
		add_string(o->to, key, strlen(key));
		add_char(o->to, ':');
	}
}

static void open_container(struct json_out *o, const char *key, char bracket)
{
	begin_value(o, key);
	add_char(o->to, bracket);
	o->comma = false;
}

static void close_container(struct json_out *o, char bracket)
{
	add_char(o->to, bracket);
	o->comma = true;
}

void json_open_object(struct json_out *o, const char *key)
{
	open_container(o, key, '{');
}

void json_close_object(struct json_out *o)
{
	close_container(o, '}');
}

void json_open_array(struct json_out *o, const char *key)
{
	open_container(o, key, '[');
}

void json_close_array(struct json_out *o)
{
	close_container(o, ']');
}

void json_str(struct json_out *o, const char *key, const void *s, size_t len)
{
	begin_value(o, key);
	add_string(o->to, s, len);
}

void json_text(struct json_out *o, const char *key, const char *s)
{
	if (s == NULL)
		json_null(o, key);
	else
		json_str(o, key, s, strlen(s));
}

void json_word(struct json_out *o, const char *key, const char *s)
{
	json_text(o, key, s != NULL && s[0] != '\0' ? s : NULL);
}

static void add_digits(struct buf *to, uint64_t v)
{
	char digits[20]; /* of 2^64 - 1 */
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	buf_add(to, digits + at, sizeof(digits) - at);
}

void json_uint(struct json_out *o, const char *key, uint64_t v)
{
	begin_value(o, key);
	add_digits(o->to, v);
}

void json_int(struct json_out *o, const char *key, int64_t v)
{
	begin_value(o, key);
	if (v < 0)
		add_char(o->to, '-');
	add_digits(o->to, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void json_real(struct json_out *o, const char *key, double v)
{
	char text[32] = "null";

	begin_value(o, key);
	if (isfinite(v)) {
		snprintf(text, sizeof(text), "%.15g", v);
		/* 15 digits are for people, 17 for what they would change,
		 * as the greatest number to one that is none. */
		if (strtod(text, NULL) != v)
			snprintf(text, sizeof(text), "%.17g", v);
	}
	buf_add_str(o->to, text);
}

void json_bool(struct json_out *o, const char *key, bool v)
{
	begin_value(o, key);
	buf_add_str(o->to, v ? "true" : "false");
}

void json_share(struct json_out *o, const char *key, uint64_t n, uint64_t of)
{
	if (of == 0)
		json_null(o, key);
	else
		json_real(o, key, (double)n / (double)of);
}

void json_null(struct json_out *o, const char *key)
{
	begin_value(o, key);
	buf_add_str(o->to, "null");
}

void json_raw(struct json_out *o, const char *key, const void *s, size_t len)
{
	begin_value(o, key);
	buf_add(o->to, s, len);
}
