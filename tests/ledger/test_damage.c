/* SPDX-License-Identifier: BSD-2-Clause */
/* What a start does with a store of which something cannot be read. */
#include "facts.h"

#include "base/random.h"
#include "ledger/discard.h"
#include "ledger/entry.h"
#include "ledger/verify.h"

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

/* Claims that fit in a chunk: see mend.c. */
#define CLAIMS_MAX (JOURNAL_CHUNK_MAX / ENTRY_HEAD)

/* Into the journal behind the ledger's back. */
static void forge(struct desk *d, const struct entry *e)
{
	uint8_t head[ENTRY_HEAD + ENTRY_FIXED_MAX];
	size_t len = entry_encode(e, head);
	struct book *b = &d->book;

	store_begin(b->store, &b->txn);
	journal_begin(&b->journal, &b->txn);
	journal_add(&b->journal, head, len, NULL, 0);
	journal_flush(&b->journal);
	assert_int_equal(store_end(&b->txn), 0);
}

static void an_impossible_journal_is_refused_with_a_reason(void **state)
{
	struct desk *d = *state;
	struct ledger_problem why = { "" };
	uint64_t key;

	desk_open(d);
	key = desk_forward(d, "77");
	forge(d, &(struct entry){ .type = ENTRY_CLAIM,
		     .key = key,
		     .at = d->now,
		     .smsc = ACME,
		     .mask = 1 });
	assert_int_equal(book_recover(&d->book, &why), RC_CORRUPT);
	assert_non_null(strstr(why.text, "journal"));
	assert_non_null(strstr(why.text, "restore a backup"));
}

/* A row of a few bytes, whose checksum cannot be right. */
static void put_rubbish(struct desk *d, enum store_table table, const char *key,
    size_t len)
{
	struct book *b = &d->book;

	store_begin(b->store, &b->txn);
	store_put(&b->txn, table, key, len, "rubbish that is long", 20);
	assert_int_equal(store_end(&b->txn), 0);
}

static void a_list_that_cannot_be_read_is_named(void **state)
{
	static const struct {
		enum store_table table;
		const char *key;
		size_t len;
		const char *name;
	} list[] = {
		/* From the last to the first that is read: each stands before
		 * those that were damaged already. */
		{ STORE_QUEUE, "\0\1\0\0\0\0\0\0\0\0\0\1", 12, "backlog" },
		{ STORE_THING, "\5\0\1x", 4, "opt-outs" },
		{ STORE_PARKED, "\0\0\0\0\0\0\0\1", 8, "parked receipts" },
		{ STORE_OPEN, "\0\0\0\0\0\0\0\0\1", 9, "list of SMSC ids" },
		{ STORE_META, "totals", 6, "counters" },
	};
	struct desk *d = *state;

	desk_open(d);
	(void)desk_forward(d, "77");
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		struct ledger_problem why = { "" };
		char expected[64];

		snprintf(expected, sizeof(expected), "the %s cannot be read",
		    list[i].name);
		put_rubbish(d, list[i].table, list[i].key, list[i].len);
		assert_int_equal(book_recover(&d->book, &why), RC_CORRUPT);
		if (strstr(why.text, expected) == NULL)
			fail_msg("no \"%s\" in: %s", expected, why.text);
	}
}

/* ---- a chunk of the journal -------------------------------------------- */

/* The one that was written last. */
static uint64_t last_chunk(const struct desk *d)
{
	return journal_next_seq(&d->book.journal) - 1;
}

static void ruin_chunk(struct desk *d, uint64_t seq)
{
	struct book *b = &d->book;
	uint8_t key[STORE_KEY64], copy[JOURNAL_CHUNK_MAX];
	struct store_bytes v;

	store_begin(b->store, &b->txn);
	assert_int_equal(store_get(&b->txn, STORE_JOURNAL, store_key(seq, key),
			     sizeof(key), &v),
	    0);
	memcpy(copy, v.data, v.len);
	copy[JOURNAL_FIRST] ^= 1;
	store_put(&b->txn, STORE_JOURNAL, key, sizeof(key), copy, v.len);
	assert_int_equal(store_end(&b->txn), 0);
}

/* Without that chunk, as far as the first commit. */
static void start_without(struct desk *d, uint64_t seq)
{
	ruin_chunk(d, seq);
	desk_crash(d);
	log_set_level((enum log_level) - 1);
	desk_open(d);
	desk_commit(d);
}

/* P2: the counters are what counting gives. */
static void check_partition(struct desk *d)
{
	uint64_t state[STATUS_COUNT] = { 0 };
	struct record r;

	for (uint64_t key = 1; key < d->book.next_key; key++)
		if (desk_find(d, key, &r) == 0)
			state[r.state]++;
	assert_memory_equal(d->book.totals.state, state, sizeof(state));
}

static void accept_some(struct desk *d, int n)
{
	for (int i = 0; i < n; i++)
		desk_accept(d,
		    (struct accept){ .body = "hello", .body_len = 5 });
	desk_commit(d);
}

/* The first of the line is claimed, and the chunk that says so is lost. */
static void lose_a_claim(struct desk *d, int queued)
{
	desk_open(d);
	accept_some(d, queued);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	start_without(d, last_chunk(d));
}

static void a_lost_claim_is_a_doubt_and_holds(void **state)
{
	struct desk *d = *state;

	d->hold = true;
	lose_a_claim(d, 3);
	for (uint64_t key = 1; key <= 3; key++) {
		assert_int_equal(desk_look(d, key).state,
		    STATUS_DELIVERY_UNKNOWN);
		assert_true(desk_look(d, key).flags & FLAG_IN_DOUBT);
	}
	check_partition(d);
	desk_slots(d, ACME, 10);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_wish(d, 2, WISH_RESEND);
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->id.key, 2);
}

static void a_lost_claim_is_a_doubt_and_goes_again_with_its_flag(void **state)
{
	struct desk *d = *state;

	lose_a_claim(d, 3);
	check_partition(d);
	desk_slots(d, ACME, 10);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 3);
	for (uint64_t key = 1; key <= 3; key++)
		assert_true(desk_look(d, key).flags & FLAG_DUPLICATE_RISK);
}

static void no_more_are_in_doubt_than_a_chunk_has_claims(void **state)
{
	struct desk *d = *state;
	size_t risks = 0;

	lose_a_claim(d, 1000);
	for (uint64_t key = 1; key <= 1000; key++) {
		struct record r = desk_look(d, key);

		assert_int_equal(r.state, STATUS_QUEUED);
		risks += (r.flags & FLAG_DUPLICATE_RISK) != 0;
	}
	assert_int_equal(risks, CLAIMS_MAX);
	assert_true(desk_look(d, 1).flags & FLAG_DUPLICATE_RISK);
	check_partition(d);
}

static void a_lost_message_is_gone_and_its_id_is_not_used_again(void **state)
{
	struct desk *d = *state;
	uint64_t seq;
	struct record r;

	desk_open(d);
	accept_some(d, 1);
	accept_some(d, 1);
	seq = last_chunk(d);
	desk_slots(d, ACME, 2);
	desk_commit(d);
	start_without(d, seq);
	assert_int_equal(desk_find(d, 2, &r), RC_NOT_FOUND);
	check_partition(d);
	accept_some(d, 1);
	assert_int_equal(
	    desk_outcome(d, OUTCOME_ACCEPTED, 0)->u.accepted.id.key, 3);
	check_partition(d);
}

static void what_waits_for_an_instant_and_was_claimed_is_in_doubt(void **state)
{
	struct desk *d = *state;

	d->hold = true;
	desk_open(d);
	for (int i = 0; i < 2; i++) {
		desk_slots(d, ACME, 1);
		accept_some(d, 1);
		desk_answer(d, desk_part((uint64_t)i + 1, 0, 1), ANSWER_LATER,
		    "");
		desk_commit(d);
	}
	desk_accept(d, (struct accept){ .send_at = d->now + HOUR });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 60 * SECOND);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
	start_without(d, last_chunk(d));
	assert_int_equal(desk_look(d, 1).state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(desk_look(d, 2).substate, SUBSTATE_RETRY_WAIT);
	assert_int_equal(desk_look(d, 3).state, STATUS_HELD);
	check_partition(d);
}

/* One of them was released, and has no row any more; the other has. */
static void those_that_are_held_are_counted_by_what_is_there(void **state)
{
	struct desk *d = *state;

	d->hold = true;
	desk_open(d);
	desk_accept(d, (struct accept){ .send_at = d->now + HOUR });
	desk_accept(d, (struct accept){ .send_at = d->now + 2 * HOUR });
	desk_commit(d);
	desk_commit_at(d, d->now + HOUR);
	start_without(d, last_chunk(d));
	assert_int_equal(desk_look(d, 1).state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(desk_look(d, 2).state, STATUS_HELD);
	assert_int_equal(book_scheduled(&d->book, 1), 1);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(book_scheduled(&d->book, 1), 1);
}

/* What said so is lost, and its row is gone. */
static void a_text_to_be_discarded_is_seen_to_again(void **state)
{
	struct desk *d = *state;

	d->hold = true;
	desk_open(d);
	desk_slots(d, ACME, 1);
	desk_accept(d,
	    (struct accept){ .discard = true, .body = "text", .body_len = 4 });
	desk_commit(d);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	desk_commit_at(d, d->now + DISCARD_DOUBT);
	assert_int_equal(desk_look(d, 1).flags, FLAG_IN_DOUBT | FLAG_REDACTED);
	start_without(d, last_chunk(d));
	assert_int_equal(desk_look(d, 1).flags, FLAG_IN_DOUBT | FLAG_REDACTED);
}

static void it_is_told_and_done_once(void **state)
{
	struct desk *d = *state;
	struct record before;

	lose_a_claim(d, 3);
	before = desk_look(d, 1);
	desk_crash(d);
	desk_open(d);
	assert_false(damage_any(d->book.damage));
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).last, before.last);
	check_partition(d);
}

static void count_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	size_t *n = arg;

	(void)key;
	if (strcmp(table, "journal") == 0 && strstr(what, "cannot be read"))
		n[0]++;
	if (strcmp(table, "message") == 0 && strstr(what, "no such record"))
		n[1]++;
}

static void verify_names_the_chunk_and_the_message(void **state)
{
	struct desk *d = *state;
	size_t n[2] = { 0 };
	const struct verify_options o = { .path = d->path,
		.found = count_finding,
		.arg = n };
	struct verify_counts counts;
	struct ledger_problem why;

	desk_open(d);
	accept_some(d, 1);
	start_without(d, last_chunk(d));
	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	assert_int_equal(n[0], 1);
	assert_int_equal(n[1], 1);
}

/* ---- at random --------------------------------------------------------- */

#define MESSAGES 300

/* Which messages a carrier may have, whatever the records say. */
static bool out[MESSAGES + 1];

static void do_something(struct desk *d, uint64_t key, const struct record *r)
{
	bool refuses = random_below(4) == 0;
	struct receipt_fact *receipt;
	char id[16];

	snprintf(id, sizeof(id), "%d", (int)key);
	if (r->state == STATUS_SUBMITTING) {
		struct claim_part p = desk_part(key, 0, r->attempts);

		p.smsc = r->smsc;
		desk_answer(d, p, refuses ? ANSWER_LATER : ANSWER_OK, id);
		out[key] = !refuses;
	} else if (r->state == STATUS_FORWARDED) {
		receipt = desk_receipt(d,
		    refuses ? VERDICT_FAILED : VERDICT_DELIVERED, id);
		receipt->smsc = r->smsc;
		out[key] = !refuses;
	} else if (random_below(20) == 0) {
		desk_wish(d, key, random_below(2) ? WISH_CANCEL : WISH_RESEND);
	}
}

/* Nobody is sent again who might have it, but with the flag that says so. */
static void take_claims(struct desk *d)
{
	for (size_t n = desk_count(d, OUTCOME_CLAIMED); n-- > 0;) {
		uint64_t key = desk_claim(d, n)->id.key;

		if (out[key] &&
		    !(desk_look(d, key).flags & FLAG_DUPLICATE_RISK))
			fail_msg("silent double of %d", (int)key);
		out[key] = true;
	}
}

static void accept_at_random(struct desk *d)
{
	for (int i = 0; i < 7 && d->book.next_key < MESSAGES; i++)
		desk_accept(d,
		    (struct accept){ .body = "hello",
			.body_len = 5,
			.set = random_below(2) ? BOTH : FAILOVER,
			.send_at =
			    random_below(9) == 0 ? d->now + 30 * SECOND : 0 });
}

static void live(struct desk *d, int steps)
{
	struct record r;

	for (int step = 0; step < steps; step++) {
		accept_at_random(d);
		desk_slots(d, ACME, (int)random_below(5));
		desk_slots(d, BETA, (int)random_below(3));
		for (uint64_t key = 1; key < d->book.next_key; key++)
			if (random_below(4) == 0 && desk_find(d, key, &r) == 0)
				do_something(d, key, &r);
		desk_commit_at(d, d->now + 3 * SECOND);
		take_claims(d);
	}
}

static void lose_some_chunk(struct desk *d, uint64_t seed)
{
	uint64_t from, to;

	memset(out, 0, sizeof(out));
	random_seed(seed);
	d->options.active_slots = 100;
	desk_open(d);
	live(d, 20 + (int)random_below(20));
	from = journal_seq(active_oldest(&d->book.active));
	to = last_chunk(d);
	start_without(d, from + random_below(to - from + 1));
	take_claims(d);
	check_partition(d);
	live(d, 40);
	check_partition(d);
}

static void a_chunk_lost_at_random_makes_no_silent_double(void **state)
{
	struct desk *d = *state;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		if (seed > 1) {
			desk_teardown(state);
			desk_setup(state);
			d = *state;
		}
		lose_some_chunk(d, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_impossible_journal_is_refused_with_a_reason),
		CASE(a_list_that_cannot_be_read_is_named),
		CASE(a_lost_claim_is_a_doubt_and_holds),
		CASE(a_lost_claim_is_a_doubt_and_goes_again_with_its_flag),
		CASE(no_more_are_in_doubt_than_a_chunk_has_claims),
		CASE(a_lost_message_is_gone_and_its_id_is_not_used_again),
		CASE(what_waits_for_an_instant_and_was_claimed_is_in_doubt),
		CASE(those_that_are_held_are_counted_by_what_is_there),
		CASE(a_text_to_be_discarded_is_seen_to_again),
		CASE(it_is_told_and_done_once),
		CASE(verify_names_the_chunk_and_the_message),
		CASE(a_chunk_lost_at_random_makes_no_silent_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
