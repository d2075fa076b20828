/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/random.h"
#include "sim/ids.h"
#include "sim/rule.h"

static struct rule *parsed(const char *spec)
{
	struct rule_error error = { "" };
	struct rule *r = NULL;

	if (rule_parse(spec, &r, &error) != 0)
		fail_msg("%s: %s", spec, error.text);
	return r;
}

static void is_refused(const char *spec, const char *because)
{
	struct rule_error error = { "" };
	struct rule *r = NULL;

	assert_int_equal(rule_parse(spec, &r, &error), RC_BAD);
	if (strstr(error.text, because) == NULL)
		fail_msg("%s: \"%s\" has no \"%s\"", spec, error.text, because);
}

static void a_rule_has_conditions_and_actions(void **state)
{
	struct rule *r = parsed("to=+1917555*,from=4420,first=3,chance=2.5%:"
				"status=RTHROTTLED,delay=100-300ms");

	(void)state;
	assert_string_equal(r->to, "+1917555*");
	assert_string_equal(r->from, "4420");
	assert_int_equal(r->first, 3);
	assert_int_equal(r->chance, 25000);
	assert_int_equal(r->status, 0x58);
	assert_int_equal(r->delay.min, 100000);
	assert_int_equal(r->delay.max, 300000);
	assert_int_equal(r->receipts, 0);
	rule_unref(r);
}

static void words_about_receipts_tell_of_the_one_before(void **state)
{
	struct rule *r = parsed("receipt=ENROUTE,intermediate,after=1s,"
				"receipt=UNDELIV,err=027,via=payload+tlv,"
				"times=2,form=hex,network=3/27,early");

	(void)state;
	assert_int_equal(r->receipts, 2);
	assert_true(r->receipt[0].intermediate);
	assert_int_equal(r->receipt[0].after.max, SECOND);
	assert_int_equal(r->receipt[0].via, RULE_VIA_TEXT | RULE_VIA_TLV);
	assert_string_equal(r->receipt[0].err, "000");
	assert_false(r->receipt[1].intermediate);
	assert_string_equal(r->receipt[1].stat, "UNDELIV");
	assert_string_equal(r->receipt[1].err, "027");
	assert_int_equal(r->receipt[1].via, RULE_VIA_PAYLOAD | RULE_VIA_TLV);
	assert_int_equal(r->receipt[1].times, 2);
	assert_int_equal(r->receipt[1].form, RULE_FORM_HEX);
	assert_int_equal(r->receipt[1].network, 3 << 16 | 27);
	assert_true(r->receipt[1].early);
	rule_unref(r);
}

static void quotes_keep_commas_and_colons(void **state)
{
	struct rule *r = parsed("text=\"Casino: win, now\":receipt=REJECTD,"
				"shape=\"id:{id},stat:{stat}\"");

	(void)state;
	assert_string_equal(r->text, "Casino: win, now");
	assert_string_equal(r->receipt[0].shape, "id:{id},stat:{stat}");
	rule_unref(r);
}

static void each_fault_names_what_is_allowed(void **state)
{
	(void)state;
	is_refused("recept=DELIVRD", "no such word: recept; receipt?");
	is_refused("xyzzyxyzzy=1", "allowed: to from");
	is_refused("status=RWHATEVER", "status=RWHATEVER: wanted is a number");
	is_refused("delay=300-100ms", "delay=300-100ms: wanted is a time");
	is_refused("delay=5weeks", "wanted is a time");
	is_refused("chance=101%:drop", "0% to 100%");
	is_refused("receipt=DELIVRD,via=text+payload", "text+tlv");
	is_refused("receipt=DELIVRD,form=octal", "padded");
	is_refused("err=001", "behind receipt=");
	is_refused("hold=yes", "the word alone");
	is_refused("to=+1", "to is a condition");
	is_refused("status=1:to=5", "status is an action");
	is_refused("text=\"open:status=1", "quote");
	is_refused("to=1:delay=1s:drop", "second colon");
	is_refused("to=1,:drop", "no such word");
	is_refused("to=1*2:drop", "a prefix and *");
	is_refused("pdu=enquire:lose", "a PDU as enquire_link");
	is_refused("pdu=bind:receipt=DELIVRD", "about messages");
	is_refused("pdu=bind:id=7", "about messages");
	is_refused("lose=1", "the word alone");
	is_refused("body=abc", "pairs of hexadecimal digits");
	is_refused("sequence=++1", "+1 or -1");
	is_refused("then=explode", "unbind");
}

static struct rule *pick(struct rule_list *list, const char *to,
    const char *text)
{
	const struct rule_subject s = { .to = to,
		.from = "12125550100",
		.text = text };

	return rule_pick(list, &s);
}

static void the_first_rule_that_fits_decides(void **state)
{
	struct rule *exact = parsed("to=+19175550001:status=11");
	struct rule *prefix = parsed("to=1917555*,text=win:status=12");
	struct rule *any = parsed(":drop");
	struct rule_list list = TAILQ_HEAD_INITIALIZER(list);

	(void)state;
	TAILQ_INSERT_TAIL(&list, exact, link);
	TAILQ_INSERT_TAIL(&list, prefix, link);
	TAILQ_INSERT_TAIL(&list, any, link);
	assert_true(rule_list_reads_text(&list));
	assert_ptr_equal(pick(&list, "19175550001", "you win"), exact);
	assert_ptr_equal(pick(&list, "+19175550002", "you win"), prefix);
	assert_ptr_equal(pick(&list, "19175550002", "hello"), any);
	assert_ptr_equal(pick(&list, "19175550002", NULL), any);
	assert_int_equal(any->used, 2);
	rule_unref(exact);
	rule_unref(prefix);
	rule_unref(any);
}

static struct rule *pick_pdu(struct rule_list *list, uint32_t pdu, bool out,
    uint64_t session)
{
	const struct rule_subject s = { .to = "",
		.from = "",
		.pdu = pdu,
		.out = out,
		.session = session };

	return rule_pick(list, &s);
}

static void a_rule_about_pdus_takes_no_message(void **state)
{
	struct rule *in = parsed("pdu=enquire_link,way=in,session=2:lose");
	struct rule *bind = parsed("pdu=bind_resp:delay=9s");
	struct rule *any = parsed("pdu=*,skip=1:status=8,then=close");
	struct rule_list list = TAILQ_HEAD_INITIALIZER(list);

	(void)state;
	TAILQ_INSERT_TAIL(&list, in, link);
	TAILQ_INSERT_TAIL(&list, bind, link);
	TAILQ_INSERT_TAIL(&list, any, link);
	assert_true(rule_list_reads_pdus(&list));
	assert_null(pick(&list, "1", NULL));
	assert_null(pick_pdu(&list, RULE_PDU_CONNECT, false, 2));
	assert_ptr_equal(pick_pdu(&list, 0x15, false, 2), in);
	assert_null(pick_pdu(&list, 0x15, false, 1)); /* any passes one over */
	assert_ptr_equal(pick_pdu(&list, 0x15, true, 2), any);
	assert_ptr_equal(pick_pdu(&list, 0x80000009, true, 1), bind);
	assert_ptr_equal(pick_pdu(&list, 0x80000001, true, 1), bind);
	assert_ptr_equal(pick_pdu(&list, 9, false, 1), any);
	rule_unref(in);
	rule_unref(bind);
	rule_unref(any);
}

static void a_rule_ends_after_its_first_messages(void **state)
{
	struct rule *r = parsed("first=2:status=8");
	struct rule_list list = TAILQ_HEAD_INITIALIZER(list);

	(void)state;
	TAILQ_INSERT_TAIL(&list, r, link);
	assert_non_null(pick(&list, "1", NULL));
	assert_non_null(pick(&list, "2", NULL));
	assert_null(pick(&list, "3", NULL));
	rule_unref(r);
}

static unsigned taken_of_1000(uint64_t seed)
{
	struct rule *r = parsed("chance=30%:status=8");
	struct rule_list list = TAILQ_HEAD_INITIALIZER(list);
	unsigned n = 0;

	random_seed(seed);
	TAILQ_INSERT_TAIL(&list, r, link);
	for (int i = 0; i < 1000; i++)
		n += pick(&list, "1", NULL) != NULL;
	rule_unref(r);
	return n;
}

static void chance_is_a_share_that_a_seed_repeats(void **state)
{
	unsigned n = taken_of_1000(7);

	(void)state;
	assert_in_range(n, 240, 360);
	assert_int_equal(taken_of_1000(7), n);
}

static void a_span_has_units_and_a_range(void **state)
{
	struct span s;

	(void)state;
	assert_int_equal(span_parse("200", &s), 0);
	assert_int_equal(s.min, 200000);
	assert_int_equal(span_parse("1-2m", &s), 0);
	assert_int_equal(s.min, 60 * SECOND);
	assert_int_equal(s.max, 120 * SECOND);
	assert_int_equal(span_parse("500ms-1s", &s), 0);
	assert_int_equal(s.min, SECOND / 2);
	assert_int_equal(s.max, SECOND);
	assert_int_equal(span_parse("25h", &s), RC_BAD);
	assert_int_equal(span_parse("", &s), RC_BAD);
	assert_int_equal(span_parse("-5s", &s), RC_BAD);
}

static void ids_take_the_forms_of_vendors(void **state)
{
	struct ids hex = { .kind = IDS_HEX, .next = 0xbeef };
	struct ids uuid = { .kind = IDS_UUID };
	char id[RULE_ID], form[RULE_ID];

	(void)state;
	assert_string_equal(ids_take(&hex, id), "beef");
	assert_string_equal(ids_form(RULE_FORM_DEC, id, form), "48879");
	assert_string_equal(ids_form(RULE_FORM_UPPER, id, form), "BEEF");
	assert_string_equal(ids_form(RULE_FORM_PADDED, id, form), "000000beef");
	assert_string_equal(ids_form(RULE_FORM_SAME, id, form), "beef");
	assert_string_equal(ids_form(RULE_FORM_HEX, "48879", form), "beef");
	ids_take(&uuid, id);
	assert_int_equal(strlen(id), 36);
	assert_int_equal(id[14], '4');
	assert_string_equal(ids_form(RULE_FORM_HEX, id, form), id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_has_conditions_and_actions),
		cmocka_unit_test(words_about_receipts_tell_of_the_one_before),
		cmocka_unit_test(quotes_keep_commas_and_colons),
		cmocka_unit_test(each_fault_names_what_is_allowed),
		cmocka_unit_test(the_first_rule_that_fits_decides),
		cmocka_unit_test(a_rule_about_pdus_takes_no_message),
		cmocka_unit_test(a_rule_ends_after_its_first_messages),
		cmocka_unit_test(chance_is_a_share_that_a_seed_repeats),
		cmocka_unit_test(a_span_has_units_and_a_range),
		cmocka_unit_test(ids_take_the_forms_of_vendors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
