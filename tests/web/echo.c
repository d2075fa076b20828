/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of src/http that prints each request as it understands it, one JSON
 * line with the client's port, and answers 200. The first line is its own
 * port. Body and path are in hexadecimal digits, as is all of which two
 * parsers could think differently.
 */
#include "http/conn.h"
#include "http/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct http_server *server;

static void add_hex(struct json_out *o, const char *key, const void *data,
    size_t len)
{
	const uint8_t *in = data;
	struct buf text = { 0 };

	for (size_t i = 0; i < len; i++)
		buf_printf(&text, "%02x", in[i]);
	json_text(o, key, buf_cstr(&text));
	buf_free(&text);
}

static void add_fields(struct json_out *o, const struct head *h)
{
	const char *bytes = (const char *)buf_bytes(&h->bytes);

	json_open_array(o, "fields");
	for (size_t i = 0; i < h->fields; i++) {
		const struct head_field *f = &h->field[i];

		json_open_object(o, NULL);
		add_hex(o, "name", bytes + f->name, f->name_len);
		add_hex(o, "value", bytes + f->value, f->value_len);
		json_close_object(o);
	}
	json_close_array(o);
}

static void on_began(void *arg, const struct http_request *r,
    struct http_plan *plan)
{
	(void)arg;
	(void)r;
	(void)plan;
}

static void on_ended(void *arg, const struct http_request *r)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
		"PATCH", "DELETE" };
	/* pub is the first member of struct request. */
	const struct request *whole = (const void *)r;
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);

	(void)arg;
	json_open_object(&o, NULL);
	json_int(&o, "port", atoi(strrchr(r->peer, ':') + 1));
	json_text(&o, "method", methods[r->method]);
	add_hex(&o, "path", r->path, strlen(r->path));
	add_hex(&o, "query", r->query, r->query_len);
	add_fields(&o, &whole->head);
	add_hex(&o, "body", r->body, r->body_len);
	json_close_object(&o);
	puts(buf_cstr(&line));
	fflush(stdout);
	buf_free(&line);
	http_answer(server, r->id, &(struct http_answer){ .status = 200 });
}

static void on_line(void *arg, http_id id, const char *line, size_t len)
{
	(void)arg;
	(void)id;
	(void)line;
	(void)len;
}

static void on_gone(void *arg, http_id id)
{
	(void)arg;
	(void)id;
}

static const struct http_events events = {
	.began = on_began,
	.line = on_line,
	.ended = on_ended,
	.gone = on_gone,
};

/* Until it is killed, or whoever reads its lines is gone. */
int main(void)
{
	struct http_limits limits = http_limits_default;
	struct loop *loop = loop_new();

	limits.conns_per_addr = limits.conns;
	server = http_server_new(loop, &events, NULL, &limits);
	if (http_server_listen(server, "127.0.0.1:0") != 0)
		return 1;
	printf("%u\n", http_server_port(server, 0));
	fflush(stdout);
	loop_run(loop);
	return 0;
}
