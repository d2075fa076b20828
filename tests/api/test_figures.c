/* SPDX-License-Identifier: BSD-2-Clause */
/* How long messages take, what carriers make of them, and probes. */
#include "camp.h"

#include "api/failures.h"
#include "api/latency.h"

/* S-P03 */
static void latencies_are_measured(void **state)
{
	(void)state;
	rig_bind();
	get("/v1/stats/latency");
	assert_at("end_to_end_ms/count", "0");
	assert_at("end_to_end_ms/p50", "null");
	sent(2);
	pass(1500000);
	rig_receipt(1, "19175550001", "DELIVRD");
	rig_receipt(2, "19175550002", "UNDELIV");
	rig_disconnect();
	get("/v1/stats/latency");
	assert_at("queue_to_submit_ms/count", "2");
	assert_at("queue_to_submit_ms/mean", "0");
	assert_at("end_to_end_ms/count", "1");
	assert_at("end_to_end_ms/p50", "1500");
	get("/v1/stats/carriers");
	assert_at("carriers/0/carrier", "null");
	assert_at("carriers/0/forwarded", "2");
	assert_at("carriers/0/sent", "1");
	assert_at("carriers/0/error", "1");
	assert_at("carriers/0/receipt_lag_ms/p50", "1500");
}

/* ---- failures ---------------------------------------------------------- */

static void assert_metric(const char *line)
{
	rig_disconnect();
	get("/metrics");
	if (strstr(rig_got(), line) == NULL)
		fail_msg("no %s in %s", line, rig_got());
}

#define FAILED(reason, n)                                \
	"\nesmed_messages_failed_total{reason=\"" reason \
	"\",smsc=\"acme\"} " n "\n"

static void failures_are_counted_by_reason_and_smsc(void **state)
{
	(void)state;
	rig_bind();
	assert_metric("# TYPE esmed_messages_failed_total counter\n# HELP");
	sent(4);
	rig_receipt(1, "19175550001", "DELIVRD");
	rig_receipt(2, "19175550002", "UNDELIV");
	rig_receipt(3, "19175550003", "REJECTD");
	rig_receipt(4, "19175550004", "UNDELIV");
	rig.submit_status = SMPP_RINVDSTADR;
	rig_disconnect();
	made(5, "hello");
	rig_settle();
	assert_metric(FAILED("30008", "3"));
	assert_metric(FAILED("400", "1"));
}

static void a_failure_that_a_later_receipt_takes_back_stays_counted(
    void **state)
{
	(void)state;
	rig_bind();
	sent(1);
	rig_receipt(1, "19175550001", "UNDELIV");
	assert_metric(FAILED("30008", "1"));
	rig_receipt(1, "19175550001", "DELIVRD");
	assert_metric(FAILED("30008", "1"));
}

static void failures_beyond_the_table_count_together(void **state)
{
	struct failures f = { .rows = 0 };

	(void)state;
	for (unsigned i = 0; i < FAILURES_MAX; i++)
		failures_add(&f, (uint16_t)i, 30008);
	failures_add(&f, 1, 30003);
	failures_add(&f, 2, 30008);
	assert_int_equal(f.rows, FAILURES_MAX);
	assert_int_equal(f.others, 1);
	assert_int_equal(f.row[2].n, 2);
	failures_fini(&f);
}

/* S-P94: no carrier is known here. */
static void a_probe_is_of_the_same_carrier(void **state)
{
	char path[200];
	struct json *j;

	(void)state;
	rig_bind();
	snprintf(path, sizeof(path), "%.100s/probe", made(1, "hello"));
	rig_disconnect();
	send_json("POST", path, "{\"to\":\"+19175550002\"}");
	assert_error(409, "message_not_failed", "null");
	rig_receipt(1, "19175550001", "UNDELIV");
	rig_disconnect();
	send_json("POST", path, "{\"to\":\"+19175550002\"}");
	assert_error(400, "different_carrier", "to");
	send_json("POST", path, "{\"to\":\"x\"}");
	assert_error(400, "invalid_number", "to");
	get("/v1/alerts");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	json_free(j);
}

/* ---- histograms -------------------------------------------------------- */

static struct json *shown(const struct latency *l)
{
	struct buf text = { 0 };
	struct json_out o = json_writing(&text);
	struct json_error err;
	struct json *j;

	json_open_object(&o, NULL);
	latency_json(&o, "x", l);
	json_close_object(&o);
	assert_int_equal(json_parse(buf_bytes(&text), text.len, &j, &err), 0);
	buf_free(&text);
	return j;
}

static void a_percentile_is_near_what_it_was(void **state)
{
	struct latency l = { .count = 0 };
	struct json *j;

	(void)state;
	for (unsigned ms = 1; ms <= 1000; ms++)
		latency_add(&l, (usec)ms * 1000);
	j = shown(&l);
	rig_assert_text(j, "x/count", "1000");
	rig_assert_text(j, "x/mean", "500.5");
	assert_true(strtod(rig_text(j, "x/p50"), NULL) > 470);
	assert_true(strtod(rig_text(j, "x/p50"), NULL) < 530);
	assert_true(strtod(rig_text(j, "x/p95"), NULL) > 910);
	assert_true(strtod(rig_text(j, "x/p95"), NULL) < 990);
	json_free(j);
}

static void what_is_long_or_negative_is_counted_too(void **state)
{
	struct latency l = { .count = 0 };
	struct json *j;

	(void)state;
	latency_add(&l, -5);
	latency_add(&l, INT64_MAX);
	j = shown(&l);
	rig_assert_text(j, "x/p50", "0");
	rig_assert_text(j, "x/p95", "4294967295");
	json_free(j);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(latencies_are_measured),
		CASE(failures_are_counted_by_reason_and_smsc),
		CASE(a_failure_that_a_later_receipt_takes_back_stays_counted),
		cmocka_unit_test(failures_beyond_the_table_count_together),
		CASE(a_probe_is_of_the_same_carrier),
		cmocka_unit_test(a_percentile_is_near_what_it_was),
		cmocka_unit_test(what_is_long_or_negative_is_counted_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
