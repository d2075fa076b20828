/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/head.h"

#include "http/escape.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A head that needed more is not kept: most need some hundred bytes. */
#define KEEP_BYTES 4096

/* Content-Length: more digits than this are more bytes than any limit. */
#define LENGTH_DIGITS_MAX 10

/* Given twice, these would let two readers see two requests. */
static const char *const single[] = { "authorization", "content-encoding",
	"content-length", "content-type", "expect", "host", "idempotency-key",
	"transfer-encoding" };

static int refuse(struct refusal *no, int status, const char *why)
{
	*no = (struct refusal){ .status = status, .why = why };
	return RC_BAD;
}

void head_reset(struct head *h)
{
	struct buf bytes = h->bytes;

	if (bytes.cap > KEEP_BYTES)
		buf_free(&bytes);
	buf_clear(&bytes);
	h->bytes = bytes;
	h->fields = 0;
	h->target = h->target_len = 0;
	h->http10 = h->chunked = h->expects = false;
	h->length = 0;
	h->path = h->query = NULL;
	h->query_len = 0;
}

void head_fini(struct head *h)
{
	buf_free(&h->bytes);
}

static char *at(const struct head *h, uint16_t place)
{
	return (char *)buf_bytes(&h->bytes) + place;
}

static bool is_named(const struct head *h, const struct head_field *f,
    const char *name, size_t len)
{
	return f->name_len == len &&
	       strncasecmp(at(h, f->name), name, len) == 0;
}

static const struct head_field *find(const struct head *h, const char *name,
    size_t *count)
{
	const struct head_field *first = NULL;
	size_t len = strlen(name);

	*count = 0;
	for (size_t i = 0; i < h->fields; i++)
		if (is_named(h, &h->field[i], name, len) && (*count)++ == 0)
			first = &h->field[i];
	return first;
}

const char *head_get(const struct head *h, const char *name)
{
	size_t count;
	const struct head_field *f = find(h, name, &count);

	return f != NULL ? at(h, f->value) : NULL;
}

const char *head_value(const struct head *h, size_t i, const char *name,
    size_t *len)
{
	const struct head_field *f = &h->field[i];

	*len = f->value_len;
	return is_named(h, f, name, strlen(name)) ? at(h, f->value) : NULL;
}

static bool has_value(const struct head *h, const struct head_field *f,
    const char *value)
{
	return f->value_len == strlen(value) &&
	       strncasecmp(at(h, f->value), value, f->value_len) == 0;
}

static int check_single(const struct head *h, struct refusal *no)
{
	size_t count;

	for (size_t i = 0; i < ARRAY_LEN(single); i++) {
		find(h, single[i], &count);
		if (count > 1)
			return refuse(no, 400, "a header was given twice");
	}
	return 0;
}

/* uri-host [ ":" port ], RFC 3986, 3.2.2; an empty one is no use to us. */
static bool is_host(const char *s, size_t len)
{
	size_t i = 0, from;

	if (len != 0 && s[0] == '[') {
		for (i = 1; i < len && (isxdigit((unsigned char)s[i]) ||
					   s[i] == ':' || s[i] == '.');)
			i++;
		if (i < 3 || i == len || s[i++] != ']')
			return false;
	} else {
		while (i < len && (isalnum((unsigned char)s[i]) ||
				      strchr("-._~%!$&'()*+,;=", s[i]) != NULL))
			i++;
		if (i == 0)
			return false;
	}
	if (i == len)
		return true;
	if (s[i++] != ':')
		return false;
	for (from = i; i < len && isdigit((unsigned char)s[i]);)
		i++;
	return i == len && i - from <= 5;
}

static int check_host(const struct head *h, struct refusal *no)
{
	size_t count;
	const struct head_field *f = find(h, "host", &count);

	if (f == NULL)
		return h->http10 ? 0 : refuse(no, 400, "Host is missing");
	if (!is_host(at(h, f->value), f->value_len))
		return refuse(no, 400, "malformed Host");
	return 0;
}

static int check_length(struct head *h, struct refusal *no)
{
	size_t count;
	const struct head_field *f = find(h, "content-length", &count);

	if (f == NULL)
		return 0;
	if (h->chunked)
		return refuse(no, 400,
		    "Content-Length together with Transfer-Encoding");
	for (size_t i = 0; i < f->value_len; i++) {
		char c = at(h, f->value)[i];

		if (c < '0' || c > '9')
			return refuse(no, 400, "malformed Content-Length");
		if (i < LENGTH_DIGITS_MAX)
			h->length = h->length * 10 + (uint64_t)(c - '0');
	}
	if (f->value_len == 0)
		return refuse(no, 400, "malformed Content-Length");
	if (f->value_len > LENGTH_DIGITS_MAX)
		return refuse(no, 413, "body too large");
	return 0;
}

static int check_encoding(struct head *h, struct refusal *no)
{
	size_t count;
	const struct head_field *f = find(h, "transfer-encoding", &count);

	if (f == NULL)
		return 0;
	if (h->http10)
		return refuse(no, 400, "Transfer-Encoding in HTTP/1.0");
	if (!has_value(h, f, "chunked"))
		return refuse(no, 501, "only the chunked coding is known");
	h->chunked = true;
	return 0;
}

static int check_content(const struct head *h, struct refusal *no)
{
	size_t count;
	const struct head_field *f = find(h, "content-encoding", &count);

	if (f != NULL && !has_value(h, f, "identity"))
		return refuse(no, 415, "compressed bodies are not taken");
	return 0;
}

static int check_expect(struct head *h, struct refusal *no)
{
	size_t count;
	const struct head_field *f = find(h, "expect", &count);

	if (f == NULL || h->http10)
		return 0;
	if (!has_value(h, f, "100-continue"))
		return refuse(no, 417, "only 100-continue can be expected");
	h->expects = true;
	return 0;
}

static int check_upgrade(const struct head *h, struct refusal *no)
{
	size_t count;
	const struct head_field *f = find(h, "upgrade", &count);

	/* Others, as h2c of the Java client, may be ignored (RFC 9110, 7.8);
	 * a WebSocket client would wait for ever. */
	if (f != NULL && has_value(h, f, "websocket"))
		return refuse(no, 501, "no WebSocket here");
	return 0;
}

/* Origin form, and the request line has single spaces only. */
static int check_target(const struct head *h, struct refusal *no)
{
	const char *t = at(h, h->target), *line = at(h, 0);
	const char *space = strchr(line, ' ');

	if (space + 1 != t || strncmp(t + h->target_len, " HTTP/1.", 8) != 0)
		return refuse(no, 400, "malformed request line");
	if (h->target_len == 0 || t[0] != '/')
		return refuse(no, 400, "the target must begin with a slash");
	for (size_t i = 0; i < h->target_len; i++)
		if (t[i] <= 0x20 || t[i] == 0x7f || t[i] == '#')
			return refuse(no, 400, "malformed target");
	return 0;
}

int head_check(struct head *h, struct refusal *no)
{
	int (*const rule[])(struct head *, struct refusal *) = { check_encoding,
		check_length, check_expect };
	int (*const fixed[])(const struct head *,
	    struct refusal *) = { check_target, check_single, check_host,
		check_content, check_upgrade };
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LEN(fixed) && rc == 0; i++)
		rc = fixed[i](h, no);
	for (size_t i = 0; i < ARRAY_LEN(rule) && rc == 0; i++)
		rc = rule[i](h, no);
	return rc;
}

/* An escaped slash or control byte would make another path of it, or none:
 * those are %2F, %00 to %1F and %7F. */
static bool has_bad_escape(const char *raw, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++) {
		char high = raw[i + 1], low = (char)(raw[i + 2] | 0x20);

		if (raw[i] != '%')
			continue;
		if (high == '0' || high == '1')
			return true;
		if ((high == '2' || high == '7') && low == 'f')
			return true;
	}
	return false;
}

static int cut_target(struct head *h, struct refusal *no)
{
	char *path = at(h, h->target), *end = path + h->target_len;
	char *mark = memchr(path, '?', h->target_len);
	size_t raw_len = (size_t)((mark != NULL ? mark : end) - path), len;

	*end = '\0';
	h->query = mark != NULL ? mark + 1 : end;
	h->query_len = (size_t)(end - h->query);
	if (has_bad_escape(path, raw_len) ||
	    unescape(path, raw_len, ESCAPE_PATH, path, &len) != 0)
		return refuse(no, 400, "malformed escape in the path");
	path[len] = '\0';
	h->path = path;
	return 0;
}

int head_cut(struct head *h, struct refusal *no)
{
	for (size_t i = 0; i < h->fields; i++) {
		struct head_field *f = &h->field[i];

		/* The parser places an empty value where the next line begins;
		 * the colon is nobody else's. */
		if (f->value_len == 0)
			f->value = (uint16_t)(f->name + f->name_len);
		at(h, f->value)[f->value_len] = '\0';
	}
	return cut_target(h, no);
}
