/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts, their limits and the people in them: sections within a section.
 */
#include "place.h"

#include "conf/changes.h"

#define SID_A "AC00000000000000000000000000000001"
#define SID_B "AC00000000000000000000000000000002"
#define OTHER "account b { sid = " SID_B " token = bbbbbbbbbbbbbbbb }\n"
#define ANNA  "user anna { token = annaannaannaanna }\n"
#define SUM   "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

/* All but accounts, in three lines; what is tried begins in line 4. */
#define BEFORE SMSC "}\n" ROUTE HTTP

#define A "account a { sid = " SID_A " token = aaaaaaaaaaaaaaaa\n"

static struct conf *load(void **state, const char *accounts)
{
	char text[2000];

	snprintf(text, sizeof(text), BEFORE "%s", accounts);
	return place_load_good(*state, text);
}

static void users_know_their_account_and_role(void **state)
{
	struct conf *c = load(state,
	    A "user anna { token = annaannaannaanna role = admin }\n"
	      "numbers = { ACME }\n"
	      "user bert { token = bertbertbertbert }\n}\n"
	      "account b { user carl { token = carlcarlcarlcarl\n"
	      "role = operator } sid = " SID_B " token = bbbbbbbbbbbbbbbb\n"
	      "user anna { token = otherannaanna123 } }\n");

	assert_int_equal(c->accounts, 2);
	assert_int_equal(c->account[0].numbers.n, 1);
	assert_int_equal(c->users, 4);
	assert_string_equal(c->user[0].name, "anna");
	assert_int_equal(c->user[0].account, 0);
	assert_int_equal(c->user[0].role, CONF_ADMIN);
	assert_string_equal(c->user[1].name, "bert");
	assert_string_equal(c->user[1].token, "bertbertbertbert");
	assert_int_equal(c->user[1].role, CONF_VIEWER);
	assert_int_equal(c->user[2].account, 1);
	assert_int_equal(c->user[2].role, CONF_OPERATOR);
	assert_string_equal(c->user[3].name, "anna");
	assert_int_equal(c->user[3].account, 1);
	conf_free(c);
}

static void an_account_has_its_limits_and_texts(void **state)
{
	struct conf *c = load(state,
	    A "allow = { 192.0.2.0/24, \"2001:db8::1\" } rate = 2.5 daily = "
	      "1000\nspend_cap = 12.5 price = 0.0075\n"
	      "prices = { \"US=0.01\", \"DE=0.000001\" }\n"
	      "body_for = 30d record_for = 365d quiet = { \"20:00-09:00\" }\n"
	      "quiet_zone = \"America/New_York\"\n"
	      "webhook = \"https://example.org/sms\" \n"
	      "webhook_secret = \"whsec_"
	      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= "
	      "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7\"\n"
	      "reply_stop = \"You hear no more of us.\" }\n");
	const struct conf_account *a = &c->account[0];

	assert_int_equal(a->allow.n, 2);
	assert_true(a->rate > 2.4 && a->rate < 2.6);
	assert_int_equal(a->daily, 1000);
	assert_int_equal(a->spend_cap, 12500000);
	assert_int_equal(a->price, 7500);
	assert_int_equal(conf_price(a, 12125550100), 10000);
	assert_int_equal(conf_price(a, 4915112345678), 1);
	assert_int_equal(conf_price(a, 447700900123), 7500);
	assert_true(a->body_for == 30 * 86400 * SECOND);
	assert_true(a->record_for == 365 * 86400 * SECOND);
	assert_int_equal(a->quiet.n, 1);
	assert_string_equal(a->quiet_zone, "America/New_York");
	assert_string_equal(a->webhook_secret,
	    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= "
	    "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7");
	assert_string_equal(a->reply_stop, "You hear no more of us.");
	assert_string_equal(a->reply_help, "default");
	conf_free(c);
	c = load(state, A "}\n");
	assert_int_equal(c->account[0].spend_cap, 0);
	assert_int_equal(c->account[0].daily, 0);
	assert_true(c->account[0].rate == 0);
	assert_int_equal(c->users, 0);
	conf_free(c);
}

static void amounts_are_exact_and_shown_short(void **state)
{
	static const struct {
		money m;
		const char *text;
	} tries[] = { { 0, "0.00" }, { 1, "0.000001" }, { 7500, "0.0075" },
		{ 12500000, "12.50" }, { 1234567890123, "1234567.890123" } };
	char text[MONEY_TEXT];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tries); i++)
		assert_string_equal(money_format(tries[i].m, text),
		    tries[i].text);
}

static void a_token_may_be_given_as_its_sum(void **state)
{
	struct conf *c = load(state,
	    "account a { sid = " SID_A " token = \"sha256:" SUM "\" }\n");
	uint8_t sum[32];

	assert_true(conf_token_sum(c->account[0].token, sum));
	assert_int_equal(sum[0], 0x9f);
	assert_int_equal(sum[31], 0x08);
	assert_false(conf_token_sum("aaaaaaaaaaaaaaaa", sum));
	assert_false(conf_token_sum("sha256:00", sum));
	conf_free(c);
}

static void a_sum_in_an_open_file_is_no_secret(void **state)
{
	const struct place *p = *state;
	struct conf_report rep = { 0 };
	struct conf *c = load(state,
	    "account a { sid = " SID_A " token = \"sha256:" SUM "\" }\n");

	conf_free(c);
	assert_int_equal(chmod(p->file, 0644), 0);
	assert_int_equal(conf_load(p->file, &c, &rep), 0);
	assert_int_equal(rep.warnings, 0);
	conf_report_free(&rep);
	conf_free(c);
}

/* One mistake in what follows the first three lines. */
static void expect(void **state, const char *accounts, const char *what)
{
	char text[2000];

	snprintf(text, sizeof(text), BEFORE "%s", accounts);
	expect_only(*state, text, what);
}

static void mistakes_within_an_inner_section_have_line_and_key(void **state)
{
	expect(state, A "user anna {\n} }\n",
	    "5: user a/anna.token: missing: it has no default");
	expect(state, A "user anna { token = annaannaannaanna\nrole = boss } }",
	    "6: user a/anna.role: \"boss\" is not one of: viewer, operator, "
	    "admin");
	expect(state, A "user anna { token = annaannaannaanna\nrule = boss } }",
	    "6: user a/anna.rule: unknown key; did you mean \"role\"?");
	expect(state, A ANNA "user anna { token = bertbertbertbert } }",
	    "6: user: \"anna\" is given twice, first in line 5: keep one");
	expect(state, A "user { token = annaannaannaanna } }",
	    "5: user: this section needs a name: user \"anna\" { ... }");
	expect(state, A "user anna { token = aaaaaaaaaaaaaaaa } }",
	    "5: user a/anna.token: account \"a\" has the same token: who has "
	    "it would be the account itself");
	expect(state, A ANNA "user bert { token = annaannaannaanna } }",
	    "6: warning: user a/bert.token: user \"anna\" of account \"a\" has "
	    "the same token: give each a token of its own");
	expect(state, A "user anna { token = \"sha256:12345678901\" } }",
	    "5: user a/anna.token: behind sha256: stand 64 hexadecimal digits, "
	    "as sha256sum prints them of a secret without line end");
}

/* An API key of Twilio's is known by SK and 32 hexadecimal digits. */
static void a_user_may_have_the_name_of_an_api_key(void **state)
{
	struct conf *c =
	    load(state, A "user SK0123456789abcdef0123456789abcdef { token = "
			  "annaannaannaanna } }\n");

	assert_string_equal(c->user[0].name,
	    "SK0123456789abcdef0123456789abcdef");
	conf_free(c);
	expect(state,
	    A "user SK0123456789abcdef0123456789abcdef0 { token = "
	      "annaannaannaanna } }",
	    "5: user: \"SK0123456789abcdef0123456789abcdef0\" is no name: 1 "
	    "to 34 letters, digits and _ . -");
	expect(state, A "user SK0123456789abcdef0123456789abcdef {\n} }\n",
	    "5: user a/SK0123456789abcdef0123456789abcdef.token: missing: it "
	    "has no default");
}

static void users_of_sendsms_have_names_that_are_theirs_alone(void **state)
{
	struct conf *c = load(state,
	    A "sendsms_user tester { password = foobar } }\n"
	      "account b { sid = " SID_B " token = bbbbbbbbbbbbbbbb\n"
	      "sendsms_user best { password = foobar default_sender = B } }\n");

	assert_int_equal(c->sendsms_users, 2);
	assert_string_equal(c->sendsms_user[0].name, "tester");
	assert_string_equal(c->sendsms_user[0].password, "foobar");
	assert_string_equal(c->sendsms_user[0].default_sender, "");
	assert_int_equal(c->sendsms_user[1].account, 1);
	assert_string_equal(c->sendsms_user[1].default_sender, "B");
	assert_string_equal(c->kannel.path, "/cgi-bin/sendsms");
	conf_free(c);
	expect(state,
	    A "sendsms_user x { password = foobar } }\naccount b { sid = " SID_B
	      " token = bbbbbbbbbbbbbbbb\nsendsms_user x { password = y } }",
	    "7: sendsms_user b/x: account \"a\" has a user of this name: "
	    "whose messages would they be?");
	expect(state, A "sendsms_user x { password = aaaaaaaaaaaaaaaa } }",
	    "5: sendsms_user a/x.password: account \"a\" has it as its token, "
	    "which must not stand in URLs");
	expect(state, A "}\nkannel { path = sendsms }",
	    "6: kannel.path: it is the path of a URL: it begins with / and has "
	    "no blank, ?, # or %");
}

static void an_inner_section_stands_in_its_own_only(void **state)
{
	expect(state, A "}\n" ANNA,
	    "6: user: this section stands in a section \"account\" only");
	expect_smsc(*state, ANNA,
	    "2: smsc: this section stands in a section \"account\" only");
	expect(state, A "user anna { token = annaannaannaanna\n" ANNA "} }",
	    "6: user: this section stands in a section \"account\" only");
	expect(state, A "}\nacount b {\n" ANNA "sid = x }",
	    "6: acount: unknown section; did you mean \"account\"?");
}

static void an_inner_section_left_open_is_found_where_it_starts(void **state)
{
	char *said;
	struct conf *c = place_load(*state,
	    BEFORE A "user anna {\ntoken = annaannaannaanna\n" OTHER, &said);

	assert_null(c);
	assert_non_null(strstr(said,
	    ":5: user a/anna: the section that starts here is not closed"));
	assert_non_null(strstr(said,
	    ":4: account a: the section that starts here is not closed"));
	free(said);
}

/* The people of an account that is dropped are dropped with it, and those of
 * the next one are still read. */
static void mistakes_behind_a_dropped_account_are_found(void **state)
{
	char *said;
	struct conf *c = place_load(*state,
	    BEFORE A ANNA "}\naccount a { " ANNA "}\naccount b { sid = " SID_B
			  " token = bbbbbbbbbbbbbbbb\n"
			  "user bert { token = short } }\n",
	    &said);

	assert_null(c);
	assert_non_null(
	    strstr(said, ":7: account: \"a\" is given twice, first in line 4"));
	assert_non_null(strstr(said, ":10: user b/bert.token: it has 5 bytes"));
	assert_null(strstr(said, "user a/anna"));
	free(said);
}

static void amounts_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = { "\"-1\"", "1.", "\".5\"",
		"0.0000001", "01", "1e3", "\"\"" };
	char text[200], *said;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct conf *c;
		char whole[1000];

		snprintf(text, sizeof(text), A "price = %s }", bad[i]);
		snprintf(whole, sizeof(whole), BEFORE "%s", text);
		c = place_load(*state, whole, &said);
		assert_null(c);
		assert_non_null(strstr(said, "is no amount"));
		free(said);
	}
	expect(state, A "spend_cap = 2000000000 price = 1 }",
	    "5: account a.spend_cap: 2000000000 is out of range: it may be 0 "
	    "to 1000000000");
	expect(state, A "spend_cap = 1 }",
	    "5: warning: account a.spend_cap: nothing costs anything: give "
	    "price or prices");
	expect(state, A "prices = { \"US:1\" } }",
	    "5: account a.prices: \"US:1\" is no price: write a country and an "
	    "amount, as \"US=0.0075\"");
	expect(state, A "prices = { \"QQ=1\" } }",
	    "5: account a.prices: \"QQ=1\" is no price: write a country and an "
	    "amount, as \"US=0.0075\"");
	expect(state, A "allow = { 10.0.0.0/33 } }",
	    "5: account a.allow: \"10.0.0.0/33\" is no network: write "
	    "\"10.1.0.0/16\" or an address");
}

static void a_reload_tells_people_by_account_and_name(void **state)
{
	static const char *const want[] = {
		"account a.rate: 0 -> 5: live",
		"user a/anna.role: viewer -> admin: live",
		"user a/bert: removed: live",
		"user b/anna: added: live",
	};
	struct conf *old = load(state,
	    A ANNA "user bert { token = bertbertbertbert } }\n" OTHER);
	struct conf *new = load(state,
	    "account b { sid = " SID_B " token = bbbbbbbbbbbbbbbb\n"
	    "user anna { token = otherannaanna123 } }\n" A
	    "rate = 5 user anna { token = annaannaannaanna role = admin } }\n");
	struct conf_changes changes;
	struct conf_report rep = { 0 };

	conf_changes_find(old, new, &rep, &changes);
	assert_int_equal(changes.restarts, 0);
	assert_int_equal(rep.entries, ARRAY_LEN(want));
	for (size_t i = 0; i < rep.entries; i++) {
		char line[200];

		snprintf(line, sizeof(line), "%s: %s", rep.entry[i].key,
		    rep.entry[i].text);
		assert_string_equal(line, want[i]);
	}
	conf_changes_free(&changes);
	conf_report_free(&rep);
	conf_free(old);
	conf_free(new);
}

static void the_manual_and_the_sample_show_it_in_its_place(void **state)
{
	struct buf b = { 0 };
	const char *account, *user, *smsc;

	(void)state;
	conf_sample(&b);
	account = strstr(buf_cstr(&b), "\naccount \"demo\" {");
	assert_non_null(account);
	user = strstr(account, "\n    #user \"anna\" {");
	assert_non_null(user);
	smsc = strstr(account, "\nsmsc \"acme\" {");
	assert_true(user < smsc);
	assert_non_null(strstr(user, "\n    #}\n}\n"));
	buf_clear(&b);
	conf_manual(&b);
	assert_non_null(strstr(buf_cstr(&b), "\n### user \"name\"\n"));
	assert_non_null(strstr(buf_cstr(&b), "stands in a section `account`"));
	buf_free(&b);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(users_know_their_account_and_role),
		CASE(an_account_has_its_limits_and_texts),
		CASE(amounts_are_exact_and_shown_short),
		CASE(a_token_may_be_given_as_its_sum),
		CASE(a_sum_in_an_open_file_is_no_secret),
		CASE(mistakes_within_an_inner_section_have_line_and_key),
		CASE(a_user_may_have_the_name_of_an_api_key),
		CASE(users_of_sendsms_have_names_that_are_theirs_alone),
		CASE(an_inner_section_stands_in_its_own_only),
		CASE(an_inner_section_left_open_is_found_where_it_starts),
		CASE(mistakes_behind_a_dropped_account_are_found),
		CASE(amounts_that_are_none_are_refused),
		CASE(a_reload_tells_people_by_account_and_name),
		CASE(the_manual_and_the_sample_show_it_in_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
