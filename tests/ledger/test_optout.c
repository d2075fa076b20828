/* SPDX-License-Identifier: BSD-2-Clause */
/* M18 and reliability.md 7.7: checked at accept and right before a claim. */
#include "handset.h"

#include "base/random.h"
#include "ledger/stops.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
#define SMALL(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_small, desk_teardown)

#define OTHER (HANDSET + 1)

static void say(struct desk *d, enum mo_keyword keyword)
{
	desk_text(d, "stop",
	    (struct inbound_fact){ .keyword = (uint8_t)keyword });
}

static void stop(struct desk *d)
{
	say(d, MO_STOP);
	desk_commit(d);
	assert_true(desk_received(d, 0)->changed);
}

/* What becomes of one more message to the handset. */
static int try_accept(struct desk *d, struct accept a)
{
	desk_accept(d, a);
	desk_commit(d);
	return desk_count(d, OUTCOME_REFUSED) == 0
		   ? 0
		   : desk_outcome(d, OUTCOME_REFUSED, 0)->rc;
}

static void a_stop_refuses_what_is_accepted_after_it(void **state)
{
	struct desk *d = *state;

	stop(d);
	assert_int_equal(try_accept(d, (struct accept){ 0 }), RC_OPTED_OUT);
	assert_int_equal(try_accept(d, (struct accept){ .scope = 7 }),
	    RC_OPTED_OUT);
	assert_int_equal(try_accept(d, (struct accept){ .to = OTHER }), 0);
	assert_int_equal(try_accept(d, (struct accept){ .account = 2 }), 0);
	assert_int_equal(try_accept(d, (struct accept){ .exempt = true }), 0);
	assert_int_equal(d->book.next_key, 5); /* the stop is one too */
	desk_check_totals(d);
}

static void it_counts_within_its_batch(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .token = 1 });
	say(d, MO_STOP);
	desk_accept(d, (struct accept){ .token = 2 });
	say(d, MO_START);
	desk_accept(d, (struct accept){ .token = 3 });
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->token, 2);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 2);
}

static void a_keyword_tells_whether_it_changed_anything(void **state)
{
	static const struct {
		enum mo_keyword said;
		bool changed;
	} steps[] = { { MO_HELP, false }, { MO_START, false },
		{ MO_STOP, true }, { MO_STOP, false }, { MO_TEXT, false },
		{ MO_HELP, false }, { MO_START, true }, { MO_START, false } };
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		say(d, steps[i].said);
		desk_commit(d);
		assert_int_equal(desk_received(d, 0)->keyword, steps[i].said);
		assert_int_equal(desk_received(d, 0)->changed,
		    steps[i].changed);
	}
}

static void a_keyword_to_nobody_or_of_nobody_changes_nothing(void **state)
{
	struct desk *d = *state;

	desk_text(d, "stop", (struct inbound_fact){ .keyword = MO_STOP })
	    ->account = 0;
	desk_text(d, "stop", (struct inbound_fact){ .keyword = MO_STOP })
	    ->from = 0;
	desk_commit(d);
	assert_false(desk_received(d, 0)->changed);
	assert_false(desk_received(d, 1)->changed);
}

static void it_survives_a_crash_and_so_does_its_end(void **state)
{
	struct desk *d = *state;

	stop(d);
	desk_optout(d, OTHER, 7, true);
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(try_accept(d, (struct accept){ 0 }), RC_OPTED_OUT);
	assert_int_equal(
	    try_accept(d, (struct accept){ .to = OTHER, .scope = 7 }),
	    RC_OPTED_OUT);
	say(d, MO_START);
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(try_accept(d, (struct accept){ 0 }), 0);
}

static void one_that_was_set_by_hand_is_told_and_cleared(void **state)
{
	struct desk *d = *state;
	const struct outcome *o;

	desk_optout(d, HANDSET, 0, true);
	desk_optout(d, HANDSET, 0, true);
	desk_optout(d, OTHER, 0, false);
	desk_commit(d);
	for (size_t i = 0; i < 3; i++) {
		o = desk_outcome(d, OUTCOME_OPTED, i);
		assert_int_equal(o->token, i < 2 ? HANDSET : OTHER);
		assert_int_equal(o->rc, 0);
		assert_int_equal(o->u.changed, i == 0);
	}
	assert_int_equal(try_accept(d, (struct accept){ 0 }), RC_OPTED_OUT);
	desk_optout(d, HANDSET, 0, false);
	desk_commit(d);
	assert_int_equal(try_accept(d, (struct accept){ 0 }), 0);
}

static void a_scope_counts_for_its_own_messages_only(void **state)
{
	struct desk *d = *state;

	desk_optout(d, HANDSET, 7, true);
	desk_commit(d);
	assert_int_equal(try_accept(d, (struct accept){ .scope = 7 }),
	    RC_OPTED_OUT);
	assert_int_equal(try_accept(d, (struct accept){ .scope = 8 }), 0);
	assert_int_equal(try_accept(d, (struct accept){ .scope = 0 }), 0);
}

/* Turn until nobody gets anything more. */
static size_t claim_all(struct desk *d)
{
	size_t claims = 0;

	do {
		desk_commit(d);
		claims += desk_count(d, OUTCOME_CLAIMED);
	} while (d->book.hurried);
	return claims;
}

/* The other number is behind all of them. */
static void a_stop_ends_a_backlog_of_ten_thousand(void **state)
{
	enum { MANY = 10000 };
	struct desk *d = *state;

	for (int i = 0; i < MANY; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_accept(d, (struct accept){ .to = OTHER });
	desk_commit(d);
	assert_int_equal(d->book.totals.queued, MANY + 1);

	say(d, MO_STOP);
	desk_slots(d, ACME, 2 * MANY);
	assert_int_equal(claim_all(d), 1);
	assert_int_equal(desk_state(d, MANY + 1), STATUS_SUBMITTING);
	assert_int_equal(d->book.totals.state[STATUS_SKIPPED], MANY);
	assert_int_equal(d->book.totals.queued, 0);
	assert_int_equal(desk_look(d, 1).substate, SUBSTATE_OPTED_OUT);
	assert_int_equal(desk_look(d, MANY).substate, SUBSTATE_OPTED_OUT);
	desk_crash(d);
	desk_open(d);
	desk_slots(d, ACME, 100);
	assert_int_equal(claim_all(d), 0);
	assert_int_equal(d->book.totals.state[STATUS_SKIPPED], MANY);
}

static void exempt_ones_of_the_backlog_go(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .exempt = true });
	desk_accept(d, (struct accept){ .scope = 8 });
	desk_accept(d, (struct accept){ .scope = 7 });
	desk_commit(d);
	desk_optout(d, HANDSET, 7, true);
	desk_slots(d, ACME, 9);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	assert_int_equal(desk_state(d, 2), STATUS_SUBMITTING);
	assert_int_equal(desk_state(d, 3), STATUS_SKIPPED);
}

/* A retry, and one that its carrier may have. */
static void a_retry_is_skipped_and_a_doubt_stays_one(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 2);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_doubt(d, desk_part(2, 0, 1));
	desk_commit(d);
	stop(d);
	desk_slots(d, ACME, 2);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(desk_state(d, 1), STATUS_SKIPPED);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERY_UNKNOWN);
	assert_true(desk_look(d, 2).flags & FLAG_IN_DOUBT);
	assert_int_equal(desk_look(d, 2).next, RECORD_NEVER);
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "late");
	desk_commit(d);
	assert_int_equal(desk_state(d, 2), STATUS_FORWARDED);
	desk_check_totals(d);
	desk_verify(d, "");
}

static void one_that_was_held_is_skipped_when_it_is_due(void **state)
{
	struct desk *d = *state;
	usec due = d->now + HOUR;

	desk_accept(d, (struct accept){ .send_at = due });
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_HELD);
	stop(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, due);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_SKIPPED);
	desk_verify(d, "");
}

static void P8_a_failed_commit_changes_no_opt_out(void **state)
{
	struct desk *d = *state;

	desk_optout(d, OTHER, 0, true);
	desk_commit(d);
	say(d, MO_STOP);
	desk_optout(d, OTHER, 0, false);
	desk_overfill(d);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 0)->rc, RC_NO_SPACE);
	assert_int_equal(desk_outcome(d, OUTCOME_OPTED, 0)->rc, RC_NO_SPACE);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 0);
	assert_false(stops_has(d->book.stops, 1, HANDSET, 0));
	assert_true(stops_has(d->book.stops, 1, OTHER, 0));
	say(d, MO_STOP); /* the SMSC tries again */
	desk_commit(d);
	assert_true(desk_received(d, 0)->changed);
}

/* What the set says is what a plain list says, after each of many changes. */
static void the_set_holds_what_it_should(void **state)
{
	enum { NUMBERS = 40, SCOPES = 3, ACCOUNTS = 2, STEPS = 4000 };
	bool is_set[ACCOUNTS][SCOPES][NUMBERS] = { 0 };
	struct desk *d = *state;
	struct stops *s = stops_new();
	struct store_txn t;

	random_seed(7);
	store_begin(d->book.store, &t);
	for (int i = 0; i < STEPS; i++) {
		struct optout o = { .account = (uint16_t)random_below(ACCOUNTS),
			.scope = (uint32_t)random_below(SCOPES),
			.number = 1 + random_below(NUMBERS),
			.set = random_below(2) };
		bool *is = &is_set[o.account][o.scope][o.number - 1];

		assert_int_equal(stops_change(s, &t, &o, d->now), *is != o.set);
		*is = o.set;
		assert_int_equal(stops_has(s, o.account, o.number, o.scope),
		    *is || is_set[o.account][0][o.number - 1]);
		if (i % 1000 == 999)
			assert_int_equal(stops_load(s, &t), 0);
	}
	store_abort(&t);
	stops_free(s);
}

static void it_grows(void **state)
{
	enum { MANY = 100000 };
	struct desk *d = *state;
	struct stops *s = stops_new();
	struct store_txn t;

	store_begin(d->book.store, &t);
	for (uint64_t n = 1; n <= MANY; n++)
		assert_true(stops_change(s, &t,
		    &(struct optout){ .account = 1, .number = n, .set = true },
		    d->now));
	assert_int_equal(stops_load(s, &t), 0);
	for (uint64_t n = 1; n <= MANY; n++)
		assert_true(stops_any(s, 1, n) && stops_has(s, 1, n, 3));
	assert_false(stops_any(s, 1, MANY + 1) || stops_any(s, 2, 1));
	store_abort(&t);
	stops_free(s);
}

static void its_name_and_value_read_back(void **state)
{
	static const char *const bad[] = { "", "00000000",
		"00000000:", "00000000:0", "0000000g:1", "0:1", "00000000:01",
		"00000000:1x", "00000000:-1", "00000000 1" };
	char name[OPTOUT_NAME_BYTES];
	struct optout o;

	(void)state;
	assert_string_equal(optout_name(0xab, HANDSET, name),
	    "000000ab:491711234567");
	assert_int_equal(optout_parse(name, &o), 0);
	assert_int_equal(o.scope, 0xab);
	assert_int_equal(o.number, HANDSET);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(optout_parse(bad[i], &o), RC_BAD);
}

static void its_thing_says_since_when_and_why(void **state)
{
	struct desk *d = *state;
	struct thing row = { .kind = THING_OPTOUT,
		.account = 1,
		.name = "00000000:491711234567" };
	struct store_txn t;
	struct optout o;
	usec first = d->now, at;

	stop(d);
	desk_optout(d, HANDSET, 0, true); /* it is set: nothing changes */
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	assert_int_equal(thing_get(&t, &row), 0);
	assert_int_equal(optout_value(row.value, row.len, &o, &at), 0);
	assert_int_equal(optout_value(row.value, row.len - 1, &o, &at), RC_BAD);
	store_end_read(&t);
	assert_int_equal(at, first);
	assert_int_equal(o.source, OPTOUT_STOP);
}

static void verify_knows_them(void **state)
{
	const struct thing bad = { .kind = THING_OPTOUT,
		.account = 1,
		.name = "49171",
		.value = "x",
		.len = 1 };
	struct desk *d = *state;
	struct store_txn t;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	stop(d);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	desk_verify(d, "");
	desk_open(d);
	store_begin(d->book.store, &t);
	thing_put(&t, &bad);
	assert_int_equal(store_end(&t), 0);
	desk_verify(d, "it cannot be read");
}

static void damage_of_other_things_does_not_keep_them_out(void **state)
{
	static const uint8_t junk[] = "junk";
	const struct thing other = { .kind = THING_FEEDBACK,
		.account = 1,
		.name = "x",
		.value = "y",
		.len = 1 };
	struct desk *d = *state;
	struct store_txn t;
	struct thing_walk w = { .txn = &t,
		.kind = THING_FEEDBACK,
		.all = true };

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	stop(d);
	store_begin(d->book.store, &t);
	thing_put(&t, &other);
	assert_true(thing_next(&w));
	store_put(&t, STORE_THING, w.row.key, w.row.key_len, junk,
	    sizeof(junk));
	assert_int_equal(store_end(&t), 0);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(try_accept(d, (struct accept){ 0 }), RC_OPTED_OUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_stop_refuses_what_is_accepted_after_it),
		CASE(it_counts_within_its_batch),
		CASE(a_keyword_tells_whether_it_changed_anything),
		CASE(a_keyword_to_nobody_or_of_nobody_changes_nothing),
		CASE(it_survives_a_crash_and_so_does_its_end),
		CASE(one_that_was_set_by_hand_is_told_and_cleared),
		CASE(a_scope_counts_for_its_own_messages_only),
		CASE(a_stop_ends_a_backlog_of_ten_thousand),
		CASE(exempt_ones_of_the_backlog_go),
		CASE(a_retry_is_skipped_and_a_doubt_stays_one),
		CASE(one_that_was_held_is_skipped_when_it_is_due),
		SMALL(P8_a_failed_commit_changes_no_opt_out),
		CASE(the_set_holds_what_it_should),
		CASE(it_grows),
		cmocka_unit_test(its_name_and_value_read_back),
		CASE(its_thing_says_since_when_and_why),
		CASE(verify_knows_them),
		CASE(damage_of_other_things_does_not_keep_them_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
