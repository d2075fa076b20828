/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes out. The first request of a connection writes straight into its
 * stream; the others into a buffer of their own until it is their turn.
 */
#include "http/conn.h"

#include "base/clock.h"

#include <assert.h>
#include <string.h>

/* "ffffffffffffffff" CR LF before a chunk, CR LF behind it. */
#define CHUNK_BOUND 20

static bool has_turn(const struct request *r)
{
	return TAILQ_FIRST(&r->conn->queue) == r && r->out.len == 0;
}

static uint8_t *out_reserve(struct request *r, size_t n)
{
	return has_turn(r) ? stream_reserve(r->conn->stream, n)
			   : buf_reserve(&r->out, n);
}

static void out_added(struct request *r, size_t n)
{
	if (has_turn(r))
		stream_added(r->conn->stream, n);
	else
		buf_added(&r->out, n);
}

static void out_add(struct request *r, const void *data, size_t len)
{
	if (len == 0)
		return;
	memcpy(out_reserve(r, len), data, len);
	out_added(r, len);
}

static const char *date_of(struct http_server *s)
{
	usec now = clock_wall();

	if (now < s->date_at || now >= s->date_at + SECOND) {
		s->date_at = now - now % SECOND;
		answer_date(now, s->date);
	}
	return s->date;
}

static void write_head(struct request *r, const struct http_answer *a)
{
	struct conn *c = r->conn;
	bool is_last = TAILQ_NEXT(r, link) == NULL;
	struct answer_form f = {
		.framing = r->framing,
		.closes = is_last && (c->ends || !r->keep_alive),
		.keep_alive = r->head.http10,
		.no_body = r->pub.method == HTTP_METHOD_HEAD,
		.date = date_of(c->server),
		.id = r->id,
		.twilio_id = r->plan.twilio_id,
		.tls = c->tls,
	};

	r->status = a->status;
	r->sent += f.no_body ? 0 : a->len;
	out_added(r, answer_write(a, &f, out_reserve(r, answer_bound(a))));
}

/* The answer is whole. If the body is not, it is not awaited any more. */
static void end_answer(struct request *r)
{
	r->streams = false;
	r->answered = true;
	r->known = false;
}

static void write_whole(struct request *r, const struct http_answer *a)
{
	r->framing = ANSWER_SIZED;
	end_answer(r);
	write_head(r, a);
}

static void write_error(const struct http_server *s, const char *target,
    const struct refusal *no, struct buf *body)
{
	if (s->ev->refused != NULL)
		s->ev->refused(s->arg, target, no->status, no->why, body);
	else
		answer_error_body(no->status, no->why, body);
}

void respond_full(struct http_server *s, struct stream *st)
{
	static const struct refusal no = { 429,
		"too many connections from this address" };
	const struct answer_form f = { .framing = ANSWER_SIZED,
		.closes = true,
		.date = date_of(s) };
	struct http_answer a = { .status = no.status, .type = HTTP_TYPE_JSON };
	struct buf body = { 0 };

	a.field[0] = (struct http_field){ HTTP_HEADER_RETRY_AFTER, "10" };
	write_error(s, "", &no, &body);
	a.body = buf_bytes(&body);
	a.len = body.len;
	stream_added(st,
	    answer_write(&a, &f, stream_reserve(st, answer_bound(&a))));
	stream_close(st);
	buf_free(&body);
}

void respond_error(struct request *r, struct refusal no)
{
	struct buf body = { 0 };
	bool known = r->known;
	struct http_answer a = { .status = no.status, .type = HTTP_TYPE_JSON };

	if (no.status == 405)
		a.field[0] = (struct http_field){ HTTP_HEADER_ALLOW,
			"GET, HEAD, POST, PUT, PATCH, DELETE" };
	write_error(r->conn->server, r->target, &no, &body);
	a.body = buf_bytes(&body);
	a.len = body.len;
	write_whole(r, &a);
	r->known = known;
	buf_free(&body);
}

/* The request, if it waits for an answer. */
static struct request *waiting(const struct http_server *s, http_id id)
{
	struct request *r = request_find(s, id);

	return r != NULL && !r->answered && !r->streams ? r : NULL;
}

void http_answer(struct http_server *s, http_id id, const struct http_answer *a)
{
	struct request *r = waiting(s, id);

	if (r == NULL)
		return;
	if (!r->received)
		conn_skip_body(r->conn);
	write_whole(r, a);
	conn_settle(r->conn);
}

void http_answer_begin(struct http_server *s, http_id id,
    const struct http_answer *a)
{
	struct request *r = waiting(s, id);

	assert(a->len == 0);
	if (r == NULL)
		return;
	r->streams = true;
	r->framing = ANSWER_CHUNKED;
	if (r->head.http10) {
		r->framing = ANSWER_TO_CLOSE;
		r->keep_alive = false;
		conn_end(r->conn);
	}
	write_head(r, a);
	conn_settle(r->conn);
}

static struct request *streaming(const struct http_server *s, http_id id)
{
	struct request *r = request_find(s, id);

	return r != NULL && r->streams ? r : NULL;
}

static bool sends_body(const struct request *r)
{
	return r->pub.method != HTTP_METHOD_HEAD;
}

static void add_chunk(struct request *r, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *from = out_reserve(r, len + CHUNK_BOUND), *to = from;
	unsigned shift = 0;

	while (shift < 60 && len >> (shift + 4) != 0)
		shift += 4;
	for (;; shift -= 4) {
		*to++ = (uint8_t)digits[len >> shift & 15];
		if (shift == 0)
			break;
	}
	memcpy(to, "\r\n", 2);
	memcpy(to + 2, data, len);
	memcpy(to + 2 + len, "\r\n", 2);
	out_added(r, (size_t)(to - from) + len + 4);
}

void http_answer_add(struct http_server *s, http_id id, const void *data,
    size_t len)
{
	struct request *r = streaming(s, id);

	if (r == NULL || len == 0 || !sends_body(r))
		return;
	r->sent += len;
	if (r->framing == ANSWER_CHUNKED)
		add_chunk(r, data, len);
	else
		out_add(r, data, len);
	conn_settle(r->conn);
}

void http_answer_end(struct http_server *s, http_id id, bool broken)
{
	struct request *r = streaming(s, id);

	if (r == NULL)
		return;
	if (!r->received)
		conn_skip_body(r->conn);
	if (broken)
		r->breaks = true;
	else if (r->framing == ANSWER_CHUNKED && sends_body(r))
		out_add(r, "0\r\n\r\n", 5);
	end_answer(r);
	conn_settle(r->conn);
}

size_t http_answer_unsent(const struct http_server *s, http_id id)
{
	const struct request *r = request_find(s, id);

	if (r == NULL)
		return 0;
	if (has_turn(r))
		return stream_pending(r->conn->stream);
	return r->out.len;
}

void http_pause(struct http_server *s, http_id id)
{
	struct request *r = request_find(s, id);

	if (r == NULL)
		return;
	r->paused = true;
	conn_settle(r->conn);
}

void http_resume(struct http_server *s, http_id id)
{
	struct request *r = request_find(s, id);

	if (r == NULL)
		return;
	r->paused = false;
	conn_resume(r->conn);
}

/* Write what waited for its turn, and let go what is done. */
static void flush(struct conn *c)
{
	struct request *r;

	while ((r = TAILQ_FIRST(&c->queue)) != NULL) {
		if (r->out.len != 0) {
			stream_write(c->stream, buf_bytes(&r->out), r->out.len);
			buf_clear(&r->out);
		}
		if (!r->received || !r->answered)
			break;
		if (r->breaks || r->framing == ANSWER_TO_CLOSE)
			c->ends = true;
		request_give(r);
	}
}

static void send_continue(struct conn *c)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct request *r = TAILQ_FIRST(&c->queue);

	if (r == NULL || !r->owes_continue || r->answered || r->streams)
		return;
	r->owes_continue = false;
	stream_write(c->stream, text, sizeof(text) - 1);
}

/* All was answered that ever will be. The stream's own flush is short, so the
 * last answer leaves first; the reader's pace is watched meanwhile. */
static void leave(struct conn *c)
{
	if (stream_pending(c->stream) != 0) {
		pace_arm(c);
		return;
	}
	stream_close(c->stream);
	conn_forget(c);
}

static void pace_reading(struct conn *c)
{
	bool block = !conn_may_read(c);

	if (block == c->blocked)
		return;
	c->blocked = block;
	if (block) {
		stream_pause_reading(c->stream);
	} else {
		stream_resume_reading(c->stream);
		stream_again(c->stream);
	}
}

void conn_settle(struct conn *c)
{
	if (c->busy || c->stream == NULL)
		return;
	flush(c);
	if (c->ends && TAILQ_EMPTY(&c->queue)) {
		leave(c);
		return;
	}
	send_continue(c);
	pace_reading(c);
	pace_arm(c);
}
