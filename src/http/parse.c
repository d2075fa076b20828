/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/parse.h"

#include <string.h>

static int refuse(struct parse *p, int status, const char *why)
{
	if (p->no.status == 0)
		p->no = (struct refusal){ .status = status, .why = why };
	return RC_BAD;
}

static struct parse *parse_of(llhttp_t *ll)
{
	return ll->data;
}

static uint16_t place_of(const struct parse *p, const char *at)
{
	return (uint16_t)(at - (const char *)buf_bytes(&p->head->bytes));
}

static int take_target(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = parse_of(ll);

	if (p->head->target_len == 0)
		p->head->target = place_of(p, at);
	p->head->target_len = (uint16_t)(p->head->target_len + len);
	return 0;
}

/* A name of several spans goes on; one behind a value is a new one. Behind
 * the head come only trailers, which nobody reads. */
static int take_name(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = parse_of(ll);
	struct head *h = p->head;

	if (p->has_head)
		return 0;
	if (p->in_value || h->fields == 0) {
		if (h->fields == GATE_HEADER_LINES_MAX)
			return HPE_USER;
		h->field[h->fields++] =
		    (struct head_field){ .name = place_of(p, at) };
	}
	h->field[h->fields - 1].name_len =
	    (uint16_t)(h->field[h->fields - 1].name_len + len);
	p->in_value = false;
	return 0;
}

static int take_value(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = parse_of(ll);
	struct head_field *f;

	if (p->has_head)
		return 0;
	f = &p->head->field[p->head->fields - 1];
	if (!p->in_value)
		f->value = place_of(p, at);
	f->value_len = (uint16_t)(f->value_len + len);
	p->in_value = true;
	return 0;
}

/* Spaces behind a value are no part of it (RFC 9112, 5.1). */
static void trim_values(struct head *h)
{
	const char *bytes = (const char *)buf_bytes(&h->bytes);

	for (size_t i = 0; i < h->fields; i++) {
		struct head_field *f = &h->field[i];

		while (
		    f->value_len != 0 &&
		    strchr(" \t", bytes[f->value + f->value_len - 1]) != NULL)
			f->value_len--;
	}
}

static int take_method(struct parse *p)
{
	switch (p->ll.method) {
	case HTTP_GET: p->method = HTTP_METHOD_GET; return 0;
	case HTTP_HEAD: p->method = HTTP_METHOD_HEAD; return 0;
	case HTTP_POST: p->method = HTTP_METHOD_POST; return 0;
	case HTTP_PUT: p->method = HTTP_METHOD_PUT; return 0;
	case HTTP_PATCH: p->method = HTTP_METHOD_PATCH; return 0;
	case HTTP_DELETE: p->method = HTTP_METHOD_DELETE; return 0;
	case HTTP_OPTIONS:
	case HTTP_TRACE:
	case HTTP_CONNECT: return refuse(p, 405, "method not allowed");
	default: return refuse(p, 501, "method not known");
	}
}

/* Judged before llhttp acts on what the headers say. */
static int end_head(llhttp_t *ll)
{
	struct parse *p = parse_of(ll);
	struct head *h = p->head;

	p->has_head = true;
	if (ll->http_major != 1)
		return refuse(p, 505, "only HTTP/1.0 and HTTP/1.1");
	if (take_method(p) != 0)
		return RC_BAD;
	h->http10 = ll->http_minor == 0;
	trim_values(h);
	if (head_check(h, &p->no) != 0)
		return RC_BAD;
	p->keep_alive = llhttp_should_keep_alive(ll) != 0;
	ll->upgrade = 0; /* that protocol is not spoken, the request is */
	return 0;
}

static int take_body(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = parse_of(ll);

	if (p->body != NULL)
		buf_add(p->body, at, len);
	return 0;
}

static int begin_chunk(llhttp_t *ll)
{
	parse_of(ll)->chunk = ll->content_length;
	return 0;
}

static int end_request(llhttp_t *ll)
{
	parse_of(ll)->is_complete = true;
	return 0;
}

/* Never written to; llhttp wants it without const. */
static llhttp_settings_t *settings(void)
{
	static const llhttp_settings_t all = {
		.on_url = take_target,
		.on_header_field = take_name,
		.on_header_value = take_value,
		.on_headers_complete = end_head,
		.on_body = take_body,
		.on_chunk_header = begin_chunk,
		.on_message_complete = end_request,
	};

	return (llhttp_settings_t *)(uintptr_t)&all;
}

void parse_init(struct parse *p)
{
	*p = (struct parse){ 0 };
	llhttp_init(&p->ll, HTTP_REQUEST, settings());
	p->ll.data = p;
}

/* What llhttp refused by itself. */
static int refuse_for(struct parse *p, llhttp_errno_t error)
{
	switch (error) {
	case HPE_INVALID_METHOD: return refuse(p, 501, "method not known");
	case HPE_INVALID_VERSION:
	case HPE_PAUSED_H2_UPGRADE:
		return refuse(p, 505, "only HTTP/1.0 and HTTP/1.1");
	case HPE_INVALID_CONTENT_LENGTH:
	case HPE_UNEXPECTED_CONTENT_LENGTH:
		return refuse(p, 400, "malformed Content-Length");
	case HPE_INVALID_TRANSFER_ENCODING:
		return refuse(p, 400, "malformed Transfer-Encoding");
	case HPE_INVALID_CHUNK_SIZE:
		return refuse(p, 400, "malformed chunk size");
	default: return refuse(p, 400, "malformed request");
	}
}

int parse_head(struct parse *p, struct head *h, struct buf *body)
{
	const char *bytes = (const char *)buf_bytes(&h->bytes);
	llhttp_errno_t error;

	p->head = h;
	p->body = body;
	p->no = (struct refusal){ 0 };
	p->has_head = p->is_complete = p->in_value = false;
	error = llhttp_execute(&p->ll, bytes, h->bytes.len);
	if (error != HPE_OK)
		return refuse_for(p, error);
	if (!p->has_head) /* as HTTP/2's preface */
		return refuse(p, 505, "only HTTP/1.0 and HTTP/1.1");
	return head_cut(h, &p->no);
}

int parse_body(struct parse *p, const uint8_t *bytes, size_t len)
{
	llhttp_errno_t error = llhttp_execute(&p->ll, (const char *)bytes, len);

	return error == HPE_OK ? 0 : refuse_for(p, error);
}
