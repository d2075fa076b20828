/* SPDX-License-Identifier: BSD-2-Clause */
/* Which senders a service has, and which of them a message gets. */
#include "service.h"

static void senders_come_into_a_service_and_leave_it(void **state)
{
	char service[64], path[160], one[200];
	struct json *j;

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	snprintf(one, sizeof(one), SERVICES "/%s/PhoneNumbers/%s", service,
	    add_number(service, "12125550100"));
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	rig_assert_text(j, "phone_number", "+12125550100");
	rig_assert_text(j, "country_code", "US");
	rig_assert_text(j, "service_sid", service);
	rig_assert_text(j, "capabilities/0", "SMS");
	assert_int_equal(json_count(json_root(j)), 9);
	json_free(j);
	add_number(service, "12125550100");
	assert_code(409, "21710");
	path_of(path, service, "AlphaSenders");
	ask("POST", path, "AlphaSender=esmed");
	assert_int_equal(rig_status(), 201);
	assert_says("alpha_sender", "esmed");
	ask("POST", path, "AlphaSender=other");
	assert_code(400, "21657");
	ask("GET", path, NULL);
	assert_says("alpha_senders", "[1]");
	path_of(path, service, "PhoneNumbers");
	ask("GET", path, NULL);
	assert_says("phone_numbers", "[1]");
	assert_says("phone_numbers/0/phone_number", "+12125550100");
	ask("GET", one, NULL);
	assert_int_equal(rig_status(), 200);
	ask("DELETE", one, NULL);
	assert_int_equal(rig_status(), 204);
	ask("DELETE", one, NULL);
	assert_code(404, "20404");
	ask("POST", path, "PhoneNumberSid=PN1");
	assert_code(400, "30436");
}

static void a_number_is_in_one_service_only(void **state)
{
	char first[64], path[160];

	(void)state;
	snprintf(first, sizeof(first), "%s", make("FriendlyName=a"));
	add_number(first, "12125550100");
	add_number(make("FriendlyName=b"), "12125550100");
	assert_code(409, "21712");
	/* It is free when its service has gone. */
	path_of(path, first, "");
	ask("DELETE", path, NULL);
	add_number(make("FriendlyName=c"), "12125550100");
	assert_int_equal(rig_status(), 201);
}

static void a_short_code_and_a_name_for_a_country_are_senders(void **state)
{
	char service[64], path[160], form[100], sid[64];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	ask("GET", ACCOUNT "/SMS/ShortCodes.json", NULL);
	assert_says("short_codes/0/short_code", "12345");
	keep("short_codes/0/sid", sid, sizeof(sid));
	snprintf(form, sizeof(form), "ShortCodeSid=%s", sid);
	path_of(path, service, "ShortCodes");
	ask("POST", path, form);
	assert_int_equal(rig_status(), 201);
	assert_says("short_code", "12345");
	assert_says("sid", sid);
	path_of(path, service, "DestinationAlphaSenders");
	ask("POST", path, "AlphaSender=esmed&IsoCountryCode=gb");
	assert_int_equal(rig_status(), 201);
	assert_says("iso_country_code", "GB");
	assert_says("alpha_sender", "esmed");
	ask("POST", path, "AlphaSender=esmed&IsoCountryCode=xx");
	assert_code(400, "20422");
	ask("POST", path, "AlphaSender=esmed&IsoCountryCode=DE");
	assert_int_equal(rig_status(), 201);
	ask("GET", path, NULL);
	assert_says("alpha_senders", "[2]");
	path_of(path, service, "AlphaSenders");
	ask("GET", path, NULL);
	assert_says("alpha_senders", "[0]");
	path_of(path, service, "DestinationAlphaSenders?IsoCountryCode=de");
	ask("GET", path, NULL);
	assert_says("alpha_senders", "[1]");
	assert_says("alpha_senders/0/iso_country_code", "DE");
	assert_says("meta/key", "alpha_senders");
	path_of(path, service, "DestinationAlphaSenders?IsoCountryCode=xx");
	ask("GET", path, NULL);
	assert_code(400, "20422");
}

/* As Twilio has it: it is a name like those of the other list. */
static void a_name_for_no_country_is_for_all(void **state)
{
	char service[64], path[160], sid[64], url[256];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	path_of(path, service, "DestinationAlphaSenders");
	ask("POST", path, "AlphaSender=esmed");
	assert_int_equal(rig_status(), 201);
	assert_says("iso_country_code", "");
	keep("sid", sid, sizeof(sid));
	snprintf(url, sizeof(url), "http://x%s/%s", path, sid);
	assert_says("url", url);
	ask("GET", url + strlen("http://x"), NULL);
	assert_says("alpha_sender", "esmed");
	ask("GET", path, NULL);
	assert_says("alpha_senders", "[1]");
	path_of(path, service, "AlphaSenders");
	ask("GET", path, NULL);
	assert_says("alpha_senders", "[1]");
	ask("POST", path, "AlphaSender=esmed");
	assert_code(409, "21710");
}

/* http-api.md 4: accepted without a From, queued with one. */
static void a_service_picks_the_sender(void **state)
{
	char service[64], uri[160];
	struct json *j;

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	send_by(service, "");
	assert_code(400, "21704");
	add_number(service, "447700900100");
	add_number(service, "12125550101");
	send_by(service, "");
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	rig_assert_text(j, "status", "accepted");
	rig_assert_text(j, "from", "null");
	rig_assert_text(j, "num_segments", "0");
	rig_assert_text(j, "messaging_service_sid", service);
	assert_int_equal(json_count(json_root(j)), 20);
	json_free(j);
	keep("uri", uri, sizeof(uri));
	ask("GET", uri, NULL);
	assert_says("status", "queued");
	assert_says("from", "+12125550101");
	assert_says("num_segments", "1");
	assert_says("messaging_service_sid", service);
	send_by(service, "&From=%2B12125550101");
	assert_says("status", "queued");
	assert_says("from", "+12125550101");
	send_by(service, "&From=%2B12125550100");
	assert_code(400, "21703");
}

static void sent_from(const char *service, unsigned number, char *from)
{
	char form[256], uri[160];

	snprintf(form, sizeof(form),
	    "To=%%2B1917555%04u&Body=x&MessagingServiceSid=%s", number,
	    service);
	ask("POST", MESSAGES, form);
	keep("uri", uri, sizeof(uri));
	ask("GET", uri, NULL);
	keep("from", from, 32);
}

static void assert_sent_from(const char *service, const char *to,
    const char *from)
{
	char form[256], uri[160];

	snprintf(form, sizeof(form), "To=%%2B%s&Body=x&MessagingServiceSid=%s",
	    to, service);
	ask("POST", MESSAGES, form);
	assert_int_equal(rig_status(), 201);
	keep("uri", uri, sizeof(uri));
	ask("GET", uri, NULL);
	assert_says("from", from);
}

/* The operator took it out of the configuration, and gives it back. */
static void a_number_that_is_no_more_the_accounts_is_passed_over(void **state)
{
	struct conf_list *own = &rig.conf->account[0].numbers;
	char service[64], path[160], from[32], *taken = own->v[0];

	(void)state;
	assert_string_equal(taken, "+12125550100");
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	path_of(path, service, "PhoneNumbers");
	add_number(service, "12125550100");
	add_number(service, "12125550101");
	own->v[0] = mem_strdup("+12125550109");
	for (unsigned i = 0; i < 16; i++) {
		sent_from(service, i, from);
		assert_string_equal(from, "+12125550101");
	}
	ask("GET", path, NULL);
	assert_says("phone_numbers", "[1]");
	assert_says("phone_numbers/0/phone_number", "+12125550101");
	free(own->v[0]);
	own->v[0] = taken;
	ask("GET", path, NULL);
	assert_says("phone_numbers", "[2]");
}

/* It belongs to one country, which is that of the account's numbers. */
static void a_short_code_is_taken_at_home_only(void **state)
{
	char service[64], path[160], form[256];

	(void)state;
	rig.conf->account[0].countries.n = 0;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	ask("GET", ACCOUNT "/SMS/ShortCodes.json", NULL);
	snprintf(form, sizeof(form), "ShortCodeSid=");
	keep("short_codes/0/sid", form + strlen(form), 64);
	path_of(path, service, "ShortCodes");
	ask("POST", path, form);
	add_alpha(service);
	assert_sent_from(service, "19175550001", "12345");
	assert_sent_from(service, "447700900123", "12345");
	assert_sent_from(service, "4915123456789", "esmed");
	add_number(service, "12125550100");
	assert_sent_from(service, "19175550001", "+12125550100");
	assert_sent_from(service, "4915123456789", "esmed");
	rig.conf->account[0].countries.n = 1;
}

/* By account two, which has no list of numbers. */
static void ask_two(const char *method, const char *path, const char *form)
{
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .auth = "Bearer fedcba9876543210",
	    .more = form != NULL ? FORM_TYPE : "",
	    .body = form });
}

static void who_owns_any_number_names_it_himself(void **state)
{
	static const char messages[] =
	    "/2010-04-01/Accounts/" OTHER "/Messages.json";
	char service[64], path[160], form[256];

	(void)state;
	ask_two("POST", SERVICES, "FriendlyName=a");
	keep("sid", service, sizeof(service));
	snprintf(form, sizeof(form),
	    "%s&MessagingServiceSid=%s&From=%%2B12125550177&"
	    "ScheduleType=fixed&SendAt=2026-03-02T16%%3A00%%3A00Z",
	    TO, service);
	ask_two("POST", messages, form);
	assert_int_equal(rig_status(), 201);
	assert_says("status", "scheduled");
	path_of(path, service, "PhoneNumbers");
	ask_two("POST", path, "PhoneNumberSid=12345");
	assert_code(400, "30436");
	ask_two("POST", path, "PhoneNumberSid=");
	assert_code(400, "30436");
	ask_two("POST", path, "PhoneNumberSid=%2B12125550177");
	assert_int_equal(rig_status(), 201);
	assert_says("phone_number", "+12125550177");
	snprintf(form, sizeof(form), "%s&MessagingServiceSid=%s", TO, service);
	ask_two("POST", messages, form);
	assert_int_equal(rig_status(), 201);
	keep("uri", path, sizeof(path));
	ask_two("GET", path, NULL);
	assert_says("from", "+12125550177");
	assert_says("messaging_service_sid", service);
}

/* US carriers take no names. */
static void a_name_is_no_sender_where_none_is_taken(void **state)
{
	char service[64], path[160];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	path_of(path, service, "AlphaSenders");
	ask("POST", path, "AlphaSender=esmed");
	send_by(service, "");
	assert_code(400, "21703");
}

static void a_recipient_always_hears_from_the_same_number(void **state)
{
	char service[64], first[32], again[32];
	unsigned second = 0;

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	add_number(service, "12125550100");
	add_number(service, "12125550101");
	for (unsigned i = 0; i < 16; i++) {
		sent_from(service, i, first);
		sent_from(service, i, again);
		assert_string_equal(first, again);
		second += strcmp(first, "+12125550101") == 0;
	}
	/* And both are used. */
	assert_true(second > 0 && second < 16);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(senders_come_into_a_service_and_leave_it),
		TEST(a_number_is_in_one_service_only),
		TEST(a_short_code_and_a_name_for_a_country_are_senders),
		TEST(a_name_for_no_country_is_for_all),
		TEST(a_service_picks_the_sender),
		TEST(a_number_that_is_no_more_the_accounts_is_passed_over),
		TEST(a_short_code_is_taken_at_home_only),
		TEST(who_owns_any_number_names_it_himself),
		TEST(a_name_is_no_sender_where_none_is_taken),
		TEST(a_recipient_always_hears_from_the_same_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
