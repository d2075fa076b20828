/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns of any account, and what an operator wishes of one. Nobody checks
 * recipients here, so one that was begun stays processing.
 */
#include "centre.h"
#include "client.h"

#include "campaign/public_id.h"
#include "route/lookup.h"

#include <pwd.h>

static const char definition[] =
    "{\"name\":\"Spring\",\"text\":\"Hello\",\"class\":\"promotional\","
    "\"from\":\"+12125550100\",\"audience\":{\"lists\":[],\"numbers\":"
    "[\"+12025550100\",\"+12025550101\"]}}";

/* The id of a draft of that account, as people write it. */
static const char *create(size_t account)
{
	static char id[PUBLIC_ID_TEXT];
	const struct campaign_fact f = {
		.account = flow_account_id(rig.flow, account),
		.what = CAMPAIGN_CREATE,
		.actor = "anna",
		.definition = definition,
		.definition_len = sizeof(definition) - 1,
	};

	ledger_campaign(rig.ledger, &f);
	rig_settle();
	return campaign_id_format(rig.campaign, id);
}

/* The last one of `demo` begins. */
static void begin(void)
{
	static const uint64_t numbers[] = { 12025550100, 12025550101 };
	const struct campaign_plan plan = {
		.promotional = true,
		.steps = 1,
		.variants = 1,
		.threshold = 80,
		.close_window = 48 * 3600 * SECOND,
		.number = numbers,
		.numbers = ARRAY_LEN(numbers),
	};
	const struct campaign_fact f = {
		.account = flow_account_id(rig.flow, 0),
		.id = rig.campaign,
		.what = CAMPAIGN_ACTIVATE,
		.actor = "anna",
		.plan = &plan,
	};

	ledger_campaign(rig.ledger, &f);
	rig_settle();
}

static const struct json_value *wish(const char *what, const char *id)
{
	char request[160];

	snprintf(request, sizeof(request),
	    "{\"command\":\"campaign %s\",\"id\":\"%s\"}", what, id);
	return rig_ask(request);
}

static bool is_refused(const char *what, const char *id, const char *why)
{
	return strstr(rig_text(wish(what, id), "error"), why) != NULL;
}

static const struct json_value *counts_of(const struct json_value *v)
{
	const struct json_value *counts;

	assert_int_equal(json_get_object(v, "counts", &counts), 0);
	return counts;
}

static void the_newest_campaigns_of_all_accounts_are_listed(void **state)
{
	const struct json_value *v;
	char first[PUBLIC_ID_TEXT];

	(void)state;
	v = rig_ask("{\"command\":\"campaign list\"}");
	assert_int_equal(rig_count(v, "campaigns"), 0);
	assert_int_equal(json_kind(json_get(v, "next")), JSON_NULL);
	strcpy(first, create(0));
	create(1);
	v = rig_ask("{\"command\":\"campaign list\"}");
	assert_int_equal(rig_count(v, "campaigns"), 2);
	assert_string_equal(rig_text(rig_item(v, "campaigns", 0), "account"),
	    "plain");
	v = rig_item(v, "campaigns", 1);
	assert_string_equal(rig_text(v, "id"), first);
	assert_string_equal(rig_text(v, "account"), "demo");
	assert_string_equal(rig_text(v, "name"), "Spring");
	assert_string_equal(rig_text(v, "status"), "draft");
	assert_string_equal(rig_text(v, "created_at"),
	    "2026-03-02T15:20:00.000Z");
	assert_int_equal(rig_int(counts_of(v), "total"), 0);
}

static void a_list_is_of_one_account_and_of_one_status(void **state)
{
	const struct json_value *v;

	(void)state;
	create(1);
	create(0);
	begin();
	v = rig_ask("{\"command\":\"campaign list\",\"account\":\"demo\"}");
	assert_int_equal(rig_count(v, "campaigns"), 1);
	assert_string_equal(rig_text(rig_item(v, "campaigns", 0), "account"),
	    "demo");
	v = rig_ask("{\"command\":\"campaign list\",\"status\":\"draft\"}");
	assert_int_equal(rig_count(v, "campaigns"), 1);
	assert_string_equal(rig_text(rig_item(v, "campaigns", 0), "account"),
	    "plain");
	rig_expect_error("{\"command\":\"campaign list\",\"status\":\"over\"}",
	    "\"status\" is draft, scheduled");
	rig_expect_error("{\"command\":\"campaign list\",\"account\":\"me\"}",
	    "no account is called");
}

static void its_counts_are_told_by_carrier(void **state)
{
	const struct json_value *v;
	char id[PUBLIC_ID_TEXT];

	(void)state;
	strcpy(id, create(0));
	v = wish("carriers", id);
	assert_int_equal(rig_count(v, "carriers"), 0);
	assert_int_equal(lookup_learn(route_table_learning(rig.routes),
			     12025550101, "AT&T", NULL),
	    0);
	begin();
	v = wish("carriers", id);
	assert_int_equal(rig_int(v, "total"), 2);
	assert_int_equal(rig_count(v, "carriers"), 2);
	v = rig_item(v, "carriers", 0);
	assert_string_equal(rig_text(v, "carrier"), "AT&T");
	assert_int_equal(rig_int(v, "in_queue"), 1);
	assert_true(is_refused("carriers", "CP000000ff", "no campaign"));
	assert_true(is_refused("carriers", "x", "not an id"));
}

static void a_list_goes_on_behind_its_next(void **state)
{
	const struct json_value *v;
	char first[PUBLIC_ID_TEXT], request[96];

	(void)state;
	strcpy(first, create(0));
	create(0);
	v = rig_ask("{\"command\":\"campaign list\",\"limit\":1}");
	assert_int_equal(rig_count(v, "campaigns"), 1);
	snprintf(request, sizeof(request),
	    "{\"command\":\"campaign list\",\"before\":\"%s\"}",
	    rig_text(v, "next"));
	v = rig_ask(request);
	assert_int_equal(rig_count(v, "campaigns"), 1);
	assert_string_equal(rig_text(rig_item(v, "campaigns", 0), "id"), first);
	rig_expect_error("{\"command\":\"campaign list\",\"before\":\"7\"}",
	    "not an id");
	rig_expect_error("{\"command\":\"campaign list\",\"limit\":0}",
	    "\"limit\" is a number");
}

static void a_campaign_is_shown_with_its_history(void **state)
{
	const struct json_value *v, *e;
	const char *id = create(0);

	(void)state;
	begin();
	v = wish("show", id);
	assert_string_equal(rig_text(v, "id"), id);
	assert_string_equal(rig_text(v, "status"), "processing");
	assert_int_equal(rig_int(counts_of(v), "total"), 2);
	assert_int_equal(rig_int(counts_of(v), "in_queue"), 2);
	assert_int_equal(rig_count(counts_of(v), "steps"), 1);
	e = rig_item(v, "events", 0);
	assert_string_equal(rig_text(e, "action"), "create");
	assert_string_equal(rig_text(e, "actor"), "anna");
	e = rig_item(v, "events", 1);
	assert_string_equal(rig_text(e, "from"), "draft");
	assert_string_equal(rig_text(e, "to"), "processing");
}

static void what_is_no_campaign_is_told(void **state)
{
	(void)state;
	assert_true(is_refused("show", "CP0000beef",
	    "there is no campaign CP0000beef"));
	assert_true(is_refused("cancel", "CP0000beef",
	    "there is no campaign CP0000beef"));
	assert_true(is_refused("show", "SM12", "not an id: \"SM12\""));
	rig_expect_error("{\"command\":\"campaign show\"}",
	    "the \"id\" of a campaign is wanted");
}

static void one_that_sends_is_paused_and_resumed(void **state)
{
	const char *id = create(0);
	const struct json_value *v;
	bool paused = false;

	(void)state;
	assert_true(is_refused("pause", id, "is draft: only one that is"));
	begin();
	v = wish("pause", id);
	assert_int_equal(json_get_bool(v, "paused", &paused), 0);
	assert_true(paused);
	v = wish("resume", id);
	assert_int_equal(json_get_bool(v, "paused", &paused), 0);
	assert_false(paused);
	assert_string_equal(rig_text(v, "status"), "processing");
}

/* As the password file names who runs this. */
static const char *myself(void)
{
	static char text[64];
	const struct passwd *me = getpwuid(getuid());

	if (me != NULL)
		snprintf(text, sizeof(text), "esmectl (%s)", me->pw_name);
	else
		snprintf(text, sizeof(text), "esmectl (%u)", getuid());
	return text;
}

static void a_cancel_says_who_and_why_in_the_history(void **state)
{
	const char *id = create(0);
	const struct json_value *v;
	char request[160];

	(void)state;
	assert_true(is_refused("cancel", id, "is a draft"));
	begin();
	snprintf(request, sizeof(request),
	    "{\"command\":\"campaign cancel\",\"id\":\"%s\",\"reason\":"
	    "\"wrong link\"}",
	    id);
	v = rig_ask(request);
	assert_string_equal(rig_text(v, "status"), "canceled");
	assert_int_equal(rig_int(counts_of(v), "canceled"), 2);
	v = rig_item(v, "events", rig_count(v, "events") - 1);
	assert_string_equal(rig_text(v, "action"), "cancel");
	assert_string_equal(rig_text(v, "actor"), myself());
	assert_string_equal(rig_text(v, "reason"), "wrong link");
	assert_true(is_refused("cancel", id, "is canceled: it is over"));
	assert_true(is_refused("resume", id, "is canceled: only one that"));
}

static void a_reason_has_its_limit(void **state)
{
	char request[512];

	(void)state;
	snprintf(request, sizeof(request),
	    "{\"command\":\"campaign pause\",\"id\":\"CP00000001\","
	    "\"reason\":\"%0201d\"}",
	    0);
	rig_expect_error(request, "up to 200 bytes");
}

/* After so many turns: the answer is not begun, or half of it is written. */
static void ask_and_hang_up(const char *request, int turns)
{
	rig_dial(&rig.client);
	stream_write(rig.client.stream, request, strlen(request));
	while (turns-- > 0)
		loop_once(rig.loop, !ledger_is_idle(rig.ledger));
	if (rig.client.stream != NULL)
		stream_kill(rig.client.stream);
	rig.client.stream = NULL;
	buf_clear(&rig.client.got);
	rig_settle();
}

static void who_hangs_up_within_an_answer_leaves_nothing(void **state)
{
	const char *id = create(0);
	char request[96];

	(void)state;
	snprintf(request, sizeof(request),
	    "{\"command\":\"campaign show\",\"id\":\"%s\"}\n", id);
	for (int turns = 0; turns < 12; turns++)
		ask_and_hang_up(request, turns);
	assert_string_equal(rig_text(wish("show", id), "id"), id);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_newest_campaigns_of_all_accounts_are_listed),
		CASE(a_list_is_of_one_account_and_of_one_status),
		CASE(its_counts_are_told_by_carrier),
		CASE(a_list_goes_on_behind_its_next),
		CASE(a_campaign_is_shown_with_its_history),
		CASE(what_is_no_campaign_is_told),
		CASE(one_that_sends_is_paused_and_resumed),
		CASE(a_cancel_says_who_and_why_in_the_history),
		CASE(a_reason_has_its_limit),
		CASE(who_hangs_up_within_an_answer_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
