/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands about one smsc, and the reload.
 */
#include "centre.h"
#include "client.h"

#define ABOUT(command) "{\"command\":\"smsc " command "\",\"name\":\"acme\"}"

static void an_unknown_smsc_is_named(void **state)
{
	(void)state;
	rig_expect_error("{\"command\":\"smsc show\",\"name\":\"acne\"}",
	    "no smsc is called \"acne\"");
	rig_expect_error("{\"command\":\"smsc pause\"}", "\"name\"");
}

static void smsc_show_tells_answers_and_latency(void **state)
{
	const struct json_value *v, *answers;

	(void)state;
	rig_connect();
	rig_submit("+12025550100");
	v = rig_ask(ABOUT("show"));
	assert_string_equal(rig_text(v, "state"), "bound");
	answers = json_get(v, "answers");
	assert_int_equal(rig_int(answers, "ok"), 1);
	assert_int_equal(
	    rig_int(json_get(answers, "by_status"), "0x00000000 ESME_ROK"), 1);
	assert_int_equal(rig_int(json_get(v, "latency"), "answers"), 1);
	assert_string_equal(rig_text(rig_item(v, "bind", 0), "version"), "3.4");
}

static void a_paused_smsc_keeps_its_bind_and_submits_nothing(void **state)
{
	const struct json_value *v;

	(void)state;
	rig_connect();
	rig_ask(ABOUT("pause"));
	v = rig_ask(ABOUT("show"));
	assert_string_equal(rig_text(v, "state"), "paused");
	assert_int_equal(rig_int(v, "bound"), 1);
	rig_submit("+12025550100");
	v = rig_ask("{\"command\":\"status\"}");
	assert_int_equal(rig_int(json_get(v, "messages"), "queued"), 1);

	rig_ask(ABOUT("resume"));
	rig_settle();
	v = rig_ask("{\"command\":\"status\"}");
	assert_int_equal(rig_int(json_get(v, "messages"), "forwarded"), 1);
}

static void a_stopped_smsc_stays_down_until_it_is_started(void **state)
{
	const struct json_value *v;

	(void)state;
	rig_connect();
	rig_ask(ABOUT("stop"));
	rig_settle();
	clock_advance(3600 * SECOND);
	loop_run_due(rig.loop);
	rig_settle();
	v = rig_ask(ABOUT("show"));
	assert_string_equal(rig_text(v, "state"), "stopped");
	assert_int_equal(rig_int(v, "bound"), 0);

	rig_ask(ABOUT("start"));
	rig_settle();
	loop_run_due(rig.loop);
	rig_settle();
	v = rig_ask(ABOUT("show"));
	assert_string_equal(rig_text(v, "state"), "bound");
}

/* The command_id of a traced PDU. */
static const char *command_of(const struct json_value *v)
{
	return rig_text(rig_item(v, "fields", 1), "meaning");
}

/* The named field of a traced PDU, or NULL. */
static const struct json_value *field_of(const struct json_value *v,
    const char *name)
{
	for (size_t i = 0; i < rig_count(v, "fields"); i++) {
		const struct json_value *f = rig_item(v, "fields", i);

		if (strcmp(rig_text(f, "name"), name) == 0)
			return f;
	}
	return NULL;
}

static void a_trace_shows_pdus_and_masks_texts(void **state)
{
	const struct json_value *v;

	(void)state;
	rig_connect();
	rig_send(&rig.client, ABOUT("trace") "\n");
	rig_submit("+12025550100");
	v = rig_next(&rig.client);
	assert_non_null(v);
	assert_string_equal(rig_text(v, "from"), "esmed");
	assert_string_equal(command_of(v), "submit_sm");
	assert_int_equal(rig_int(field_of(v, "short_message"), "masked"), 5);
	v = rig_next(&rig.client);
	assert_string_equal(rig_text(v, "from"), "smsc");
	assert_string_equal(command_of(v), "submit_sm_resp");
	assert_null(rig_next(&rig.client));
}

static void a_trace_ends_when_its_time_is_over(void **state)
{
	const struct json_value *v;

	(void)state;
	rig_connect();
	rig_send(&rig.client,
	    "{\"command\":\"smsc trace\",\"name\":\"acme\",\"seconds\":5,"
	    "\"texts\":true}\n");
	rig_submit("+12025550100");
	v = rig_next(&rig.client);
	assert_string_equal(rig_text(field_of(v, "short_message"), "text"),
	    "hello");
	rig_next(&rig.client);
	clock_advance(5 * SECOND);
	loop_run_due(rig.loop);
	rig_settle();
	v = rig_next(&rig.client);
	assert_non_null(v);
	assert_int_equal(rig_int(v, "pdus"), 2);

	/* The client may ask on, and nothing more is traced. */
	rig_submit("+12025550101");
	assert_null(rig_next(&rig.client));
	assert_string_equal(rig_text(rig_ask(ABOUT("show")), "name"), "acme");
}

static void a_client_that_goes_ends_its_trace(void **state)
{
	(void)state;
	rig_connect();
	rig_send(&rig.client, ABOUT("trace") "\n");
	stream_kill(rig.client.stream);
	rig.client.stream = NULL;
	rig_settle();
	rig_submit("+12025550100");
	rig_send(&rig.client, ABOUT("trace") "\n");
	assert_null(rig_next(&rig.client)); /* no "being traced already" */
}

static void an_smsc_is_traced_once(void **state)
{
	struct rig_client other = { .stream = NULL };

	(void)state;
	rig_send(&rig.client, ABOUT("trace") "\n");
	rig_send(&other, ABOUT("trace") "\n");
	assert_non_null(
	    strstr(rig_text(rig_next(&other), "error"), "traced already"));
	stream_kill(other.stream);
	json_free(other.answer);
	buf_free(&other.got);
}

static void a_trace_has_bounds(void **state)
{
	(void)state;
	rig_expect_error(
	    "{\"command\":\"smsc trace\",\"name\":\"acme\",\"seconds\":0}",
	    "from 1 to 3600");
	rig_expect_error(
	    "{\"command\":\"smsc trace\",\"name\":\"acme\",\"texts\":1}",
	    "true or false");
}

static void reload_answers_when_it_is_done(void **state)
{
	const struct json_value *v;
	bool yes;

	(void)state;
	rig_send(&rig.client, "{\"command\":\"reload\"}\n");
	assert_null(rig_next(&rig.client));
	assert_int_equal(rig.reloads, 1);
	control_reloaded(rig.control, 0, "note: all is new\n");
	rig_settle();
	v = rig_next(&rig.client);
	assert_int_equal(json_get_bool(v, "reloaded", &yes), 0);
	assert_true(yes);
	assert_string_equal(rig_text(v, "report"), "note: all is new\n");

	rig_send(&rig.client, "{\"command\":\"reload\"}\n");
	control_reloaded(rig.control, RC_BAD, "line 5 is wrong\n");
	rig_settle();
	v = rig_next(&rig.client);
	assert_non_null(strstr(rig_text(v, "error"), "line 5 is wrong"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_unknown_smsc_is_named),
		CASE(smsc_show_tells_answers_and_latency),
		CASE(a_paused_smsc_keeps_its_bind_and_submits_nothing),
		CASE(a_stopped_smsc_stays_down_until_it_is_started),
		CASE(a_trace_shows_pdus_and_masks_texts),
		CASE(a_trace_ends_when_its_time_is_over),
		CASE(a_client_that_goes_ends_its_trace),
		CASE(an_smsc_is_traced_once),
		CASE(a_trace_has_bounds),
		CASE(reload_answers_when_it_is_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
