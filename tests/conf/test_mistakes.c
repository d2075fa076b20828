/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are refused: each mistake with its line, key and reason.
 */
#include "place.h"

static void what_libconfuse_takes_silently_is_an_error(void **state)
{
	struct place *p = *state;

	expect_only(p, REST SMSC,
	    "4: smsc acme: the section that starts here is not closed: end it "
	    "with }");
	expect_only(p, SMSC "}\n" REST "\n/* to be continued\n",
	    "6: the comment that starts here is never closed: end it with */");
	expect_only(p, SMSC "}\n/* to be continued\n" REST,
	    "2: the comment that starts here is never closed: end it with */");
	expect_smsc(p, "port = 1\nport = 2",
	    "3: smsc acme.port: given twice, first in line 2: keep one");
	expect_only(p, "store { }\nstore { }\n" SMSC "}\n" REST,
	    "2: store: given twice, first in line 1: keep one");
	expect_only(p, SMSC "}\n" REST SMSC "}\n",
	    "5: smsc: \"acme\" is given twice, first in line 1: keep one");
	expect_smsc(p, "service_type = +1212",
	    "2: smsc acme.service_type: a plus outside quotes would be lost: "
	    "write \"+1212\"");
	expect_smsc(p, "port = 02775",
	    "2: smsc acme.port: \"02775\" starts with 0 and could be octal: "
	    "leave the 0 out");
	expect_smsc(p, "service_type = \"${HOME}\"",
	    "2: smsc acme.service_type: variables are not replaced: a secret "
	    "may be written as \"env:NAME\"; a text with ${ stands in 'single "
	    "quotes'");
	expect_smsc(p, "service_type = ${HOME}",
	    "2: smsc acme.service_type: ${HOME}: variables are not replaced; "
	    "a secret may be written as \"env:NAME\"");
	expect_smsc(p, "service_type = \"a\\tb\"",
	    "2: smsc acme.service_type: only \\\\ and \\\" are known after a "
	    "backslash: double the backslash");
	expect_smsc(p, "service_type = \"ab",
	    "2: smsc acme.service_type: the quote that starts here is not "
	    "closed on this line");
}

static void a_section_left_open_in_the_middle_is_found_where_it_starts(
    void **state)
{
	expect_only(*state, "store {\n" SMSC "}\n" REST,
	    "1: store: the section that starts here is not closed: end it "
	    "with }");
}

static void a_slip_of_the_pen_gets_the_nearest_name(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "windw = 100",
	    "2: smsc acme.windw: unknown key; did you mean \"window\"?");
	expect_smsc(p, "map_size = x",
	    "2: smsc acme.map_size: unknown key: it belongs into a section "
	    "\"store\"");
	expect_smsc(p, "colour_of_the_box = { red, \"green\" }",
	    "2: smsc acme.colour_of_the_box: unknown key in this section");
	expect_only(p, SMSC "}\n" REST "acount b { sid = 1 }",
	    "5: acount: unknown section; did you mean \"account\"?");
	expect_only(p, SMSC "}\n" HTTP ACCOUNT "route r { smsc = { acne } }",
	    "4: route r.smsc: there is no smsc \"acne\"; did you mean "
	    "\"acme\"?");
}

static void each_value_out_of_range_names_line_and_key(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "port = 70000",
	    "2: smsc acme.port: 70000 is out of range: it may be 1 to 65535");
	expect_smsc(p, "port = 0",
	    "2: smsc acme.port: 0 is out of range: it may be 1 to 65535");
	expect_smsc(p, "window = many",
	    "2: smsc acme.window: \"many\" is no number: write a number, as "
	    "100");
	expect_smsc(p, "window = 99999999999999999999999",
	    "2: smsc acme.window: \"99999999999999999999999\" is no number: "
	    "write a number, as 100");
	expect_smsc(p, "enquire_link = 30",
	    "2: smsc acme.enquire_link: \"30\" is no duration: write 500ms, "
	    "30s, 5min, 48h or 1d");
	expect_smsc(p, "enquire_link = 2h",
	    "2: smsc acme.enquire_link: 2h is out of range: it may be 1s to "
	    "1h");
	expect_smsc(p, "throughput = \"-1\"",
	    "2: smsc acme.throughput: \"-1\" is no rate: write a number, as "
	    "100 or 0.5");
	expect_smsc(p, "dest_ton = 7",
	    "2: smsc acme.dest_ton: 7 is out of range: it may be 0 to 6");
	expect_smsc(p, "on_doubt = maybe",
	    "2: smsc acme.on_doubt: \"maybe\" is not one of: resend, hold");
	expect_smsc(p, "password = ninebytes",
	    "2: smsc acme.password: it has 9 bytes: there may be 0 to 8");
	expect_smsc(p, "numbers = 1",
	    "2: smsc acme.numbers: unknown key: it belongs into a section "
	    "\"account\"");
	expect_only(p, SMSC "}\n" ROUTE ACCOUNT "http x { listen = \"8080\" }",
	    "4: http x.listen: \"8080\" is no address and port: write "
	    "127.0.0.1:8080 or [::1]:8080");
	expect_only(p,
	    SMSC "}\n" ROUTE ACCOUNT "http x { listen = 0.0.0.0:65536 }",
	    "4: http x.listen: \"65536\" is no port: it may be 1 to 65535");
}

static void an_account_needs_a_whole_sid_and_a_long_token(void **state)
{
	struct place *p = *state;

	expect_only(p,
	    SMSC "}\n" ROUTE HTTP
		 "account a { sid = AC1 token = 0123456789abcdef }",
	    "4: account a.sid: \"AC1\" is no sid: write AC and 32 hexadecimal "
	    "digits");
	expect_only(p,
	    SMSC "}\n" ROUTE HTTP
		 "account a {\nsid = AC00000000000000000000000000000001\n"
		 "token = 0123456789abcde }",
	    "6: account a.token: it has 15 bytes: there may be 16 to 128");
	expect_only(p,
	    SMSC "}\n" ROUTE HTTP
		 "account a { sid = AC00000000000000000000000000000001 }",
	    "4: account a.token: missing: it has no default");
	expect_only(p,
	    SMSC "}\n" REST
		 "account b { sid = ac00000000000000000000000000000001 "
		 "token = fedcba9876543210 }",
	    "5: account b.sid: \"ac00000000000000000000000000000001\" is no "
	    "sid: write AC and 32 hexadecimal digits");
	expect_only(p,
	    SMSC "}\n" REST
		 "account b { sid = AC00000000000000000000000000000001 "
		 "token = fedcba9876543210 }",
	    "5: account b.sid: account \"a\" has this sid already");
}

static void entries_of_lists_are_checked(void **state)
{
	struct place *p = *state;

#define A_WITH(x)                                                            \
	SMSC "}\n" ROUTE HTTP                                                \
	     "account a { sid = AC00000000000000000000000000000001 token = " \
	     "0123456789abcdef\n" x " }"
	expect_only(p, A_WITH("countries = { \"US\", \"usa\" }"),
	    "5: account a.countries: \"usa\" is no country: write two capital "
	    "letters, as \"US\"");
	expect_only(p, A_WITH("countries = { \"US\", \"XX\" }"),
	    "5: account a.countries: \"XX\" is no country: write two capital "
	    "letters, as \"US\"");
	expect_only(p, A_WITH("countries = { \"US\" \"CA\" }"),
	    "5: account a.countries: a comma is missing between two entries");
	expect_only(p, A_WITH("countries = { \"US\", US }"),
	    "5: account a.countries: \"US\" is in the list twice");
	expect_only(p, A_WITH("numbers = { +12125550100 }"),
	    "5: account a.numbers: a plus outside quotes would be lost: write "
	    "\"+12125550100\"");
	expect_only(p, A_WITH("numbers = { \"+0125550100\" }"),
	    "5: account a.numbers: \"+0125550100\" is no sender: write "
	    "\"+12125550100\", a short code, or a name of up to 11 signs");
	expect_only(p, A_WITH("callback_hosts = { \"127.0.0.0/33\" }"),
	    "5: account a.callback_hosts: \"127.0.0.0/33\" is no network: "
	    "write \"10.1.0.0/16\" or an address");
#define NO_KEY(n)                                                         \
	"5: account a.webhook_secret: number " #n " of them is no secret" \
	" of Standard Webhooks: write whsec_ and what `openssl rand"      \
	" -base64 32` prints, and no more than three"
#define KEY_24 "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	expect_only(p, A_WITH("webhook_secret = s3cret"), NO_KEY(1));
	expect_only(p,
	    A_WITH("webhook_secret = \"whsec_" KEY_24 " Whsec_" KEY_24 "\""),
	    NO_KEY(2));
	expect_only(p, A_WITH("webhook_secret = \"" KEY_24 "=\""), NO_KEY(1));
	expect_only(p,
	    A_WITH("webhook_secret = \"MfKQ9r8GKYqrTwjUPD8ILPZIo2La\""),
	    NO_KEY(1));
	expect_only(p,
	    A_WITH("webhook_secret = \"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaL===\""),
	    NO_KEY(1));
	expect_only(p,
	    A_WITH("webhook_secret = \"" KEY_24 " " KEY_24 " " KEY_24 " " KEY_24
		   "\""),
	    NO_KEY(4));
#undef KEY_24
#undef NO_KEY
	expect_only(p, A_WITH("countries = { US\ncallback_http = yes"),
	    "5: account a.countries: the list that starts here is not closed: "
	    "end it with }");
	expect_only(p, A_WITH("callback_http = { yes }"),
	    "5: account a.callback_http: takes one value, not a list in "
	    "braces");
	expect_only(p, A_WITH("countries += { US }"),
	    "5: account a.countries: += is not known: give the whole value "
	    "with =");
#undef A_WITH
}

/* Of less the reserve leaves nothing for messages. */
static void a_store_without_room_for_messages_is_a_mistake(void **state)
{
	struct place *p = *state;
	char *said;

	assert_null(place_load(p,
	    "store { map_size = 128MiB }\n"
	    "http main { listen = 127.0.0.1:80 }\n" ACCOUNT,
	    &said));
	assert_non_null(strstr(said, "store.map_size: 128MiB is out of range"));
	free(said);
}

static void all_mistakes_are_found_at_once_in_the_order_of_lines(void **state)
{
	static const char *const want[] = {
		"1: store.map_size: \"64\" is no size: write 4MiB or 64GiB",
		"2: htpt: unknown section; did you mean \"http\"?",
		"5: smsc acme.password: a plus outside quotes would be lost: "
		"write \"+1\"",
		"5: smsc acme.host: the quote that starts here is not closed "
		"on this line",
		"5: smsc acme.port: 0 is out of range: it may be 1 to 65535",
		"5: smsc acme.system_id: missing: it has no default",
		"6: smsc acme.binds: 65 is out of range: it may be 1 to 64",
		"7: route r.smsc: there is no smsc \"beta\"",
	};
	struct place *p = *state;
	char *said, *line, *save;
	size_t i = 0;

	assert_null(place_load(p,
	    "store { map_size = 64 }\n"
	    "htpt main { listen = 127.0.0.1:80 }\n"
	    "http main { listen = 127.0.0.1:80 }\n" ACCOUNT
	    "smsc acme { port = 0 password = +1 host = \"x\n"
	    "binds = 65 }\n"
	    "route r { smsc = { acme, beta } }\n",
	    &said));
	line = strtok_r(said, "\n", &save);
	for (; line != NULL; line = strtok_r(NULL, "\n", &save), i++) {
		assert_true(i < ARRAY_LEN(want));
		assert_string_equal(line + strlen(p->file) + 1, want[i]);
	}
	assert_int_equal(i, ARRAY_LEN(want));
	free(said);
}

static void a_file_without_smsc_or_route_is_refused(void **state)
{
	struct place *p = *state;

	expect_only(p, SMSC "}\n" HTTP ACCOUNT,
	    " no route: add route \"default\" { smsc = { \"acme\" } }");
	expect_only(p, HTTP ACCOUNT ROUTE,
	    " no smsc: add smsc \"acme\" { ... } with host and system_id");
}

static void durations_that_contradict_each_other_are_refused(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "reconnect_min = 2min",
	    "2: smsc acme.reconnect_min: it is longer than reconnect_max");
	expect_smsc(p, "} message { unknown_after = 24h",
	    "1: smsc acme.validity: it must be shorter than "
	    "message.unknown_after, or "
	    "messages that are still tried would end as unknown");
}

static void an_error_map_that_cannot_be_read_is_refused(void **state)
{
	struct place *p = *state;
	char *said, want[300];

	assert_null(
	    place_load(p, SMSC "errors = \"errors/none.tsv\" }\n" REST, &said));
	snprintf(want, sizeof(want),
	    "%s:1: smsc acme.errors: cannot read the error map "
	    "%s/errors/none.tsv: No such file or directory\n",
	    p->file, p->folder);
	assert_string_equal(said, want);
	free(said);
}

/* A reload tells it to who asked for it; until it is mended the old map
 * counts. */
static void an_error_map_that_is_none_is_refused_with_its_line(void **state)
{
	struct place *p = *state;
	char *said, want[300];

	place_write_in(p, "errors/ref.tsv",
	    PLACE_MAP "own\terr\t028\tgone\tforever\t30003\ta letter\n");
	assert_null(
	    place_load(p, SMSC "errors = \"errors/ref.tsv\" }\n" REST, &said));
	snprintf(want, sizeof(want),
	    "%s:1: smsc acme.errors: error map %s/errors/ref.tsv:3: unknown "
	    "permanence \"forever\"\n",
	    p->file, p->folder);
	assert_string_equal(said, want);
	free(said);
}

static void a_file_that_is_not_there_is_a_system_error(void **state)
{
	struct conf_report rep = { 0 };
	struct conf *c;

	(void)state;
	assert_int_equal(conf_load("/nowhere/esmed.conf", &c, &rep), RC_SYSTEM);
	assert_null(c);
	assert_int_equal(rep.errors, 1);
	assert_non_null(strstr(rep.entry[0].text, "No such file"));
	conf_report_free(&rep);
}

static void garbage_ends_in_a_bounded_report(void **state)
{
	struct place *p = *state;
	struct conf_report rep = { 0 };
	char text[4000];
	struct conf *c;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "+ \n;"[i % 4];
	place_write(p->file, text, sizeof(text));
	assert_int_equal(conf_load(p->file, &c, &rep), RC_BAD);
	assert_int_equal(rep.entries, CONF_REPORT_MAX);
	assert_true(rep.errors > CONF_REPORT_MAX);
	conf_report_free(&rep);

	place_write(p->file, "a\0b", 3);
	assert_int_equal(conf_load(p->file, &c, &rep), RC_BAD);
	conf_report_free(&rep);
}

static void a_secret_that_cannot_be_had_is_refused(void **state)
{
	expect_smsc(*state, "password = env:ESMED_NO_SUCH_SECRET",
	    "2: smsc acme.password: the environment variable "
	    "ESMED_NO_SUCH_SECRET is not set");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_libconfuse_takes_silently_is_an_error),
		CASE(
		    a_section_left_open_in_the_middle_is_found_where_it_starts),
		CASE(a_slip_of_the_pen_gets_the_nearest_name),
		CASE(each_value_out_of_range_names_line_and_key),
		CASE(an_account_needs_a_whole_sid_and_a_long_token),
		CASE(entries_of_lists_are_checked),
		CASE(a_store_without_room_for_messages_is_a_mistake),
		CASE(all_mistakes_are_found_at_once_in_the_order_of_lines),
		CASE(a_file_without_smsc_or_route_is_refused),
		CASE(durations_that_contradict_each_other_are_refused),
		CASE(an_error_map_that_cannot_be_read_is_refused),
		CASE(an_error_map_that_is_none_is_refused_with_its_line),
		CASE(a_file_that_is_not_there_is_a_system_error),
		CASE(garbage_ends_in_a_bounded_report),
		CASE(a_secret_that_cannot_be_had_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
