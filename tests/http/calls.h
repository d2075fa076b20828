/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * calls - to sinks, and what the client told of them.
 */
#ifndef TESTS_HTTP_CALLS_H
#define TESTS_HTTP_CALLS_H

#include "tests/http/sink.h"

#include "http/client.h"
#include "http/url.h"

static struct http_client *client;
static struct timer patience;

/* What a call was told. */
struct told {
	unsigned n;
	struct http_result r; /* without its pointers */
	char why[1000], type[100], peer[100];
	struct buf body;
	http_call_id id;
	struct told *also; /* is cancelled in the event */
};

static inline void on_answered(void *arg, const struct http_result *r)
{
	struct told *t = arg;

	t->n++;
	t->r = *r;
	snprintf(t->why, sizeof(t->why), "%s", r->why);
	snprintf(t->type, sizeof(t->type), "%s", r->type);
	snprintf(t->peer, sizeof(t->peer), "%s", r->peer);
	buf_clear(&t->body);
	buf_add(&t->body, r->body, r->len);
	if (t->also != NULL)
		http_client_cancel(client, t->also->id);
}

static inline void told_clear(struct told *t)
{
	buf_free(&t->body);
	*t = (struct told){ 0 };
}

/* Plain http, and to loopback as the sinks are there. */
static struct url_policy inside;

static inline void lose_patience(void *arg)
{
	(void)arg;
	fail_msg("what the test waits for does not come");
}

static inline int begin(void **state)
{
	(void)state;
	l = loop_new();
	timer_init(&patience, l, lose_patience, NULL);
	timer_in(&patience, 10 * SECOND);
	client = http_client_new(l, NULL);
	inside = (struct url_policy){ .plain_http = true };
	assert_int_equal(nets_add(&inside.allow, "127.0.0.1"), 0);
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	timer_stop(&patience);
	http_client_free(client);
	loop_free(l);
	return 0;
}

/* Start `asked` to the URL with its %u as the port of the sink. Times that are
 * not given are 5 s, so that no test waits for ever. */
static inline int call_start(struct told *t, const char *format, unsigned port,
    struct http_call asked)
{
	char text[500];
	struct url u;
	const char *why;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), format, port);
#pragma GCC diagnostic pop
	assert_int_equal(url_parse(&u, text, strlen(text), &why), 0);
	asked.url = &u;
	if (asked.policy == NULL)
		asked.policy = &inside;
	if (asked.total == 0)
		asked.total = 5 * SECOND;
	asked.answered = on_answered;
	asked.arg = t;
	return http_client_call(client, &asked, &t->id);
}

#define wait_until(condition)               \
	do {                                \
		while (!(condition))        \
			loop_once(l, true); \
	} while (0)

/* The whole of a call: to a sink of these ways. */
static inline void call_sink(struct told *t, struct sink *k,
    struct http_call asked)
{
	t->n = 0;
	assert_int_equal(call_start(t, "http://127.0.0.1:%u/hook",
			     listener_port(k->ln), asked),
	    0);
	wait_until(t->n != 0);
	assert_int_equal(t->r.id, t->id);
	assert_int_equal(http_client_calls(client), 0);
}

#endif
