/* SPDX-License-Identifier: BSD-2-Clause */
#include "say.h"

static void held_answers_wait_for_a_command(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "hold,receipt=DELIVRD");
	for (int i = 0; i < 10; i++)
		submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->answers, 0);
	command_has(w, "{\"cmd\":\"answer\",\"count\":4}",
	    "\"answered\":4,\"held\":6");
	assert_int_equal(w->answers, 4);
	assert_int_equal(w->receipts, 4);
	command_has(w, "{\"cmd\":\"answer\",\"status\":\"RTHROTTLED\"}",
	    "\"answered\":6");
	assert_int_equal(w->status[9], 0x58);
	assert_int_equal(w->receipts, 4);
	end(w);
}

static void receipts_wait_for_the_next_bind(void **state)
{
	struct world *w = begin();

	(void)state;
	submit(w, "19175550001", "x");
	settle(w);
	command_has(w, "{\"cmd\":\"drop\"}", "\"dropped\":1");
	command_has(w,
	    "{\"cmd\":\"receipt\",\"to\":\"+19175550001\","
	    "\"stat\":\"DELIVRD\",\"err\":\"000\"}",
	    "\"ok\":true,\"id\":\"1\"");
	assert_int_equal(w->receipts, 0);
	command_has(w, "{\"cmd\":\"idle\"}", "\"stranded\":true");
	join(w);
	assert_int_equal(w->receipts, 1);
	command_has(w, "{\"cmd\":\"idle\"}", "\"stranded\":false");
	end(w);
}

static void texts_from_handsets_come_in_parts(void **state)
{
	struct world *w = begin();
	char line[512];

	(void)state;
	snprintf(line, sizeof(line),
	    "{\"cmd\":\"mo\",\"from\":\"+19175550001\",\"to\":"
	    "\"+12125550100\",\"text\":\"%0170d\"}",
	    7);
	command_has(w, line, "\"parts\":2");
	assert_int_equal(w->receipts, 2);
	assert_int_equal(w->receipt[0].esm_class, 0x40);
	command_has(w,
	    "{\"cmd\":\"mo\",\"from\":\"+19175550001\",\"to\":"
	    "\"+12125550100\",\"text\":\"STOP\"}",
	    "\"parts\":1");
	assert_string_equal(w->receipt[2].text, "STOP");
	assert_int_equal(w->receipt[2].esm_class, 0);
	end(w);
}

static void binds_are_refused_on_command(void **state)
{
	struct world *w = begin_with((
	    struct sim_options){ .system_id = "tester", .password = "secret" });

	(void)state;
	assert_true(session_is_bound(w->esme));
	command(w, "{\"cmd\":\"drop\"}");
	command(w, "{\"cmd\":\"refuse\",\"status\":\"RINVPASWD\"}");
	join(w);
	assert_false(session_is_bound(w->esme));
	assert_int_equal(session_bind_status(w->esme), 0x0E);
	command(w, "{\"cmd\":\"accept\"}");
	join(w);
	assert_true(session_is_bound(w->esme));
	end(w);
}

static void deaf_it_answers_no_enquire_link(void **state)
{
	struct world *w = begin();

	(void)state;
	pass(w, 30 * SECOND);
	pass(w, 30 * SECOND);
	assert_true(session_is_bound(w->esme));
	command(w, "{\"cmd\":\"deaf\"}");
	pass(w, 30 * SECOND);
	pass(w, 30 * SECOND);
	assert_int_equal(session_state(w->esme), SESSION_CLOSED);
	assert_string_equal(session_reason_name(session_reason(w->esme)),
	    "silent");
	end(w);
}

static void a_wrong_command_is_told_what_is_allowed(void **state)
{
	struct world *w = begin();

	(void)state;
	command_has(w, "{\"cmd\":\"recipt\"}",
	    "no such command: recipt; "
	    "receipt?");
	command_has(w, "{\"cmd\":\"limit\",\"persecond\":1}",
	    "no such key: persecond; allowed: per_second");
	command_has(w, "{\"cmd\":\"rule\",\"rule\":\"statsu=1\"}",
	    "no such word: statsu; status?");
	command_has(w, "{\"cmd\":", "not JSON");
	command_has(w, "[]", "wanted is an object");
	command_has(w, "{\"cmd\":\"advance\",\"by\":\"soon\"}",
	    "by: wanted is a time");
	end(w);
}

static void answered_later(void *arg, const void *line, size_t len)
{
	char *to = arg;

	snprintf(to, 200, "%.*s", (int)len, (const char *)line);
}

static void advance_goes_from_due_to_due(void **state)
{
	const struct sim_control control = { .answered = answered_later };
	const char *line = "{\"cmd\":\"advance\",\"by\":\"10s\"}";
	struct world *w = begin();
	struct buf none = { 0 };
	char answer[200] = "";

	(void)state;
	sim_set_control(w->sim, &control, answer);
	rule(w, "delay=1s,receipt=DELIVRD,after=70s");
	submit(w, "19175550001", "x");
	settle(w);
	assert_false(sim_command(w->sim, line, strlen(line), &none));
	assert_int_equal(none.len, 0);
	settle(w);
	assert_int_equal(w->answers, 1);
	assert_string_equal(answer,
	    "{\"ok\":true,\"now\":\"2026-03-02T12:00:10.000Z\"}\n");
	line = "{\"cmd\":\"advance\",\"by\":\"2m\"}";
	assert_false(sim_command(w->sim, line, strlen(line), &none));
	settle(w);
	/* At 12:01:11, not at the end of the two minutes. */
	assert_int_equal(w->receipts, 1);
	assert_non_null(
	    strstr(w->receipt[0].text, "done date:2603021201 stat"));
	sim_set_control(w->sim, NULL, NULL);
	buf_free(&none);
	end(w);
}

static void what_it_remembers_is_bounded(void **state)
{
	struct world *w = begin_with((struct sim_options){ .remember = 4 });
	char to[32];

	(void)state;
	for (int i = 0; i < 10; i++) {
		snprintf(to, sizeof(to), "1917555000%d", i);
		submit(w, to, "x");
	}
	settle(w);
	assert_int_equal(w->answers, 10);
	command_has(w, "{\"cmd\":\"receipt\",\"id\":\"6\",\"stat\":\"X\"}",
	    "no such message");
	command_has(w, "{\"cmd\":\"receipt\",\"id\":\"7\",\"stat\":\"X\"}",
	    "\"ok\":true");
	command_has(w, "{\"cmd\":\"submits\"}", "\"total\":10");
	command_has(w, "{\"cmd\":\"messages\",\"limit\":10}",
	    "{\"ok\":true,\"messages\":[{\"id\":\"10\"");
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(held_answers_wait_for_a_command),
		cmocka_unit_test(receipts_wait_for_the_next_bind),
		cmocka_unit_test(texts_from_handsets_come_in_parts),
		cmocka_unit_test(binds_are_refused_on_command),
		cmocka_unit_test(deaf_it_answers_no_enquire_link),
		cmocka_unit_test(a_wrong_command_is_told_what_is_allowed),
		cmocka_unit_test(advance_goes_from_due_to_due),
		cmocka_unit_test(what_it_remembers_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
