/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes in. Bytes wait in the stream's buffer until a piece is whole;
 * each step below takes one piece, or says that it cannot.
 */
#include "http/conn.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <string.h>

#define conn_debug(c, ...) log_debug(stream_peer((c)->stream), __VA_ARGS__)

/* Of a body at once: bounds what lies between a line and its handler. */
#define BODY_STEP 16384

/* A body that was refused is read to its end if no more than this is left,
 * so that the connection can go on. */
#define SPARE_BYTES 65536

static const struct refusal too_large = { 413, "body too large" };

/* The only function that writes c->phase. */
static void enter(struct conn *c, enum conn_phase to)
{
	c->phase = to;
	gate_reset(&c->gate);
}

void conn_end(struct conn *c)
{
	if (c->reading == NULL)
		c->ends = true;
	else
		c->reading->keep_alive = false;
}

/* What is answered to it from here is ignored. */
static void tell_gone(struct request *r)
{
	struct http_server *s = r->conn->server;

	if (!r->known)
		return;
	r->known = false;
	s->ev->gone(s->arg, r->pub.id);
}

static void stop_reading(struct conn *c)
{
	c->reading->received = true;
	c->reading->keep_alive = false;
	c->reading->owes_continue = false;
	c->reading = NULL;
	c->ends = true;
	enter(c, CONN_ENDED);
}

void conn_refuse(struct conn *c, struct refusal no)
{
	struct request *r = c->reading;

	conn_debug(c, "refused status=%d why=\"%s\"", no.status, no.why);
	if (r == NULL)
		r = c->reading = request_take(c);
	stop_reading(c);
	if (r->streams) {
		r->streams = false;
		r->answered = r->breaks = true;
	} else if (!r->answered) {
		respond_error(r, no);
	}
	tell_gone(r);
}

void conn_skip_body(struct conn *c)
{
	struct request *r = c->reading;

	if (r->head.chunked || r->owes_continue ||
	    r->head.length - r->body_bytes > SPARE_BYTES)
		stop_reading(c);
	else
		c->parse.body = NULL;
}

bool conn_may_read(const struct conn *c)
{
	if (c->ends)
		return true; /* to throw away */
	if (c->reading != NULL && c->reading->paused)
		return false;
	if (c->phase == CONN_HEAD && c->queued >= c->server->limits.in_flight)
		return false;
	return stream_pending(c->stream) <= c->server->limits.unsent_bytes;
}

static bool may_keep_alive(const struct conn *c)
{
	return c->parse.keep_alive && !c->server->draining &&
	       c->served < c->server->limits.requests && !pace_is_old(c);
}

static void fill_request(struct conn *c, struct request *r)
{
	r->pub.method = c->parse.method;
	r->pub.path = r->head.path;
	r->pub.query = r->head.query;
	r->pub.query_len = r->head.query_len;
	if (c->is_proxy && forwarded_client(&r->head, &c->trusted, r->client))
		r->pub.peer = r->client;
	r->keep_alive = may_keep_alive(c);
	r->owes_continue = r->head.expects && !c->parse.is_complete;
	r->plan = (struct http_plan){ .body = HTTP_BODY_WHOLE,
		.max_bytes = c->body_bytes };
}

/* The phase stands before the handler is asked, as it may answer at once. */
static void begin_request(struct conn *c, struct request *r)
{
	struct http_server *s = c->server;

	c->left = r->head.length;
	if (c->parse.is_complete)
		enter(c, CONN_COMPLETE);
	else
		enter(c, r->head.chunked ? CONN_SIZE : CONN_DATA);

	r->known = true;
	s->ev->began(s->arg, &r->pub, &r->plan);
	if (c->reading == r && !r->answered &&
	    r->plan.body == HTTP_BODY_WHOLE &&
	    r->head.length > r->plan.max_bytes)
		conn_refuse(c, too_large);
}

/* One empty line before a request is forgiven (RFC 9112, 2.2). True: more
 * bytes are needed to know. */
static bool skip_empty_line(struct conn *c, struct buf *in)
{
	if (c->skipped_line || in->len == 0 || buf_bytes(in)[0] != '\r')
		return in->len == 0;
	if (in->len == 1)
		return true;
	if (buf_bytes(in)[1] == '\n')
		buf_eat(in, 2);
	c->skipped_line = true;
	return in->len == 0;
}

static bool ends_target(uint8_t c)
{
	return c == ' ' || c == '?' || c == '\r' || c == '\n' || c == '\0';
}

/* As far as a head that may be malformed shows it. */
static void note_target(struct request *r, const uint8_t *head, size_t len)
{
	const uint8_t *from = memchr(head, ' ', len);
	size_t n = 0, left = 0;

	if (from != NULL)
		left = len - (size_t)(++from - head);
	while (n < left && n < TARGET_SHOWN - 1 && !ends_target(from[n]))
		n++;
	if (n != 0)
		memcpy(r->target, from, n);
	r->target[n] = '\0';
}

static void refuse_head(struct conn *c, const struct buf *in)
{
	c->reading = request_take(c);
	note_target(c->reading, buf_bytes(in), in->len);
	conn_refuse(c, c->gate.no);
}

static bool step_head(struct conn *c, struct buf *in)
{
	struct request *r;
	size_t len;
	int rc;

	c->has_part = in->len != 0;
	if (skip_empty_line(c, in))
		return false;
	rc = gate_head(&c->gate, buf_bytes(in), in->len, &len);
	if (rc == RC_BAD)
		refuse_head(c, in);
	if (rc != 0)
		return false;

	c->has_part = c->skipped_line = false;
	c->served++;
	r = c->reading = request_take(c);
	note_target(r, buf_bytes(in), len);
	buf_add(&r->head.bytes, buf_bytes(in), len);
	buf_cstr(&r->head.bytes); /* the rules look for ends */
	buf_eat(in, len);
	if (parse_head(&c->parse, &r->head, &r->body) != 0) {
		conn_refuse(c, c->parse.no);
		return false;
	}
	fill_request(c, r);
	begin_request(c, r);
	return true;
}

/* Give the first bytes of `in` to the parser. False: they were refused. */
static bool feed(struct conn *c, struct buf *in, size_t len)
{
	int rc = parse_body(&c->parse, buf_bytes(in), len);

	buf_eat(in, len);
	if (rc != 0)
		conn_refuse(c, c->parse.no);
	return rc == 0;
}

static bool step_size(struct conn *c, struct buf *in)
{
	struct request *r = c->reading;
	size_t len;
	int rc = gate_size_line(&c->gate, buf_bytes(in), in->len, &len);

	if (rc == RC_BAD)
		conn_refuse(c, c->gate.no);
	if (rc != 0 || !feed(c, in, len))
		return false;
	c->left = c->parse.chunk;
	if (c->left == 0) {
		enter(c, CONN_TRAILERS);
		return true;
	}
	if (r->plan.body == HTTP_BODY_WHOLE &&
	    r->body_bytes + c->left > r->plan.max_bytes) {
		conn_refuse(c, too_large);
		return false;
	}
	enter(c, CONN_DATA);
	return true;
}

/* May this request's lines go to the handler now? */
static bool takes_lines(const struct conn *c, const struct request *r)
{
	return c->reading == r && r->plan.body != HTTP_BODY_WHOLE &&
	       !r->paused && !r->answered;
}

static void hand_line(struct request *r, size_t len)
{
	struct http_server *s = r->conn->server;
	const char *line = (const char *)buf_bytes(&r->body);

	if (len != 0 && line[len - 1] == '\r')
		len--;
	r->scanned = 0;
	s->ev->line(s->arg, r->pub.id, line, len);
}

/* Is it rows whose last byte is a CR? An LF of it may be on the way. */
static bool ends_in_cr(const struct request *r)
{
	return r->plan.body == HTTP_BODY_ROWS && r->body.len != 0 &&
	       buf_bytes(&r->body)[r->body.len - 1] == '\r';
}

/* The end of a line among `len` bytes; of CR LF the LF is. */
static const uint8_t *find_end(const struct request *r, const uint8_t *at,
    size_t len)
{
	const uint8_t *end = at + len;

	if (r->plan.body == HTTP_BODY_LINES)
		return memchr(at, '\n', len);
	for (; at < end; at++) {
		if (*at == '\n')
			return at;
		if (*at == '\r' && at + 1 < end)
			return at + (at[1] == '\n');
	}
	return NULL;
}

/* Where the first whole line of the body ends; SIZE_MAX: there is none. */
static size_t find_line(struct request *r)
{
	const uint8_t *from = buf_bytes(&r->body), *end = NULL;

	if (r->scanned < r->body.len)
		end = find_end(r, from + r->scanned, r->body.len - r->scanned);
	r->scanned = r->body.len - ends_in_cr(r);
	return end != NULL ? (size_t)(end - from) : SIZE_MAX;
}

/* The line that begins the body is too long. False: so the request is refused.
 */
static bool tell_long(struct conn *c, struct request *r)
{
	struct http_server *s = c->server;

	if (s->ev->long_line == NULL) {
		conn_refuse(c, (struct refusal){ 413, "a line is too long" });
		return false;
	}
	r->skips = true;
	s->ev->long_line(s->arg, r->pub.id);
	return true;
}

/* Throw the line away as far as it has come. */
static void skip_line(struct request *r, size_t len)
{
	if (len == SIZE_MAX) {
		buf_eat(&r->body, r->body.len - ends_in_cr(r));
	} else {
		buf_eat(&r->body, len + 1);
		r->skips = false;
	}
	r->scanned = 0;
}

/* Hand on the lines that are whole. */
static void hand_lines(struct conn *c, struct request *r)
{
	size_t max = c->server->limits.line_bytes;

	while (takes_lines(c, r)) {
		size_t len = find_line(r);
		bool is_whole = len != SIZE_MAX;

		if (!r->skips && (is_whole ? len : r->body.len) > max &&
		    !tell_long(c, r))
			return;
		if (r->skips) {
			skip_line(r, len);
		} else if (is_whole) {
			hand_line(r, len);
			buf_eat(&r->body, len + 1);
		}
		if (!is_whole)
			return;
	}
}

static bool step_data(struct conn *c, struct buf *in)
{
	struct request *r = c->reading;
	size_t n = in->len < BODY_STEP ? in->len : BODY_STEP;

	if (n > c->left)
		n = (size_t)c->left;
	if (n == 0 || !feed(c, in, n))
		return false;
	c->left -= n;
	c->in_bytes += n;
	r->body_bytes += n;
	r->owes_continue = false;
	hand_lines(c, r);
	if (c->reading == r && c->left == 0)
		enter(c, r->head.chunked ? CONN_CHUNK_END : CONN_COMPLETE);
	return true;
}

static bool step_chunk_end(struct conn *c, struct buf *in)
{
	if (in->len < 2 || !feed(c, in, 2))
		return false;
	enter(c, CONN_SIZE);
	return true;
}

static bool step_trailers(struct conn *c, struct buf *in)
{
	size_t len;
	int rc = gate_trailers(&c->gate, buf_bytes(in), in->len, &len);

	if (rc == RC_BAD)
		conn_refuse(c, c->gate.no);
	if (rc != 0 || !feed(c, in, len))
		return false;
	assert(c->parse.is_complete);
	enter(c, CONN_COMPLETE);
	return true;
}

/* The line that no line end follows. Of one that is thrown away there may be a
 * CR. */
static void hand_last_line(struct conn *c, struct request *r)
{
	if (!takes_lines(c, r) || r->body.len == 0)
		return;
	if (!r->skips)
		hand_line(r, r->body.len);
	buf_clear(&r->body);
}

static void end_request(struct conn *c, struct request *r)
{
	struct http_server *s = c->server;

	c->reading = NULL;
	c->ends = !r->keep_alive;
	r->received = true;
	r->owes_continue = false;
	enter(c, CONN_HEAD);
	if (r->answered)
		return;
	if (r->plan.body == HTTP_BODY_WHOLE) {
		r->pub.body = buf_bytes(&r->body);
		r->pub.body_len = r->body.len;
	}
	s->ev->ended(s->arg, &r->pub);
	r->pub.body = NULL;
	r->pub.body_len = 0;
	buf_free(&r->body);
}

static bool step_complete(struct conn *c)
{
	struct request *r = c->reading;

	hand_lines(c, r);
	hand_last_line(c, r);
	if (c->reading != r || r->paused)
		return false;
	end_request(c, r);
	return true;
}

/* Take one piece. False: not now. */
static bool step(struct conn *c, struct buf *in)
{
	if (c->ends) {
		buf_clear(in);
		return false;
	}
	if (!conn_may_read(c)) {
		c->blocked = true;
		stream_pause_reading(c->stream);
		return false;
	}
	switch (c->phase) {
	case CONN_HEAD: return step_head(c, in);
	case CONN_SIZE: return step_size(c, in);
	case CONN_DATA: return step_data(c, in);
	case CONN_CHUNK_END: return step_chunk_end(c, in);
	case CONN_TRAILERS: return step_trailers(c, in);
	case CONN_COMPLETE: return step_complete(c);
	case CONN_ENDED: break;
	}
	return false;
}

static void on_readable(void *arg, struct buf *in)
{
	struct conn *c = arg;

	c->busy = true;
	while (step(c, in))
		;
	c->busy = false;
	conn_settle(c);
}

/* What a pause left behind lies in the request, not in the stream. */
static void on_resume(void *arg)
{
	struct conn *c = arg;

	c->busy = true;
	if (c->reading != NULL)
		hand_lines(c, c->reading);
	while (c->phase == CONN_COMPLETE && step_complete(c))
		;
	c->busy = false;
	conn_settle(c);
}

void conn_resume(struct conn *c)
{
	timer_in(&c->resume_timer, 0);
}

void conn_init(struct conn *c)
{
	TAILQ_INIT(&c->queue);
	parse_init(&c->parse);
	enter(c, CONN_HEAD);
	timer_init(&c->resume_timer, c->server->loop, on_resume, c);
}

static void on_drained(void *arg)
{
	struct conn *c = arg;
	struct http_server *s = c->server;
	struct request *r = TAILQ_FIRST(&c->queue);

	c->busy = true;
	if (r != NULL && r->streams && s->ev->drained != NULL)
		s->ev->drained(s->arg, r->pub.id);
	c->busy = false;
	conn_settle(c);
}

static void tell_all_gone(struct conn *c)
{
	struct request *r;

	c->busy = true;
	TAILQ_FOREACH(r, &c->queue, link)
	tell_gone(r);
	conn_forget(c);
}

static void on_closed(void *arg, int rc, const char *why)
{
	struct conn *c = arg;

	if (rc != 0)
		conn_debug(c, "closed why=\"%s\"", why);
	tell_all_gone(c);
}

void conn_kill(struct conn *c)
{
	stream_kill(c->stream);
	tell_all_gone(c);
}

const struct stream_events conn_stream_events = {
	.readable = on_readable,
	.drained = on_drained,
	.closed = on_closed,
};
