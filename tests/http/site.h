/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * site - a server over memory with a frozen clock, and a handler that does
 * what the test says and writes down what it saw.
 */
#ifndef TESTS_HTTP_SITE_H
#define TESTS_HTTP_SITE_H

#include "http/server.h"
#include "net/loop.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IDS_MAX 128

struct site {
	struct loop *loop;
	struct http_server *server;
	struct buf seen; /* "POST /a?b=c [body]\n", "line ...\n", "gone\n" */
	http_id id[IDS_MAX];
	size_t ids; /* of requests that ended, or began by lines */
	bool hold;  /* do not answer by itself */
	bool lines; /* take bodies by lines, stream the answer */
	bool rows;  /* they are rows */
	int early;  /* status to answer in `began` */
	size_t max_bytes;
	size_t pause_after; /* lines */
	size_t line_count, drained;
};

static const char *const method_names[] = { "GET", "HEAD", "POST", "PUT",
	"PATCH", "DELETE" };

static inline void answer_text(struct site *s, http_id id, int status,
    const char *text)
{
	http_answer(s->server, id,
	    &(struct http_answer){ .status = status,
		.type = HTTP_TYPE_TEXT,
		.body = text,
		.len = strlen(text) });
}

static inline void on_began(void *arg, const struct http_request *r,
    struct http_plan *plan)
{
	struct site *s = arg;

	if (s->max_bytes != 0)
		plan->max_bytes = s->max_bytes;
	if (s->early != 0)
		answer_text(s, r->id, s->early, "early");
	if (s->lines) {
		plan->body = s->rows ? HTTP_BODY_ROWS : HTTP_BODY_LINES;
		s->id[s->ids++] = r->id;
		http_answer_begin(s->server, r->id,
		    &(struct http_answer){ .status = 200,
			.type = HTTP_TYPE_NDJSON });
	}
}

static inline void on_line(void *arg, http_id id, const char *line, size_t len)
{
	struct site *s = arg;
	char got[64];

	s->line_count++;
	buf_printf(&s->seen, "line %.*s\n", len > 60 ? 60 : (int)len, line);
	snprintf(got, sizeof(got), "%zu\n", s->line_count);
	http_answer_add(s->server, id, got, strlen(got));
	if (s->pause_after != 0 && s->line_count % s->pause_after == 0)
		http_pause(s->server, id);
}

static inline void on_ended(void *arg, const struct http_request *r)
{
	struct site *s = arg;
	char text[128];

	buf_printf(&s->seen, "%s %s?%.*s [%.*s]\n", method_names[r->method],
	    r->path, (int)r->query_len, r->query,
	    r->body_len > 60 ? 60 : (int)r->body_len,
	    r->body_len != 0 ? (const char *)r->body : "");
	if (s->lines) {
		http_answer_end(s->server, r->id, false);
		return;
	}
	s->id[s->ids++ % IDS_MAX] = r->id;
	if (s->hold)
		return;
	snprintf(text, sizeof(text), "%s %.60s %zu", method_names[r->method],
	    r->path, r->body_len);
	answer_text(s, r->id, 200, text);
}

static inline void on_gone(void *arg, http_id id)
{
	struct site *s = arg;

	buf_add_str(&s->seen, "gone\n");
	answer_text(s, id, 200, "to nobody");
}

static inline void on_drained(void *arg, http_id id)
{
	struct site *s = arg;

	(void)id;
	s->drained++;
}

static const struct http_events site_events = {
	.began = on_began,
	.line = on_line,
	.ended = on_ended,
	.gone = on_gone,
	.drained = on_drained,
};

static inline void site_open(struct site *s, const struct http_limits *limits)
{
	/* Mon, 02 Mar 2026 15:20:00 GMT */
	clock_freeze(1772464800 * SECOND);
	*s = (struct site){ .loop = loop_new() };
	s->server = http_server_new(s->loop, &site_events, s, limits);
}

static inline void site_turn(struct site *s)
{
	uint64_t before;

	do {
		before = loop_progress(s->loop);
		for (int i = 0; i < 3; i++)
			loop_once(s->loop, false);
	} while (loop_progress(s->loop) != before);
}

static inline void site_wait(struct site *s, usec by)
{
	clock_advance(by);
	loop_run_due(s->loop);
	site_turn(s);
}

static inline void site_close(struct site *s)
{
	http_server_free(s->server);
	site_turn(s);
	loop_free(s->loop);
	buf_free(&s->seen);
}

static inline const char *site_seen(struct site *s)
{
	return buf_cstr(&s->seen);
}

#endif
