/* SPDX-License-Identifier: BSD-2-Clause */
/* P8: what a commit that fails leaves behind, on the smallest of maps. */
#include "facts.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/random.h"
#include "ledger/audience.h"
#include "ledger/hook.h"
#include "ledger/hook_row.h"
#include "ledger/inside.h"
#include "ledger/people.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

static int setup(void **state)
{
	struct desk *d;
	int rc = desk_setup(state);

	d = *state;
	d->map_bytes = 2u << 20;
	log_set_level((enum log_level) - 1);
	desk_open(d);
	return rc;
}

/* Take messages with large bodies until a commit finds no space; what else
 * the failing batch holds is up to `more`. Returns how many it held. */
static size_t fill(struct desk *d, void (*more)(struct desk *d))
{
	uint8_t body[LEDGER_BODY_MAX] = { 1 };

	for (int i = 0; i < 100; i++) {
		size_t n = 16;

		if (more != NULL)
			more(d);
		for (size_t k = 0; k < n; k++)
			desk_accept(d, (struct accept){ .token = k,
					   .body = body,
					   .body_len = sizeof(body) });
		desk_commit(d);
		if (desk_count(d, OUTCOME_REFUSED) != 0)
			return n;
	}
	fail_msg("2 MiB hold everything");
	return 0;
}

static void P8_accepts_of_a_failed_commit_are_refused(void **state)
{
	struct desk *d = *state;
	uint64_t next;
	size_t n;

	next = d->book.next_key;
	n = fill(d, NULL);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), n);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 0);
	for (size_t i = 0; i < n; i++) {
		const struct outcome *o = desk_outcome(d, OUTCOME_REFUSED, i);

		assert_int_equal(o->token, i);
		assert_int_equal(o->rc, RC_NO_SPACE);
	}
	assert_true(d->book.next_key > next);
	assert_true(d->book.view.totals.full);
	assert_in_range(d->book.view.next_due, d->now, d->now + SECOND);
	desk_check_totals(d);
}

static void P8_a_full_store_refuses_before_it_tries(void **state)
{
	struct desk *d = *state;

	fill(d, NULL);
	desk_accept(d, (struct accept){ .token = 9 });
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->token, 9);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_NO_SPACE);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* As the loop does, when what is due is due. */
static void tick(struct desk *d)
{
	assert_int_not_equal(d->book.view.next_due, 0);
	assert_true(d->book.view.next_due <= d->now + SECOND);
	batch_add(&d->batch, FACT_TICK, NULL, 0);
	desk_commit_at(d, d->book.view.next_due);
}

/* Nothing comes: accepts are refused as long as it is known to be full. */
static void P8_an_idle_store_finds_by_itself_that_there_is_room(void **state)
{
	struct desk *d = *state;
	struct store_figures f, after;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(1);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_NO_SPACE);
	for (int i = 0; i < 5; i++)
		tick(d);
	assert_true(d->book.view.totals.full);
	/* However many commits there are, it tries once a second. */
	store_figures(d->book.store, &f);
	for (int i = 0; i < 5; i++) {
		batch_add(&d->batch, FACT_TICK, NULL, 0);
		desk_commit_at(d, d->now + SECOND / 10);
	}
	store_figures(d->book.store, &after);
	assert_in_range(after.puts - f.puts, 0, 1);

	limit_files(RLIM_INFINITY);
	for (int i = 0; i < 3 && d->book.view.totals.full; i++)
		tick(d);
	assert_false(d->book.view.totals.full);
	desk_accept(d, (struct accept){ .token = 7 });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 1);
}

/* Facts of other kinds for each batch of fill(). */
static void add_others(struct desk *d)
{
	if (d->book.totals.state[STATUS_SUBMITTING] == 1)
		desk_doubt(d, desk_part(1, 0, 1));
	desk_slots(d, BETA, 1);
}

static void P8_facts_of_a_failed_commit_are_applied_by_the_next(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 2);
	desk_slots(d, BETA, 2);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "77");
	desk_doubt(d, desk_part(2, 0, 1));
	desk_receipt(d, VERDICT_DELIVERED, "77");
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 0)->rc, RC_NO_SPACE);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	assert_int_equal(d->book.smsc[BETA].credit, 0);
	desk_check_totals(d);

	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(desk_state(d, 2), STATUS_QUEUED);
	assert_int_equal(d->book.smsc[BETA].credit, 2);
	assert_int_equal(d->book.carry.facts, 0);
	desk_check_totals(d);
	desk_commit(d);
	assert_int_equal(d->book.smsc[BETA].credit, 2);
}

/* A reload on a full disk: what it named is there, and stays. */
static void P8_names_of_a_failed_commit_are_put_by_the_next(void **state)
{
	struct desk *d = *state;
	const struct smsc_fact plain = { .doubt_wait = 60 * SECOND };
	uint16_t smsc, set;

	assert_int_equal(
	    names_intern(&d->book.names, NAME_SMSC, "gamma", &smsc), 0);
	assert_int_equal(
	    names_intern(&d->book.names, NAME_SET, "gamma,acme", &set), 0);
	desk_configure(d, smsc, plain);
	desk_up(d, smsc, true);
	desk_slots(d, smsc, 1);
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);

	desk_commit(d);
	desk_accept(d, (struct accept){ .set = set });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->smsc, smsc);
	desk_crash(d);
	desk_open(d);
	assert_string_equal(names_text(&d->book.names, NAME_SET, set),
	    "gamma,acme");
}

static void P8_a_claim_of_a_failed_commit_was_never_made(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
	assert_int_equal(desk_claim(d, 0)->attempt, 1);
	assert_int_equal(d->book.smsc[ACME].credit, 0);
}

/* The store fills while messages go through all their states: whatever fails,
 * memory and disk say the same. */
static void P8_after_a_failed_commit_the_memory_is_what_the_disk_says(
    void **state)
{
	struct desk *d = *state;
	struct ledger_totals totals;
	struct record before[100];
	uint64_t next;

	desk_claim_messages(d, 30);
	for (uint64_t key = 1; key <= 20; key++)
		desk_answer(d, desk_part(key, 0, 1),
		    key % 2 ? ANSWER_OK : ANSWER_LATER, "5");
	desk_commit(d);
	fill(d, add_others);
	totals = d->book.totals;
	next = d->book.next_key;
	for (uint64_t key = 1; key < next; key++)
		before[key % 100] = desk_look(d, key);
	desk_crash(d);
	desk_open(d);
	assert_memory_equal(d->book.totals.state, totals.state,
	    sizeof(totals.state));
	assert_int_equal(d->book.next_key, next);
	for (uint64_t key = next > 90 ? next - 90 : 1; key < next; key++) {
		struct record r = desk_look(d, key);

		memcpy(r.head, before[key % 100].head, sizeof(r.head));
		assert_memory_equal(&r, &before[key % 100], sizeof(r));
	}
}

/* The backlog's bodies are read in a transaction that has failed already:
 * still it is the space that lacks, not the store that is damaged. */
static void P8_a_full_store_is_not_taken_for_a_damaged_one(void **state)
{
	struct desk *d = *state;
	uint8_t body[LEDGER_BODY_MAX] = { 1 };

	desk_accept(d, (struct accept){ .body = body, .body_len = 9000 });
	desk_claim_messages(d, 1);
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	desk_flood(d);
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "1");
	desk_slots(d, ACME, 400);
	assert_int_equal(desk_try(d), 0);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
}

/* A start on a full disk: the claims of before the crash stay in doubt until
 * a commit says so. */
static void P8_claims_are_resolved_by_the_first_commit_that_succeeds(
    void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_crash(d);
	desk_open(d);
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
}

/* Fails with what was handed in before. */
static void overfill(struct desk *d)
{
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
}

static int find_thing(struct desk *d, struct thing *thing)
{
	struct store_txn t;
	int rc = store_begin_read(d->book.store, &t);

	assert_int_equal(rc, 0);
	rc = thing_get(&t, thing);
	store_end_read(&t);
	return rc;
}

static void P8_a_failed_commit_keeps_nothing_and_says_so(void **state)
{
	struct desk *d = *state;
	struct ledger l = { .fill = &d->batch };
	struct thing a = { .kind = THING_SERVICE, .name = "a" }, new = a;

	new.value = "new";
	new.len = 3;
	ledger_keep(&l, 5, &new);
	overfill(d);
	assert_int_equal(desk_count(d, OUTCOME_KEPT), 1);
	assert_int_equal(desk_outcome(d, OUTCOME_KEPT, 0)->rc, RC_NO_SPACE);
	assert_int_equal(desk_outcome(d, OUTCOME_KEPT, 0)->token, 5);
	assert_int_equal(find_thing(d, &a), RC_NOT_FOUND);
	desk_commit(d);
	assert_int_equal(find_thing(d, &a), RC_NOT_FOUND);
}

static void add_contact(struct desk *d, struct contact_fact c)
{
	struct fact *f;

	c.account = 1;
	f = batch_add(&d->batch, FACT_CONTACT, &c, sizeof(c));
	f->u.bytes.token = 33;
	f->u.bytes.len = sizeof(c);
}

/* One comes to the list, the one that is there is deleted. */
static void P8_contacts_of_a_failed_commit_are_as_they_were(void **state)
{
	struct desk *d = *state;
	const struct outcome *o;
	struct fact *f = batch_add(&d->batch, FACT_KEEP, "0000000a", 9);

	f->u.keep.kind = THING_LIST;
	f->u.keep.account = 1;
	f->u.keep.del = false;
	f->u.keep.name_len = 8;
	f->u.keep.len = 0;
	add_contact(d, (struct contact_fact){ .what = CONTACT_PUT,
			   .number = 5,
			   .list = 10 });
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_CONTACTED, 0)->rc, 0);
	assert_int_equal(book_lists_size(&d->book, 10), 1);

	add_contact(d,
	    (struct contact_fact){ .what = CONTACT_DELETE, .number = 5 });
	for (uint64_t i = 6; i < 9; i++)
		add_contact(d, (struct contact_fact){ .what = CONTACT_PUT,
				   .number = i,
				   .list = 10 });
	overfill(d);
	assert_int_equal(desk_count(d, OUTCOME_CONTACTED), 4);
	o = desk_outcome(d, OUTCOME_CONTACTED, 3);
	assert_int_equal(o->rc, RC_NO_SPACE);
	assert_int_equal(o->token, 33);
	assert_int_equal(book_lists_size(&d->book, 10), 1);
	assert_int_equal(book_next_contact(&d->book), 0);

	add_contact(d,
	    (struct contact_fact){ .what = CONTACT_PUT, .number = 9 });
	add_contact(d,
	    (struct contact_fact){ .what = CONTACT_DELETE, .number = 5 });
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_CONTACTED, 0)->rc,
	    RC_NO_SPACE); /* it is full */
	assert_int_equal(desk_outcome(d, OUTCOME_CONTACTED, 1)->rc, 0);
	assert_int_equal(book_lists_size(&d->book, 10), 0);
}

static int find_hook(struct desk *d, uint32_t lane, struct hook *h)
{
	struct store_row row;
	struct store_txn t;
	int rc = store_begin_read(d->book.store, &t);

	assert_int_equal(rc, 0);
	rc = hook_seek(&t, lane, 0, &row, h);
	store_end_read(&t);
	return rc;
}

static void P8_webhooks_of_a_failed_commit_are_in_the_next(void **state)
{
	struct desk *d = *state;
	struct ledger l = { .fill = &d->batch };
	struct hook h = { .lane = 3, .place = 1, .key = 9, .why = "timeout" };

	ledger_hook_put(&l, &h);
	ledger_hook_cursor(&l, 1);
	desk_commit(d);
	l.fill = &d->batch;
	h.place = 2;
	ledger_hook_put(&l, &h);
	ledger_hook_del(&l, 3, 1);
	ledger_hook_cursor(&l, 2);
	overfill(d);
	assert_int_equal(d->book.view.marks.cursor, 1);
	assert_int_equal(find_hook(d, 3, &h), 0);
	assert_int_equal(h.place, 1);
	desk_commit(d);
	assert_int_equal(d->book.view.marks.cursor, 2);
	assert_int_equal(find_hook(d, 3, &h), 0);
	assert_int_equal(h.place, 2);
	assert_int_equal(h.key, 9);
	assert_string_equal(h.why, "timeout");
	desk_crash(d);
	desk_open(d);
	assert_int_equal(d->book.view.marks.cursor, 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, desk_teardown)

/* What was to be asked in the commit that failed is asked in the next. */
static void P8_a_failed_commit_loses_no_question(void **state)
{
	uint8_t body[LEDGER_BODY_MAX] = { 1 };
	struct desk *d = *state;

	desk_configure(d, ACME, (struct smsc_fact){ .query = LEDGER_QUERY_ON });
	desk_forward(d, "4711");
	d->now += 300 * SECOND;
	for (int i = 0; i < 200; i++)
		desk_accept(d,
		    (struct accept){ .body = body, .body_len = sizeof(body) });
	desk_told(d, 1, 1, TOLD_FAULT);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 200);
	assert_int_equal(desk_count(d, OUTCOME_QUESTION), 0);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_QUESTION), 1);
	assert_int_equal(desk_outcome(d, OUTCOME_QUESTION, 0)->u.question.nth,
	    1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(P8_accepts_of_a_failed_commit_are_refused),
		CASE(P8_a_full_store_refuses_before_it_tries),
		CASE(P8_an_idle_store_finds_by_itself_that_there_is_room),
		CASE(P8_facts_of_a_failed_commit_are_applied_by_the_next),
		CASE(P8_names_of_a_failed_commit_are_put_by_the_next),
		CASE(P8_a_claim_of_a_failed_commit_was_never_made),
		CASE(P8_after_a_failed_commit_the_memory_is_what_the_disk_says),
		CASE(P8_a_full_store_is_not_taken_for_a_damaged_one),
		CASE(P8_claims_are_resolved_by_the_first_commit_that_succeeds),
		CASE(P8_a_failed_commit_loses_no_question),
		CASE(P8_a_failed_commit_keeps_nothing_and_says_so),
		CASE(P8_contacts_of_a_failed_commit_are_as_they_were),
		CASE(P8_webhooks_of_a_failed_commit_are_in_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
