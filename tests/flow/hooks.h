/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hooks - the sender of webhooks with a real ledger and real HTTP on loopback.
 * Its letters are short: "key state place", to the message's callback.
 */
#ifndef TESTS_FLOW_HOOKS_H
#define TESTS_FLOW_HOOKS_H

#include "flow/webhook.h"

#include "rig.h"

#include "tests/http/sink.h"

#include "flow/lane.h"
#include "http/url.h"

static struct webhook *hooks;
static bool holds_replies; /* .answered says RC_BUSY */
static char spare_url[100];
static double rate;       /* calls a second to a host */
static const char *owner; /* the sid that hosts must name, or NULL */

/* ---- the writer ---------------------------------------------------------- */

static inline int write_one(void *arg, const struct followed *e, unsigned n,
    struct letter *out)
{
	struct body b;

	(void)arg;
	if (n != 0)
		return RC_NOT_FOUND;
	assert_int_equal(body_decode(&b, e->message.body, e->message.body_len),
	    0);
	buf_add(&out->url, b.field[BODY_CALLBACK].s,
	    b.field[BODY_CALLBACK].len);
	buf_printf(&out->body, "<%llx %s %llx>",
	    (unsigned long long)e->message.id.key, status_name(e->state),
	    (unsigned long long)e->place);
	out->kind = 1;
	out->post = true;
	out->spare = spare_url[0] != '\0';
	return 0;
}

static inline int seal_one(void *arg, struct letter *m, struct letter_seal *out)
{
	(void)arg;
	out->policy->plain_http = true;
	assert_int_equal(nets_add(&out->policy->allow, "127.0.0.0/8"), 0);
	out->rate = rate;
	out->owner = owner;
	if (spare_url[0] != '\0' && m->attempts % 2 == 1)
		buf_printf(&out->url, "%s", spare_url);
	out->post = true;
	return 0;
}

static inline int answered_one(void *arg, struct letter *m,
    const struct http_result *r)
{
	(void)arg;
	(void)m;
	assert_int_equal(r->rc, 0);
	return holds_replies ? RC_BUSY : 0;
}

static const struct letter_writer writer = { write_one, seal_one,
	answered_one };

static inline void open_hooks(void)
{
	struct webhook_options o = { .loop = rig.loop,
		.ledger = rig.ledger,
		.writer = &writer };

	assert_int_equal(webhook_new(&hooks, &o), 0);
}

static inline void turn_hooks(void)
{
	webhook_turn(hooks);
}

static inline void on_followed(const struct follow_page *p)
{
	webhook_followed(hooks, p);
}

/* Dead letters are asked for by a test itself. */
static struct hook dead[16];
static size_t n_dead;

static inline void on_hooks(uint64_t token, const struct hook_page *p)
{
	if ((token & WEBHOOK_TOKEN) == WEBHOOK_TOKEN) {
		webhook_hooks(hooks, token, p);
		return;
	}
	assert_int_equal(p->rc, 0);
	n_dead = p->n;
	for (size_t i = 0; i < p->n && i < ARRAY_LEN(dead); i++)
		dead[i] = p->hook[i];
}

static const struct rig_webhook events = { open_hooks, turn_hooks, on_followed,
	on_hooks };

/* ---- time and sinks ------------------------------------------------------ */

static inline struct webhook_figures figures(void)
{
	struct webhook_figures f;

	webhook_figures(hooks, &f);
	return f;
}

/* Until nothing is under way any more. */
static inline void settle(void)
{
	do {
		rig_settle();
		if (figures().calls != 0)
			loop_once(rig.loop, true);
	} while (figures().calls != 0 || !ledger_is_idle(rig.ledger));
	rig_settle();
}

static inline void pass(usec by)
{
	usec until = clock_mono() + by, at;

	settle();
	while (loop_next_due(rig.loop, &at) && at <= until) {
		if (at > clock_mono())
			clock_advance(at - clock_mono());
		settle();
	}
	clock_advance(until - clock_mono());
	settle();
}

/* Until it is so; the rig's alarm ends a test that waits in vain. */
#define await(condition)                           \
	do {                                       \
		while (!(condition))               \
			loop_once(rig.loop, true); \
	} while (0)

static const struct rig_keys keys = { .webhook = &events, .accepts = 2000 };

static inline int begin_hooks(void **state)
{
	(void)state;
	holds_replies = false;
	spare_url[0] = '\0';
	rate = 0;
	owner = NULL;
	n_dead = 0;
	rig_begin_with(&keys);
	l = rig.loop;
	return 0;
}

/* The ledger's last events reach the sender, so that goes behind it; and what
 * it holds of the loop before the loop. */
static inline int end_hooks(void **state)
{
	(void)state;
	rig_settle();
	loop_hook_del(rig.loop, &rig.hook);
	ledger_close(rig.ledger);
	loop_wake_fini(&rig.wake);
	webhook_free(hooks);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	rig_leave();
	return 0;
}

/* What is durable is all that the next one has. */
static inline void reopen(void)
{
	rig_settle();
	loop_hook_del(rig.loop, &rig.hook);
	ledger_close(rig.ledger);
	loop_wake_fini(&rig.wake);
	webhook_free(hooks);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	rig_open();
}

static inline void open_sink(struct sink *k, const char *says)
{
	sink_open(k, SINK_ANSWER, says);
}

#define YES        "HTTP/1.1 204 No Content\r\n\r\n"
#define NO(status) "HTTP/1.1 " status " x\r\nContent-Length: 0\r\n\r\n"

static char url_text[100];

static inline const char *url_at(unsigned port)
{
	snprintf(url_text, sizeof(url_text), "http://127.0.0.1:%u/hook", port);
	return url_text;
}

static inline const char *url_of(const struct sink *k)
{
	return url_at(listener_port(k->ln));
}

/* Of a port at which nobody listens. */
static inline unsigned closed_port(void)
{
	struct sink k;
	unsigned port;

	open_sink(&k, YES);
	port = listener_port(k.ln);
	sink_close(&k);
	return port;
}

static inline uint64_t post_at(const char *url, usec send_at)
{
	struct submission s = rig_submission("hi");

	s.callback = rig_text(url);
	s.send_at = send_at;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	return rig.accepted.key;
}

static inline uint64_t post(const char *url)
{
	return post_at(url, 0);
}

/* A message that has one event only: it is held for a month. */
static inline uint64_t post_held(const char *url)
{
	return post_at(url, clock_wall() + 30 * 24 * HOUR);
}

/* The n-th letter that the sink got, from 0; "" if there is none. */
static inline const char *letter(struct sink *k, size_t n)
{
	static char text[8][80];
	static unsigned turn;
	const char *at = buf_cstr(&k->got);
	char *out = text[turn++ % 8];

	*out = '\0';
	for (size_t i = 0; at != NULL && i <= n; i++)
		at = strchr(at + (i != 0), '<');
	if (at != NULL)
		snprintf(out, 80, "%.*s", (int)strcspn(at, ">") + 1, at);
	return out;
}

static inline size_t letters(struct sink *k)
{
	size_t n = 0;

	while (letter(k, n)[0] != '\0')
		n++;
	return n;
}

static inline void find_dead(void)
{
	struct hook_query q = { .limit = HOOKS_LIMIT, .dead = true };

	ledger_hooks(rig.ledger, 1, &q);
	settle();
}

static inline void assert_state(const char *text, uint64_t key,
    const char *state)
{
	char start[64];

	snprintf(start, sizeof(start), "<%llx %s ", (unsigned long long)key,
	    state);
	if (strncmp(text, start, strlen(start)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"", text, start);
}

static inline void receipt(const char *id)
{
	char text[120];

	snprintf(text, sizeof(text),
	    "id:%s sub:001 dlvrd:001 submit date:2603021520 "
	    "done date:2603021520 stat:DELIVRD err:000 text:",
	    id);
	rig_deliver(4, text);
}

#define hooked(test) \
	cmocka_unit_test_setup_teardown(test, begin_hooks, end_hooks)

#endif
