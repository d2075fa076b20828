/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/host.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct hosts *hosts;

static int begin(void **state)
{
	(void)state;
	clock_freeze(1000 * SECOND);
	log_set_level(LOG_ERROR);
	hosts = hosts_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	hosts_free(hosts);
	return 0;
}

static const struct url *url(const char *text)
{
	static struct url u;
	const char *why;

	assert_int_equal(url_parse(&u, text, strlen(text), &why), 0);
	return &u;
}

static struct host_turn turn; /* of the last that came in vain */

/* How many come and are let through, each with a turn of his own. */
static unsigned let_through(const char *text, double rate, unsigned of)
{
	unsigned n = 0;

	for (unsigned i = 0; i < of; i++) {
		struct host_turn t = { 0 };

		if (hosts_turn(hosts, url(text), rate, &t))
			n++;
		else
			turn = t;
	}
	return n;
}

static void a_second_goes_at_once_and_then_one_each_interval(void **state)
{
	struct host_turn t = { 0 };

	(void)state;
	assert_int_equal(let_through("https://a.example/", 4, 4), 4);
	assert_false(hosts_turn(hosts, url("https://a.example/"), 4, &t));
	assert_int_equal(t.at, clock_mono() + SECOND / 4);
	clock_advance(SECOND / 4 - 1);
	assert_false(hosts_turn(hosts, url("https://a.example/"), 4, &t));
	clock_advance(1);
	assert_true(hosts_turn(hosts, url("https://a.example/"), 4, &t));
	clock_advance(10 * SECOND);
	assert_int_equal(let_through("https://a.example/", 4, 9), 4);
}

static void less_than_one_a_second_has_its_interval_too(void **state)
{
	struct host_turn t = { 0 };

	(void)state;
	assert_int_equal(let_through("https://a.example/", 0.1, 1), 1);
	assert_false(hosts_turn(hosts, url("https://a.example/"), 0.1, &t));
	assert_int_equal(t.at, clock_mono() + 10 * SECOND);
}

static void all_ports_and_schemes_of_a_host_are_one(void **state)
{
	(void)state;
	assert_int_equal(let_through("https://a.example/", 2, 1), 1);
	assert_int_equal(let_through("http://A.example:8080/x", 2, 1), 1);
	assert_int_equal(let_through("https://a.example:8443/", 2, 1), 0);
	assert_int_equal(let_through("https://b.example/", 2, 3), 2);
}

/* So those that wait have their turns one after the other. */
static void a_turn_is_counted_when_it_is_given(void **state)
{
	struct host_turn first = { 0 };
	usec now = clock_mono();

	(void)state;
	assert_int_equal(let_through("https://a.example/", 1, 1), 1);
	assert_false(hosts_turn(hosts, url("https://a.example/"), 1, &first));
	assert_int_equal(first.at, now + SECOND);
	assert_int_equal(let_through("https://a.example/", 1, 1), 0);
	assert_int_equal(turn.at, now + 2 * SECOND);
	assert_false(hosts_turn(hosts, url("https://a.example/"), 1, &first));
	assert_int_equal(first.at, now + SECOND);
	clock_advance(SECOND);
	assert_false(hosts_turn(hosts, url("https://a.example/"), 1, &turn));
	assert_true(hosts_turn(hosts, url("https://a.example/"), 1, &first));
}

static void a_turn_at_another_host_counts_for_nothing(void **state)
{
	struct host_turn t = { 0 };

	(void)state;
	assert_true(hosts_turn(hosts, url("https://a.example/"), 1, &t));
	assert_int_equal(let_through("https://b.example/", 1, 1), 1);
	assert_false(hosts_turn(hosts, url("https://b.example/"), 1, &t));
}

static void without_a_rate_all_go(void **state)
{
	(void)state;
	assert_int_equal(let_through("https://a.example/", 0, 1000), 1000);
}

/* Many strangers' hosts leave the hosts of others as they are. */
static void many_hosts_are_told_apart(void **state)
{
	char text[64];

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "https://h%u.example/", i);
		assert_int_equal(let_through(text, 1, 2), 1);
	}
	assert_int_equal(let_through("https://h17.example/", 1, 1), 0);
	clock_advance(100 * SECOND);
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "https://g%u.example/", i);
		assert_int_equal(let_through(text, 1, 2), 1);
	}
	assert_int_equal(let_through("https://h17.example/", 1, 2), 1);
}

/* X8. */
static void a_port_has_ten_calls_at_a_time(void **state)
{
	uint64_t port[HOST_CALLS + 1], other;

	(void)state;
	for (size_t i = 0; i < HOST_CALLS; i++)
		assert_int_equal(
		    hosts_take(hosts, url("https://a.example/"), &port[i]), 0);
	assert_int_equal(
	    hosts_take(hosts, url("https://a.example/"), &port[HOST_CALLS]),
	    RC_FULL);
	assert_int_equal(
	    hosts_take(hosts, url("https://a.example:8443/"), &other), 0);
	hosts_give(hosts, port[3]);
	assert_int_equal(
	    hosts_take(hosts, url("https://a.example/"), &port[HOST_CALLS]), 0);
}

/* Of those that are called at a time; in whichever order they end. */
static void so_many_ports_may_be_called(void **state)
{
	uint64_t port[HOSTS_MAX], other;
	char text[40];

	(void)state;
	for (unsigned again = 0; again < 2; again++) {
		for (unsigned i = 0; i < HOSTS_MAX; i++) {
			snprintf(text, sizeof(text), "https://a.example:%u/",
			    1000 * (again + 1) + i);
			assert_int_equal(hosts_take(hosts, url(text), &port[i]),
			    0);
		}
		assert_int_equal(
		    hosts_take(hosts, url("https://b.example/"), &other),
		    RC_FULL);
		for (unsigned i = 0; i < HOSTS_MAX; i++)
			hosts_give(hosts, port[i]);
	}
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_second_goes_at_once_and_then_one_each_interval),
		CASE(less_than_one_a_second_has_its_interval_too),
		CASE(all_ports_and_schemes_of_a_host_are_one),
		CASE(a_turn_is_counted_when_it_is_given),
		CASE(a_turn_at_another_host_counts_for_nothing),
		CASE(without_a_rate_all_go),
		CASE(many_hosts_are_told_apart),
		CASE(a_port_has_ten_calls_at_a_time),
		CASE(so_many_ports_may_be_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
