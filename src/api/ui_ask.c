/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a page asks goes to the handler of the native face, with the rights of
 * who asks for the page.
 */
#include "api/ui.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/bulk.h"
#include "api/endpoint.h"
#include "http/escape.h"
#include "net/loop.h"
#include "text/csv.h"

static void say_refusal(struct ui_page *p, http_id id, enum refusal r)
{
	reply_fault(p->api, id, FACE_NATIVE, refusal_row(r));
}

static void handle(struct ui_page *p, const struct http_request *r)
{
	struct endpoint_match m;
	enum refusal no;
	struct call c;

	endpoint_find(r->method, r->path, &m);
	c = (struct call){ .request = r,
		.id = r->id,
		.face = FACE_NATIVE,
		.account = p->account,
		.role = p->role,
		.user = p->user[0] != '\0' ? p->user : p->account_name,
		.in_path = m.parts.id,
		.sub_in_path = m.parts.sub };
	if (m.endpoint == NULL || m.endpoint->face != FACE_NATIVE) {
		say_refusal(p, r->id, REFUSAL_NOT_FOUND);
		return;
	}
	no = who_may(p->api, &c, m.endpoint->who);
	if (no != REFUSAL_COUNT)
		say_refusal(p, r->id, no);
	else
		m.endpoint->handle(p->api, &c);
}

static http_id next_id(struct ui_page *p)
{
	assert(p->asked < UI_ASKS);
	p->waits++;
	return (http_id)p->generation << 32 | UI_OURS |
	       (uint32_t)p->slot << UI_SLOT_SHIFT | p->asked++;
}

void ui_ask_with(struct ui_page *p, const char *path, struct buf *query)
{
	struct http_request r = { .id = next_id(p),
		.method = HTTP_METHOD_GET,
		.path = path,
		.query = query != NULL ? buf_cstr(query) : "",
		.query_len = query != NULL ? query->len : 0,
		.peer = p->peer,
		.tls = p->tls,
		.is_made = true };

	handle(p, &r);
	if (query != NULL)
		buf_free(query);
}

void ui_ask(struct ui_page *p, const char *path, ...)
{
	char text[512];
	va_list with;

	va_start(with, path);
	vsnprintf(text, sizeof(text), path, with);
	va_end(with);
	ui_ask_with(p, text, NULL);
}

void ui_filter(struct buf *query, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	buf_printf(query, "%s%s=", query->len != 0 ? "&" : "", name);
	escape(value, strlen(value), query);
}

void ui_send(struct ui_page *p, enum http_method method, const char *path,
    const struct buf *body)
{
	struct http_request r = { .id = next_id(p),
		.method = method,
		.path = path,
		.query = "",
		.peer = p->peer,
		.tls = p->tls,
		.body = body != NULL ? buf_bytes(body) : NULL,
		.body_len = body != NULL ? body->len : 0,
		.is_made = true,
		.made_type = body != NULL ? "application/json" : NULL };

	handle(p, &r);
}

/* ---- rows -------------------------------------------------------------- */

void ui_rows(struct ui_page *p, const char *path, struct buf *query,
    const char *rows)
{
	struct http_request r = { .id = next_id(p),
		.method = HTTP_METHOD_POST,
		.path = path,
		.query = buf_cstr(query),
		.query_len = query->len,
		.peer = p->peer,
		.tls = p->tls,
		.is_made = true,
		.made_type = "text/csv" };

	handle(p, &r);
	buf_free(query);
	/* It may have been refused at once. */
	if (!bulk_takes(p->api, r.id))
		return;
	p->rows = rows;
	p->rows_left = strlen(rows);
	p->rows_id = r.id;
	ui_feed(p);
}

void ui_feed(struct ui_page *p)
{
	if (p->rows_id == 0)
		return;
	while (p->rows_left != 0 && bulk_takes(p->api, p->rows_id)) {
		size_t step, len = csv_line(p->rows, p->rows_left, &step);

		bulk_line(p->api, p->rows_id, p->rows, len);
		p->rows += step;
		p->rows_left -= step;
	}
	if (p->rows_left == 0) {
		(void)bulk_ended(p->api, p->rows_id);
		p->rows_id = 0;
	}
	loop_again(p->api->with.loop);
}
