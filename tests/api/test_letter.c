/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What webhooks say, and by what their receivers know them: each signature is
 * made again here, from its description.
 */
#include "rig.h"

#include "api/letter.h"
#include "flow/body.h"
#include "flow/letter.h"
#include "http/client.h"
#include "http/sign.h"
#include "http/url.h"
#include "ledger/entry.h"
#include "ledger/follow.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#define ACCOUNT "/2010-04-01/Accounts/" SID
#define NUMBERS ACCOUNT "/IncomingPhoneNumbers.json"
#define SECRET  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define NEXT    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static struct buf body;
static struct followed event;
static struct letter letter;
static struct url_policy policy;
static struct letter_seal seal;

static void begin_seal(void)
{
	buf_free(&seal.url);
	buf_free(&seal.body);
	policy = (struct url_policy){ 0 };
	seal = (struct letter_seal){ .policy = &policy };
}

static void forget(void)
{
	buf_free(&letter.url);
	buf_free(&letter.body);
	buf_free(&letter.context);
	buf_free(&letter.next);
	letter = (struct letter){ 0 };
	begin_seal();
}

static int end_letters(void **state)
{
	forget();
	buf_free(&body);
	return rig_end(state);
}

static void set(struct body *b, enum body_field field, const char *text)
{
	b->field[field] = (struct body_text){ text, strlen(text) };
}

/* An event of a message of account one with these fields. */
static void make_event(const struct body *b, enum status state)
{
	buf_clear(&body);
	body_encode(b, &body);
	event = (struct followed){ .place = 0x1234,
		.at = clock_wall(),
		.state = state,
		.raw = "",
		.message = { .id = { .key = 77 },
		    .account = flow_account_id(rig.flow, 0),
		    .state = state,
		    .parts = 1,
		    .to = 12125550199,
		    .accepted = clock_wall(),
		    .body = buf_bytes(&body),
		    .body_len = body.len } };
}

static struct body outbound(const char *callback)
{
	struct body b = { 0 };

	set(&b, BODY_FROM, "+12125550100");
	set(&b, BODY_TEXT, "hello");
	set(&b, BODY_CALLBACK, callback);
	return b;
}

static void make_inbound(const char *to, const char *text)
{
	struct body b = { 0 };

	set(&b, BODY_FROM, "+12125550199");
	set(&b, BODY_TO, to);
	set(&b, BODY_TEXT, text);
	make_event(&b, STATUS_RECEIVED);
}

static int write_nth(unsigned n)
{
	forget();
	letter.account = event.message.account;
	letter.place = event.place;
	return api_letters.write(rig.api, &event, n, &letter);
}

static void seal_it(unsigned attempts)
{
	begin_seal();
	letter.attempts = attempts;
	assert_int_equal(api_letters.seal(rig.api, &letter, &seal), 0);
}

static const char *header(const char *name)
{
	for (size_t i = 0; i < seal.headers; i++) {
		if (strcmp(seal.name[i], name) == 0)
			return seal.value[i];
	}
	return "";
}

static void hmac(const EVP_MD *how, const void *key, size_t key_len,
    const char *text, char out[64])
{
	uint8_t mac[EVP_MAX_MD_SIZE];
	unsigned len;

	HMAC(how, key, (int)key_len, (const uint8_t *)text, strlen(text), mac,
	    &len);
	EVP_EncodeBlock((uint8_t *)out, mac, (int)len);
}

static void configure(char **key, const char *value)
{
	free(*key);
	*key = mem_strdup(value);
}

static struct conf_account *account(void)
{
	return &rig.conf->account[0];
}

/* ---- status callbacks ---------------------------------------------------- */

static void a_status_is_a_form_with_these_fields(void **state)
{
	struct body b = outbound("https://a.example/cb?x=1#rc=2");
	char want[400], id[MESSAGE_ID_TEXT];

	(void)state;
	make_event(&b, STATUS_FORWARDED);
	message_id_format(&event.message.id, id);
	assert_int_equal(write_nth(0), 0);
	assert_true(letter.post);
	snprintf(want, sizeof(want),
	    "MessageSid=%s&SmsSid=%s&MessageStatus=sent&SmsStatus=sent&"
	    "AccountSid=" SID "&From=%%2B12125550100&To=%%2B12125550199&"
	    "ApiVersion=2010-04-01",
	    id, id);
	assert_string_equal(buf_cstr(&letter.body), want);
	assert_string_equal(buf_cstr(&letter.url),
	    "https://a.example/cb?x=1#rc=2");
	event.message.obfuscate = true;
	assert_int_equal(write_nth(0), 0);
	assert_non_null(strstr(buf_cstr(&letter.body), "&To=%2B1212555XXXX&"));
}

static void a_delivery_has_its_receipts_date_and_a_failure_its_code(
    void **state)
{
	struct body b = outbound("https://a.example/cb");

	(void)state;
	make_event(&b, STATUS_DELIVERED);
	event.raw = "id:1 done date:260302152033 stat:DELIVRD";
	event.raw_len = strlen(event.raw);
	assert_int_equal(write_nth(0), 0);
	assert_non_null(
	    strstr(buf_cstr(&letter.body), "MessageStatus=delivered&"));
	assert_non_null(
	    strstr(buf_cstr(&letter.body), "&RawDlrDoneDate=2603021520"));
	event.raw_len = strlen("id:1 done date:26030215");
	assert_int_equal(write_nth(0), 0);
	assert_null(strstr(buf_cstr(&letter.body), "RawDlr"));
	make_event(&b, STATUS_FAILED);
	assert_int_equal(write_nth(0), 0);
	assert_non_null(strstr(buf_cstr(&letter.body), "&ErrorCode="));
}

/* The answer to the request has told of the acceptance. */
static void a_form_is_sent_only_of_what_twilio_has_a_word_for(void **state)
{
	static const enum status silent[] = { STATUS_QUEUED, STATUS_HELD,
		STATUS_ENROUTE };
	struct body b = outbound("https://a.example/cb");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(silent); i++) {
		make_event(&b, silent[i]);
		assert_int_equal(write_nth(0), RC_BAD);
	}
	assert_int_equal(write_nth(1), RC_BAD);
	assert_int_equal(write_nth(3), RC_BAD);
	assert_int_equal(write_nth(4), RC_NOT_FOUND);
}

/* http-api.md 4: the answer said "accepted" or "scheduled". */
static void a_message_of_a_service_tells_when_it_is_queued(void **state)
{
	const struct body_extra x = { .tell_queued = true };
	struct body b = outbound("https://a.example/cb");
	uint8_t octets[BODY_EXTRA_BYTES];

	(void)state;
	set(&b, BODY_SERVICE, "MG00000000000000000000000000000001");
	make_event(&b, STATUS_QUEUED);
	assert_int_equal(write_nth(0), RC_BAD);
	b.field[BODY_EXTRA] =
	    (struct body_text){ (char *)octets, body_extra_write(&x, octets) };
	make_event(&b, STATUS_HELD);
	assert_int_equal(write_nth(0), RC_BAD);
	make_event(&b, STATUS_QUEUED);
	assert_int_equal(write_nth(0), 0);
	assert_non_null(
	    strstr(buf_cstr(&letter.body), "&MessageStatus=queued&"));
	assert_non_null(
	    strstr(buf_cstr(&letter.body), "&From=%2B12125550100&"));
	assert_non_null(strstr(buf_cstr(&letter.body),
	    "&MessagingServiceSid=MG00000000000000000000000000000001"));
}

static void a_form_is_signed_as_twilio_does(void **state)
{
	struct body b = outbound("https://u:p@a.example:8443/cb?x=1#rc=2");
	char want[64], text[600], id[MESSAGE_ID_TEXT];

	(void)state;
	make_event(&b, STATUS_FORWARDED);
	message_id_format(&event.message.id, id);
	assert_int_equal(write_nth(0), 0);
	seal_it(0);
	snprintf(text, sizeof(text),
	    "https://a.example:8443/cb?x=1"
	    "AccountSid" SID "ApiVersion2010-04-01From+12125550100"
	    "MessageSid%sMessageStatussentSmsSid%sSmsStatussent"
	    "To+12125550199",
	    id, id);
	hmac(EVP_sha1(), TOKEN, strlen(TOKEN), text, want);
	assert_string_equal(header("X-Twilio-Signature"), want);
	snprintf(text, sizeof(text), "%s",
	    header("I-Twilio-Idempotency-Token"));
	assert_string_equal(text, "evt_000000000000123401");
	seal_it(3); /* the same on all tries of one event */
	assert_string_equal(header("I-Twilio-Idempotency-Token"), text);
	/* Of a token that is a hash we have not what would sign it. */
	event.message.account = flow_account_id(rig.flow, 2);
	assert_int_equal(write_nth(0), 0);
	seal_it(0);
	assert_string_equal(header("X-Twilio-Signature"), "");
}

/* ---- JSON ---------------------------------------------------------------- */

static void a_native_callback_and_the_accounts_own_are_json(void **state)
{
	static const char native[] = { HOOK_NATIVE, 0 };
	struct body b = outbound("https://a.example/cb");
	const struct json_value *v;
	struct json_error err;
	struct json *j;

	(void)state;
	b.field[BODY_HOOK] = (struct body_text){ native, 2 };
	make_event(&b, STATUS_QUEUED);
	configure(&account()->webhook, "https://b.example/all");
	for (unsigned n = 0; n < 2; n++) {
		assert_int_equal(write_nth(n), 0);
		assert_string_equal(buf_cstr(&letter.url),
		    n == 0 ? "https://a.example/cb" : "https://b.example/all");
		assert_int_equal(json_parse(buf_bytes(&letter.body),
				     letter.body.len, &j, &err),
		    0);
		rig_assert_text(j, "type", "message.queued");
		rig_assert_text(j, "timestamp", "2026-03-02T15:20:00.000Z");
		rig_assert_text(j, "sequence", "4660");
		rig_assert_text(j, "state", "queued");
		rig_assert_text(j, "substate", "null");
		v = rig_at(j, "data");
		assert_int_equal(json_kind(v), JSON_OBJECT);
		rig_assert_text(j, "data/to", "+12125550199");
		json_free(j);
	}
}

/* The verifier that the manual shows: X15 is its window of five minutes. */
static bool verify(const char *secret, usec now)
{
	struct sign_key key;
	struct buf text = { 0 };
	char want[64];
	bool is_it;

	assert_int_equal(sign_key_parse(secret, &key), 0);
	if (llabs(atoll(header("webhook-timestamp")) - now / SECOND) > 300)
		return false;
	buf_printf(&text, "%s.%s.%s", header("webhook-id"),
	    header("webhook-timestamp"), buf_cstr(&letter.body));
	hmac(EVP_sha256(), key.bytes, key.len, buf_cstr(&text), want);
	buf_free(&text);
	is_it = strstr(header("webhook-signature"), want) != NULL;
	return is_it && strncmp(header("webhook-signature"), "v1,", 3) == 0;
}

static void json_is_signed_with_all_secrets_and_anew_on_each_attempt(
    void **state)
{
	struct body b = outbound("");
	char id[64], first[256];

	(void)state;
	configure(&account()->webhook, "https://b.example/all");
	make_event(&b, STATUS_DELIVERED);
	assert_int_equal(write_nth(1), 0);
	seal_it(0);
	assert_string_equal(header("webhook-signature"), "");
	configure(&account()->webhook_secret, SECRET);
	seal_it(0);
	assert_true(verify(SECRET, clock_wall()));
	assert_false(verify(NEXT, clock_wall()));
	assert_true(verify(SECRET, clock_wall() + 300 * SECOND));
	assert_false(verify(SECRET, clock_wall() + 301 * SECOND));
	snprintf(id, sizeof(id), "%s", header("webhook-id"));
	snprintf(first, sizeof(first), "%s", header("webhook-signature"));
	/* X12: while one takes the place of the other, both verify. */
	configure(&account()->webhook_secret, NEXT " " SECRET);
	clock_advance(600 * SECOND);
	seal_it(1);
	assert_true(verify(SECRET, clock_wall()));
	assert_true(verify(NEXT, clock_wall()));
	assert_string_equal(header("webhook-id"), id);
	assert_string_not_equal(header("webhook-signature"), first);
	assert_null(strstr(header("webhook-signature"), "whsec"));
}

/* ---- inbound texts ------------------------------------------------------- */

static void ask(const char *method, const char *path, const char *form)
{
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .auth = BASIC,
	    .more = form != NULL ? FORM_TYPE : "",
	    .body = form });
}

/* Settings of +12125550100. */
static void set_number(const char *form)
{
	char uri[160];
	struct json *j;

	ask("GET", NUMBERS, NULL);
	j = rig_json();
	snprintf(uri, sizeof(uri), "%s",
	    rig_text(j, "incoming_phone_numbers/0/uri"));
	json_free(j);
	ask("POST", uri, form);
	assert_int_equal(rig_status(), 200);
}

static void an_inbound_text_goes_to_its_numbers_url(void **state)
{
	char want[500], id[MESSAGE_ID_TEXT];

	(void)state;
	make_inbound("+12125550100", "hi & bye");
	assert_int_equal(write_nth(2), RC_BAD); /* nobody asked for it */
	set_number("SmsUrl=https%3A%2F%2Fa.example%2Fin%3Fa%3D1");
	assert_int_equal(write_nth(2), 0);
	message_id_format(&event.message.id, id);
	snprintf(want, sizeof(want),
	    "SmsMessageSid=%s&NumMedia=0&SmsSid=%s&SmsStatus=received&"
	    "Body=hi%%20%%26%%20bye&To=%%2B12125550100&NumSegments=1&"
	    "MessageSid=%s&AccountSid=" SID
	    "&From=%%2B12125550199&ApiVersion=2010-04-01",
	    id, id, id);
	assert_string_equal(buf_cstr(&letter.body), want);
	assert_string_equal(buf_cstr(&letter.url), "https://a.example/in?a=1");
	assert_false(letter.spare);
	seal_it(0);
	assert_string_not_equal(header("X-Twilio-Signature"), "");
}

/* A service with this number as its sender, and with these settings. */
static void make_service(const char *settings)
{
	char path[160], form[160];
	struct json *j;

	ask("GET", NUMBERS, NULL);
	j = rig_json();
	snprintf(form, sizeof(form), "PhoneNumberSid=%s",
	    rig_text(j, "incoming_phone_numbers/0/sid"));
	json_free(j);
	ask("POST", "/v1/Services", settings);
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	snprintf(path, sizeof(path), "/v1/Services/%s/PhoneNumbers",
	    rig_text(j, "sid"));
	json_free(j);
	ask("POST", path, form);
	assert_int_equal(rig_status(), 201);
}

static void a_service_hears_of_texts_unless_the_number_shall(void **state)
{
	static const char url[] = "InboundRequestUrl=https%3A%2F%2Fb.example%2F"
				  "&FriendlyName=x";
	char path[80];
	struct json *j;

	(void)state;
	make_inbound("+12125550100", "hi");
	set_number("SmsUrl=https%3A%2F%2Fa.example%2Fin");
	make_service(url);
	assert_int_equal(write_nth(2), 0);
	assert_string_equal(buf_cstr(&letter.url), "https://b.example/");
	assert_non_null(strstr(buf_cstr(&letter.body), "MessagingServiceSid"));
	ask("GET", "/v1/Services", NULL);
	j = rig_json();
	snprintf(path, sizeof(path), "/v1/Services/%s",
	    rig_text(j, "services/0/sid"));
	json_free(j);
	ask("POST", path, "UseInboundWebhookOnNumber=true");
	assert_int_equal(rig_status(), 200);
	assert_int_equal(write_nth(2), 0);
	assert_string_equal(buf_cstr(&letter.url), "https://a.example/in");
	assert_null(strstr(buf_cstr(&letter.body), "MessagingServiceSid"));
}

static void by_get_the_fields_are_in_the_query_before_the_fragment(void **state)
{
	(void)state;
	make_inbound("+12125550100", "hi");
	set_number(
	    "SmsUrl=https%3A%2F%2Fa.example%2Fin%23rc%3D1&SmsMethod=GET");
	assert_int_equal(write_nth(2), 0);
	assert_false(letter.post);
	seal_it(0);
	assert_false(seal.post);
	assert_int_equal(seal.body.len, 0);
	assert_memory_equal(buf_cstr(&seal.url),
	    "https://a.example/in?SmsMessageSid=", 35);
	assert_non_null(
	    strstr(buf_cstr(&seal.url), "&ApiVersion=2010-04-01#rc=1"));
}

static void the_fallback_url_is_told_what_failed(void **state)
{
	(void)state;
	make_inbound("+12125550100", "hi");
	set_number("SmsUrl=https%3A%2F%2Fa.example%2Fin&"
		   "SmsFallbackUrl=https%3A%2F%2Fb.example%2F");
	assert_int_equal(write_nth(2), 0);
	assert_true(letter.spare);
	seal_it(0);
	assert_int_equal(seal.url.len, 0);
	seal_it(1);
	assert_string_equal(buf_cstr(&seal.url), "https://b.example/");
	assert_true(seal.post);
	assert_non_null(strstr(buf_cstr(&seal.body), "&Body=hi&"));
	assert_non_null(strstr(buf_cstr(&seal.body),
	    "&ErrorCode=11200&ErrorUrl=https%3A%2F%2Fa.example%2Fin"));
	seal_it(2);
	assert_int_equal(seal.url.len, 0);
}

static int answer(const char *type, const char *text)
{
	const struct http_result r = { .status = 200,
		.why = "",
		.type = type,
		.body = (const uint8_t *)text,
		.len = strlen(text) };
	int rc = api_letters.answered(rig.api, &letter, &r);

	rig_settle();
	return rc;
}

static size_t messages(struct json **j)
{
	ask("GET", ACCOUNT "/Messages.json", NULL);
	*j = rig_json();
	return json_count(rig_at(*j, "messages"));
}

static void an_answer_of_the_fallback_url_is_its_document(void **state)
{
	(void)state;
	make_inbound("+12125550100", "hi");
	set_number("SmsUrl=https%3A%2F%2Fa.example%2Fin&"
		   "SmsFallbackUrl=https%3A%2F%2Fb.example%2Fx%2Fy");
	assert_int_equal(write_nth(2), 0);
	seal_it(1);
	assert_int_equal(answer("text/xml", "<Response><Redirect>z</Redirect>"
					    "</Response>"),
	    RC_SHORT);
	assert_string_equal(buf_cstr(&letter.next), "https://b.example/x/z");
	seal_it(1);
	assert_string_equal(buf_cstr(&seal.url), "https://b.example/x/z");
	assert_true(seal.post);
	assert_non_null(strstr(buf_cstr(&seal.body), "&Body=hi&"));
}

static void an_action_is_told_of_the_acceptance_alone(void **state)
{
	struct body b = outbound("");

	(void)state;
	set(&b, BODY_ACTION, "Ghttps://a.example/next?x=1");
	make_event(&b, STATUS_QUEUED);
	assert_int_equal(write_nth(3), RC_BAD);
	event.type = ENTRY_ACCEPT;
	assert_int_equal(write_nth(3), 0);
	seal_it(0);
	assert_memory_equal(buf_cstr(&seal.url),
	    "https://a.example/next?x=1&MessageSid=", 38);
	assert_non_null(strstr(buf_cstr(&seal.url), "&MessageStatus=queued&"));
	/* What it asks for goes where the first reply went. */
	assert_int_equal(answer("text/plain", "and this"), 0);
	ask("GET", ACCOUNT "/Messages.json", NULL);
	assert_non_null(strstr(rig_body(), "\"body\":\"and this\""));
	assert_non_null(strstr(rig_body(), "\"to\":\"+12125550199\""));
	assert_non_null(strstr(rig_body(), "\"from\":\"+12125550100\""));
}

static void what_the_answer_asks_for_is_sent_once(void **state)
{
	static const char xml[] =
	    "<Response><Message>one</Message>"
	    "<Message to=\"+12125550155\">two</Message></Response>";
	struct json *j;

	(void)state;
	make_inbound("+12125550100", "hi");
	set_number("SmsUrl=https%3A%2F%2Fa.example%2Fin");
	assert_int_equal(write_nth(2), 0);
	assert_int_equal(answer("text/xml", xml), 0);
	assert_int_equal(messages(&j), 2);
	rig_assert_text(j, "messages/1/body", "one");
	rig_assert_text(j, "messages/1/to", "+12125550199");
	rig_assert_text(j, "messages/1/from", "+12125550100");
	rig_assert_text(j, "messages/1/direction", "outbound-reply");
	rig_assert_text(j, "messages/0/to", "+12125550155");
	json_free(j);
	/* The same letter was told twice: a crash, X10. */
	assert_int_equal(answer("text/xml", xml), 0);
	assert_int_equal(messages(&j), 2);
	json_free(j);
	assert_int_equal(answer("text/xml", "<Response><Mess"), 0);
	assert_int_equal(answer("text/xml", "<Response/>"), 0);
	assert_int_equal(messages(&j), 2);
	json_free(j);
	/* Who drains takes nothing: it is asked again after the restart. */
	event.place++;
	assert_int_equal(write_nth(2), 0);
	flow_drain(rig.flow);
	assert_int_equal(answer("text/plain", "later"), RC_BUSY);
}

#define letters(test) \
	cmocka_unit_test_setup_teardown(test, rig_begin, end_letters)

int main(void)
{
	const struct CMUnitTest tests[] = {
		letters(a_status_is_a_form_with_these_fields),
		letters(
		    a_delivery_has_its_receipts_date_and_a_failure_its_code),
		letters(a_form_is_sent_only_of_what_twilio_has_a_word_for),
		letters(a_message_of_a_service_tells_when_it_is_queued),
		letters(a_form_is_signed_as_twilio_does),
		letters(a_native_callback_and_the_accounts_own_are_json),
		letters(
		    json_is_signed_with_all_secrets_and_anew_on_each_attempt),
		letters(an_inbound_text_goes_to_its_numbers_url),
		letters(a_service_hears_of_texts_unless_the_number_shall),
		letters(by_get_the_fields_are_in_the_query_before_the_fragment),
		letters(the_fallback_url_is_told_what_failed),
		letters(an_answer_of_the_fallback_url_is_its_document),
		letters(an_action_is_told_of_the_acceptance_alone),
		letters(what_the_answer_asks_for_is_sent_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
