/* SPDX-License-Identifier: BSD-2-Clause */
/* Who numbers belong to, lists of them, suggestions, and what an account and
 * one of its people have set. */
#include "native.h"

static void send_json(const char *method, const char *path, const char *body)
{
	call_with(method, path, JSON_TYPE, body);
}

/* What `key` of the answer says, until the next call. */
static const char *answer(const char *key)
{
	static char text[200];
	struct json *j = rig_json();

	snprintf(text, sizeof(text), "%s", rig_text(j, key));
	json_free(j);
	return text;
}

static const char *contact(unsigned n, const char *more)
{
	static char id[32];
	char body[400];

	snprintf(body, sizeof(body), "{\"number\":\"+1917555%04u\"%s}", n,
	    more);
	send_json("POST", "/v1/contacts", body);
	assert_int_equal(rig_status(), 201);
	snprintf(id, sizeof(id), "%s", answer("id"));
	return id;
}

static const char *at(const char *root, const char *id, const char *more)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s%s", root, id, more);
	return path;
}

static void a_contact_is_created_and_found_by_id_and_number(void **state)
{
	char id[32];

	(void)state;
	snprintf(id, sizeof(id), "%s",
	    contact(1, ",\"name\":\"User 1\",\"tz\":\"America/New_York\","
		       "\"fields\":{\"city\":\"Boston\",\"points\":12}"));
	assert_string_equal(rig_header("Location"), at("/v1/contacts", id, ""));
	get(at("/v1/contacts", id, ""));
	assert_int_equal(rig_status(), 200);
	assert_at("number", "+19175550001");
	assert_at("tz", "America/New_York");
	assert_at("fields/points", "12");
	assert_at("opted_out", "false");
	get("/v1/contacts/+19175550001");
	assert_at("id", id);
	get("/v1/contacts/CT00000000000000ff");
	assert_error(404, "not_found", "null");
	get("/v1/contacts/x");
	assert_error(404, "not_found", "null");
}

static void one_that_is_there_is_replaced_by_a_post(void **state)
{
	char id[32];

	(void)state;
	snprintf(id, sizeof(id), "%s", contact(1, ",\"name\":\"Old\""));
	send_json("POST", "/v1/contacts",
	    "{\"number\":\"(917) 555-0001\",\"tz\":\"UTC\"}");
	assert_int_equal(rig_status(), 200);
	assert_at("id", id);
	assert_at("name", "null");
	assert_at("tz", "UTC");
}

static void a_patch_changes_what_it_names_and_a_put_all(void **state)
{
	char id[32];

	(void)state;
	snprintf(id, sizeof(id), "%s",
	    contact(1, ",\"name\":\"A\",\"fields\":{\"x\":\"1\",\"y\":\"2\"}"));
	send_json("PATCH", at("/v1/contacts", id, ""),
	    "{\"fields\":{\"x\":null,\"z\":\"3\"}}");
	assert_int_equal(rig_status(), 200);
	assert_at("name", "A");
	assert_at("fields/x", "(none)");
	assert_at("fields/y", "2");
	assert_at("fields/z", "3");
	send_json("PUT", at("/v1/contacts", id, ""), "{\"tz\":\"+02:00\"}");
	assert_at("name", "null");
	assert_at("fields/y", "(none)");
	assert_at("tz", "+02:00");
	send_json("PATCH", at("/v1/contacts", id, ""),
	    "{\"number\":\"+19175550009\"}");
	assert_error(400, "number_is_fixed", "number");
}

static void what_is_wrong_with_a_contact_is_told_by_field(void **state)
{
	static const struct {
		const char *body;
		int status;
		const char *code, *field;
	} bad[] = {
		{ "{\"name\":\"x\"}", 400, "invalid_number", "number" },
		{ "{\"number\":\"12345\"}", 400, "invalid_number", "number" },
		{ "{\"number\":\"+19175550001\",\"tz\":\"Mars/Base\"}", 400,
		    "invalid_timezone", "tz" },
		{ "{\"number\":\"+19175550001\",\"age\":1}", 422,
		    "unknown_field", "age" },
		{ "{\"number\":\"+19175550001\",\"fields\":{\"a\":[]}}", 400,
		    "invalid_type", "a" },
		{ "{\"number\":\"+19175550001\",\"lists\":[\"LS00000009\"]}",
		    400, "unknown_list", "lists" },
		{ "[]", 400, "invalid_json", "null" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		send_json("POST", "/v1/contacts", bad[i].body);
		assert_error(bad[i].status, bad[i].code, bad[i].field);
	}
	get("/v1/contacts");
	assert_at("contacts", "[0]");
}

/* {"fields":{"a":"...","b":"...","c":"...","d":"...","e":"..."}} is kept. */
static void a_contact_has_at_most_4096_bytes(void **state)
{
	const size_t frame = strlen("{'fields':{'a':'','b':'','c':'','d':'',"
				    "'e':''}}");
	struct buf body = { 0 };

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		buf_clear(&body);
		buf_add_str(&body, "{\"number\":\"+19175550001\",\"fields\":{");
		for (char c = 'a'; c <= 'd'; c++)
			buf_printf(&body, "\"%c\":\"%01000d\",", c, 0);
		buf_printf(&body, "\"e\":\"%0*d\"}}",
		    (int)(4096 - 4000 - frame + more), 0);
		send_json("POST", "/v1/contacts", buf_cstr(&body));
		assert_int_equal(rig_status(), more == 0 ? 201 : 400);
	}
	buf_free(&body);
	assert_at("error/code", "too_long");
	assert_at("error/field", "fields");
	assert_non_null(strstr(rig_got(), "4096"));
}

static void a_deleted_contact_is_gone_but_its_history_is_not(void **state)
{
	char id[32];

	(void)state;
	snprintf(id, sizeof(id), "%s", contact(1, ""));
	(void)made(1, "hello");
	call("DELETE", at("/v1/contacts", id, ""));
	assert_int_equal(rig_status(), 204);
	get(at("/v1/contacts", id, ""));
	assert_error(404, "not_found", "null");
	get(at("/v1/contacts", id, "/history"));
	assert_int_equal(rig_status(), 200);
	assert_at("messages", "[1]");
	call("DELETE", at("/v1/contacts", id, ""));
	assert_int_equal(rig_status(), 404);
}

static void contacts_are_read_page_by_page_and_filtered(void **state)
{
	char path[100];

	(void)state;
	for (unsigned n = 1; n <= 5; n++) {
		char more[64];

		snprintf(more, sizeof(more), ",\"name\":\"User %u\"", n);
		(void)contact(n, more);
	}
	get("/v1/contacts?page_size=2");
	assert_string_equal(column("contacts", "number"),
	    "+19175550001 +19175550002 ");
	snprintf(path, sizeof(path), "/v1/contacts?page_size=3&cursor=%s",
	    answer("next"));
	get(path);
	assert_string_equal(column("contacts", "number"),
	    "+19175550003 +19175550004 +19175550005 ");
	assert_at("next", "null");
	get("/v1/contacts?q=uSER%203");
	assert_string_equal(column("contacts", "number"), "+19175550003 ");
	get("/v1/contacts?number=%2B19175550004");
	assert_string_equal(column("contacts", "number"), "+19175550004 ");
	get("/v1/contacts?number=%2B19175550009");
	assert_at("contacts", "[0]");
	get("/v1/contacts?from=2026-03-02&to_date=2026-03-02");
	assert_at("contacts", "[5]");
	get("/v1/contacts?from=2026-03-03");
	assert_at("contacts", "[0]");
	get("/v1/contacts?cursor=x");
	assert_error(400, "invalid_cursor", "cursor");
	get("/v1/contacts?age=1");
	assert_error(400, "unsupported_filter", "age");
}

static void a_contact_opts_out_and_in(void **state)
{
	char id[32];

	(void)state;
	snprintf(id, sizeof(id), "%s", contact(1, ""));
	call("POST", at("/v1/contacts", id, "/opt-out"));
	assert_int_equal(rig_status(), 200);
	assert_at("opted_out", "true");
	assert_at("changed", "true");
	get(at("/v1/contacts", id, ""));
	assert_at("opted_out", "true");
	post(NATIVE_GOOD);
	assert_error(400, "opted_out", "to");
	call("POST", "/v1/contacts/+19175550001/opt-in");
	assert_at("opted_out", "false");
	post(NATIVE_GOOD);
	assert_int_equal(rig_status(), 201);
}

static void a_list_has_members(void **state)
{
	char list[32], one[32], path[100], body[200];

	(void)state;
	send_json("POST", "/v1/lists", "{\"name\":\"Friends\"}");
	assert_int_equal(rig_status(), 201);
	snprintf(list, sizeof(list), "%s", answer("id"));
	assert_at("size", "0");
	snprintf(body, sizeof(body), ",\"lists\":[\"%s\"]", list);
	snprintf(one, sizeof(one), "%s", contact(1, body));
	(void)contact(2, "");
	send_json("POST", at("/v1/lists", list, "/members"),
	    "{\"members\":[\"+19175550002\",\"+19175550007\"]}");
	assert_int_equal(rig_status(), 200);
	assert_at("joined", "1");
	assert_at("missing", "1");
	assert_at("size", "2");
	get(at("/v1/lists", list, "/members"));
	assert_string_equal(column("contacts", "number"),
	    "+19175550001 +19175550002 ");
	snprintf(path, sizeof(path), "/v1/lists/%s/members/%s", list, one);
	call("DELETE", path);
	assert_int_equal(rig_status(), 204);
	get(at("/v1/lists", list, ""));
	assert_at("size", "1");
	call("PUT", path);
	assert_int_equal(rig_status(), 204);
	snprintf(path, sizeof(path), "/v1/contacts?list=%s", list);
	get(path);
	assert_at("contacts", "[2]");
	send_json("PATCH", at("/v1/lists", list, ""), "{\"name\":\"Others\"}");
	assert_at("name", "Others");
	get("/v1/lists?q=other");
	assert_at("lists", "[1]");
	call("DELETE", at("/v1/lists", list, ""));
	assert_int_equal(rig_status(), 204);
	get(at("/v1/lists", list, ""));
	assert_error(404, "not_found", "null");
	get(at("/v1/contacts", one, ""));
	assert_int_equal(rig_status(), 200);
}

static void lists_are_there_after_a_restart_and_get_new_numbers(void **state)
{
	char first[32];

	(void)state;
	send_json("POST", "/v1/lists", "{\"name\":\"A\"}");
	snprintf(first, sizeof(first), "%s", answer("id"));
	rig_again();
	get(at("/v1/lists", first, ""));
	assert_at("name", "A");
	send_json("POST", "/v1/lists", "{\"name\":\"B\"}");
	assert_int_equal(rig_status(), 201);
	assert_string_not_equal(answer("id"), first);
	send_json("POST", "/v1/lists", "{}");
	assert_error(400, "name_missing", "name");
}

/* The last of them is gone when the program begins anew. */
static void the_number_of_a_list_is_never_anothers(void **state)
{
	char first[32];

	(void)state;
	send_json("POST", "/v1/lists", "{\"name\":\"A\"}");
	snprintf(first, sizeof(first), "%s", answer("id"));
	call("DELETE", at("/v1/lists", first, ""));
	assert_int_equal(rig_status(), 204);
	rig_again();
	send_json("POST", "/v1/lists", "{\"name\":\"B\"}");
	assert_int_equal(rig_status(), 201);
	assert_string_not_equal(answer("id"), first);
}

static void a_contact_of_another_account_is_not_seen(void **state)
{
	char id[32];

	(void)state;
	snprintf(id, sizeof(id), "%s", contact(1, ""));
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = at("/v1/contacts", id, ""),
	    .auth = "Bearer fedcba9876543210" });
	assert_error(404, "not_found", "null");
}

/* ---- settings ---------------------------------------------------------- */

static void an_account_is_set_and_stays_so(void **state)
{
	(void)state;
	get("/v1/accounts/self");
	assert_int_equal(rig_status(), 200);
	assert_at("name", "one");
	assert_at("active", "true");
	send_json("PUT", "/v1/accounts/one",
	    "{\"timezone\":\"America/New_York\",\"smart_sending_hours\":8}");
	assert_int_equal(rig_status(), 200);
	rig_again();
	get("/v1/accounts/" SID);
	assert_at("timezone", "America/New_York");
	assert_at("smart_sending_hours", "8");
	get("/v1/accounts/two");
	assert_error(404, "not_found", "null");
}

/* S-P46 */
static void smart_sending_is_at_most_a_week(void **state)
{
	static const int good[] = { 0, 8, 168 }, bad[] = { 169, -1 };
	char body[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		snprintf(body, sizeof(body), "{\"smart_sending_hours\":%d}",
		    good[i]);
		send_json("PUT", "/v1/accounts/self", body);
		assert_int_equal(rig_status(), 200);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(body, sizeof(body), "{\"smart_sending_hours\":%d}",
		    bad[i]);
		send_json("PUT", "/v1/accounts/self", body);
		assert_int_equal(rig_status(), 400);
		assert_at("error/field", "smart_sending_hours");
	}
}

static void what_an_account_may_not_do_is_told(void **state)
{
	(void)state;
	send_json("PUT", "/v1/accounts/self",
	    "{\"active\":false,\"sms_subscription\":false}");
	assert_string_equal(column("preflight", "code"),
	    "site_inactive no_sms_subscription ");
}

static void ask_as(const char *method, const char *user, const char *body)
{
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = method,
	    .path = "/v1/me/dashboard",
	    .auth = user,
	    .more = JSON_TYPE,
	    .body = body });
}

/* S-P82 */
static void a_dashboard_is_each_one_s_own(void **state)
{
	(void)state;
	ask_as("PUT", "Bearer viewerviewerview",
	    "{\"widgets\":{\"bulk_sequences\":false}}");
	assert_int_equal(rig_status(), 200);
	rig_again();
	ask_as("GET", "Bearer viewerviewerview", NULL);
	assert_at("user", "vera");
	assert_at("widgets/bulk_sequences", "false");
	ask_as("GET", "Bearer operatoroperator", NULL);
	assert_at("widgets/bulk_sequences", "true");
	ask_as("PUT", "Bearer viewerviewerview",
	    "{\"widgets\":{\"bulk_sequences\":1}}");
	assert_error(400, "invalid_type", "widgets");
}

static void words_have_help(void **state)
{
	(void)state;
	get("/v1/meta/status-help");
	assert_int_equal(rig_status(), 200);
	assert_string_equal(column("campaign", "word"),
	    "Draft Scheduled Processing Sending Sent Failed Canceled ");
	assert_string_equal(column("message/simple", "word"),
	    "Delivered Failed Unknown ");
}

static void nothing_is_suggested_of_who_never_failed(void **state)
{
	(void)state;
	get("/v1/suggestions");
	assert_int_equal(rig_status(), 200);
	assert_at("suggestions", "[0]");
	assert_at("next", "null");
	call("POST", "/v1/suggestions/+19175550001/accept");
	assert_error(404, "not_found", "null");
	call("POST", "/v1/suggestions/x/dismiss");
	assert_error(400, "invalid_number", "number");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_contact_is_created_and_found_by_id_and_number),
		CASE(one_that_is_there_is_replaced_by_a_post),
		CASE(a_patch_changes_what_it_names_and_a_put_all),
		CASE(what_is_wrong_with_a_contact_is_told_by_field),
		CASE(a_contact_has_at_most_4096_bytes),
		CASE(a_deleted_contact_is_gone_but_its_history_is_not),
		CASE(contacts_are_read_page_by_page_and_filtered),
		CASE(a_contact_opts_out_and_in),
		CASE(a_list_has_members),
		CASE(lists_are_there_after_a_restart_and_get_new_numbers),
		CASE(the_number_of_a_list_is_never_anothers),
		CASE(a_contact_of_another_account_is_not_seen),
		CASE(an_account_is_set_and_stays_so),
		CASE(smart_sending_is_at_most_a_week),
		CASE(what_an_account_may_not_do_is_told),
		CASE(a_dashboard_is_each_one_s_own),
		CASE(words_have_help),
		CASE(nothing_is_suggested_of_who_never_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
