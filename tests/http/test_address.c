/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

static struct sockaddr_storage address_of(const char *text)
{
	struct sockaddr_storage ss = { 0 };
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = 1 };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = 1 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		memcpy(&ss, &v4, sizeof(v4));
	else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		memcpy(&ss, &v6, sizeof(v6));
	else
		fail_msg("%s", text);
	return ss;
}

static enum address_class class_of(const char *text)
{
	struct sockaddr_storage ss = address_of(text);

	return address_class((const struct sockaddr *)&ss);
}

static bool list_has(const struct nets *list, const char *text)
{
	struct sockaddr_storage ss = address_of(text);

	return nets_has(list, (const struct sockaddr *)&ss);
}

/* Both ends of each range, and where there is one the address beside. */
static const struct {
	const char *address;
	enum address_class class;
} rows[] = {
	{ "0.0.0.0", ADDRESS_UNSPECIFIED },
	{ "0.255.255.255", ADDRESS_UNSPECIFIED },
	{ "1.0.0.0", ADDRESS_PUBLIC },
	{ "9.255.255.255", ADDRESS_PUBLIC },
	{ "10.0.0.0", ADDRESS_PRIVATE },
	{ "10.255.255.255", ADDRESS_PRIVATE },
	{ "11.0.0.0", ADDRESS_PUBLIC },
	{ "100.63.255.255", ADDRESS_PUBLIC },
	{ "100.64.0.0", ADDRESS_SHARED },
	{ "100.100.100.200", ADDRESS_METADATA },
	{ "100.127.255.255", ADDRESS_SHARED },
	{ "100.128.0.0", ADDRESS_PUBLIC },
	{ "126.255.255.255", ADDRESS_PUBLIC },
	{ "127.0.0.0", ADDRESS_LOOPBACK },
	{ "127.255.255.255", ADDRESS_LOOPBACK },
	{ "128.0.0.0", ADDRESS_PUBLIC },
	{ "169.253.255.255", ADDRESS_PUBLIC },
	{ "169.254.0.0", ADDRESS_LINK_LOCAL },
	{ "169.254.169.254", ADDRESS_METADATA },
	{ "169.254.255.255", ADDRESS_LINK_LOCAL },
	{ "172.15.255.255", ADDRESS_PUBLIC },
	{ "172.16.0.0", ADDRESS_PRIVATE },
	{ "172.31.255.255", ADDRESS_PRIVATE },
	{ "172.32.0.0", ADDRESS_PUBLIC },
	{ "192.0.0.1", ADDRESS_RESERVED },
	{ "192.0.2.1", ADDRESS_DOCUMENTATION },
	{ "192.167.255.255", ADDRESS_PUBLIC },
	{ "192.168.0.0", ADDRESS_PRIVATE },
	{ "192.168.255.255", ADDRESS_PRIVATE },
	{ "192.169.0.0", ADDRESS_PUBLIC },
	{ "198.17.255.255", ADDRESS_PUBLIC },
	{ "198.18.0.0", ADDRESS_BENCHMARK },
	{ "198.19.255.255", ADDRESS_BENCHMARK },
	{ "198.20.0.0", ADDRESS_PUBLIC },
	{ "223.255.255.255", ADDRESS_PUBLIC },
	{ "224.0.0.0", ADDRESS_MULTICAST },
	{ "239.255.255.255", ADDRESS_MULTICAST },
	{ "240.0.0.0", ADDRESS_RESERVED },
	{ "255.255.255.255", ADDRESS_BROADCAST },
	{ "::", ADDRESS_UNSPECIFIED },
	{ "::1", ADDRESS_LOOPBACK },
	{ "::2", ADDRESS_TRANSLATED },
	{ "::7f00:1", ADDRESS_TRANSLATED },
	{ "::ffff:127.0.0.1", ADDRESS_LOOPBACK },
	{ "::ffff:10.0.0.1", ADDRESS_PRIVATE },
	{ "::ffff:8.8.8.8", ADDRESS_PUBLIC },
	{ "::ffff:0:127.0.0.1", ADDRESS_TRANSLATED },
	{ "64:ff9b::7f00:1", ADDRESS_TRANSLATED },
	{ "64:ff9b::808:808", ADDRESS_TRANSLATED },
	{ "64:ff9b:1::1", ADDRESS_TRANSLATED },
	{ "100::1", ADDRESS_RESERVED },
	{ "1fff:ffff::", ADDRESS_RESERVED },
	{ "2000::", ADDRESS_PUBLIC },
	{ "2001::1", ADDRESS_TRANSLATED },
	{ "2001:20::1", ADDRESS_RESERVED },
	{ "2001:200::1", ADDRESS_PUBLIC },
	{ "2001:db8::1", ADDRESS_DOCUMENTATION },
	{ "2002:7f00:1::", ADDRESS_TRANSLATED },
	{ "2003::", ADDRESS_PUBLIC },
	{ "3ffe:ffff::", ADDRESS_PUBLIC },
	{ "4000::", ADDRESS_RESERVED },
	{ "bfff::", ADDRESS_RESERVED },
	{ "fbff::", ADDRESS_RESERVED },
	{ "fc00::", ADDRESS_PRIVATE },
	{ "fd00:ec2::254", ADDRESS_METADATA },
	{ "fdff:ffff::", ADDRESS_PRIVATE },
	{ "fe00::", ADDRESS_RESERVED },
	{ "fe80::1", ADDRESS_LINK_LOCAL },
	{ "febf:ffff::", ADDRESS_LINK_LOCAL },
	{ "fec0::", ADDRESS_PRIVATE },
	{ "ff02::1", ADDRESS_MULTICAST },
};

static void x1_each_range_has_its_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (class_of(rows[i].address) != rows[i].class)
			fail_msg("%s is %s, not %s", rows[i].address,
			    address_class_text(class_of(rows[i].address)),
			    address_class_text(rows[i].class));
	}
}

static void what_is_not_ip_is_refused(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct nets all = { 0 };
	char text[ADDRESS_TEXT_BYTES];

	(void)state;
	assert_int_equal(nets_add(&all, "0.0.0.0/0"), 0);
	assert_int_equal(nets_add(&all, "::/0"), 0);
	assert_int_equal(address_refused((const struct sockaddr *)&un, &all),
	    ADDRESS_RESERVED);
	address_format((const struct sockaddr *)&un, text);
	assert_string_equal(text, "?");
}

static void a_net_holds_its_prefix_and_nothing_else(void **state)
{
	struct nets list = { 0 };

	(void)state;
	assert_int_equal(nets_add(&list, "10.1.2.128/25"), 0);
	assert_int_equal(nets_add(&list, "192.0.2.9"), 0);
	assert_int_equal(nets_add(&list, "fd00:0:0:8000::/49"), 0);
	assert_int_equal(nets_add(&list, "::1"), 0);
	assert_true(list_has(&list, "10.1.2.128"));
	assert_true(list_has(&list, "10.1.2.255"));
	assert_true(list_has(&list, "::ffff:10.1.2.200"));
	assert_false(list_has(&list, "10.1.2.127"));
	assert_false(list_has(&list, "10.1.3.128"));
	assert_true(list_has(&list, "192.0.2.9"));
	assert_false(list_has(&list, "192.0.2.8"));
	assert_true(list_has(&list, "fd00:0:0:ffff::1"));
	assert_false(list_has(&list, "fd00:0:0:7fff::1"));
	assert_true(list_has(&list, "::1"));
	assert_false(list_has(&list, "::"));
	assert_false(list_has(&list, "127.0.0.1"));
}

static void a_malformed_net_is_refused(void **state)
{
	static const char *const bad[] = { "", "/", "/8", "10", "10.0.0.0/",
		"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/0x8",
		"10.0.0.0/ 8", "::1/129", "localhost", "[::1]", "010.0.0.1",
		"10.0.0.0/8/8",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb" };
	struct nets list = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (nets_add(&list, bad[i]) != RC_BAD)
			fail_msg("\"%s\" was taken", bad[i]);
	}
	for (size_t i = 0; i < NETS_MAX; i++)
		assert_int_equal(nets_add(&list, "10.0.0.0/8"), 0);
	assert_int_equal(nets_add(&list, "10.0.0.0/8"), RC_FULL);
}

static void x1_our_own_addresses_are_known(void **state)
{
	struct sockaddr_storage ss = address_of("127.0.0.1");
	struct ifaddrs *all;
	size_t n = 0;

	(void)state;
	assert_true(address_is_own((const struct sockaddr *)&ss));
	ss = address_of("::ffff:127.0.0.1");
	assert_true(address_is_own((const struct sockaddr *)&ss));
	ss = address_of("192.0.2.77");
	assert_false(address_is_own((const struct sockaddr *)&ss));
	assert_int_equal(getifaddrs(&all), 0);
	for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET)
			continue;
		assert_true(address_is_own(i->ifa_addr));
		n++;
	}
	freeifaddrs(all);
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x1_each_range_has_its_class),
		cmocka_unit_test(what_is_not_ip_is_refused),
		cmocka_unit_test(a_net_holds_its_prefix_and_nothing_else),
		cmocka_unit_test(a_malformed_net_is_refused),
		cmocka_unit_test(x1_our_own_addresses_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
