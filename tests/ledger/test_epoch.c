/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A campaign ends for all its messages at once; their rows follow, a slice a
 * commit, and nobody can tell which of them have.
 */
#include "camp.h"

#include "ledger/question.h"

#define CROWD 2500 /* more than two slices */

/* A campaign over a list of CROWD contacts, all checked. */
static uint32_t send_crowd(struct camp *c)
{
	uint32_t list = camp_list_new(c, "000000b1"), id;
	struct campaign_plan p = camp_plan();

	for (uint64_t i = 1; i <= CROWD; i++)
		ledger_contact(c->shop->ledger,
		    &(struct contact_fact){ .account = c->shop->account,
			.what = CONTACT_PUT,
			.number = N1 + i,
			.list = list });
	settle(c->shop);
	id = camp_new(c);
	p.list[0] = list;
	p.lists = 1;
	assert_int_equal(camp_do(c, CAMPAIGN_ACTIVATE, id, &p), 0);
	camp_turn(c);
	camp_check_all(c, id);
	camp_turn(c);
	return id;
}

/* All from `after` on are in that state, as readers see them. */
static void all_are(struct camp *c, uint32_t id, uint64_t after,
    enum status state)
{
	do {
		camp_list(c, id, after, MANY);
		for (size_t i = 0; i < c->whos; i++) {
			if (c->who[i].state != state)
				fail_msg("%d is %s", (int)c->who[i].index,
				    status_name(c->who[i].state));
			assert_int_equal(c->message[i].state, state);
		}
		after = c->who_next;
	} while (after != 0);
}

static uint64_t rows_in(struct camp *c, enum status state)
{
	struct ledger_totals t;

	ledger_totals(c->shop->ledger, &t);
	return t.state[state];
}

static void a_cancel_is_one_commit_and_its_rows_follow(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = send_crowd(c);
	uint64_t rows;

	CAMP_IS(c, id, .in_queue = CROWD);
	assert_int_equal(rows_in(c, STATUS_QUEUED), CROWD);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	CAMP_IS(c, id, .canceled = CROWD);
	rows = rows_in(c, STATUS_CANCELED);
	assert_in_range(rows, 1000, 1059);
	all_are(c, id, 0, STATUS_CANCELED);
	/* Nothing of it is sent, reached or not. */
	camp_slots(c, 50);
	assert_int_equal(c->claims, 0);
	assert_true(rows_in(c, STATUS_CANCELED) > rows);
	CAMP_IS(c, id, .canceled = CROWD);
	camp_turn(c);
	assert_int_equal(rows_in(c, STATUS_CANCELED), CROWD);
	CAMP_IS(c, id, .canceled = CROWD);
	assert_false(c->view.open);
	camp_verify(c);
}

static void a_kill_in_between_changes_nothing(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = send_crowd(c);

	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	assert_true(rows_in(c, STATUS_CANCELED) < CROWD);
	camp_verify(c);
	CAMP_IS(c, id, .canceled = CROWD);
	all_are(c, id, 0, STATUS_CANCELED);
	camp_slots(c, 50);
	assert_int_equal(c->claims, 0);
	camp_turn(c);
	assert_int_equal(rows_in(c, STATUS_CANCELED), CROWD);
	CAMP_IS(c, id, .canceled = CROWD);
	camp_verify(c);
}

/* R4, of a row that was not reached. */
static void what_comes_late_finds_its_row_closed(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	c->shop->options.active_slots = 64; /* most rows are in the store */
	camp_slots(c, CROWD);
	id = send_crowd(c);
	assert_int_equal(c->claims, CROWD);
	camp_forward(c, CROWD);
	CAMP_IS(c, id, .outbox = CROWD);
	camp_wait(c, 48 * HOUR);
	CAMP_IS(c, id, .unknown = CROWD);
	assert_int_equal(c->view.status, CAMPAIGN_DONE);
	assert_true(rows_in(c, STATUS_FORWARDED) > 1000);
	all_are(c, id, 0, STATUS_DELIVERY_UNKNOWN);
	camp_receipt(c, CROWD, VERDICT_DELIVERED);
	CAMP_IS(c, id, .sent = 1, .unknown = CROWD - 1);
	camp_list(c, id, CROWD - 1, 1);
	assert_int_equal(c->who[0].state, STATUS_DELIVERED);
	assert_true(c->message[0].flags & FLAG_LATE_RECEIPT);
	camp_turn(c);
	CAMP_IS(c, id, .sent = 1, .unknown = CROWD - 1);
	assert_int_equal(rows_in(c, STATUS_FORWARDED), 0);
	assert_false(c->view.open);
	assert_int_equal(c->view.total.evidence, 1);
	camp_verify(c);
}

/* The answer that comes behind the close opens a window of its own. */
static void a_late_answer_is_not_closed_with_the_others(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 2);
	id = camp_send(c, 2);
	camp_check_all(c, id);
	camp_forward(c, 1);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	camp_wait(c, 48 * HOUR);
	CAMP_IS(c, id, .in_queue = 1, .unknown = 1);
	clock_advance(SECOND);
	camp_forward(c, 1);
	CAMP_IS(c, id, .outbox = 1, .unknown = 1);
	camp_wait(c, 48 * HOUR - 1);
	CAMP_IS(c, id, .outbox = 1, .unknown = 1);
	camp_wait(c, 1);
	CAMP_IS(c, id, .unknown = 2);
	assert_int_equal(c->view.status, CAMPAIGN_CANCELED);
	camp_turn(c);
	camp_verify(c);
}

/* G3, R4: it was held in doubt, so all was done when its answer came. */
static void an_answer_does_not_open_what_is_done(void **state)
{
	struct camp *c = camp_of(*state);
	const struct ledger_smsc acme = { .name = "acme", .hold = true };
	uint32_t id;

	ledger_set_smsc(c->shop->ledger, c->shop->acme, &acme);
	camp_slots(c, 2);
	id = camp_send(c, 1);
	camp_check_all(c, id);
	ledger_doubt(c->shop->ledger,
	    &(struct claim_part){ .key = c->claim[0].id.key,
		.smsc = c->shop->acme,
		.attempt = c->claim[0].attempt },
	    "no_answer");
	settle(c->shop);
	CAMP_IS(c, id, .unknown = 1);
	assert_int_equal(c->view.status, CAMPAIGN_DONE);
	camp_forward(c, 1);
	CAMP_IS(c, id, .unknown = 1);
	assert_int_equal(c->view.total.forwarded, 1);
	camp_turn(c);
	camp_list(c, id, 0, 1);
	assert_int_equal(c->who[0].state, STATUS_DELIVERY_UNKNOWN);
	camp_verify(c);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	CAMP_IS(c, id, .sent = 1);
	camp_verify(c);
}

/* ---- cancel_sm --------------------------------------------------------- */

static void configure(struct camp *c, bool cancel, bool evident)
{
	const struct ledger_smsc acme = { .name = "acme",
		.doubt_wait = 60 * SECOND,
		.cancel = cancel,
		.evident = evident };

	ledger_set_smsc(c->shop->ledger, c->shop->acme, &acme);
	settle(c->shop);
}

static void told_canceled(struct camp *c, size_t nth)
{
	ledger_told(c->shop->ledger,
	    &(struct told){ .key = c->claim[nth - 1].id.key,
		.smsc = c->shop->acme,
		.class = TOLD_STATE,
		.text = "" });
	settle(c->shop);
}

/* S-P42 */
static void M17_what_was_not_heard_of_is_asked_back(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	configure(c, true, false);
	camp_slots(c, 9);
	id = camp_send(c, 5);
	camp_check_all(c, id);
	camp_forward(c, 5);
	camp_receipt(c, 5, VERDICT_UNDERWAY);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	assert_int_equal(c->questions, 4);
	CAMP_IS(c, id, .outbox = 5);
	for (size_t i = 1; i <= 3; i++)
		told_canceled(c, i);
	CAMP_IS(c, id, .outbox = 2, .canceled = 3);
	camp_receipt(c, 4, VERDICT_DELIVERED);
	CAMP_IS(c, id, .outbox = 1, .sent = 1, .canceled = 3);
	/* R7: it arrived after all. */
	camp_receipt(c, 1, VERDICT_DELIVERED);
	CAMP_IS(c, id, .outbox = 1, .sent = 2, .canceled = 2);
	camp_verify(c);
}

static void where_nothing_can_be_asked_back_all_goes_on(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 9);
	id = camp_send(c, 2);
	camp_check_all(c, id);
	camp_forward(c, 2);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	assert_int_equal(c->questions, 0);
	CAMP_IS(c, id, .outbox = 2);
}

/* ---- X18 --------------------------------------------------------------- */

static void an_answer_is_evidence_where_it_is_said_to_be(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	configure(c, false, true);
	camp_slots(c, 9);
	id = camp_send(c, 5);
	camp_check_all(c, id);
	camp_forward(c, 4);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENDING);
	camp_forward(c, 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENT);
	assert_int_equal(c->view.total.evidence, 5);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	assert_int_equal(camp_look(c, id)->total.evidence, 5);
	camp_verify(c);
}

static void a_receipt_without_information_is_no_evidence(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 9);
	id = camp_send(c, 1);
	camp_check_all(c, id);
	camp_forward(c, 1);
	camp_receipt(c, 1, VERDICT_NOTHING);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENDING);
	assert_int_equal(c->view.total.evidence, 0);
}

#define IN_CAMP(test) \
	cmocka_unit_test_setup_teardown(test, camp_setup, camp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_CAMP(a_cancel_is_one_commit_and_its_rows_follow),
		IN_CAMP(a_kill_in_between_changes_nothing),
		IN_CAMP(what_comes_late_finds_its_row_closed),
		IN_CAMP(a_late_answer_is_not_closed_with_the_others),
		IN_CAMP(an_answer_does_not_open_what_is_done),
		IN_CAMP(M17_what_was_not_heard_of_is_asked_back),
		IN_CAMP(where_nothing_can_be_asked_back_all_goes_on),
		IN_CAMP(an_answer_is_evidence_where_it_is_said_to_be),
		IN_CAMP(a_receipt_without_information_is_no_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
