/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#include "campaign/judge.h"
#include "campaign/local_time.h"
#include "flow/terms.h"
#include "ledger/ledger.h"
#include "model/reason.h"

#define NEW_YORK    "{\"timezone\": \"America/New_York\"}"
#define LOS_ANGELES "{\"timezone\": \"America/Los_Angeles\"}"
#define US          19175550001
#define GB          447700900001

static struct zones *zones;
static struct site site;
static struct definition definition;
static struct json *json;
static struct judge judge;
static struct verdict verdict;
static struct judgement more;

static int begin(void **state)
{
	rig_begin(state);
	zones = zones_new();
	site_default(&site, rig.conf, 0, zones);
	site.zone = zones_find(zones, "America/New_York", 16);
	judge = (struct judge){ .flow = rig.flow,
		.zones = zones,
		.site = &site,
		.definition = &definition,
		.now = clock_wall() };
	json = NULL;
	return 0;
}

static int end(void **state)
{
	buf_free(&judge.text);
	json_free(json);
	zones_free(zones);
	return rig_end(state);
}

static void campaign(const char *text)
{
	struct definition_why why;

	json_free(json);
	json = shop_json(text);
	definition_init(&definition);
	assert_int_equal(
	    definition_read(&definition, json_root(json), true, &why), 0);
}

static void quiet(const char *hours)
{
	assert_int_equal(conf_hours_read(hours, &site.quiet[0]), 0);
	site.quiets = 1;
}

static enum check_step judged_as(unsigned step, unsigned variant,
    uint64_t number, const char *data)
{
	const struct judged_one one = { .step = (uint8_t)step,
		.variant = (uint8_t)variant,
		.number = number,
		.data = data,
		.len = strlen(data) };

	verdict = (struct verdict){ 0 };
	assert_int_equal(judge_recipient(&judge, &one, &verdict, &more), 0);
	return verdict.decides;
}

static enum check_step judged(uint64_t number, const char *data)
{
	return judged_as(0, 0, number, data);
}

static void at(const char *date)
{
	judge.now = shop_date(date);
}

#define PLAIN "{\"text\": \"Hi {{name|there}}\", \"from\": \"+12125550100\"}"

static void who_passes_gets_a_message(void **state)
{
	struct body b;

	(void)state;
	campaign(PLAIN);
	assert_int_equal(judged(US, "{\"name\": \"User 1\"}"), CHECK_PASSED);
	assert_int_equal(verdict.parts, 1);
	assert_int_not_equal(verdict.set, 0);
	assert_int_not_equal(verdict.sender, 0);
	assert_int_equal(body_decode(&b, verdict.body, verdict.body_len), 0);
	assert_int_equal(b.field[BODY_TEXT].len, strlen("Hi User 1"));
	assert_memory_equal(b.field[BODY_TEXT].s, "Hi User 1", 9);
	assert_int_equal(more.submitted.segments, 1);
}

static void a_number_that_is_none_fails(void **state)
{
	(void)state;
	campaign(PLAIN);
	assert_int_equal(judged(0, ""), CHECK_MALFORMED);
	assert_int_equal(verdict.reason, REASON_BAD_NUMBER);
	assert_int_equal(verdict.detail, DETAIL_NUMBER_INCORRECT);
	assert_int_equal(judged(1917, ""), CHECK_MALFORMED);
}

static void a_country_that_is_not_allowed_fails(void **state)
{
	static const char gb[][COUNTRY_TEXT] = { "GB" };
	static const struct account_terms any = { 0 };
	const struct account_terms british = { .country = gb, .countries = 1 };

	(void)state;
	campaign(PLAIN);
	assert_int_equal(judged(380501234567, ""), CHECK_COUNTRY);
	assert_int_equal(verdict.reason, REASON_AT_SUBMIT);
	assert_int_equal(verdict.detail, DETAIL_COUNTRY_NOT_SUPPORTED);
	/* The account's own list goes on top of the configuration's. */
	flow_account_terms(rig.flow, 0, &british);
	assert_int_equal(judged(US, ""), CHECK_COUNTRY);
	assert_int_equal(judged(GB, ""), CHECK_COUNTRY);
	/* A calling code that nobody has. */
	flow_account_terms(rig.flow, 0, &any);
	assert_int_equal(judged(21012345678, ""), CHECK_COUNTRY);
	assert_int_equal(verdict.detail, DETAIL_COUNTRY_NOT_SUPPORTED);
}

static void a_sender_that_is_not_ours_fails(void **state)
{
	(void)state;
	campaign("{\"text\": \"Hi\", \"from\": \"+12125550199\"}");
	assert_int_equal(judged(US, ""), CHECK_COUNTRY);
	assert_int_equal(verdict.reason, 21606);
	assert_int_equal(more.fault, FAULT_SENDER_NOT_OWNED);
}

static void a_field_that_is_missing_skips(void **state)
{
	(void)state;
	campaign("{\"text\": \"Hi {{unknown}}\", \"from\": \"+12125550100\"}");
	assert_int_equal(judged(US, "{\"name\": \"x\"}"), CHECK_MERGE);
	assert_string_equal(more.missing, "unknown");
	assert_int_equal(judged(US, "{\"fields\": {\"unknown\": \"y\"}}"),
	    CHECK_PASSED);
	/* Step 6 comes before step 7. */
	assert_int_equal(judged(380501234567, ""), CHECK_COUNTRY);
	/* A field can be all of the text. */
	campaign("{\"text\": \"{{x|}}\", \"from\": \"+12125550100\"}");
	assert_int_equal(judged(US, ""), CHECK_COUNTRY);
	assert_int_equal(verdict.reason, 21602);
}

static void assert_broken(uint64_t number, const char *data)
{
	assert_int_equal(judged(number, data), CHECK_COUNTRY);
	assert_int_equal(verdict.reason, REASON_AT_SUBMIT);
	assert_int_equal(verdict.detail, DETAIL_CONTENT_LAW);
	assert_int_equal(more.broken, 1);
}

/* E38 */
static void what_a_text_says_to_this_person_is_judged(void **state)
{
	static const char casino[] = "{\"fields\": {\"what\": \"Casino\"}}",
			  cards[] = "{\"fields\": {\"what\": \"Cards\"}}";

	(void)state;
	campaign("{\"text\": \"{{what}} night\", \"from\": "
		 "\"+12125550100\"}");
	assert_broken(US, casino);
	assert_int_equal(judged(US, cards), CHECK_PASSED);
	assert_int_equal(more.broken, 0);
	assert_broken(US, casino);
	quiet("00:00-23:59"); /* it does not wait for that */
	assert_broken(US, casino);
}

static void each_text_of_a_campaign_is_judged_for_itself(void **state)
{
	(void)state;
	campaign("{\"variants\": [{\"text\": \"Hello\"}, {\"text\": "
		 "\"Casino\"}], \"from\": \"+12125550100\", \"steps\": "
		 "[{\"text\": \"Poker\", \"delay\": \"1h\"}, "
		 "{\"text\": \"Bye\", \"delay\": \"1h\"}]}");
	for (int again = 0; again < 2; again++) {
		assert_int_equal(judged_as(0, 0, US, "{}"), CHECK_PASSED);
		assert_int_equal(judged_as(0, 1, US, "{}"), CHECK_COUNTRY);
		assert_int_equal(judged_as(1, 0, US, "{}"), CHECK_COUNTRY);
		assert_int_equal(judged_as(1, 1, US, "{}"), CHECK_COUNTRY);
		assert_int_equal(judged_as(2, 1, US, "{}"), CHECK_PASSED);
	}
}

/* A live list may bring whom nobody saw. */
static void a_text_that_breaks_a_rule_goes_nowhere_near_it(void **state)
{
	(void)state;
	campaign("{\"text\": \"Poker\", \"from\": \"+12125550100\"}");
	assert_broken(US, "");
	assert_broken(US + 1, "");
	/* Step 6 comes before it. */
	assert_int_equal(judged(GB, ""), CHECK_COUNTRY);
	assert_int_equal(verdict.detail, DETAIL_COUNTRY_NOT_SUPPORTED);
	assert_int_equal(more.broken, 0);
}

static void quiet_hours_are_of_the_recipients_zone(void **state)
{
	(void)state;
	campaign(PLAIN);
	quiet("20:00-09:00");
	at("2026-03-03T02:00:00Z"); /* New York 21:00, Los Angeles 18:00 */
	assert_int_equal(judged(US, NEW_YORK), CHECK_QUIET);
	assert_int_equal(verdict.release, shop_date("2026-03-03T14:00:00Z"));
	assert_int_equal(judged(US, LOS_ANGELES), CHECK_PASSED);
	assert_int_equal(judged(US, ""), CHECK_QUIET);
	assert_int_equal(verdict.release, shop_date("2026-03-03T14:00:00Z"));
	assert_int_equal(judged(US, "{\"timezone\": \"Moon\"}"), CHECK_QUIET);
}

/* By which the ledger asks once more, right before it goes. */
static void who_has_a_zone_of_its_own_has_its_number(void **state)
{
	(void)state;
	judge.ledger = rig.ledger;
	campaign(PLAIN);
	assert_int_equal(judged(US, LOS_ANGELES), CHECK_PASSED);
	assert_string_equal(ledger_name(rig.ledger, NAME_ZONE, verdict.zone),
	    "America/Los_Angeles");
	/* The account may move. */
	assert_int_equal(judged(US, NEW_YORK), CHECK_PASSED);
	assert_string_equal(ledger_name(rig.ledger, NAME_ZONE, verdict.zone),
	    "America/New_York");
	assert_int_equal(judged(US, ""), CHECK_PASSED);
	assert_int_equal(verdict.zone, 0);
	assert_int_equal(judged(US, "{\"timezone\": \"Moon\"}"), CHECK_PASSED);
	assert_int_equal(verdict.zone, 0);
	/* What has no quiet hours has none of a zone. */
	definition.is_transactional = true;
	assert_int_equal(judged(US, NEW_YORK), CHECK_PASSED);
	assert_int_equal(verdict.zone, 0);
}

static void quiet_hours_begin_and_end_to_the_second(void **state)
{
	(void)state;
	campaign(PLAIN);
	quiet("20:00-09:00");
	at("2026-03-03T00:59:59Z");
	assert_int_equal(judged(US, NEW_YORK), CHECK_PASSED);
	at("2026-03-03T01:00:00Z");
	assert_int_equal(judged(US, NEW_YORK), CHECK_QUIET);
	assert_int_equal(verdict.release, shop_date("2026-03-03T14:00:00Z"));
	at("2026-03-03T13:59:59Z");
	assert_int_equal(judged(US, NEW_YORK), CHECK_QUIET);
	assert_int_equal(verdict.release - judge.now, SECOND);
	at("2026-03-03T14:00:00Z");
	assert_int_equal(judged(US, NEW_YORK), CHECK_PASSED);
}

static void released(const char *zone, const char *now, const char *release)
{
	char text[CLOCK_TEXT_BYTES], data[80];

	snprintf(data, sizeof(data), "{\"timezone\": \"%s\"}", zone);
	at(now);
	assert_int_equal(judged(US, data), CHECK_QUIET);
	assert_string_equal(clock_format(verdict.release, text), release);
}

static void quiet_hours_know_of_clocks_that_are_put_forward_and_back(
    void **state)
{
	(void)state;
	campaign(PLAIN);
	quiet("20:00-02:30");
	/* 02:30 does not come; it is over at 03:00, the first that is. */
	released("America/New_York", "2026-03-08T06:59:59Z",
	    "2026-03-08T07:00:00.000Z");
	released("Europe/Kyiv", "2026-10-24T20:00:00Z",
	    "2026-10-24T23:30:00.000Z");
	quiet("20:00-01:30");
	/* 01:30 comes twice; the first ends it, and then the second. */
	released("America/New_York", "2026-11-01T04:00:00Z",
	    "2026-11-01T05:30:00.000Z");
	released("America/New_York", "2026-11-01T06:10:00Z",
	    "2026-11-01T06:30:00.000Z");
	quiet("01:30-05:00");
	/* In it, until the clocks go back to a time before it. */
	released("America/New_York", "2026-11-01T05:45:00Z",
	    "2026-11-01T06:00:00.000Z");
	released("Australia/Lord_Howe", "2026-04-04T14:45:00Z",
	    "2026-04-04T18:30:00.000Z");
	quiet("01:45-05:00");
	released("Australia/Lord_Howe", "2026-04-04T14:50:00Z",
	    "2026-04-04T15:00:00.000Z");
}

static void a_transactional_campaign_knows_no_quiet_hours(void **state)
{
	(void)state;
	campaign("{\"text\": \"Hi\", \"from\": \"+12125550100\", \"class\": "
		 "\"transactional\"}");
	quiet("20:00-09:00");
	at("2026-03-03T02:00:00Z");
	assert_int_equal(judged(US, NEW_YORK), CHECK_PASSED);
}

static void each_has_its_own_time_of_a_schedule_by_recipient(void **state)
{
	(void)state;
	campaign("{\"text\": \"Hi\", \"from\": \"+12125550100\", "
		 "\"schedule\": {\"local\": \"2026-03-02T10:00:00\", "
		 "\"mode\": \"recipient\"}}");
	at("2026-03-02T15:00:00Z");
	assert_int_equal(judged(US, NEW_YORK), CHECK_PASSED);
	assert_int_equal(judged(US, ""), CHECK_PASSED);
	assert_int_equal(judged(US, LOS_ANGELES), CHECK_LOCAL_TIME);
	assert_int_equal(verdict.release, shop_date("2026-03-02T18:00:00Z"));
	/* Then quiet hours are asked. */
	quiet("09:00-11:00");
	assert_int_equal(judged(US, NEW_YORK), CHECK_QUIET);
	assert_int_equal(verdict.release, shop_date("2026-03-02T16:00:00Z"));
	at("2026-03-02T18:00:00Z");
	assert_int_equal(judged(US, LOS_ANGELES), CHECK_QUIET);
}

static void nothing_is_said_while_the_daemon_stops(void **state)
{
	const struct judged_one one = { .number = US };

	(void)state;
	campaign(PLAIN);
	flow_drain(rig.flow);
	assert_int_equal(judge_recipient(&judge, &one, &verdict, &more),
	    RC_BUSY);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(who_passes_gets_a_message),
		IT(a_number_that_is_none_fails),
		IT(a_country_that_is_not_allowed_fails),
		IT(a_sender_that_is_not_ours_fails),
		IT(a_field_that_is_missing_skips),
		IT(what_a_text_says_to_this_person_is_judged),
		IT(each_text_of_a_campaign_is_judged_for_itself),
		IT(a_text_that_breaks_a_rule_goes_nowhere_near_it),
		IT(quiet_hours_are_of_the_recipients_zone),
		IT(who_has_a_zone_of_its_own_has_its_number),
		IT(quiet_hours_begin_and_end_to_the_second),
		IT(quiet_hours_know_of_clocks_that_are_put_forward_and_back),
		IT(a_transactional_campaign_knows_no_quiet_hours),
		IT(each_has_its_own_time_of_a_schedule_by_recipient),
		IT(nothing_is_said_while_the_daemon_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
