/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts as an operator sees them: figures, and no secret.
 */
#include "centre.h"
#include "client.h"

static void accounts_are_listed_with_what_they_have_sent(void **state)
{
	const struct json_value *v, *a;

	(void)state;
	rig_submit("+12025550100");
	v = rig_ask("{\"command\":\"account list\"}");
	assert_int_equal(rig_count(v, "accounts"), 2);
	a = rig_item(v, "accounts", 0);
	assert_string_equal(rig_text(a, "name"), "demo");
	assert_string_equal(rig_text(a, "sid"),
	    "AC00000000000000000000000000000001");
	assert_int_equal(rig_int(a, "users"), 1);
	assert_int_equal(rig_int(a, "segments"), 1);
	assert_int_equal(rig_int(a, "daily"), 100);
	assert_int_equal(rig_int(a, "monthly"), 2000);
	assert_int_equal(json_kind(json_get(a, "hourly")), JSON_NULL);
	assert_string_equal(rig_text(a, "spent"), "0.01");
	assert_string_equal(rig_text(a, "spend_cap"), "2.50");
	a = rig_item(v, "accounts", 1);
	assert_int_equal(rig_int(a, "segments"), 0);
	assert_int_equal(json_kind(json_get(a, "daily")), JSON_NULL);
}

static void limits_say_what_is_used_and_free(void **state)
{
	const struct json_value *v, *a;

	(void)state;
	rig_submit("+12025550100");
	v = rig_ask("{\"command\":\"account limits\"}");
	assert_int_equal(rig_count(v, "limits"), 2);
	a = rig_item(v, "limits", 0);
	assert_string_equal(rig_text(a, "account"), "demo");
	assert_int_equal(rig_int(a, "free"), 49);
	assert_int_equal(rig_int(a, "segments"), 1);
	assert_int_equal(rig_int(a, "scheduled"), 0);
	assert_int_equal(rig_int(a, "scheduled_max"), 500000);
	a = rig_item(v, "limits", 1);
	assert_int_equal(json_kind(json_get(a, "rate")), JSON_NULL);
}

static void an_account_is_shown_without_its_secrets(void **state)
{
	static const char *const secrets[] = { "0123456789abcdef",
		"annaannaannaanna", "whsec_YS13ZWJob29rLXNlY3JldC1vZi0yNC1i" };
	static const char request[] =
	    "{\"command\":\"account show\",\"name\":\"demo\"}\n";
	const struct json_value *v, *user;

	(void)state;
	rig_send(&rig.client, request);
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		assert_null(strstr(buf_cstr(&rig.client.got), secrets[i]));
	v = rig_next(&rig.client);
	assert_string_equal(rig_text(v, "token"), "text");
	assert_int_equal(rig_count(v, "allow"), 1);
	user = rig_item(v, "users", 0);
	assert_string_equal(rig_text(user, "name"), "anna");
	assert_string_equal(rig_text(user, "role"), "operator");
}

static void done(void *arg, uint64_t token, const struct campaigns_answer *a)
{
	(void)arg;
	(void)token;
	(void)a;
}

static void what_an_account_has_set_is_shown(void **state)
{
	static const char set[] = "{\"countries\":[\"GB\"]}";
	static const char show[] =
	    "{\"command\":\"account show\",\"name\":\"demo\"}";
	const struct asker who = { .done = done,
		.account = flow_account_id(rig.flow, 0) };
	struct json_error err;
	struct json *j;

	(void)state;
	assert_int_equal(json_count(json_get(rig_ask(show), "settings")), 0);
	assert_int_equal(json_parse(set, strlen(set), &j, &err), 0);
	campaigns_put_site(rig.campaigns, &who, json_root(j));
	json_free(j);
	assert_int_equal(json_count(json_get(
			     json_get(rig_ask(show), "settings"), "countries")),
	    1);
}

static void an_account_that_is_not_there_is_said_so(void **state)
{
	(void)state;
	rig_expect_error("{\"command\":\"account show\",\"name\":\"nobody\"}",
	    "no account is called \"nobody\"");
	rig_expect_error("{\"command\":\"account show\"}", "is wanted");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(accounts_are_listed_with_what_they_have_sent),
		CASE(limits_say_what_is_used_and_free),
		CASE(an_account_is_shown_without_its_secrets),
		CASE(what_an_account_has_set_is_shown),
		CASE(an_account_that_is_not_there_is_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
