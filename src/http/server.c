/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/server.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "http/conn.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Answers of this size keep their memory for the next request. */
#define KEEP_BYTES 16384

const struct http_limits http_limits_default = {
	.conns = 1000,
	.conns_per_addr = 50,
	.in_flight = 32,
	.body_bytes = 1 << 20,
	.line_bytes = 64 << 10,
	.unsent_bytes = 256 << 10,
	.requests = 10000,
	.lifetime = HOUR,
	.idle = 60 * SECOND,
	.head = 10 * SECOND,
	.body = 30 * SECOND,
	.bytes_per_second = 1024,
};

/* An id is generation << 32 | slot + 1, so that 0 is none. */
static uint32_t slot_of(http_id id)
{
	return (uint32_t)id - 1;
}

static void add_slot(struct http_server *s)
{
	struct request *r = mem_new(1, sizeof(*r));

	s->slot = mem_resize(s->slot, s->slots + 1, sizeof(s->slot[0]));
	s->free_slot =
	    mem_resize(s->free_slot, s->slots + 1, sizeof(s->free_slot[0]));
	r->pub.id = s->slots + 1;
	s->slot[s->slots] = r;
	s->free_slot[s->free_slots++] = (uint32_t)s->slots++;
}

/* Unlike any other, of this process and the next ones; not a secret. */
static void name_request(struct http_server *s, struct request *r)
{
	uint64_t count[2] = { s->ids, s->ids + 1 }, sum[2];

	s->ids += 2;
	for (size_t i = 0; i < ARRAY_LEN(sum); i++)
		sum[i] = hash_sip(&s->id_key, &count[i], sizeof(count[i]));
	hex_format(sum, sizeof(sum), r->id);
}

struct request *request_take(struct conn *c)
{
	struct http_server *s = c->server;
	struct request *r;

	if (s->free_slots == 0)
		add_slot(s);
	r = s->slot[s->free_slot[--s->free_slots]];
	r->conn = c;
	r->pub.peer = stream_peer(c->stream);
	r->pub.tls = c->tls;
	r->began = clock_mono();
	name_request(s, r);
	TAILQ_INSERT_TAIL(&c->queue, r, link);
	c->queued++;
	s->in_flight++;
	return r;
}

static struct buf reusable(struct buf b)
{
	if (b.cap > KEEP_BYTES)
		buf_free(&b);
	buf_clear(&b);
	return b;
}

/* A line at the end of a request, without anything that the client wrote: ids
 * and numbers stand in paths. */
static void log_end(const struct request *r)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
		"PATCH", "DELETE" };
	bool is_known = r->head.path != NULL;

	if (!r->conn->logs || r->plan.unlogged)
		return;
	log_info("http",
	    "request id=%s method=%s route=%s status=%d bytes=%" PRIu64
	    " ms=%.1f%s",
	    r->id, is_known ? methods[r->pub.method] : "-",
	    r->plan.route != NULL ? r->plan.route : "-", r->status, r->sent,
	    (double)(clock_mono() - r->began) / 1000.0,
	    r->answered && !r->breaks ? "" : " broken");
}

void request_give(struct request *r)
{
	struct http_server *s = r->conn->server;
	http_id next = r->pub.id + ((http_id)1 << 32);

	log_end(r);
	TAILQ_REMOVE(&r->conn->queue, r, link);
	r->conn->queued--;
	s->in_flight--;
	s->free_slot[s->free_slots++] = slot_of(r->pub.id);

	head_reset(&r->head);
	r->body = reusable(r->body);
	r->out = reusable(r->out);
	r->pub = (struct http_request){ .id = next };
	r->conn = NULL;
	r->plan = (struct http_plan){ .body = HTTP_BODY_WHOLE };
	r->sent = 0;
	r->status = 0;
	r->body_bytes = 0;
	r->scanned = 0;
	r->keep_alive = r->owes_continue = r->known = false;
	r->received = r->answered = r->streams = r->breaks = false;
	r->paused = r->skips = false;
	r->target[0] = '\0';
}

struct request *request_find(const struct http_server *s, http_id id)
{
	struct request *r;

	if (id == 0 || slot_of(id) >= s->slots)
		return NULL;
	r = s->slot[slot_of(id)];
	return r->conn != NULL && r->pub.id == id ? r : NULL;
}

const char *http_request_header(const struct http_request *r, const char *name)
{
	/* pub is the first member of struct request. */
	const struct request *whole = (const void *)r;

	if (r->is_made)
		return strcmp(name, "content-type") == 0 ? r->made_type : NULL;
	return head_get(&whole->head, name);
}

static uint64_t hash_address(const char *peer)
{
	static const struct hash_key key = { 0, 0 };

	return hash_sip(&key, peer, stream_host_len(peer));
}

/* Local programs come through one proxy socket; they are not strangers. */
static bool is_address_full(const struct http_server *s, const char *peer,
    size_t most)
{
	uint64_t hash = hash_address(peer);
	const struct conn *c;
	size_t n = 0;

	if (strcmp(peer, "unix") == 0)
		return false;
	TAILQ_FOREACH(c, &s->conns, link)
	n += c->addr_hash == hash;
	return n >= most;
}

static void pace_listeners(struct http_server *s)
{
	bool pause = s->conn_count >= s->limits.conns;

	if (pause == s->listening_paused)
		return;
	s->listening_paused = pause;
	for (size_t i = 0; i < s->ports; i++) {
		if (pause)
			listener_pause(s->port[i]->listener);
		else
			listener_resume(s->port[i]->listener);
	}
}

static bool is_trusted(const struct http_listener *l, const char *peer)
{
	struct sockaddr_storage sa;

	return l->trusted != NULL && address_of_peer(peer, &sa) == 0 &&
	       nets_has(l->trusted, (const struct sockaddr *)(const void *)&sa);
}

static size_t or_preset(size_t given, size_t preset)
{
	return given != 0 ? given : preset;
}

/* `with` is preset if it came through no listener. */
static void take_caller(struct http_server *s, struct stream *st,
    const struct http_listener *with)
{
	size_t most = or_preset(with->conns_per_addr, s->limits.conns_per_addr);
	bool is_proxy = is_trusted(with, stream_peer(st));
	struct conn *c;

	if (!is_proxy && is_address_full(s, stream_peer(st), most)) {
		respond_full(s, st);
		return;
	}
	c = mem_new(1, sizeof(*c));
	c->server = s;
	c->stream = st;
	c->tls = with->tls != NULL;
	c->logs = with->logs;
	c->is_proxy = is_proxy;
	if (is_proxy)
		c->trusted = *with->trusted;
	c->body_bytes = or_preset(with->body_bytes, s->limits.body_bytes);
	c->addr_hash = hash_address(stream_peer(st));
	TAILQ_INSERT_TAIL(&s->conns, c, link);
	s->conn_count++;
	conn_init(c);
	pace_init(c);
	stream_set_events(st, &conn_stream_events, c);
	pace_listeners(s);
}

void http_server_accept(struct http_server *s, struct stream *st)
{
	static const struct http_listener preset = { 0 };

	take_caller(s, st, &preset);
}

/* The stream is closed or told to; nothing will be heard of it. */
void conn_forget(struct conn *c)
{
	struct http_server *s = c->server;

	c->stream = NULL;
	timer_stop(&c->timer);
	timer_stop(&c->resume_timer);
	while (!TAILQ_EMPTY(&c->queue))
		request_give(TAILQ_FIRST(&c->queue));
	TAILQ_REMOVE(&s->conns, c, link);
	s->conn_count--;
	loop_reap(s->loop, free, c);
	pace_listeners(s);
}

static void on_accepted(void *arg, struct stream *st)
{
	struct port *p = arg;

	take_caller(p->server, st, &p->with);
}

int http_server_listen(struct http_server *s, const char *addr)
{
	static const struct listener_events ev = { .accepted = on_accepted };
	struct port *p = mem_new(1, sizeof(*p));
	int rc = stream_listen(s->loop, addr, &ev, p, &p->listener);

	if (rc != 0) {
		free(p);
		return rc;
	}
	p->server = s;
	s->port = mem_resize(s->port, s->ports + 1, sizeof(s->port[0]));
	s->port[s->ports++] = p;
	return 0;
}

void http_server_set(struct http_server *s, size_t n,
    const struct http_listener *l)
{
	struct port *p;

	if (n >= s->ports) /* it drains */
		return;
	p = s->port[n];
	listener_set_tls(p->listener, l->tls);
	p->with = *l;
	if (l->trusted != NULL)
		p->trusted = *l->trusted;
	p->with.trusted = l->trusted != NULL ? &p->trusted : NULL;
}

uint16_t http_server_port(const struct http_server *s, size_t n)
{
	assert(n < s->ports);
	return listener_port(s->port[n]->listener);
}

struct http_server *http_server_new(struct loop *l,
    const struct http_events *ev, void *arg, const struct http_limits *limits)
{
	struct http_server *s = mem_new(1, sizeof(*s));

	s->loop = l;
	s->ev = ev;
	s->arg = arg;
	s->limits = limits != NULL ? *limits : http_limits_default;
	s->date_at = -SECOND;
	random_fill(&s->id_key, sizeof(s->id_key));
	TAILQ_INIT(&s->conns);
	return s;
}

static void close_listeners(struct http_server *s)
{
	for (size_t i = 0; i < s->ports; i++) {
		listener_close(s->port[i]->listener);
		free(s->port[i]);
	}
	s->ports = 0;
}

void http_server_free(struct http_server *s)
{
	struct conn *c;

	close_listeners(s);
	while ((c = TAILQ_FIRST(&s->conns)) != NULL) {
		stream_kill(c->stream);
		conn_forget(c);
	}
	for (size_t i = 0; i < s->slots; i++) {
		head_fini(&s->slot[i]->head);
		buf_free(&s->slot[i]->body);
		buf_free(&s->slot[i]->out);
		free(s->slot[i]);
	}
	free(s->slot);
	free(s->free_slot);
	free(s->port);
	free(s);
}

void http_server_drain(struct http_server *s)
{
	struct conn *c, *next;

	s->draining = true;
	close_listeners(s);
	for (c = TAILQ_FIRST(&s->conns); c != NULL; c = next) {
		next = TAILQ_NEXT(c, link);
		conn_end(c);
		conn_settle(c);
	}
}

size_t http_server_conns(const struct http_server *s)
{
	return s->conn_count;
}

size_t http_server_in_flight(const struct http_server *s)
{
	return s->in_flight;
}
