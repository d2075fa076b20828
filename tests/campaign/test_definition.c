/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/definition.h"

#include "base/mem.h"
#include "campaign/public_id.h"
#include "flow/intake.h"
#include "http/json.h"
#include "ledger/forget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct definition d;
static struct definition_why why;
static struct json *read_json[32];
static size_t reads;

static int begin(void **state)
{
	(void)state;
	definition_init(&d);
	return 0;
}

static int end(void **state)
{
	(void)state;
	while (reads != 0)
		json_free(read_json[--reads]);
	return 0;
}

static int takes(const char *text)
{
	struct json_error err;

	assert_int_equal(
	    json_parse(text, strlen(text), &read_json[reads], &err), 0);
	return definition_read(&d, json_root(read_json[reads++]), false, &why);
}

static void is(const struct body_text *t, const char *want)
{
	assert_int_equal(t->len, strlen(want));
	assert_memory_equal(t->s, want, t->len);
}

static void refuses(const char *text, const char *field)
{
	assert_int_equal(takes(text), RC_BAD);
	assert_string_equal(why.field, field);
	assert_true(strlen(why.text) > 5);
}

#define WHOLE                                                                 \
	"{\"name\": \"Spring\", \"text\": \"Hi\", \"class\": "                \
	"\"transactional\", \"from\": \"+12125550100\", \"audience\": "       \
	"{\"lists\": [\"LS0000002a\"], \"numbers\": [\"+19175550001\", "      \
	"\"12345\"]}, \"steps\": [{\"text\": \"again\", \"delay\": \"24h\"}," \
	" {\"text\": \"last\", \"delay\": 90}], \"rate\": 5, "                \
	"\"close_window\": \"12h\", \"sent_threshold_pct\": 70, \"smart\": "  \
	"\"always\", \"tag\": \"vip\", \"validity\": 3600}"

static void all_of_it_is_read(void **state)
{
	struct body_text text;

	(void)state;
	assert_int_equal(takes(WHOLE), 0);
	is(&d.name, "Spring");
	is(&d.from, "+12125550100");
	is(&d.tag, "vip");
	assert_true(d.is_transactional);
	assert_int_equal(d.variants, 1);
	text = definition_text(&d, 0, 0);
	is(&text, "Hi");
	text = definition_text(&d, 2, 0);
	is(&text, "last");
	text = definition_text(&d, 3, 0);
	assert_int_equal(text.len, 0);
	assert_int_equal(d.follow_ups, 2);
	assert_int_equal(d.follow_up[0].delay, 24 * 3600 * SECOND);
	assert_int_equal(d.follow_up[1].delay, 90 * SECOND);
	assert_int_equal(d.lists, 1);
	assert_int_equal(d.list[0], 42);
	assert_int_equal(d.numbers, 2);
	is(&d.number[1], "12345");
	assert_int_equal(d.rate, 5);
	assert_int_equal(d.close_window, 12 * 3600 * SECOND);
	assert_int_equal(d.threshold, 70);
	assert_int_equal(d.smart, INTAKE_SMART_ALWAYS);
	assert_int_equal(d.validity, 3600);
}

static void it_is_kept_and_read_back(void **state)
{
	struct buf first = { 0 }, second = { 0 };
	struct definition *back;

	(void)state;
	assert_int_equal(takes(WHOLE), 0);
	d.local = (struct body_text){ "2026-03-02T10:00:00", 19 };
	d.by_recipient = true;
	d.duplicated_from = 7;
	assert_int_equal(definition_store(&d, &first), 0);
	assert_int_equal(definition_parse(buf_bytes(&first), first.len, &back),
	    0);
	is(&back->local, "2026-03-02T10:00:00");
	assert_true(back->by_recipient);
	assert_int_equal(back->duplicated_from, 7);
	assert_int_equal(definition_store(back, &second), 0);
	assert_string_equal(buf_cstr(&first), buf_cstr(&second));
	definition_free(back);
	buf_free(&first);
	buf_free(&second);
	assert_int_equal(definition_parse("{]", 2, &back), RC_CORRUPT);
	assert_int_equal(definition_parse("{\"rate\": -1}", 12, &back),
	    RC_CORRUPT);
}

/* What is left of these numbers when some are erased. */
static void unnames(const char *numbers, const uint64_t *number, size_t n,
    const char *left)
{
	struct buf kept = { 0 }, rest = { 0 }, want = { 0 };
	struct unnaming u = { .number = number, .numbers = n };
	char text[500];

	snprintf(text, sizeof(text),
	    "{\"text\": \"Hi +12025550001\", \"audience\": {\"lists\": "
	    "[\"LS00000001\"], \"numbers\": [%s]}}",
	    numbers);
	assert_int_equal(takes(text), 0);
	assert_int_equal(definition_store(&d, &kept), 0);
	u.definition = buf_bytes(&kept);
	u.len = kept.len;
	if (strcmp(numbers, left) == 0) {
		assert_int_equal(definition_unname(&u, &rest), RC_NOT_FOUND);
	} else {
		assert_int_equal(definition_unname(&u, &rest), 0);
		snprintf(text, sizeof(text), "\"numbers\":[%s]", left);
		buf_add(&want, text, strlen(text));
		assert_non_null(strstr(buf_cstr(&rest), buf_cstr(&want)));
		assert_non_null(strstr(buf_cstr(&rest), "LS00000001"));
	}
	buf_free(&kept);
	buf_free(&rest);
	buf_free(&want);
}

static void a_number_is_taken_out_however_it_was_typed(void **state)
{
	const uint64_t who[] = { 12025550001, 491711234567 },
		       irish[] = { 353871234567 };
	struct unnaming broken = { .definition = "{]", .len = 2 };
	struct buf rest = { 0 };

	(void)state;
#define OTHERS "\"+12025550002\",\"+442025550001\",\"12345\",\"\""
	unnames("\"+12025550001\"," OTHERS, who, 2, OTHERS);
	unnames("\"12025550001\",\"+1 (202) 555-0001\"," OTHERS, who, 2,
	    OTHERS);
	unnames(OTHERS ",\"0012025550001\",\"202 555 0001\"", who, 2, OTHERS);
	unnames("\"0171 1234567\"," OTHERS ",\"+49 171 1234567\"", who, 2,
	    OTHERS);
	unnames("\"Bob: +12025550001\"," OTHERS, who, 2, OTHERS);
	unnames(OTHERS, who, 2, OTHERS);
	unnames("\"0171 1234567\"", who, 1, "\"0171 1234567\"");
	unnames("\"087 123 4567\",\"tel:+353 87 1234567\"", irish, 1, "");
	/* Egypt's, not one of the states without its code. */
	unnames("\"+2025550001\"", who, 1, "\"+2025550001\"");
	unnames(OTHERS, NULL, 0, "");
	assert_int_equal(definition_unname(&broken, &rest), RC_CORRUPT);
	buf_free(&rest);
}

static void what_is_not_named_stays(void **state)
{
	struct body_text text;

	(void)state;
	assert_int_equal(takes(WHOLE), 0);
	assert_int_equal(takes("{\"text\": \"Ho\", \"rate\": null}"), 0);
	text = definition_text(&d, 0, 0);
	is(&text, "Ho");
	is(&d.name, "Spring");
	assert_int_equal(d.rate, 0);
	assert_int_equal(d.follow_ups, 2);
	assert_int_equal(takes("{\"text\": \"Hm\", \"variants\": null}"), 0);
	text = definition_text(&d, 0, 0);
	is(&text, "Hm");
	assert_int_equal(takes("{\"text\": null, \"variants\": null}"), 0);
	assert_int_equal(d.variants, 0);
	assert_int_equal(takes("{\"text\": \"Ho\"}"), 0);
	assert_int_equal(takes("{\"variants\": null}"), 0);
	assert_int_equal(d.variants, 0);
}

static void what_is_wrong_is_told_by_its_field(void **state)
{
	(void)state;
	refuses("{\"rate\": -1}", "rate");
	refuses("{\"rate\": 1.5}", "rate");
	refuses("{\"rate\": 100001}", "rate");
	refuses("{\"class\": \"otp\"}", "class");
	refuses("{\"text\": 5}", "text");
	refuses("{\"steps\": [{\"text\": \"x\", \"delay\": \"soon\"}]}",
	    "steps");
	refuses("{\"steps\": [{\"text\": \"x\"}]}", "steps");
	refuses("{\"steps\": [{\"text\": \"x\", \"delay\": \"46d\"}]}",
	    "steps");
	refuses("{\"close_window\": \"1s\"}", "close_window");
	refuses("{\"audience\": {\"lists\": [\"LS00000000\"]}}", "audience");
	refuses("{\"audience\": {\"lists\": [\"CP00000001\"]}}", "audience");
	refuses("{\"audience\": {\"people\": []}}", "audience");
	refuses("{\"audience\": {\"numbers\": [5]}}", "audience");
	refuses("{\"variants\": [{}, {}, {}, {}, {}]}", "variants");
	refuses("{\"variants\": [{\"text\": \"x\", \"weight\": 0}]}",
	    "variants");
	refuses("{\"text\": \"a\", \"variants\": [{\"text\": \"b\"}]}",
	    "variants");
	refuses("{\"sent_threshold_pct\": 101}", "sent_threshold_pct");
	refuses("[]", "");
	assert_false(why.is_unknown);
	refuses("{\"colour\": 1}", "colour");
	assert_true(why.is_unknown);
}

static void a_schedule_is_not_for_people(void **state)
{
	(void)state;
	refuses("{\"schedule\": {\"local\": \"2026-03-02T10:00:00\", "
		"\"mode\": \"site\"}}",
	    "schedule");
	assert_true(why.is_unknown);
	refuses("{\"duplicated_from\": \"CP00000001\"}", "duplicated_from");
}

static void a_text_is_measured_in_characters(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add_str(&b, "{\"text\": \"");
	for (int i = 0; i < DEFINITION_TEXT; i++)
		buf_add_str(&b, "\xd0\xb6");
	buf_add_str(&b, "\"}");
	assert_int_equal(takes(buf_cstr(&b)), 0);
	b.len -= 2;
	buf_add_str(&b, "!\"}");
	refuses(buf_cstr(&b), "text");
	buf_free(&b);
}

static void one_that_is_too_long_is_not_kept(void **state)
{
	struct buf b = { 0 }, kept = { 0 };

	(void)state;
	buf_add_str(&b, "{\"audience\": {\"numbers\": [\"0\"");
	for (int i = 1; i < DEFINITION_NUMBERS; i++)
		buf_printf(&b, ", \"+1917555%04d      \"", i);
	buf_add_str(&b, "]}}");
	assert_int_equal(takes(buf_cstr(&b)), 0);
	assert_int_equal(definition_store(&d, &kept), RC_TOO_LONG);
	buf_free(&b);
	buf_free(&kept);
}

static void weights(const char *json, const unsigned *want, size_t n)
{
	unsigned got[DEFINITION_VARIANTS] = { 0 }, whole = 0;

	definition_init(&d);
	assert_int_equal(takes(json), 0);
	for (size_t i = 0; i < n; i++)
		whole += want[i];
	for (unsigned i = 0; i < whole; i++)
		got[definition_choose(&d, i + 1000000 * whole)]++;
	for (size_t i = 0; i < n; i++)
		assert_int_equal(got[i], want[i]);
}

static void variants_come_by_their_weights(void **state)
{
	static const unsigned half[] = { 5, 5 }, uneven[] = { 70, 29, 1 },
			      thirds[] = { 1, 2 };
	unsigned run = 0;

	(void)state;
	weights("{\"variants\": [{\"text\": \"A\", \"weight\": 50}, "
		"{\"text\": \"B\", \"weight\": 50}]}",
	    half, 2);
	assert_int_not_equal(definition_choose(&d, 0),
	    definition_choose(&d, 1));
	weights("{\"variants\": [{\"text\": \"A\"}, {\"text\": \"B\", "
		"\"weight\": 2}]}",
	    thirds, 2);
	weights("{\"variants\": [{\"text\": \"A\", \"weight\": 70}, "
		"{\"text\": \"B\", \"weight\": 29}, {\"text\": \"C\"}]}",
	    uneven, 3);
	/* Not all of one share first. */
	for (unsigned i = 0; i < 100; i++) {
		run = definition_choose(&d, i) == 0 ? run + 1 : 0;
		assert_true(run < 8);
	}
}

static void texts_and_rules_are_asked_of_all_steps(void **state)
{
	(void)state;
	assert_false(definition_has_texts(&d));
	assert_int_equal(takes("{\"text\": \"Hi\", \"steps\": [{\"text\": "
			       "\"Poker!\", \"delay\": \"1h\"}]}"),
	    0);
	assert_true(definition_has_texts(&d));
	assert_int_equal(definition_rules(&d), 1);
	assert_int_equal(takes("{\"steps\": [{\"text\": \"\", \"delay\": "
			       "\"1h\"}]}"),
	    0);
	assert_false(definition_has_texts(&d));
	assert_int_equal(definition_rules(&d), 0);
}

static void ids_are_read_as_they_are_written(void **state)
{
	char text[PUBLIC_ID_TEXT];
	uint64_t contact;
	uint32_t id;

	(void)state;
	assert_string_equal(campaign_id_format(0x2a, text), "CP0000002a");
	assert_int_equal(campaign_id_parse(text, strlen(text), &id), 0);
	assert_int_equal(id, 0x2a);
	assert_int_equal(list_id_parse(text, strlen(text), &id), RC_BAD);
	assert_string_equal(list_id_format(1, text), "LS00000001");
	assert_string_equal(contact_id_format(UINT64_MAX - 1, text),
	    "CTfffffffffffffffe");
	assert_int_equal(contact_id_parse(text, strlen(text), &contact), 0);
	assert_true(contact == UINT64_MAX - 1);
	assert_int_equal(contact_id_parse("CT0", 3, &contact), RC_BAD);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(all_of_it_is_read),
		IT(it_is_kept_and_read_back),
		IT(a_number_is_taken_out_however_it_was_typed),
		IT(what_is_not_named_stays),
		IT(what_is_wrong_is_told_by_its_field),
		IT(a_schedule_is_not_for_people),
		IT(a_text_is_measured_in_characters),
		IT(one_that_is_too_long_is_not_kept),
		IT(variants_come_by_their_weights),
		IT(texts_and_rules_are_asked_of_all_steps),
		IT(ids_are_read_as_they_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
