/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a carrier is said to drop messages without a word: the edges of
 * statuses.md 10.3 (S-P108).
 */
#include "rig.h"

#include <inttypes.h>

#include "base/buf.h"

#define HOURS (3600 * SECOND)

static char carriers[sizeof(RIG_FOLDER)]; /* of their table */
static size_t receipts; /* that came so far, in the order of submission */

static int begin(void **state)
{
	static struct rig_keys keys = { .webhook = &shop_hooks,
		.smsc = "query = off",
		.events = &shop_events,
		.accepts = 10000 };

	(void)state;
	keys.more = rig_carriers(carriers);
	shop = (struct shop){ 0 };
	receipts = 0;
	return rig_begin_with(&keys);
}

static int end(void **state)
{
	rig_remove(carriers);
	return shop_free(state);
}

/* What the carrier did yesterday, before the daemon began. */
static void usually(const char *carrier, unsigned sent, unsigned told)
{
	int64_t day = clock_wall() / DAY - 1;
	char name[40], text[80];

	snprintf(name, sizeof(name), "%d,%s", (int)(day % 8), carrier);
	snprintf(text, sizeof(text), "%" PRId64 " %u %u %u", day, sent, told,
	    sent);
	ledger_keep(rig.ledger, 1,
	    &(struct thing){ .kind = THING_CARRIER,
		.name = name,
		.value = text,
		.len = strlen(text) });
	rig_settle();
	campaigns_close(shop.campaigns);
	rig_restart();
	rig_settle();
}

/* To so many numbers of One, and then of Two. */
static uint32_t campaign(unsigned one, unsigned two, const char *more)
{
	struct buf text = { 0 };
	uint32_t id;

	buf_printf(&text,
	    "{\"text\": \"Hi\", \"from\": \"+12125550100\", %s\"audience\": "
	    "{\"numbers\": [",
	    more);
	for (unsigned i = 0; i < one + two; i++)
		buf_printf(&text, "%s\"+1%s555%04u\"", i != 0 ? ", " : "",
		    i < one ? "917" : "310", i);
	buf_add_str(&text, "]}}");
	id = shop_draft(buf_cstr(&text));
	buf_free(&text);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	return id;
}

/* By a window of few at once. */
static size_t taken(void)
{
	size_t last;

	do
		last = shop.taken;
	while (shop_taken() != last);
	return last;
}

/* For the next `n` messages that the centre took. */
static void receipt(unsigned n, const char *stat)
{
	char text[80];

	for (; n-- > 0; receipts++) {
		snprintf(text, sizeof(text), "id:%zu stat:%s err:000",
		    receipts + 1, stat);
		rig_deliver_from(rig.seen[receipts].message.destination.digits,
		    4, text);
		rig_settle();
	}
}

/* Four hours later: missing, of how many; 0: nothing is said. */
static uint64_t said(void)
{
	struct campaigns_alert alert;

	rig_advance(4 * HOURS + 60 * SECOND);
	rig_settle();
	if (campaigns_alerts(shop.campaigns, shop_account(), &alert, 1) == 0)
		return 0;
	assert_string_equal(alert.kind, "suspected_silent_filter");
	assert_string_equal(alert.carrier, "One");
	return alert.count * 1000 + alert.of;
}

static void thirty_percent_of_fifty_are_too_many(void **state)
{
	(void)state;
	usually("One", 100, 100);
	(void)campaign(50, 0, "");
	assert_int_equal(taken(), 50);
	receipt(35, "DELIVRD");
	assert_int_equal(said(), 15050);
}

static void less_than_thirty_percent_are_not(void **state)
{
	(void)state;
	usually("One", 100, 100);
	(void)campaign(50, 0, "");
	assert_int_equal(taken(), 50);
	receipt(36, "UNDELIV");
	assert_int_equal(said(), 0);
}

static void of_less_than_fifty_nothing_is_said(void **state)
{
	(void)state;
	usually("One", 100, 100);
	(void)campaign(49, 1, "");
	assert_int_equal(taken(), 50);
	assert_int_equal(said(), 0);
}

static void a_carrier_may_lack_ten_percent_as_a_rule(void **state)
{
	(void)state;
	usually("One", 100, 90);
	(void)campaign(50, 0, "");
	assert_int_equal(taken(), 50);
	receipt(10, "DELIVRD");
	assert_int_equal(said(), 40050);
}

static void one_that_lacks_more_does_so_now_as_well(void **state)
{
	(void)state;
	usually("One", 100, 89);
	(void)campaign(50, 0, "");
	assert_int_equal(taken(), 50);
	receipt(10, "DELIVRD");
	assert_int_equal(said(), 0);
}

static void what_is_on_its_way_is_missing(void **state)
{
	(void)state;
	usually("One", 100, 100);
	(void)campaign(50, 0, "");
	assert_int_equal(taken(), 50);
	receipt(20, "ENROUTE");
	receipt(30, "DELIVRD");
	assert_int_equal(said(), 20050);
}

/* The first were given up 72 hours after they left, before it is counted. */
static void what_was_given_up_is_missing(void **state)
{
	uint32_t id;

	(void)state;
	usually("One", 100, 100);
	id = campaign(50, 0, "\"rate\": 1, ");
	for (int i = 0; i < 19; i++) {
		(void)shop_taken();
		rig_advance(SECOND);
	}
	assert_int_equal(shop_taken(), 20);
	ledger_campaign(rig.ledger, &(struct campaign_fact){ .token = 1,
					.account = shop_account(),
					.id = id,
					.what = CAMPAIGN_PAUSE });
	rig_settle();
	assert_int_equal(shop.campaigned.rc, 0);
	rig_advance(70 * HOURS);
	ledger_campaign(rig.ledger, &(struct campaign_fact){ .token = 1,
					.account = shop_account(),
					.id = id,
					.what = CAMPAIGN_RESUME });
	rig_settle();
	assert_int_equal(shop.campaigned.rc, 0);
	for (int i = 0; i < 40; i++) {
		(void)shop_taken();
		rig_advance(SECOND);
	}
	assert_int_equal(taken(), 50);
	receipts = 20;
	receipt(30, "DELIVRD");
	assert_int_equal(said(), 20050);
	assert_int_equal(shop_view(id)->total.state[STATUS_DELIVERY_UNKNOWN],
	    20);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(thirty_percent_of_fifty_are_too_many),
		IT(less_than_thirty_percent_are_not),
		IT(of_less_than_fifty_nothing_is_said),
		IT(a_carrier_may_lack_ten_percent_as_a_rule),
		IT(one_that_lacks_more_does_so_now_as_well),
		IT(what_is_on_its_way_is_missing),
		IT(what_was_given_up_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
