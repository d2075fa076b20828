/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All the bytes of an HTTP connection. The first byte says what the handler
 * does, then come the cuts (wire.h), then the bytes. They are said twice, cut
 * and whole: what the handler saw must be the same.
 */
#include "wire.h"

#include "http/server.h"

#define HELD_MAX 64

enum manner { AT_ONCE, EARLY, BY_LINES, HELD };

struct site {
	struct wire wire;
	struct http_server *server;
	enum manner manner;
	struct buf seen;
	http_id held[HELD_MAX];
	size_t n_held;
};

static void answer(struct site *s, http_id id, int status)
{
	http_answer(s->server, id,
	    &(struct http_answer){ .status = status,
		.type = HTTP_TYPE_TEXT,
		.body = "well",
		.len = 4 });
}

static void on_began(void *arg, const struct http_request *r,
    struct http_plan *plan)
{
	struct site *s = arg;

	assert(r->path[0] == '/');
	assert(strlen(r->path) > 0);
	(void)http_request_header(r, "authorization");
	buf_printf(&s->seen, "%d %s?%.*s\n", (int)r->method, r->path,
	    (int)r->query_len, r->query);
	plan->max_bytes = 3000;
	if (s->manner == EARLY)
		answer(s, r->id, 404);
	if (s->manner != BY_LINES)
		return;
	plan->body = HTTP_BODY_LINES;
	http_answer_begin(s->server, r->id,
	    &(struct http_answer){ .status = 200, .type = HTTP_TYPE_NDJSON });
}

static void on_line(void *arg, http_id id, const char *line, size_t len)
{
	struct site *s = arg;

	buf_add_str(&s->seen, "line ");
	buf_add(&s->seen, line, len);
	buf_add_str(&s->seen, "\n");
	http_answer_add(s->server, id, "{}\n", 3);
	if (len % 4 == 3) {
		http_pause(s->server, id);
		if (s->n_held < HELD_MAX)
			s->held[s->n_held++] = id;
		else
			http_resume(s->server, id);
	}
}

static void on_ended(void *arg, const struct http_request *r)
{
	struct site *s = arg;

	buf_add_str(&s->seen, "body ");
	buf_add(&s->seen, r->body, r->body_len);
	buf_add_str(&s->seen, "\n");
	if (s->manner == BY_LINES)
		http_answer_end(s->server, r->id, false);
	else if (s->manner == HELD && s->n_held < HELD_MAX)
		s->held[s->n_held++] = r->id;
	else
		answer(s, r->id, 200);
}

static void on_gone(void *arg, http_id id)
{
	answer(arg, id, 200); /* to nobody */
}

static const struct http_events events = {
	.began = on_began,
	.line = on_line,
	.ended = on_ended,
	.gone = on_gone,
};

/* Old ids too, which must find nothing. */
static void let_go(struct site *s)
{
	size_t n = s->n_held;

	s->n_held = 0;
	for (size_t i = n; i-- > 0;) {
		if (s->manner == BY_LINES)
			http_resume(s->server, s->held[i]);
		else
			answer(s, s->held[i], 200);
	}
	wire_settle(&s->wire);
}

static void serve(struct site *s, struct fuzz_in in,
    const uint8_t cuts[WIRE_CUTS])
{
	http_server_accept(s->server, wire_open(&s->wire));
	wire_say_cut(&s->wire, in, cuts);
	/* Each time a line or a request goes on, which has a byte at least. */
	for (size_t i = 0; i <= in.left && s->n_held != 0; i++)
		let_go(s);
	wire_close(&s->wire);
	s->n_held = 0;
	assert(http_server_conns(s->server) == 0);
	assert(http_server_in_flight(s->server) == 0);
}

static bool is_timed(const uint8_t cuts[WIRE_CUTS])
{
	return memchr(cuts, 255, WIRE_CUTS) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t whole[WIRE_CUTS] = { 0 };
	static struct site site;
	struct fuzz_in in = { data, size };
	uint8_t cuts[WIRE_CUTS];
	struct buf first;

	if (site.server == NULL) {
		wire_init(&site.wire);
		site.server =
		    http_server_new(site.wire.loop, &events, &site, NULL);
	}
	site.manner = fuzz_byte(&in) % 4;
	for (size_t i = 0; i < WIRE_CUTS; i++)
		cuts[i] = fuzz_byte(&in);
	serve(&site, in, cuts);
	first = site.seen;
	site.seen = (struct buf){ 0 };
	serve(&site, in, whole);
	if (!is_timed(cuts))
		assert(first.len == site.seen.len &&
		       (first.len == 0 ||
			   memcmp(buf_bytes(&first), buf_bytes(&site.seen),
			       first.len) == 0));
	buf_free(&first);
	buf_free(&site.seen);
	return 0;
}
