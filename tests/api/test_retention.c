/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of which little is to be kept (ledger/discard.h), as both faces show
 * them. */
#include "native.h"

#include "flow/intake.h"

#define TEXT "Your secret is 4711"

#define SECRET                                                               \
	"{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"" TEXT "\"," \
	"\"content_retention\":\"discard\","                                 \
	"\"address_retention\":\"obfuscate\"}"

#define FORM                                                               \
	"To=%2B19175550001&From=%2B12125550100&Body=Your%20secret%20is%20" \
	"4711&ContentRetention=discard&AddressRetention=obfuscate"

#define MESSAGES "/2010-04-01/Accounts/" SID "/Messages"

static void ask(const char *method, const char *path, const char *form)
{
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .auth = BASIC,
	    .more = form != NULL ? FORM_TYPE : "",
	    .body = form });
}

static const char *path_in_answer(const char *key)
{
	static char path[200];
	struct json *j = rig_json();

	snprintf(path, sizeof(path), "%s", rig_text(j, key));
	json_free(j);
	return path;
}

/* Neither in this answer. */
static void assert_silent(void)
{
	assert_true(rig_status() == 200 || rig_status() == 201);
	assert_null(strstr(rig_got(), "secret"));
	assert_null(strstr(rig_got(), "4711"));
	assert_null(strstr(rig_got(), "9175550001"));
}

static void assert_secret(const char *to)
{
	assert_silent();
	assert_at("text", "null");
	assert_at("to", to);
	assert_at("content_retention", "discard");
	assert_at("address_retention", "obfuscate");
}

static void neither_is_shown_from_the_first_answer_on(void **state)
{
	char path[512];

	(void)state;
	post(SECRET);
	assert_int_equal(rig_status(), 201);
	assert_secret("+1917555XXXX");
	assert_at("segments", "1");
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	get(path);
	assert_secret("+1917555XXXX");
	assert_at("state", "queued");
	rig_bind();
	get(path);
	assert_secret("+1917555XXXX");
	assert_at("flags/0", "redacted");
	rig_receipt(1, "19175550001", "DELIVRD");
	get(path);
	assert_secret("+1917555XXXX");
	assert_at("state", "delivered");
	assert_null(strstr(rig_got(), "text:hello"));
	get(path_of(path, "/events"));
	assert_silent();
	get("/v1/events?limit=10");
	assert_silent();
}

static void lists_find_it_and_show_it_masked(void **state)
{
	static const char *const found[] = { "to=%2B19175550001",
		"q=%2B19175550001", "q=19175550001", "q=917555" };
	static const char *const hidden[] = { "q=secret", "q=4711", "q=5550001",
		"q=%2B1917555000", "to=%2B19175550002" };
	char path[200];

	(void)state;
	post(SECRET);
	for (size_t i = 0; i < ARRAY_LEN(found); i++) {
		snprintf(path, sizeof(path), "/v1/messages?%s", found[i]);
		get(path);
		assert_at("messages/0/to", "+1917555XXXX");
		assert_at("messages/0/text", "null");
	}
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		snprintf(path, sizeof(path), "/v1/messages?%s", hidden[i]);
		get(path);
		assert_at("messages", "[0]");
	}
}

static void the_other_face_shows_it_so_too(void **state)
{
	char path[200];

	(void)state;
	ask("POST", MESSAGES ".json", FORM);
	assert_int_equal(rig_status(), 201);
	assert_silent();
	assert_at("body", "");
	assert_at("to", "+1917555XXXX");
	assert_at("num_segments", "1");
	snprintf(path, sizeof(path), "%s", path_in_answer("uri"));
	rig_bind();
	ask("GET", path, NULL);
	assert_silent();
	assert_at("body", "");
	assert_at("to", "+1917555XXXX");
	assert_at("status", "sent");
	ask("GET", MESSAGES ".json?To=%2B19175550001", NULL);
	assert_at("messages/0/to", "+1917555XXXX");
	assert_at("messages/0/body", "");
	ask("GET", MESSAGES ".json?To=%2B19175550002", NULL);
	assert_at("messages", "[0]");
	/* There is nothing left to redact, and that is fine. */
	ask("POST", path, "Body=");
	assert_int_equal(rig_status(), 200);
}

static void each_can_be_had_alone(void **state)
{
	(void)state;
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"hello\","
	     "\"content_retention\":\"discard\"}");
	assert_at("to", "+19175550001");
	assert_at("text", "null");
	assert_at("address_retention", "retain");
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"hello\","
	     "\"address_retention\":\"obfuscate\","
	     "\"content_retention\":\"retain\"}");
	assert_at("to", "+1917555XXXX");
	assert_at("text", "hello");
	assert_at("content_retention", "retain");
	post(NATIVE_GOOD);
	assert_at("to", "+19175550001");
	assert_at("text", "hello");
}

static void octets_are_hidden_as_a_text_is(void **state)
{
	(void)state;
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\",\"binary\":"
	     "\"00deadbeef\",\"content_retention\":\"discard\"}");
	assert_int_equal(rig_status(), 201);
	assert_null(strstr(rig_body(), "deadbeef"));
	get(rig_header("Location"));
	assert_int_equal(rig_status(), 200);
	assert_null(strstr(rig_body(), "deadbeef"));
}

static void other_words_are_refused(void **state)
{
	static const char *const words[] = { "\"forget\"", "\"Discard\"",
		"true", "\"\"" };
	char body[300];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		snprintf(body, sizeof(body),
		    "{\"to\":\"+19175550001\",\"from\":\"esmed\","
		    "\"text\":\"x\",\"content_retention\":%s}",
		    words[i]);
		post(body);
		assert_error(400, "invalid_retention", "content_retention");
	}
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	     "\"address_retention\":\"discard\"}");
	assert_error(400, "invalid_retention", "address_retention");
	ask("POST", MESSAGES ".json",
	    "To=%2B19175550001&From=esmed&Body=x&AddressRetention=no");
	assert_at("message", "'AddressRetention' is retain or obfuscate");
}

static void a_batch_takes_them_line_by_line(void **state)
{
	(void)state;
	call_with("POST", "/v1/messages:batch",
	    "Content-Type: application/x-ndjson\r\n",
	    SECRET "\n" NATIVE_GOOD "\n");
	assert_int_equal(rig_status(), 200);
	get("/v1/messages");
	assert_at("messages/0/to", "+19175550001");
	assert_at("messages/0/text", "hello");
	assert_at("messages/1/to", "+1917555XXXX");
	assert_at("messages/1/text", "null");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(neither_is_shown_from_the_first_answer_on),
		TEST(lists_find_it_and_show_it_masked),
		TEST(the_other_face_shows_it_so_too),
		TEST(each_can_be_had_alone),
		TEST(octets_are_hidden_as_a_text_is),
		TEST(other_words_are_refused),
		TEST(a_batch_takes_them_line_by_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
