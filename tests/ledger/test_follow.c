/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include "ledger/entry.h"
#include "ledger/follow_read.h"

/* The page behind a place. */
static struct following page(struct desk *d, uint64_t after, bool hooked)
{
	const struct follow_query q = { .after = after,
		.hooked = hooked,
		.limit = FOLLOW_LIMIT };
	struct following f = { 0 };

	assert_int_equal(read_events(&d->book, &q, &f), 0);
	return f;
}

static void says(const struct following *f, size_t i, uint64_t key,
    enum status state)
{
	assert_true(i < f->n);
	assert_int_equal(f->event[i].message.id.key, key);
	assert_string_equal(status_name(f->event[i].state), status_name(state));
}

static void a_message_tells_its_way_in_the_order_of_the_journal(void **state)
{
	struct desk *d = *state;
	struct following f;

	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .body = "hello", .body_len = 5 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "77");
	desk_commit_at(d, d->now + SECOND);
	desk_receipt(d, VERDICT_DELIVERED, "77");
	desk_commit_at(d, d->now + SECOND);
	f = page(d, 0, false);
	assert_int_equal(f.n, 3);
	assert_false(f.more);
	says(&f, 0, 1, STATUS_QUEUED);
	says(&f, 1, 1, STATUS_FORWARDED);
	says(&f, 2, 1, STATUS_DELIVERED);
	assert_int_equal(f.event[0].type, ENTRY_ACCEPT);
	assert_int_equal(f.event[0].at, d->now - 2 * SECOND);
	assert_int_equal(f.event[1].smsc, ACME);
	assert_string_equal(f.event[1].raw, "");
	assert_int_equal(f.event[2].raw_len, 4);
	assert_memory_equal(f.event[2].raw, "id:x", 4);
	assert_true(f.event[0].place < f.event[1].place);
	assert_true(f.event[1].place < f.event[2].place);
	assert_int_equal(f.next, f.event[2].place);
	for (size_t i = 0; i < 3; i++) {
		const struct message_view *v = &f.event[i].message;

		assert_int_equal(v->state, STATUS_DELIVERED);
		assert_int_equal(v->id.tail, book_id(&d->book, 1).tail);
		assert_int_equal(v->body_len, 5);
		assert_memory_equal(v->body, "hello", 5);
	}
	following_fini(&f);
}

static void what_is_tried_again_says_nothing(void **state)
{
	struct desk *d = *state;
	struct following f;

	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 60 * SECOND);
	desk_return(d, desk_part(1, 0, 2));
	desk_commit(d);
	f = page(d, 0, false);
	assert_int_equal(f.n, 1);
	following_fini(&f);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "1");
	desk_commit(d);
	desk_receipt(d, VERDICT_FAILED, "1");
	desk_receipt(d, VERDICT_FAILED, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	f = page(d, 0, false);
	assert_int_equal(f.n, 4);
	says(&f, 1, 1, STATUS_FORWARDED);
	says(&f, 2, 1, STATUS_FAILED);
	says(&f, 3, 1, STATUS_DELIVERED);
	assert_true(f.event[3].message.flags & FLAG_REVISED);
	following_fini(&f);
}

static void what_was_held_tells_that_it_is_queued(void **state)
{
	struct desk *d = *state;
	struct following f;

	desk_accept(d, (struct accept){ .send_at = d->now + HOUR });
	desk_commit(d);
	desk_commit_at(d, d->now + HOUR);
	f = page(d, 0, false);
	assert_int_equal(f.n, 2);
	says(&f, 0, 1, STATUS_HELD);
	says(&f, 1, 1, STATUS_QUEUED);
	assert_int_equal(f.event[1].at, d->now);
	following_fini(&f);
}

static void only_hooked_ones_are_told_to_whom_asks_for_them(void **state)
{
	struct desk *d = *state;
	struct following f;
	uint64_t last;

	assert_int_equal(d->book.view.marks.any, 0);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	last = d->book.view.marks.any;
	assert_true(last != 0);
	assert_int_equal(d->book.view.marks.hooked, 0);
	desk_accept(d, (struct accept){ .hooked = true });
	desk_commit(d);
	assert_true(d->book.view.marks.hooked > last);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_true(d->book.view.marks.any > d->book.view.marks.hooked);
	f = page(d, 0, true);
	assert_int_equal(f.n, 1);
	says(&f, 0, 2, STATUS_QUEUED);
	assert_true(f.event[0].message.hooked);
	assert_int_equal(f.event[0].place, d->book.view.marks.hooked);
	assert_int_equal(f.next, d->book.view.marks.any);
	following_fini(&f);
}

static void an_account_hears_of_its_own_messages(void **state)
{
	struct desk *d = *state;
	struct follow_query q = { .account = 2, .limit = 10 };
	struct following f = { 0 };

	for (uint16_t account = 1; account <= 3; account++)
		desk_accept(d, (struct accept){ .account = account });
	desk_commit(d);
	assert_int_equal(read_events(&d->book, &q, &f), 0);
	assert_int_equal(f.n, 1);
	says(&f, 0, 2, STATUS_QUEUED);
	assert_int_equal(f.event[0].message.account, 2);
	assert_int_equal(f.next, d->book.view.marks.any);
	following_fini(&f);
}

static void who_needs_no_bodies_gets_none(void **state)
{
	struct desk *d = *state;
	struct follow_query q = { .limit = 100, .bare = true };
	struct following f = { 0 };

	for (size_t i = 0; i < 40; i++)
		desk_accept(d,
		    (struct accept){ .body = "hello", .body_len = 5 });
	desk_commit(d);
	assert_int_equal(read_events(&d->book, &q, &f), 0);
	assert_int_equal(f.n, 40);
	assert_int_equal(f.bytes.len, 0);
	for (size_t i = 0; i < f.n; i++) {
		says(&f, i, i + 1, STATUS_QUEUED);
		assert_null(f.event[i].message.body);
	}
	following_fini(&f);
}

/* Returns how many events there are in pages of so many. */
static size_t walk(struct desk *d, size_t limit, const struct following *all)
{
	struct follow_query q = { .limit = limit };
	struct following f;
	size_t n = 0;
	bool more;

	do {
		f = (struct following){ 0 };
		assert_int_equal(read_events(&d->book, &q, &f), 0);
		assert_in_range(f.n, 1, limit);
		for (size_t i = 0; i < f.n; i++, n++) {
			says(&f, i, n + 1, STATUS_QUEUED);
			assert_int_equal(f.event[i].place, all->event[n].place);
			assert_int_equal(f.event[i].message.body_len, n * 40);
		}
		assert_true(f.next >= f.event[f.n - 1].place);
		q.after = f.next;
		more = f.more;
		following_fini(&f);
	} while (more);
	return n;
}

/* More messages than there are records in memory, and bodies of any length;
 * page by page it is what it is at once. */
static void pages_of_any_size_miss_none_and_tell_none_twice(void **state)
{
	struct desk *d = *state;
	static const uint8_t body[6000] = { 1 };
	struct following all;

	for (size_t i = 0; i < 150; i++) {
		desk_accept(d,
		    (struct accept){ .body = body, .body_len = i * 40 });
		if (i % 7 == 0)
			desk_commit(d);
	}
	desk_accept(d, (struct accept){ .body = body, .body_len = 6000 });
	desk_commit(d);
	all = page(d, 0, false);
	assert_int_equal(all.n, 151);
	assert_int_equal(walk(d, 1, &all), 151);
	assert_int_equal(walk(d, 7, &all), 151);
	assert_int_equal(walk(d, 150, &all), 151);
	following_fini(&all);
}

/* A thousand rows a time, and then it says that there is more. */
static void a_long_way_to_the_next_event_is_gone_in_steps(void **state)
{
	struct desk *d = *state;
	static const uint8_t body[16000] = { 1 };
	struct following f;
	uint64_t after;

	for (int i = 0; i < 150; i++)
		desk_accept(d,
		    (struct accept){ .body = body, .body_len = sizeof(body) });
	desk_accept(d, (struct accept){ .hooked = true });
	desk_commit(d);
	f = page(d, 0, true);
	assert_int_equal(f.n, 0);
	assert_true(f.more);
	after = f.next;
	following_fini(&f);
	f = page(d, after, true);
	assert_int_equal(f.n, 1);
	says(&f, 0, 151, STATUS_QUEUED);
	assert_false(f.more);
	following_fini(&f);
}

/* The store shows a commit a little before its records are published. */
static void what_is_not_published_yet_is_told_later(void **state)
{
	struct desk *d = *state;
	struct view_marks before, after;
	struct following f;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	before = d->book.view.marks;
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	after = d->book.view.marks;
	d->book.view.marks = before;
	f = page(d, 0, false);
	assert_int_equal(f.n, 1);
	assert_false(f.more);
	assert_int_equal(f.next, before.any);
	following_fini(&f);
	d->book.view.marks = after;
	f = page(d, before.any, false);
	assert_int_equal(f.n, 1);
	says(&f, 0, 2, STATUS_QUEUED);
	following_fini(&f);
}

static void after_a_restart_the_journal_is_still_there(void **state)
{
	struct desk *d = *state;
	struct following f;
	uint64_t after;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	after = d->book.view.marks.any;
	desk_claim_messages(d, 1);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(d->book.view.marks.any, 0);
	f = page(d, after, false);
	assert_int_equal(f.n, 1);
	says(&f, 0, 2, STATUS_QUEUED);
	following_fini(&f);
}

static void P8_a_failed_commit_has_no_events(void **state)
{
	struct desk *d = *state;
	struct view_marks before;
	struct following f;
	uint64_t after;

	desk_forward(d, "77");
	before = d->book.view.marks;
	desk_receipt(d, VERDICT_DELIVERED, "77");
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_memory_equal(&d->book.view.marks, &before, sizeof(before));
	f = page(d, 0, false);
	assert_int_equal(f.n, 2);
	after = f.next;
	following_fini(&f);
	desk_receipt(d, VERDICT_DELIVERED, "77");
	desk_commit(d);
	assert_true(d->book.view.marks.any > after);
	f = page(d, after, false);
	assert_int_equal(f.n, 1);
	says(&f, 0, 1, STATUS_DELIVERED);
	following_fini(&f);
}

static uint64_t accept_alone(struct desk *d)
{
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	return d->book.view.marks.any;
}

static void chunks_that_are_gone_or_damaged_are_passed_by(void **state)
{
	struct desk *d = *state;
	uint64_t place[3];
	uint8_t key[STORE_KEY64];
	struct following f;
	struct store_txn t;

	for (size_t i = 0; i < 3; i++)
		place[i] = accept_alone(d);
	store_begin(d->book.store, &t);
	store_del(&t, STORE_JOURNAL, store_key(journal_seq(place[0]), key),
	    sizeof(key));
	store_put(&t, STORE_JOURNAL, store_key(journal_seq(place[1]), key),
	    sizeof(key), "what is this, a chunk?", 22);
	assert_int_equal(store_end(&t), 0);
	f = page(d, 0, false);
	assert_int_equal(f.n, 1);
	says(&f, 0, 3, STATUS_QUEUED);
	following_fini(&f);
	store_begin(d->book.store, &t);
	store_put(&t, STORE_JOURNAL, store_key(journal_seq(place[2]), key),
	    sizeof(key), "nor is this", 11);
	assert_int_equal(store_end(&t), 0);
	f = page(d, 0, false);
	assert_int_equal(f.n, 0);
	assert_false(f.more);
	assert_true(f.next >= place[2]);
	place[0] = f.next;
	following_fini(&f);
	assert_true(accept_alone(d) > place[0]);
	f = page(d, place[0], false);
	assert_int_equal(f.n, 1);
	following_fini(&f);
}

static void events_are_read_by_their_places_too(void **state)
{
	struct desk *d = *state;
	struct following f = { 0 };
	uint64_t place[4];

	place[2] = accept_alone(d);
	place[1] = 4711;
	desk_forward(d, "77");
	place[0] = d->book.view.marks.any;
	/* A claim is nobody's business. */
	place[3] = desk_look(d, 1).last;
	desk_slots(d, ACME, 1);
	desk_commit(d);
	place[3] = desk_look(d, 1).last;
	assert_true(place[3] != place[2]);
	assert_int_equal(read_events_at(&d->book, place, 4, &f), 0);
	assert_int_equal(f.n, 4);
	says(&f, 0, 2, STATUS_FORWARDED);
	assert_int_equal(f.event[1].place, 0);
	says(&f, 2, 1, STATUS_QUEUED);
	assert_int_equal(f.event[2].place, place[2]);
	assert_int_equal(f.event[3].place, 0);
	following_fini(&f);
}

static int setup_small(void **state)
{
	struct desk *d;
	int rc = desk_setup(state);

	d = *state;
	d->map_bytes = 2u << 20;
	log_set_level((enum log_level) - 1);
	desk_open(d);
	return rc;
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)
#define SMALL(test) \
	cmocka_unit_test_setup_teardown(test, setup_small, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_tells_its_way_in_the_order_of_the_journal),
		CASE(what_is_tried_again_says_nothing),
		CASE(what_was_held_tells_that_it_is_queued),
		CASE(only_hooked_ones_are_told_to_whom_asks_for_them),
		CASE(an_account_hears_of_its_own_messages),
		CASE(who_needs_no_bodies_gets_none),
		CASE(pages_of_any_size_miss_none_and_tell_none_twice),
		CASE(a_long_way_to_the_next_event_is_gone_in_steps),
		CASE(what_is_not_published_yet_is_told_later),
		CASE(after_a_restart_the_journal_is_still_there),
		SMALL(P8_a_failed_commit_has_no_events),
		CASE(chunks_that_are_gone_or_damaged_are_passed_by),
		CASE(events_are_read_by_their_places_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
