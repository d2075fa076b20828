/* SPDX-License-Identifier: BSD-2-Clause */
/* Destinations of a submit_multi (C22), and those that its answer refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/dump.h>
#include <esmed/list.h>
#include <esmed/pdu.h>
#include <esmed/status.h>

#include "base/base.h"

/* In a submit_multi with an empty service_type and source. */
#define COUNT_AT (SMPP_HEADER_BYTES + 4)

static uint8_t keep[SMPP_UNSUCCESS_ROOM], bytes[8192];

static const struct smpp_dest sme = {
	.flag = SMPP_DEST_SME,
	.sme = { 1, 1, "49170555010" },
};
static const struct smpp_dest dl = { .flag = SMPP_DEST_LIST, .list = "staff" };

/* A submit_multi to `count` phones and lists, in turn; its length. */
static size_t multi(unsigned count)
{
	struct smpp_pdu p;
	size_t len;

	smpp_pdu_init(&p, SMPP_SUBMIT_MULTI, 7);
	p.body.multi.sm_length = 2;
	p.body.multi.short_message = (const uint8_t *)"ok";
	for (unsigned i = 0; i < count; i++)
		assert_int_equal(smpp_dest_put(&p.body.multi.destinations, keep,
				     sizeof(keep), i % 2 == 0 ? &sme : &dl),
		    0);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	return len;
}

static void assert_refused(size_t len, uint32_t status, const char *where)
{
	struct smpp_pdu p;

	assert_int_equal(smpp_decode(bytes, len, &p), RC_BAD);
	assert_int_equal(p.problem.status, status);
	assert_string_equal(p.problem.where, where);
	assert_int_equal(p.sequence, 7);
}

static void phones_and_lists_come_back_in_their_order(void **state)
{
	struct smpp_dest d;
	struct smpp_pdu p;
	size_t at = 0, len = multi(3);

	(void)state;
	assert_int_equal(smpp_decode(bytes, len, &p), 0);
	assert_int_equal(p.body.multi.destinations.count, 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    smpp_dest_next(&p.body.multi.destinations, &at, &d), 0);
		assert_memory_equal(&d, i == 1 ? &dl : &sme, sizeof(d));
	}
	assert_int_equal(smpp_dest_next(&p.body.multi.destinations, &at, &d),
	    RC_NOT_FOUND);
	assert_int_equal(p.body.multi.sm_length, 2);
	assert_memory_equal(p.body.multi.short_message, "ok", 2);
}

static void there_are_1_to_254_destinations(void **state)
{
	struct smpp_pdu p;
	size_t len = multi(254);

	(void)state;
	assert_int_equal(smpp_decode(bytes, len, &p), 0);
	assert_int_equal(p.body.multi.destinations.count, 254);
	bytes[COUNT_AT] = 255;
	assert_refused(len, SMPP_RINVNUMDESTS, "number_of_dests");
	bytes[COUNT_AT] = 0;
	assert_refused(len, SMPP_RINVNUMDESTS, "number_of_dests");

	smpp_pdu_init(&p, SMPP_SUBMIT_MULTI, 7);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), RC_BAD);
}

static void a_wrong_count_is_refused_as_such(void **state)
{
	size_t len = multi(3);

	(void)state;
	bytes[COUNT_AT] = 4; /* then esm_class, 0, would be a flag */
	assert_refused(len, SMPP_RINVNUMDESTS, "number_of_dests");
	bytes[COUNT_AT] = 3;
	bytes[3] = COUNT_AT + 10; /* in the middle of the first */
	assert_refused(COUNT_AT + 10, SMPP_RINVNUMDESTS, "number_of_dests");
}

static void a_first_flag_that_is_none_is_refused_as_such(void **state)
{
	size_t len = multi(3);

	(void)state;
	bytes[COUNT_AT + 1] = 3;
	assert_refused(len, SMPP_RINVDESTFLAG, "dest_flag");
	bytes[COUNT_AT + 1] = 0;
	assert_refused(len, SMPP_RINVDESTFLAG, "dest_flag");
}

static void too_long_a_name_is_refused_as_an_address_or_a_list(void **state)
{
	size_t len = multi(20);

	(void)state;
	memset(bytes + COUNT_AT + 4, '1', 21);
	assert_refused(len, SMPP_RINVDSTADR, "destination_addr");
	bytes[COUNT_AT + 1] = SMPP_DEST_LIST;
	memset(bytes + COUNT_AT + 2, 'x', 21);
	assert_refused(len, SMPP_RINVDLNAME, "dl_name");
}

static void what_cannot_be_appended_leaves_the_list_as_it_was(void **state)
{
	struct smpp_list l = { 0 };
	struct smpp_dest bad = sme;
	struct smpp_unsuccess u = { .status = SMPP_RINVDSTADR };

	(void)state;
	assert_int_equal(smpp_dest_put(&l, keep, 15, &sme), 0);
	assert_int_equal(l.len, 15);
	assert_int_equal(smpp_dest_put(&l, keep, 21, &dl), RC_SHORT);
	bad.flag = 0;
	assert_int_equal(smpp_dest_put(&l, keep, sizeof(keep), &bad), RC_BAD);
	bad = sme;
	memset(bad.sme.digits, '1', sizeof(bad.sme.digits));
	assert_int_equal(smpp_dest_put(&l, keep, sizeof(keep), &bad),
	    RC_TOO_LONG);
	assert_int_equal(l.len, 15);
	assert_int_equal(l.count, 1);

	l = (struct smpp_list){ 0 };
	for (int i = 0; i < SMPP_LIST_MAX; i++)
		assert_int_equal(smpp_unsuccess_put(&l, keep, sizeof(keep), &u),
		    0);
	assert_int_equal(smpp_unsuccess_put(&l, keep, sizeof(keep), &u),
	    RC_FULL);
}

static void a_list_that_is_not_what_it_says_is_not_written(void **state)
{
	struct smpp_pdu p;
	size_t len = multi(3);

	(void)state;
	assert_int_equal(smpp_decode(bytes, len, &p), 0);
	p.body.multi.destinations.count = 2;
	assert_int_equal(smpp_encode(&p, keep, sizeof(keep), &len), RC_BAD);
	p.body.multi.destinations.count = 4;
	assert_int_equal(smpp_encode(&p, keep, sizeof(keep), &len), RC_BAD);
	p.body.multi.destinations.count = 255;
	assert_int_equal(smpp_encode(&p, keep, sizeof(keep), &len),
	    RC_TOO_LONG);
	p.body.multi.destinations.count = 3;
	assert_int_equal(smpp_encode(&p, keep, sizeof(keep), &len), 0);
}

/* The answer to a submit_multi that one phone did not get. */
static size_t answer(struct smpp_pdu *p)
{
	struct smpp_unsuccess u = { .sme = { 1, 1, "49170555010" },
		.status = SMPP_RINVDSTADR };
	size_t len;

	smpp_pdu_init(p, SMPP_SUBMIT_MULTI | SMPP_ANSWER, 7);
	memcpy(p->body.multi_resp.message_id, "77", 3);
	assert_int_equal(smpp_unsuccess_put(&p->body.multi_resp.unsuccess, keep,
			     sizeof(keep), &u),
	    0);
	assert_int_equal(smpp_encode(p, bytes, sizeof(bytes), &len), 0);
	return len;
}

static void an_answer_tells_whom_the_message_did_not_reach(void **state)
{
	struct smpp_unsuccess u;
	struct smpp_pdu p;
	size_t at = 0, len = answer(&p);

	(void)state;
	assert_int_equal(smpp_decode(bytes, len, &p), 0);
	assert_int_equal(p.odd, 0);
	assert_int_equal(
	    smpp_unsuccess_next(&p.body.multi_resp.unsuccess, &at, &u), 0);
	assert_string_equal(u.sme.digits, "49170555010");
	assert_int_equal(u.status, SMPP_RINVDSTADR);
	assert_int_equal(
	    smpp_unsuccess_next(&p.body.multi_resp.unsuccess, &at, &u),
	    RC_NOT_FOUND);
}

static void a_damaged_list_leaves_an_answer_its_message_id(void **state)
{
	struct smpp_pdu p;
	size_t len = answer(&p);

	(void)state;
	bytes[SMPP_HEADER_BYTES + 3] = 2;
	assert_int_equal(smpp_decode(bytes, len, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_BODY);
	assert_string_equal(p.problem.where, "no_unsuccess");
	assert_string_equal(p.body.multi_resp.message_id, "77");
	assert_int_equal(p.body.multi_resp.unsuccess.count, 0);
}

static void an_error_answer_keeps_its_list(void **state)
{
	struct smpp_pdu p;
	size_t len = answer(&p), again;

	(void)state;
	p.status = SMPP_RSUBMITFAIL;
	p.body.multi_resp.message_id[0] = '\0';
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &again), 0);
	assert_int_equal(again, len - 2);
}

struct seen {
	const char *names[32];
	uint32_t at[32];
	size_t count;
};

static void see(void *arg, const char *name, const struct smpp_value *v)
{
	struct seen *s = arg;

	assert_true(s->count < ARRAY_LEN(s->names));
	s->names[s->count] = name;
	s->at[s->count++] = v->at;
}

static void a_dump_tells_each_item(void **state)
{
	static const char *const names[] = { "number_of_dests", "dest_flag",
		"dest_addr_ton", "dest_addr_npi", "destination_addr",
		"dest_flag", "dl_name", "esm_class" };
	static const uint32_t at[] = { 20, 21, 22, 23, 24, 36, 37, 43 };
	struct smpp_problem problem;
	struct seen s = { .count = 0 };
	size_t len = multi(2);

	(void)state;
	assert_int_equal(smpp_dump(bytes, len, see, &s, &problem), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_string_equal(s.names[8 + i], names[i]);
		assert_int_equal(s.at[8 + i], at[i]);
	}
	assert_string_equal(s.names[s.count - 1], "short_message");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phones_and_lists_come_back_in_their_order),
		cmocka_unit_test(there_are_1_to_254_destinations),
		cmocka_unit_test(a_wrong_count_is_refused_as_such),
		cmocka_unit_test(a_first_flag_that_is_none_is_refused_as_such),
		cmocka_unit_test(
		    too_long_a_name_is_refused_as_an_address_or_a_list),
		cmocka_unit_test(
		    what_cannot_be_appended_leaves_the_list_as_it_was),
		cmocka_unit_test(
		    a_list_that_is_not_what_it_says_is_not_written),
		cmocka_unit_test(
		    an_answer_tells_whom_the_message_did_not_reach),
		cmocka_unit_test(
		    a_damaged_list_leaves_an_answer_its_message_id),
		cmocka_unit_test(an_error_answer_keeps_its_list),
		cmocka_unit_test(a_dump_tells_each_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
