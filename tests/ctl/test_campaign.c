/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns as an operator sees them.
 */
#include "played.h"

static const char list_answer[] =
    "{\"campaigns\":[{\"id\":\"CP00000002\",\"account\":\"demo\",\"name\":"
    "\"Spring\",\"status\":\"sending\",\"created_at\":\"then\",\"counts\":"
    "{\"total\":12,\"in_queue\":0,\"outbox\":3,\"sent\":7,\"error\":1,"
    "\"delivery_unknown\":0,\"skipped\":1,\"canceled\":0,"
    "\"recipient_deleted\":0}}],\"next\":\"CP00000002\"}";

static void a_list_is_a_table_with_counts(void **state)
{
	(void)state;
	assert_int_equal(ask(list_answer, WORDS("campaign", "list")), CTL_OK);
	assert_string_equal(rig.asked, "{\"command\":\"campaign list\"}\n");
	assert_string_equal(rig.out,
	    "ID          ACCOUNT  STATUS   TOTAL  IN QUEUE  OUTBOX  SENT  ERROR"
	    "  DELIVERY UNKNOWN  CREATED AT  NAME\n"
	    "CP00000002  demo     sending  12     0         3       7     1    "
	    "  0                 then        Spring\n"
	    "\n"
	    "older ones: --before CP00000002\n");
}

static void a_list_passes_its_options_on(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"campaigns\":[],\"next\":null}",
		WORDS("campaign", "list", "--account", "demo", "--status",
		    "done", "--limit", "5", "--before", "CP00000009")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"campaign list\",\"limit\":5,\"account\":\"demo\","
	    "\"status\":\"done\",\"before\":\"CP00000009\"}\n");
	assert_string_equal(rig.out, "no campaigns\n");
	assert_int_equal(run(WORDS("campaign", "list", "--limit", "x")),
	    CTL_USAGE);
	assert_int_equal(run(WORDS("campaign", "list", "CP00000009")),
	    CTL_USAGE);
}

/* Members of an open object. */
#define COUNTS(total, sent)                                              \
	"\"total\":" total ",\"in_queue\":0,\"outbox\":0,\"sent\":" sent \
	",\"error\":1,\"delivery_unknown\":0,\"skipped\":1,"             \
	"\"canceled\":0,\"recipient_deleted\":0,\"forwarded\":" sent     \
	",\"evidence\":" sent

static void carriers_are_a_table_with_rates(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"total\":12,\"carriers\":["
		"{\"carrier\":\"AT&T\"," COUNTS("10",
		    "8") ",\"delivery_rate\":0.8,\"spam_rate\":0.05},"
			 "{\"carrier\":null," COUNTS("2",
			     "0") ",\"delivery_rate\":null,"
				  "\"spam_rate\":null}]}",
		WORDS("campaign", "carriers", "CP00000002")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"campaign carriers\",\"id\":\"CP00000002\"}\n");
	assert_string_equal(rig.out,
	    "CARRIER  TOTAL  IN QUEUE  OUTBOX  SENT  ERROR  DELIVERY UNKNOWN  "
	    "SKIPPED  CANCELED  DELIVERY RATE  SPAM RATE\n"
	    "AT&T     10     0         0       8     1      0                 "
	    "1        0         0.8            0.05\n"
	    "-        2      0         0       0     1      0                 "
	    "1        0         -              -\n");
}

static void a_draft_has_no_carriers(void **state)
{
	(void)state;
	assert_int_equal(ask("{\"carriers\":[]}",
			     WORDS("campaign", "carriers", "CP00000002")),
	    CTL_OK);
	assert_string_equal(rig.out, "no recipients\n");
}

static const char done_answer[] =
    "{\"id\":\"CP00000002\",\"account\":\"demo\",\"status\":\"done\","
    "\"paused\":false,\"name\":\"Spring\",\"class\":\"promotional\",\"from\":"
    "\"+12125550100\",\"created_at\":\"a\",\"starts_at_utc\":null,"
    "\"started_at\":\"b\",\"sent_at\":\"c\",\"completed_at\":\"c\",\"done_at\":"
    "\"d\",\"cause\":\"confirmed\",\"failure\":null,\"counts\":{"
    "\"recipients\":12," COUNTS("12",
	"10") ",\"deleted_leads_count\":0,"
	      "\"parts\":11,\"error_by_stage\":{\"local\":0,\"network\":1},"
	      "\"error_by_reason\":{\"30003\":1,\"other\":2},\"skipped_by_"
	      "rule\":"
	      "{\"opted_out\":1},\"steps\":[{\"step\":0," COUNTS("12",
		  "10") "}],"
			"\"variants\":[{\"variant\":0," COUNTS("12",
			    "10") "}]},\"events\":[{"
				  "\"at\":\"a\",\"from\":\"draft\",\"to\":"
				  "\"draft\",\"cause\":\"user\","
				  "\"action\":\"create\",\"actor\":\"demo\","
				  "\"reason\":null,\"codes\":[]}]}";

static void a_campaign_is_shown_with_counts_reasons_and_history(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(done_answer, WORDS("campaign", "show", "CP00000002")), CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"campaign show\",\"id\":\"CP00000002\"}\n");
	assert_non_null(
	    strstr(rig.out, "status                done, confirmed\n"));
	assert_null(strstr(rig.out, "starts_at_utc"));
	assert_non_null(strstr(rig.out, "\nMESSAGES                     all\n"
					"in_queue                       0\n"
					"outbox                         0\n"
					"sent                          10\n"
					"error                          1\n"));
	assert_non_null(
	    strstr(rig.out, "\ntotal                         12\n"));
	assert_non_null(strstr(rig.out,
	    "\nERRORS BY REASON\n"
	    "30003                          1  Unreachable destination "
	    "handset\n"
	    "other                          2\n"));
	assert_null(strstr(rig.out, "\nlocal "));
	assert_non_null(strstr(rig.out, "\nSKIPPED BY RULE\n"
					"opted_out                      1\n"));
	assert_non_null(strstr(rig.out, "\nAT  FROM   TO "));
}

static void several_steps_and_variants_have_columns(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"id\":\"CP00000002\",\"status\":\"sending\",\"paused\":"
		"true,\"counts\":{" COUNTS("5", "4") ",\"steps\":[{" COUNTS("3",
		    "2") "},{" COUNTS("2", "2") "}],\"variants\":[{" COUNTS("2",
		    "1") "},{" COUNTS("1", "1") "}]}}",
		WORDS("campaign", "show", "CP00000002")),
	    CTL_OK);
	assert_non_null(
	    strstr(rig.out, "status                sending, paused\n"));
	assert_non_null(strstr(rig.out,
	    "\nMESSAGES                     all      step 0      step 1   "
	    "variant 0   variant 1\n"));
	assert_non_null(strstr(rig.out,
	    "\ntotal                          5           3           2   "
	    "        2           1\n"));
}

static void why_it_failed_is_told(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"id\":\"CP00000002\",\"status\":\"failed\",\"cause\":"
		"\"preflight\",\"failure\":{\"codes\":[\"site_inactive\"],"
		"\"text\":\"Not active.\"}}",
		WORDS("campaign", "show", "CP00000002")),
	    CTL_OK);
	assert_non_null(
	    strstr(rig.out, "status                failed, preflight\n"));
	assert_non_null(
	    strstr(rig.out, "failed because of     site_inactive\n"));
	assert_non_null(strstr(rig.out, "Not active.\n"));
}

static void a_wish_has_its_reason(void **state)
{
	(void)state;
	assert_int_equal(ask("{\"id\":\"CP00000002\",\"status\":\"canceled\"}",
			     WORDS("campaign", "cancel", "CP00000002",
				 "--reason", "wrong text")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"campaign cancel\",\"id\":\"CP00000002\","
	    "\"reason\":\"wrong text\"}\n");
	assert_non_null(strstr(rig.out, "status                canceled\n"));
	assert_int_equal(run(WORDS("campaign", "pause")), CTL_USAGE);
	assert_string_equal(rig.err,
	    "esmectl: campaign pause: it takes the id of a campaign, such as "
	    "CP0000000a\n");
}

static void json_is_printed_as_it_came(void **state)
{
	(void)state;
	assert_int_equal(ask(list_answer, WORDS("campaign", "list", "--json")),
	    CTL_OK);
	assert_memory_equal(rig.out, list_answer, sizeof(list_answer) - 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_list_is_a_table_with_counts),
		CASE(a_list_passes_its_options_on),
		CASE(carriers_are_a_table_with_rates),
		CASE(a_draft_has_no_carriers),
		CASE(a_campaign_is_shown_with_counts_reasons_and_history),
		CASE(several_steps_and_variants_have_columns),
		CASE(why_it_failed_is_told),
		CASE(a_wish_has_its_reason),
		CASE(json_is_printed_as_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
