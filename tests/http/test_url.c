/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/override.h"
#include "http/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int parse(struct url *u, const char *text)
{
	const char *why;

	return url_parse(u, text, strlen(text), &why);
}

static bool is_part(struct url_part p, const char *text)
{
	return p.len == strlen(text) && memcmp(p.at, text, p.len) == 0;
}

static int check(const char *text, const struct url_policy *p, char *why)
{
	return url_check_text(text, strlen(text), p, why);
}

static void a_url_is_cut_into_its_parts(void **state)
{
	struct url u;

	(void)state;
	assert_int_equal(
	    parse(&u, "https://Hook.Example.com:8443/a/b?c=d&e[]=%41#ct=1000"),
	    0);
	assert_true(u.tls);
	assert_int_equal(u.kind, URL_HOST_NAME);
	assert_string_equal(u.host, "hook.example.com");
	assert_int_equal(u.port, 8443);
	assert_true(is_part(u.target, "/a/b?c=d&e[]=%41"));
	assert_true(is_part(u.fragment, "ct=1000"));
	assert_false(u.has_user);

	assert_int_equal(parse(&u, "http://192.0.2.7"), 0);
	assert_false(u.tls);
	assert_int_equal(u.kind, URL_HOST_V4);
	assert_int_equal(u.port, 80);
	assert_true(is_part(u.target, ""));

	assert_int_equal(parse(&u, "HTTPS://[2001:DB8::7]:444?x"), 0);
	assert_int_equal(u.kind, URL_HOST_V6);
	assert_string_equal(u.host, "2001:db8::7");
	assert_int_equal(u.port, 444);
	assert_true(is_part(u.target, "?x"));

	assert_int_equal(parse(&u, "https://xn--bcher-kva.example/"), 0);
	assert_int_equal(u.port, 443);
}

static void user_and_secret_are_given_apart(void **state)
{
	struct url u;
	struct buf plain = { 0 };

	(void)state;
	assert_int_equal(
	    parse(&u, "https://us%40er:p%3Aw:x@a.example:443/p?q#rc=2"), 0);
	assert_true(u.has_user);
	assert_string_equal(u.user, "us@er");
	assert_string_equal(u.secret, "p:w:x");
	assert_string_equal(u.host, "a.example");
	url_add_plain(&u, &plain);
	assert_string_equal(buf_cstr(&plain), "https://a.example:443/p?q");
	buf_free(&plain);

	assert_int_equal(parse(&u, "https://u@a.example"), 0);
	assert_string_equal(u.user, "u");
	assert_string_equal(u.secret, "");
}

static void the_plain_url_is_byte_for_byte_what_was_written(void **state)
{
	static const char *const same[] = {
		"hTTps://EXAMPLE.com:443/../a/./b//?%7e&&=#",
		"http://[::0001]:8080/?q=%zz|{}"
	};
	struct buf plain = { 0 };
	struct url u;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		size_t len = strcspn(same[i], "#");

		assert_int_equal(parse(&u, same[i]), 0);
		buf_clear(&plain);
		url_add_plain(&u, &plain);
		assert_int_equal(plain.len, len);
		assert_memory_equal(buf_bytes(&plain), same[i], len);
	}
	buf_free(&plain);
}

static void x2_what_two_readers_could_read_in_two_ways_is_refused(void **state)
{
	static const char *const bad[] = { "", "https", "https:", "https:/",
		"https://", "https:///a", "https://?", "https://#", "//a",
		"a.example", "ftp://a.example", "httpss://a", "http//a",
		"file:///etc/passwd", "gopher://a", " https://a", "https://a ",
		"https://a/ b", "https://a\t", "https://a\r\nX: y",
		"https://a/\n", "https://a\x7f", "https://a\\@b", "https:\\\\a",
		"https://a/\\..", "https://b\xc3\xbc.example", "https://a/\xff",
		"https://a/\"", "https://a/<b>", "https://a/^", "https://a/`",
		/* hosts */
		"https://a.example.", "https://.a", "https://a..b",
		"https://a_b.example", "https://-a.example",
		"https://a-.example", "https://a%2eb", "https://%61",
		"https://a,b", "https://*", "https://a:b@", "https://@",
		"https://[::1", "https://::1", "https://[::1]x",
		"https://[::1]:", "https://[fe80::1%25eth0]", "https://[]",
		"https://[1.2.3.4]", "https://[v1.a]", "https://a]",
		"https://[a",
		/* numbers that are addresses to inet_aton() */
		"https://2130706433", "https://0177.1", "https://0x7f.1",
		"https://0x7f000001", "https://127.1", "https://127.0.1",
		"https://0177.0.0.1", "https://127.0.0.01",
		"https://127.0.0.0x1", "https://1.2.3.256", "https://1.2.3.4.5",
		"https://a.1", "https://a.0x", "https://127.0.0.1.",
		"https://00.0.0.0",
		/* ports */
		"https://a:", "https://a:0", "https://a:65536", "https://a:099",
		"https://a:+80", "https://a:80a", "https://a:-1",
		"https://a:999999", "https://a:80:80",
		/* users */
		"https://a@b@c", "https://a:b@c@d", "https://a%zz@b",
		"https://a%0a@b", "https://a%00@b", "https://u%3au:p@b",
		"https://[u]@b", "https://u:p%@b",
		/* where does the host end? */
		"https://a#@b", "https://a#@b/", "https://a.example/#x@b",
		"https://a/#b/c?", "https://a#b#c" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct url u;
		const char *why = NULL;

		if (url_parse(&u, bad[i], strlen(bad[i]), &why) != RC_BAD)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_non_null(why);
	}
}

static void a_url_may_have_a_nul_nowhere(void **state)
{
	static const char nul[] = "https://a\0.example/";
	const char *why;
	struct url u;

	(void)state;
	assert_int_equal(url_parse(&u, nul, sizeof(nul) - 1, &why), RC_BAD);
	assert_int_equal(url_parse(&u, nul, sizeof(nul), &why), RC_BAD);
}

static void lengths_are_bounded(void **state)
{
	char text[URL_MAX + 2] = "https://a/", host[300];
	struct url u;

	(void)state;
	memset(text + 10, 'x', sizeof(text) - 10);
	text[URL_MAX] = '\0';
	assert_int_equal(parse(&u, text), 0);
	assert_int_equal(url_parse(&u, text, URL_MAX + 1, &(const char *){ 0 }),
	    RC_BAD);

	/* 3 * 64 + 61 = 253 */
	memset(host, 'h', sizeof(host));
	host[63] = host[127] = host[191] = '.';
	snprintf(text, sizeof(text), "http://%.253s/", host);
	assert_int_equal(parse(&u, text), 0);
	assert_int_equal(strlen(u.host), 253);
	snprintf(text, sizeof(text), "http://%.254s/", host);
	assert_int_equal(parse(&u, text), RC_BAD);
	snprintf(text, sizeof(text), "http://%.63s/", host);
	assert_int_equal(parse(&u, text), 0);
	host[63] = 'h';
	snprintf(text, sizeof(text), "http://%.64s/", host);
	assert_int_equal(parse(&u, text), RC_BAD);

	snprintf(text, sizeof(text), "http://%0128d:%0128d@a", 1, 2);
	assert_int_equal(parse(&u, text), 0);
	assert_int_equal(strlen(u.secret), 128);
	snprintf(text, sizeof(text), "http://%0129d@a", 1);
	assert_int_equal(parse(&u, text), RC_BAD);
}

static void x1_private_addresses_are_refused_when_a_url_is_saved(void **state)
{
	static const char *const bad[] = { "127.0.0.1", "localhost",
		"LocalHost", "a.localhost", "[::1]", "0.0.0.0", "10.1.2.3",
		"172.31.255.255", "192.168.0.1", "100.64.0.1",
		"169.254.169.254", "[fc00::1]", "[fe80::1]",
		"[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
		"224.0.0.1", "255.255.255.255", "198.18.0.1" };
	static const char *const good[] = { "192.0.1.1", "8.8.8.8",
		"mylocalhost", "localhost.example", "[2606:4700::1111]",
		"intranet", "[::ffff:8.8.8.8]" };
	struct url_policy p = { 0 };
	char text[100], why[URL_WHY_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(text, sizeof(text), "https://%s/", bad[i]);
		if (check(text, &p, why) != RC_DENIED)
			fail_msg("%s was taken", text);
	}
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		snprintf(text, sizeof(text), "https://%s/", good[i]);
		if (check(text, &p, why) != 0)
			fail_msg("%s was refused: %s", text, why);
	}
	assert_int_equal(check("https://10.1.2.3/", &p, why), RC_DENIED);
	assert_string_equal(why, "host 10.1.2.3 is a private address, which "
				 "callback_hosts does not allow");
}

static void the_allow_list_takes_what_it_names(void **state)
{
	struct url_policy p = { 0 };
	char why[URL_WHY_BYTES];

	(void)state;
	assert_int_equal(nets_add(&p.allow, "10.1.0.0/16"), 0);
	assert_int_equal(check("https://10.1.2.3/", &p, why), 0);
	assert_int_equal(check("https://10.2.2.3/", &p, why), RC_DENIED);
	assert_int_equal(check("https://localhost/", &p, why), RC_DENIED);
	assert_int_equal(nets_add(&p.allow, "::1"), 0);
	assert_int_equal(check("https://localhost/", &p, why), 0);
	assert_int_equal(check("https://127.0.0.1/", &p, why), RC_DENIED);
}

static void plain_http_needs_a_yes(void **state)
{
	struct url_policy p = { 0 };
	char why[URL_WHY_BYTES];

	(void)state;
	assert_int_equal(check("http://a.example/", &p, why), RC_DENIED);
	p.plain_http = true;
	assert_int_equal(check("http://a.example/", &p, why), 0);
	assert_int_equal(check("http://a example/", &p, why), RC_BAD);
	assert_string_equal(why, "it has a space: write %20");
}

static void x2_ports_of_other_services_are_refused(void **state)
{
	static const unsigned bad[] = { 1, 22, 25, 53, 110, 444, 1023, 2775,
		3306, 5432, 6000, 6063, 6379, 11211, 27017 };
	static const unsigned good[] = { 80, 443, 1024, 3000, 4443, 5000, 5999,
		8000, 8080, 8443, 9000, 65535 };
	struct url_policy p = { 0 };
	char text[100], why[URL_WHY_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(text, sizeof(text), "https://a.example:%u/", bad[i]);
		if (check(text, &p, why) != RC_DENIED)
			fail_msg("%s was taken", text);
	}
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		snprintf(text, sizeof(text), "https://a.example:%u/", good[i]);
		if (check(text, &p, why) != 0)
			fail_msg("%s was refused: %s", text, why);
	}
}

static struct override overrides_of(const char *fragment)
{
	return override_parse(
	    (struct url_part){ .at = fragment, .len = strlen(fragment) });
}

static bool is_same(const struct override *a, const struct override *b)
{
	return a->connect == b->connect && a->read == b->read &&
	       a->total == b->total && a->retries == b->retries &&
	       a->policy == b->policy;
}

static void a_fragment_changes_how_a_url_is_called(void **state)
{
	struct override o = overrides_of(
	    "ct=1000&rt=5000&tt=14000&rc=2&rp=5xx,rt&sni=y&e=ashburn");

	(void)state;
	assert_int_equal(o.connect, 1 * SECOND);
	assert_int_equal(o.read, 5 * SECOND);
	assert_int_equal(o.total, 14 * SECOND);
	assert_int_equal(o.retries, 2);
	assert_int_equal(o.policy, OVERRIDE_5XX | OVERRIDE_READ);
	o = overrides_of("rp=all&rc=0");
	assert_int_equal(o.policy, OVERRIDE_ALL);
	assert_int_equal(o.retries, 0);
	o = overrides_of("rp=ct,4xx&ct=100");
	assert_int_equal(o.policy, OVERRIDE_CONNECT | OVERRIDE_4XX);
	assert_int_equal(o.connect, SECOND / 10);
}

static void an_override_out_of_its_range_has_no_effect(void **state)
{
	static const char *const none[] = { "", "&", "=", "ct", "ct=", "ct=99",
		"ct=10001", "rt=15001", "tt=99999", "tt=999999", "rc=6",
		"rc=-1", "rc=1a", "rp=", "rp=6xx", "rp=rt,6xx", "rp=,,", "x=1",
		"CT=1000", "ct=1000=1", "&&==&" };
	struct override o;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		o = overrides_of(none[i]);
		if (!is_same(&o, &override_default))
			fail_msg("\"%s\" had an effect", none[i]);
	}
}

static void check_resolved(const char *base, const char *ref, const char *want)
{
	const struct url_part b = { base, strlen(base) };
	const struct url_part r = { ref, strlen(ref) };
	struct buf got = { 0 };

	url_resolve(&b, &r, &got);
	assert_string_equal(buf_cstr(&got), want);
	buf_free(&got);
}

/* RFC 3986, 5.4.1 and 5.4.2. */
static void a_reference_is_resolved(void **state)
{
	static const char base[] = "http://a/b/c/d;p?q";
	static const char *const rows[][2] = { { "g:h", "g:h" },
		{ "g", "http://a/b/c/g" }, { "./g", "http://a/b/c/g" },
		{ "g/", "http://a/b/c/g/" }, { "/g", "http://a/g" },
		{ "//g", "http://g" }, { "?y", "http://a/b/c/d;p?y" },
		{ "g?y", "http://a/b/c/g?y" }, { "#s", "http://a/b/c/d;p?q#s" },
		{ "g#s", "http://a/b/c/g#s" },
		{ "g?y#s", "http://a/b/c/g?y#s" }, { ";x", "http://a/b/c/;x" },
		{ "g;x", "http://a/b/c/g;x" }, { "", "http://a/b/c/d;p?q" },
		{ ".", "http://a/b/c/" }, { "./", "http://a/b/c/" },
		{ "..", "http://a/b/" }, { "../", "http://a/b/" },
		{ "../g", "http://a/b/g" }, { "../..", "http://a/" },
		{ "../../", "http://a/" }, { "../../g", "http://a/g" },
		{ "../../../g", "http://a/g" },
		{ "../../../../g", "http://a/g" }, { "/./g", "http://a/g" },
		{ "/../g", "http://a/g" }, { "g.", "http://a/b/c/g." },
		{ ".g", "http://a/b/c/.g" }, { "g..", "http://a/b/c/g.." },
		{ "..g", "http://a/b/c/..g" }, { "./../g", "http://a/b/g" },
		{ "./g/.", "http://a/b/c/g/" }, { "g/./h", "http://a/b/c/g/h" },
		{ "g/../h", "http://a/b/c/h" },
		{ "g;x=1/./y", "http://a/b/c/g;x=1/y" },
		{ "g;x=1/../y", "http://a/b/c/y" },
		{ "g?y/./x", "http://a/b/c/g?y/./x" },
		{ "g#s/../x", "http://a/b/c/g#s/../x" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_resolved(base, rows[i][0], rows[i][1]);
	check_resolved("https://u:s@a.b:8443", "g", "https://u:s@a.b:8443/g");
	check_resolved("https://u:s@a.b:8443?q", "/g#rc=2",
	    "https://u:s@a.b:8443/g#rc=2");
	check_resolved("https://a/b#ct=100", "?x", "https://a/b?x");
	check_resolved("https://a/b", "1g:h", "https://a/1g:h");
	check_resolved("https://a/b?c=/d/", "g", "https://a/g");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_is_cut_into_its_parts),
		cmocka_unit_test(user_and_secret_are_given_apart),
		cmocka_unit_test(
		    the_plain_url_is_byte_for_byte_what_was_written),
		cmocka_unit_test(
		    x2_what_two_readers_could_read_in_two_ways_is_refused),
		cmocka_unit_test(a_url_may_have_a_nul_nowhere),
		cmocka_unit_test(lengths_are_bounded),
		cmocka_unit_test(
		    x1_private_addresses_are_refused_when_a_url_is_saved),
		cmocka_unit_test(the_allow_list_takes_what_it_names),
		cmocka_unit_test(plain_http_needs_a_yes),
		cmocka_unit_test(x2_ports_of_other_services_are_refused),
		cmocka_unit_test(a_fragment_changes_how_a_url_is_called),
		cmocka_unit_test(an_override_out_of_its_range_has_no_effect),
		cmocka_unit_test(a_reference_is_resolved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
