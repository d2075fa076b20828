/* SPDX-License-Identifier: BSD-2-Clause */
#include "twilio.h"

#define TO   "To=%2B19175550001"
#define FROM "&From=%2B12125550100"

/* Make one; its URI. */
static const char *make(const char *form)
{
	static char uri[128];
	struct json *j;

	ask("POST", MESSAGES, form);
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	snprintf(uri, sizeof(uri), "%.120s", rig_text(j, "uri"));
	json_free(j);
	return uri;
}

/* "Messages/SM.json" to "Messages/SM/Feedback.json". */
static const char *below(const char *uri, const char *what)
{
	static char path[160];

	snprintf(path, sizeof(path), "%.*s/%s", (int)strlen(uri) - 5, uri,
	    what);
	return path;
}

static void end_one(void)
{
	clock_advance(2 * SECOND);
	rig_receipt(1, "19175550001", "DELIVRD");
}

static void a_text_is_removed_once_the_message_has_ended(void **state)
{
	const char *uri;

	(void)state;
	rig_bind();
	uri = make(TO FROM "&Body=secret");
	ask("POST", uri, "Body=");
	assert_code(409, "20009");
	end_one();
	ask("POST", uri, "Body=");
	assert_int_equal(rig_status(), 200);
	assert_says("body", "");
	assert_says("status", "delivered");
	assert_says("to", "+19175550001");
	ask("GET", uri, NULL);
	assert_says("body", "");
}

static void only_an_empty_body_may_be_set(void **state)
{
	const char *uri;

	(void)state;
	uri = make(TO FROM "&Body=x");
	ask("POST", uri, "Body=other");
	assert_code(400, "20001");
	ask("POST", uri, "Status=delivered");
	assert_code(400, "20001");
	ask("POST", uri, "Status=canceled&Body=");
	assert_code(400, "20001");
	ask("POST", uri, "Whatever=x");
	assert_int_equal(rig_status(), 200);
	assert_says("body", "x");
}

static void what_waits_in_the_queue_is_not_canceled_here(void **state)
{
	const char *uri;

	(void)state;
	uri = make(TO FROM "&Body=x");
	ask("POST", uri, "Status=canceled");
	assert_code(409, "30409");
	ask("GET", uri, NULL);
	assert_says("status", "queued");
}

static void a_message_is_deleted_once_it_has_ended(void **state)
{
	const char *uri;

	(void)state;
	rig_bind();
	uri = make(TO FROM "&Body=x");
	ask("DELETE", uri, NULL);
	assert_code(409, "20009");
	end_one();
	ask("DELETE", uri, NULL);
	assert_int_equal(rig_status(), 204);
	assert_string_equal(rig_body(), "");
	ask("GET", uri, NULL);
	assert_code(404, "20404");
	ask("DELETE", uri, NULL);
	assert_code(404, "20404");
	ask("GET", MESSAGES, NULL);
	assert_says("messages", "[0]");
}

/* PHP sends a type with DELETE, Python a length (http-api.md 7). */
static void a_delete_is_understood_as_each_sdk_sends_it(void **state)
{
	static const char *const more[] = { FORM_TYPE, "Content-Length: 0\r\n",
		"Accept: application/json, text/plain, */*\r\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		rig_send(&(struct rig_request){ .method = "DELETE",
		    .path = ACCOUNT
		    "/Messages/SM00000000000000010000000000000000.json",
		    .auth = BASIC,
		    .more = more[i] });
		assert_code(404, "20404");
	}
}

static void feedback_is_kept_of_a_message_that_is_there(void **state)
{
	const char *uri;

	(void)state;
	uri = make(TO FROM "&Body=x");
	ask("POST", below(uri, "Feedback.json"), "Outcome=unconfirmed");
	assert_int_equal(rig_status(), 201);
	assert_says("outcome", "unconfirmed");
	assert_says("account_sid", SID);
	assert_says("date_created", "Mon, 02 Mar 2026 15:20:00 +0000");
	assert_says("uri", below(uri, "Feedback.json"));
	ask("POST", below(uri, "Feedback.json"), "");
	assert_says("outcome", "confirmed");
	ask("POST", below(uri, "Feedback.json"), "Outcome=good");
	assert_code(400, "20001");
	ask("POST",
	    ACCOUNT "/Messages/SM00000000000000010000000000000000/"
		    "Feedback.json",
	    "Outcome=confirmed");
	assert_code(404, "20404");
}

static void a_text_has_no_media(void **state)
{
	const char *uri;
	struct json *j;

	(void)state;
	uri = make(TO FROM "&Body=x");
	ask("GET", below(uri, "Media.json"), NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "media_list", "[0]");
	rig_assert_text(j, "next_page_uri", "null");
	assert_int_equal(json_count(json_root(j)), 9);
	json_free(j);
	ask("GET", below(uri, "Media/ME1.json"), NULL);
	assert_code(404, "20404");
}

static void a_message_of_others_cannot_be_touched(void **state)
{
	static const char foreign[] =
	    "/2010-04-01/Accounts/" OTHER
	    "/Messages/SM00000000000000010000000000000000.json";

	(void)state;
	ask("POST", foreign, "Body=");
	assert_code(404, "20404");
	ask("DELETE", foreign, NULL);
	assert_code(404, "20404");
}

/* http-api.md 2.3, as recorded in 7: the sign of the name is read with what
 * follows, so both ends are in it. */
static void messages_are_found_by_the_day_they_were_sent(void **state)
{
	static const struct {
		const char *query, *found;
	} asked[] = {
		{ "DateSent=2026-03-02", "[1]" },
		{ "DateSent=2026-03-03", "[0]" },
		{ "DateSent%3C=2026-03-02", "[1]" },
		{ "DateSent%3C=2026-03-01", "[0]" },
		{ "DateSent%3E=2026-03-02", "[1]" },
		{ "DateSent%3E=2026-03-03", "[0]" },
		{ "DateSent%3C=2026-03-02T15%3A20%3A00Z", "[1]" },
		{ "DateSent%3C=2026-03-02T15%3A19%3A59Z", "[0]" },
		{ "DateSent%3E=2026-03-02T15%3A20%3A00Z", "[1]" },
		{ "DateSent%3E=2026-03-02T15%3A20%3A01Z", "[0]" },
		{ "DateSent=Mon,%2002%20Mar%202026%2015:20:00%20%2B0000",
		    "[1]" },
		{ "DateSent%3C=2031-01-17T00%3A00%3A00Z&"
		  "DateSent%3E=2021-01-15T01%3A23%3A45Z",
		    "[1]" },
		{ "", "[1]" },
	};
	char path[200];

	(void)state;
	rig_bind();
	make(TO FROM "&Body=x");
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		snprintf(path, sizeof(path), MESSAGES "?%s", asked[i].query);
		ask("GET", path, NULL);
		assert_int_equal(rig_status(), 200);
		assert_says("messages", asked[i].found);
	}
}

static void what_was_not_sent_has_no_day(void **state)
{
	(void)state;
	make(TO FROM "&Body=x");
	ask("GET", MESSAGES "?DateSent%3C=2031-01-17", NULL);
	assert_says("messages", "[0]");
}

static void messages_are_found_by_sender_and_recipient(void **state)
{
	(void)state;
	make(TO FROM "&Body=1");
	make("To=%2B19175550002&From=esmed&Body=2");
	ask("GET", MESSAGES "?From=esmed", NULL);
	assert_says("messages", "[1]");
	assert_says("messages/0/body", "2");
	ask("GET", MESSAGES "?From=%2B12125550100", NULL);
	assert_says("messages", "[1]");
	assert_says("messages/0/body", "1");
	ask("GET", MESSAGES "?From=%2B12125550100&To=%2B19175550002", NULL);
	assert_says("messages", "[0]");
	ask("GET", MESSAGES "?From=%2B12125550101", NULL);
	assert_says("messages", "[0]");
	/* To one of ours: nothing has come in. */
	ask("GET", MESSAGES "?To=%2B12125550100", NULL);
	assert_says("messages", "[0]");
}

static void assert_listed(const char *query, const char *bodies)
{
	char path[200], text[200] = "", key[40];
	struct json *j;

	snprintf(path, sizeof(path), MESSAGES "?%s", query);
	ask("GET", path, NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	for (size_t i = 0; i < json_count(rig_at(j, "messages")); i++) {
		snprintf(key, sizeof(key), "messages/%zu/body", i);
		strcat(strcat(text, rig_text(j, key)), " ");
	}
	json_free(j);
	assert_string_equal(text, bodies);
}

/* Whoever sent it, and whether or not it is his number still. */
static void a_number_is_found_on_either_side(void **state)
{
	struct conf_list *own = &rig.conf->account[0].numbers;
	size_t all = own->n;

	(void)state;
	rig_bind();
	make(TO FROM "&Body=1");
	make("To=%2B12125550101" FROM "&Body=2");
	rig_text_in("12125550100", "12125550101", "3");
	rig_text_in("19175550001", "12125550100", "4");
	assert_listed("To=%2B12125550101", "3 2 ");
	assert_listed("From=%2B12125550100", "3 2 1 ");
	assert_listed("To=%2B12125550101" FROM, "3 2 ");
	assert_listed("From=%2B19175550001", "4 ");
	assert_listed("From=%2B19175550001&To=%2B12125550100", "4 ");
	assert_listed("From=%2B19175550001&To=%2B12125550101", "");
	assert_listed("To=%2B19175550001", "1 ");
	/* The operator gave the numbers to another, or to all. */
	for (own->n = 2; own->n-- > 0;) {
		struct conf_list kept = *own;

		*own = (struct conf_list){ .v = kept.v + all - 1, .n = kept.n };
		assert_listed("From=%2B12125550100", "3 2 1 ");
		assert_listed("To=%2B12125550101", "3 2 ");
		assert_listed("From=%2B19175550001", "4 ");
		*own = kept;
	}
	own->n = all;
}

static void follow(const char *key, char *path, size_t room)
{
	struct json *j = rig_json();

	snprintf(path, room, "%s", rig_text(j, key));
	json_free(j);
	ask("GET", path, NULL);
	assert_int_equal(rig_status(), 200);
}

static void make_body(const char *body)
{
	char form[128];

	snprintf(form, sizeof(form), "%s&Body=%s", TO FROM, body);
	make(form);
}

static void assert_page(int page, const char *bodies)
{
	struct json *j = rig_json();
	char number[12], text[8];

	snprintf(number, sizeof(number), "%d", page);
	rig_assert_text(j, "page", number);
	snprintf(text, sizeof(text), "%s", rig_text(j, "messages/0/body"));
	strcat(strcat(text, " "), rig_text(j, "messages/1/body"));
	assert_string_equal(text, bodies);
	json_free(j);
}

static void pages_lead_back_and_carry_all_filters(void **state)
{
	char path[512];

	(void)state;
	rig_bind();
	for (int i = 0; i < 6; i++)
		make(TO FROM "&Body=x");
	ask("GET",
	    MESSAGES "?To=%2B19175550001&From=%2B12125550100&DateSent%3C="
		     "2031-01-17T00%3A00%3A00Z&DateSent%3E=2021-01-15&"
		     "PageSize=2",
	    NULL);
	assert_says("previous_page_uri", "null");
	follow("next_page_uri", path, sizeof(path));
	assert_non_null(strstr(path,
	    "?To=%2B19175550001&From=%2B12125550100&DateSent%3C=2031-01-17T00"
	    "%3A00%3A00Z&DateSent%3E=2021-01-15&PageSize=2&Page=1&PageToken"
	    "=PASM"));
	assert_says("uri", path);
	assert_says("messages", "[2]");
	follow("next_page_uri", path, sizeof(path));
	assert_says("page", "2");
	assert_says("next_page_uri", "null");
	follow("previous_page_uri", path, sizeof(path));
	assert_says("page", "1");
	assert_says("start", "2");
	follow("previous_page_uri", path, sizeof(path));
	assert_says("page", "0");
	assert_null(strstr(path, "PageToken"));
}

/* What is on each is the same on the way there and back. */
static void pages_lead_all_the_way_back(void **state)
{
	static const char *const bodies[] = { "8 7", "6 5", "4 3", "2 1" };
	char path[512] = MESSAGES "?PageSize=2";
	int at;

	(void)state;
	for (char i = '1'; i < '9'; i++)
		make_body((char[]){ i, '\0' });
	ask("GET", path, NULL);
	for (at = 0; at < 4; at++) {
		assert_page(at, bodies[at]);
		if (at < 3)
			follow("next_page_uri", path, sizeof(path));
	}
	assert_says("next_page_uri", "null");
	for (at = 2; at >= 0; at--) {
		follow("previous_page_uri", path, sizeof(path));
		assert_says("uri", path);
		assert_page(at, bodies[at]);
	}
	assert_says("previous_page_uri", "null");
	/* And on again from a page that was come to from behind. */
	for (at = 1; at < 4; at++) {
		follow("next_page_uri", path, sizeof(path));
		assert_page(at, bodies[at]);
	}
	follow("previous_page_uri", path, sizeof(path));
	follow("next_page_uri", path, sizeof(path));
	assert_page(3, bodies[3]);
}

/* Twilio wants the token too; so does who says a number alone. */
static void a_number_of_a_page_alone_is_the_first_page(void **state)
{
	(void)state;
	for (char i = '1'; i < '6'; i++)
		make_body((char[]){ i, '\0' });
	ask("GET", MESSAGES "?PageSize=2&Page=1", NULL);
	assert_page(0, "5 4");
	assert_says("start", "0");
	assert_says("uri", MESSAGES "?PageSize=2&Page=0");
	assert_says("previous_page_uri", "null");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_text_is_removed_once_the_message_has_ended),
		TEST(only_an_empty_body_may_be_set),
		TEST(what_waits_in_the_queue_is_not_canceled_here),
		TEST(a_message_is_deleted_once_it_has_ended),
		TEST(a_delete_is_understood_as_each_sdk_sends_it),
		TEST(feedback_is_kept_of_a_message_that_is_there),
		TEST(a_text_has_no_media),
		TEST(a_message_of_others_cannot_be_touched),
		TEST(messages_are_found_by_the_day_they_were_sent),
		TEST(what_was_not_sent_has_no_day),
		TEST(messages_are_found_by_sender_and_recipient),
		TEST(a_number_is_found_on_either_side),
		TEST(pages_lead_back_and_carry_all_filters),
		TEST(pages_lead_all_the_way_back),
		TEST(a_number_of_a_page_alone_is_the_first_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
