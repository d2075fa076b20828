/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who wants no more messages, and whose messages are forgotten.
 */
#include "centre.h"
#include "client.h"

#define DEMO "\"account\":\"demo\""

static const struct json_value *list(void)
{
	return rig_ask("{\"command\":\"optout list\"," DEMO "}");
}

static void a_number_is_added_once_and_stands_in_the_list(void **state)
{
	const struct json_value *v;

	(void)state;
	v = rig_ask("{\"command\":\"optout add\"," DEMO
		    ",\"number\":\"+12025550100\"}");
	assert_int_equal(rig_int(v, "numbers"), 1);
	assert_int_equal(rig_int(v, "changed"), 1);
	v = rig_ask("{\"command\":\"optout add\"," DEMO
		    ",\"number\":\"12025550100\",\"source\":\"import\"}");
	assert_int_equal(rig_int(v, "changed"), 0);
	v = list();
	assert_string_equal(rig_text(v, "account"), "demo");
	assert_int_equal(rig_count(v, "optouts"), 1);
	v = rig_item(v, "optouts", 0);
	assert_string_equal(rig_text(v, "number"), "+12025550100");
	assert_string_equal(rig_text(v, "source"), "api");
	assert_string_equal(rig_text(v, "since"), "2026-03-02T15:20:00.000Z");
}

static void a_number_that_is_removed_is_gone_from_the_list(void **state)
{
	static const char request[] = "{\"command\":\"optout remove\"," DEMO
				      ",\"number\":\"+12025550100\"}";

	(void)state;
	rig_ask("{\"command\":\"optout add\"," DEMO
		",\"number\":\"+12025550100\"}");
	assert_int_equal(rig_int(rig_ask(request), "changed"), 1);
	assert_int_equal(rig_count(list(), "optouts"), 0);
	assert_int_equal(rig_int(rig_ask(request), "changed"), 0);
}

static void many_numbers_are_added_at_once_or_none(void **state)
{
	const struct json_value *v;

	(void)state;
	rig_expect_error("{\"command\":\"optout add\"," DEMO
			 ",\"numbers\":[\"+12025550100\",\"x\"]}",
	    "that is no number");
	assert_int_equal(rig_count(list(), "optouts"), 0);
	v = rig_ask("{\"command\":\"optout add\"," DEMO
		    ",\"numbers\":[\"+12025550100\",\"+12025550101\","
		    "\"+12025550100\"],\"source\":\"import\"}");
	assert_int_equal(rig_int(v, "numbers"), 3);
	assert_int_equal(rig_int(v, "changed"), 2);
	v = rig_item(list(), "optouts", 1);
	assert_string_equal(rig_text(v, "number"), "+12025550101");
	assert_string_equal(rig_text(v, "source"), "import");
}

static void a_list_goes_on_behind_its_next(void **state)
{
	const struct json_value *v;
	char request[160];

	(void)state;
	rig_ask("{\"command\":\"optout add\"," DEMO
		",\"numbers\":[\"+12025550100\",\"+12025550101\"]}");
	v = rig_ask("{\"command\":\"optout list\"," DEMO ",\"limit\":1}");
	assert_int_equal(rig_count(v, "optouts"), 1);
	snprintf(request, sizeof(request),
	    "{\"command\":\"optout list\"," DEMO ",\"after\":\"%s\"}",
	    rig_text(v, "next"));
	v = rig_item(rig_ask(request), "optouts", 0);
	assert_string_equal(rig_text(v, "number"), "+12025550101");
	v = rig_ask("{\"command\":\"optout list\"," DEMO
		    ",\"after\":\"+12025550101\"}");
	assert_int_equal(rig_count(v, "optouts"), 0);
	assert_int_equal(json_kind(json_get(v, "next")), JSON_NULL);
	rig_expect_error("{\"command\":\"optout list\"," DEMO
			 ",\"after\":\"x\"}",
	    "earlier list");
}

static void the_account_is_to_be_named_where_there_are_several(void **state)
{
	(void)state;
	rig_expect_error("{\"command\":\"optout list\"}", "demo, plain");
	rig_expect_error("{\"command\":\"optout list\",\"account\":\"nobody\"}",
	    "no account is called");
	rig.conf->accounts = 1;
	assert_int_equal(
	    rig_count(rig_ask("{\"command\":\"optout list\"}"), "optouts"), 0);
	rig.conf->accounts = 2;
}

/* ---- messages forgotten ------------------------------------------------ */

static const struct json_value *wish(const char *command, const char *id)
{
	char request[128];

	snprintf(request, sizeof(request),
	    "{\"command\":\"message %s\",\"id\":\"%s\"}", command, id);
	return rig_ask(request);
}

static void a_message_is_redacted_when_it_is_final(void **state)
{
	const struct json_value *v;
	const char *id = rig_submit("+12025550100");

	(void)state;
	assert_non_null(
	    strstr(rig_text(wish("redact", id), "error"), "not final yet"));
	assert_string_equal(rig_text(wish("show", id), "text"), "hello");
	wish("cancel", id);
	v = wish("redact", id);
	assert_string_equal(rig_text(v, "id"), id);
	assert_string_not_equal(rig_text(v, "text"), "hello");
}

static void a_message_that_is_deleted_is_not_found_again(void **state)
{
	const struct json_value *v;
	const char *id = rig_submit("+12025550100");
	bool deleted = false;

	(void)state;
	wish("cancel", id);
	v = wish("delete", id);
	assert_string_equal(rig_text(v, "id"), id);
	assert_int_equal(json_get_bool(v, "deleted", &deleted), 0);
	assert_true(deleted);
	assert_non_null(
	    strstr(rig_text(wish("show", id), "error"), "no such message"));
	assert_non_null(
	    strstr(rig_text(wish("delete", id), "error"), "no message"));
	v = rig_ask("{\"command\":\"message list\"}");
	assert_int_equal(rig_count(v, "messages"), 0);
}

static void of_many_to_delete_it_is_counted_what_became(void **state)
{
	char request[256], done[MESSAGE_ID_TEXT];
	const struct json_value *v;

	(void)state;
	strcpy(done, rig_submit("+12025550100"));
	wish("cancel", done);
	snprintf(request, sizeof(request),
	    "{\"command\":\"message delete\",\"ids\":[\"%s\",\"%s\","
	    "\"SM00000000000000ff00000000000000ff\"]}",
	    done, rig_submit("+12025550101"));
	v = rig_ask(request);
	assert_int_equal(rig_int(v, "deleted"), 1);
	assert_int_equal(rig_int(v, "refused"), 1);
	assert_int_equal(rig_int(v, "missing"), 1);
	rig_expect_error("{\"command\":\"message delete\",\"ids\":[]}",
	    "empty");
	rig_expect_error("{\"command\":\"message delete\",\"ids\":[\"x\"]}",
	    "no id");
}

/* ---- a number ---------------------------------------------------------- */

/* Of the account of that place. */
static void contact_of(size_t account, uint64_t number)
{
	const char data[] = "{\"name\":\"Ann\"}";

	ledger_contact(rig.ledger,
	    &(struct contact_fact){ .account =
					flow_account_id(rig.flow, account),
		.what = CONTACT_PUT,
		.number = number,
		.data = data,
		.len = strlen(data) });
	rig_settle();
}

static void contact(uint64_t number)
{
	contact_of(0, number);
}

static size_t contacts(const char *number)
{
	char request[120];

	snprintf(request, sizeof(request),
	    "{\"command\":\"number contacts\",\"number\":\"%s\"}", number);
	return rig_count(rig_ask(request), "accounts");
}

static void a_number_that_is_forgotten_has_no_contact(void **state)
{
	const struct json_value *v;

	(void)state;
	contact(12025550100);
	contact(12025550101);
	v = rig_item(rig_ask("{\"command\":\"number contacts\","
			     "\"number\":\"+12025550100\"}"),
	    "accounts", 0);
	assert_string_equal(rig_text(v, "account"), "demo");
	v = rig_item(v, "contacts", 0);
	assert_string_equal(rig_text(v, "name"), "Ann");
	rig_ask("{\"command\":\"number forget\","
		"\"number\":\"+12025550100\"}");
	assert_int_equal(contacts("+12025550100"), 0);
	assert_int_equal(contacts("+12025550101"), 1);
	rig_expect_error("{\"command\":\"number forget\",\"number\":\"x\"}",
	    "a \"number\" is wanted");
}

static void each_account_may_have_it_as_a_contact(void **state)
{
	const struct json_value *v;

	(void)state;
	contact_of(1, 12025550100);
	v = rig_ask("{\"command\":\"number contacts\","
		    "\"number\":\"+12025550100\"}");
	assert_int_equal(rig_count(v, "accounts"), 1);
	assert_string_equal(rig_text(rig_item(v, "accounts", 0), "account"),
	    "plain");
	contact(12025550100);
	assert_int_equal(contacts("+12025550100"), 2);
	rig_ask("{\"command\":\"number forget\","
		"\"number\":\"+12025550100\"}");
	assert_int_equal(contacts("+12025550100"), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_number_is_added_once_and_stands_in_the_list),
		CASE(a_number_that_is_removed_is_gone_from_the_list),
		CASE(many_numbers_are_added_at_once_or_none),
		CASE(a_list_goes_on_behind_its_next),
		CASE(the_account_is_to_be_named_where_there_are_several),
		CASE(a_message_is_redacted_when_it_is_final),
		CASE(a_message_that_is_deleted_is_not_found_again),
		CASE(of_many_to_delete_it_is_counted_what_became),
		CASE(a_number_that_is_forgotten_has_no_contact),
		CASE(each_account_may_have_it_as_a_contact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
