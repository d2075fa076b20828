/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of esmectl that ask several things, against a thread that plays the
 * daemon: it takes a caller for each of its answers and keeps what was asked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "run.h"

static struct rig {
	char folder[100], path[104], file[116];
	int listener;
	const char *const *answers; /* ends with NULL */
	char asked[16384];
	struct said said;
} rig;

static void play_one(const char *answer)
{
	int fd = accept(rig.listener, NULL, NULL);
	size_t len = strlen(rig.asked);
	ssize_t n;

	do {
		n = read(fd, rig.asked + len, sizeof(rig.asked) - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 && rig.asked[len - 1] != '\n');
	rig.asked[len] = '\0';
	if (fd >= 0)
		dprintf(fd, "%s\n", answer);
	close(fd);
}

static void *play(void *arg)
{
	for (size_t i = 0; rig.answers[i] != NULL; i++)
		play_one(rig.answers[i]);
	return arg;
}

static int begin(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	(void)state;
	rig = (struct rig){ .listener = -1 };
	snprintf(rig.folder, sizeof(rig.folder), "%s/esmed-ctl-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.path, sizeof(rig.path), "%.98s/sock", rig.folder);
	snprintf(rig.file, sizeof(rig.file), "%s/numbers", rig.folder);
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", rig.path);
	rig.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    bind(rig.listener, (const struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(rig.listener, 4), 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	close(rig.listener);
	free(rig.said.out);
	free(rig.said.err);
	unlink(rig.path);
	unlink(rig.file);
	return rmdir(rig.folder);
}

/* Run `esmectl words...` with a daemon that gives these answers. */
static int ask(const char *const *answers, const char *input,
    const char *const *words)
{
	pthread_t thread;

	rig.answers = answers;
	rig.asked[0] = '\0';
	free(rig.said.out);
	free(rig.said.err);
	assert_int_equal(pthread_create(&thread, NULL, play, NULL), 0);
	rig.said = run(input, words);
	shutdown(rig.listener, SHUT_RD); /* for answers that nobody took */
	pthread_join(thread, NULL);
	return rig.said.status;
}

#define ON(...)      ANSWERS("-s", rig.path, __VA_ARGS__)
#define ANSWERS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void opt_outs_are_a_table_that_goes_on(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS("{\"account\":\"demo\",\"optouts\":[{\"number\":"
			"\"+12025550100\",\"since\":\"then\",\"source\":"
			"\"stop\"}],\"next\":\"0:1\"}"),
		NULL,
		ON("optout", "list", "--account", "demo", "--after", "x",
		    "--limit", "1")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"optout list\",\"account\":\"demo\",\"limit\":1,"
	    "\"after\":\"x\"}\n");
	assert_string_equal(rig.said.out, "NUMBER        SINCE  SOURCE\n"
					  "+12025550100  then   stop\n"
					  "\n"
					  "more: --after 0:1\n");
}

static void a_change_says_whether_it_was_one(void **state)
{
	(void)state;
	ask(ANSWERS("{\"numbers\":1,\"changed\":1}"), NULL,
	    ON("optout", "add", "+12025550100"));
	assert_string_equal(rig.asked,
	    "{\"command\":\"optout add\",\"number\":\"+12025550100\"}\n");
	assert_string_equal(rig.said.out,
	    "+12025550100 gets no more messages\n");
}

static void a_removal_of_nothing_says_so(void **state)
{
	(void)state;
	ask(ANSWERS("{\"numbers\":1,\"changed\":0}"), NULL,
	    ON("optout", "remove", "+12025550100"));
	assert_string_equal(rig.said.out, "+12025550100 had not opted out\n");
}

static void an_import_tells_each_bad_line_and_adds_the_others(void **state)
{
	FILE *f = fopen(rig.file, "w");

	(void)state;
	assert_non_null(f);
	fputs("name,number\nAnn,+12025550100\nBob,none\nCid,12025550101\n", f);
	fclose(f);
	assert_int_equal(ask(ANSWERS("{\"numbers\":2,\"changed\":1}"), NULL,
			     ON("optout", "import", rig.file)),
	    CTL_BAD_INPUT);
	assert_string_equal(rig.asked,
	    "{\"command\":\"optout add\",\"source\":\"import\",\"numbers\":"
	    "[\"+12025550100\",\"+12025550101\"]}\n");
	assert_string_equal(rig.said.err,
	    "esmectl: line 3 has no number: Bob,none\n");
	assert_string_equal(rig.said.out,
	    "2 numbers: 1 added, 1 had opted out already\n");
}

static void an_import_goes_in_requests_that_a_line_holds(void **state)
{
	char input[4096] = "";
	const char *line = rig.asked;

	(void)state;
	for (int i = 0; i < 200; i++)
		snprintf(input + strlen(input), 24, "+4479460%08d\n", i);
	assert_int_equal(ask(ANSWERS("{\"numbers\":150,\"changed\":150}",
				 "{\"numbers\":50,\"changed\":50}"),
			     input,
			     ON("optout", "import", "--json", "--account",
				 "an-account-with-a-long-name", "-")),
	    CTL_OK);
	assert_string_equal(rig.said.out,
	    "{\"bad\":[],\"numbers\":200,\"added\":200}\n");
	for (int i = 0; i < 2; i++) {
		assert_true(strcspn(line, "\n") < 4096);
		line += strcspn(line, "\n") + 1;
	}
	assert_string_equal(line, "");
}

static void a_file_that_is_not_there_is_told(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS(NULL), NULL, ON("optout", "import", rig.file)),
	    CTL_NO_INPUT);
	assert_non_null(strstr(rig.said.err, rig.file));
}

static const char page_1[] =
    "{\"optouts\":[{\"number\":\"+12025550100\",\"since\":\"a\","
    "\"source\":\"stop\"}],\"next\":\"0:1\"}";
static const char page_2[] =
    "{\"optouts\":[{\"number\":\"+12025550101\",\"since\":\"b\","
    "\"source\":\"import\"}],\"next\":null}";

static void an_export_is_csv_of_all_pages(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS(page_1, page_2), NULL, ON("optout", "export")), CTL_OK);
	assert_non_null(strstr(rig.asked, "\"limit\":1000,\"after\":\"0:1\"}"));
	assert_string_equal(rig.said.out, "number,since,source\n"
					  "+12025550100,a,stop\n"
					  "+12025550101,b,import\n");
}

static void an_export_with_json_is_an_object_a_line(void **state)
{
	(void)state;
	ask(ANSWERS(page_1, page_2), NULL, ON("--json", "optout", "export"));
	assert_string_equal(rig.said.out,
	    "{\"number\":\"+12025550100\",\"since\":\"a\",\"source\":"
	    "\"stop\"}\n"
	    "{\"number\":\"+12025550101\",\"since\":\"b\",\"source\":"
	    "\"import\"}\n");
}

static void dead_letters_are_a_table(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS("{\"dead\":[{\"letter\":\"0a1b2c3d:4567\",\"account\":"
			"\"demo\",\"message\":\"SM1\",\"state\":\"delivered\","
			"\"attempts\":9,\"first_at\":\"a\",\"given_up_at\":"
			"\"b\",\"why\":\"it answered 500\"}],\"next\":77}"),
		NULL,
		ON("webhook", "dead", "--after", "5", "--account", "demo")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"webhook dead\",\"after\":5,\"account\":\"demo\"}"
	    "\n");
	assert_non_null(strstr(rig.said.out, "0a1b2c3d:4567  demo"));
	assert_non_null(strstr(rig.said.out, "it answered 500\n"));
	assert_non_null(strstr(rig.said.out, "more: --after 77\n"));
}

static void receivers_that_rest_are_a_table(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS("{\"resting\":[{\"lane\":\"0a1b2c3d\",\"account\":"
			"\"demo\",\"failures\":7,\"until\":\"a\",\"why\":"
			"\"status 503\"}]}"),
		NULL, ON("webhook", "resting")),
	    CTL_OK);
	assert_string_equal(rig.asked, "{\"command\":\"webhook resting\"}\n");
	assert_non_null(strstr(rig.said.out, "0a1b2c3d  demo"));
	assert_non_null(strstr(rig.said.out, "status 503\n"));
}

static void no_receiver_that_rests_is_said_so(void **state)
{
	(void)state;
	ask(ANSWERS("{\"resting\":[]}"), NULL, ON("webhook", "resting"));
	assert_string_equal(rig.said.out, "no receiver is left alone\n");
}

static void a_replay_is_of_one_or_of_all(void **state)
{
	(void)state;
	ask(ANSWERS("{\"replayed\":1}"), NULL,
	    ON("webhook", "replay", "0a1b2c3d:4567"));
	assert_string_equal(rig.asked,
	    "{\"command\":\"webhook replay\",\"letter\":\"0a1b2c3d:4567\"}\n");
	assert_int_equal(ask(ANSWERS(NULL), NULL, ON("webhook", "replay")),
	    CTL_USAGE);
	assert_int_equal(ask(ANSWERS(NULL), NULL,
			     ON("webhook", "replay", "--all", "0a1b2c3d:4567")),
	    CTL_USAGE);
}

static void all_of_an_account_are_replayed(void **state)
{
	(void)state;
	ask(ANSWERS("{\"replayed\":12}"), NULL,
	    ON("webhook", "replay", "--all", "--account", "demo"));
	assert_string_equal(rig.asked,
	    "{\"command\":\"webhook replay\",\"all\":true,\"account\":"
	    "\"demo\"}\n");
	assert_non_null(strstr(rig.said.out, "12\n"));
}

/* ---- a number ---------------------------------------------------------- */

static void an_export_of_a_number_is_a_message_a_line(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS(
		    "{\"accounts\":[{\"account\":\"demo\",\"contacts\":[]}]}",
		    "{\"messages\":[{\"id\":\"SM2\",\"text\":\"a\\nb\","
		    "\"flags\":[],\"timings\":{\"x\":null,\"y\":1.5}}],"
		    "\"next\":17}",
		    "{\"messages\":[{\"id\":\"SM1\"}],\"next\":null}"),
		NULL, ON("number", "export", "+12025550100")),
	    CTL_OK);
	assert_string_equal(rig.asked,
	    "{\"command\":\"number contacts\",\"number\":\"+12025550100\"}\n"
	    "{\"command\":\"message list\",\"to\":\"+12025550100\","
	    "\"limit\":90}\n"
	    "{\"command\":\"message list\",\"to\":\"+12025550100\","
	    "\"limit\":90,\"before\":17}\n");
	assert_string_equal(rig.said.out,
	    "{\"account\":\"demo\",\"contacts\":[]}\n"
	    "{\"id\":\"SM2\",\"text\":\"a\\nb\",\"flags\":[],\"timings\":"
	    "{\"x\":null,\"y\":1.5}}\n"
	    "{\"id\":\"SM1\"}\n");
}

static void nothing_is_erased_without_a_yes(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ANSWERS(NULL), NULL, ON("number", "erase", "+12025550100")),
	    CTL_USAGE);
	assert_non_null(strstr(rig.said.err, "say --yes"));
	assert_string_equal(rig.asked, "");
}

#define ERASED                                                          \
	ANSWERS("{\"forgotten\":true}",                                 \
	    "{\"messages\":[{\"id\":\"SM3\",\"state\":\"failed\"},"     \
	    "{\"id\":\"SM2\",\"state\":\"queued\"},{\"id\":\"SM1\","    \
	    "\"state\":\"received\"}],\"next\":17}",                    \
	    "{\"deleted\":2,\"refused\":0,\"missing\":0}",              \
	    "{\"messages\":[{\"id\":\"SM0\",\"state\":\"forwarded\"}]," \
	    "\"next\":null}")

static void what_is_final_is_erased_and_the_rest_is_told(void **state)
{
	(void)state;
	assert_int_equal(
	    ask(ERASED, NULL, ON("number", "erase", "--yes", "+12025550100")),
	    CTL_BAD_INPUT);
	assert_non_null(strstr(rig.asked,
	    "{\"command\":\"number forget\",\"number\":\"+12025550100\"}\n"));
	assert_non_null(strstr(rig.asked,
	    "{\"command\":\"message delete\",\"ids\":[\"SM3\",\"SM1\"]}\n"));
	assert_non_null(strstr(rig.said.out, "2 messages erased\n"));
	assert_non_null(strstr(rig.said.out, "2 are not final"));
	assert_non_null(strstr(rig.said.out, "SM2  queued\n"
					     "SM0  forwarded\n"));
}

static void what_was_erased_is_told_as_json(void **state)
{
	(void)state;
	ask(ERASED, NULL,
	    ON("number", "erase", "--yes", "--json", "+12025550100"));
	assert_string_equal(rig.said.out,
	    "{\"number\":\"+12025550100\",\"left\":[{\"id\":\"SM2\","
	    "\"state\":\"queued\"},{\"id\":\"SM0\",\"state\":\"forwarded\"}],"
	    "\"erased\":2}\n");
}

static void a_refusal_on_the_way_ends_it(void **state)
{
	(void)state;
	assert_int_equal(ask(ANSWERS("{\"error\":\"no such account\"}"), NULL,
			     ON("optout", "export", "--account", "x")),
	    CTL_BAD_INPUT);
	assert_string_equal(rig.said.out, "");
	assert_string_equal(rig.said.err, "esmectl: no such account\n");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(opt_outs_are_a_table_that_goes_on),
		CASE(a_change_says_whether_it_was_one),
		CASE(a_removal_of_nothing_says_so),
		CASE(an_import_tells_each_bad_line_and_adds_the_others),
		CASE(an_import_goes_in_requests_that_a_line_holds),
		CASE(a_file_that_is_not_there_is_told),
		CASE(an_export_is_csv_of_all_pages),
		CASE(an_export_with_json_is_an_object_a_line),
		CASE(dead_letters_are_a_table),
		CASE(receivers_that_rest_are_a_table),
		CASE(no_receiver_that_rests_is_said_so),
		CASE(a_replay_is_of_one_or_of_all),
		CASE(all_of_an_account_are_replayed),
		CASE(an_export_of_a_number_is_a_message_a_line),
		CASE(nothing_is_erased_without_a_yes),
		CASE(what_is_final_is_erased_and_the_rest_is_told),
		CASE(what_was_erased_is_told_as_json),
		CASE(a_refusal_on_the_way_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
