/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

static void prints(const char *input, const char *const *words, int status,
    const char *out)
{
	struct said s = run(input, words);

	assert_string_equal(s.err, "");
	assert_string_equal(s.out, out);
	assert_int_equal(s.status, status);
	free(s.out);
	free(s.err);
}

static void complains(const char *const *words, int status, const char *err)
{
	struct said s = run(NULL, words);

	assert_string_equal(s.out, "");
	assert_string_equal(s.err, err);
	assert_int_equal(s.status, status);
	free(s.out);
	free(s.err);
}

static void a_plain_text_is_one_part_of_gsm_7(void **state)
{
	(void)state;
	prints(NULL, WORDS("explain", "text", "Hello from s1"), CTL_OK,
	    "{\"encoding\":\"GSM-7\",\"data_coding\":0,\"segments\":1,"
	    "\"units\":13,\"units_per_segment\":160,\"characters\":13,"
	    "\"parts\":[{\"text\":\"Hello from s1\",\"octets\":13}],"
	    "\"forces_ucs2\":[],\"forces_ucs2_count\":0,\"split\":null,"
	    "\"locking_table\":null,\"single_shift_table\":null,"
	    "\"packed\":false,\"cost\":{\"segments\":1,"
	    "\"segments_without_expensive\":1,\"expensive_count\":0,"
	    "\"expensive\":[]}}\n");
}

static void what_forces_ucs_2_is_named_and_replaced(void **state)
{
	(void)state;
	prints(NULL, WORDS("explain", "text", "it\xE2\x80\x99s"), CTL_OK,
	    "{\"encoding\":\"UCS-2\",\"data_coding\":8,\"segments\":1,"
	    "\"units\":4,\"units_per_segment\":70,\"characters\":4,"
	    "\"parts\":[{\"text\":\"it\xE2\x80\x99s\",\"octets\":8}],"
	    "\"forces_ucs2\":[{\"character\":\"\xE2\x80\x99\","
	    "\"code_point\":\"U+2019\",\"at\":2,\"instead\":\"'\"}],"
	    "\"forces_ucs2_count\":1,\"transliterated\":{\"text\":\"it's\","
	    "\"encoding\":\"GSM-7\",\"data_coding\":0,\"segments\":1,"
	    "\"units\":4,\"units_per_segment\":160},\"split\":null,"
	    "\"locking_table\":null,\"single_shift_table\":null,"
	    "\"packed\":false,\"cost\":{\"segments\":1,"
	    "\"segments_without_expensive\":1,\"expensive_count\":1,"
	    "\"expensive\":[{\"character\":\"\xE2\x80\x99\","
	    "\"code_point\":\"U+2019\",\"at\":2,\"instead\":\"'\"}]}}\n");
}

static void expect_in(const char *line, const char *const *pieces)
{
	struct said s = run(line, WORDS("explain", "text", "--jsonl"));

	assert_int_equal(s.status, CTL_OK);
	for (; *pieces != NULL; pieces++)
		if (strstr(s.out, *pieces) == NULL)
			fail_msg("no %s in %s", *pieces, s.out);
	free(s.out);
	free(s.err);
}

static void a_text_is_explained_by_the_rules_in_its_line(void **state)
{
	(void)state;
	expect_in("{\"n\":1,\"text\":\"\xC4\x9F\xC4\x9F\",\"alphabets\":"
		  "[\"gsm7\"],\"single\":[\"turkish\"],\"packed\":true}\n",
	    WORDS("{\"n\":1,\"encoding\":\"GSM-7\"",
		"\"units_per_segment\":155",
		"\"single_shift_table\":\"Turkish\"", "\"packed\":true"));
	expect_in("{\"text\":\"\xC3\xA7\",\"alphabets\":[\"latin1\"]}\n",
	    WORDS("\"encoding\":\"Latin-1\"", "\"data_coding\":3"));
	expect_in("{\"text\":\"ok\",\"alphabet\":\"utf8\"}\n",
	    WORDS("\"encoding\":\"ASCII\"", "\"data_coding\":0"));
	expect_in("{\"text\":\"it\xE2\x80\x99s\",\"smart\":true}\n",
	    WORDS("\"text\":\"it's\",\"replaced\":[{\"character\":"
		  "\"\xE2\x80\x99\"",
		"\"encoding\":\"GSM-7\""));
}

static void a_long_text_tells_how_it_is_split_and_what_it_costs(void **state)
{
	char line[400] = "{\"split\":\"udh16\",\"text\":\"", *end;

	(void)state;
	end = line + strlen(line);
	memset(end, 'a', 158);
	strcpy(end + 158, "[x\"}\n");
	expect_in(line,
	    WORDS("\"segments\":2,\"units\":161,\"units_per_segment\":152",
		"\"split\":\"udh16\"", "\"octets\":159",
		"\"segments_without_expensive\":1,\"expensive_count\":1,"
		"\"expensive\":[{\"character\":\"[\""));
}

static void wrong_rules_are_told(void **state)
{
	struct said s = run("{\"text\":\"a\",\"split\":\"udh9\"}\n"
			    "{\"text\":\"a\",\"locking\":[\"klingon\"]}\n"
			    "{\"text\":\"\xE6\xBC\xA2\",\"alphabets\":"
			    "[\"gsm7\"]}\n",
	    WORDS("explain", "text", "--jsonl"));

	(void)state;
	assert_int_equal(s.status, CTL_BAD_INPUT);
	assert_string_equal(s.out,
	    "{\"error\":\"split: not a word known here\"}\n"
	    "{\"error\":\"locking: not a word known here\"}\n"
	    "{\"error\":\"has a character that no alphabet allowed here "
	    "has\",\"at\":0}\n");
	free(s.out);
	free(s.err);
}

static void a_broken_text_is_told_by_place(void **state)
{
	struct said s = run(NULL, WORDS("explain", "text", "ab\xFF"));

	(void)state;
	assert_int_equal(s.status, CTL_BAD_INPUT);
	assert_non_null(strstr(s.out, "\"at\":2}"));
	free(s.out);
	free(s.err);
}

/* An enquire_link that was cut, and a whole one. */
static void a_pdu_is_told_field_by_field(void **state)
{
	(void)state;
	prints(NULL, WORDS("explain", "pdu", "00000010 00000015 00000000 2a"),
	    CTL_BAD_INPUT,
	    "{\"bytes\":13,\"fields\":[{\"name\":\"command_length\",\"at\":0,"
	    "\"value\":16},{\"name\":\"command_id\",\"at\":4,\"value\":21,"
	    "\"meaning\":\"enquire_link\"},{\"name\":\"command_status\","
	    "\"at\":8,\"value\":0,\"meaning\":\"ESME_ROK\"},{\"name\":\"rest\","
	    "\"at\":12,\"hex\":\"2a\"}],\"ok\":false,\"problem\":{\"text\":"
	    "\"fewer than 16 "
	    "bytes\",\"at\":0,\"where\":\"command_length\",\"status\":2,"
	    "\"status_name\":\"ESME_RINVCMDLEN\"}}\n");
	prints(NULL,
	    WORDS("explain", "pdu", "00000010000000150000000000000007"), CTL_OK,
	    "{\"bytes\":16,\"fields\":[{\"name\":\"command_length\",\"at\":0,"
	    "\"value\":16},{\"name\":\"command_id\",\"at\":4,\"value\":21,"
	    "\"meaning\":\"enquire_link\"},{\"name\":\"command_status\","
	    "\"at\":8,\"value\":0,\"meaning\":\"ESME_ROK\"},{\"name\":"
	    "\"sequence_number\",\"at\":12,\"value\":7}],\"ok\":true}\n");
}

static void the_text_of_a_pdu_is_read_by_its_alphabet(void **state)
{
	struct said s =
	    run(NULL, WORDS("explain", "pdu",
			  "000000310000000400000000000000020001013132000101"
			  "3334004000000000010008000c0500030102010411044304"
			  "3c"));

	(void)state;
	assert_string_equal(s.err, "");
	assert_int_equal(s.status, CTL_OK);
	assert_non_null(strstr(s.out,
	    "\"name\":\"short_message\",\"at\":37,"
	    "\"hex\":\"05000301020104110443043c\",\"udh\":\"050003010201\","
	    "\"text\":\"Бум\"}"));
	free(s.out);
	free(s.err);
}

/* To be unlinked. */
static void write_map(char path[])
{
	const char *map =
	    "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\n"
	    "v\terr\t027\tabsent\ttemporary\t30003\tdoc\n"
	    "v\tcommand_status\t0x58\tslow\ttemporary\t30001\tdoc\n";
	int fd = mkstemp(path);

	assert_int_equal(write(fd, map, strlen(map)), strlen(map));
	close(fd);
}

static void a_receipt_is_read_as_the_daemon_would(void **state)
{
	char path[] = "/tmp/test_explain.XXXXXX";

	(void)state;
	write_map(path);
	prints("{\"n\":\"P1\",\"esm_class\":4,\"data_coding\":0,"
	       "\"short_message\":\"id:123 sub:001 dlvrd:000 submit date:"
	       "1005232039 done date:1005242339 stat:UNDELIV err:012 text:Hi\","
	       "\"tlvs\":{\"0x001E\":\"34353600\"}}\n"
	       "{\"n\":2,\"esm_class\":0,\"short_message\":\"hello\"}\n",
	    WORDS("explain", "receipt", "--map", path, "--jsonl"), CTL_OK,
	    "{\"n\":\"P1\",\"is_receipt\":true,\"id\":\"456\",\"id_text\":"
	    "\"123\",\"stat\":\"UNDELIV\",\"state\":\"undelivered\","
	    "\"final\":true,\"err\":\"012\",\"submit_date\":\"1005232039\","
	    "\"done_date\":\"1005242339\",\"submit_iso\":"
	    "\"2010-05-23T20:39:00\",\"done_iso\":\"2010-05-24T23:39:00\","
	    "\"text\":\"Hi\",\"sub\":\"001\",\"dlvrd\":\"000\","
	    "\"twilio_status\":\"undelivered\",\"reason\":30008,\"detail\":"
	    "\"unlisted\"}\n"
	    "{\"n\":2,\"is_receipt\":false}\n");
	unlink(path);
}

/* A script reads one stream. */
static void with_json_a_wrong_call_is_told_in_json(void **state)
{
	(void)state;
	prints(NULL, WORDS("smsc", "show", "--json"), CTL_USAGE,
	    "{\"error\":\"smsc show: it takes the name of an smsc\"}\n");
	prints(NULL, WORDS("--json", "smsc", "shw"), CTL_USAGE,
	    "{\"error\":\"smsc: no such command: shw; show?\"}\n");
	prints(NULL, WORDS("--json", "-s", "/nowhere/sock", "status"),
	    CTL_UNAVAILABLE,
	    "{\"error\":\"no daemon answers on /nowhere/sock: No such file "
	    "or directory\\nIs esmed running? If its control.socket is "
	    "another one, give it with -s SOCKET,\\nor the configuration "
	    "with -c FILE.\"}\n");
}

static void a_line_that_is_no_object_is_answered_and_the_next_too(void **state)
{
	(void)state;
	prints("[1]\n{\"resp_id\":\n{\"resp_id\":\"16fee0e525\","
	       "\"receipt_id\":\"98765432101\"}\n",
	    WORDS("explain", "ids", "--jsonl"), CTL_BAD_INPUT,
	    "{\"error\":\"not an object\"}\n"
	    "{\"error\":\"unexpected end of data\",\"at\":11}\n"
	    "{\"match\":true,\"mode\":\"resp=hex, receipt=dec\"}\n");
}

static void an_error_is_looked_up_in_the_map_given(void **state)
{
	char path[] = "/tmp/test_explain.XXXXXX";

	(void)state;
	write_map(path);
	prints("{\"kind\":\"err\",\"code\":\"27\"}\n"
	       "{\"kind\":\"err\",\"code\":\"99\"}\n",
	    WORDS("explain", "error", "--map", path, "--jsonl"), CTL_OK,
	    "{\"kind\":\"err\",\"code\":\"27\","
	    "\"meaning\":\"absent\",\"permanence\":\"temporary\","
	    "\"reason\":30003}\n"
	    "{\"kind\":\"err\",\"code\":\"99\","
	    "\"permanence\":\"unknown\",\"reason\":30008}\n");
	prints("{\"kind\":\"command_status\",\"code\":\"ESME_RTHROTTLED\"}\n",
	    WORDS("explain", "error", "--map", path, "--jsonl"), CTL_OK,
	    "{\"kind\":\"command_status\",\"code\":\"ESME_RTHROTTLED\","
	    "\"meaning\":\"slow\",\"permanence\":\"temporary\","
	    "\"reason\":30001}\n");
	prints("{\"kind\":\"command_status\",\"code\":\"ESME_RTHROTLED\"}\n",
	    WORDS("explain", "error", "--map", path, "--jsonl"), CTL_BAD_INPUT,
	    "{\"error\":\"code: it is neither a number nor the name of a "
	    "command_status\"}\n");
	unlink(path);
}

static void a_slip_of_the_pen_is_told_the_nearest_command(void **state)
{
	(void)state;
	complains(WORDS("explian"), CTL_USAGE,
	    "esmectl: no such command: explian; explain?\n");
	complains(WORDS("explain", "recipt"), CTL_USAGE,
	    "esmectl: explain: no such command: recipt; receipt?\n");
	complains(WORDS("zzzzzzzz"), CTL_USAGE,
	    "esmectl: no such command: zzzzzzzz; try esmectl help\n");
	complains(WORDS("explain", "ids"), CTL_USAGE,
	    "esmectl: explain ids: it reads lines: give --jsonl\n");
	complains(WORDS("explain", "text"), CTL_USAGE,
	    "esmectl: explain text: a text is wanted\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_text_is_one_part_of_gsm_7),
		cmocka_unit_test(what_forces_ucs_2_is_named_and_replaced),
		cmocka_unit_test(a_text_is_explained_by_the_rules_in_its_line),
		cmocka_unit_test(
		    a_long_text_tells_how_it_is_split_and_what_it_costs),
		cmocka_unit_test(wrong_rules_are_told),
		cmocka_unit_test(a_broken_text_is_told_by_place),
		cmocka_unit_test(a_pdu_is_told_field_by_field),
		cmocka_unit_test(the_text_of_a_pdu_is_read_by_its_alphabet),
		cmocka_unit_test(a_receipt_is_read_as_the_daemon_would),
		cmocka_unit_test(with_json_a_wrong_call_is_told_in_json),
		cmocka_unit_test(
		    a_line_that_is_no_object_is_answered_and_the_next_too),
		cmocka_unit_test(an_error_is_looked_up_in_the_map_given),
		cmocka_unit_test(a_slip_of_the_pen_is_told_the_nearest_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
