/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts of a campaign after a start that has lost a part of the journal. */
#include "facts.h"

#include "ledger/campaign.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/check.h"
#include "ledger/inside.h"

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, desk_teardown)

static int setup(void **state)
{
	int rc = desk_setup(state);

	desk_open(*state);
	log_set_level((enum log_level) - 1);
	return rc;
}

/* Five named numbers, all checked. */
static uint32_t send(struct desk *d)
{
	static const uint64_t number[] = { 19175550001u, 19175550002u,
		19175550003u, 19175550004u, 19175550005u };
	const struct campaign_plan p = { .steps = 1,
		.variants = 1,
		.threshold = 80,
		.close_window = HOUR,
		.number = number,
		.numbers = 5 };
	struct ledger l = { .fill = &d->batch };

	ledger_campaign(&l,
	    &(struct campaign_fact){ .account = 1, .what = CAMPAIGN_CREATE });
	ledger_campaign(&l, &(struct campaign_fact){ .account = 1,
				.id = 1,
				.what = CAMPAIGN_ACTIVATE,
				.plan = &p });
	desk_commit(d);
	for (uint64_t i = 0; i < 5; i++)
		assert_int_equal(
		    ledger_check(&l, &(struct verdict){ .campaign = 1,
					 .index = i,
					 .decides = CHECK_PASSED,
					 .set = ONLY_ACME,
					 .parts = 1,
					 .body = "hello",
					 .body_len = 5 }),
		    0);
	desk_commit(d);
	return 1;
}

static void ruin_last_chunk(struct desk *d)
{
	struct book *b = &d->book;
	uint8_t key[STORE_KEY64], copy[JOURNAL_CHUNK_MAX];
	struct store_bytes v;
	uint64_t seq = journal_next_seq(&b->journal) - 1;

	store_begin(b->store, &b->txn);
	assert_int_equal(store_get(&b->txn, STORE_JOURNAL, store_key(seq, key),
			     sizeof(key), &v),
	    0);
	memcpy(copy, v.data, v.len);
	copy[JOURNAL_FIRST] ^= 1;
	store_put(&b->txn, STORE_JOURNAL, key, sizeof(key), copy, v.len);
	assert_int_equal(store_end(&b->txn), 0);
}

static void start_anew(struct desk *d)
{
	desk_crash(d);
	desk_open(d);
	desk_commit(d);
}

/* What counting the records gives, and `lost` in delivery_unknown. */
static void counts_are_right(struct desk *d, uint32_t lost)
{
	struct book *b = &d->book;
	uint32_t state[TALLY_STATES] = { [STATUS_DELIVERY_UNKNOWN] = lost };
	const struct campaign *c;
	struct record r;

	store_begin(b->store, &b->txn);
	c = book_campaign_look(b, 1);
	assert_non_null(c);
	for (uint64_t key = 1; key < b->next_key; key++) {
		if (book_look(b, key, &r) == 0)
			state[r.state]++;
	}
	for (size_t i = 0; i < TALLY_STATES; i++) {
		assert_int_equal(c->total.state[i], state[i]);
		assert_int_equal(c->step[0].state[i], state[i]);
		assert_int_equal(c->variant[0].state[i],
		    state[i] - (i == STATUS_DELIVERY_UNKNOWN ? lost : 0));
	}
	store_abort(&b->txn);
}

/* The store counted two as forwarded, and nobody knows that any more. */
static void what_is_counted_is_what_is_left(void **state)
{
	struct desk *d = *state;

	(void)send(d);
	desk_slots(d, ACME, 2);
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "77");
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "78");
	desk_commit(d);
	counts_are_right(d, 0);
	ruin_last_chunk(d);
	start_anew(d);
	counts_are_right(d, 0);
	desk_slots(d, ACME, 9);
	d->now += HOUR;
	desk_commit(d);
	counts_are_right(d, 0);
}

static void those_who_are_lost_are_unknown(void **state)
{
	struct desk *d = *state;

	(void)send(d);
	counts_are_right(d, 0);
	ruin_last_chunk(d);
	start_anew(d);
	counts_are_right(d, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_counted_is_what_is_left),
		CASE(those_who_are_lost_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
