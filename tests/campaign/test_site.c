/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/site.h"

#include "campaign/local_time.h"
#include "conf/conf.h"
#include "http/json.h"
#include "model/campaign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNTED(list)                                                 \
	{                                                             \
		.v = (char **)(uintptr_t)(list), .n = ARRAY_LEN(list) \
	}

static const char *const quiet[] = { "22:00-06:00", "Sat,Sun 00:00-24:00" };
static const char *const countries[] = { "US", "CA" };
static const char *const prices[] = { "GB=0.03" };

static struct conf_account account;
static struct conf conf;
static struct zones *zones;
static struct site base, site;
static struct site_why why;

static char *text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static int make(void **state)
{
	(void)state;
	zones = zones_new();
	account = (struct conf_account){ .name = text("acme"),
		.quiet = COUNTED(quiet),
		.countries = COUNTED(countries),
		.prices = COUNTED(prices),
		.quiet_zone = text("America/New_York"),
		.price = 10000 };
	conf = (struct conf){ .account = &account, .accounts = 1 };
	conf.message.support_contact = text("help@example.test");
	site_default(&base, &conf, 0, zones);
	site = base;
	return 0;
}

static int drop(void **state)
{
	(void)state;
	zones_free(zones);
	return 0;
}

static int takes(const char *json)
{
	struct json_error err;
	struct json *j;
	int rc;

	assert_int_equal(json_parse(json, strlen(json), &j, &err), 0);
	rc = site_read(&site, &base, json_root(j), zones, &why);
	json_free(j);
	return rc;
}

static void refuses(const char *json, const char *field)
{
	site = base;
	assert_int_equal(takes(json), RC_BAD);
	assert_string_equal(why.field, field);
	assert_true(strlen(why.text) > 5);
	site = base;
}

static const char *written(struct buf *b, bool own)
{
	struct json_out o = json_writing(b);

	buf_clear(b);
	json_open_object(&o, NULL);
	if (own)
		site_write_own(&site, &o);
	else
		site_write(&site, &o);
	json_close_object(&o);
	return buf_cstr(b);
}

static void defaults_are_those_of_the_configuration(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_string_equal(written(&b, false),
	    "{\"timezone\":\"America/New_York\",\"default_region\":\"US\","
	    "\"active\":true,\"sms_subscription\":true,\"subdomain\":\"acme\","
	    "\"trial\":null,\"quiet_hours\":[\"Mon,Tue,Wed,Thu,Fri,Sat,Sun "
	    "22:00-06:00\",\"Sat,Sun 00:00-24:00\"],"
	    "\"smart_sending_hours\":0,\"countries\":[\"US\",\"CA\"],"
	    "\"price\":\"0.01\",\"close_window\":\"48h\","
	    "\"sent_threshold_pct\":80,"
	    "\"support_contact\":\"help@example.test\","
	    "\"compliance_link\":\"\","
	    "\"status_epoch\":\"2015-09-01T00:00:00\","
	    "\"auto_optout\":false}");
	assert_string_equal(written(&b, true), "{}");
	buf_free(&b);
}

static void smart_sending_is_0_to_168_hours(void **state)
{
	(void)state;
	refuses("{\"smart_sending_hours\": 169}", "smart_sending_hours");
	refuses("{\"smart_sending_hours\": -1}", "smart_sending_hours");
	refuses("{\"smart_sending_hours\": 8.5}", "smart_sending_hours");
	assert_int_equal(takes("{\"smart_sending_hours\": 0}"), 0);
	assert_int_equal(takes("{\"smart_sending_hours\": 8}"), 0);
	assert_int_equal(site.smart_hours, 8);
	assert_int_equal(takes("{\"smart_sending_hours\": 168}"), 0);
	assert_int_equal(site.smart_hours, 168);
}

static void what_is_unknown_or_wrong_is_told_by_its_field(void **state)
{
	(void)state;
	refuses("{\"colour\": 1}", "colour");
	refuses("{\"timezone\": \"Asia/Atlantis\"}", "timezone");
	refuses("{\"timezone\": 5}", "timezone");
	refuses("{\"default_region\": \"us\"}", "default_region");
	refuses("{\"countries\": [\"US\", \"QQ\"]}", "countries");
	refuses("{\"countries\": \"US\"}", "countries");
	refuses("{\"quiet_hours\": {\"start\": \"20:00\"}}", "quiet_hours");
	refuses("{\"quiet_hours\": [\"00:00-12:00\", \"12:00-24:00\"]}",
	    "quiet_hours");
	refuses("{\"quiet_hours\": {\"start\": \"00:00\", \"end\": "
		"\"24:00\"}}",
	    "quiet_hours");
	refuses("{\"quiet_hours\": {\"start\": \"9\", \"end\": \"10\"}}",
	    "quiet_hours");
	refuses("{\"quiet_hours\": {\"start\": \"09:00\", \"end\": "
		"\"09:00\"}}",
	    "quiet_hours");
	refuses("{\"trial\": {\"limit\": 0}}", "trial");
	refuses("{\"trial\": 100}", "trial");
	refuses("{\"price\": \"free\"}", "price");
	refuses("{\"price\": -1}", "price");
	refuses("{\"close_window\": \"2 days\"}", "close_window");
	refuses("{\"sent_threshold_pct\": 101}", "sent_threshold_pct");
	refuses("{\"active\": 1}", "active");
	refuses("{\"status_epoch\": \"2015\"}", "status_epoch");
	refuses("{\"support_contact\": null, \"subdomain\": 1}", "subdomain");
	refuses("[]", "");
}

static void own_settings_are_kept_and_read_back(void **state)
{
	static const char own[] =
	    "{\"timezone\":\"Asia/Tokyo\",\"subdomain\":null,"
	    "\"trial\":{\"limit\":100,\"used\":0},"
	    "\"quiet_hours\":{\"start\":\"20:00\",\"end\":\"09:00\"},"
	    "\"price\":\"0.0075\",\"close_window\":\"90min\"}";
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(takes(own), 0);
	assert_int_equal(site.quiets, 1);
	assert_int_equal(site.quiet[0].from, 20 * 60);
	assert_int_equal(site.trial, 100);
	assert_int_equal(site.close_window, 90 * 60 * SECOND);
	assert_string_equal(written(&b, true), own);
	site = base;
	assert_int_equal(takes(own), 0);
	assert_string_equal(written(&b, true), own);
	assert_string_equal(site.subdomain, "");
	buf_free(&b);
}

static void null_sets_back_or_says_none(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(takes("{\"countries\": [\"GB\"], \"timezone\": "
			       "\"Asia/Tokyo\", \"trial\": {\"limit\": 5}}"),
	    0);
	assert_int_equal(takes("{\"countries\": null, \"timezone\": null, "
			       "\"trial\": null, \"quiet_hours\": null}"),
	    0);
	assert_int_equal(site.countries, 2);
	assert_string_equal(site.timezone, "America/New_York");
	assert_ptr_equal(site.zone, base.zone);
	assert_int_equal(site.trial, 0);
	assert_int_equal(site.quiets, 0);
	assert_string_equal(written(&b, true),
	    "{\"trial\":null,\"quiet_hours\":null}");
	buf_free(&b);
}

static void a_price_that_is_set_is_that_of_all_countries(void **state)
{
	(void)state;
	assert_int_equal(site_price(&site, &account, 19175550001), 10000);
	assert_int_equal(site_price(&site, &account, 447700900001), 30000);
	assert_int_equal(takes("{\"price\": 0.02}"), 0);
	assert_int_equal(site_price(&site, &account, 447700900001), 20000);
}

static void numbers_are_of_the_region_that_is_set(void **state)
{
	static const struct {
		const char *region, *typed;
		uint64_t number;
	} cases[] = { { "US", "(917) 555-0001", 19175550001 },
		{ "US", "+447700900001", 447700900001 },
		{ "GB", "07700 900001", 447700900001 },
		{ "UA", "0501234567", 380501234567 },
		{ "JP", "090-1234-5678", 819012345678 },
		{ "JM", "8765550001", 18765550001 },
		{ "JE", "07797 712345", 447797712345 } };
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		site_set_region(&site, cases[i].region);
		assert_int_equal(site_number(&site, cases[i].typed,
				     strlen(cases[i].typed), &number),
		    0);
		assert_int_equal(number, cases[i].number);
	}
	site_set_region(&site, "US");
	assert_int_equal(site_number(&site, "12345", 5, &number), RC_BAD);
	assert_int_equal(site_number(&site, "+1917", 5, &number), RC_BAD);
	assert_int_equal(site_number(&site, "abcdefghij", 10, &number), RC_BAD);
	assert_int_equal(site_number(&site, "", 0, &number), RC_BAD);
}

static void all_that_forbids_to_send_is_told(void **state)
{
	(void)state;
	assert_int_equal(site_preflight(&site), 0);
	assert_int_equal(takes("{\"active\": false, \"subdomain\": null}"), 0);
	assert_int_equal(site_preflight(&site),
	    PREFLIGHT_SITE_INACTIVE | PREFLIGHT_SUBDOMAIN_MISSING);
	assert_int_equal(takes("{\"sms_subscription\": false}"), 0);
	assert_int_equal(site_preflight(&site),
	    PREFLIGHT_SITE_INACTIVE | PREFLIGHT_SUBDOMAIN_MISSING |
		PREFLIGHT_NO_SMS_SUBSCRIPTION);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(defaults_are_those_of_the_configuration),
		IT(smart_sending_is_0_to_168_hours),
		IT(what_is_unknown_or_wrong_is_told_by_its_field),
		IT(own_settings_are_kept_and_read_back),
		IT(null_sets_back_or_says_none),
		IT(a_price_that_is_set_is_that_of_all_countries),
		IT(numbers_are_of_the_region_that_is_set),
		IT(all_that_forbids_to_send_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
