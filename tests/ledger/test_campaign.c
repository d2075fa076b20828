/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of a campaign: statuses.md 5. */
#include "camp.h"

static void one_is_made_edited_and_read(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	assert_int_equal(camp_status(c, id), CAMPAIGN_DRAFT);
	assert_string_equal(c->definition, "first");
	assert_int_equal(c->view.created, A_MONDAY);
	assert_false(c->view.open);
	CAMP_IS(c, id, 0);
	assert_int_equal(camp_do(c, CAMPAIGN_EDIT, id, NULL), 0);
	camp_look(c, id);
	assert_string_equal(c->definition, "second");
	assert_int_equal(camp_do(c, CAMPAIGN_EDIT, id + 1, NULL), RC_NOT_FOUND);
}

/* A campaign is its account's alone. */
static void nobody_else_sees_it(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	ledger_campaign(c->shop->ledger, &(struct campaign_fact){ .token = 8,
					     .account = c->shop->other,
					     .id = id,
					     .what = CAMPAIGN_DELETE });
	settle(c->shop);
	assert_int_equal(c->done.rc, RC_NOT_FOUND);
	ledger_campaigns(c->shop->ledger, 1,
	    &(struct campaign_query){ .account = c->shop->other, .only = id });
	settle(c->shop);
	assert_int_equal(c->rc, RC_NOT_FOUND);
	ledger_campaigns(c->shop->ledger, 1,
	    &(struct campaign_query){ .account = c->shop->other, .limit = 9 });
	settle(c->shop);
	assert_int_equal(c->n, 0);
	ledger_campaign_events(c->shop->ledger, 1, c->shop->other, id);
	settle(c->shop);
	assert_int_equal(c->rc, RC_NOT_FOUND);
	ledger_recipients(c->shop->ledger, 1,
	    &(struct recipient_query){ .account = c->shop->other,
		.campaign = id,
		.limit = 9 });
	settle(c->shop);
	assert_int_equal(c->rc, RC_NOT_FOUND);
}

static void a_deleted_draft_is_gone_and_its_id_with_it(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	assert_int_equal(camp_do(c, CAMPAIGN_DELETE, id, NULL), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_DELETE, id, NULL), RC_NOT_FOUND);
	camp_reopen(c);
	assert_int_equal(camp_new(c), id + 1);
	id = camp_send(c, 1);
	assert_int_equal(camp_do(c, CAMPAIGN_DELETE, id, NULL), RC_DENIED);
}

static void pages_are_the_newest_first(void **state)
{
	struct camp *c = camp_of(*state);
	struct campaign_query q = { .account = c->shop->account, .limit = 2 };
	uint32_t id[5];

	for (size_t i = 0; i < 5; i++)
		id[i] = camp_new(c);
	assert_int_equal(camp_send_at(c, id[1], 1, 0), 0);
	ledger_campaigns(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->n, 2);
	assert_int_equal(c->ids[0], id[4]);
	assert_int_equal(c->ids[1], id[3]);
	q.before = c->next;
	q.limit = 9;
	ledger_campaigns(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->n, 3);
	assert_int_equal(c->ids[2], id[0]);
	assert_int_equal(c->next, 0);
	q.before = 0;
	q.statuses = 1u << CAMPAIGN_PROCESSING;
	ledger_campaigns(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->n, 1);
	assert_int_equal(c->ids[0], id[1]);
	q.statuses = 0;
	q.from_date = A_MONDAY + 1;
	ledger_campaigns(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->n, 0);
}

/* T4, T8, T9, T11, T12: each step is told, in order. */
static void one_that_goes_well_is_done(void **state)
{
	static const enum campaign_status steps[] = { CAMPAIGN_DRAFT,
		CAMPAIGN_PROCESSING, CAMPAIGN_SENDING, CAMPAIGN_SENT,
		CAMPAIGN_DONE };
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 10);
	id = camp_send(c, 5);
	assert_int_equal(camp_status(c, id), CAMPAIGN_PROCESSING);
	CAMP_IS(c, id, .in_queue = 5);
	assert_int_equal(c->view.recipients, 5);
	assert_int_equal(c->view.started, A_MONDAY);
	camp_check_all(c, id);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENDING);
	assert_int_equal(c->view.checked, 5);
	CAMP_IS(c, id, .in_queue = 5);
	camp_forward(c, 5);
	CAMP_IS(c, id, .outbox = 5);
	assert_int_equal(c->view.parts, 5);
	assert_int_equal(c->view.completed_at, A_MONDAY);
	clock_advance(60 * SECOND);
	for (size_t i = 1; i <= 3; i++)
		camp_receipt(c, i, VERDICT_DELIVERED);
	CAMP_IS(c, id, .outbox = 2, .sent = 3);
	assert_int_equal(c->view.status, CAMPAIGN_SENDING);
	camp_receipt(c, 4, VERDICT_UNDERWAY);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENT);
	assert_int_equal(c->view.sent_at, A_MONDAY + 60 * SECOND);
	assert_int_equal(c->view.total.evidence, 4);
	camp_receipt(c, 4, VERDICT_DELIVERED);
	camp_receipt(c, 5, VERDICT_FAILED);
	CAMP_IS(c, id, .sent = 4, .error = 1);
	assert_int_equal(c->view.status, CAMPAIGN_DONE);
	assert_int_equal(c->view.cause, CAUSE_CONFIRMED);
	assert_int_equal(c->view.done_at, A_MONDAY + 60 * SECOND);
	assert_int_equal(c->view.total.forwarded, 5);
	assert_int_equal(c->view.total.evidence, 5);
	assert_int_equal(c->view.error_stage[STAGE_NETWORK], 1);
	assert_int_equal(c->view.error_reasons, 1);
	assert_int_equal(c->view.error_reason[0].reason, 30003);
	assert_int_equal(c->view.variant[0].state[STATUS_DELIVERED], 4);
	assert_int_equal(c->view.step[0].state[STATUS_FAILED], 1);
	assert_false(c->view.open);
	camp_history(c, id);
	assert_int_equal(c->lines, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(c->line[i].to, steps[i]);
	assert_int_equal(c->line[2].cause, CAUSE_CHECKED);
	assert_int_equal(c->line[3].cause, CAUSE_EVIDENCE);
	camp_verify(c);
}

/* R3: a failure that was none moves its counts. */
static void a_revised_failure_leaves_the_errors(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 10);
	id = camp_send(c, 2);
	camp_check_all(c, id);
	camp_forward(c, 2);
	camp_receipt(c, 1, VERDICT_FAILED);
	CAMP_IS(c, id, .outbox = 1, .error = 1);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	CAMP_IS(c, id, .outbox = 1, .sent = 1);
	assert_int_equal(c->view.error_stage[STAGE_NETWORK], 0);
	assert_int_equal(c->view.error_reasons, 0);
	assert_int_equal(c->view.total.evidence, 1);
	camp_verify(c);
}

static void nobody_to_send_to_is_done_at_once(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_send(c, 0);

	assert_int_equal(camp_status(c, id), CAMPAIGN_DONE);
	CAMP_IS(c, id, 0);
	camp_history(c, id);
	assert_int_equal(c->lines, 4); /* T10, T12 */
	assert_int_equal(c->line[2].to, CAMPAIGN_SENT);
}

/* T13: S-P26 and others. */
static void the_window_ends_it_and_a_late_receipt_still_counts(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 10);
	id = camp_send(c, 4);
	camp_check_all(c, id);
	camp_forward(c, 4);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	camp_wait(c, 48 * HOUR - 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENDING);
	camp_wait(c, 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_DONE);
	assert_int_equal(c->view.cause, CAUSE_WINDOW);
	CAMP_IS(c, id, .sent = 1, .unknown = 3);
	camp_turn(c);
	camp_receipt(c, 2, VERDICT_DELIVERED);
	CAMP_IS(c, id, .sent = 2, .unknown = 2);
	assert_int_equal(c->view.status, CAMPAIGN_DONE);
	camp_list(c, id, 0, 9);
	assert_int_equal(c->who[1].state, STATUS_DELIVERED);
	assert_true(c->message[1].flags & FLAG_LATE_RECEIPT);
	assert_int_equal(c->who[2].state, STATUS_DELIVERY_UNKNOWN);
	camp_verify(c);
}

/* The window begins anew with each forward; its row of due does not move. */
static void the_window_counts_from_the_last_forward(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 10);
	id = camp_send(c, 4);
	camp_check_all(c, id);
	camp_forward(c, 2);
	clock_advance(24 * HOUR);
	camp_forward(c, 2);
	camp_wait(c, 24 * HOUR);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENDING);
	camp_wait(c, 24 * HOUR);
	assert_int_equal(camp_status(c, id), CAMPAIGN_DONE);
	CAMP_IS(c, id, .unknown = 4);
}

/* T3, T6 */
static void a_scheduled_one_starts_at_its_instant(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	camp_slots(c, 10);
	assert_int_equal(camp_send_at(c, id, 3, A_MONDAY + HOUR), 0);
	assert_int_equal(c->done.status, CAMPAIGN_SCHEDULED);
	CAMP_IS(c, id, .in_queue = 3);
	assert_int_equal(camp_check(c, id, 9), 0);
	assert_int_equal(ledger_next_due(c->shop->ledger), A_MONDAY + HOUR);
	camp_wait(c, HOUR - 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SCHEDULED);
	camp_wait(c, 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_PROCESSING);
	assert_int_equal(camp_check(c, id, 9), 3);
	camp_verify(c);
}

static int retime(struct camp *c, uint32_t id, usec at)
{
	ledger_campaign(c->shop->ledger, &(struct campaign_fact){ .token = 7,
					     .account = c->shop->account,
					     .id = id,
					     .what = CAMPAIGN_RETIME,
					     .start_at = at });
	settle(c->shop);
	return c->done.rc;
}

/* A16: another zone of its account. It may have begun when that is told. */
static void the_start_of_one_that_has_not_begun_moves(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	assert_int_equal(retime(c, id, A_MONDAY + HOUR), RC_DENIED);
	assert_int_equal(camp_send_at(c, id, 3, A_MONDAY + HOUR), 0);
	assert_int_equal(retime(c, id, A_MONDAY + 2 * HOUR), 0);
	camp_reopen(c);
	camp_wait(c, 2 * HOUR - 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SCHEDULED);
	camp_wait(c, 1);
	assert_int_equal(camp_status(c, id), CAMPAIGN_PROCESSING);
	assert_int_equal(retime(c, id, A_MONDAY + 9 * HOUR), RC_DENIED);
	assert_int_equal(camp_status(c, id), CAMPAIGN_PROCESSING);
	assert_int_equal(camp_check(c, id, 9), 3);
	camp_verify(c);
}

static void one_that_came_due_while_we_were_down_starts_at_once(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	assert_int_equal(camp_send_at(c, id, 3, A_MONDAY + HOUR), 0);
	close_shop(c->shop);
	clock_advance(9 * HOUR);
	open_shop(c->shop);
	settle(c->shop);
	assert_int_equal(camp_status(c, id), CAMPAIGN_PROCESSING);
	assert_int_equal(c->view.started, A_MONDAY + 9 * HOUR);
}

/* T5, S-P37 */
static void a_scheduled_one_is_taken_back(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	assert_int_equal(camp_send_at(c, id, 300, A_MONDAY + HOUR), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	assert_int_equal(c->done.status, CAMPAIGN_DRAFT);
	CAMP_IS(c, id, 0);
	assert_int_equal(c->view.recipients, 0);
	camp_list(c, id, 0, 9);
	assert_int_equal(c->whos, 0);
	camp_wait(c, HOUR);
	assert_int_equal(camp_status(c, id), CAMPAIGN_DRAFT);
	assert_int_equal(camp_do(c, CAMPAIGN_EDIT, id, NULL), 0);
	assert_int_equal(camp_send_at(c, id, 3, 0), 0);
	camp_turn(c);
	CAMP_IS(c, id, .in_queue = 3);
	assert_int_equal(camp_check(c, id, 9), 3);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SENDING);
	camp_verify(c);
}

static void one_taken_back_may_be_deleted_at_once(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);
	struct campaign_view v;

	assert_int_equal(camp_send_at(c, id, 900, A_MONDAY + HOUR), 0);
	ledger_campaign(c->shop->ledger,
	    &(struct campaign_fact){ .account = c->shop->account,
		.id = id,
		.what = CAMPAIGN_CANCEL });
	assert_int_equal(camp_do(c, CAMPAIGN_DELETE, id, NULL), 0);
	ledger_campaigns(c->shop->ledger, 1,
	    &(struct campaign_query){ .account = c->shop->account,
		.only = id });
	settle(c->shop);
	assert_int_equal(c->rc, RC_NOT_FOUND);
	camp_turn(c);
	camp_reopen(c);
	assert_int_equal(ledger_changed_campaigns(c->shop->ledger, &v, 1), 0);
}

/* T7, S-P31: at once, and all of it is counted. */
static void what_forbids_to_send_fails_it(void **state)
{
	struct camp *c = camp_of(*state);
	struct site_fact site = { .account = c->shop->account,
		.preflight =
		    PREFLIGHT_SITE_INACTIVE | PREFLIGHT_SUBDOMAIN_MISSING };
	uint32_t id;

	ledger_site(c->shop->ledger, &site);
	id = camp_send(c, 3);
	assert_int_equal(c->done.status, CAMPAIGN_FAILED);
	camp_turn(c);
	CAMP_IS(c, id, .canceled = 3);
	assert_int_equal(c->view.preflight, site.preflight);
	assert_int_equal(c->view.cause, CAUSE_PREFLIGHT);
	assert_false(c->view.open);
	assert_int_equal(camp_check(c, id, 9), 0);
	camp_history(c, id);
	assert_int_equal(c->line[1].preflight, site.preflight);
	camp_verify(c);
}

static void it_fails_at_its_instant_if_something_forbids_then(void **state)
{
	struct camp *c = camp_of(*state);
	struct site_fact site = { .account = c->shop->account };
	uint32_t id = camp_new(c);

	ledger_site(c->shop->ledger, &site);
	assert_int_equal(camp_send_at(c, id, 3, A_MONDAY + HOUR), 0);
	site.preflight = PREFLIGHT_NO_SMS_SUBSCRIPTION;
	ledger_site(c->shop->ledger, &site);
	settle(c->shop);
	assert_int_equal(camp_status(c, id), CAMPAIGN_SCHEDULED);
	camp_wait(c, HOUR);
	assert_int_equal(camp_status(c, id), CAMPAIGN_FAILED);
	CAMP_IS(c, id, .canceled = 3);
}

/* 5.6, row by row. */
static void only_what_is_under_way_can_be_canceled(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	camp_slots(c, 10);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), RC_DENIED);
	assert_int_equal(c->done.status, CAMPAIGN_DRAFT);
	assert_int_equal(camp_send_at(c, id, 2, 0), 0);
	camp_check_all(c, id);
	camp_forward(c, 2);
	camp_receipt(c, 1, VERDICT_UNDERWAY);
	camp_receipt(c, 2, VERDICT_UNDERWAY);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), RC_DENIED);
	assert_int_equal(c->done.status, CAMPAIGN_SENT);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	camp_receipt(c, 2, VERDICT_DELIVERED);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), RC_DENIED);
	assert_int_equal(c->done.status, CAMPAIGN_DONE);
	id = camp_send(c, 2);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), RC_DENIED);
	assert_int_equal(c->done.status, CAMPAIGN_CANCELED);
	for (int i = 0; i < 2; i++) {
		enum campaign_do what =
		    i == 0 ? CAMPAIGN_EDIT : CAMPAIGN_RESUME;

		assert_int_equal(camp_do(c, what, id, NULL), RC_DENIED);
	}
	assert_int_equal(camp_send_at(c, id, 2, 0), RC_DENIED);
	camp_history(c, id);
	assert_string_equal(c->actor, "anna");
	assert_string_equal(c->reason, "typo");
}

/* T14, M15, M16 */
static void a_cancel_ends_what_waits_and_waits_for_what_is_out(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 4);
	id = camp_send(c, 10);
	assert_int_equal(camp_check(c, id, 6), 6); /* 4 claimed, 2 queued */
	camp_forward(c, 2);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	CAMP_IS(c, id, .in_queue = 2, .outbox = 2, .canceled = 6);
	camp_turn(c);
	camp_slots(c, 9);
	assert_int_equal(c->claims, 4);
	camp_forward(c, 1);
	CAMP_IS(c, id, .in_queue = 1, .outbox = 3, .canceled = 6);
	ledger_answer(c->shop->ledger,
	    &(struct answer){ .part = { .key = c->claim[3].id.key,
				  .smsc = c->shop->acme,
				  .attempt = c->claim[3].attempt },
		.class = ANSWER_LATER });
	settle(c->shop);
	CAMP_IS(c, id, .outbox = 3, .canceled = 7);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	CAMP_IS(c, id, .outbox = 2, .sent = 1, .canceled = 7);
	assert_int_equal(c->view.status, CAMPAIGN_CANCELED);
	/* Its window closes the outbox too. */
	camp_wait(c, 48 * HOUR);
	CAMP_IS(c, id, .sent = 1, .unknown = 2, .canceled = 7);
	assert_int_equal(c->view.status, CAMPAIGN_CANCELED);
	camp_turn(c);
	assert_false(camp_look(c, id)->open);
	camp_verify(c);
}

static void a_close_window_is_no_longer_when_the_clock_was_set_back(
    void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;

	camp_slots(c, 4);
	id = camp_send(c, 4);
	assert_int_equal(camp_check(c, id, 4), 4);
	camp_forward(c, 4);
	camp_wait(c, HOUR);
	clock_freeze(clock_wall() - 3652 * DAY);
	camp_wait(c, 0);
	camp_wait(c, 46 * HOUR);
	CAMP_IS(c, id, .outbox = 4);
	camp_wait(c, HOUR);
	CAMP_IS(c, id, .unknown = 4);
	assert_int_equal(c->view.status, CAMPAIGN_DONE);
	camp_turn(c);
	assert_false(camp_look(c, id)->open);
	CAMP_IS(c, id, .unknown = 4);
	camp_verify(c);
}

/* T18 */
static void a_pause_is_a_flag_and_is_told_once(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id = camp_new(c);

	assert_int_equal(camp_do(c, CAMPAIGN_PAUSE, id, NULL), RC_DENIED);
	assert_int_equal(camp_send_at(c, id, 3, 0), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_PAUSE, id, NULL), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_PAUSE, id, NULL), 0);
	assert_true(camp_look(c, id)->paused);
	assert_int_equal(c->view.status, CAMPAIGN_PROCESSING);
	assert_int_equal(camp_do(c, CAMPAIGN_RESUME, id, NULL), 0);
	assert_false(camp_look(c, id)->paused);
	camp_history(c, id);
	assert_int_equal(c->lines, 4);
	assert_int_equal(c->line[2].what, CAMPAIGN_PAUSE);
	assert_int_equal(c->line[2].from, c->line[2].to);
	assert_int_equal(c->line[3].what, CAMPAIGN_RESUME);
	assert_int_equal(camp_do(c, CAMPAIGN_PAUSE, id, NULL), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, id, NULL), 0);
	assert_false(camp_look(c, id)->paused);
}

/* Each once, however often it changed. */
static void what_changed_is_told_once_and_each_change_is_a_turn(void **state)
{
	struct camp *c = camp_of(*state);
	struct ledger *l = c->shop->ledger;
	struct campaign_view v[4];
	uint32_t a = camp_new(c), b = camp_new(c);
	uint64_t turn;

	camp_slots(c, 10);
	assert_int_equal(ledger_changed_campaigns(l, v, 4), 0);
	turn = ledger_campaign_turn(l);
	assert_int_equal(camp_send_at(c, a, 2, 0), 0);
	assert_true(ledger_campaign_turn(l) > turn);
	assert_int_equal(camp_send_at(c, b, 3, A_MONDAY + HOUR), 0);
	turn = ledger_campaign_turn(l);
	assert_int_equal(ledger_changed_campaigns(l, v, 1), 1);
	assert_int_equal(v[0].id, a);
	assert_int_equal(v[0].status, CAMPAIGN_PROCESSING);
	assert_int_equal(v[0].recipients, 2);
	assert_true(v[0].open);
	assert_null(v[0].definition);
	assert_int_equal(ledger_changed_campaigns(l, v, 4), 1);
	assert_int_equal(v[0].id, b);
	assert_int_equal(v[0].start_at, A_MONDAY + HOUR);
	assert_int_equal(ledger_changed_campaigns(l, v, 4), 0);
	ledger_tick(l);
	settle(c->shop);
	assert_int_equal(ledger_campaign_turn(l), turn);
	camp_check_all(c, a);
	camp_forward(c, 2);
	camp_receipt(c, 1, VERDICT_DELIVERED);
	camp_receipt(c, 2, VERDICT_DELIVERED);
	assert_int_equal(ledger_changed_campaigns(l, v, 4), 1);
	assert_int_equal(v[0].id, a);
	assert_false(v[0].open);
	assert_int_equal(v[0].total.state[STATUS_DELIVERED], 2);
	assert_int_equal(ledger_changed_campaigns(l, v, 4), 0);
	camp_reopen(c);
	assert_int_equal(ledger_changed_campaigns(c->shop->ledger, v, 4), 1);
	assert_int_equal(v[0].id, b);
	assert_int_equal(v[0].recipients, 3);
	camp_verify(c);
}

#define IN_CAMP(test) \
	cmocka_unit_test_setup_teardown(test, camp_setup, camp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_CAMP(one_is_made_edited_and_read),
		IN_CAMP(nobody_else_sees_it),
		IN_CAMP(a_deleted_draft_is_gone_and_its_id_with_it),
		IN_CAMP(pages_are_the_newest_first),
		IN_CAMP(one_that_goes_well_is_done),
		IN_CAMP(a_revised_failure_leaves_the_errors),
		IN_CAMP(nobody_to_send_to_is_done_at_once),
		IN_CAMP(the_window_ends_it_and_a_late_receipt_still_counts),
		IN_CAMP(the_window_counts_from_the_last_forward),
		IN_CAMP(a_scheduled_one_starts_at_its_instant),
		IN_CAMP(the_start_of_one_that_has_not_begun_moves),
		IN_CAMP(one_that_came_due_while_we_were_down_starts_at_once),
		IN_CAMP(a_scheduled_one_is_taken_back),
		IN_CAMP(one_taken_back_may_be_deleted_at_once),
		IN_CAMP(what_forbids_to_send_fails_it),
		IN_CAMP(it_fails_at_its_instant_if_something_forbids_then),
		IN_CAMP(only_what_is_under_way_can_be_canceled),
		IN_CAMP(a_cancel_ends_what_waits_and_waits_for_what_is_out),
		IN_CAMP(
		    a_close_window_is_no_longer_when_the_clock_was_set_back),
		IN_CAMP(a_pause_is_a_flag_and_is_told_once),
		IN_CAMP(what_changed_is_told_once_and_each_change_is_a_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
