/* SPDX-License-Identifier: BSD-2-Clause */
/* How ids of answers and receipts find each other: fixed, or learned. */
#include "facts.h"

#include "model/msgid.h"

#define OTHER 491719999999u

static void set_mode(struct desk *d, enum msgid_mode mode)
{
	desk_configure(d, ACME,
	    (struct smsc_fact){ .msgid = (uint8_t)mode, .doubt_wait = SECOND });
	desk_commit(d);
}

/* A message to `to` that was answered with this id. */
static uint64_t forward_to(struct desk *d, uint64_t to, const char *id)
{
	uint64_t key = d->book.next_key;

	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .to = to });
	desk_commit(d);
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, id);
	desk_commit(d);
	return key;
}

/* Whether the receipt of this id and source delivers the message. */
static bool delivers(struct desk *d, uint64_t key, uint64_t from,
    const char *id)
{
	desk_receipt(d, VERDICT_DELIVERED, id)->from = from;
	desk_commit(d);
	return desk_state(d, key) == STATUS_DELIVERED;
}

/* Answer, then receipt; and the reverse, which must come to the same. */
static bool pair(struct desk *d, const char *resp, const char *id)
{
	uint64_t first = forward_to(d, OTHER, resp), second;
	bool found = delivers(d, first, OTHER, id), parked;

	second = d->book.next_key;
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .to = OTHER + 1 });
	desk_receipt(d, VERDICT_DELIVERED, id)->from = OTHER + 1;
	desk_commit(d);
	desk_answer(d, desk_part(second, 0, 1), ANSWER_OK, resp);
	desk_commit(d);
	parked = desk_state(d, second) == STATUS_DELIVERED;
	assert_int_equal(found, parked);
	return found;
}

static void auto_finds_any_way_of_writing(void **state)
{
	struct desk *d = *state;

	assert_true(pair(d, "4711", "4711"));
	assert_true(pair(d, "ABCDEF", "abcdef"));
	assert_true(pair(d, "000123", "123"));
	assert_true(pair(d, "1f4a", "8010"));
	assert_true(pair(d, "8011", "1F4B"));
	assert_true(pair(d, "msg-77/a", "msg-77/a"));
	assert_false(pair(d, "msg-77", "msg-78"));
}

static void ids_of_more_than_64_bits_are_found(void **state)
{
	struct desk *d = *state;

	assert_true(pair(d, "ffffffffffffffffffffffffffffffff",
	    "340282366920938463463374607431768211455"));
}

static void another_smscs_id_is_not_this_ones(void **state)
{
	struct desk *d = *state;
	uint64_t key = forward_to(d, OTHER, "4711");

	desk_receipt(d, VERDICT_DELIVERED, "4711")->smsc = BETA;
	desk_commit(d);
	assert_int_equal(desk_state(d, key), STATUS_FORWARDED);
	assert_int_equal(d->book.totals.parked, 1);
}

static void another_base_needs_the_recipients_number(void **state)
{
	struct desk *d = *state;
	uint64_t key = forward_to(d, OTHER, "1f4a");

	assert_false(delivers(d, key, 0, "8010"));
	assert_false(delivers(d, key, OTHER + 1, "8010"));
	assert_true(delivers(d, key, OTHER, "8010"));
}

static void a_string_is_compared_octet_by_octet(void **state)
{
	struct desk *d = *state;

	set_mode(d, MSGID_STRING);
	assert_true(pair(d, "Abc", "Abc"));
	assert_false(pair(d, "Abd", "abd"));
	assert_false(pair(d, "0123", "123"));
	assert_false(pair(d, "1f4a", "8010"));
}

/* "10" and "10" are two messages where answers are in hex. */
static void a_fixed_way_rules_out_the_others(void **state)
{
	struct desk *d = *state;
	uint64_t ten, sixteen;

	set_mode(d, MSGID_HEX_DEC);
	ten = forward_to(d, OTHER, "a");
	sixteen = forward_to(d, OTHER, "10");
	assert_true(delivers(d, ten, OTHER, "10"));
	assert_int_equal(desk_state(d, sixteen), STATUS_FORWARDED);
	assert_true(delivers(d, sixteen, OTHER, "16"));
	assert_true(pair(d, "1f4a", "8010"));
	assert_false(pair(d, "8011", "1f4b"));
}

static const struct ledger_smsc_view *view(struct desk *d)
{
	return &d->book.view.smsc[ACME];
}

static void three_receipts_settle_the_way(void **state)
{
	struct desk *d = *state;
	uint64_t ten, sixteen;

	assert_true(delivers(d, forward_to(d, OTHER, "1f4a"), OTHER, "8010"));
	assert_true(delivers(d, forward_to(d, OTHER, "1f4b"), OTHER, "8011"));
	assert_false(view(d)->settled);
	assert_int_equal(view(d)->learned, MSGID_AUTO);
	assert_true(delivers(d, forward_to(d, OTHER, "1f4c"), OTHER, "8012"));
	assert_true(view(d)->settled);
	assert_int_equal(view(d)->learned, MSGID_HEX_DEC);
	assert_int_equal(view(d)->evidence, 3);
	assert_int_equal(view(d)->matched, 3);

	ten = forward_to(d, OTHER, "a");
	sixteen = forward_to(d, OTHER, "10");
	assert_true(delivers(d, ten, OTHER, "10"));
	assert_int_equal(desk_state(d, sixteen), STATUS_FORWARDED);
}

/* It is learned anew after a start; what is under way is found all the same. */
static void a_start_loses_no_receipt(void **state)
{
	struct desk *d = *state;
	uint64_t key = 0;
	char id[16], receipt[16];

	for (int i = 0; i < 4; i++) {
		snprintf(id, sizeof(id), "%x", 8010 + i);
		snprintf(receipt, sizeof(receipt), "%d", 8010 + i);
		key = forward_to(d, OTHER, id);
		if (i < 3)
			assert_true(delivers(d, key, OTHER, receipt));
	}
	desk_crash(d);
	desk_open(d);
	desk_commit(d);
	assert_false(view(d)->settled);
	assert_true(delivers(d, key, OTHER, "8013"));
}

static void a_single_digit_teaches_nothing(void **state)
{
	struct desk *d = *state;

	for (char id[2] = "1"; id[0] <= '9'; id[0]++)
		assert_true(delivers(d, forward_to(d, OTHER, id), OTHER, id));
	assert_int_equal(view(d)->evidence, 0);
}

int main(void)
{
#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
	const struct CMUnitTest tests[] = {
		TEST(auto_finds_any_way_of_writing),
		TEST(ids_of_more_than_64_bits_are_found),
		TEST(another_smscs_id_is_not_this_ones),
		TEST(another_base_needs_the_recipients_number),
		TEST(a_string_is_compared_octet_by_octet),
		TEST(a_fixed_way_rules_out_the_others),
		TEST(three_receipts_settle_the_way),
		TEST(a_start_loses_no_receipt),
		TEST(a_single_digit_teaches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
