/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people write, from the submission to the octets on the wire, and back
 * as a handset would put them together.
 */
#include "rig.h"

#include <esmed/text_udh.h>

#include "flow/tlv.h"
#include "flow/way.h"
#include "model/reason.h"

#define TURKISH \
	"locking_tables = { turkish } single_tables = { turkish, spanish }"

/* A text of `times` times the same. */
static const char *many(const char *what, size_t times)
{
	static char text[4096];

	text[0] = '\0';
	for (size_t i = 0; i < times; i++)
		strcat(text, what);
	return text;
}

/* Another process with other keys and the same store. */
static void restart(const struct rig_keys *keys)
{
	const struct session_options peer = { .name = "centre" };

	loop_hook_del(rig.loop, &rig.hook);
	ledger_close(rig.ledger);
	loop_wake_fini(&rig.wake);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	conf_free(rig.conf);
	session_free(rig.peer);
	rig.peer = session_new(rig.loop, SESSION_SMSC, &peer);
	session_set_events(rig.peer, &rig_centre, NULL);
	rig.keys = *keys;
	rig_configure();
	rig_open();
}

/* ---- as a handset ------------------------------------------------------ */

/* What the PDUs from `first` on say, and how one knows them as one. */
struct joined {
	char text[8192];
	size_t len;
	unsigned total;
	uint16_t ref;
};

static struct text_coded coded(size_t n, bool is_packed,
    enum text_alphabet zero)
{
	const struct smpp_message *m = &rig.seen[n].message;
	const struct smpp_tlv *t = rig_tlv(n, SMPP_TLV_MESSAGE_PAYLOAD);

	return (struct text_coded){ .octets = t ? t->value : m->short_message,
		.len = t ? t->len : m->sm_length,
		.data_coding = m->data_coding,
		.has_udh = m->esm_class & 0x40,
		.is_packed = is_packed,
		.default_alphabet = zero };
}

static unsigned sar(size_t n, uint16_t tag)
{
	const struct smpp_tlv *t = rig_tlv(n, tag);
	uint32_t value = 0;

	if (t != NULL)
		assert_int_equal(smpp_tlv_number(t, &value), 0);
	return value;
}

/* One PDU more, whatever tells that it is the next. */
static void join(struct joined *j, size_t n, const struct text_coded *c)
{
	size_t len = sizeof(j->text) - j->len - 1;
	struct text_udh udh;
	unsigned total, number, ref;

	assert_int_equal(text_read(c, j->text + j->len, &len, &udh), 0);
	j->len += len;
	j->text[j->len] = '\0';
	total = udh.total + sar(n, SMPP_TLV_SAR_TOTAL_SEGMENTS);
	number = udh.number + sar(n, SMPP_TLV_SAR_SEGMENT_SEQNUM);
	ref = udh.ref + sar(n, SMPP_TLV_SAR_MSG_REF_NUM);
	if (n == 0)
		j->ref = (uint16_t)ref;
	j->total = total;
	assert_int_equal(j->ref, ref);
	assert_int_equal(total, rig.n_seen == 1 ? 0 : rig.n_seen);
	assert_int_equal(number, rig.n_seen == 1 ? 0 : n + 1);
}

static void read_all(struct joined *j, bool is_packed, enum text_alphabet zero)
{
	*j = (struct joined){ 0 };
	for (size_t n = 0; n < rig.n_seen; n++) {
		struct text_coded c = coded(n, is_packed, zero);

		assert_true(c.len <= 140 || !is_packed || rig.n_seen == 1);
		join(j, n, &c);
	}
}

/* ---- splits and alphabets ---------------------------------------------- */

struct row {
	const char *keys, *piece;
	size_t times;
	unsigned pdus, segments;
	uint8_t coding, esm_class;
	bool is_packed;
	enum text_alphabet zero;
};

#define PAYLOAD "split = payload"
#define GREEK   "\xCE\xB3\xCE\xB5\xCE\xB9\xCE\xB1 "
#define EMOJI   "\xD0\x9F\xF0\x9F\x98\x80"
#define SOFT    "\xC4\x9F\xC4\xB1\xC5\x9F" /* of Turkish */
#define HAT     "\xC3\xAA"                 /* of Latin-1 */

static const struct row rows[] = {
	{ "", "hello {1} ", 1, 1, 1, 0, 0, false, TEXT_GSM7 },
	{ "", "hello {1} ", 30, 3, 3, 0, 0x40, false, TEXT_GSM7 },
	{ "split = udh16", "hello {1} ", 30, 3, 3, 0, 0x40, false, TEXT_GSM7 },
	{ "split = sar", "hello {1} ", 30, 3, 3, 0, 0, false, TEXT_GSM7 },
	{ "split = sar submit = data_sm", "hello {1} ", 30, 3, 3, 0, 0, false,
	    TEXT_GSM7 },
	{ PAYLOAD, "hello {1} ", 1, 1, 1, 0, 0, false, TEXT_GSM7 },
	{ PAYLOAD, "hello {1} ", 30, 1, 3, 0, 0, false, TEXT_GSM7 },
	{ "packed = yes", "hello {1} ", 13, 1, 1, 0, 0, true, TEXT_GSM7 },
	{ "packed = yes", "hello {1} ", 30, 3, 3, 0, 0x40, true, TEXT_GSM7 },
	{ "packed = yes split = udh16", "hello {1} ", 30, 3, 3, 0, 0x40, true,
	    TEXT_GSM7 },
	{ "packed = yes split = sar", "hello {1} ", 30, 3, 3, 0, 0, true,
	    TEXT_GSM7 },
	{ "dcs_gsm7 = 241", "hello ", 1, 1, 1, 0xF1, 0, false, TEXT_GSM7 },
	{ "", GREEK EMOJI, 20, 3, 3, 8, 0x40, false, TEXT_GSM7 },
	{ "split = udh16", GREEK EMOJI, 20, 3, 3, 8, 0x40, false, TEXT_GSM7 },
	{ "split = sar", GREEK EMOJI, 20, 3, 3, 8, 0, false, TEXT_GSM7 },
	{ PAYLOAD, GREEK EMOJI, 20, 1, 3, 8, 0, false, TEXT_GSM7 },
	{ "", HAT, 100, 2, 2, 8, 0x40, false, TEXT_GSM7 },
	{ "latin1 = yes", HAT, 100, 1, 1, 3, 0, false, TEXT_GSM7 },
	{ "latin1 = yes", HAT, 200, 2, 2, 3, 0x40, false, TEXT_GSM7 },
	{ "alphabet = latin1", HAT "@", 100, 2, 2, 0, 0x40, false,
	    TEXT_LATIN1 },
	{ "alphabet = ascii", "a@$_{}", 40, 3, 3, 0, 0x40, false, TEXT_ASCII },
	{ "alphabet = utf8", "a@$_", 30, 1, 1, 0, 0, false, TEXT_UTF8 },
	{ "alphabet = none", "a@$_", 10, 1, 1, 8, 0, false, TEXT_BINARY },
	{ "", SOFT, 100, 5, 5, 8, 0x40, false, TEXT_GSM7 },
	{ TURKISH, SOFT, 100, 3, 3, 0, 0x40, false, TEXT_GSM7 },
	{ TURKISH " split = sar", SOFT, 100, 3, 3, 0, 0x40, false, TEXT_GSM7 },
	{ TURKISH " packed = yes", SOFT, 100, 3, 3, 0, 0x40, true, TEXT_GSM7 },
	{ TURKISH " " PAYLOAD, SOFT, 100, 1, 3, 0, 0x40, false, TEXT_GSM7 },
};

static void check_row(const struct row *r)
{
	const char *text = many(r->piece, r->times);
	struct joined j;

	rig_post(text);
	assert_int_equal(rig.n_seen, r->pdus);
	assert_int_equal(rig.seen[0].message.data_coding, r->coding);
	assert_int_equal(rig.seen[0].message.esm_class, r->esm_class);
	read_all(&j, r->is_packed, r->zero);
	assert_string_equal(j.text, text);
	assert_int_equal(rig_show()->parts, r->pdus);
	assert_int_equal(way_segments(&rig.shown_body, rig.shown.parts),
	    r->segments);
}

static void what_was_written_arrives_however_it_is_split(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		print_message("# %s: %s * %zu\n", rows[i].keys, rows[i].piece,
		    rows[i].times);
		rig_begin_with(&(struct rig_keys){ .smsc = rows[i].keys });
		check_row(&rows[i]);
		rig_end(state);
	}
}

static void a_text_that_no_alphabet_of_the_smsc_has_is_refused(void **state)
{
	struct submission s;

	rig_begin_with(&(struct rig_keys){ .smsc = "ucs2 = no" });
	s = rig_submission(SOFT);
	assert_int_equal(rig_submit(&s), FAULT_TEXT_ALPHABET);
	s = rig_submission("a\xC3\x28");
	assert_int_equal(rig_submit(&s), FAULT_TEXT_INVALID);
	s.text = (struct body_text){ "a\0b", 3 };
	assert_int_equal(rig_submit(&s), FAULT_TEXT_INVALID);
	rig_end(state);
}

/* SMPP 3.3 has no TLVs, and nobody could put its parts together. */
static void what_needs_a_tlv_waits_while_the_bind_has_none(void **state)
{
	rig_begin_with(
	    &(struct rig_keys){ .smsc = "split = sar", .version = 0x33 });
	rig_post("short");
	assert_int_equal(rig.n_seen, 1);
	rig_post(many("x", 200));
	assert_int_equal(rig.n_seen, 1);
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
	rig_end(state);
}

/* ---- what stays -------------------------------------------------------- */

static void assert_same(size_t a, size_t b)
{
	const struct smpp_message *x = &rig.seen[a].message;
	const struct smpp_message *y = &rig.seen[b].message;

	assert_int_equal(x->sm_length, y->sm_length);
	assert_memory_equal(x->short_message, y->short_message, x->sm_length);
	assert_int_equal(x->data_coding, y->data_coding);
	assert_int_equal(x->esm_class, y->esm_class);
}

static void a_resend_after_a_restart_has_the_same_octets(void **state)
{
	rig_begin_with(&(struct rig_keys){ .smsc = TURKISH });
	rig_post(many(SOFT, 100));
	assert_int_equal(rig.n_seen, 3);
	restart(&(struct rig_keys){ .smsc = "latin1 = yes" });
	rig_advance(15 * SECOND);
	assert_int_equal(rig.n_seen, 6);
	for (size_t i = 0; i < 3; i++)
		assert_same(i, 3 + i);
	rig_end(state);
}

/* Parts that fit are told apart as the smsc wants it now. */
static void a_resend_is_told_apart_in_the_new_way_if_it_fits(void **state)
{
	struct joined j;

	rig_begin_with(&(struct rig_keys){ .smsc = "split = udh16" });
	rig_post(many("hello ", 40));
	assert_int_equal(rig.n_seen, 2);
	rig.n_seen = 0;
	restart(&(struct rig_keys){ .smsc = "split = sar" });
	rig_advance(15 * SECOND);
	assert_int_equal(rig.n_seen, 2);
	assert_int_equal(rig.seen[1].message.esm_class, 0);
	read_all(&j, false, TEXT_GSM7);
	assert_string_equal(j.text, many("hello ", 40));
	rig_end(state);
}

static void messages_to_one_number_have_references_in_turn(void **state)
{
	const char *text = many("x", 200);
	uint8_t first;

	rig_begin(state);
	rig_post(text);
	rig_post(text);
	rig_post("short");
	rig_post(text);
	assert_int_equal(rig.n_seen, 7);
	first = rig.seen[0].message.short_message[3];
	assert_int_equal(rig.seen[2].message.short_message[3],
	    (uint8_t)(first + 1));
	assert_int_equal(rig.seen[5].message.short_message[3],
	    (uint8_t)(first + 2));
	rig_end(state);
}

/* ---- sets -------------------------------------------------------------- */

static const struct rig_keys two = {
	.smsc = "latin1 = yes split = sar",
	.route = "tag = narrow",
	.more = "smsc beta { host = h system_id = b start = no "
		"errors = errors.tsv }\n"
		"route wide { smsc = { acme, beta } }\n",
};

static void a_set_has_the_rules_that_all_its_smscs_keep(void **state)
{
	struct submission s;

	rig_begin_with(&two);
	s = rig_submission(many(HAT, 150));
	s.tag = rig_text("narrow");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.n_seen, 2);
	assert_int_equal(rig.seen[0].message.data_coding, 3);
	s.tag = rig_text("other");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.n_seen, 5);
	assert_int_equal(rig.seen[2].message.data_coding, 8);
	assert_int_equal(rig.seen[2].message.sm_length, 2 * 66);
	assert_non_null(rig_tlv(2, SMPP_TLV_SAR_MSG_REF_NUM));
	rig_end(state);
}

/* ---- accounts ---------------------------------------------------------- */

#define ACCOUNT(keys)                                              \
	"account two { sid = AC00000000000000000000000000000002\n" \
	"  token = \"0123456789abcdef\" " keys " }\n"

static struct submission of_two(const char *text)
{
	struct submission s = rig_submission(text);

	s.account = 1;
	return s;
}

static void assert_sent(const struct submission *s, const char *octets)
{
	assert_int_equal(rig_submit(s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.seen[rig.n_seen - 1].message.sm_length,
	    strlen(octets));
	assert_memory_equal(rig.seen[rig.n_seen - 1].message.short_message,
	    octets, strlen(octets));
}

static void the_account_says_whether_look_alikes_are_put_in(void **state)
{
	struct submission s = of_two("it\xE2\x80\x99s");

	rig_begin_with(&(struct rig_keys){ .more = ACCOUNT("smart = yes") });
	assert_sent(&s, "it's");
	s.smart = INTAKE_SMART_NO;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.seen[1].message.sm_length, 8);
	s = of_two("\xE2\x80\x99\xD0\x9F"); /* would not fit */
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_memory_equal(rig.seen[2].message.short_message, "\x20\x19", 2);
	s.smart = INTAKE_SMART_ALWAYS;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_memory_equal(rig.seen[3].message.short_message, "\0'", 2);
	rig_end(state);
}

/* +49 30 is Berlin's. */
static void a_landline_fails_at_once_if_the_account_wants_it(void **state)
{
	struct submission s = of_two("hello");

	rig_begin_with(
	    &(struct rig_keys){ .more = ACCOUNT("landline = fail") });
	s.to = rig_text("+493023125000");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.n_seen, 0);
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.reason, REASON_LANDLINE);
	assert_int_equal(rig.shown.detail, DETAIL_LANDLINE);
	s.force = true;
	assert_sent(&s, "hello");
	s.force = false;
	s.to = rig_text("+491701234567");
	assert_sent(&s, "hello");
	rig_end(state);
}

/* ---- what is no plain text --------------------------------------------- */

static void expect_refusal(const struct submission *s, const char *right)
{
	struct submitted out;

	assert_int_equal(intake_submit(rig.flow, s, 1, &out), FAULT_RIGHT);
	assert_non_null(strstr(out.why, right));
	assert_non_null(strstr(out.why, "account.rights"));
}

static struct submission with_class(uint8_t message_class)
{
	struct submission s = of_two("hello");

	s.has_class = true;
	s.message_class = message_class;
	return s;
}

static struct submission with_protocol(uint8_t protocol_id)
{
	struct submission s = of_two("hello");

	s.has_protocol = true;
	s.protocol_id = protocol_id;
	return s;
}

static struct submission with_octets(const char *udh, const char *binary)
{
	struct submission s = of_two("");

	s.udh = rig_text(udh);
	s.binary = rig_text(binary);
	return s;
}

static void without_a_right_nothing_but_texts_goes(void **state)
{
	struct submission s;

	rig_begin_with(&(struct rig_keys){ .more = ACCOUNT("") });
	for (uint8_t i = 0; i < 4; i++) {
		s = with_class(i);
		expect_refusal(&s, i == 2 ? "\"ports\"" : "\"flash\"");
	}
	for (unsigned i = 1; i < 256; i++) {
		s = with_protocol((uint8_t)i);
		expect_refusal(&s, i == 0x40               ? "\"silent\""
				   : i > 0x40 && i <= 0x47 ? "\"replace\""
							   : "\"ports\"");
	}
	s = with_octets("", "00");
	expect_refusal(&s, "\"binary\"");
	s = with_protocol(0);
	assert_sent(&s, "hello");
	rig_end(state);
}

static void octets_do_not_reach_programs_without_another_right(void **state)
{
	static const char *const headers[] = { "0605040b8423f0", "04040223f0",
		"02700100", "027f00" };
	struct submission s;

	rig_begin_with(
	    &(struct rig_keys){ .more = ACCOUNT("rights = { binary }") });
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct submitted out;
		enum fault fault;

		s = with_octets(headers[i], "00");
		fault = intake_submit(rig.flow, &s, 1, &out);
		if (i < 2 || i == 3)
			assert_int_equal(fault, FAULT_RIGHT);
		else
			assert_int_equal(fault, FAULT_BINARY);
	}
	s = with_octets("", "0a4b");
	assert_sent(&s, "\x0aK");
	assert_int_equal(rig.seen[0].message.data_coding, 4);
	assert_int_equal(rig.seen[0].message.esm_class, 0);
	rig_end(state);
}

static void wrong_octets_are_refused(void **state)
{
	struct submission bad[6];

	rig_begin_with(
	    &(struct rig_keys){ .more = ACCOUNT("rights = { binary }") });
	bad[0] = with_octets("", "0");
	bad[1] = with_octets("", "zz");
	bad[2] = with_octets("05", "00");
	bad[3] = with_octets("00", "");
	bad[4] = with_octets("", many("00", 141));
	bad[5] = with_octets("", "00");
	bad[5].text = rig_text("both");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(rig_submit(&bad[i]), FAULT_BINARY);
	rig_end(state);
}

static void with_its_right_each_goes_out_as_meant(void **state)
{
	struct submission s;

	rig_begin_with(&(struct rig_keys){
	    .more = ACCOUNT(
		"rights = { flash, binary, ports, silent, replace }") });
	s = with_class(0);
	assert_sent(&s, "hello");
	assert_int_equal(rig.seen[0].message.data_coding, 0xF0);
	s.text = rig_text(HAT);
	s.message_class = 1;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.seen[1].message.data_coding, 0x19);
	s = with_protocol(0x41);
	assert_sent(&s, "hello");
	assert_int_equal(rig.seen[2].message.protocol_id, 0x41);
	s = with_octets("0605040b8423f0", "414243");
	assert_sent(&s, "\x06\x05\x04\x0b\x84\x23\xf0"
			"ABC");
	assert_int_equal(rig.seen[3].message.esm_class, 0x40);
	assert_int_equal(rig.seen[3].message.data_coding, 4);
	rig_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_arrives_however_it_is_split),
		cmocka_unit_test(
		    a_text_that_no_alphabet_of_the_smsc_has_is_refused),
		cmocka_unit_test(
		    what_needs_a_tlv_waits_while_the_bind_has_none),
		cmocka_unit_test(a_resend_after_a_restart_has_the_same_octets),
		cmocka_unit_test(
		    a_resend_is_told_apart_in_the_new_way_if_it_fits),
		cmocka_unit_test(
		    messages_to_one_number_have_references_in_turn),
		cmocka_unit_test(a_set_has_the_rules_that_all_its_smscs_keep),
		cmocka_unit_test(
		    the_account_says_whether_look_alikes_are_put_in),
		cmocka_unit_test(
		    a_landline_fails_at_once_if_the_account_wants_it),
		cmocka_unit_test(without_a_right_nothing_but_texts_goes),
		cmocka_unit_test(
		    octets_do_not_reach_programs_without_another_right),
		cmocka_unit_test(wrong_octets_are_refused),
		cmocka_unit_test(with_its_right_each_goes_out_as_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
