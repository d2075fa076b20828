/* SPDX-License-Identifier: BSD-2-Clause */
/* Contacts and old messages that come in as rows. */
#include "native.h"

#include "base/buf.h"

static void import(const char *path, const char *type, const char *rows)
{
	char more[80];

	snprintf(more, sizeof(more), "Content-Type: %s\r\n", type);
	rig_disconnect();
	call_with("POST", path, more, rows);
	assert_int_equal(rig_status(), 200);
}

static void contacts(const char *rows)
{
	import("/v1/contacts:import", "text/csv", rows);
}

static void assert_counts(const char *imported, const char *created,
    const char *rejected)
{
	assert_at("imported", imported);
	assert_at("created", created);
	assert_at("rejected", rejected);
}

/* Each with a blank behind it. */
static void assert_refused(const char *codes, const char *rows,
    const char *lines)
{
	assert_string_equal(column("errors", "code"), codes);
	assert_string_equal(column("errors", "row"), rows);
	assert_string_equal(column("errors", "line"), lines);
}

/* S-P104 */
static void rows_are_told_and_a_second_import_changes_nothing(void **state)
{
	static const char rows[] = "number,name,tz,city\r\n"
				   "+19175550001,User 1,,Boston\r\n"
				   "+19175550002,\"User, 2\",UTC,\r\n"
				   "12,Nobody,,\r\n"
				   "(917) 555-0001,Again,,\r\n"
				   "+19175550003,User 3,Mars/Base,\r\n";

	(void)state;
	for (int i = 0; i < 2; i++) {
		contacts(rows);
		assert_counts("2", i == 0 ? "2" : "0", "3");
		assert_refused("invalid_number duplicate_row invalid_timezone ",
		    "3 4 5 ", "4 5 6 ");
	}
	get("/v1/contacts");
	assert_at("contacts", "[2]");
	assert_at("contacts/0/fields/city", "Boston");
	assert_at("contacts/1/name", "User, 2");
	assert_at("contacts/1/tz", "UTC");
}

static void without_titles_the_columns_have_an_order(void **state)
{
	(void)state;
	contacts("+19175550001,User 1,Europe/Berlin\n+19175550002\n"
		 "+19175550003,a,UTC,UTC,x\n");
	assert_counts("2", "2", "1");
	assert_string_equal(column("errors", "code"), "invalid_row ");
	get("/v1/contacts/+19175550001");
	assert_at("tz", "Europe/Berlin");
}

/* As a spreadsheet writes "CSV UTF-8". */
static void a_file_may_begin_with_the_mark_of_its_encoding(void **state)
{
	(void)state;
	contacts("\xef\xbb\xbfnumber,name\r\n+19175550001,Ann\r\n");
	assert_counts("1", "1", "0");
	contacts("\xef\xbb\xbf+19175550002,Bob\n");
	assert_counts("1", "1", "0");
	get("/v1/contacts/+19175550001");
	assert_at("name", "Ann");
}

static void rows_may_be_json(void **state)
{
	(void)state;
	import("/v1/contacts:import", "application/x-ndjson",
	    "{\"number\":\"+19175550001\",\"fields\":{\"x\":1}}\n"
	    "{\"number\":\"+19175550002\",\"age\":1}\n[1]\n\n"
	    "{\"number\":\"+19175550004\"}\n");
	assert_counts("2", "2", "2");
	assert_string_equal(column("errors", "row"), "2 3 ");
	assert_at("rows", "4");
}

static void all_may_join_a_list(void **state)
{
	char path[80];
	struct json *j;

	(void)state;
	call_with("POST", "/v1/lists", JSON_TYPE, "{\"name\":\"All\"}");
	j = rig_json();
	snprintf(path, sizeof(path), "/v1/contacts:import?list=%.20s",
	    rig_text(j, "id"));
	json_free(j);
	contacts("+19175550001\n");
	import(path, "text/csv", "+19175550001\n+19175550002\n");
	assert_counts("2", "1", "0");
	get("/v1/lists");
	assert_string_equal(column("lists", "size"), "2 ");
	rig_disconnect();
	call_with("POST", "/v1/contacts:import?list=LS00000099",
	    "Content-Type: text/csv\r\n", "+19175550001\n");
	assert_error(400, "unknown_list", "lists");
}

/* More rows than wait for a commit at once. */
static void many_rows_come_in(void **state)
{
	struct buf rows = { 0 };

	(void)state;
	buf_add_str(&rows, "number\n");
	for (unsigned i = 0; i < 9000; i++)
		buf_printf(&rows, "+1917555%04u\n", i);
	contacts(buf_cstr(&rows));
	buf_free(&rows);
	assert_counts("9000", "9000", "0");
}

static void an_import_of_nothing_is_fine(void **state)
{
	(void)state;
	contacts("number,name\n");
	assert_counts("0", "0", "0");
	assert_at("errors", "[0]");
}

static void a_row_that_is_not_utf8_is_refused(void **state)
{
	(void)state;
	contacts("number,name\n+19175550001,Ann\n+19175550002,M\xfcller\n"
		 "+19175550003,M\xc3\xbcller\n");
	assert_counts("2", "2", "1");
	assert_refused("not_utf8 ", "2 ", "3 ");
	assert_at("errors/0/message",
	    "row 2 is not UTF-8: save the file as UTF-8 (in a spreadsheet: "
	    "\"CSV UTF-8\")");
	import("/v1/messages:import-history", "text/csv",
	    "to,from,text,sent_at\n"
	    "+19175550001,esmed,M\xfcller,2015-08-31T23:59:59\n");
	assert_counts("0", "0", "1");
	assert_string_equal(column("errors", "code"), "not_utf8 ");
}

static void refused(const char *rows)
{
	rig_disconnect();
	call_with("POST", "/v1/contacts:import", "Content-Type: text/csv\r\n",
	    rows);
	assert_error(400, "not_utf8", "null");
}

static void a_file_that_is_not_utf8_is_refused(void **state)
{
	(void)state;
	refused("\xff\xfen\n+19175550001\n");
	refused("\xfe\xffn");
	refused("\xff\xfe+19175550001\n");
	refused("number,Stra\xdf"
		"e\n+19175550001,x\n");
	get("/v1/contacts");
	assert_at("contacts", "[0]");
	/* The connection goes on. */
	contacts("+19175550001\n");
	assert_counts("1", "1", "0");
}

static void a_cr_alone_ends_a_line(void **state)
{
	(void)state;
	contacts("number,name\r+19175550001,Ann\r\r+19175550002,Bob\r12\r");
	assert_counts("2", "2", "1");
	assert_string_equal(column("errors", "row"), "3 ");
	assert_string_equal(column("errors", "line"), "5 ");
	contacts("number,name\r+19175550003,Cid");
	assert_counts("1", "1", "0");
}

static void a_field_in_quotes_may_go_over_lines(void **state)
{
	(void)state;
	contacts("\"number\",\"first\r\nname\"\r\n"
		 "+19175550001,\"A\r\n\r\n\"\"B\"\"\"\r\n"
		 "+19175550002,\"C\" D\r\n"
		 "+19175550003,\"E\nF\" G\r\n"
		 "+19175550004,H\r\n");
	assert_counts("2", "2", "2");
	assert_refused("invalid_row invalid_row ", "2 3 ", "6 7 ");
	get("/v1/contacts");
	assert_at("contacts", "[2]");
	get("/v1/contacts/+19175550001");
	assert_at("fields/first\nname", "A\n\n\"B\"");
	/* One may begin as JSON does, and have what parts no fields here. */
	contacts("number;name;note\n+19175550005;I, J;\"K\n{L\n, M\"\n");
	assert_counts("1", "1", "0");
	get("/v1/contacts/+19175550005");
	assert_at("name", "I, J");
	assert_at("fields/note", "K\n{L\n, M");
}

/* It ends the row that it stands in: the next one is whole. */
static void a_line_within_quotes_may_be_too_long(void **state)
{
	struct buf rows = { 0 };

	(void)state;
	buf_add_str(&rows, "number,name\n+19175550002,\"Bob\n");
	for (unsigned i = 0; i < 7000; i++)
		buf_add_str(&rows, "0123456789");
	buf_add_str(&rows, "\"\n+19175550003,Cid\n");
	contacts(buf_cstr(&rows));
	buf_free(&rows);
	assert_counts("1", "1", "1");
	assert_refused("line_too_long ", "1 ", "2 ");
}

static void a_quote_that_stays_open_costs_its_row(void **state)
{
	struct buf rows = { 0 };

	(void)state;
	contacts("number,name\n+19175550001,Ann\n+19175550002,\"Bob\n"
		 "+19175550003,Cid\n");
	assert_counts("1", "1", "1");
	assert_refused("quote_not_closed ", "2 ", "3 ");
	assert_at("errors/0/message",
	    "a quote of this row is not closed: the lines 3 to 4 were read as "
	    "one row, which was not taken");
	/* Beyond the limit of a line nothing of it is kept. */
	buf_add_str(&rows, "number,name\n+19175550002,\"");
	for (unsigned i = 0; i < 7000; i++)
		buf_add_str(&rows, "0123456789\n");
	buf_add_str(&rows, "\"\n+19175550003,Cid\n");
	contacts(buf_cstr(&rows));
	buf_free(&rows);
	assert_counts("1", "1", "1");
	assert_string_equal(column("errors", "code"), "line_too_long ");
	assert_string_equal(column("errors", "line"), "2 ");
}

/* ---- messages of old --------------------------------------------------- */

/* S-P61 */
static void what_was_before_the_epoch_is_untracked(void **state)
{
	(void)state;
	import("/v1/messages:import-history", "text/csv",
	    "to,from,text,status,sent_at\n"
	    "+19175550001,esmed,Hi,delivered,2015-08-31T23:59:59\n"
	    "+19175550001,esmed,\"Hi, \"\"you\"\"\",delivered,"
	    "2015-09-01T00:00:00\n");
	assert_counts("2", "2", "0");
	get("/v1/contacts/+19175550001/history");
	assert_string_equal(column("messages", "state"),
	    "delivered untracked ");
	assert_at("messages/0/text", "Hi, \"you\"");
	assert_at("messages/0/words/crm", "Delivered");
	assert_at("messages/1/words/crm", "Unknown state");
}

static void what_is_wrong_with_an_old_message_is_told(void **state)
{
	(void)state;
	import("/v1/messages:import-history", "application/x-ndjson",
	    "{\"to\":\"12\",\"sent_at\":\"2020-01-01T00:00:00Z\"}\n"
	    "{\"to\":\"+19175550001\"}\n"
	    "{\"to\":\"+19175550001\",\"sent_at\":\"2036-01-01T00:00:00Z\"}\n"
	    "{\"to\":\"+19175550001\",\"sent_at\":\"2020-01-01T00:00:00Z\","
	    "\"status\":\"queued\"}\n"
	    "{\"to\":\"+19175550001\",\"sent_at\":\"2020-01-01T00:00:00Z\","
	    "\"status\":\"failed\",\"reason\":30003}\n");
	assert_counts("1", "1", "4");
	assert_string_equal(column("errors", "code"),
	    "invalid_number invalid_sent_at invalid_sent_at invalid_state ");
	get("/v1/messages?status=failed");
	assert_string_equal(column("messages", "reason"), "30003 ");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(rows_are_told_and_a_second_import_changes_nothing),
		CASE(without_titles_the_columns_have_an_order),
		CASE(a_file_may_begin_with_the_mark_of_its_encoding),
		CASE(a_row_that_is_not_utf8_is_refused),
		CASE(a_file_that_is_not_utf8_is_refused),
		CASE(a_cr_alone_ends_a_line),
		CASE(a_field_in_quotes_may_go_over_lines),
		CASE(a_line_within_quotes_may_be_too_long),
		CASE(a_quote_that_stays_open_costs_its_row),
		CASE(rows_may_be_json),
		CASE(all_may_join_a_list),
		CASE(many_rows_come_in),
		CASE(an_import_of_nothing_is_fine),
		CASE(what_was_before_the_epoch_is_untracked),
		CASE(what_is_wrong_with_an_old_message_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
