/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/answer.h"

#include "http/json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct text {
	const char *s;
	size_t len;
};

static const struct status {
	int code;
	struct text line;
	const char *text, *word;
} statuses[] = {
#define STATUS(c, t, w) \
	{ c, { "HTTP/1.1 " #c " " t "\r\n", sizeof(#c t) + 11 }, t, w },
#include "http/status.def"
#undef STATUS
};

static const struct text types[] = {
#define TYPE(name, t) { "Content-Type: " t "\r\n", sizeof(t) + 15 },
#include "http/type.def"
#undef TYPE
};

static const struct text headers[] = {
#define HEADER(name, t) { t ": ", sizeof(t) + 1 },
#include "http/header.def"
#undef HEADER
};

/* Headers that every answer has. */
static const struct {
	enum http_header name;
	struct text line;
} always[] = {
#define ALWAYS(name, value) \
	{ HTTP_HEADER_##name, { value, sizeof(value) - 1 } },
#include "http/always.def"
#undef ALWAYS
};

/* The status line, Date, type, length or encoding and Connection together;
 * those of always.def; the ids; Strict-Transport-Security. */
#define FIXED_BOUND (320 + 200 + 120 + 60)

static const struct status *status_of(int code)
{
	size_t i = 0;

	while (i < ARRAY_LEN(statuses) && statuses[i].code != code)
		i++;
	assert(i < ARRAY_LEN(statuses));
	return &statuses[i];
}

const char *http_status_word(int status)
{
	return status_of(status)->word;
}

char *answer_date(usec wall, char *text)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t at = (time_t)(wall / SECOND);
	char whole[80];
	struct tm tm;

	gmtime_r(&at, &tm);
	snprintf(whole, sizeof(whole),
	    "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * tm.tm_wday,
	    tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour,
	    tm.tm_min, tm.tm_sec);
	memcpy(text, whole, ANSWER_DATE_BYTES);
	text[ANSWER_DATE_BYTES - 1] = '\0';
	return text;
}

size_t answer_bound(const struct http_answer *a)
{
	size_t n = FIXED_BOUND + a->len;

	for (size_t i = 0; i < HTTP_FIELDS_MAX; i++)
		if (a->field[i].value != NULL)
			n += headers[a->field[i].name].len +
			     strlen(a->field[i].value) + 2;
	return n;
}

static uint8_t *put(uint8_t *to, const char *s, size_t len)
{
	memcpy(to, s, len);
	return to + len;
}

#define PUT(to, literal) put(to, literal, sizeof(literal) - 1)

static bool is_clean(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return false;
	return true;
}

static uint8_t *put_field(uint8_t *to, enum http_header name, const char *value,
    size_t len)
{
	to = put(to, headers[name].s, headers[name].len);
	to = put(to, value, len);
	return PUT(to, "\r\n");
}

static uint8_t *put_fields(uint8_t *to, const struct http_answer *a)
{
	for (size_t i = 0; i < HTTP_FIELDS_MAX; i++) {
		const char *value = a->field[i].value;

		if (value != NULL && is_clean(value))
			to = put_field(to, a->field[i].name, value,
			    strlen(value));
	}
	return to;
}

static bool has_field(const struct http_answer *a, enum http_header name)
{
	for (size_t i = 0; i < HTTP_FIELDS_MAX; i++) {
		if (a->field[i].value != NULL && a->field[i].name == name)
			return true;
	}
	return false;
}

static uint8_t *put_always(uint8_t *to, const struct http_answer *a,
    const struct answer_form *f)
{
	for (size_t i = 0; i < ARRAY_LEN(always); i++) {
		if (!has_field(a, always[i].name))
			to = put_field(to, always[i].name, always[i].line.s,
			    always[i].line.len);
	}
	if (f->tls)
		to = PUT(to, "Strict-Transport-Security: max-age=31536000\r\n");
	return to;
}

static uint8_t *put_ids(uint8_t *to, const struct answer_form *f)
{
	if (f->id == NULL)
		return to;
	if (f->twilio_id) {
		to = PUT(to, "Twilio-Request-Id: RQ");
		to = put(to, f->id, ANSWER_ID_BYTES - 1);
		to = PUT(to, "\r\n");
	}
	return put_field(to, HTTP_HEADER_REQUEST_ID, f->id,
	    ANSWER_ID_BYTES - 1);
}

static uint8_t *put_length(uint8_t *to, size_t len)
{
	char digits[20]; /* of 2^64 - 1 */
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + len % 10);
	while ((len /= 10) != 0);
	to = PUT(to, "Content-Length: ");
	to = put(to, digits + at, sizeof(digits) - at);
	return PUT(to, "\r\n");
}

/* RFC 9110, 8.6 and 15.4.5: these say nothing of a body. */
static bool has_no_content(int status)
{
	return status == 204 || status == 304;
}

size_t answer_write(const struct http_answer *a, const struct answer_form *f,
    uint8_t *to)
{
	const struct status *status = status_of(a->status);
	bool none = has_no_content(a->status);
	uint8_t *from = to;

	to = put(to, status->line.s, status->line.len);
	to = PUT(to, "Date: ");
	to = put(to, f->date, ANSWER_DATE_BYTES - 1);
	to = PUT(to, "\r\n");
	if (a->type != HTTP_TYPE_NONE && !none)
		to = put(to, types[a->type].s, types[a->type].len);
	to = put_fields(to, a);
	to = put_always(to, a, f);
	to = put_ids(to, f);
	if (f->framing == ANSWER_CHUNKED)
		to = PUT(to, "Transfer-Encoding: chunked\r\n");
	else if (f->framing == ANSWER_SIZED && !none)
		to = put_length(to, a->len);
	if (f->closes)
		to = PUT(to, "Connection: close\r\n");
	else if (f->keep_alive)
		to = PUT(to, "Connection: keep-alive\r\n");
	to = PUT(to, "\r\n");
	if (f->framing == ANSWER_SIZED && !none && !f->no_body && a->len != 0)
		to = put(to, a->body, a->len);
	return (size_t)(to - from);
}

void answer_error_body(int status, const char *message, struct buf *to)
{
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	json_open_object(&o, "error");
	json_int(&o, "status", status);
	json_text(&o, "code", http_status_word(status));
	json_text(&o, "message", message);
	json_close_object(&o);
	json_close_object(&o);
}
