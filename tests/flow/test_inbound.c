/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receipts as carriers send them: in any PDU, in text or TLVs, by the rules of
 * their smsc; and what is kept and counted of them.
 */
#include "rig.h"

#include <esmed/tlv.h>

#include "flow/words.h"
#include "model/unmapped.h"

/* A receipt without the usual text. */
struct odd {
	uint32_t command; /* 0: SMPP_DELIVER_SM */
	uint8_t esm_class, data_coding;
	const char *text, *payload; /* "" or NULL: none */
	size_t payload_len;
	const char *id;
	int state; /* 0: no TLV */
	const char *network;
	const char *reference; /* of 2 bytes */
};

static void add_tlv(struct smpp_pdu *p, uint16_t tag, const void *value,
    size_t len)
{
	assert_int_equal(smpp_pdu_add(p, tag, value, (uint16_t)len), 0);
}

static void deliver(const struct odd *o)
{
	static const struct session_token token;
	struct smpp_pdu p;
	struct smpp_message *m = &p.body.message;
	uint8_t state = (uint8_t)o->state;

	smpp_pdu_init(&p, o->command != 0 ? o->command : SMPP_DELIVER_SM, 0);
	strcpy(m->source.digits, "19175550001");
	strcpy(m->destination.digits, "12125550100");
	m->esm_class = o->esm_class;
	m->data_coding = o->data_coding;
	m->short_message = (const uint8_t *)o->text;
	m->sm_length = o->text != NULL ? (uint8_t)strlen(o->text) : 0;
	if (o->payload != NULL)
		add_tlv(&p, SMPP_TLV_MESSAGE_PAYLOAD, o->payload,
		    o->payload_len != 0 ? o->payload_len : strlen(o->payload));
	if (o->id != NULL)
		add_tlv(&p, SMPP_TLV_RECEIPTED_MESSAGE_ID, o->id,
		    strlen(o->id) + 1);
	if (o->state != 0)
		add_tlv(&p, SMPP_TLV_MESSAGE_STATE, &state, 1);
	if (o->network != NULL)
		add_tlv(&p, SMPP_TLV_NETWORK_ERROR_CODE, o->network, 3);
	if (o->reference != NULL)
		add_tlv(&p, SMPP_TLV_USER_MESSAGE_REFERENCE, o->reference, 2);
	assert_int_equal(session_send(rig.peer, &token, &p), 0);
	rig_settle();
}

/* A message that the carrier has, under the id 77. */
static void forward(void)
{
	rig_post("hello");
	rig_answer(0, 0, "77");
	rig_settle();
}

static const struct unmapped_row *counted(size_t i)
{
	return unmapped_at(flow_unmapped_codes(rig.flow), i);
}

/* ---- kinds of PDU ------------------------------------------------------ */

static void a_receipt_may_come_in_data_sm(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .command = SMPP_DATA_SM,
	    .esm_class = 4,
	    .payload = "id:77 stat:DELIVRD err:000" });
	assert_int_equal(rig.acks, 1);
	assert_int_equal(rig.ack_status, 0);
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static void a_receipt_may_be_all_tlvs(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4,
	    .id = "77",
	    .state = 5,
	    .network = "\3\0\33" });
	assert_int_equal(rig.ack_status, 0);
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.reason, 30003); /* MAP 27 by the map */
}

/* G2: the first message's reference is 32. */
static void without_an_id_the_reference_finds_the_message(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, 0, "");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	deliver(&(struct odd){ .esm_class = 4,
	    .text = "stat:DELIVRD err:000",
	    .reference = "\0\41" });
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	deliver(&(struct odd){ .esm_class = 4,
	    .text = "id:what stat:DELIVRD err:000",
	    .reference = "\0\40" });
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static void a_receipt_may_lie_in_message_payload(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4,
	    .payload = "id:77 stat:UNDELIV err:027" });
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.reason, 30003);
}

/* ---- the rules of an smsc ---------------------------------------------- */

static int begin_odd(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){
	    .smsc = "receipt_pattern = \"^([0-9]+) is (.*)$\"\n"
		    "receipt_groups = { \"id=1\", \"stat=2\" }\n"
		    "receipt_states = { \"0=DELIVRD\", \"lost=UNDELIV\" }" });
}

static void a_pattern_and_states_read_the_odd_ones(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4, .text = "77 is 0" });
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	deliver(&(struct odd){ .esm_class = 4, .text = "78 is lost" });
	assert_int_equal(flow_unmapped(rig.flow), 1); /* err says nothing */
}

static int begin_acceptd(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "acceptd = delivered" });
}

static void acceptd_is_on_the_way(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4, .text = "id:77 stat:ACCEPTD" });
	assert_int_equal(rig_show()->state, STATUS_ENROUTE);
}

static void acceptd_is_delivered_where_it_is_the_best(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4, .text = "id:77 stat:ACCEPTD" });
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static int begin_flagged(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "unflagged_receipts = no" });
}

static void unflagged_ones_can_be_switched_off(void **state)
{
	struct ledger_totals t;

	(void)state;
	forward();
	deliver(&(struct odd){ .text = "id:77 stat:DELIVRD err:000" });
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	ledger_totals(rig.ledger, &t);
	assert_int_equal(t.inbound, 1);
}

static void a_wrong_pattern_is_found_before_it_is_used(void **state)
{
	struct conf_smsc *s = &rig.conf->smsc[0];

	(void)state;
	assert_int_equal(flow_check(rig.conf), 0);
	free(s->receipt_pattern);
	s->receipt_pattern = mem_strdup("(a+");
	assert_int_equal(flow_check(rig.conf), RC_BAD);
}

/* ---- texts ------------------------------------------------------------- */

static void expect_inbound(enum body_field field, const char *text)
{
	const struct body_text *t = &rig.inbound.field[field];

	assert_int_equal(t->len, strlen(text));
	assert_memory_equal(t->s, text, t->len);
}

static void a_text_is_a_message_of_the_numbers_account(void **state)
{
	(void)state;
	deliver(&(struct odd){ .data_coding = 3, .text = "gr\xFC\xDF" });
	assert_int_equal(rig.ack_status, 0);
	assert_int_equal(rig.n_received, 1);
	assert_int_equal(rig.received.account, flow_account_id(rig.flow, 0));
	assert_int_equal(rig.received.from, 19175550001);
	expect_inbound(BODY_FROM, "+19175550001");
	expect_inbound(BODY_TO, "+12125550100");
	expect_inbound(BODY_TEXT, "gr\xC3\xBC\xC3\x9F");
	rig.accepted = rig.received.id;
	assert_int_equal(rig_show()->state, STATUS_RECEIVED);
	assert_int_equal(rig.n_seen, 0); /* nothing is answered to it */
}

static void a_text_to_nobodys_number_is_kept_all_the_same(void **state)
{
	(void)state;
	rig.conf->account[0].numbers.v[0][1] = '9';
	deliver(&(struct odd){ .text = "STOP" });
	assert_int_equal(rig.ack_status, 0);
	assert_int_equal(rig.n_received, 1);
	assert_int_equal(rig.received.account, 0);
	assert_false(rig.received.changed);
	assert_int_equal(rig.n_seen, 0);
}

static void parts_in_any_order_are_one_text(void **state)
{
	(void)state;
	deliver(&(struct odd){ .esm_class = 0x40,
	    .data_coding = 8,
	    .payload = "\x05\x00\x03\x2A\x02\x02\xDE\x00\x00i",
	    .payload_len = 10 });
	assert_int_equal(rig.ack_status, 0);
	assert_int_equal(rig.acks, 1);
	assert_int_equal(rig.n_received, 0);
	deliver(&(struct odd){ .esm_class = 0x40,
	    .data_coding = 8,
	    .payload = "\x05\x00\x03\x2A\x02\x01\x00h\xD8\x3D",
	    .payload_len = 10 });
	assert_int_equal(rig.n_received, 1);
	assert_true(rig.received.whole);
	assert_int_equal(rig.received.parts, 2);
	expect_inbound(BODY_TEXT, "h\xF0\x9F\x98\x80i");
}

static void expect_reply(size_t n, uint8_t keyword)
{
	const struct rig_submit *s = &rig.seen[n];

	assert_int_equal(rig.n_seen, n + 1);
	assert_string_equal(s->message.destination.digits, "19175550001");
	assert_string_equal(s->message.source.digits, "12125550100");
	assert_int_equal(s->message.sm_length, strlen(reply_default(keyword)));
	assert_memory_equal(s->text, reply_default(keyword),
	    s->message.sm_length);
}

static void a_stop_is_confirmed_once_and_a_start_lifts_it(void **state)
{
	(void)state;
	deliver(&(struct odd){ .text = "stop " });
	assert_true(rig.received.changed);
	expect_reply(0, MO_STOP);
	deliver(&(struct odd){ .text = "STOP" });
	assert_false(rig.received.changed);
	assert_int_equal(rig.n_received, 2);
	assert_int_equal(rig.n_seen, 1);
	rig_post("an offer");
	assert_int_equal(rig.n_refused, 1);
	assert_int_equal(rig.n_seen, 1);
	deliver(&(struct odd){ .text = "please stop" });
	assert_int_equal(rig.received.keyword, MO_TEXT);
	deliver(&(struct odd){ .text = "START" });
	expect_reply(1, MO_START);
	rig_post("an offer");
	assert_int_equal(rig.n_seen, 3);
}

static void help_is_answered_once_a_minute(void **state)
{
	(void)state;
	deliver(&(struct odd){ .text = "Help!" });
	expect_reply(0, MO_HELP);
	rig_answer(0, 0, "77");
	deliver(&(struct odd){ .text = "HELP" });
	assert_int_equal(rig.n_received, 2);
	assert_int_equal(rig.n_seen, 1);
	rig_advance(REPLY_HELP_EVERY);
	deliver(&(struct odd){ .text = "HELP" });
	expect_reply(1, MO_HELP);
}

/* ---- what is counted --------------------------------------------------- */

static void an_unlisted_word_is_counted_and_changes_nothing(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4, .text = "id:77 stat:BWLISTS" });
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	assert_int_equal(flow_unmapped(rig.flow), 1);
	assert_int_equal(counted(0)->kind, ERRMAP_STAT);
	assert_string_equal(counted(0)->code, "BWLISTS");
	assert_int_equal(counted(0)->last, RIG_START);
}

static void unlisted_codes_are_counted_by_kind(void **state)
{
	(void)state;
	forward();
	deliver(&(struct odd){ .esm_class = 4,
	    .text = "id:77 stat:UNDELIV err:777" });
	deliver(&(struct odd){ .esm_class = 4,
	    .text = "id:78 stat:UNDELIV err:777" });
	rig_post("again");
	rig_answer(1, 0x401, "");
	rig_settle();
	assert_int_equal(flow_unmapped(rig.flow), 3);
	assert_int_equal(counted(0)->kind, ERRMAP_ERR);
	assert_int_equal(counted(0)->count, 2);
	assert_int_equal(counted(1)->kind, ERRMAP_COMMAND_STATUS);
	assert_string_equal(counted(1)->code, "0x00000401");
	assert_null(counted(2));
}

/* ---- what is kept ------------------------------------------------------ */

static void expect_words(const struct receipt_source *s, const char *words)
{
	struct buf b = { 0 };

	words_write(s, &b);
	assert_string_equal(buf_cstr(&b), words);
	buf_free(&b);
}

static struct receipt_octets octets(const char *bytes, size_t len)
{
	return (struct receipt_octets){ bytes, len };
}

static void words_keep_text_and_tlvs(void **state)
{
	(void)state;
	expect_words(
	    &(struct receipt_source){ .text = octets("id:7 stat:X", 11) },
	    "id:7 stat:X");
	expect_words(&(struct receipt_source){ .id_tlv = octets("7", 2),
			 .state_tlv = octets("\5", 1),
			 .network_tlv = octets("\3\0\33", 3) },
	    " [receipted_message_id=3700 message_state=05 "
	    "network_error_code=03001b]");
	expect_words(&(struct receipt_source){ .data_coding = 8,
			 .text = octets("\0i\0d\0:\0"
					"7",
			     8) },
	    "id:7");
	expect_words(&(struct receipt_source){ 0 }, "");
}

static void words_are_cut_between_characters(void **state)
{
	char text[1400];
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xbc", 2);
	words_write(&(struct receipt_source){ .text = octets(text, 1400),
			.state_tlv = octets("\5", 1) },
	    &b);
	assert_true(b.len <= WORDS_MAX && b.len > WORDS_MAX - 3);
	assert_memory_equal(buf_bytes(&b) + b.len - 19, " [message_state=05]",
	    19);
	buf_free(&b);
}

static void expect_text(const char *words, size_t len)
{
	assert_int_equal(words_text(words, strlen(words)), len);
}

static void the_text_of_words_is_without_tlvs(void **state)
{
	(void)state;
	expect_text("id:7 text:hi [receipted_message_id=37 message_state=02]",
	    12);
	expect_text(" [message_state=05]", 0);
	expect_text("id:7 text:hi [there]", 20);
	expect_text("id:7 text:hi [message_state]", 28);
	expect_text("id:7", 4);
	expect_text("]", 1);
	expect_text("", 0);
}

static void words_say_again_what_the_receipt_said(void **state)
{
	static const char text[] =
	    "id:7 stat:UNDELIV err:005 [message_state=05 "
	    "network_error_code=03001b]";
	struct receipt_octets words = octets(text, sizeof(text) - 1);
	struct receipt r;

	(void)state;
	words_read(NULL, &words, &r);
	assert_string_equal(r.stat, "UNDELIV");
	assert_string_equal(r.err, "005");
	assert_int_equal(r.message_state, 5);
	assert_int_equal(r.network_type, 3);
	assert_int_equal(r.network_code, 27);
	words = octets(" [message_state=0]", 18);
	words_read(NULL, &words, &r);
	assert_int_equal(r.message_state, -1);
	words = octets("]", 1);
	words_read(NULL, &words, &r);
	assert_string_equal(r.stat, "");
	words = octets("", 0);
	words_read(NULL, &words, &r);
	assert_string_equal(r.stat, "");
}

#define CASE(f, begin) cmocka_unit_test_setup_teardown(f, begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_receipt_may_come_in_data_sm, rig_begin),
		CASE(a_receipt_may_be_all_tlvs, rig_begin),
		CASE(without_an_id_the_reference_finds_the_message, rig_begin),
		CASE(a_receipt_may_lie_in_message_payload, rig_begin),
		CASE(a_pattern_and_states_read_the_odd_ones, begin_odd),
		CASE(acceptd_is_on_the_way, rig_begin),
		CASE(acceptd_is_delivered_where_it_is_the_best, begin_acceptd),
		CASE(unflagged_ones_can_be_switched_off, begin_flagged),
		CASE(a_wrong_pattern_is_found_before_it_is_used, rig_begin),
		CASE(a_text_is_a_message_of_the_numbers_account, rig_begin),
		CASE(a_text_to_nobodys_number_is_kept_all_the_same, rig_begin),
		CASE(parts_in_any_order_are_one_text, rig_begin),
		CASE(a_stop_is_confirmed_once_and_a_start_lifts_it, rig_begin),
		CASE(help_is_answered_once_a_minute, rig_begin),
		CASE(an_unlisted_word_is_counted_and_changes_nothing,
		    rig_begin),
		CASE(unlisted_codes_are_counted_by_kind, rig_begin),
		cmocka_unit_test(words_keep_text_and_tlvs),
		cmocka_unit_test(words_are_cut_between_characters),
		cmocka_unit_test(the_text_of_words_is_without_tlvs),
		cmocka_unit_test(words_say_again_what_the_receipt_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
