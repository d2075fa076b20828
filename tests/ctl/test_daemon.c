/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of esmectl that ask the daemon once.
 */
#include "played.h"

static const char status_answer[] =
    "{\"version\":\"1.2.3\",\"started\":\"2026-03-02T15:20:00.000Z\","
    "\"uptime\":183845,\"open\":2,\"queued\":1,\"parked\":0,"
    "\"outstanding\":1,\"full\":false,\"unmapped\":3,\"messages\":"
    "{\"queued\":1,\"forwarded\":1,\"delivered\":0},\"smscs\":["
    "{\"name\":\"acme\",\"state\":\"bound\",\"binds\":2,\"bound\":2,"
    "\"window\":10,\"unanswered\":1,\"pending\":0,\"throttled\":0},"
    "{\"name\":\"a-longer-name\",\"state\":\"down\",\"binds\":1,"
    "\"bound\":0,\"window\":10,\"unanswered\":0,\"pending\":0,"
    "\"throttled\":12}]}";

static void a_backup_names_its_folder_from_the_root_on(void **state)
{
	char cwd[1024], asked[1200];

	(void)state;
	assert_non_null(getcwd(cwd, sizeof(cwd)));
	assert_int_equal(ask("{\"to\":\"/b\",\"bytes\":4096,\"seconds\":0.5}",
			     WORDS("backup", "b")),
	    CTL_OK);
	snprintf(asked, sizeof(asked),
	    "{\"command\":\"backup\",\"to\":\"%s/b\"}\n", cwd);
	assert_string_equal(rig.asked, asked);
	assert_non_null(strstr(rig.out, "bytes"));
	assert_int_equal(run(WORDS("backup")), CTL_USAGE);
}

static void verify_tells_a_folder_without_a_store_from_a_damaged_one(
    void **state)
{
	char file[128];
	FILE *f;

	(void)state;
	assert_int_equal(run(WORDS("verify")), CTL_USAGE);
	assert_int_equal(run(WORDS("verify", rig.folder)), CTL_NO_INPUT);
	assert_non_null(strstr(rig.err, "holds no store"));
	snprintf(file, sizeof(file), "%s/data.mdb", rig.folder);
	f = fopen(file, "w");
	assert_non_null(f);
	fprintf(f, "%5000d", 1);
	fclose(f);
	assert_int_equal(run(WORDS("verify", rig.folder)), CTL_BAD_INPUT);
	assert_non_null(strstr(rig.err, "damaged or no store"));
	unlink(file);
	snprintf(file, sizeof(file), "%s/store.lock", rig.folder);
	unlink(file);
}

static void status_is_a_summary_and_a_table(void **state)
{
	(void)state;
	assert_int_equal(ask(status_answer, WORDS("status")), CTL_OK);
	assert_string_equal(rig.asked, "{\"command\":\"status\"}\n");
	assert_string_equal(rig.out,
	    "esmed 1.2.3, started 2026-03-02T15:20:00.000Z, up 2 d 03:04:05\n"
	    "open 2, queued 1, outstanding 1, parked 0, unmapped 3\n"
	    "messages: queued 1, forwarded 1\n"
	    "\n"
	    "NAME           STATE  BOUND  BINDS  WINDOW  UNANSWERED  PENDING  "
	    "THROTTLED\n"
	    "acme           bound  2      2      10      1           0        "
	    "0\n"
	    "a-longer-name  down   0      1      10      0           0        "
	    "12\n");
	assert_string_equal(rig.err, "");
}

/* One that was stopped is as it should be; one that is tried has not failed
 * yet. */
static void status_tells_why_an_smsc_is_down(void **state)
{
	static const char answer[] =
	    "{\"version\":\"1\",\"smscs\":[{\"name\":\"a\",\"host\":\"h\","
	    "\"port\":1,\"state\":\"down\",\"last_error\":\"bind 1: no\","
	    "\"next_try\":\"then\"},{\"name\":\"b\",\"host\":\"h\","
	    "\"port\":2,\"state\":\"partial\",\"last_error\":\"bind 2: no\","
	    "\"next_try\":null},{\"name\":\"c\",\"state\":\"stopped\","
	    "\"last_error\":\"x\",\"next_try\":\"y\"},{\"name\":\"d\","
	    "\"state\":\"bound\",\"last_error\":\"x\",\"next_try\":null},"
	    "{\"name\":\"e\",\"host\":\"h\",\"port\":3,\"state\":\"down\","
	    "\"last_error\":null,\"next_try\":\"soon\"},{\"name\":\"f\","
	    "\"state\":\"down\",\"last_error\":null,\"next_try\":null}]}";

	(void)state;
	assert_int_equal(ask(answer, WORDS("status")), CTL_OK);
	assert_non_null(strstr(rig.out,
	    "unmapped -\n"
	    "smsc a at h:1 is down, next try at then: bind 1: no\n"
	    "smsc b at h:2 is partial: bind 2: no\n"
	    "smsc e at h:3 is down, next try at soon\n"
	    "\nNAME"));
}

static void json_is_printed_as_it_came(void **state)
{
	(void)state;
	assert_int_equal(ask(status_answer, WORDS("--json", "status")), CTL_OK);
	assert_int_equal(strncmp(rig.out, status_answer, strlen(status_answer)),
	    0);
	assert_string_equal(rig.out + strlen(status_answer), "\n");
}

static void smsc_list_has_a_table_of_binds(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"smscs\":[{\"name\":\"acme\",\"host\":\"h\",\"port\":1,"
		"\"state\":\"down\",\"bind\":[{\"bind\":1,\"state\":"
		"\"closed\",\"last_reason\":\"bind_refused\","
		"\"bind_status\":\"ESME_RINVPASWD\",\"next_try\":null,"
		"\"counters\":{\"requests\":7}}]}]}",
		WORDS("smsc", "list")),
	    CTL_OK);
	assert_string_equal(rig.asked, "{\"command\":\"smsc list\"}\n");
	assert_non_null(strstr(rig.out, "acme host=h port=1 state=down"));
	assert_non_null(strstr(rig.out, "LAST REASON"));
	assert_non_null(strstr(rig.out, "bind_refused"));
	assert_non_null(strstr(rig.out, "ESME_RINVPASWD"));
	assert_non_null(strstr(rig.out, "REQUESTS"));
}

static void message_show_prints_fields_and_events(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"id\":\"SM1\",\"to\":\"+12025550100\",\"tag\":null,"
		"\"flags\":[\"late\",\"odd\"],\"timings\":{\"final_at\":"
		"\"x\",\"forwarded_at\":null},\"events\":[{\"at\":\"a\","
		"\"event\":\"accepted\",\"smsc\":null},{\"at\":\"b\","
		"\"event\":\"answered\",\"smsc\":\"acme\"}]}",
		WORDS("message", "show", "SM1")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"message show\",\"id\":\"SM1\"}\n");
	assert_string_equal(rig.out, "id                    SM1\n"
				     "to                    +12025550100\n"
				     "flags                 late odd\n"
				     "timings:\n"
				     "  final_at            x\n"
				     "\n"
				     "events:\n"
				     "AT  EVENT     SMSC\n"
				     "a   accepted  -\n"
				     "b   answered  acme\n");
}

static void message_show_says_nothing_of_what_is_as_ever(void **state)
{
	(void)state;
	assert_int_equal(ask("{\"id\":\"SM1\",\"content_retention\":\"retain\","
			     "\"address_retention\":\"retain\"}",
			     WORDS("message", "show", "SM1")),
	    CTL_OK);
	assert_string_equal(rig.out, "id                    SM1\n");
}

static void message_show_says_what_is_kept_less(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"id\":\"SM1\",\"content_retention\":\"discard\","
		"\"address_retention\":\"obfuscate\"}",
		WORDS("message", "show", "SM1")),
	    CTL_OK);
	assert_string_equal(rig.out, "id                    SM1\n"
				     "content_retention     discard\n"
				     "address_retention     obfuscate\n");
}

/* The long text of a route is in the first event, and in the last column. */
static void columns_stand_in_the_order_of_their_keys(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"events\":[{\"at\":\"a\",\"part\":null,\"odd\":null,"
		"\"text\":\"by default\"},{\"at\":\"b\",\"part\":1,"
		"\"odd\":null,\"text\":null}]}",
		WORDS("message", "show", "SM1")),
	    CTL_OK);
	assert_string_equal(rig.out, "\nevents:\n"
				     "AT  PART  TEXT\n"
				     "a   -     by default\n"
				     "b   1     -\n");
}

static void message_list_passes_its_options_on(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"messages\":[{\"id\":\"SM1\",\"to\":\"+12025550100\","
		"\"state\":\"failed\",\"reason\":30005,\"smsc\":\"acme\","
		"\"parts\":1,\"attempts\":2,\"timings\":{\"accepted_at\":"
		"\"then\"}}],\"next\":17}",
		WORDS("message", "list", "--state", "failed", "--to",
		    "+12025550100", "--limit", "1")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"message list\",\"limit\":1,\"state\":\"failed\","
	    "\"to\":\"+12025550100\"}\n");
	assert_string_equal(rig.out,
	    "ID   TO            STATE   REASON  SMSC  PARTS  ATTEMPTS  "
	    "ACCEPTED AT\n"
	    "SM1  +12025550100  failed  30005   acme  1      2         then\n"
	    "\n"
	    "older ones: --before 17\n");
}

static void parked_receipts_are_a_table(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"parked\":7,\"receipts\":[{\"id\":\"77\",\"smsc\":"
		"\"acme\",\"from\":\"+12025550100\",\"stat\":\"DELIVRD\","
		"\"err\":null,\"arrived\":\"a\",\"expires\":\"b\","
		"\"text\":\"id:77\"}],\"more\":true}",
		WORDS("receipts", "parked", "--limit", "1")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"receipts parked\",\"limit\":1}\n");
	assert_string_equal(rig.out,
	    "ARRIVED  EXPIRES  SMSC  ID  FROM          STAT     ERR  TEXT\n"
	    "a        b        acme  77  +12025550100  DELIVRD  -    id:77\n"
	    "\n"
	    "in all: 7; --limit N shows more\n");
}

static void unmapped_codes_are_a_table(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"unmapped\":5,\"others\":3,\"codes\":[{\"smsc\":\"acme\","
		"\"kind\":\"err\",\"code\":\"777\",\"count\":2,\"first\":"
		"\"a\",\"last\":\"b\",\"suggestion\":\"row\"}]}",
		WORDS("errors", "unmapped")),
	    CTL_OK);
	assert_string_equal(rig.asked, "{\"command\":\"errors unmapped\"}\n");
	assert_string_equal(rig.out,
	    "SMSC  KIND  CODE  COUNT  FIRST  LAST  SUGGESTION\n"
	    "acme  err   777   2      a      b     row\n"
	    "\n"
	    "of codes beyond this table: 3\n");
}

static void status_tells_alerts(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"version\":\"1\",\"alerts\":[{\"alert\":"
		"\"unmatched_receipts\",\"since\":\"then\",\"text\":"
		"\"11 receipts\"}]}",
		WORDS("status")),
	    CTL_OK);
	assert_non_null(strstr(rig.out, "ALERT since then: 11 receipts\n"));
}

static void status_tells_alarms_of_smscs(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"version\":\"1\",\"smscs\":[{\"name\":\"acme\",\"alarms\":"
		"{\"bind_refused\":\"wrong password\"}},{\"name\":\"beta\","
		"\"alarms\":{}}]}",
		WORDS("status")),
	    CTL_OK);
	assert_non_null(
	    strstr(rig.out, "smsc acme: ALARM bind_refused: wrong password\n"));
	assert_null(strstr(rig.out, "smsc beta"));
}

static void a_story_tells_what_to_do_and_the_carriers_words(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"id\":\"SM1\",\"state\":\"failed\",\"reason\":30008,"
		"\"explanation\":\"no details\",\"advice\":\"try again\","
		"\"raw\":{\"stat\":\"UNDELIV\",\"err\":\"777\","
		"\"command_status\":null},\"delay_hint\":null}",
		WORDS("explain", "message", "SM1")),
	    CTL_OK);
	assert_non_null(strstr(rig.out, "meaning   no details\n"));
	assert_non_null(strstr(rig.out, "to do     try again\n"));
	assert_non_null(strstr(rig.out, "carrier   stat=UNDELIV err=777\n"));
	assert_null(strstr(rig.out, "delayed"));
}

/* They come from peers, and a terminal would obey them. */
static void control_characters_are_not_printed(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("{\"text\":\"a\\u001b[31mb\\nc\\u009bd\\u007f\\u00e9\"}",
		WORDS("message", "show", "SM1")),
	    CTL_OK);
	assert_string_equal(rig.out,
	    "text                  a?[31mb?c?d?\xC3\xA9\n");
}

static void a_refusal_goes_to_stderr(void **state)
{
	(void)state;
	assert_int_equal(ask("{\"error\":\"there is no such message\"}",
			     WORDS("message", "show", "SM1")),
	    CTL_BAD_INPUT);
	assert_string_equal(rig.out, "");
	assert_string_equal(rig.err, "esmectl: there is no such message\n");
}

static void a_hang_up_is_told(void **state)
{
	(void)state;
	assert_int_equal(ask(NULL, WORDS("status")), CTL_UNAVAILABLE);
	assert_string_equal(rig.err,
	    "esmectl: the daemon closed the connection without an answer\n");
}

static void a_stranger_on_the_socket_is_told(void **state)
{
	(void)state;
	assert_int_equal(ask("220 mail ready", WORDS("status")),
	    CTL_UNAVAILABLE);
	assert_string_equal(rig.err,
	    "esmectl: what answers on the socket is no esmed\n");
}

static void without_a_daemon_it_says_what_to_do(void **state)
{
	char nowhere[120];

	(void)state;
	snprintf(nowhere, sizeof(nowhere), "%s.no", rig.path);
	assert_int_equal(
	    run((const char *const[]){ "status", "-s", nowhere, NULL }),
	    CTL_UNAVAILABLE);
	assert_non_null(strstr(rig.err, nowhere));
	assert_non_null(strstr(rig.err, "Is esmed running?"));
}

static const char errors_head[] =
    "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\tdetail\n";

#define CONFIGURATION                   \
	"control { socket = \"%s\" }\n" \
	"smsc \"acme\" {\n"             \
	"\thost = \"192.0.2.1\"\n"      \
	"\tsystem_id = \"x\"\n"         \
	"\tpassword = \"y\"\n"          \
	"\terrors = \"map.tsv\"\n"      \
	"}\n"                           \
	"route \"default\" { smsc = { \"acme\" } }\n"

PRINTF(2, 3) static void write_file(const char *path, const char *format, ...)
{
	va_list ap;
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	va_start(ap, format);
	vfprintf(f, format, ap);
	va_end(ap);
	fclose(f);
}

static void the_configuration_names_the_socket(void **state)
{
	(void)state;
	write_file(rig.map, "%s", errors_head);
	write_file(rig.conf, CONFIGURATION, rig.path);
	assert_int_equal(ask("{\"messages\":[],\"next\":null}",
			     (const char *const[]){ "-c", rig.conf, "message",
				 "list", NULL }),
	    CTL_OK);
	assert_string_equal(rig.out, "no messages\n");
}

static void a_bad_configuration_is_shown(void **state)
{
	(void)state;
	write_file(rig.conf, "control {\n\tsockt = \"%s\"\n}\n", rig.path);
	assert_int_equal(
	    run((const char *const[]){ "-c", rig.conf, "status", NULL }),
	    CTL_NO_INPUT);
	assert_non_null(strstr(rig.err, "esmed.conf:2:"));
}

static void accounts_and_their_limits_are_tables(void **state)
{
	static const char answer[] =
	    "{\"limits\":[{\"account\":\"demo\",\"rate\":50.0,\"free\":49,"
	    "\"segments\":1,\"daily\":100,\"segments_of_hour\":0,\"hourly\":"
	    "9,\"segments_of_month\":4,\"monthly\":null,\"scheduled\":2,"
	    "\"scheduled_max\":null,\"spent\":\"0.01\",\"spend_cap\":null}]}";

	(void)state;
	assert_int_equal(ask(answer, WORDS("account", "limits")), CTL_OK);
	assert_string_equal(rig.asked, "{\"command\":\"account limits\"}\n");
	assert_string_equal(rig.out,
	    "ACCOUNT  RATE  FREE  SEGMENTS OF HOUR  HOURLY  SEGMENTS  DAILY  "
	    "SEGMENTS OF MONTH  MONTHLY  SCHEDULED  SCHEDULED MAX  "
	    "SPENT  SPEND CAP\n"
	    "demo     50    49    0                 9       1         100    "
	    "4                  -        2          -              "
	    "0.01   -\n");
}

static void an_account_is_asked_for_by_its_name(void **state)
{
	(void)state;
	assert_int_equal(ask("{\"name\":\"demo\",\"users\":[{\"name\":\"anna\","
			     "\"role\":\"viewer\"}]}",
			     WORDS("account", "show", "demo")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"account show\",\"name\":\"demo\"}\n");
	assert_non_null(strstr(rig.out, "anna"));
	assert_int_equal(run(WORDS("account", "show")), CTL_USAGE);
}

static void wrong_calls_ask_nobody(void **state)
{
	(void)state;
	assert_int_equal(run(WORDS("message", "show")), CTL_USAGE);
	assert_non_null(strstr(rig.err, "it takes the id of a message"));
	assert_int_equal(run(WORDS("message", "list", "--limit", "few")),
	    CTL_USAGE);
	assert_int_equal(run(WORDS("status", "now")), CTL_USAGE);
	assert_non_null(strstr(rig.err, "it takes no argument: now"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(status_is_a_summary_and_a_table),
		CASE(a_backup_names_its_folder_from_the_root_on),
		CASE(verify_tells_a_folder_without_a_store_from_a_damaged_one),
		CASE(json_is_printed_as_it_came),
		CASE(status_tells_why_an_smsc_is_down),
		CASE(message_show_says_nothing_of_what_is_as_ever),
		CASE(message_show_says_what_is_kept_less),
		CASE(smsc_list_has_a_table_of_binds),
		CASE(message_show_prints_fields_and_events),
		CASE(columns_stand_in_the_order_of_their_keys),
		CASE(message_list_passes_its_options_on),
		CASE(parked_receipts_are_a_table),
		CASE(unmapped_codes_are_a_table),
		CASE(status_tells_alerts),
		CASE(status_tells_alarms_of_smscs),
		CASE(a_story_tells_what_to_do_and_the_carriers_words),
		CASE(control_characters_are_not_printed),
		CASE(a_refusal_goes_to_stderr),
		CASE(a_hang_up_is_told),
		CASE(a_stranger_on_the_socket_is_told),
		CASE(without_a_daemon_it_says_what_to_do),
		CASE(the_configuration_names_the_socket),
		CASE(a_bad_configuration_is_shown),
		CASE(accounts_and_their_limits_are_tables),
		CASE(an_account_is_asked_for_by_its_name),
		CASE(wrong_calls_ask_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
