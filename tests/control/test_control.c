/* SPDX-License-Identifier: BSD-2-Clause */
#include "centre.h"
#include "client.h"

#include "control/command.h"

static void status_tells_counts_uptime_and_smscs(void **state)
{
	const struct json_value *v, *smsc;
	bool full = true;

	(void)state;
	rig_submit("+12025550100");
	rig_submit("+12025550101");
	clock_advance(90 * SECOND + 999999);
	v = rig_ask("{\"command\":\"status\"}");
	assert_string_equal(rig_text(v, "version"), "1.2.3");
	assert_string_equal(rig_text(v, "started"), "2026-03-02T15:20:00.000Z");
	assert_int_equal(rig_int(v, "uptime"), 90);
	assert_int_equal(rig_int(v, "open"), 2);
	assert_int_equal(rig_int(v, "queued"), 2);
	assert_int_equal(rig_int(v, "parked"), 0);
	assert_int_equal(rig_int(json_get(v, "messages"), "queued"), 2);
	assert_int_equal(rig_int(json_get(v, "messages"), "delivered"), 0);
	assert_int_equal(json_get_bool(v, "full", &full), 0);
	assert_false(full);
	smsc = rig_item(v, "smscs", 0);
	assert_string_equal(rig_text(smsc, "name"), "acme");
	assert_string_equal(rig_text(smsc, "state"), "stopped");
	assert_int_equal(rig_int(smsc, "binds"), 1);
	assert_int_equal(rig_int(smsc, "bound"), 0);
}

static void smsc_list_shows_a_bound_bind(void **state)
{
	const struct json_value *v, *bind;

	(void)state;
	rig_connect();
	rig_submit("+12025550100");
	v = rig_item(rig_ask("{\"command\":\"smsc list\"}"), "smscs", 0);
	assert_string_equal(rig_text(v, "state"), "bound");
	assert_string_equal(rig_text(v, "host"), "memory:acme");
	assert_int_equal(rig_int(v, "port"), 2775);
	assert_int_equal(rig_int(v, "window"), 7);
	assert_int_equal(rig_count(v, "bind"), 1);
	bind = rig_item(v, "bind", 0);
	assert_int_equal(rig_int(bind, "bind"), 1);
	assert_string_equal(rig_text(bind, "state"), "bound");
	assert_string_equal(rig_text(bind, "since"),
	    "2026-03-02T15:20:00.000Z");
	assert_string_equal(rig_text(bind, "bind_status"),
	    "0x00000000 ESME_ROK");
	assert_string_equal(rig_text(bind, "last_reason"), "(none)");
	assert_int_equal(rig_int(json_get(bind, "counters"), "answers"), 1);
}

static void smsc_list_tells_why_a_bind_was_refused(void **state)
{
	const struct json_value *v, *bind;

	(void)state;
	rig.bind_status = SMPP_RINVPASWD;
	rig_connect();
	v = rig_item(rig_ask("{\"command\":\"smsc list\"}"), "smscs", 0);
	bind = rig_item(v, "bind", 0);
	assert_string_equal(rig_text(v, "state"), "down");
	assert_string_equal(rig_text(bind, "state"), "closed");
	assert_string_equal(rig_text(bind, "last_reason"), "bind_refused");
	assert_string_equal(rig_text(bind, "bind_status"),
	    "0x0000000E ESME_RINVPASWD");
	assert_int_equal(rig_int(bind, "failures"), 1);
	assert_string_not_equal(rig_text(bind, "next_try"), "(none)");
}

static void status_tells_why_an_smsc_is_down(void **state)
{
	const struct json_value *v;
	char next[40];

	(void)state;
	v = rig_item(rig_ask("{\"command\":\"status\"}"), "smscs", 0);
	assert_string_equal(rig_text(v, "last_error"), "(none)");
	assert_string_equal(rig_text(v, "next_try"), "(none)");
	rig.bind_status = SMPP_RINVPASWD;
	rig_connect();
	v = rig_item(rig_ask("{\"command\":\"smsc list\"}"), "smscs", 0);
	snprintf(next, sizeof(next), "%s",
	    rig_text(rig_item(v, "bind", 0), "next_try"));
	v = rig_item(rig_ask("{\"command\":\"status\"}"), "smscs", 0);
	assert_string_equal(rig_text(v, "state"), "down");
	assert_non_null(strstr(rig_text(v, "last_error"), "bind_refused"));
	assert_string_equal(rig_text(v, "last_error_at"),
	    "2026-03-02T15:20:00.000Z");
	assert_string_equal(rig_text(v, "next_try"), next);
}

static void message_show_has_the_timeline(void **state)
{
	const struct json_value *v;
	char request[128];
	const char *id;

	(void)state;
	rig_connect();
	id = rig_submit("+12025550100");
	snprintf(request, sizeof(request),
	    "{\"command\":\"message show\",\"id\":\"%s\"}", id);
	v = rig_ask(request);
	assert_string_equal(rig_text(v, "id"), id);
	assert_string_equal(rig_text(v, "to"), "+12025550100");
	assert_string_equal(rig_text(v, "text"), "hello");
	assert_string_equal(rig_text(v, "account"), "demo");
	assert_string_equal(rig_text(v, "smsc"), "acme");
	assert_string_equal(rig_text(v, "state"), "forwarded");
	assert_true(rig_count(v, "events") >= 3);
	assert_string_equal(rig_text(rig_item(v, "events", 0), "event"),
	    "accepted");
}

static void message_show_refuses_what_is_no_message(void **state)
{
	(void)state;
	rig_expect_error("{\"command\":\"message show\"}", "wants an \"id\"");
	rig_expect_error("{\"command\":\"message show\",\"id\":\"SM1\"}",
	    "not an id");
	rig_expect_error("{\"command\":\"message show\",\"id\":"
			 "\"SM00000000000000ff00000000000000ff\"}",
	    "no such message");
}

static void message_list_has_the_newest_first(void **state)
{
	const struct json_value *v;
	char request[128];
	int64_t next;

	(void)state;
	rig_submit("+12025550100");
	rig_submit("+12025550101");
	rig_submit("+12025550102");
	v = rig_ask("{\"command\":\"message list\",\"limit\":2}");
	assert_int_equal(rig_count(v, "messages"), 2);
	assert_string_equal(rig_text(rig_item(v, "messages", 0), "to"),
	    "+12025550102");
	next = rig_int(v, "next");
	snprintf(request, sizeof(request),
	    "{\"command\":\"message list\",\"before\":%d}", (int)next);
	v = rig_ask(request);
	assert_int_equal(rig_count(v, "messages"), 1);
	assert_string_equal(rig_text(rig_item(v, "messages", 0), "to"),
	    "+12025550100");
	assert_int_equal(json_kind(json_get(v, "next")), JSON_NULL);
}

static void message_list_finds_a_state_and_a_recipient(void **state)
{
	const struct json_value *v;

	(void)state;
	rig_submit("+12025550100");
	rig_submit("+12025550101");
	v = rig_ask(
	    "{\"command\":\"message list\",\"to\":\"+1 202 555 0100\"}");
	assert_int_equal(rig_count(v, "messages"), 1);
	v = rig_ask("{\"command\":\"message list\",\"state\":\"queued\"}");
	assert_int_equal(rig_count(v, "messages"), 2);
	v = rig_ask("{\"command\":\"message list\",\"state\":\"failed\"}");
	assert_int_equal(rig_count(v, "messages"), 0);
	rig_expect_error("{\"command\":\"message list\",\"state\":\"lost\"}",
	    "\"state\" is a word");
	rig_expect_error("{\"command\":\"message list\",\"to\":\"x\"}",
	    "\"to\" is a number");
	rig_expect_error("{\"command\":\"message list\",\"limit\":1001}",
	    "up to 1000");
	rig_expect_error("{\"command\":\"message list\",\"before\":\"a\"}",
	    "\"before\"");
}

static void what_is_no_command_is_refused_with_a_reason(void **state)
{
	(void)state;
	rig_expect_error("hello", "not JSON");
	rig_expect_error("[]", "a command is an object");
	rig_expect_error("{\"command\":7}", "a command is an object");
	rig_expect_error("{\"command\":\"stauts\"}", "no such command");
	rig_expect_error("{\"command\":\"status\",\"limit\":1}",
	    "status does not take \"limit\"");
	rig_expect_error("{\"command\":\"message list\",\"lim\":1}",
	    "does not take \"lim\"");
}

static void a_backup_is_made_once_in_a_folder_from_the_root_on(void **state)
{
	const struct json_value *v;
	char ask[300], path[220];

	(void)state;
	rig_submit("+12025550100");
	snprintf(ask, sizeof(ask),
	    "{\"command\":\"backup\",\"to\":\"%s/copy\"}", rig.folder);
	v = rig_ask(ask);
	assert_non_null(json_get(v, "bytes"));
	assert_non_null(json_get(v, "seconds"));
	snprintf(path, sizeof(path), "%s/copy/data.mdb", rig.folder);
	assert_int_equal(access(path, R_OK), 0);
	rig_expect_error(ask, "holds a store already");
	snprintf(path, sizeof(path), "%s/copy", rig.folder);
	rig_remove(path);
	rig_expect_error("{\"command\":\"backup\",\"to\":\"copy\"}",
	    "from the root on");
	rig_expect_error("{\"command\":\"backup\",\"to\":\"/nowhere/a/b\"}",
	    "the folder above /nowhere/a/b does not exist");
}

/* Rows of the table. */
static int64_t commands(void)
{
	size_t n = 0;

	while (command_at(n) != NULL)
		n++;
	return (int64_t)n;
}

static void help_lists_every_command(void **state)
{
	const struct json_value *v;

	(void)state;
	v = rig_ask("{\"command\":\"help\"}");
	assert_int_equal(rig_count(v, "commands"), commands());
	assert_string_equal(
	    rig_text(rig_item(v, "commands", (size_t)commands() - 1),
		"command"),
	    "help");
}

static void lines_are_answered_in_their_order(void **state)
{
	(void)state;
	rig_submit("+12025550100");
	rig_send(&rig.client, "{\"command\":\"message list\"}\n\n"
			      "{\"command\":\"nothing\"}\n"
			      "{\"command\":\"message list\"}\n"
			      "{\"command\":\"help\"}\n{\"comm");
	assert_int_equal(rig_count(rig_next(&rig.client), "messages"), 1);
	assert_non_null(json_get(rig_next(&rig.client), "error"));
	assert_int_equal(rig_count(rig_next(&rig.client), "messages"), 1);
	assert_int_equal(rig_count(rig_next(&rig.client), "commands"),
	    commands());
	assert_null(rig_next(&rig.client));
	rig_send(&rig.client, "and\":\"help\"}\n");
	assert_int_equal(rig_count(rig_next(&rig.client), "commands"),
	    commands());
}

static void a_client_that_left_gets_no_answer(void **state)
{
	const char *ask = "{\"command\":\"message list\"}\n";

	(void)state;
	rig_dial(&rig.client);
	stream_write(rig.client.stream, ask, strlen(ask));
	loop_once(rig.loop, false);
	stream_kill(rig.client.stream);
	rig.client.stream = NULL;
	rig_settle();
	assert_int_equal(
	    rig_count(rig_ask("{\"command\":\"help\"}"), "commands"),
	    commands());
}

static void a_line_beyond_4096_bytes_ends_the_connection(void **state)
{
	char line[CONTROL_LINE_MAX + 2];

	(void)state;
	memset(line, ' ', sizeof(line));
	line[CONTROL_LINE_MAX] = '\0';
	rig_send(&rig.client, line);
	assert_null(rig_next(&rig.client));
	assert_non_null(rig.client.stream);
	rig_send(&rig.client, " ");
	assert_string_equal(rig_text(rig_next(&rig.client), "error"),
	    "the line is too long");
	assert_null(rig.client.stream);
}

static void a_silent_client_is_dropped_after_a_minute(void **state)
{
	(void)state;
	rig_ask("{\"command\":\"help\"}");
	clock_advance(CONTROL_IDLE - 1);
	rig_settle();
	assert_non_null(rig.client.stream);
	rig_ask("{\"command\":\"help\"}");
	clock_advance(CONTROL_IDLE - 1);
	rig_settle();
	assert_non_null(rig.client.stream);
	clock_advance(1);
	rig_settle();
	assert_null(rig.client.stream);
}

static void the_seventeenth_client_is_told_so(void **state)
{
	struct rig_client many[CONTROL_CLIENTS_MAX] = { { .stream = NULL } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		rig_dial(&many[i]);
	rig_dial(&rig.client);
	assert_string_equal(rig_text(rig_next(&rig.client), "error"),
	    "too many clients");
	assert_null(rig.client.stream);
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		stream_kill(many[i].stream);
	rig_settle();
	rig_ask("{\"command\":\"help\"}");
}

static void only_owner_and_group_may_use_the_socket(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(rig.socket, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
}

static void a_second_daemon_is_refused_and_takes_nothing(void **state)
{
	struct control *first = rig.control;
	char why[CONTROL_WHY];

	(void)state;
	assert_int_equal(rig_control_new(why), RC_BUSY);
	assert_non_null(strstr(why, "another esmed answers"));
	rig.control = first;
	rig_ask("{\"command\":\"help\"}");
}

/* What a killed daemon leaves: a file that nobody listens on. */
static void a_dead_socket_is_replaced(void **state)
{
	char kept[200], why[CONTROL_WHY];

	(void)state;
	snprintf(kept, sizeof(kept), "%s.kept", rig.socket);
	assert_int_equal(rename(rig.socket, kept), 0);
	control_free(rig.control);
	assert_int_equal(rename(kept, rig.socket), 0);
	assert_int_equal(rig_control_new(why), 0);
	rig_ask("{\"command\":\"help\"}");
}

static void a_missing_folder_is_named(void **state)
{
	struct control *first = rig.control;
	char missing[300], why[CONTROL_WHY];

	(void)state;
	snprintf(missing, sizeof(missing), "%.80s/no/c", rig.folder);
	free(rig.conf->control.socket);
	rig.conf->control.socket = mem_strdup(missing);
	assert_int_equal(rig_control_new(why), RC_NOT_FOUND);
	assert_non_null(strstr(why, "/no;"));
	free(rig.conf->control.socket);
	rig.conf->control.socket = mem_strdup(rig.socket);
	rig.control = first;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(status_tells_counts_uptime_and_smscs),
		CASE(smsc_list_shows_a_bound_bind),
		CASE(smsc_list_tells_why_a_bind_was_refused),
		CASE(status_tells_why_an_smsc_is_down),
		CASE(message_show_has_the_timeline),
		CASE(message_show_refuses_what_is_no_message),
		CASE(message_list_has_the_newest_first),
		CASE(message_list_finds_a_state_and_a_recipient),
		CASE(what_is_no_command_is_refused_with_a_reason),
		CASE(a_backup_is_made_once_in_a_folder_from_the_root_on),
		CASE(help_lists_every_command),
		CASE(lines_are_answered_in_their_order),
		CASE(a_client_that_left_gets_no_answer),
		CASE(a_line_beyond_4096_bytes_ends_the_connection),
		CASE(a_silent_client_is_dropped_after_a_minute),
		CASE(the_seventeenth_client_is_told_so),
		CASE(only_owner_and_group_may_use_the_socket),
		CASE(a_second_daemon_is_refused_and_takes_nothing),
		CASE(a_dead_socket_is_replaced),
		CASE(a_missing_folder_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
