/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts that are kept only until they are sent (ledger/discard.h). */
#include "canary.h"

#include "ledger/discard.h"
#include "ledger/due.h"
#include "ledger/follow_read.h"
#include "ledger/life.h"
#include "ledger/read.h"

static const char words[] = "id:a1 stat:DELIVRD err:000 Text:CANARYTE";

static struct accept secret(void)
{
	return (struct accept){ .discard = true,
		.body = canary,
		.body_len = sizeof(canary) - 1 };
}

/* Key 1, claimed by acme. */
static void send_secret(struct desk *d, struct accept a)
{
	desk_slots(d, ACME, a.parts != 0 ? a.parts : 1);
	desk_accept(d, a);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
}

static bool is_stored(struct desk *d)
{
	return grep_store(d, "CANARYTE", 8) != 0;
}

/* The n-th claim of the last commit has all of the text. */
static void check_claim(const struct desk *d, size_t n)
{
	const struct outcome *o = desk_outcome(d, OUTCOME_CLAIMED, n);
	const struct buf *from = o->data_out ? &d->done.out : &d->done.in;

	assert_int_equal(o->u.claim.body_len, sizeof(canary) - 1);
	assert_memory_equal(buf_bytes(from) + o->data, canary,
	    sizeof(canary) - 1);
}

static int wish(struct desk *d, uint64_t key, enum wish wish)
{
	desk_wish(d, key, wish);
	desk_commit(d);
	return desk_outcome(d, OUTCOME_GRANTED, 0)->u.granted.rc;
}

static void check_hidden(const struct message_view *v)
{
	assert_true(v->discard);
	assert_int_equal(v->body_len, sizeof(blanked) - 1);
	assert_memory_equal(v->body, blanked, sizeof(blanked) - 1);
}

/* By its id, in a list, as an event. */
static void check_readers(struct desk *d, uint64_t key)
{
	const struct list_query all = { .limit = 10, .state = -1 };
	const struct follow_query news = { .limit = 10 };
	struct message_id id = book_id(&d->book, key);
	struct reading page = { 0 };
	struct following events = { 0 };

	assert_int_equal(read_message(&d->book, 0, &id, &page), 0);
	check_hidden(page.message);
	reading_fini(&page);
	assert_int_equal(read_list(&d->book, &all, &page), 0);
	assert_int_equal(page.n, 1);
	check_hidden(page.message);
	reading_fini(&page);
	assert_int_equal(read_events(&d->book, &news, &events), 0);
	assert_true(events.n > 0);
	for (size_t i = 0; i < events.n; i++)
		check_hidden(&events.event[i].message);
	following_fini(&events);
}

static void nobody_is_shown_it_while_it_is_there(void **state)
{
	struct desk *d = *state;

	desk_accept(d, secret());
	desk_commit(d);
	assert_true(is_stored(d));
	check_readers(d, 1);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	check_claim(d, 0);
	check_readers(d, 1);
}

static void it_goes_with_the_answer_to_its_last_part(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.parts = 3;
	send_secret(d, a);
	check_claim(d, 0);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_answer(d, desk_part(1, 2, 1), ANSWER_OK, "a3");
	desk_commit(d);
	assert_true(is_stored(d));
	assert_int_equal(desk_look(d, 1).flags, 0);
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "a2");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_REDACTED);
	assert_false(is_stored(d));
	check_readers(d, 1);
	desk_check_totals(d);
	crash_and_verify(d);
	assert_false(is_stored(d));
	assert_int_equal(desk_look(d, 1).flags, FLAG_REDACTED);
	check_readers(d, 1);
}

/* What its carrier has is neither sent again nor complete. */
static void one_that_is_gone_is_as_one_that_was_redacted(void **state)
{
	struct desk *d = *state;

	send_secret(d, secret());
	assert_int_equal(wish(d, 1, WISH_REDACT), RC_DENIED);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_commit(d);
	assert_int_equal(wish(d, 1, WISH_REDACT), 0);
	assert_int_equal(wish(d, 1, WISH_RESEND), RC_DENIED);
	assert_int_equal(wish(d, 1, WISH_DELETE), RC_DENIED);
	desk_receipt(d, VERDICT_DELIVERED, "a1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(wish(d, 1, WISH_DELETE), 0);
	crash_and_verify(d);
}

static void send_words(struct desk *d)
{
	struct receipt_fact *r =
	    &batch_add(&d->batch, FACT_RECEIPT, words, strlen(words))
		 ->u.receipt;

	*r = (struct receipt_fact){ .smsc = ACME,
		.verdict = VERDICT_DELIVERED,
		.from = 491711234567u,
		.smsc_id = "a1",
		.raw_len = strlen(words) };
}

/* Of a part, before the message is forwarded; or before its answer. */
static void a_receipt_brings_nothing_of_it_back(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.parts = 2;
	send_secret(d, a);
	send_words(d);
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_commit(d);
	assert_int_equal(grep_store(d, "Text:CANARYTE", 13), 0);
	assert_true(is_stored(d));
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "a2");
	desk_commit(d);
	assert_false(is_stored(d));
	crash_and_verify(d);
}

static void it_stays_while_it_may_be_sent_again(void **state)
{
	struct desk *d = *state;

	send_secret(d, secret());
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 10 * SECOND);
	check_claim(d, 0);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_THROTTLE, "");
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_true(is_stored(d));
	desk_commit_at(d, d->now + SECOND);
	check_claim(d, 0);
	desk_answer(d, desk_part(1, 0, 3), ANSWER_OK, "a1");
	desk_commit(d);
	assert_false(is_stored(d));
}

static void it_goes_when_the_message_ends_unsent(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.ttl = 60;
	for (int i = 0; i < 4; i++)
		desk_accept(d, a);
	desk_commit(d);
	desk_wish(d, 1, WISH_CANCEL);
	desk_slots(d, ACME, 2);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 2);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 3);
	desk_answer(d, desk_part(2, 0, 1), ANSWER_NEVER, "")->status = 8;
	desk_commit(d);
	assert_int_equal(desk_state(d, 2), STATUS_FAILED);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 2);
	desk_wish(d, 3, WISH_CANCEL); /* when its answer allows it */
	desk_return(d, desk_part(3, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 3), STATUS_CANCELED);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 1);
	desk_commit_at(d, d->now + 61 * SECOND);
	assert_int_equal(desk_state(d, 4), STATUS_FAILED);
	assert_false(is_stored(d));
	crash_and_verify(d);
}

/* on_doubt = resend: it goes twice, whole both times. */
static void it_stays_while_a_doubt_sends_it_again(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.on_doubt = DOUBT_RESEND;
	send_secret(d, a);
	crash_and_verify(d);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	assert_true(is_stored(d));
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 60 * SECOND);
	check_claim(d, 0);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "a1");
	desk_commit(d);
	assert_false(is_stored(d));
}

static void hold_secret(struct desk *d)
{
	struct accept a = secret();

	a.on_doubt = DOUBT_HOLD;
	send_secret(d, a);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_true(is_stored(d));
}

static void it_stays_while_it_is_held_in_doubt(void **state)
{
	struct desk *d = *state;

	hold_secret(d);
	desk_commit_at(d, d->now + DISCARD_DOUBT - SECOND);
	assert_true(is_stored(d));
	check_readers(d, 1);
	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	assert_int_equal(wish(d, 1, WISH_RESEND), 0);
	check_claim(d, 0);
	/* The row of its first doubt comes to nothing. */
	desk_commit_at(d, d->now + 2 * SECOND);
	assert_true(is_stored(d));
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "a1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_false(is_stored(d));
	crash_and_verify(d);
}

static void a_late_answer_ends_the_doubt_and_the_text(void **state)
{
	struct desk *d = *state;

	hold_secret(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1")->late = true;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_false(is_stored(d));
}

static void a_doubt_that_nobody_ends_keeps_it_for_a_day(void **state)
{
	struct desk *d = *state;

	hold_secret(d);
	crash_and_verify(d);
	desk_commit_at(d, d->now + DISCARD_DOUBT);
	assert_false(is_stored(d));
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(wish(d, 1, WISH_RESEND), RC_DENIED);
	crash_and_verify(d);
}

static void count_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	assert_string_equal(table, "message");
	assert_string_equal(key, "1");
	assert_string_equal(what,
	    "its text was to be discarded, and would stay");
	++*(int *)arg;
}

static void a_text_that_would_stay_is_found(void **state)
{
	struct desk *d = *state;
	struct book *b = &d->book;
	int found = 0;
	const struct verify_options o = { .path = d->path,
		.found = count_finding,
		.arg = &found };
	struct due row = { .line = DUE_BODY,
		.at = d->now + DISCARD_DOUBT,
		.key = 1 };
	struct verify_counts counts;
	struct ledger_problem why;

	hold_secret(d);
	store_begin(b->store, &b->txn);
	due_del(&b->txn, &row);
	assert_int_equal(store_end(&b->txn), 0);
	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	assert_int_equal(found, 1);
}

/* Of one that its carrier took there is nothing to send to another. */
static void what_was_forwarded_goes_nowhere_else(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.set = FAILOVER;
	send_secret(d, a);
	desk_slots(d, BETA, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_commit(d);
	desk_receipt(d, VERDICT_FAILED, "a1");
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	crash_and_verify(d);
}

static void what_was_refused_goes_elsewhere_with_its_text(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.set = FAILOVER;
	send_secret(d, a);
	desk_slots(d, BETA, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_NEVER, "")->status = 8;
	desk_commit(d);
	check_claim(d, 0);
	assert_int_equal(desk_outcome(d, OUTCOME_CLAIMED, 0)->u.claim.smsc,
	    BETA);
}

#define MANY 1200

/* More end at once than one commit takes away; and it stops between. */
static void many_at_once_go_a_slice_at_a_time(void **state)
{
	struct desk *d = *state;
	size_t left;

	for (int i = 0; i < MANY; i++)
		desk_accept(d, secret());
	desk_commit(d);
	for (uint64_t key = 1; key <= MANY; key++)
		desk_wish(d, key, WISH_CANCEL);
	desk_commit(d);
	left = grep_store(d, "CANARYTE", 8);
	assert_true(left > 0 && left < MANY);
	assert_true(d->book.view.next_due <= d->now);
	crash_and_verify(d);
	for (int i = 0; i < 20 && left > 0; i++) {
		desk_commit_at(d, d->now + SECOND);
		left = grep_store(d, "CANARYTE", 8);
	}
	assert_int_equal(left, 0);
	desk_check_totals(d);
	crash_and_verify(d);
}

static size_t count_redacted(struct desk *d, uint64_t keys)
{
	size_t n = 0;

	for (uint64_t key = 1; key <= keys; key++)
		n += (desk_look(d, key).flags & FLAG_REDACTED) != 0;
	return n;
}

/* It needs its room for what happens to messages. */
static void a_full_store_takes_few_away_at_a_time(void **state)
{
	struct desk *d = *state;

	d->options.blank = canary_blank;
	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	for (int i = 0; i < 40; i++)
		desk_accept(d, secret());
	desk_commit(d);
	desk_flood(d);
	desk_commit(d);
	assert_true(d->book.view.totals.full);
	for (uint64_t key = 1; key <= 40; key++)
		desk_wish(d, key, WISH_CANCEL);
	desk_commit(d);
	assert_int_equal(d->book.totals.state[STATUS_CANCELED], 40);
	assert_int_equal(count_redacted(d, 40), 10);
	for (int i = 0; i < 5; i++)
		desk_commit_at(d, d->now + MINUTE);
	assert_int_equal(count_redacted(d, 40), 40);
	assert_false(is_stored(d));
}

/* Nothing of what it did has happened: the answer is carried. */
static void a_commit_that_fails_takes_nothing_away(void **state)
{
	struct desk *d = *state;

	d->options.blank = canary_blank;
	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	send_secret(d, secret());
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	assert_true(is_stored(d));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_false(is_stored(d));
	crash_and_verify(d);
}

static void others_keep_theirs(void **state)
{
	struct desk *d = *state;
	struct accept a = secret();

	a.discard = false;
	a.obfuscate = true;
	send_secret(d, a);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_receipt(d, VERDICT_DELIVERED, "a1");
	desk_commit(d);
	assert_true(is_stored(d));
	assert_int_equal(desk_look(d, 1).flags, 0);
}

/* Whoever shows it masks it; a list by number and its receipt find it. */
static void a_number_to_be_masked_is_in_the_record(void **state)
{
	struct desk *d = *state;
	const struct list_query of = { .limit = 10,
		.state = -1,
		.to = 491711234567u };
	struct reading page = { 0 };
	struct accept a = secret();

	a.obfuscate = true;
	a.scope = 7;
	a.sender = 5;
	a.exempt = a.hooked = true;
	a.class = CLASS_OTP;
	send_secret(d, a);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_receipt(d, VERDICT_DELIVERED, "a1");
	desk_commit(d);
	crash_and_verify(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(read_list(&d->book, &of, &page), 0);
	assert_int_equal(page.n, 1);
	assert_true(page.message->obfuscate);
	assert_true(page.message->discard);
	assert_true(page.message->hooked);
	assert_int_equal(page.message->class, CLASS_OTP);
	assert_int_equal(page.message->to, of.to);
	reading_fini(&page);
	assert_int_equal(wish(d, 1, WISH_DELETE), 0);
	assert_int_equal(grep_store(d, &of.to, 8), 0);
	crash_and_verify(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, canary_setup, desk_teardown)
#define CLOSED_CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nobody_is_shown_it_while_it_is_there),
		CASE(it_goes_with_the_answer_to_its_last_part),
		CASE(one_that_is_gone_is_as_one_that_was_redacted),
		CASE(a_receipt_brings_nothing_of_it_back),
		CASE(it_stays_while_it_may_be_sent_again),
		CASE(it_goes_when_the_message_ends_unsent),
		CASE(it_stays_while_a_doubt_sends_it_again),
		CASE(it_stays_while_it_is_held_in_doubt),
		CASE(a_late_answer_ends_the_doubt_and_the_text),
		CASE(a_doubt_that_nobody_ends_keeps_it_for_a_day),
		CASE(a_text_that_would_stay_is_found),
		CASE(what_was_forwarded_goes_nowhere_else),
		CASE(what_was_refused_goes_elsewhere_with_its_text),
		CASE(many_at_once_go_a_slice_at_a_time),
		CLOSED_CASE(a_full_store_takes_few_away_at_a_time),
		CLOSED_CASE(a_commit_that_fails_takes_nothing_away),
		CASE(others_keep_theirs),
		CASE(a_number_to_be_masked_is_in_the_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
