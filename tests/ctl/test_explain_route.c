/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <sys/stat.h>

static char folder[] = "/tmp/esmed-route-XXXXXX";
static char conf[64];

static void write_file(const char *name, const char *text)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

#define SMSC(name, more)                                                \
	"smsc " name " { host = \"127.0.0.1\" system_id = a " more "\n" \
	"  errors = \"ref.tsv\" }\n"

static int begin(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(conf, sizeof(conf), "%s/esmed.conf", folder);
	write_file("ref.tsv",
	    "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\n"
	    "x\tcommand_status\t0x0000000B\tbad\tpermanent\t400\ttest\n");
	write_file("carriers.csv", "4478,Three,GB,mobile\n");
	write_file("esmed.conf",
	    "http main { listen = \"127.0.0.1:8080\" }\n"
	    "account one { sid = AC00000000000000000000000000000001\n"
	    "  token = \"0123456789abcdef\" }\n" SMSC("acme", "") SMSC("beta",
		"tags = { exclusive }") "lookup { carriers = \"carriers.csv\" "
					"}\n"
					"route own { smsc = { beta, acme } "
					"from = { \"ESMED\" }\n"
					"  order = spill }\n"
					"route uk { smsc = { acme } prefix = { "
					"\"44\" } }\n"
					"route three { smsc = acme carrier = { "
					"Three } }\n"
					"route otp { smsc = acme class = otp "
					"account = { one }\n"
					"  hours = \"08:00-20:00\" tag = { "
					"sale } }\n"
					"route rest { smsc = { acme } country "
					"= { US, GB } }\n");
	return 0;
}

static int end(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static void says(const char *input, const char *const *words, int status,
    const char *out)
{
	struct said s = run(input, words);

	assert_string_equal(s.err, "");
	assert_string_equal(s.out, out);
	assert_int_equal(s.status, status);
	free(s.out);
	free(s.err);
}

static void fails(const char *const *words, int status, const char *err)
{
	struct said s = run(NULL, words);

	assert_string_equal(s.out, "");
	assert_non_null(strstr(s.err, err));
	assert_int_equal(s.status, status);
	free(s.out);
	free(s.err);
}

#define AT "2026-03-02T15:20:00Z"

static void the_smscs_come_in_order_and_each_other_route_says_why(void **state)
{
	(void)state;
	says(NULL,
	    WORDS("explain", "route", "--to", "+447812345678", "--from",
		"ESMED", "--at", AT, "-c", conf),
	    CTL_OK,
	    "{\"to\":\"+447812345678\",\"from\":\"ESMED\","
	    "\"at\":\"2026-03-02T15:20:00.000Z\",\"country\":\"GB\","
	    "\"carrier\":\"Three\",\"source\":\"prefix\","
	    "\"route\":\"uk\",\"smscs\":[\"acme\"],\"set\":\"acme\","
	    "\"why\":\"route uk (prefix 44): smsc acme\","
	    "\"others\":["
	    "{\"route\":\"own\",\"why_not\":\"it holds, but route uk has a "
	    "longer prefix\"},"
	    "{\"route\":\"three\",\"why_not\":\"it holds, but route uk has a "
	    "longer prefix\"},"
	    "{\"route\":\"otp\",\"why_not\":\"not for the class "
	    "transactional\"},"
	    "{\"route\":\"rest\",\"why_not\":\"it holds, but route uk has a "
	    "longer prefix\"}]}\n");
}

static void options_are_conditions_of_the_message(void **state)
{
	struct said s = run(NULL,
	    WORDS("explain", "route", "--to", "19175550001", "--from",
		"+1 212 555 0100", "--class", "otp", "--account", "one",
		"--tag", "sale", "--at", AT, "--config", conf));

	(void)state;
	assert_int_equal(s.status, CTL_OK);
	assert_non_null(strstr(s.out, "\"from\":\"+12125550100\""));
	assert_non_null(strstr(s.out, "\"why\":\"route otp: smsc acme\""));
	free(s.out);
	free(s.err);
}

static void the_set_tells_the_order(void **state)
{
	struct said s =
	    run(NULL, WORDS("explain", "route", "--to", "19175550001", "--from",
			  "ESMED", "--at", AT, "-c", conf));

	(void)state;
	assert_non_null(strstr(s.out, "\"smscs\":[\"beta\",\"acme\"],"
				      "\"set\":\"spill:beta,acme\""));
	free(s.out);
	free(s.err);
}

static void no_route_is_an_answer_too(void **state)
{
	struct said s =
	    run(NULL, WORDS("explain", "route", "--to", "+4917112345678",
			  "--from", "+18005550100", "--at", AT, "-c", conf));

	(void)state;
	assert_int_equal(s.status, CTL_OK);
	assert_non_null(strstr(s.out, "\"route\":null,\"smscs\":[],"
				      "\"set\":null,\"why\":\"no route's "
				      "conditions hold\""));
	assert_non_null(strstr(s.out,
	    "{\"route\":\"rest\",\"why_not\":\"a toll-free sender uses only "
	    "smscs tagged exclusive of a route that names it\"}"));
	free(s.out);
	free(s.err);
}

static void lines_are_answered_by_lines(void **state)
{
	struct said s = run("{\"n\":1,\"to\":\"+19175550001\",\"from\":"
			    "\"72975\",\"at\":\"" AT "\"}\n"
			    "{\"n\":2,\"to\":\"hello\"}\n"
			    "{\"n\":3,\"to\":1}\n",
	    WORDS("--jsonl", "explain", "route", "-c", conf));

	(void)state;
	assert_int_equal(s.status, CTL_BAD_INPUT);
	assert_int_equal(strncmp(s.out, "{\"n\":1,\"to\":\"+19175550001\"", 26),
	    0);
	assert_non_null(strstr(s.out,
	    "\n{\"n\":2,\"error\":\"to: a number such as +12125550100 is "
	    "wanted\"}\n{\"n\":3,\"error\":\"a key that is no text\"}\n"));
	free(s.out);
	free(s.err);
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	says(NULL, WORDS("explain", "route", "--to", "1", "-c", conf),
	    CTL_BAD_INPUT,
	    "{\"error\":\"to: a number such as +12125550100 is wanted\"}\n");
	says(NULL, WORDS("explain", "route", "-c", conf), CTL_BAD_INPUT,
	    "{\"error\":\"to: a number such as +12125550100 is wanted\"}\n");
	says(NULL,
	    WORDS("explain", "route", "--to", "19175550001", "--from",
		"far too long a name", "-c", conf),
	    CTL_BAD_INPUT,
	    "{\"error\":\"from: neither a number, a short code nor a "
	    "name\"}\n");
	says(NULL,
	    WORDS("explain", "route", "--to", "19175550001", "--class", "spam",
		"-c", conf),
	    CTL_BAD_INPUT,
	    "{\"error\":\"class: wanted is transactional, promotional or "
	    "otp\"}\n");
	says(NULL,
	    WORDS("explain", "route", "--to", "19175550001", "--account", "two",
		"-c", conf),
	    CTL_BAD_INPUT,
	    "{\"error\":\"account: the configuration has none of that "
	    "name\"}\n");
	says(NULL,
	    WORDS("explain", "route", "--to", "19175550001", "--at", "noon",
		"-c", conf),
	    CTL_BAD_INPUT,
	    "{\"error\":\"at: a date such as 2026-03-02T15:20:00Z is "
	    "wanted\"}\n");
}

static void the_installed_configuration_is_read_without_another(void **state)
{
	const char *const words[] = { "explain", "route", "--to",
		"+19175550001", "--from", "+12125550100", NULL };
	struct said s = run_installed(conf, NULL, words);
	char first[120];

	(void)state;
	snprintf(first, sizeof(first),
	    "{\"configuration\":\"%s\",\"to\":\"+19175550001\",", conf);
	assert_string_equal(s.err, "");
	assert_int_equal(strncmp(s.out, first, strlen(first)), 0);
	assert_non_null(strstr(s.out, "\"route\":\"rest\""));
	assert_int_equal(s.status, CTL_OK);
	free(s.out);
	free(s.err);
}

static void a_configuration_is_needed_and_must_be_good(void **state)
{
	(void)state;
	fails(WORDS("explain", "route", "--to", "19175550001"), CTL_NO_INPUT,
	    "esmectl: no -c FILE is given, and /nowhere/esmed.conf cannot be "
	    "read: No such file or directory\n"
	    "Give the daemon's configuration with -c FILE.\n");
	fails(WORDS("explain", "route", "--to", "19175550001", "-c",
		  "/nonexistent/esmed.conf"),
	    CTL_NO_INPUT, "/nonexistent/esmed.conf");
	fails(WORDS("explain", "route", "+19175550001", "-c", conf), CTL_USAGE,
	    "it takes no argument");
	write_file("carriers.csv", "4478\n");
	fails(WORDS("explain", "route", "--to", "19175550001", "-c", conf),
	    CTL_NO_INPUT, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_smscs_come_in_order_and_each_other_route_says_why),
		cmocka_unit_test(options_are_conditions_of_the_message),
		cmocka_unit_test(the_set_tells_the_order),
		cmocka_unit_test(no_route_is_an_answer_too),
		cmocka_unit_test(lines_are_answered_by_lines),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(
		    the_installed_configuration_is_read_without_another),
		cmocka_unit_test(a_configuration_is_needed_and_must_be_good),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
