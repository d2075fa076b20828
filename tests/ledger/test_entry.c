/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/apply.h"
#include "ledger/check.h"
#include "ledger/entry.h"
#include "ledger/record.h"
#include "store/journal.h"

static const uint8_t types[] = {
#define ENTRY(type, number, name, what) (number),
#include "ledger/entry.def"
#undef ENTRY
};

static void fill_accept(struct entry *e)
{
	e->account = 0xa1a2;
	e->set = 0xb1b2;
	e->parts = 32;
	e->policy = 0x21 | POLICY_DISCARD | POLICY_OBFUSCATE;
	e->ttl = 0xf1f2f3f4;
	e->to = 0x8182838485868788;
	e->body_len = 16384;
	e->sender = 0xe1e2e3e4;
	e->scope = 0xd1d2d3d4;
	e->next = 0x7172737475767778;
}

static void fill_received(struct entry *e)
{
	e->account = 0xa1a2;
	e->smsc = 0xc1c2;
	e->parts = 32;
	e->policy = 0x40;
	e->keyword = 3;
	e->to = 0x8182838485868788;
	e->body_len = 65536;
	e->sender = 0xe1e2e3e4;
}

static void fill_reroute(struct entry *e)
{
	e->detail = 20;
	e->reason = 400;
	e->set = 0xb1b2;
}

static void fill_born(struct entry *e)
{
	e->account = 0xa1a2;
	e->policy = 0x50;
	e->scope = 0xd1d2d3d4;
	e->to = 0x8182838485868788;
	e->campaign = 0xffffff43;
	e->index = 0xe5e6e7e8;
	e->contact = 0x9192939495969798;
}

static void fill_passed(struct entry *e)
{
	e->verdict = CHECK_PASSED;
	e->policy = 0x51;
	e->set = 0xb1b2;
	e->parts = 32;
	e->ttl = 0xf1f2f3f4;
	e->sender = 0xe1e2e3e4;
	e->scope = 0xd1d2d3d4;
	e->index = 0xe5e6e7e8;
	e->zone = 0xd5d6;
	e->body_len = 16384;
}

/* Those that begin a message, or decide about it as a whole. */
static void fill_whole(struct entry *e)
{
	switch (e->type) {
	case ENTRY_ACCEPT: fill_accept(e); return;
	case ENTRY_RECEIVED: fill_received(e); return;
	case ENTRY_SKIP: e->why = SUBSTATE_OPTED_OUT; return;
	case ENTRY_BORN: fill_born(e); return;
	case ENTRY_CHECKED: fill_passed(e); return;
	case ENTRY_CAMPAIGN: e->campaign = 0xe5e6e7e8; return;
	default: return;
	}
}

/* Every field that the type keeps has a value of its own. */
static struct entry full(uint8_t type)
{
	struct entry e = { .type = type,
		.at = 0x00654321fedcba,
		.key = 0x0000123456789abc,
		.prev = 0x00fedcba98765432 & 0x00ffffffffffffff,
		.part = PART_WHOLE };
	bool of_part = type == ENTRY_CLAIM || type == ENTRY_ANSWER ||
		       type == ENTRY_DOUBT || type == ENTRY_RETURN ||
		       type == ENTRY_REROUTE;
	bool of_receipt = type == ENTRY_RECEIPT || type == ENTRY_PARK;

	if (type != ENTRY_BODY && type != ENTRY_PARK && type != ENTRY_INBOUND &&
	    type != ENTRY_CAMPAIGN) {
		e.after = 7;
		e.after_sub = 2;
		e.news = NEWS_ANY | NEWS_HOOKED;
	}
	fill_whole(&e);
	if (of_part || of_receipt || type == ENTRY_INBOUND ||
	    type == ENTRY_DEFER)
		e.smsc = 0xc1c2;
	if (of_part || of_receipt)
		e.part = 31;
	if (of_part)
		e.attempt = 255;
	if (type == ENTRY_CLAIM)
		e.mask = 0xffffffff;
	if (type == ENTRY_DOUBT)
		e.hold = 1;
	if (type == ENTRY_ANSWER || type == ENTRY_DOUBT || of_receipt)
		e.decision = 15;
	if (type == ENTRY_REROUTE)
		fill_reroute(&e);
	if (type == ENTRY_ANSWER || type == ENTRY_DOUBT ||
	    type == ENTRY_RETURN || type == ENTRY_DEFER ||
	    type == ENTRY_QUIET || type == ENTRY_CLOCK)
		e.next = 0x7172737475767778;
	if (type == ENTRY_ANSWER) {
		e.class = ANSWER_FAULT;
		e.late = 1;
	}
	if (of_receipt) {
		e.verdict = VERDICT_FAILED;
		e.to = 0x9192939495969798;
	}
	if (type == ENTRY_ANSWER || of_receipt) {
		e.detail = 21;
		e.reason = 30008;
		e.status = 0xd1d2d3d4;
		memset(e.smsc_id, 'i', SMSC_ID_BYTES - 1);
	}
	return e;
}

static size_t encode(const struct entry *e, uint8_t *to)
{
	size_t len = entry_encode(e, to);

	assert_true(len <= ENTRY_HEAD + ENTRY_FIXED_MAX);
	if (e->raw_len != 0)
		memcpy(to + len, e->raw, e->raw_len);
	return len + e->raw_len;
}

static void assert_same(const struct entry *a, const struct entry *b)
{
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->at, b->at);
	assert_int_equal(a->key, b->key);
	assert_int_equal(a->prev, b->prev);
	assert_int_equal(a->after, b->after);
	assert_int_equal(a->after_sub, b->after_sub);
	assert_int_equal(a->news, b->news);
	assert_int_equal(a->account, b->account);
	assert_int_equal(a->set, b->set);
	assert_int_equal(a->parts, b->parts);
	assert_int_equal(a->policy, b->policy);
	assert_int_equal(a->ttl, b->ttl);
	assert_int_equal(a->to, b->to);
	assert_int_equal(a->body_len, b->body_len);
	assert_int_equal(a->smsc, b->smsc);
	assert_int_equal(a->part, b->part);
	assert_int_equal(a->attempt, b->attempt);
	assert_int_equal(a->mask, b->mask);
	assert_int_equal(a->class, b->class);
	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->hold, b->hold);
	assert_int_equal(a->late, b->late);
	assert_int_equal(a->decision, b->decision);
	assert_int_equal(a->sender, b->sender);
	assert_int_equal(a->keyword, b->keyword);
	assert_int_equal(a->why, b->why);
	assert_int_equal(a->detail, b->detail);
	assert_int_equal(a->reason, b->reason);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->next, b->next);
	assert_int_equal(a->campaign, b->campaign);
	assert_int_equal(a->index, b->index);
	assert_int_equal(a->contact, b->contact);
	assert_string_equal(a->smsc_id, b->smsc_id);
}

static void every_type_comes_back_as_it_was(void **state)
{
	static const char raw[] = "id:4711 stat:DELIVRD";
	uint8_t bytes[JOURNAL_ENTRY_MAX + 40];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct entry e = full(types[i]), back;
		size_t len, used;

		e.raw = raw;
		e.raw_len = i % 2 ? sizeof(raw) : 0;
		len = encode(&e, bytes);
		memset(bytes + len, 0xff, 40); /* the next entry */
		assert_int_equal(entry_decode(&back, bytes, len + 40, &used),
		    0);
		assert_int_equal(used, len);
		assert_int_equal(back.raw_len, e.raw_len);
		assert_memory_equal(back.raw, raw, e.raw_len);
		assert_same(&back, &e);
	}
}

static void a_verdict_keeps_what_it_needs(void **state)
{
	uint8_t bytes[ENTRY_HEAD + ENTRY_FIXED_MAX];

	(void)state;
	for (uint8_t v = CHECKED_FOLLOW_UP; v <= CHECK_PASSED; v++) {
		struct entry e = full(ENTRY_BODY), back;
		bool fails = v == CHECK_MALFORMED || v == CHECK_COUNTRY;
		bool later = v == CHECKED_FOLLOW_UP || v == CHECK_LOCAL_TIME ||
			     v == CHECK_QUIET || v == CHECK_SMART;
		size_t used;

		e.type = ENTRY_CHECKED;
		if (v == CHECK_PASSED)
			fill_passed(&e);
		e.verdict = v;
		e.reason = fails ? 21211 : 0;
		e.detail = fails ? 7 : 0;
		e.next = later ? 0x7172737475767778 : 0;
		assert_int_equal(
		    entry_decode(&back, bytes, encode(&e, bytes), &used), 0);
		assert_same(&back, &e);
		assert_int_equal(entry_has_body(&e), v == CHECK_PASSED);
	}
}

static void every_truncation_is_corrupt(void **state)
{
	uint8_t bytes[JOURNAL_ENTRY_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct entry e = full(types[i]), back;
		size_t len = encode(&e, bytes), used;

		for (size_t cut = 0; cut < len; cut++) {
			/* On the heap, so that a read beyond is seen. */
			uint8_t *some = malloc(cut + 1);

			memcpy(some, bytes, cut);
			assert_int_equal(entry_decode(&back, some, cut, &used),
			    RC_CORRUPT);
			free(some);
		}
	}
}

/* The length says less than the fields of the type need. */
static void a_payload_too_short_for_its_fields_is_corrupt(void **state)
{
	uint8_t bytes[JOURNAL_ENTRY_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct entry e = full(types[i]), back;
		size_t len = encode(&e, bytes), used;

		for (size_t n = 0; n < len - ENTRY_HEAD; n++) {
			bytes[1] = (uint8_t)(n >> 8);
			bytes[2] = (uint8_t)n;
			assert_int_equal(entry_decode(&back, bytes, len, &used),
			    RC_CORRUPT);
		}
	}
}

static void an_unknown_type_is_corrupt(void **state)
{
	uint8_t bytes[ENTRY_HEAD + ENTRY_FIXED_MAX] = { 0 };
	struct entry back;
	size_t used;

	(void)state;
	for (unsigned type = 0; type < 256; type++) {
		if (entry_name((uint8_t)type)[0] != '\0')
			continue;
		bytes[0] = (uint8_t)type;
		assert_int_equal(
		    entry_decode(&back, bytes, sizeof(bytes), &used),
		    RC_CORRUPT);
	}
	assert_string_equal(entry_name(ENTRY_CLAIM), "claimed");
	assert_string_equal(entry_name(0), "");
	assert_string_equal(entry_name(255), "");
}

static void an_id_longer_than_its_room_is_corrupt(void **state)
{
	struct entry e = full(ENTRY_ANSWER), back;
	uint8_t bytes[1024];
	size_t len, used;

	(void)state;
	len = encode(&e, bytes);
	bytes[len - SMSC_ID_BYTES] = SMSC_ID_BYTES; /* the length of the id */
	bytes[2] = (uint8_t)(bytes[2] + 1);
	bytes[len] = 'i';
	assert_int_equal(entry_decode(&back, bytes, len + 1, &used),
	    RC_CORRUPT);
}

static void the_largest_payloads_fit_an_entry_of_the_journal(void **state)
{
	uint8_t bytes[ENTRY_HEAD + ENTRY_FIXED_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct entry e = full(types[i]);
		size_t room = types[i] == ENTRY_BODY ? ENTRY_PAYLOAD_MAX
						     : ENTRY_PAYLOAD_MAX - 64;

		assert_true(
		    entry_encode(&e, bytes) + room <= JOURNAL_ENTRY_MAX);
	}
}

static bool may(enum status state, struct entry e)
{
	const struct record r = { .state = (uint8_t)state, .parts = 2 };

	return record_may(&r, &e);
}

/* What a journal may hold that is damaged in spite of its checksums. */
static void an_entry_that_is_none_of_a_record_is_told(void **state)
{
	const struct entry accept = { .type = ENTRY_ACCEPT, .parts = 1 },
			   claim = { .type = ENTRY_CLAIM, .mask = 3 },
			   doubt = { .type = ENTRY_DOUBT, .part = 1 },
			   expire = { .type = ENTRY_EXPIRE },
			   lost = { .type = ENTRY_LOST };

	(void)state;
	assert_true(may(STATUS_NEW, accept));
	assert_false(may(STATUS_QUEUED, accept));
	assert_false(may(STATUS_NEW,
	    (struct entry){ .type = ENTRY_ACCEPT, .parts = 33 }));
	assert_true(may(STATUS_QUEUED, claim));
	assert_false(may(STATUS_NEW, claim));
	assert_false(may(STATUS_FORWARDED, claim));
	assert_false(may(STATUS_QUEUED,
	    (struct entry){ .type = ENTRY_CLAIM, .mask = 4 }));
	assert_true(may(STATUS_DELIVERED, doubt));
	assert_false(may(STATUS_SUBMITTING,
	    (struct entry){ .type = ENTRY_ANSWER, .part = 2 }));
	assert_false(may(STATUS_SUBMITTING,
	    (struct entry){ .type = ENTRY_RECEIPT, .part = PART_WHOLE }));
	assert_true(may(STATUS_QUEUED, expire));
	assert_false(may(STATUS_DELIVERED, expire));
	assert_true(may(STATUS_QUEUED, lost));
	assert_false(may(STATUS_FAILED, lost));
	assert_false(may(STATUS_QUEUED, (struct entry){ .type = ENTRY_PARK }));
	assert_false(may(STATUS_NEW,
	    (struct entry){ .type = ENTRY_ACCEPT, .parts = 1, .set = 4097 }));
	assert_false(may(STATUS_NEW, (struct entry){ .type = ENTRY_ACCEPT,
					 .parts = 1,
					 .policy = 0x30 }));
	assert_true(
	    may(STATUS_NEW, (struct entry){ .type = ENTRY_ACCEPT,
				.parts = 1,
				.policy = 0x60 | POLICY_EXEMPT })); /* hooked */
	assert_false(
	    may(STATUS_QUEUED, (struct entry){ .type = ENTRY_RELEASE }));
	assert_true(may(STATUS_FAILED, (struct entry){ .type = ENTRY_REDACT }));
	assert_false(
	    may(STATUS_FORWARDED, (struct entry){ .type = ENTRY_ERASE }));
	assert_true(may(STATUS_QUEUED, (struct entry){ .type = ENTRY_DEFER }));
	assert_true(may(STATUS_QUEUED, (struct entry){ .type = ENTRY_QUIET }));
	assert_false(may(STATUS_HELD, (struct entry){ .type = ENTRY_QUIET }));
	assert_false(
	    may(STATUS_FORWARDED, (struct entry){ .type = ENTRY_DEFER }));
	assert_true(may(STATUS_FAILED,
	    (struct entry){ .type = ENTRY_CLOCK, .next = -HOUR }));
	assert_false(may(STATUS_FAILED,
	    (struct entry){ .type = ENTRY_CLOCK, .next = INT64_MAX }));
	assert_false(may(STATUS_FAILED,
	    (struct entry){ .type = ENTRY_CLOCK, .next = INT64_MIN }));
	assert_false(may(STATUS_HELD,
	    (struct entry){ .type = ENTRY_CLOCK, .next = -HOUR }));
	assert_true(may(STATUS_SUBMITTING,
	    (struct entry){ .type = ENTRY_REROUTE, .set = 4096 }));
	assert_false(may(STATUS_FAILED,
	    (struct entry){ .type = ENTRY_REROUTE, .set = 3 }));
}

static void a_text_and_a_skip_that_are_none_of_a_record_are_told(void **state)
{
	const struct entry text = { .type = ENTRY_RECEIVED, .parts = 1 },
			   skip = { .type = ENTRY_SKIP,
				   .why = SUBSTATE_OPTED_OUT };

	(void)state;
	assert_true(may(STATUS_NEW, text));
	assert_false(may(STATUS_RECEIVED, text));
	assert_false(may(STATUS_NEW,
	    (struct entry){ .type = ENTRY_RECEIVED, .parts = 33 }));
	assert_false(
	    may(STATUS_RECEIVED, (struct entry){ .type = ENTRY_CLAIM }));
	assert_true(may(STATUS_QUEUED, skip));
	assert_true(may(STATUS_HELD, skip));
	assert_false(may(STATUS_SUBMITTING, skip));
	assert_false(may(STATUS_SKIPPED, skip));
	assert_false(may(STATUS_QUEUED,
	    (struct entry){ .type = ENTRY_SKIP, .why = SUBSTATE_READY }));
}

/* Bytes of a version that knew no senders, instants and decisions. */
static void entries_of_older_versions_read_as_they_were(void **state)
{
	struct entry e = full(ENTRY_ACCEPT), back;
	uint8_t bytes[ENTRY_HEAD + ENTRY_FIXED_MAX];
	size_t len, used;

	(void)state;
	e.sender = 0;
	e.scope = 0;
	e.next = 0;
	e.policy = 0x21;
	len = encode(&e, bytes);
	assert_int_equal(len, ENTRY_HEAD + 2 + 22);
	assert_int_equal(bytes[ENTRY_HEAD + 2 + 5], 0x21); /* policy */
	assert_int_equal(entry_decode(&back, bytes, len, &used), 0);
	assert_int_equal(back.sender, 0);
	assert_int_equal(back.policy, 0x21);

	e = full(ENTRY_ANSWER);
	e.decision = DECIDED_NOTHING;
	len = encode(&e, bytes);
	assert_int_equal(bytes[ENTRY_HEAD + 2 + 4], ANSWER_FAULT);
	assert_int_equal(entry_decode(&back, bytes, len, &used), 0);
	assert_int_equal(back.class, ANSWER_FAULT);
	assert_int_equal(back.decision, DECIDED_NOTHING);
}

/* Each alone: in the bytes of a message their bits have other meanings. */
static void what_is_to_be_kept_little_costs_one_byte(void **state)
{
	static const uint8_t bits[] = { POLICY_DISCARD, POLICY_OBFUSCATE };
	uint8_t bytes[ENTRY_HEAD + ENTRY_FIXED_MAX];
	struct entry e = full(ENTRY_ACCEPT), back;
	size_t used;

	(void)state;
	e.sender = 0;
	e.scope = 0;
	e.next = 0;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		e.policy = 0x21 | bits[i];
		assert_int_equal(encode(&e, bytes), ENTRY_HEAD + 2 + 22 + 1);
		assert_int_equal(bytes[ENTRY_HEAD + 2 + 5], 0x21 | 0x08);
		assert_int_equal(
		    entry_decode(&back, bytes, sizeof(bytes), &used), 0);
		assert_int_equal(back.policy, e.policy);
		assert_int_equal(back.sender, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_to_be_kept_little_costs_one_byte),
		cmocka_unit_test(every_type_comes_back_as_it_was),
		cmocka_unit_test(a_verdict_keeps_what_it_needs),
		cmocka_unit_test(every_truncation_is_corrupt),
		cmocka_unit_test(a_payload_too_short_for_its_fields_is_corrupt),
		cmocka_unit_test(an_unknown_type_is_corrupt),
		cmocka_unit_test(an_id_longer_than_its_room_is_corrupt),
		cmocka_unit_test(
		    the_largest_payloads_fit_an_entry_of_the_journal),
		cmocka_unit_test(an_entry_that_is_none_of_a_record_is_told),
		cmocka_unit_test(
		    a_text_and_a_skip_that_are_none_of_a_record_are_told),
		cmocka_unit_test(entries_of_older_versions_read_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
