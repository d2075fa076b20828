/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From where and to which of its addresses a name is dialled, and what is said
 * when that fails. The resolver and connect() are the test's own: a name has
 * the addresses that the test lists, and a connect fails as it wishes.
 */
#include "meet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *addresses[4]; /* of any name, until NULL */
static int connect_error;        /* 0: the system's own answer */

static struct addrinfo *one_address(const char *host, uint16_t port)
{
	struct addrinfo *one = mem_new(1, sizeof(*one));
	struct sockaddr_in *in = mem_new(1, sizeof(struct sockaddr_in6));
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)in;

	one->ai_addr = (struct sockaddr *)in;
	if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
		one->ai_family = in->sin_family = AF_INET;
		one->ai_addrlen = sizeof(*in);
		in->sin_port = htons(port);
		return one;
	}
	if (inet_pton(AF_INET6, host, &in6->sin6_addr) != 1) {
		freeaddrinfo(one);
		return NULL;
	}
	one->ai_family = in6->sin6_family = AF_INET6;
	one->ai_addrlen = sizeof(*in6);
	in6->sin6_port = htons(port);
	return one;
}

int getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **found)
{
	uint16_t port = (uint16_t)strtoul(service, NULL, 10);
	struct addrinfo **at = found;

	*found = one_address(name, port);
	if (*found != NULL || (hints->ai_flags & AI_NUMERICHOST) != 0)
		return *found != NULL ? 0 : EAI_NONAME;
	for (size_t i = 0; addresses[i] != NULL; i++) {
		*at = one_address(addresses[i], port);
		at = &(*at)->ai_next;
	}
	return *found != NULL ? 0 : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *list)
{
	while (list != NULL) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_addr);
		free(list);
		list = next;
	}
}

/* The type is how glibc declares a pointer to any sockaddr. */
int connect(int fd, __CONST_SOCKADDR_ARG sa, socklen_t len)
{
	if (connect_error == 0)
		return (int)syscall(SYS_connect, fd, sa.__sockaddr__, len);
	errno = connect_error;
	return -1;
}

static struct listener *listen_at(const char *host, uint16_t port)
{
	struct listener *ln;
	char addr[64];

	snprintf(addr, sizeof(addr), "%s:%u", host, (unsigned)port);
	assert_int_equal(stream_listen(l, addr, &accepting, &b, &ln), 0);
	return ln;
}

static void name_is(const char *first, const char *second)
{
	addresses[0] = first;
	addresses[1] = second;
	addresses[2] = NULL;
}

static void dial(const struct stream_target *to)
{
	a.s = stream_dial_to(l, to);
	stream_set_events(a.s, &events, &a);
}

/* Dial the name; where it led to. */
static const char *reached(uint16_t port)
{
	const struct stream_target to = { .host = "smsc.test", .port = port };

	forget();
	dial(&to);
	wait_for(a.connected || a.closed);
	return a.connected ? stream_peer(a.s) : a.why;
}

static void assert_reaches(uint16_t port, const char *host)
{
	char expected[64];

	snprintf(expected, sizeof(expected), "%s:%u", host, (unsigned)port);
	assert_string_equal(reached(port), expected);
}

static void d17_a_dead_address_is_passed_over_and_then_tried_last(void **state)
{
	struct listener *alive = listen_at("127.0.0.1", 0), *late;
	uint16_t port = listener_port(alive);

	(void)state;
	name_is("127.0.0.2", "127.0.0.1");
	assert_reaches(port, "127.0.0.1");
	late = listen_at("127.0.0.2", port);
	clock_advance(60 * SECOND - 1);
	assert_reaches(port, "127.0.0.1");
	clock_advance(1);
	assert_reaches(port, "127.0.0.2");
	listener_close(alive);
	listener_close(late);
}

static void d17_one_that_failed_is_still_tried_if_nothing_else_is_left(
    void **state)
{
	struct listener *ln = listen_at("127.0.0.1", 0);
	uint16_t port = listener_port(ln);

	(void)state;
	listener_close(ln);
	name_is("127.0.0.1", NULL);
	assert_string_equal(reached(port), "connection refused");
	ln = listen_at("127.0.0.1", port);
	assert_reaches(port, "127.0.0.1");
	listener_close(ln);
}

static void the_other_family_is_tried_too(void **state)
{
	struct listener *ln = listen_at("127.0.0.1", 0);

	(void)state;
	name_is("::1", "127.0.0.1");
	assert_reaches(listener_port(ln), "127.0.0.1");
	listener_close(ln);
}

/* A port that takes one caller and does not answer the others. */
static int deaf_port(uint16_t port, int *filler)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.3", &sa.sin_addr);
	assert_int_equal(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(fd, 0), 0);
	*filler = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(*filler, (struct sockaddr *)&sa, sizeof(sa)),
	    0);
	return fd;
}

static void d17_a_silent_address_has_five_seconds(void **state)
{
	struct listener *alive = listen_at("127.0.0.1", 0);
	struct stream_target to = { .host = "127.0.0.3" };
	int filler, deaf;

	(void)state;
	to.port = listener_port(alive);
	deaf = deaf_port(to.port, &filler);
	dial(&to);
	turns(3);
	clock_advance(5 * SECOND - 1);
	turns(3);
	assert_false(a.closed);
	clock_advance(1);
	turns(3);
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_TIMEOUT);
	assert_string_equal(a.why, "no answer to the connect");
	/* Known now, and passed over without those five seconds. */
	name_is("127.0.0.3", "127.0.0.1");
	assert_reaches(to.port, "127.0.0.1");
	close(filler);
	close(deaf);
	listener_close(alive);
}

static void an_address_whose_tls_fails_is_tried_last(void **state)
{
	const struct cert *wrong = cert_new("wrong",
	    &(struct cert_spec){ .cn = "other.example", .by = ca });
	const struct tls_options good_server = of_server(good),
				 wrong_server = of_server(wrong),
				 client = trusting(ca);
	struct listener *first = listen_tls("127.0.0.2:0", &wrong_server), *ln;
	struct stream_target to = { .host = "smsc.test",
		.tls_name = "smsc.example" };
	char addr[32];

	(void)state;
	to.port = listener_port(first);
	snprintf(addr, sizeof(addr), "127.0.0.1:%u", (unsigned)to.port);
	ln = listen_tls(addr, &good_server);
	name_is("127.0.0.2", "127.0.0.1");
	dial_tls(&to, &client);
	wait_for(a.closed);
	assert_string_equal(a.why,
	    "TLS: the certificate is for other.example, not for smsc.example");
	wait_for(b.closed);
	forget();
	dial_tls(&to, &client);
	wait_for(a.connected);
	assert_memory_equal(stream_peer(a.s), "127.0.0.1:", 10);
	listener_close(first);
	listener_close(ln);
}

static void an_unknown_name_says_so(void **state)
{
	(void)state;
	name_is(NULL, NULL);
	assert_non_null(strstr(reached(2775), "not known"));
	assert_int_equal(a.rc, RC_NOT_FOUND);
}

static void i5_each_failure_has_its_words(void **state)
{
	static const struct {
		int error, rc;
		const char *why;
	} rows[] = {
		{ ECONNREFUSED, RC_SYSTEM, "connection refused" },
		{ ETIMEDOUT, RC_TIMEOUT, "no answer to the connect" },
		{ ENETUNREACH, RC_SYSTEM, "unreachable: " },
		{ EHOSTUNREACH, RC_SYSTEM, "unreachable: " },
		{ EADDRNOTAVAIL, RC_SYSTEM, "no free local port" },
		{ EMFILE, RC_SYSTEM, "no descriptors left" },
	};

	(void)state;
	name_is("192.0.2.7", NULL);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		connect_error = rows[i].error;
		assert_memory_equal(reached(2775), rows[i].why,
		    strlen(rows[i].why));
		assert_int_equal(a.rc, rows[i].rc);
	}
	connect_error = 0;
}

static void a_local_address_is_the_one_the_peer_sees(void **state)
{
	struct listener *ln = listen_at("127.0.0.1", 0);
	struct stream_target to = { .host = "127.0.0.1",
		.local_address = "127.0.0.9" };

	(void)state;
	to.port = listener_port(ln);
	dial(&to);
	wait_for(a.connected && b.s != NULL);
	assert_memory_equal(stream_peer(b.s), "127.0.0.9:", 10);
	listener_close(ln);
}

static uint16_t a_free_port(void)
{
	struct listener *ln = listen_at("127.0.0.1", 0);
	uint16_t port = listener_port(ln);

	listener_close(ln);
	return port;
}

static void a_local_port_serves_one_stream_to_a_peer(void **state)
{
	struct listener *ln = listen_at("127.0.0.1", 0);
	struct stream_target to = { .host = "127.0.0.1" };
	struct stream *first;
	char expected[32];

	(void)state;
	to.port = listener_port(ln);
	to.local_port = a_free_port();
	dial(&to);
	wait_for(a.connected && b.s != NULL);
	snprintf(expected, sizeof(expected), "127.0.0.1:%u",
	    (unsigned)to.local_port);
	assert_string_equal(stream_peer(b.s), expected);
	first = a.s;
	a = (struct end){ .s = NULL };
	dial(&to);
	wait_for(a.closed);
	assert_string_equal(a.why, "no free local port");
	stream_kill(first);
	listener_close(ln);
}

static void a_local_address_that_is_not_ours_is_an_error(void **state)
{
	static const char *const wrong[] = { "192.0.2.1", "nonsense", "::1" };
	struct stream_target to = { .host = "127.0.0.1", .port = 9 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		forget();
		to.local_address = wrong[i];
		dial(&to);
		wait_for(a.closed);
		assert_string_equal(a.why, "no such local address");
	}
}

static void a_local_address_leaves_out_the_other_family(void **state)
{
	struct listener *ln = listen_at("127.0.0.1", 0);
	struct stream_target to = { .host = "smsc.test",
		.local_address = "127.0.0.9" };

	(void)state;
	to.port = listener_port(ln);
	name_is("::1", "127.0.0.1");
	dial(&to);
	wait_for(a.connected);
	assert_memory_equal(stream_peer(a.s), "127.0.0.1:", 10);
	listener_close(ln);
}

static void d26_callers_are_dropped_while_descriptors_are_out(void **state)
{
	struct listener *ln = listen_at("127.0.0.1", 0);
	struct rlimit usual, few;
	uint16_t port = listener_port(ln);

	(void)state;
	a.s = stream_dial(l, "127.0.0.1", port);
	stream_set_events(a.s, &events, &a);
	getrlimit(RLIMIT_NOFILE, &usual);
	few = usual;
	few.rlim_cur = (rlim_t)dup(0); /* the lowest that is free */
	close((int)few.rlim_cur);
	setrlimit(RLIMIT_NOFILE, &few);
	wait_for(a.closed);
	assert_null(b.s);
	setrlimit(RLIMIT_NOFILE, &usual);
	forget();
	a.s = stream_dial(l, "127.0.0.1", port);
	stream_set_events(a.s, &events, &a);
	wait_for(a.connected && b.s != NULL);
	listener_close(ln);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(d17_a_dead_address_is_passed_over_and_then_tried_last),
		CASE(
		    d17_one_that_failed_is_still_tried_if_nothing_else_is_left),
		CASE(the_other_family_is_tried_too),
		CASE(d17_a_silent_address_has_five_seconds),
		CASE(an_address_whose_tls_fails_is_tried_last),
		CASE(an_unknown_name_says_so),
		CASE(i5_each_failure_has_its_words),
		CASE(a_local_address_is_the_one_the_peer_sees),
		CASE(a_local_port_serves_one_stream_to_a_peer),
		CASE(a_local_address_that_is_not_ours_is_an_error),
		CASE(a_local_address_leaves_out_the_other_family),
		CASE(d26_callers_are_dropped_while_descriptors_are_out),
	};

	alarm(30); /* a wait that does not end is a failure */
	return cmocka_run_group_tests(tests, make_good, remove_all);
}
