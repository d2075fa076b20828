/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipients of a campaign: M1, and how they are read. */
#include "camp.h"

#include "ledger/audience_row.h"
#include "ledger/campaign_row.h"

#define MANY_MEMBERS 4500 /* more than two slices */

/* Over lists, then n numbers from `first`. */
static uint32_t send_lists(struct camp *c, const uint32_t *list, size_t lists,
    const uint64_t *number, size_t numbers)
{
	struct campaign_plan p = camp_plan();
	uint32_t id = camp_new(c);

	memcpy(p.list, list, lists * sizeof(list[0]));
	p.lists = lists;
	p.number = number;
	p.numbers = numbers;
	assert_int_equal(camp_do(c, CAMPAIGN_ACTIVATE, id, &p), 0);
	camp_turn(c);
	return id;
}

static void they_are_in_the_order_of_contacts_then_as_they_are_named(
    void **state)
{
	struct camp *c = camp_of(*state);
	const uint32_t lists[] = { camp_list_new(c, "000000b1"),
		camp_list_new(c, "000000a2") };
	uint64_t id[5], number[] = { N1 + 900, N1 + 3, 0 };
	uint32_t campaign;

	id[1] = camp_contact(c, 1, lists[1]);
	id[2] = camp_contact(c, 2, lists[0]);
	id[3] = camp_contact(c, 3, 0); /* in no list, but named */
	id[4] = camp_contact(c, 4, lists[1]);
	assert_int_equal(camp_contact(c, 1, lists[0]), id[1]);
	campaign = send_lists(c, lists, 2, number, 3);
	camp_list(c, campaign, 0, 9);
	assert_int_equal(c->whos, 7);
	assert_int_equal(c->who[0].contact, id[1]);
	assert_int_equal(c->who[1].contact, id[1]); /* it is in two lists */
	assert_int_equal(c->who[2].contact, id[2]);
	assert_int_equal(c->who[3].contact, id[4]);
	assert_int_equal(c->who[3].number, N1 + 4);
	assert_int_equal(c->who[3].len, 4);
	assert_int_equal(c->who[4].contact, 0);
	assert_int_equal(c->who[4].number, N1 + 900);
	assert_null(c->who[4].data);
	assert_int_equal(c->who[5].contact, id[3]);
	assert_int_equal(c->who[6].number, 0);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(c->who[i].index, i);
		assert_int_equal(c->who[i].state, STATUS_NEW);
		assert_null(c->who[i].message);
	}
	CAMP_IS(c, campaign, .in_queue = 7);
	assert_int_equal(c->view.recipients, 7);
	camp_verify(c);
}

/* Who leaves later is in it, who comes later is not. */
static void it_is_as_of_the_activation(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t list = camp_list_new(c, "000000b1"), campaign;
	uint64_t first = camp_contact(c, 1, list);

	campaign = send_lists(c, &list, 1, NULL, 0);
	ledger_contact(c->shop->ledger,
	    &(struct contact_fact){ .account = c->shop->account,
		.what = CONTACT_LEAVE,
		.id = first,
		.list = list });
	(void)camp_contact(c, 2, list);
	camp_list(c, campaign, 0, 9);
	assert_int_equal(c->whos, 1);
	assert_int_equal(c->who[0].contact, first);
}

static void who_is_deleted_meanwhile_is_told(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t list = camp_list_new(c, "000000b1"), campaign;
	uint64_t first = camp_contact(c, 1, list);

	(void)camp_contact(c, 2, list);
	camp_slots(c, 9);
	campaign = send_lists(c, &list, 1, NULL, 0);
	ledger_contact(c->shop->ledger,
	    &(struct contact_fact){ .account = c->shop->account,
		.what = CONTACT_DELETE,
		.id = first });
	settle(c->shop);
	camp_turn(c);
	camp_check_all(c, campaign);
	camp_list(c, campaign, 0, 9);
	assert_int_equal(c->whos, 2);
	assert_true(c->who[0].deleted);
	assert_int_equal(c->who[0].state, STATUS_RECIPIENT_DELETED);
	assert_false(c->who[1].deleted);
	CAMP_IS(c, campaign, .in_queue = 1, .deleted = 1);
	assert_int_equal(c->view.deleted_leads, 1);
	camp_verify(c);
}

/* Ids of contacts begin at 1 in each account, so those of another account's
 * list would be somebody here: a list may have been taken away since the draft,
 * and its number given to somebody else. */
static void a_list_of_another_account_has_nobody(void **state)
{
	struct camp *c = camp_of(*state);
	uint16_t own = c->shop->account;
	uint32_t list, campaign;
	uint64_t named = N1 + 900;

	(void)camp_contact(c, 1, 0);
	c->shop->account = (uint16_t)(own + 1);
	list = camp_list_new(c, "000000b1");
	assert_int_equal(camp_contact(c, 2, list), 1);
	c->shop->account = own;
	campaign = send_lists(c, &list, 1, &named, 1);
	camp_list(c, campaign, 0, 9);
	assert_int_equal(c->whos, 1);
	assert_int_equal(c->who[0].number, named);
	CAMP_IS(c, campaign, .in_queue = 1);
}

static void fill_list(struct camp *c, uint32_t list, uint64_t n)
{
	for (uint64_t i = 1; i <= n; i++)
		ledger_contact(c->shop->ledger,
		    &(struct contact_fact){ .account = c->shop->account,
			.what = CONTACT_PUT,
			.number = N1 + i,
			.list = list });
	settle(c->shop);
}

static uint64_t recipients_of(struct camp *c, uint32_t campaign, bool *filling)
{
	struct campaign_view v[2];

	assert_int_equal(ledger_changed_campaigns(c->shop->ledger, v, 2), 1);
	assert_int_equal(v[0].id, campaign);
	*filling = v[0].filling;
	return v[0].recipients;
}

/* A slice a commit; a kill in between costs nothing, and nobody is there
 * twice. */
static void a_large_one_comes_in_slices(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t list = camp_list_new(c, "000000b1"), campaign;
	struct campaign_plan p = camp_plan();
	uint64_t last = 0, named = N1 + MANY_MEMBERS + 1;
	bool filling;

	fill_list(c, list, MANY_MEMBERS);
	campaign = camp_new(c);
	p.list[0] = list;
	p.lists = 1;
	p.number = &named;
	p.numbers = 1;
	assert_int_equal(camp_do(c, CAMPAIGN_ACTIVATE, campaign, &p), 0);
	assert_int_equal(recipients_of(c, campaign, &filling), 2000);
	assert_true(filling);
	assert_int_equal(ledger_next_due(c->shop->ledger), A_MONDAY);
	camp_reopen(c);
	ledger_tick(c->shop->ledger);
	settle(c->shop);
	assert_int_equal(camp_status(c, campaign), CAMPAIGN_PROCESSING);
	camp_turn(c);
	assert_int_equal(recipients_of(c, campaign, &filling),
	    MANY_MEMBERS + 1);
	assert_false(filling);
	CAMP_IS(c, campaign, .in_queue = MANY_MEMBERS + 1);
	for (uint64_t after = 0; after < MANY_MEMBERS; after = c->who_next) {
		camp_list(c, campaign, after, MANY);
		for (size_t i = 0; i < c->whos; i++) {
			assert_int_equal(c->who[i].index, after + i);
			assert_int_equal(c->who[i].number,
			    last == 0 ? N1 + 1 : last + 1);
			last = c->who[i].number;
		}
		if (c->who_next == 0)
			break;
	}
	assert_int_equal(last, N1 + MANY_MEMBERS + 1);
	camp_verify(c);
}

/* The one who is in both lists is the last of a slice and the first of the next
 * one. */
static void a_slice_may_end_between_two_of_one(void **state)
{
	struct camp *c = camp_of(*state);
	const uint32_t lists[] = { camp_list_new(c, "000000b1"),
		camp_list_new(c, "000000a2") };
	uint32_t campaign;

	(void)camp_contact(c, 0, lists[0]);
	fill_list(c, lists[0], 1200);
	fill_list(c, lists[1], 1200);
	campaign = send_lists(c, lists, 2, NULL, 0);
	CAMP_IS(c, campaign, .in_queue = 2401);
	for (uint64_t after = 0; after < 2401; after += MANY) {
		camp_list(c, campaign, after, MANY);
		for (size_t i = 0; i < c->whos; i++)
			assert_int_equal(c->who[i].number,
			    N1 + (after + i + 1) / 2);
	}
}

/* Checks go on behind the snapshot, and it does not end before that has. */
static void checks_do_not_overtake_it(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t list = camp_list_new(c, "000000b1"), campaign;
	struct campaign_plan p = camp_plan();

	fill_list(c, list, 2100);
	camp_slots(c, 3000);
	campaign = camp_new(c);
	p.list[0] = list;
	p.lists = 1;
	assert_int_equal(camp_do(c, CAMPAIGN_ACTIVATE, campaign, &p), 0);
	assert_int_equal(camp_check(c, campaign, WORK_LIMIT), 1000);
	camp_turn(c);
	assert_int_equal(camp_check(c, campaign, WORK_LIMIT), 1000);
	assert_int_equal(camp_status(c, campaign), CAMPAIGN_PROCESSING);
	assert_int_equal(camp_check(c, campaign, WORK_LIMIT), 100);
	assert_int_equal(camp_status(c, campaign), CAMPAIGN_SENDING);
	camp_turn(c);
	camp_verify(c);
}

/* Who is canceled while it is made is counted all the same. */
static void a_cancel_meets_what_is_still_to_come(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t list = camp_list_new(c, "000000b1"), campaign;
	struct campaign_plan p = camp_plan();

	fill_list(c, list, MANY_MEMBERS);
	campaign = camp_new(c);
	p.list[0] = list;
	p.lists = 1;
	assert_int_equal(camp_do(c, CAMPAIGN_ACTIVATE, campaign, &p), 0);
	assert_int_equal(camp_do(c, CAMPAIGN_CANCEL, campaign, NULL), 0);
	camp_turn(c);
	CAMP_IS(c, campaign, .canceled = MANY_MEMBERS);
	assert_false(c->view.open);
	camp_list(c, campaign, MANY_MEMBERS - 1, 9);
	assert_int_equal(c->whos, 1);
	assert_int_equal(c->who[0].state, STATUS_CANCELED);
	camp_verify(c);
}

static void pages_show_who_is_asked_for(void **state)
{
	struct camp *c = camp_of(*state);
	uint32_t id;
	struct recipient_query q = { .account = c->shop->account, .limit = 9 };

	camp_slots(c, 9);
	id = camp_send(c, 5);
	camp_check_all(c, id);
	camp_forward(c, 5);
	camp_receipt(c, 2, VERDICT_FAILED);
	camp_receipt(c, 4, VERDICT_DELIVERED);
	q.campaign = id;
	q.states = 1u << STATUS_FAILED | 1u << STATUS_DELIVERED;
	ledger_recipients(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->whos, 2);
	assert_int_equal(c->who[0].index, 1);
	assert_int_equal(c->message[0].reason, 30003);
	assert_int_equal(c->message[0].id.key, c->claim[1].id.key);
	q.reason = 30003;
	ledger_recipients(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->whos, 1);
	q.reason = 0;
	q.to = N1 + 4;
	q.bodies = true;
	ledger_recipients(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->whos, 1);
	assert_int_equal(c->message[0].body_len, 5);
	q = (struct recipient_query){ .account = c->shop->account,
		.campaign = id,
		.after = 2,
		.limit = 2 };
	ledger_recipients(c->shop->ledger, 1, &q);
	settle(c->shop);
	assert_int_equal(c->whos, 2);
	assert_int_equal(c->who[0].index, 2);
	assert_int_equal(c->who_next, 4);
}

/* ---- rows -------------------------------------------------------------- */

static void put_and_get(struct store_txn *t)
{
	struct audience_place at = { 7, 2 };
	struct member m[150], one;
	uint64_t index;

	for (size_t i = 0; i < 150; i++)
		m[i] = (struct member){ N1 + i, 10 + i / 2,
			i < 140 ? 1000 + i : 0 };
	assert_int_equal(audience_add(t, at, 0, m, 1), 0);
	assert_int_equal(audience_add(t, at, 1, m + 1, 59), 0);
	assert_int_equal(audience_add(t, at, 60, m + 60, 90), 0);
	for (size_t i = 0; i < 150; i++) {
		assert_int_equal(audience_member(t, at, i, &one), 0);
		assert_memory_equal(&one, &m[i], sizeof(one));
	}
	assert_int_equal(audience_member(t, at, 150, &one), RC_NOT_FOUND);
	for (uint64_t i = 0; i < 150; i++) {
		assert_int_equal(audience_find(t, at, 150, 10 + i / 2, &index),
		    0);
		assert_int_equal(index, i / 2 * 2);
	}
	assert_int_equal(audience_find(t, at, 150, 9, &index), RC_NOT_FOUND);
	assert_int_equal(audience_find(t, at, 150, 85, &index), RC_NOT_FOUND);
	assert_int_equal(audience_find(t, at, 40, 40, &index), RC_NOT_FOUND);
	assert_int_equal(audience_set_key(t, at, 145, 5000), 0);
	assert_int_equal(audience_member(t, at, 145, &one), 0);
	assert_int_equal(one.key, 5000);
	assert_int_equal(audience_set_key(t, at, 150, 1), RC_NOT_FOUND);
	at.step = 3;
	assert_int_equal(audience_add(t, at, 0, m, 1), 0);
	at.campaign = 8;
	assert_int_equal(audience_add(t, at, 0, m, 1), 0);
	assert_int_equal(audience_drop(t, 7, 2), 2);
	assert_int_equal(audience_drop(t, 7, 9), 2);
	assert_int_equal(audience_drop(t, 7, 9), 0);
	assert_int_equal(audience_member(t, at, 0, &one), 0);
}

static void with_store(struct shop *s, void (*run)(struct store_txn *t))
{
	const struct store_options o = { .path = s->path,
		.map_bytes = 1u << 30 };
	struct store_problem why;
	struct store *store;
	struct store_txn t;

	close_shop(s);
	assert_int_equal(store_open(&store, &o, &why), 0);
	store_begin(store, &t);
	run(&t);
	assert_int_equal(t.rc, 0);
	store_abort(&t);
	store_close(store);
}

static void members_are_found_by_place_contact_and_message(void **state)
{
	with_store(*state, put_and_get);
}

static void keep_and_read(struct store_txn *t)
{
	struct campaign c, back;
	struct store_bytes v;
	struct store_row row;

	memset(&c, 0, sizeof(c));
	c.id = 9;
	c.account = 3;
	c.status = CAMPAIGN_SENT;
	c.steps = CAMPAIGN_STEPS;
	c.variants = CAMPAIGN_VARIANTS;
	c.threshold = 81;
	c.paused = true;
	c.lists = 2;
	c.list[1] = 77;
	c.delay[4] = HOUR;
	c.members[4] = 12;
	c.fed[4] = 13;
	c.mop = MOP_SETTLE;
	c.mop_step = 4;
	c.variant[3].evidence = 14;
	c.step[4].state[STATUS_RECIPIENT_DELETED] = 15;
	c.skipped_rule[SUBSTATE_COUNT - 1] = 16;
	c.error_stage[STAGE_COUNT - 1] = 17;
	c.reasons = CAMPAIGN_REASONS;
	c.reason[CAMPAIGN_REASONS - 1] = (struct campaign_reason){ 30003, 18 };
	c.other_reasons = 19;
	campaign_put(t, &c);
	assert_int_equal(campaign_get(t, 9, &back), 0);
	assert_memory_equal(&back, &c, sizeof(c));
	assert_int_equal(store_seek(t, STORE_CAMPAIGN, NULL, 0, &row), 0);
	assert_true(row.value.len <= CAMPAIGN_ROW_MAX);
	assert_int_equal(campaign_read(&row, &back), 0);
	assert_int_equal(back.id, 9);
	campaign_put_definition(t, 9, "text", 4);
	assert_int_equal(campaign_get_definition(t, 9, &v), 0);
	assert_int_equal(v.len, 4);
	campaign_del(t, 9);
	assert_int_equal(campaign_get(t, 9, &back), RC_NOT_FOUND);
	assert_int_equal(campaign_get_definition(t, 9, &v), RC_NOT_FOUND);
}

static void a_row_is_small_and_says_all(void **state)
{
	with_store(*state, keep_and_read);
}

#define IN_CAMP(test) \
	cmocka_unit_test_setup_teardown(test, camp_setup, camp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_CAMP(
		    they_are_in_the_order_of_contacts_then_as_they_are_named),
		IN_CAMP(it_is_as_of_the_activation),
		IN_CAMP(who_is_deleted_meanwhile_is_told),
		IN_CAMP(a_list_of_another_account_has_nobody),
		IN_CAMP(a_large_one_comes_in_slices),
		IN_CAMP(a_slice_may_end_between_two_of_one),
		IN_CAMP(checks_do_not_overtake_it),
		IN_CAMP(a_cancel_meets_what_is_still_to_come),
		IN_CAMP(pages_show_who_is_asked_for),
		IN_CAMP(members_are_found_by_place_contact_and_message),
		IN_CAMP(a_row_is_small_and_says_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
