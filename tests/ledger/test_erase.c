/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts and numbers that are taken away, and what is left to be found of them.
 */
#include "canary.h"

#include "ledger/life.h"
#include "ledger/read.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

static const char words[] = "id:a1 stat:DELIVRD err:000 Text:CANARYTE";

static void accept_canary(struct desk *d)
{
	desk_slots(d, ACME, 1);
	desk_accept(d,
	    (struct accept){ .body = canary, .body_len = sizeof(canary) - 1 });
	desk_commit(d);
}

static void send_words(struct desk *d, const char *id, const char *said)
{
	struct receipt_fact *r =
	    &batch_add(&d->batch, FACT_RECEIPT, said, strlen(said))->u.receipt;

	*r = (struct receipt_fact){ .smsc = ACME,
		.verdict = VERDICT_DELIVERED,
		.from = 491711234567u,
		.raw_len = strlen(said) };
	snprintf(r->smsc_id, sizeof(r->smsc_id), "%s", id);
}

static void send_receipt(struct desk *d, const char *id)
{
	send_words(d, id, words);
}

static uint64_t deliver_canary(struct desk *d)
{
	uint64_t key = d->book.next_key;

	accept_canary(d);
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, "a1");
	send_receipt(d, "a1");
	desk_commit(d);
	assert_int_equal(desk_state(d, key), STATUS_DELIVERED);
	return key;
}

/* What became of it. */
static int wish(struct desk *d, uint64_t key, enum wish wish)
{
	desk_wish(d, key, wish);
	desk_commit(d);
	return desk_outcome(d, OUTCOME_GRANTED, 0)->u.granted.rc;
}

static int fetch(struct desk *d, uint64_t key, struct reading *page)
{
	struct message_id id = book_id(&d->book, key);

	*page = (struct reading){ 0 };
	return read_message(&d->book, 0, &id, page);
}

static void keep_taught(struct desk *d, const char *name, uint64_t message)
{
	char value[TAUGHT_MAX];
	struct store_txn t;

	store_begin(d->book.store, &t);
	thing_put(&t, &(struct thing){ .kind = THING_LEARNED,
			  .name = name,
			  .value = value,
			  .len = taught_format(message, "310260", value) });
	assert_int_equal(store_end(&t), 0);
}

static bool is_taught(struct desk *d, const char *name)
{
	struct thing t = { .kind = THING_LEARNED, .name = name };
	struct store_txn txn;
	int rc;

	assert_int_equal(store_begin_read(d->book.store, &txn), 0);
	rc = thing_get(&txn, &t);
	store_end_read(&txn);
	assert_true(rc == 0 || rc == RC_NOT_FOUND);
	return rc == 0;
}

static void what_its_receipt_taught_goes_with_it(void **state)
{
	static const char to[] = "491711234567", other[] = "491711234568";
	struct desk *d = *state;
	uint64_t first = deliver_canary(d), second = deliver_canary(d);

	keep_taught(d, to, second);
	keep_taught(d, other, first);
	assert_int_equal(wish(d, first, WISH_DELETE), 0);
	assert_int_equal(desk_count(d, OUTCOME_HEARD), 0);
	assert_true(is_taught(d, to));
	assert_int_equal(wish(d, second, WISH_REDACT), 0);
	assert_true(is_taught(d, to));
	assert_int_equal(wish(d, second, WISH_DELETE), 0);
	assert_int_equal(desk_outcome(d, OUTCOME_HEARD, 0)->u.received.from,
	    491711234567u);
	assert_int_equal(desk_outcome(d, OUTCOME_HEARD, 0)->u.received.id.key,
	    0);
	assert_false(is_taught(d, to));
	assert_true(is_taught(d, other)); /* of no message to it */
}

/* Who is told of networks that receipts name: the recipient by the message, if
 * that has not been erased. */
static void a_network_is_told_of_the_recipient_until_it_is_erased(void **state)
{
	static const char said[] = "id:a1 stat:DELIVRD mccmnc:310260";
	struct desk *d = *state;
	uint64_t key = d->book.next_key;
	const struct outcome *o;

	accept_canary(d);
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, "a1");
	send_words(d, "a1", said);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_HEARD), 0); /* it names none */
	send_words(d, "a1", said);
	d->batch.fact[0].u.receipt.names = true;
	d->batch.fact[0].u.receipt.from = 4567; /* less than the number */
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_HEARD), 0); /* of nobody */
	send_words(d, "a1", said);
	d->batch.fact[0].u.receipt.names = true;
	d->batch.fact[0].u.receipt.from = 1711234567u;
	desk_commit(d);
	o = desk_outcome(d, OUTCOME_HEARD, 0);
	assert_int_equal(o->u.received.from, 491711234567u);
	assert_int_equal(o->u.received.id.key, key);
	assert_int_equal(o->u.received.smsc, ACME);
	assert_int_equal(o->u.received.body_len, sizeof(said) - 1);
	assert_memory_equal(buf_bytes(&d->done.out) + o->data, said,
	    sizeof(said) - 1);
	assert_int_equal(wish(d, key, WISH_DELETE), 0);
	send_words(d, "a1", said);
	d->batch.fact[0].u.receipt.names = true;
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 1);
	assert_int_equal(desk_count(d, OUTCOME_HEARD), 0);
}

/* The receipt's words as they are shown. */
static void check_words(const struct reading *page, const char *text)
{
	for (size_t i = 0; i < page->events; i++) {
		const struct event_view *e = &page->event[i];

		if (strcmp(e->name, "receipt") != 0)
			continue;
		assert_int_equal(e->raw_len, strlen(text));
		assert_memory_equal(e->raw, text, e->raw_len);
		return;
	}
	fail_msg("it shows no receipt");
}

static void a_redacted_message_has_no_text_and_is_else_as_it_was(void **state)
{
	struct desk *d = *state;
	uint64_t key = deliver_canary(d);
	struct reading page;

	assert_int_not_equal(grep_store(d, "CANARYTE", 8), 0);
	assert_int_equal(wish(d, key, WISH_REDACT), 0);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	crash_and_verify(d);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	assert_int_equal(fetch(d, key, &page), 0);
	assert_int_equal(page.message->state, STATUS_DELIVERED);
	assert_int_equal(page.message->flags, FLAG_REDACTED);
	assert_true(page.message->to == 491711234567u);
	assert_int_equal(page.message->body_len, sizeof(blanked) - 1);
	assert_memory_equal(page.message->body, blanked, sizeof(blanked) - 1);
	check_words(&page, "id:a1 stat:DELIVRD err:000 Text:        ");
	reading_fini(&page);
	desk_check_totals(d);
}

/* Of a doubt there is only our own word. */
static void why_it_was_in_doubt_stays(void **state)
{
	struct desk *d = *state;
	uint64_t key = d->book.next_key;
	struct reading page;
	size_t doubts = 0;

	accept_canary(d);
	desk_doubt(d, desk_part(key, 0, 1));
	desk_commit(d);
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, "a1")->late = true;
	send_receipt(d, "a1");
	desk_commit(d);
	assert_int_equal(wish(d, key, WISH_REDACT), 0);
	assert_int_equal(fetch(d, key, &page), 0);
	for (size_t i = 0; i < page.message->n_events; i++) {
		const struct event_view *e = &page.message->event[i];

		if (strcmp(e->name, "doubt") != 0)
			continue;
		doubts++;
		assert_int_equal(e->raw_len, strlen("no_answer"));
		assert_memory_equal(e->raw, "no_answer", e->raw_len);
	}
	assert_int_equal(doubts, 1);
	reading_fini(&page);
	crash_and_verify(d);
}

/* Receipts are read however their keys are written, and so are they blanked. */
static void the_text_of_a_receipt_goes_whatever_its_sign(void **state)
{
	struct desk *d = *state;
	uint64_t key = d->book.next_key;
	struct reading page;

	accept_canary(d);
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, "a1");
	send_words(d, "a1", "id=a1&stat=DELIVRD&TEXT=CANARYTE");
	desk_commit(d);
	assert_int_equal(wish(d, key, WISH_REDACT), 0);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	assert_int_equal(fetch(d, key, &page), 0);
	check_words(&page, "id=a1&stat=DELIVRD&TEXT=        ");
	reading_fini(&page);
}

static void redacting_twice_is_fine_and_writes_nothing(void **state)
{
	struct desk *d = *state;
	uint64_t key = deliver_canary(d), place;

	assert_int_equal(wish(d, key, WISH_REDACT), 0);
	place = desk_look(d, key).last;
	assert_int_equal(wish(d, key, WISH_REDACT), 0);
	assert_true(desk_look(d, key).last == place);
}

static void what_is_not_final_is_neither_redacted_nor_deleted(void **state)
{
	struct desk *d = *state;

	accept_canary(d);
	assert_int_equal(wish(d, 1, WISH_REDACT), RC_DENIED);
	assert_int_equal(wish(d, 1, WISH_DELETE), RC_DENIED);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_commit(d);
	assert_int_equal(wish(d, 1, WISH_REDACT), RC_DENIED);
	assert_int_equal(wish(d, 1, WISH_DELETE), RC_DENIED);
	assert_int_equal(desk_look(d, 1).flags, 0);
	assert_int_not_equal(grep_store(d, "CANARYTE", 8), 0);
}

static void a_deleted_message_is_gone_for_those_who_ask(void **state)
{
	struct desk *d = *state;
	uint64_t key = deliver_canary(d), other = deliver_canary(d);
	const struct list_query all = { .limit = 10, .state = -1 };
	struct reading page = { 0 };

	assert_int_equal(wish(d, key, WISH_DELETE), 0);
	assert_int_equal(fetch(d, key, &page), RC_NOT_FOUND);
	reading_fini(&page);
	assert_int_equal(read_list(&d->book, &all, &page), 0);
	assert_int_equal(page.n, 1);
	assert_true(page.message[0].id.key == other);
	reading_fini(&page);
	assert_int_equal(wish(d, key, WISH_DELETE), RC_NOT_FOUND);
	assert_int_equal(wish(d, key, WISH_REDACT), RC_NOT_FOUND);
	assert_int_equal(d->book.totals.state[STATUS_DELIVERED], 2);
	desk_check_totals(d);
	crash_and_verify(d);
	assert_int_equal(fetch(d, key, &page), RC_NOT_FOUND);
	reading_fini(&page);
	desk_check_totals(d);
}

/* Its number as it is written: in the record of the store too, which others
 * pushed out of memory. */
static int get_thing(struct desk *d, struct thing *thing)
{
	struct store_txn t;
	int rc;

	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	rc = thing_get(&t, thing);
	store_end_read(&t);
	return rc;
}

static void what_a_customer_said_of_it_goes_too(void **state)
{
	struct desk *d = *state;
	char name[MESSAGE_ID_TEXT];
	struct message_id id;
	struct thing t = { .kind = THING_FEEDBACK, .account = 1, .name = name };
	uint64_t key = desk_forward(d, "a1");
	struct fact *f;

	id = book_id(&d->book, key);
	message_id_format(&id, name);
	desk_receipt(d, VERDICT_DELIVERED, "a1");
	f = batch_add(&d->batch, FACT_KEEP, name, sizeof(name));
	f->u.keep.kind = THING_FEEDBACK;
	f->u.keep.account = 1;
	f->u.keep.del = false;
	f->u.keep.name_len = strlen(name);
	f->u.keep.len = 0;
	desk_commit(d);
	assert_int_equal(get_thing(d, &t), 0);
	desk_wish(d, key, WISH_DELETE);
	desk_commit(d);
	assert_int_equal(get_thing(d, &t), RC_NOT_FOUND);
}

static void nothing_of_a_deleted_message_is_in_the_store(void **state)
{
	struct desk *d = *state;
	const uint64_t to = 491711234567u;
	uint8_t big[8];
	uint64_t key = deliver_canary(d);

	for (int i = 0; i < 8; i++)
		big[i] = (uint8_t)(to >> (56 - 8 * i));
	for (int i = 0; i < 100; i++)
		desk_accept(d, (struct accept){ .to = 1, .set = ONLY_BETA });
	desk_commit(d);
	assert_int_not_equal(grep_store(d, &to, 8), 0);
	assert_int_not_equal(grep_store(d, big, 8), 0);
	assert_int_equal(wish(d, key, WISH_DELETE), 0);
	assert_int_equal(grep_store(d, &to, 8), 0);
	assert_int_equal(grep_store(d, big, 8), 0);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	assert_int_equal(grep_store(d, "from me", 7), 0);
	assert_int_equal(grep_store(d, "DELIVRD", 7), 0);
	crash_and_verify(d);
	desk_commit(d);
	assert_int_equal(grep_store(d, &to, 8), 0);
}

/* Over several chunks, of which one holds others' texts too. */
static void a_long_body_is_blanked_whole_and_its_neighbours_are_not(
    void **state)
{
	struct desk *d = *state;
	static char body[LEDGER_BODY_MAX];
	struct reading page;

	memset(body, 'Q', sizeof(body));
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .body = "one", .body_len = 3 });
	desk_accept(d,
	    (struct accept){ .body = body, .body_len = sizeof(body) });
	desk_accept(d, (struct accept){ .body = "three", .body_len = 5 });
	desk_commit(d);
	assert_int_not_equal(grep_store(d, "QQQ", 3), 0);
	desk_wish(d, 2, WISH_CANCEL);
	desk_commit(d);
	assert_int_equal(wish(d, 2, WISH_REDACT), 0);
	assert_int_equal(grep_store(d, "QQQ", 3), 0);
	crash_and_verify(d);
	assert_int_equal(fetch(d, 2, &page), 0);
	assert_int_equal(page.message->body_len, sizeof(body));
	reading_fini(&page);
	assert_int_equal(fetch(d, 1, &page), 0);
	assert_memory_equal(page.message->body, "one", 3);
	reading_fini(&page);
	assert_int_equal(fetch(d, 3, &page), 0);
	assert_memory_equal(page.message->body, "three", 5);
	reading_fini(&page);
}

/* In the chunk that is being filled. */
static void what_was_written_in_the_same_commit_is_blanked_too(void **state)
{
	struct desk *d = *state;

	desk_accept(d,
	    (struct accept){ .body = canary, .body_len = sizeof(canary) - 1 });
	desk_wish(d, 1, WISH_CANCEL);
	desk_wish(d, 1, WISH_REDACT);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_GRANTED, 1)->u.granted.rc, 0);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	assert_int_equal(grep_file(d->path, "CANARYTE", 8), 0);
	crash_and_verify(d);
}

static void without_a_way_to_blank_all_of_the_body_goes(void **state)
{
	struct desk *d = *state;
	uint64_t key = deliver_canary(d);
	struct reading page;

	d->book.options.blank = NULL;
	assert_int_equal(wish(d, key, WISH_REDACT), 0);
	assert_int_equal(fetch(d, key, &page), 0);
	for (size_t i = 0; i < page.message->body_len; i++)
		assert_int_equal(((const char *)page.message->body)[i], 0);
	reading_fini(&page);
}

/* It was given up; then its receipt comes, which repeats the text. */
static void a_late_receipt_does_not_bring_the_text_back(void **state)
{
	static const enum wish wishes[] = { WISH_REDACT, WISH_DELETE };
	struct desk *d = *state;
	char id[8];

	for (uint64_t i = 0; i < ARRAY_LEN(wishes); i++) {
		snprintf(id, sizeof(id), "b%d", (int)i);
		accept_canary(d);
		desk_answer(d, desk_part(i + 1, 0, 1), ANSWER_OK, id);
		desk_commit(d);
		desk_commit_at(d, d->now + 72 * HOUR);
		assert_int_equal(desk_state(d, i + 1), STATUS_DELIVERY_UNKNOWN);
		assert_int_equal(wish(d, i + 1, wishes[i]), 0);
		send_receipt(d, id);
		desk_commit(d);
		assert_int_equal(desk_state(d, i + 1), STATUS_DELIVERED);
	}
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	desk_check_totals(d);
	crash_and_verify(d);
}

/* The receipt that came before its answer was parked, and is given then. */
static void a_receipt_that_was_parked_leaves_no_copy(void **state)
{
	struct desk *d = *state;

	accept_canary(d);
	send_receipt(d, "a1");
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(grep_store(d, "Text:CANARYTE", 13), 1);
	assert_int_equal(wish(d, 1, WISH_REDACT), 0);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	crash_and_verify(d);

	send_receipt(d, "nobody");
	desk_commit(d);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 1);
	desk_commit_at(d, d->now + 72 * HOUR);
	assert_int_equal(park_len(d->book.park), 0);
	assert_int_equal(grep_store(d, "CANARYTE", 8), 0);
	crash_and_verify(d);
}

/* Held in doubt it is final, but its late answer may yet forward it, and a
 * failure then would send it elsewhere. */
static void a_text_that_is_gone_is_never_sent_again(void **state)
{
	struct desk *d = *state;
	struct receipt_fact *r;

	desk_slots(d, ACME, 1);
	desk_slots(d, BETA, 1);
	desk_accept(d, (struct accept){ .set = FAILOVER,
			   .on_doubt = DOUBT_HOLD,
			   .body = canary,
			   .body_len = sizeof(canary) - 1 });
	desk_commit(d);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(wish(d, 1, WISH_REDACT), 0);
	assert_int_equal(wish(d, 1, WISH_RESEND), RC_DENIED);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a1")->late = true;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	r = desk_receipt(d, VERDICT_FAILED, "a1");
	r->reason = 30005;
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	assert_int_equal(desk_look(d, 1).reason, 30005);
	assert_int_equal(desk_look(d, 1).flags & FLAG_REROUTED, 0);
	crash_and_verify(d);
}

/* More than the map holds. */
static void fail_a_commit(struct desk *d)
{
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
}

static void a_commit_that_fails_takes_nothing_away(void **state)
{
	struct desk *d = *state;
	struct reading page;

	d->options.blank = canary_blank;
	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	(void)deliver_canary(d);
	(void)deliver_canary(d);
	desk_wish(d, 1, WISH_REDACT);
	desk_wish(d, 2, WISH_DELETE);
	fail_a_commit(d);
	assert_int_equal(desk_look(d, 1).flags, 0);
	assert_int_equal(fetch(d, 2, &page), 0);
	assert_memory_equal(page.message->body, canary, sizeof(canary) - 1);
	reading_fini(&page);

	desk_commit(d); /* the wishes were carried */
	assert_int_equal(desk_count(d, OUTCOME_GRANTED), 2);
	assert_int_equal(desk_look(d, 1).flags, FLAG_REDACTED);
	assert_int_equal(fetch(d, 2, &page), RC_NOT_FOUND);
	reading_fini(&page);
	desk_check_totals(d);
	crash_and_verify(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, canary_setup, desk_teardown)
#define CLOSED_CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_its_receipt_taught_goes_with_it),
		CASE(a_network_is_told_of_the_recipient_until_it_is_erased),
		CASE(a_redacted_message_has_no_text_and_is_else_as_it_was),
		CASE(why_it_was_in_doubt_stays),
		CASE(the_text_of_a_receipt_goes_whatever_its_sign),
		CASE(redacting_twice_is_fine_and_writes_nothing),
		CASE(what_is_not_final_is_neither_redacted_nor_deleted),
		CASE(a_deleted_message_is_gone_for_those_who_ask),
		CASE(what_a_customer_said_of_it_goes_too),
		CASE(nothing_of_a_deleted_message_is_in_the_store),
		CASE(a_long_body_is_blanked_whole_and_its_neighbours_are_not),
		CASE(what_was_written_in_the_same_commit_is_blanked_too),
		CASE(without_a_way_to_blank_all_of_the_body_goes),
		CASE(a_late_receipt_does_not_bring_the_text_back),
		CASE(a_receipt_that_was_parked_leaves_no_copy),
		CASE(a_text_that_is_gone_is_never_sent_again),
		CLOSED_CASE(a_commit_that_fails_takes_nothing_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
