/* SPDX-License-Identifier: BSD-2-Clause */
/* Many recipients, many campaigns: a page at a time. */
#include "rig.h"

#include "campaign/inside.h"

#define SLOW "{\"text\": \"Hi\", \"rate\": 3, " FROM ", " ONE_LIST "}"

/* Contacts of a list, without waiting for each. */
static void fill(uint32_t list, unsigned n)
{
	shop_list(list);
	for (unsigned i = 0; i < n; i++) {
		const struct contact_fact f = { .token = 1,
			.account = shop_account(),
			.what = CONTACT_PUT,
			.number = 19175550000 + i,
			.list = list };

		ledger_contact(rig.ledger, &f);
	}
	rig_settle();
}

static void many_are_judged_page_by_page(void **state)
{
	uint32_t first, second;

	(void)state;
	fill(1, 2500);
	first = shop_draft(LIST);
	second = shop_draft(LIST);
	assert_int_equal(shop_send(first), 200);
	assert_int_equal(shop_send(second), 200);
	rig_settle();
	assert_int_equal(shop_view(first)->recipients, 2500);
	assert_int_equal(shop.view.checked, 2500);
	assert_int_equal(shop.view.total.state[STATUS_NEW], 0);
	assert_int_equal(shop.view.total.state[STATUS_QUEUED] +
			     shop.view.total.state[STATUS_SUBMITTING],
	    2500);
	assert_int_equal(shop_view(second)->checked, 2500);
	assert_false(shop.campaigns->engine.again);
}

static void set_hours(const char *hours)
{
	char text[120];

	snprintf(text, sizeof(text),
	    "{\"timezone\": \"UTC\", \"quiet_hours\": %s}", hours);
	assert_int_equal(shop_set(text), 200);
}

/* It is Monday, 16:00. */
static void what_is_held_goes_when_its_hours_are_taken_back(void **state)
{
	uint32_t first, second;
	size_t pages;

	(void)state;
	fill(1, 2500);
	set_hours("{\"start\": \"15:00\", \"end\": \"18:00\"}");
	first = shop_draft(LIST);
	second = shop_draft(LIST);
	assert_int_equal(shop_send(first), 200);
	assert_int_equal(shop_send(second), 200);
	rig_settle();
	assert_int_equal(shop_view(first)->total.state[STATUS_HELD], 2500);
	assert_int_equal(shop_view(second)->total.state[STATUS_HELD], 2500);
	assert_int_equal(shop.view.next_release,
	    shop_date("2026-03-02T18:00:00Z"));
	pages = shop.pages;
	set_hours("{\"start\": \"15:00\", \"end\": \"17:00\"}");
	rig_settle();
	assert_int_equal(shop.pages - pages, 2 * 3);
	assert_int_equal(shop_view(first)->total.state[STATUS_HELD], 2500);
	assert_int_equal(shop.view.next_release,
	    shop_date("2026-03-02T17:00:00Z"));
	/* Once more, before the first page of these. */
	set_hours("{\"start\": \"15:00\", \"end\": \"19:00\"}");
	set_hours("null");
	rig_settle();
	assert_int_equal(shop_view(first)->total.state[STATUS_HELD], 0);
	assert_int_equal(shop_view(second)->total.state[STATUS_HELD], 0);
	assert_int_equal(shop.view.total.state[STATUS_QUEUED] +
			     shop.view.total.state[STATUS_SUBMITTING],
	    2500);
	pages = shop.pages;
	assert_int_equal(shop_set("{\"price\": \"0.02\"}"), 200);
	rig_settle();
	assert_int_equal(shop.pages, pages);
}

static void unheard(void *arg, uint64_t token, const struct campaigns_answer *a)
{
	(void)arg;
	(void)token;
	assert_int_equal(a->status, 200);
}

/* Of two pages the first was judged by other hours. */
static void set_others_at_the_second_page(void)
{
	size_t answers = shop.answers;
	struct asker who = shop_asker();
	struct json *j;

	shop.answers = answers;
	if (shop.pages != 2)
		return;
	who.done = unheard;
	j = shop_json("{\"timezone\": \"UTC\", \"quiet_hours\": "
		      "{\"start\": \"15:00\", \"end\": \"19:00\"}}");
	campaigns_put_site(shop.campaigns, &who, json_root(j));
	json_free(j);
}

static void hours_that_change_meanwhile_count_for_all_that_is_held(void **state)
{
	uint32_t id;

	(void)state;
	fill(1, 1500);
	set_hours("{\"start\": \"15:00\", \"end\": \"18:00\"}");
	id = shop_draft(LIST);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	shop.pages = 0;
	shop.paged = set_others_at_the_second_page;
	set_hours("{\"start\": \"15:00\", \"end\": \"17:00\"}");
	rig_settle();
	assert_int_equal(shop_view(id)->total.state[STATUS_HELD], 1500);
	assert_int_equal(shop.view.next_release,
	    shop_date("2026-03-02T19:00:00Z"));
}

static uint64_t facts(void)
{
	struct ledger_totals t;

	ledger_totals(rig.ledger, &t);
	return t.facts;
}

/* But for the one that ends a page. */
static void what_would_be_held_until_then_anyway_is_left_alone(void **state)
{
	uint64_t before;
	uint32_t id;

	(void)state;
	fill(1, 900);
	set_hours("{\"start\": \"15:00\", \"end\": \"18:00\"}");
	id = shop_draft(LIST);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	before = facts();
	shop.pages = 0;
	set_hours("{\"start\": \"14:00\", \"end\": \"18:00\"}");
	rig_settle();
	assert_int_equal(shop.pages, 1);
	assert_in_range(facts() - before, 1, 20);
	assert_int_equal(shop_view(id)->total.state[STATUS_HELD], 900);
}

/* P8: whatever changes in the meantime, as what was queued goes on. */
static void a_full_store_is_let_rest(void **state)
{
	uint32_t id;
	size_t pages;

	(void)state;
	fill(1, 2500);
	id = shop_draft(SLOW);
	shop.checked = RC_NO_SPACE;
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	pages = shop.pages;
	assert_in_range(pages, 1, 2);
	for (int second = 0; second < 9; second++) {
		assert_int_equal(shop_taken(), 3 * (second + 1));
		rig_advance(SECOND);
	}
	assert_int_equal(shop.pages, pages);
	assert_int_equal(shop_view(id)->checked, 1000);
	shop.checked = 0;
	rig_advance(SECOND);
	rig_settle();
	assert_int_equal(shop_view(id)->checked, 2500);
}

/* Definitions are let go and read again. */
static void more_than_are_kept_in_memory_go_on_by_turns(void **state)
{
	uint32_t id[40];

	(void)state;
	fill(1, 1100);
	for (size_t i = 0; i < ARRAY_LEN(id); i++) {
		id[i] = shop_draft(LIST);
		assert_int_equal(shop_send(id[i]), 200);
	}
	rig_settle();
	for (size_t i = 0; i < ARRAY_LEN(id); i++)
		assert_int_equal(shop_view(id[i])->checked, 1100);
	assert_in_range(shop.campaigns->engine.definitions, 1, 16);
	assert_int_equal(shop.campaigns->engine.pages, 0);
}

static void what_is_taken_back_is_forgotten(void **state)
{
	const struct engine *e = &shop.campaigns->engine;
	struct campaign_fact cancel = { .account = shop_account(),
		.what = CAMPAIGN_CANCEL };

	(void)state;
	fill(1, 1);
	cancel.id = shop_draft(LIST);
	assert_int_equal(shop_begin(cancel.id, "2026-03-02T20:00:00", false),
	    200);
	rig_settle();
	assert_int_equal(e->n, 1);
	ledger_campaign(rig.ledger, &cancel);
	rig_settle();
	rig_settle();
	assert_int_equal(shop_status(cancel.id), CAMPAIGN_DRAFT);
	assert_int_equal(e->n, 0);
	assert_int_equal(shop_send(cancel.id), 200);
	rig_settle();
	assert_int_equal(e->n, 1);
	assert_int_equal(shop_view(cancel.id)->checked, 1);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, shop_new, shop_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(many_are_judged_page_by_page),
		IT(what_is_held_goes_when_its_hours_are_taken_back),
		IT(hours_that_change_meanwhile_count_for_all_that_is_held),
		IT(what_would_be_held_until_then_anyway_is_left_alone),
		IT(a_full_store_is_let_rest),
		IT(more_than_are_kept_in_memory_go_on_by_turns),
		IT(what_is_taken_back_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
