/* SPDX-License-Identifier: BSD-2-Clause */
/* The counts of a campaign, by carrier: statuses.md 6, A32. */
#include "camp.h"

#include "api/carrier_tally.h"
#include "ledger/audience.h"
#include "ledger/views.h"
#include "route/lookup.h"

/* ---- rows -------------------------------------------------------------- */

static void add(struct carrier_tally *t, const char *carrier, enum status s,
    struct message_view m)
{
	struct recipient_view v = { .state = s, .message = &m };

	carrier_tally_add(t, carrier, &v);
}

static void unchecked(struct carrier_tally *t, const char *carrier)
{
	struct recipient_view v = { .state = STATUS_NEW };

	carrier_tally_add(t, carrier, &v);
}

/* What it tells; the caller frees it. */
static struct json *told(struct carrier_tally *t)
{
	struct buf b = { 0 };
	struct json_out o = json_writing(&b);
	struct json_error err;
	struct json *j;

	json_open_object(&o, NULL);
	carrier_tally_json(t, &o);
	json_close_object(&o);
	assert_int_equal(json_parse(buf_bytes(&b), b.len, &j, &err), 0);
	buf_free(&b);
	carrier_tally_free(t);
	return j;
}

/* "A total 4 outbox 3 ...", without what is 0. */
static void assert_row(const struct json *j, size_t n, const char *expected)
{
	static const char *const keys[] = { "total", "in_queue", "outbox",
		"sent", "error", "delivery_unknown", "skipped", "canceled",
		"recipient_deleted", "forwarded", "evidence", "delivery_rate",
		"spam_rate" };
	char path[64], got[300];

	snprintf(path, sizeof(path), "carriers/%zu/carrier", n);
	snprintf(got, sizeof(got), "%s", rig_text(j, path));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *value;

		snprintf(path, sizeof(path), "carriers/%zu/%s", n, keys[i]);
		value = rig_text(j, path);
		if (strcmp(value, "0") != 0)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
			    " %s %s", keys[i], value);
	}
	assert_string_equal(got, expected);
}

static void each_carrier_has_its_own_rates(void **state)
{
	struct carrier_tally *t = carrier_tally_new();
	struct json *j;

	(void)state;
	add(t, "B", STATUS_DELIVERED,
	    (struct message_view){ .forwarded = 1, .flags = FLAG_EVIDENCE });
	for (int i = 0; i < 3; i++)
		add(t, "A", STATUS_FORWARDED,
		    (struct message_view){ .forwarded = 1 });
	add(t, "A", STATUS_FAILED,
	    (struct message_view){ .forwarded = 1, .reason = 30007 });
	add(t, NULL, STATUS_FAILED, (struct message_view){ .reason = 30005 });
	unchecked(t, NULL);
	unchecked(t, NULL);
	unchecked(t, "B");
	j = told(t);
	rig_assert_text(j, "carriers", "[3]");
	assert_row(j, 0,
	    "A total 4 outbox 3 error 1 forwarded 4 spam_rate 0.25");
	assert_row(j, 1,
	    "B total 2 in_queue 1 sent 1 forwarded 1 evidence 1 "
	    "delivery_rate 1");
	assert_row(j, 2,
	    "null total 3 in_queue 2 error 1 delivery_rate null "
	    "spam_rate null");
	json_free(j);
}

/* After a reload the names stand elsewhere. */
static void a_name_is_one_row_wherever_it_stands(void **state)
{
	struct carrier_tally *t = carrier_tally_new();
	char names[600][8];
	struct json *j;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 600; i++) {
			snprintf(names[i], sizeof(names[i]), "%03d",
			    (i + round) % 300);
			unchecked(t, names[i]);
		}
	}
	unchecked(t, NULL);
	j = told(t);
	rig_assert_text(j, "carriers", "[301]");
	assert_row(j, 0,
	    "000 total 4 in_queue 4 delivery_rate null "
	    "spam_rate null");
	assert_row(j, 299,
	    "299 total 4 in_queue 4 delivery_rate null "
	    "spam_rate null");
	assert_row(j, 300,
	    "null total 1 in_queue 1 delivery_rate null "
	    "spam_rate null");
	json_free(j);
}

/* ---- walks ------------------------------------------------------------- */

static void learn(unsigned n, const char *carrier)
{
	assert_int_equal(lookup_learn(route_table_learning(rig.routes),
			     19175550000 + n, carrier, NULL),
	    0);
}

static void by_carrier(void)
{
	rig_disconnect();
	get(at("/counts?by=carrier"));
}

/* S-P91 */
static void carriers_add_up_to_the_whole(void **state)
{
	struct json *j;

	(void)state;
	learn(1, "AT&T");
	learn(2, "AT&T");
	learn(3, "Verizon");
	rig_bind();
	sent(5);
	by_carrier();
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "total", "5");
	rig_assert_text(j, "steps", "[1]");
	rig_assert_text(j, "carriers", "[3]");
	assert_row(j, 0, "AT&T total 2 outbox 2 forwarded 2");
	assert_row(j, 1, "Verizon total 1 outbox 1 forwarded 1");
	assert_row(j, 2, "null total 2 outbox 2 forwarded 2");
	json_free(j);
}

/* More than a slice of them; and follow-ups count as messages, too. */
static void a_walk_comes_by_all_steps_and_slices(void **state)
{
	struct json *j;

	(void)state;
	learn(777, "AT&T");
	rig_bind();
	draft(800, "\"steps\":[{\"text\":\"And?\",\"delay\":\"1h\"}],");
	act("/send", "{}");
	by_carrier();
	j = rig_json();
	rig_assert_text(j, "total", "1600");
	assert_row(j, 0, "AT&T total 2 in_queue 1 outbox 1 forwarded 1");
	assert_row(j, 1,
	    "null total 1598 in_queue 799 outbox 799 forwarded 799");
	json_free(j);
}

static void a_draft_has_no_carriers(void **state)
{
	(void)state;
	draft(3, "");
	by_carrier();
	assert_at("carriers", "[0]");
	rig_disconnect();
	get(at("/counts"));
	assert_at("carriers", "(none)");
	get(at("/counts?by=sender"));
	assert_error(400, "invalid_filter", "by");
	get(at("/counts?to=1"));
	assert_error(400, "unsupported_filter", "null");
	get("/v1/campaigns/CP000000ff/counts?by=carrier");
	assert_error(404, "not_found", "null");
}

/* Who went away frees his place. */
static void few_walks_go_on_at_once(void **state)
{
	struct stream *others[2];

	(void)state;
	sent(3);
	rig.hold = true;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		by_carrier();
		others[i] = rig.client;
		rig.client = NULL;
	}
	by_carrier();
	assert_error(503, "busy", "null");
	assert_string_equal(rig_header("Retry-After"), "5");
	rig_disconnect();
	stream_kill(others[0]);
	rig_settle();
	by_carrier();
	assert_string_equal(rig_got(), "");
	stream_kill(others[1]);
	rig.hold = false;
	rig_settle();
	assert_at("carriers/0/total", "3");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_carrier_has_its_own_rates),
		cmocka_unit_test(a_name_is_one_row_wherever_it_stands),
		CASE(carriers_add_up_to_the_whole),
		CASE(a_walk_comes_by_all_steps_and_slices),
		CASE(a_draft_has_no_carriers),
		CASE(few_walks_go_on_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
