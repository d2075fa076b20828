/* SPDX-License-Identifier: BSD-2-Clause */
/* What the deletion of a contact does to campaigns: M18, S-P24, S-P78. */
#include "people.h"

#include "ledger/campaign.h"
#include "ledger/check.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, deletion_setup, people_teardown)

#define C1   19175550001u
#define LIST 10

/* Of the campaigns, what was told last. */
static struct {
	struct campaigned campaigned;
	struct campaign_view view;
	size_t campaigns;
	uint32_t leads[200]; /* of each of them */
	struct recipient_view recipient[16];
	size_t recipients;
} seen;

static void note_campaigned(const struct campaigned *c, void *arg)
{
	(void)arg;
	seen.campaigned = *c;
}

static void note_campaigns(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	(void)token;
	(void)arg;
	assert_int_equal(p->rc, 0);
	seen.campaigns = p->n;
	for (size_t i = 0; i < p->n && i < ARRAY_LEN(seen.leads); i++)
		seen.leads[i] = p->campaign[i].deleted_leads;
	if (p->n != 0)
		seen.view = p->campaign[0];
}

static void note_recipients(uint64_t token, const struct recipient_page *p,
    void *arg)
{
	(void)token;
	(void)arg;
	assert_int_equal(p->rc, 0);
	seen.recipients = p->n;
	for (size_t i = 0; i < p->n && i < ARRAY_LEN(seen.recipient); i++)
		seen.recipient[i] = p->recipient[i];
}

static int deletion_setup(void **state)
{
	static struct ledger_events up;
	int rc = people_setup(state);
	struct shop *s = *state;

	memset(&seen, 0, sizeof(seen));
	up = people_events;
	up.campaigned = note_campaigned;
	up.campaigns = note_campaigns;
	up.recipients = note_recipients;
	close_shop(s);
	s->up = &up;
	open_shop(s);
	settle(s);
	keep_list(s, s->account, "0000000a", "all");
	keep_list(s, s->account, "0000000b", "some");
	return rc;
}

/* What is due at this instant, until nothing is. */
static void turn(struct shop *s)
{
	for (int i = 0; i < 100; i++) {
		usec due = ledger_next_due(s->ledger);

		if (due == 0 || due > clock_wall())
			return;
		ledger_tick(s->ledger);
		settle(s);
	}
	fail_msg("there is always more to do");
}

static uint32_t activate(struct shop *s, struct campaign_plan p)
{
	struct campaign_fact f = { .token = 1,
		.account = s->account,
		.what = CAMPAIGN_CREATE,
		.definition = "{}",
		.definition_len = 2 };

	ledger_campaign(s->ledger, &f);
	settle(s);
	assert_int_equal(seen.campaigned.rc, 0);
	f.id = seen.campaigned.id;
	f.what = CAMPAIGN_ACTIVATE;
	if (p.steps == 0)
		p.steps = 1;
	p.variants = 1;
	p.threshold = 80;
	p.close_window = 48 * HOUR;
	f.plan = &p;
	ledger_campaign(s->ledger, &f);
	settle(s);
	assert_int_equal(seen.campaigned.rc, 0);
	turn(s);
	return f.id;
}

static uint32_t activate_list(struct shop *s, usec start_at)
{
	return activate(s, (struct campaign_plan){ .start_at = start_at,
			       .list = { LIST },
			       .lists = 1 });
}

static const struct campaign_view *look(struct shop *s, uint32_t id)
{
	ledger_campaigns(s->ledger, 2,
	    &(struct campaign_query){ .account = s->account,
		.only = id,
		.limit = 1 });
	settle(s);
	assert_int_equal(seen.campaigns, 1);
	return &seen.view;
}

static enum status state_of(struct shop *s, uint32_t id, uint8_t step,
    size_t nth)
{
	ledger_recipients(s->ledger, 3,
	    &(struct recipient_query){ .account = s->account,
		.campaign = id,
		.step = step,
		.limit = 16 });
	settle(s);
	assert_true(nth < seen.recipients);
	return seen.recipient[nth].state;
}

/* A verdict about a recipient that was never checked. */
static void check(struct shop *s, uint32_t id, uint64_t index,
    enum check_step decides)
{
	struct verdict v = { .campaign = id,
		.index = index,
		.decides = decides,
		.release = clock_wall() + 3 * HOUR,
		.set = s->set,
		.parts = 1,
		.body = "hello",
		.body_len = 5 };

	assert_int_equal(ledger_check(s->ledger, &v), 0);
	settle(s);
	turn(s);
}

/* The one that was claimed last is taken, and delivered. */
static void deliver(struct shop *s)
{
	struct receipt_fact r = { .smsc = s->acme,
		.verdict = VERDICT_DELIVERED,
		.from = s->claim.to,
		.raw = "id:x",
		.raw_len = 4 };

	snprintf(r.smsc_id, sizeof(r.smsc_id), "id%zu", s->claimed);
	answer(s, ANSWER_OK, r.smsc_id);
	ledger_receipt(s->ledger, &r);
	settle(s);
	turn(s);
}

static void S_P24_one_that_was_held_ends_at_once(void **state)
{
	struct shop *s = *state;
	const struct campaign_view *v;
	uint64_t c[2];
	uint32_t id;

	c[0] = put_contact(s, C1, "", LIST);
	c[1] = put_contact(s, C1 + 1, "", LIST);
	id = activate_list(s, 0);
	ledger_slots(s->ledger, s->acme, 1);
	check(s, id, 0, CHECK_PASSED);
	assert_int_equal(s->claimed, 1);
	deliver(s);
	check(s, id, 1, CHECK_LOCAL_TIME);
	assert_int_equal(state_of(s, id, 0, 1), STATUS_HELD);
	assert_int_equal(look(s, id)->status, CAMPAIGN_PROCESSING);

	assert_int_equal(delete_contact(s, c[1]), 0);
	v = look(s, id);
	assert_int_equal(v->total.state[STATUS_RECIPIENT_DELETED], 1);
	assert_int_equal(v->total.state[STATUS_DELIVERED], 1);
	assert_int_equal(v->deleted_leads, 1);
	assert_int_equal(v->status, CAMPAIGN_DONE);
	assert_int_equal(state_of(s, id, 0, 1), STATUS_RECIPIENT_DELETED);
	assert_true(seen.recipient[1].deleted);

	assert_int_equal(delete_contact(s, c[0]), 0); /* it was sent */
	v = look(s, id);
	assert_int_equal(v->deleted_leads, 2);
	assert_int_equal(v->total.state[STATUS_DELIVERED], 1);
	reopen(s); /* what is done is not done again */
	turn(s);
	assert_int_equal(look(s, id)->deleted_leads, 2);
}

static void S_P78_one_of_a_scheduled_campaign_is_counted(void **state)
{
	struct shop *s = *state;
	uint64_t c1 = put_contact(s, C1, "", LIST);
	uint32_t id;

	put_contact(s, C1 + 1, "", LIST);
	id = activate_list(s, A_MONDAY + 3 * HOUR);
	assert_int_equal(delete_contact(s, c1), 0);
	assert_int_equal(look(s, id)->deleted_leads, 1);
	assert_int_equal(look(s, id)->recipients, 2);
	clock_freeze(A_MONDAY + 3 * HOUR);
	turn(s);
	check(s, id, 0, CHECK_PASSED);
	check(s, id, 1, CHECK_PASSED);
	assert_int_equal(state_of(s, id, 0, 0), STATUS_RECIPIENT_DELETED);
	assert_int_equal(state_of(s, id, 0, 1), STATUS_QUEUED);
	assert_int_equal(look(s, id)->deleted_leads, 1);
}

static void what_is_in_line_is_not_sent_any_more(void **state)
{
	struct shop *s = *state;
	uint64_t c1 = put_contact(s, C1, "", LIST);
	uint32_t id = activate_list(s, 0);

	check(s, id, 0, CHECK_PASSED);
	assert_int_equal(state_of(s, id, 0, 0), STATUS_QUEUED);
	assert_int_equal(delete_contact(s, c1), 0);
	assert_int_equal(state_of(s, id, 0, 0), STATUS_RECIPIENT_DELETED);
	ledger_slots(s->ledger, s->acme, 5);
	settle(s);
	turn(s);
	assert_int_equal(s->claimed, 0);
	assert_int_equal(look(s, id)->status, CAMPAIGN_DONE);
}

/* Both in one walk. */
static void of_two_only_the_one_that_is_in_it_is_counted(void **state)
{
	struct shop *s = *state;
	const struct contact_fact in = { .account = s->account,
		.what = CONTACT_DELETE,
		.number = C1 };
	struct contact_fact out = in;
	uint32_t id;

	out.number = C1 + 1;
	put_contact(s, in.number, "in", LIST);
	put_contact(s, out.number, "out", 0);
	id = activate_list(s, A_MONDAY + HOUR);
	ledger_contact(s->ledger, &in);
	ledger_contact(s->ledger, &out);
	settle(s);
	turn(s);
	assert_int_equal(look(s, id)->deleted_leads, 1);
}

static void one_of_two_lists_is_counted_once(void **state)
{
	struct shop *s = *state;
	uint64_t number[] = { C1 + 7, C1 }, c1 = put_contact(s, C1, "", LIST);
	uint32_t id;

	do_contact(s, (struct contact_fact){ .what = CONTACT_JOIN,
			  .id = c1,
			  .list = 11 });
	id = activate(s, (struct campaign_plan){ .list = { LIST, 11 },
			     .lists = 2,
			     .number = number,
			     .numbers = 2 });
	assert_int_equal(look(s, id)->recipients, 4);
	assert_int_equal(delete_contact(s, c1), 0);
	assert_int_equal(look(s, id)->deleted_leads, 1);
}

static void one_that_was_named_by_number_is_found_too(void **state)
{
	struct shop *s = *state;
	uint64_t number[] = { C1 + 7, C1, 0 }, c1 = put_contact(s, C1, "", 0);
	uint32_t id = activate(s,
	    (struct campaign_plan){ .number = number, .numbers = 3 });

	check(s, id, 0, CHECK_LOCAL_TIME);
	check(s, id, 1, CHECK_LOCAL_TIME);
	assert_int_equal(delete_contact(s, c1), 0);
	assert_int_equal(look(s, id)->deleted_leads, 1);
	assert_int_equal(state_of(s, id, 0, 0), STATUS_HELD);
	assert_int_equal(state_of(s, id, 0, 1), STATUS_RECIPIENT_DELETED);
}

static void a_follow_up_that_waits_ends(void **state)
{
	struct shop *s = *state;
	uint64_t c1 = put_contact(s, C1, "", LIST);
	uint32_t id = activate(s, (struct campaign_plan){ .list = { LIST },
				      .lists = 1,
				      .steps = 2,
				      .delay = { 0, 24 * HOUR } });

	ledger_slots(s->ledger, s->acme, 1);
	check(s, id, 0, CHECK_PASSED);
	deliver(s);
	assert_int_equal(state_of(s, id, 1, 0), STATUS_HELD);
	assert_int_equal(look(s, id)->status, CAMPAIGN_SENT);
	assert_int_equal(delete_contact(s, c1), 0);
	assert_int_equal(state_of(s, id, 1, 0), STATUS_RECIPIENT_DELETED);
	assert_int_equal(look(s, id)->deleted_leads, 1);
	assert_int_equal(look(s, id)->status, CAMPAIGN_DONE);
}

static void campaigns_of_later_and_of_others_know_nothing_of_it(void **state)
{
	struct shop *s = *state;
	uint64_t c1 = put_contact(s, C1, "", LIST), again;
	uint32_t first = activate_list(s, A_MONDAY + HOUR), second;

	assert_int_equal(delete_contact(s, c1), 0);
	again = put_contact(s, C1, "", LIST);
	assert_true(again != c1);
	second = activate_list(s, A_MONDAY + HOUR);
	assert_int_equal(look(s, first)->deleted_leads, 1);
	assert_int_equal(look(s, second)->deleted_leads, 0);
	assert_int_equal(look(s, second)->recipients, 1);
	assert_int_equal(delete_contact(s, again), 0);
	assert_int_equal(look(s, first)->deleted_leads, 1);
	assert_int_equal(look(s, second)->deleted_leads, 1);
}

/* How many campaigns have counted, how often; *most: by one. */
static uint32_t count_leads(struct shop *s, uint32_t *most)
{
	uint32_t n = 0;

	ledger_campaigns(s->ledger, 2,
	    &(struct campaign_query){ .account = s->account, .limit = 200 });
	settle(s);
	*most = 0;
	for (size_t i = 0; i < seen.campaigns; i++) {
		n += seen.leads[i];
		if (seen.leads[i] > *most)
			*most = seen.leads[i];
	}
	return n;
}

/* More than a slice, in between a start: each campaign counts it once. */
static void a_walk_goes_on_after_a_start(void **state)
{
	struct shop *s = *state;
	uint64_t c1 = put_contact(s, C1, "", LIST);
	uint32_t n, most;

	for (int i = 0; i < 150; i++)
		activate_list(s, A_MONDAY + HOUR);
	assert_int_equal(delete_contact(s, c1), 0);
	n = count_leads(s, &most);
	assert_in_range(n, 1, 149);
	assert_int_equal(most, 1);
	clock_freeze(A_MONDAY + SECOND);
	reopen(s);
	turn(s);
	assert_int_equal(count_leads(s, &most), 150);
	assert_int_equal(most, 1);
	assert_true(ledger_next_due(s->ledger) >= A_MONDAY + HOUR);
}

/* Wall clocks jump. */
static void a_walk_goes_on_when_the_clock_is_set_back(void **state)
{
	struct shop *s = *state;
	uint64_t c1 = put_contact(s, C1, "", LIST);
	uint32_t most;

	for (int i = 0; i < 150; i++)
		activate_list(s, A_MONDAY + HOUR);
	assert_int_equal(delete_contact(s, c1), 0);
	assert_in_range(count_leads(s, &most), 1, 149);
	for (int i = 0; i < 20; i++) {
		clock_freeze(A_MONDAY - HOUR + i * SECOND);
		ledger_tick(s->ledger);
		settle(s);
	}
	assert_int_equal(count_leads(s, &most), 150);
	assert_int_equal(most, 1);
}

static void many_deletions_share_a_walk(void **state)
{
	struct shop *s = *state;
	uint64_t c[250];
	uint32_t id;

	for (uint32_t i = 0; i < ARRAY_LEN(c); i++)
		c[i] = put_contact(s, C1 + i, "", LIST);
	id = activate_list(s, A_MONDAY + HOUR);
	for (size_t i = 0; i < ARRAY_LEN(c) - 1; i++)
		ledger_contact(s->ledger,
		    &(struct contact_fact){ .account = s->account,
			.what = CONTACT_DELETE,
			.id = c[i] });
	settle(s);
	for (int i = 1; i < 10; i++) {
		clock_freeze(A_MONDAY + i * SECOND);
		turn(s);
	}
	assert_int_equal(look(s, id)->deleted_leads, ARRAY_LEN(c) - 1);
	assert_int_equal(ledger_list_size(s->ledger, LIST), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(S_P24_one_that_was_held_ends_at_once),
		CASE(S_P78_one_of_a_scheduled_campaign_is_counted),
		CASE(what_is_in_line_is_not_sent_any_more),
		CASE(of_two_only_the_one_that_is_in_it_is_counted),
		CASE(one_of_two_lists_is_counted_once),
		CASE(one_that_was_named_by_number_is_found_too),
		CASE(a_follow_up_that_waits_ends),
		CASE(campaigns_of_later_and_of_others_know_nothing_of_it),
		CASE(a_walk_goes_on_after_a_start),
		CASE(a_walk_goes_on_when_the_clock_is_set_back),
		CASE(many_deletions_share_a_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
