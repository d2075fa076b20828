/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are taken: what stands in them and what does not.
 */
#include "place.h"

#include "conf/changes.h"

/* The configuration that the product promises to take, to the letter. */
static const char promised[] =
    "store { path = \"/var/lib/esmed\" }\n"
    "http \"main\" { listen = \"127.0.0.1:8080\" }\n"
    "control { socket = \"/run/esmed/esmed.sock\" }\n"
    "\n"
    "account \"demo\" {\n"
    "    sid   = \"AC00000000000000000000000000000001\"\n"
    "    token = \"0123456789abcdef0123456789abcdef\"\n"
    "    numbers = { \"+12125550100\", \"+15005550006\" }  # senders it owns; "
    "absent = any\n"
    "    countries = { \"US\", \"CA\", \"GB\" }              # absent = any\n"
    "    callback_http  = yes                          # webhooks may be plain "
    "http\n"
    "    callback_hosts = { \"127.0.0.0/8\" }            # private addresses "
    "allowed for webhooks\n"
    "}\n"
    "\n"
    "smsc \"acme\" {\n"
    "    host = \"127.0.0.1\"\n"
    "    port = 2775\n"
    "    system_id = \"esmed\"\n"
    "    password  = \"secret\"\n"
    "    binds  = 1              # parallel transceiver binds of this "
    "system_id\n"
    "    window = 100            # unanswered submit_sm per bind\n"
    "    throughput = 0          # PDUs per second over all binds, 0 = no "
    "limit\n"
    "    reconnect_min = 1s      # back-off between attempts, with jitter,\n"
    "    reconnect_max = 60s     # from the one to the other\n"
    "    response_timeout = 30s  # no answer to a submit_sm: in doubt\n"
    "    on_doubt   = resend     # or hold: never sent again by itself\n"
    "    doubt_wait = 10s        # for a late answer before a resend\n"
    "    errors = \"errors/smpp34.tsv\"\n"
    "}\n"
    "\n"
    "route \"default\" { smsc = { \"acme\" } }\n";

static void the_promised_file_is_taken_to_the_letter(void **state)
{
	struct place *p = *state;
	struct conf *c = place_load_good(p, promised);
	char path[160];

	assert_string_equal(c->file, p->file);
	assert_string_equal(c->store.path, "/var/lib/esmed");
	assert_true(c->store.map_size == 64ull << 30);
	assert_string_equal(c->control.socket, "/run/esmed/esmed.sock");
	assert_int_equal(c->https, 1);
	assert_string_equal(c->http[0].name, "main");
	assert_string_equal(c->http[0].listen.host, "127.0.0.1");
	assert_int_equal(c->http[0].listen.port, 8080);

	assert_int_equal(c->accounts, 1);
	assert_string_equal(c->account[0].name, "demo");
	assert_string_equal(c->account[0].sid,
	    "AC00000000000000000000000000000001");
	assert_string_equal(c->account[0].token,
	    "0123456789abcdef0123456789abcdef");
	assert_int_equal(c->account[0].numbers.n, 2);
	assert_string_equal(c->account[0].numbers.v[1], "+15005550006");
	assert_int_equal(c->account[0].countries.n, 3);
	assert_string_equal(c->account[0].countries.v[0], "US");
	assert_true(c->account[0].callback_http);
	assert_string_equal(c->account[0].callback_hosts.v[0], "127.0.0.0/8");

	assert_int_equal(c->smscs, 1);
	assert_int_equal(c->smsc[0].port, 2775);
	assert_string_equal(c->smsc[0].password, "secret");
	assert_int_equal(c->smsc[0].window, 100);
	assert_true(c->smsc[0].reconnect_max == 60 * SECOND);
	assert_true(c->smsc[0].response_timeout == 30 * SECOND);
	assert_int_equal(c->smsc[0].on_doubt, CONF_RESEND);
	snprintf(path, sizeof(path), "%s/errors/smpp34.tsv", p->folder);
	assert_string_equal(c->smsc[0].errors, path);

	assert_int_equal(c->routes, 1);
	assert_string_equal(c->route[0].name, "default");
	assert_string_equal(c->route[0].smsc.v[0], "acme");
	conf_free(c);
}

static void what_is_absent_has_its_default(void **state)
{
	struct place *p = *state;
	struct conf *c = place_load_good(p, SMSC "}\n" REST);
	const struct conf_smsc *s = &c->smsc[0];
	char path[160];

	assert_int_equal(s->port, 2775);
	assert_int_equal(s->binds, 1);
	assert_int_equal(s->window, 10);
	assert_int_equal(s->inbound_window, 1000);
	assert_true(s->throughput == 0.0);
	assert_true(s->bind_timeout == 10 * SECOND);
	assert_true(s->enquire_link == 30 * SECOND);
	assert_true(s->reconnect_min == SECOND);
	assert_true(s->doubt_wait == 10 * SECOND);
	assert_true(s->validity == 24 * 3600 * SECOND);
	assert_true(c->message.unknown_after == 72 * 3600 * SECOND);
	assert_true(c->message.callback_rate == 200.0);
	assert_false(c->account[0].callback_challenge);
	assert_int_equal(s->source_ton, CONF_AUTO);
	assert_string_equal(s->service_type, "");
	snprintf(path, sizeof(path), "%s/errors/ref.tsv", p->folder);
	assert_string_equal(s->errors, path);
	assert_string_equal(c->store.path, "/var/lib/esmed");
	assert_int_equal(c->log.level, LOG_INFO);
	assert_int_equal(c->account[0].numbers.n, 0);
	assert_string_equal(c->http[0].listen.host, "127.0.0.1");
	conf_free(c);
}

static void every_unit_is_known(void **state)
{
	const struct conf_smsc *s;
	struct conf *c;

	c = place_load_good(*state,
	    "store { map_size = 524288KiB } log { level = debug } "
	    "message { unknown_after = 3d callback_rate = 0.5 }" REST SMSC
	    "enquire_link = 1500ms response_timeout = 45s reconnect_max = 5min "
	    "validity = 48h doubt_wait = 0 "
	    "throughput = 0.5 on_doubt = hold dest_ton = 1 }");
	s = &c->smsc[0];
	assert_true(c->store.map_size == 512ull << 20);
	assert_int_equal(c->log.level, LOG_DEBUG);
	assert_true(s->enquire_link == 1500000);
	assert_true(s->response_timeout == 45 * SECOND);
	assert_true(s->reconnect_max == 300 * SECOND);
	assert_true(s->validity == 48 * 3600 * SECOND);
	assert_true(c->message.unknown_after == 72 * 3600 * SECOND);
	assert_true(c->message.callback_rate == 0.5);
	assert_true(s->doubt_wait == 0);
	assert_true(s->throughput == 0.5);
	assert_int_equal(s->on_doubt, CONF_HOLD);
	assert_int_equal(s->dest_ton, 1);
	conf_free(c);
}

static void a_secret_comes_from_a_file_or_the_environment(void **state)
{
	struct place *p = *state;
	struct conf *c;

	place_write_in(p, "secret", "0123456789abcdefXYZ\r\nsecond line\n");
	assert_int_equal(setenv("ESMED_TEST_SECRET", "s3cret", 1), 0);
	c = place_load_good(p,
	    SMSC "password = \"env:ESMED_TEST_SECRET\" }\n" ROUTE HTTP
		 "account a { sid = AC00000000000000000000000000000001 token = "
		 "file:secret }");
	assert_string_equal(c->smsc[0].password, "s3cret");
	assert_string_equal(c->account[0].token, "0123456789abcdefXYZ");
	conf_free(c);
	assert_int_equal(unsetenv("ESMED_TEST_SECRET"), 0);
}

static void secrets_in_a_file_that_others_may_read_get_a_warning(void **state)
{
	struct place *p = *state;
	struct conf_report rep = { 0 };
	struct conf *c;

	place_write(p->file, promised, strlen(promised));
	assert_int_equal(chmod(p->file, 0644), 0);
	assert_int_equal(conf_load(p->file, &c, &rep), 0);
	assert_int_equal(rep.warnings, 1);
	assert_int_equal(rep.entry[0].level, CONF_WARNING);
	assert_non_null(strstr(rep.entry[0].text, "chmod 600"));
	conf_report_free(&rep);
	conf_free(c);
}

static void comments_and_windows_line_ends_go_anywhere(void **state)
{
	struct conf *c = place_load_good(*state,
	    "# one\r\n// two\r\nstore /* a */ { path /* b */ = // c\r\n"
	    "/* d\r\n */ \"/x#y//z\" # e\r\n}\r\n" SMSC "}" ROUTE HTTP
	    "account a { numbers = { # f\n 'a b', // g\n } sid = "
	    "AC00000000000000000000000000000001 token = '${3456789abcdef}' }");

	assert_string_equal(c->store.path, "/x#y//z");
	assert_string_equal(c->account[0].numbers.v[0], "a b");
	assert_string_equal(c->account[0].token, "${3456789abcdef}");
	conf_free(c);
}

static void the_sample_is_taken(void **state)
{
	struct buf b = { 0 };
	struct conf *c;

	conf_sample(&b);
	c = place_load_good(*state, buf_cstr(&b));
	assert_int_equal(c->smscs, 1);
	assert_int_equal(c->smsc[0].window, 100);
	conf_free(c);
	buf_free(&b);
}

static void every_default_of_the_sample_is_one_that_is_taken(void **state)
{
	struct buf b = { 0 };
	struct conf *c;
	uint8_t *s;

	conf_sample(&b);
	(void)buf_cstr(&b);
	s = buf_bytes(&b);
	for (size_t i = 0; i + 1 < b.len; i++) {
		if (s[i] == '#' && s[i + 1] != ' ')
			s[i] = ' ';
	}
	c = place_load_good(*state, buf_cstr(&b));
	assert_true(c->store.map_size == 64ull << 30);
	assert_true(c->message.unknown_after == 72 * 3600 * SECOND);
	conf_free(c);
	buf_free(&b);
}

static void a_difference_says_what_it_takes_and_shows_no_secret(void **state)
{
	static const char *const want[] = {
		"store.path: \"/var/lib/esmed\" -> \"/x\": needs a restart",
		"account a.token: (secret) -> (secret): live",
		"smsc acme.port: 2775 -> 1: binds are made anew",
		"smsc acme.enquire_link: 30s -> 1min: live",
		"smsc acme.window: 10 -> 20: live",
		"smsc beta: added: live",
		"route r.smsc: { \"acme\" } -> { \"beta\", \"acme\" }: live",
	};
	struct conf *a = place_load_good(*state, SMSC "}\n" REST);
	struct conf *b = place_load_good(*state,
	    "smsc beta { host = h system_id = i }\n" SMSC
	    "port = 1 window = 20 enquire_link = 60s }\n"
	    "store { path = /x } route r { smsc = { beta, acme } }\n" HTTP
	    "account a { sid = AC00000000000000000000000000000001 token = "
	    "0123456789abcdeF }");
	struct conf_changes changes;
	struct conf_report rep = { 0 };

	conf_changes_find(a, a, &rep, &changes);
	assert_int_equal(changes.restarts, 0);
	conf_changes_free(&changes);
	assert_int_equal(rep.notes, 0);
	conf_changes_find(a, b, &rep, &changes);
	assert_int_equal(changes.restarts, 1);
	conf_changes_free(&changes);
	assert_int_equal(rep.notes, ARRAY_LEN(want));
	for (size_t i = 0; i < rep.entries; i++) {
		char line[200];

		snprintf(line, sizeof(line), "%s: %s", rep.entry[i].key,
		    rep.entry[i].text);
		assert_string_equal(line, want[i]);
	}
	conf_report_free(&rep);
	conf_free(a);
	conf_free(b);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_promised_file_is_taken_to_the_letter),
		CASE(what_is_absent_has_its_default),
		CASE(every_unit_is_known),
		CASE(a_secret_comes_from_a_file_or_the_environment),
		CASE(secrets_in_a_file_that_others_may_read_get_a_warning),
		CASE(comments_and_windows_line_ends_go_anywhere),
		CASE(the_sample_is_taken),
		CASE(every_default_of_the_sample_is_one_that_is_taken),
		CASE(a_difference_says_what_it_takes_and_shows_no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
