/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that end in ".test" are looked up here: getaddrinfo() of this file
 * stands before the one of the system.
 */
#include "calls.h"

#include "tests/net/certs.h"

#include "net/tls.h"

#include <dlfcn.h>
#include <netdb.h>
#include <semaphore.h>

#define MS (SECOND / 1000)

static const struct {
	const char *name, *address[3];
} names[] = {
	{ "inside.test", { "127.0.0.1" } },
	{ "other.test", { "127.0.0.2" } },
	{ "both.test", { "127.0.0.2", "127.0.0.1" } },
	{ "mapped.test", { "::ffff:127.0.0.2" } },
	{ "cloud.test", { "169.254.169.254", "10.1.2.3" } },
};

static sem_t slow_may_end, slow_has_begun;
static int (*system_getaddrinfo)(const char *, const char *,
    const struct addrinfo *, struct addrinfo **);

static int look_up_numbers(const char *const *address, const char *port,
    const struct addrinfo *hints, struct addrinfo **found)
{
	*found = NULL;
	for (size_t i = 0; i < 3 && address[i] != NULL; i++) {
		while (*found != NULL)
			found = &(*found)->ai_next;
		if (system_getaddrinfo(address[i], port, hints, found) != 0)
			return EAI_FAIL;
	}
	return 0;
}

int getaddrinfo(const char *restrict name, const char *restrict port,
    const struct addrinfo *restrict hints, struct addrinfo **restrict found)
{
	if (name == NULL || strstr(name, ".test") == NULL)
		return system_getaddrinfo(name, port, hints, found);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(name, names[i].name) == 0)
			return look_up_numbers(names[i].address, port, hints,
			    found);
	}
	if (strcmp(name, "slow.test") == 0) {
		sem_post(&slow_has_begun);
		sem_wait(&slow_may_end);
	}
	return EAI_NONAME;
}

/* A call, and wait for its end. */
static void call(struct told *t, const char *format, unsigned port,
    struct http_call asked)
{
	t->n = 0;
	assert_int_equal(call_start(t, format, port, asked), 0);
	wait_until(t->n != 0);
	assert_int_equal(http_client_calls(client), 0);
}

static void assert_failed(const struct told *t, enum http_failure f)
{
	if (t->r.failure != f)
		fail_msg("%s: \"%s\"", http_failure_word(t->r.failure), t->why);
}

static void a_post_leaves_as_it_was_asked(void **state)
{
	static const struct http_client_header header[] = {
		{ "Content-Type", "application/json" },
		{ "webhook-id", "evt_1" },
		{ "X-Empty", "" },
	};
	struct told t = { 0 };
	struct sink k;
	char host[64];
	const char *got;

	(void)state;
	sink_open(&k, SINK_ANSWER, OK_TEXT("2\r\n\r\nok"));
	call(&t, "http://us%%40er:p:w@127.0.0.1:%u/a/../b?c=%%7e{}#ct=1000",
	    listener_port(k.ln),
	    (struct http_call){ .post = true,
		.header = header,
		.headers = 3,
		.body = "{\"a\":1}",
		.len = 7 });
	got = buf_cstr(&k.got);
	snprintf(host, sizeof(host), "\r\nHost: 127.0.0.1:%u\r\n",
	    listener_port(k.ln));
	assert_memory_equal(got, "POST /a/../b?c=%7e{} HTTP/1.1\r\n", 31);
	assert_non_null(strstr(got, host));
	/* us@er:p:w */
	assert_non_null(
	    strstr(got, "\r\nAuthorization: Basic dXNAZXI6cDp3\r\n"));
	assert_non_null(strstr(got, "\r\nUser-Agent: esmed/"));
	assert_non_null(strstr(got, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(got, "\r\nwebhook-id: evt_1\r\n"));
	assert_non_null(strstr(got, "\r\nX-Empty:\r\n"));
	assert_null(strstr(got, "Expect"));
	assert_null(strstr(got, "Encoding"));
	assert_null(strstr(got, "#"));
	assert_string_equal(strstr(got, "\r\n\r\n"), "\r\n\r\n{\"a\":1}");

	assert_int_equal(t.n, 1);
	assert_int_equal(t.r.rc, 0);
	assert_int_equal(t.r.status, 200);
	assert_string_equal(t.type, "text/plain");
	assert_string_equal(buf_cstr(&t.body), "ok");
	assert_string_equal(t.why, "");
	assert_memory_equal(t.peer, "127.0.0.1:", 10);
	assert_true(t.r.took > 0 && t.r.connect <= t.r.took);
	told_clear(&t);
	sink_close(&k);
}

static void a_get_has_no_body_and_an_empty_post_says_so(void **state)
{
	struct told t = { 0 };
	struct sink k;

	(void)state;
	sink_open(&k, SINK_ANSWER, "HTTP/1.1 204 No Content\r\n\r\n");
	call_sink(&t, &k, (struct http_call){ 0 });
	assert_memory_equal(buf_cstr(&k.got), "GET /hook HTTP/1.1\r\n", 20);
	assert_null(strstr(buf_cstr(&k.got), "Content-"));
	assert_int_equal(t.r.rc, 0);
	assert_int_equal(t.r.status, 204);
	assert_int_equal(t.body.len, 0);
	assert_string_equal(t.type, "");

	buf_clear(&k.got);
	call_sink(&t, &k, (struct http_call){ .post = true });
	assert_memory_equal(buf_cstr(&k.got), "POST /hook HTTP/1.1\r\n", 21);
	assert_non_null(strstr(buf_cstr(&k.got), "\r\nContent-Length: 0\r\n"));
	told_clear(&t);
	sink_close(&k);
}

static void x4_a_redirect_is_not_followed(void **state)
{
	static const char *const status[] = { "301", "302", "303", "307",
		"308" };
	struct told t = { 0 };
	struct sink k, there;
	char says[200];

	(void)state;
	sink_open(&there, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	for (size_t i = 0; i < ARRAY_LEN(status); i++) {
		snprintf(says, sizeof(says),
		    "HTTP/1.1 %s Go\r\nLocation: http://127.0.0.1:%u/\r\n"
		    "Content-Length: 0\r\n\r\n",
		    status[i], listener_port(there.ln));
		sink_open(&k, SINK_ANSWER, says);
		call_sink(&t, &k, (struct http_call){ .post = true });
		assert_int_equal(t.r.rc, 0);
		assert_int_equal(t.r.status, atoi(status[i]));
		sink_close(&k);
	}
	assert_int_equal(there.accepted, 0);
	told_clear(&t);
	sink_close(&there);
}

static void x3_a_name_that_leads_inside_is_refused(void **state)
{
	static const struct url_policy outside = { .plain_http = true };
	struct told t = { 0 };
	struct sink k;

	(void)state;
	sink_open(&k, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	call(&t, "http://inside.test:%u/", listener_port(k.ln),
	    (struct http_call){ .policy = &outside });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	assert_int_equal(t.r.rc, RC_DENIED);
	assert_string_equal(t.why,
	    "address 127.0.0.1 of host inside.test is a loopback address, "
	    "which callback_hosts does not allow");
	call(&t, "http://localhost:%u/", listener_port(k.ln),
	    (struct http_call){ .policy = &outside });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	call(&t, "http://cloud.test/%u", 0, (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	call(&t, "http://mapped.test:%u/", listener_port(k.ln),
	    (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	assert_int_equal(k.accepted, 0);
	told_clear(&t);
	sink_close(&k);
}

static void x3_each_address_of_a_name_is_judged(void **state)
{
	struct told t = { 0 };
	struct sink first, second;
	char addr[32];

	(void)state;
	sink_open(&second, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	snprintf(addr, sizeof(addr), "127.0.0.2:%u", listener_port(second.ln));
	sink_open_at(&first, addr, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	call(&t, "http://both.test:%u/", listener_port(second.ln),
	    (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_NONE);
	assert_memory_equal(t.peer, "127.0.0.1:", 10);
	assert_int_equal(first.accepted, 0);
	assert_int_equal(second.accepted, 1);
	call(&t, "http://other.test:%u/", listener_port(second.ln),
	    (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	assert_int_equal(first.accepted, 0);
	told_clear(&t);
	sink_close(&first);
	sink_close(&second);
}

static void a_connection_is_kept_but_not_for_whom_it_is_forbidden(void **state)
{
	static const struct url_policy outside = { .plain_http = true };
	struct told t = { 0 };
	struct sink k;

	(void)state;
	sink_open(&k, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	for (unsigned i = 1; i <= 3; i++) {
		call(&t, "http://inside.test:%u/", listener_port(k.ln),
		    (struct http_call){ 0 });
		assert_failed(&t, HTTP_FAILURE_NONE);
		assert_int_equal(k.requests, i);
	}
	assert_int_equal(k.accepted, 1);
	call(&t, "http://inside.test:%u/", listener_port(k.ln),
	    (struct http_call){ .policy = &outside });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	assert_int_equal(k.requests, 3);
	told_clear(&t);
	sink_close(&k);
}

static void what_the_policy_forbids_is_told_in_a_later_turn(void **state)
{
	static const struct url_policy strict;
	struct told t = { 0 };

	(void)state;
	assert_int_equal(call_start(&t, "http://a.test/%u", 0,
			     (struct http_call){ .policy = &strict }),
	    0);
	assert_int_equal(t.n, 0);
	wait_until(t.n != 0);
	assert_failed(&t, HTTP_FAILURE_DENIED);
	assert_string_equal(t.why,
	    "https:// is needed, http:// is not allowed");
	call(&t, "https://10.0.0.1/%u", 0,
	    (struct http_call){ .policy = &strict });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	call(&t, "https://a.test:6379/%u", 0,
	    (struct http_call){ .policy = &strict });
	assert_failed(&t, HTTP_FAILURE_DENIED);
	assert_int_equal(t.n, 1);
}

static void who_is_not_there_is_told_apart(void **state)
{
	struct told t = { 0 };
	struct sink k;
	unsigned port;

	(void)state;
	sink_open(&k, SINK_ANSWER, "");
	port = listener_port(k.ln);
	sink_close(&k);
	call(&t, "http://127.0.0.1:%u/", port, (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_NO_CONNECTION);
	assert_int_equal(t.r.rc, RC_CLOSED);
	call(&t, "http://nobody.test/%u", 0, (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_NO_HOST);
	assert_int_equal(t.r.rc, RC_NOT_FOUND);
}

static void a_name_that_takes_long_holds_up_nobody(void **state)
{
	struct told slow = { 0 }, t = { 0 };
	struct sink k;

	(void)state;
	sink_open(&k, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	assert_int_equal(call_start(&slow, "http://slow.test/%u", 0,
			     (struct http_call){ .connect = 300 * MS }),
	    0);
	while (sem_trywait(&slow_has_begun) != 0)
		loop_once(l, false);
	assert_int_equal(call_start(&t, "http://inside.test:%u/",
			     listener_port(k.ln), (struct http_call){ 0 }),
	    0);
	wait_until(t.n != 0);
	assert_failed(&t, HTTP_FAILURE_NONE);
	wait_until(slow.n != 0);
	assert_failed(&slow, HTTP_FAILURE_CONNECT_TIMEOUT);
	assert_int_equal(slow.r.rc, RC_TIMEOUT);
	assert_true(slow.r.took < 2 * SECOND);
	/* Another is cancelled while its thread is there. */
	assert_int_equal(call_start(&slow, "http://slow.test/%u", 0,
			     (struct http_call){ 0 }),
	    0);
	while (sem_trywait(&slow_has_begun) != 0)
		loop_once(l, false);
	http_client_cancel(client, slow.id);
	assert_int_equal(slow.n, 1);
	sem_post(&slow_may_end);
	sem_post(&slow_may_end);
	told_clear(&t);
	sink_close(&k);
}

static void x8_connections_of_a_host_are_bounded_and_the_rest_waits(
    void **state)
{
	enum { N = 25 };
	struct told t[N] = { 0 };
	struct sink k;
	size_t done = 0;

	(void)state;
	sink_open(&k, SINK_SILENT, OK_TEXT("0\r\n\r\n"));
	for (size_t i = 0; i < N; i++)
		assert_int_equal(call_start(&t[i], "http://127.0.0.1:%u/",
				     listener_port(k.ln),
				     (struct http_call){ .post = true }),
		    0);
	assert_int_equal(http_client_calls(client), N);
	wait_until(k.requests == 10);
	/* A sink that answers from now on. */
	k.way = SINK_ANSWER;
	for (size_t i = 0; i < 10; i++)
		guest_say(&k.guest[i], k.says);
	do {
		loop_once(l, true);
		done = 0;
		for (size_t i = 0; i < N; i++)
			done += t[i].n;
	} while (done < N);
	for (size_t i = 0; i < N; i++)
		assert_failed(&t[i], HTTP_FAILURE_NONE);
	assert_int_equal(k.requests, N);
	assert_int_equal(k.accepted, 10);
	sink_close(&k);
}

static void no_more_calls_than_may_be_are_taken(void **state)
{
	struct told t[3] = { 0 };
	struct sink k;

	(void)state;
	http_client_free(client);
	client =
	    http_client_new(l, &(struct http_client_options){ .calls = 2 });
	sink_open(&k, SINK_SILENT, NULL);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(call_start(&t[i], "http://127.0.0.1:%u/",
				     listener_port(k.ln),
				     (struct http_call){ 0 }),
		    i < 2 ? 0 : RC_FULL);
	wait_until(k.requests == 2);
	http_client_cancel(client, t[0].id);
	http_client_cancel(client, t[0].id);
	assert_int_equal(http_client_calls(client), 1);
	wait_until(k.gone == 1);
	assert_int_equal(call_start(&t[2], "http://127.0.0.1:%u/",
			     listener_port(k.ln), (struct http_call){ 0 }),
	    0);
	wait_until(k.requests == 3);
	assert_int_equal(t[0].n + t[1].n + t[2].n, 0);
	/* The others go with the client, without a word. */
	sink_close(&k);
}

static void a_call_may_be_cancelled_from_anothers_end(void **state)
{
	struct told t = { 0 }, other = { 0 };
	struct sink k, silent;

	(void)state;
	sink_open(&k, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	sink_open(&silent, SINK_SILENT, NULL);
	assert_int_equal(call_start(&other, "http://127.0.0.1:%u/",
			     listener_port(silent.ln), (struct http_call){ 0 }),
	    0);
	wait_until(silent.requests == 1);
	t.also = &other;
	call_sink(&t, &k, (struct http_call){ 0 });
	assert_failed(&t, HTTP_FAILURE_NONE);
	wait_until(silent.gone == 1);
	assert_int_equal(other.n, 0);
	sink_close(&k);
	sink_close(&silent);
}

static void no_header_can_be_smuggled_in(void **state)
{
	static const struct http_client_header bad[] = {
		{ "X-A", "b\r\nX-C: d" },
		{ "X-A\nX-B", "c" },
		{ "X-A", "\x7f" },
	};
	struct told t = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    call_start(&t, "http://127.0.0.1:%u/", 8080,
			(struct http_call){ .header = &bad[i], .headers = 1 }),
		    RC_BAD);
	assert_int_equal(http_client_calls(client), 0);
}

static void the_environment_names_no_proxy(void **state)
{
	struct told t = { 0 };
	struct sink k, proxy;
	char text[64];

	(void)state;
	sink_open(&k, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	sink_open(&proxy, SINK_ANSWER, OK_TEXT("0\r\n\r\n"));
	snprintf(text, sizeof(text), "http://127.0.0.1:%u",
	    listener_port(proxy.ln));
	setenv("http_proxy", text, 1);
	setenv("ALL_PROXY", text, 1);
	call_sink(&t, &k, (struct http_call){ 0 });
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	assert_failed(&t, HTTP_FAILURE_NONE);
	assert_int_equal(k.requests, 1);
	assert_int_equal(proxy.accepted, 0);
	sink_close(&k);
	sink_close(&proxy);
}

static void x7_retry_after_is_told(void **state)
{
	static const struct {
		const char *value;
		usec after;
	} rows[] = { { "120", 120 * SECOND }, { "0", 0 }, { "-5", 0 },
		{ "soon", 0 }, { "99999999999999999999", 0 },
		{ "999999999", 30 * 86400 * SECOND },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 0 } };
	struct told t = { 0 };
	struct sink k;
	char says[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(says, sizeof(says),
		    "HTTP/1.1 503 No\r\nRetry-After: %s\r\n"
		    "Content-Length: 0\r\n\r\n",
		    rows[i].value);
		sink_open(&k, SINK_ANSWER, says);
		call_sink(&t, &k, (struct http_call){ 0 });
		assert_int_equal(t.r.status, 503);
		if (t.r.retry_after != rows[i].after)
			fail_msg("%s: %lld", rows[i].value,
			    (long long)t.r.retry_after);
		sink_close(&k);
	}
	told_clear(&t);
}

/* A sink over TLS that shows this certificate, to a client that trusts
 * `ca`. */
static void call_tls(struct told *t, const struct cert *c,
    const struct cert *ca)
{
	const struct tls_options o = { .certificate = c->file,
		.key = c->key_file,
		.alpn = "http/1.1" };
	struct tls_context *tls;
	char why[TLS_WHY_BYTES];
	struct sink k;

	http_client_free(client);
	client = http_client_new(l,
	    &(struct http_client_options){ .ca_file = ca->file });
	assert_int_equal(tls_server_new(&o, &tls, why), 0);
	sink_open(&k, SINK_ANSWER, OK_TEXT("2\r\n\r\nok"));
	listener_set_tls(k.ln, tls);
	tls_unref(tls);
	call(t, "https://inside.test:%u/", listener_port(k.ln),
	    (struct http_call){ .post = true });
	assert_int_equal(k.requests, t->r.rc == 0);
	sink_close(&k);
}

static void x14_only_a_valid_certificate_of_the_name_is_taken(void **state)
{
	const struct cert *ca, *other_ca, *good, *old, *other;
	struct told t = { 0 };

	(void)state;
	certs_open();
	ca = cert_new("ca", &(struct cert_spec){ .cn = "CA", .is_ca = true });
	other_ca =
	    cert_new("ca2", &(struct cert_spec){ .cn = "CA2", .is_ca = true });
	good = cert_new("good", &(struct cert_spec){ .cn = "x",
				    .san = "DNS:inside.test",
				    .by = ca });
	old = cert_new("old", &(struct cert_spec){ .cn = "x",
				  .san = "DNS:inside.test",
				  .since = -3 * A_DAY,
				  .till = -A_DAY,
				  .by = ca });
	other = cert_new("other", &(struct cert_spec){ .cn = "inside.test",
				      .san = "DNS:outside.test",
				      .by = ca });
	call_tls(&t, good, ca);
	assert_failed(&t, HTTP_FAILURE_NONE);
	assert_string_equal(buf_cstr(&t.body), "ok");
	assert_true(t.r.connect > 0);
	call_tls(&t, old, ca);
	assert_failed(&t, HTTP_FAILURE_CERTIFICATE);
	call_tls(&t, other, ca);
	assert_failed(&t, HTTP_FAILURE_CERTIFICATE);
	call_tls(&t, good, other_ca);
	assert_failed(&t, HTTP_FAILURE_CERTIFICATE);
	told_clear(&t);
	certs_close();
}

static void a_sink_that_does_not_speak_tls_is_no_sink(void **state)
{
	struct told t = { 0 };
	struct sink k;

	(void)state;
	sink_open(&k, SINK_SILENT, NULL);
	call(&t, "https://127.0.0.1:%u/", listener_port(k.ln),
	    (struct http_call){ .connect = 100 * MS });
	assert_failed(&t, HTTP_FAILURE_CONNECT_TIMEOUT);
	assert_int_equal(t.r.rc, RC_TIMEOUT);
	assert_int_equal(k.requests, 0);
	sink_close(&k);
}

static int find_system(void **state)
{
	(void)state;
	*(void **)&system_getaddrinfo = dlsym(RTLD_NEXT, "getaddrinfo");
	sem_init(&slow_may_end, 0, 0);
	sem_init(&slow_has_begun, 0, 0);
	return system_getaddrinfo == NULL;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_post_leaves_as_it_was_asked),
		TEST(a_get_has_no_body_and_an_empty_post_says_so),
		TEST(x4_a_redirect_is_not_followed),
		TEST(x3_a_name_that_leads_inside_is_refused),
		TEST(x3_each_address_of_a_name_is_judged),
		TEST(a_connection_is_kept_but_not_for_whom_it_is_forbidden),
		TEST(what_the_policy_forbids_is_told_in_a_later_turn),
		TEST(who_is_not_there_is_told_apart),
		TEST(a_name_that_takes_long_holds_up_nobody),
		TEST(x8_connections_of_a_host_are_bounded_and_the_rest_waits),
		TEST(no_more_calls_than_may_be_are_taken),
		TEST(a_call_may_be_cancelled_from_anothers_end),
		TEST(no_header_can_be_smuggled_in),
		TEST(the_environment_names_no_proxy),
		TEST(x7_retry_after_is_told),
		TEST(x14_only_a_valid_certificate_of_the_name_is_taken),
		TEST(a_sink_that_does_not_speak_tls_is_no_sink),
	};
#undef TEST

	return cmocka_run_group_tests(tests, find_system, NULL);
}
