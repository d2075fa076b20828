/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receipts, codes and ids tried before they go live: by a configuration, by
 * rules in the line, by a map of its name, by earlier pairs.
 */
#include "run.h"

#include <sys/stat.h>

#define MAP_HEAD \
	"vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\tdetail\n"

#define CONF                                                                  \
	"account a { sid = AC00000000000000000000000000000001\n"              \
	" token = 0123456789abcdef0123456789abcdef }\n"                       \
	"http h { listen = \"127.0.0.1:8080\" }\n"                            \
	"smsc odd { host = h system_id = i errors = \"errors/odd.tsv\"\n"     \
	" receipt_pattern = \"^([0-9]+) is ([a-z]+)$\"\n"                     \
	" receipt_groups = { \"id=1\", \"stat=2\" }\n"                        \
	" receipt_states = { \"lost=UNDELIV\" } }\n"                          \
	"smsc plain { host = h system_id = i errors = \"errors/odd.tsv\" }\n" \
	"route r { smsc = { odd, plain } }\n"

struct folder {
	char path[64], conf[96], map[96], errors[96];
};

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static int make(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));

	strcpy(f->path, "/tmp/test_explain.XXXXXX");
	assert_non_null(mkdtemp(f->path));
	snprintf(f->conf, sizeof(f->conf), "%s/esmed.conf", f->path);
	snprintf(f->errors, sizeof(f->errors), "%s/errors", f->path);
	snprintf(f->map, sizeof(f->map), "%s/errors/odd.tsv", f->path);
	assert_int_equal(mkdir(f->errors, 0700), 0);
	write_file(f->conf, CONF);
	write_file(f->map,
	    MAP_HEAD "v\tstat\tUNDELIV\tlost\tpermanent\t30005\td\t\n"
		     "v\terr\t7\tfull\ttemporary\t30003\td\tmemory_full\n");
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct folder *f = *state;

	(void)remove(f->conf);
	(void)remove(f->map);
	(void)remove(f->errors);
	(void)remove(f->path);
	free(f);
	return 0;
}

static void answers(const char *input, const char *const *words,
    const char *out)
{
	struct said s = run(input, words);

	assert_string_equal(s.err, "");
	assert_string_equal(s.out, out);
	assert_int_equal(s.status, CTL_OK);
	free(s.out);
	free(s.err);
}

static void fails(const char *input, const char *const *words, int status,
    const char *what)
{
	struct said s = run(input, words);

	assert_int_equal(s.status, status);
	if (strstr(s.out, what) == NULL && strstr(s.err, what) == NULL)
		fail_msg("%s%s has no \"%s\"", s.out, s.err, what);
	free(s.out);
	free(s.err);
}

static void an_smsc_reads_by_its_own_rules_and_map(void **state)
{
	const struct folder *f = *state;

	answers("{\"n\":1,\"esm_class\":4,\"short_message\":\"77 is lost\"}\n",
	    WORDS("explain", "receipt", "--jsonl", "--smsc", "odd", "-c",
		f->conf),
	    "{\"n\":1,\"is_receipt\":true,\"id\":\"77\",\"stat\":\"LOST\","
	    "\"state\":\"undelivered\",\"final\":true,"
	    "\"twilio_status\":\"undelivered\",\"reason\":30005}\n");
	answers("{\"n\":1,\"esm_class\":4,\"short_message\":\"77 is lost\"}\n",
	    WORDS("explain", "receipt", "--jsonl", "--smsc", "plain", "-c",
		f->conf),
	    "{\"n\":1,\"is_receipt\":true,\"state\":\"unknown\","
	    "\"final\":false,\"twilio_status\":\"sent\"}\n");
	fails("",
	    WORDS("explain", "receipt", "--jsonl", "--smsc", "old", "-c",
		f->conf),
	    CTL_USAGE, "the configuration has no smsc \"old\"");
	fails("", WORDS("explain", "receipt", "--jsonl", "--smsc", "odd"),
	    CTL_NO_INPUT, "Give the daemon's configuration with -c FILE");
}

/* As an smsc that names none has them read. */
static void without_a_map_the_preset_one_is_read(void **state)
{
	const struct folder *f = *state;
	char ref[120];

	snprintf(ref, sizeof(ref), "%s/ref.tsv", f->errors);
	write_file(ref, MAP_HEAD "v\terr\t7\tgone\tpermanent\t30005\td\t\n");
	answers("{\"esm_class\":4,\"short_message\":"
		"\"id:7 stat:UNDELIV err:007\"}\n",
	    WORDS("explain", "receipt", "--jsonl", "-c", f->conf),
	    "{\"is_receipt\":true,\"id\":\"7\",\"stat\":\"UNDELIV\","
	    "\"state\":\"undelivered\",\"final\":true,\"err\":\"007\","
	    "\"twilio_status\":\"undelivered\",\"reason\":30005}\n");
	answers("{\"kind\":\"err\",\"code\":\"7\"}\n",
	    WORDS("explain", "error", "--jsonl", "-c", f->conf),
	    "{\"kind\":\"err\",\"code\":\"7\",\"meaning\":\"gone\","
	    "\"permanence\":\"permanent\",\"reason\":30005}\n");
	write_file(ref, "v\terr\n");
	fails("", WORDS("explain", "receipt", "--jsonl", "-c", f->conf),
	    CTL_NO_INPUT, "ref.tsv:1:");
	assert_int_equal(remove(ref), 0);
}

static void a_key_that_is_no_good_is_named(void **state)
{
	static const char *const lines[][2] = {
		{ "\"short_message\":5", "short_message: a text" },
		{ "\"short_message_hex\":\"zz\"", "short_message_hex: hex" },
		{ "\"esm_class\":400", "esm_class: a number from 0 to 255" },
		{ "\"esm_class\":4,\"data_coding\":\"x\"",
		    "data_coding: a number" },
		{ "\"tlvs\":{\"0x001e\":\"q\"}", "0x001e: hex" },
		{ "\"tlvs\":{\"0x001e\":5}", "0x001e: hex" },
		{ "\"tlvs\":[]", "tlvs: an object" },
		{ "\"pdu_hex\":5", "pdu_hex: hex" },
		{ "\"pdu_hex\":\"00\"", "pdu_hex: not a deliver_sm" },
		{ "\"x\":5", "wanted is pdu_hex, or esm_class" },
	};
	char line[200], error[100];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		snprintf(line, sizeof(line), "{%s}\n", lines[i][0]);
		snprintf(error, sizeof(error), "{\"error\":\"%s", lines[i][1]);
		fails(line, WORDS("explain", "receipt", "--jsonl"),
		    CTL_BAD_INPUT, error);
	}
}

static void a_line_may_bring_rules_to_try(void **state)
{
	(void)state;
	answers("{\"esm_class\":0,\"short_message\":\"5 ok\",\"rules\":{"
		"\"pattern\":\"^([0-9]+) (ok)\",\"groups\":[\"id=1\","
		"\"stat=2\"],\"states\":[\"OK=DELIVRD\"]}}\n",
	    WORDS("explain", "receipt", "--jsonl"),
	    "{\"is_receipt\":true,\"id\":\"5\",\"stat\":\"OK\","
	    "\"state\":\"delivered\",\"final\":true,"
	    "\"twilio_status\":\"delivered\"}\n");
	fails("{\"esm_class\":4,\"rules\":{\"pattern\":\"(\"}}\n",
	    WORDS("explain", "receipt", "--jsonl"), CTL_BAD_INPUT,
	    "rules: pattern: no extended regular expression");
	fails("{\"esm_class\":4,\"rules\":{\"groups\":[1]}}\n",
	    WORDS("explain", "receipt", "--jsonl"), CTL_BAD_INPUT,
	    "rules: wanted are pattern, groups");
	fails("{\"esm_class\":4,\"rules\":{\"acceptd\":\"maybe\"}}\n",
	    WORDS("explain", "receipt", "--jsonl"), CTL_BAD_INPUT,
	    "rules: wanted are");
}

static void tags_are_numbers_or_names(void **state)
{
	static const char *const tags[] = { "0x001E", "0x1e", "30",
		"receipted_message_id" };
	char line[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		snprintf(line, sizeof(line),
		    "{\"esm_class\":4,\"tlvs\":{\"%s\":\"373700\","
		    "\"0x1403\":\"xyz\"}}\n",
		    tags[i]);
		answers(line, WORDS("explain", "receipt", "--jsonl"),
		    "{\"is_receipt\":true,\"id\":\"77\",\"state\":"
		    "\"unknown\",\"final\":false,\"twilio_status\":\"sent\"}"
		    "\n");
	}
}

static void a_map_is_found_by_its_name_beside_the_configuration(void **state)
{
	const struct folder *f = *state;
	const char *row = "{\"kind\":\"err\",\"code\":\"007\",\"meaning\":"
			  "\"full\",\"permanence\":\"temporary\",\"reason\":"
			  "30003,\"detail\":\"memory_full\"}\n";
	const char *line = "{\"kind\":\"err\",\"code\":\"007\"}\n";

	answers(line,
	    WORDS("explain", "error", "--jsonl", "--map", "odd", "-c", f->conf),
	    row);
	answers(line,
	    WORDS("explain", "error", "--jsonl", "--map", "odd.tsv", "-c",
		f->conf),
	    row);
	answers(line,
	    WORDS("explain", "error", "--jsonl", "--smsc", "odd", "-c",
		f->conf),
	    row);
	answers("{\"kind\":\"err\",\"code\":7}\n",
	    WORDS("explain", "error", "--jsonl", "--map", f->map),
	    "{\"kind\":\"err\",\"code\":\"7\",\"meaning\":\"full\","
	    "\"permanence\":\"temporary\",\"reason\":30003,"
	    "\"detail\":\"memory_full\"}\n");
	fails(line,
	    WORDS("explain", "error", "--jsonl", "--map", "none-of-that", "-c",
		f->conf),
	    CTL_NO_INPUT, "none-of-that: cannot be opened: No such file");
}

static void pairs_that_cannot_be_read_are_no_good(void **state)
{
	static const char *const lines[][2] = {
		{ "\"receipt_id\":\"10\",\"seen\":5", "seen: an array" },
		{ "\"receipt_id\":\"10\",\"seen\":[5]", "seen: an array" },
		{ "\"receipt_id\":\"10\",\"seen\":[{\"resp_id\":5}]",
		    "resp_id: a text" },
		{ "\"receipt_id\":10", "receipt_id: a text" },
		{ "\"tlv_id\":10", "tlv_id: a text" },
	};
	char line[200], error[100];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		snprintf(line, sizeof(line), "{\"resp_id\":\"10\",%s}\n",
		    lines[i][0]);
		snprintf(error, sizeof(error), "{\"error\":\"%s", lines[i][1]);
		fails(line, WORDS("explain", "ids", "--jsonl"), CTL_BAD_INPUT,
		    error);
	}
	answers("{\"resp_id\":\"10\",\"receipt_id\":null,\"tlv_id\":\"10\","
		"\"seen\":null}\n",
	    WORDS("explain", "ids", "--jsonl"),
	    "{\"match\":true,\"mode\":\"equal\"}\n");
}

static void earlier_pairs_show_the_way_of_an_smsc(void **state)
{
	(void)state;
	answers("{\"resp_id\":\"10\",\"receipt_id\":\"10\",\"seen\":["
		"{\"resp_id\":\"a1\",\"receipt_id\":\"161\"},"
		"{\"resp_id\":\"a2\",\"receipt_id\":\"162\"},"
		"{\"resp_id\":\"a3\",\"receipt_id\":\"0\",\"tlv_id\":"
		"\"163\"}]}\n",
	    WORDS("explain", "ids", "--jsonl"),
	    "{\"match\":false,\"learned\":{\"mode\":\"resp=hex, "
	    "receipt=dec\",\"evidence\":3}}\n");
	answers("{\"resp_id\":\"10\",\"receipt_id\":\"10\",\"seen\":[]}\n",
	    WORDS("explain", "ids", "--jsonl"),
	    "{\"match\":true,\"mode\":\"equal\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_smsc_reads_by_its_own_rules_and_map),
		cmocka_unit_test(without_a_map_the_preset_one_is_read),
		cmocka_unit_test(a_key_that_is_no_good_is_named),
		cmocka_unit_test(pairs_that_cannot_be_read_are_no_good),
		cmocka_unit_test(a_line_may_bring_rules_to_try),
		cmocka_unit_test(tags_are_numbers_or_names),
		cmocka_unit_test(
		    a_map_is_found_by_its_name_beside_the_configuration),
		cmocka_unit_test(earlier_pairs_show_the_way_of_an_smsc),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
