/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts from handsets and opt-outs as the loop sees them. */
#include "shop.h"

#include "base/buf.h"
#include "ledger/mo.h"
#include "ledger/optout.h"
#include "ledger/thing.h"

#define HANDSET 491711234567u

static struct {
	size_t received, opted, optouts;
	struct received text;
	char body[64];
	uint64_t token;
	int rc;
	bool changed, stored_first;
} t;

static void note_received(const struct received *m, void *arg)
{
	struct shop *s = arg;

	t.received++;
	t.text = *m;
	t.stored_first = s->stored != 0;
	snprintf(t.body, sizeof(t.body), "%.*s", (int)m->body_len,
	    (const char *)m->body);
}

static void note_opted(uint64_t token, int rc, bool changed, void *arg)
{
	(void)arg;
	t.opted++;
	t.token = token;
	t.rc = rc;
	t.changed = changed;
}

static void note_things(uint64_t token, const struct thing_page *p, void *arg)
{
	struct optout o;
	usec at;

	(void)arg;
	t.token = token;
	t.optouts = p->n;
	for (size_t i = 0; i < p->n; i++) {
		assert_int_equal(optout_parse(p->thing[i].name, &o), 0);
		assert_int_equal(
		    optout_value(p->thing[i].value, p->thing[i].len, &o, &at),
		    0);
		assert_int_equal(o.number, HANDSET);
		assert_int_equal(at, A_MONDAY);
	}
}

/* Each piece with its length, so that one that is missing is seen. */
static void join(struct buf *out, const struct mo_piece *piece, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_add(out, piece[i].raw, piece[i].raw_len);
}

static int setup_texts(void **state)
{
	static struct ledger_events up;
	struct shop *s;

	if (setup(state) != 0)
		return -1;
	s = *state;
	close_shop(s);
	memset(&t, 0, sizeof(t));
	up = events;
	up.received = note_received;
	up.opted = note_opted;
	up.things = note_things;
	s->up = &up;
	s->options.join = join;
	open_shop(s);
	return 0;
}

static void say(struct shop *s, uint16_t account, const char *text,
    enum mo_keyword keyword)
{
	ledger_inbound(s->ledger, &(struct inbound_fact){ .reply = { { 41 } },
				      .smsc = s->acme,
				      .account = account,
				      .from = HANDSET,
				      .keyword = (uint8_t)keyword,
				      .raw = text,
				      .raw_len = strlen(text) });
	settle(s);
}

static void a_text_is_told_after_its_answer(void **state)
{
	struct shop *s = *state;

	say(s, s->account, "hello", MO_TEXT);
	assert_int_equal(s->stored, 1);
	assert_int_equal(s->token, 41);
	assert_int_equal(t.received, 1);
	assert_true(t.stored_first);
	assert_string_equal(t.body, "hello");
	assert_int_equal(t.text.account, s->account);
	assert_int_equal(t.text.smsc, s->acme);
	assert_int_equal(t.text.from, HANDSET);
	assert_int_equal(t.text.at, A_MONDAY);
}

/* What only looks like a receipt, and the text that it may be. */
static void say_like_a_receipt(struct shop *s, const char *smsc_id,
    const struct inbound_fact *text)
{
	struct receipt_fact r = { .reply = { { 42 } },
		.smsc = s->acme,
		.verdict = VERDICT_DELIVERED,
		.unflagged = true,
		.from = HANDSET + 1, /* the shop's first message went there */
		.raw = "words",
		.raw_len = 5,
		.text = text };

	snprintf(r.smsc_id, sizeof(r.smsc_id), "%s", smsc_id);
	ledger_receipt(s->ledger, &r);
	settle(s);
}

static void h9_what_looks_like_a_receipt_of_nothing_is_a_text(void **state)
{
	struct shop *s = *state;
	struct ledger_totals totals;
	char text[] = "id:77 stat:DELIVRD is what it said";
	const struct inbound_fact m = { .smsc = s->acme,
		.account = s->account,
		.from = HANDSET,
		.hooked = true,
		.raw = text,
		.raw_len = strlen(text) };

	say_like_a_receipt(s, "77", &m);
	assert_int_equal(s->stored, 1);
	assert_int_equal(s->token, 42);
	assert_int_equal(t.received, 1);
	assert_string_equal(t.body, "id:77 stat:DELIVRD is what it said");
	assert_int_equal(t.text.account, s->account);
	assert_true(t.text.hooked);
	ledger_fetch(s->ledger, 1, s->account, &t.text.id);
	settle(s);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->view.state, STATUS_RECEIVED);
	ledger_totals(s->ledger, &totals);
	assert_int_equal(totals.inbound, 1);
	assert_int_equal(totals.parked, 0);
}

static void h9_one_of_a_message_is_a_receipt_and_no_text(void **state)
{
	struct shop *s = *state;
	const struct inbound_fact m = { .smsc = s->acme,
		.account = s->account,
		.from = HANDSET,
		.raw = "text",
		.raw_len = 4 };

	accept_some(s, 1);
	ledger_slots(s->ledger, s->acme, 1);
	settle(s);
	answer(s, ANSWER_OK, "77");
	say_like_a_receipt(s, "77", &m);
	assert_int_equal(s->stored, 1);
	assert_int_equal(t.received, 0);
	ledger_fetch(s->ledger, 1, 0, &s->id[0]);
	settle(s);
	assert_int_equal(s->view.state, STATUS_DELIVERED);
}

static void it_is_fetched_by_its_account_alone(void **state)
{
	struct shop *s = *state;

	say(s, s->account, "hello", MO_TEXT);
	ledger_fetch(s->ledger, 1, s->other, &t.text.id);
	settle(s);
	assert_int_equal(s->rc, RC_NOT_FOUND);
	ledger_fetch(s->ledger, 2, s->account, &t.text.id);
	settle(s);
	assert_int_equal(s->rc, 0);
	assert_int_equal(s->view.state, STATUS_RECEIVED);
	assert_int_equal(s->view.to, HANDSET);
	assert_string_equal(s->body, "hello");
	assert_int_equal(s->view.n_events, 1);
	assert_string_equal(s->event[0].name, "received");
	assert_int_equal(s->event[0].smsc, s->acme);
}

static size_t list(struct shop *s, uint16_t account)
{
	ledger_list(s->ledger, 5,
	    &(struct list_query){ .account = account,
		.limit = 10,
		.state = -1 });
	settle(s);
	assert_int_equal(s->rc, 0);
	return s->n;
}

static void what_is_nobodys_is_listed_for_nobody(void **state)
{
	struct shop *s = *state;

	say(s, 0, "hello", MO_TEXT);
	say(s, s->account, "hello", MO_TEXT);
	assert_int_equal(list(s, s->account), 1);
	assert_int_equal(list(s, s->other), 0);
	assert_int_equal(list(s, 0), 2);
}

static void a_history_finds_both_directions(void **state)
{
	struct shop *s = *state;

	assert_int_equal(
	    ledger_accept(s->ledger, &(struct accept){ .account = s->account,
					 .set = s->set,
					 .parts = 1,
					 .to = HANDSET,
					 .body = "hello",
					 .body_len = 5 }),
	    0);
	say(s, s->account, "hello", MO_TEXT);
	say(s, s->other, "hello", MO_TEXT);
	ledger_list(s->ledger, 5,
	    &(struct list_query){ .account = s->account,
		.limit = 10,
		.state = -1,
		.to = HANDSET });
	settle(s);
	assert_int_equal(s->n, 2);
}

static void parts_are_joined_and_told(void **state)
{
	struct shop *s = *state;
	struct inbound_fact m = { .smsc = s->acme,
		.account = s->account,
		.from = HANDSET,
		.concat = true,
		.parts = 2,
		.part = 2,
		.text_len = 3,
		.raw = "llo",
		.raw_len = 3 };

	ledger_inbound(s->ledger, &m);
	settle(s);
	assert_int_equal(s->stored, 1);
	assert_int_equal(t.received, 0);
	m.part = 1;
	m.text_len = 2;
	m.raw = "he";
	m.raw_len = 2;
	ledger_inbound(s->ledger, &m);
	settle(s);
	assert_string_equal(t.body, "hello");
	assert_int_equal(t.text.parts, 2);
	assert_int_equal(list(s, s->account), 1);
}

static void opt(struct shop *s, bool set)
{
	ledger_optout(s->ledger, 9,
	    &(struct optout){ .account = s->account,
		.number = HANDSET,
		.set = set,
		.source = OPTOUT_API });
	settle(s);
	assert_int_equal(t.token, 9);
	assert_int_equal(t.rc, 0);
}

static void an_opt_out_is_told_listed_and_refuses(void **state)
{
	struct shop *s = *state;

	opt(s, true);
	assert_true(t.changed);
	assert_int_equal(offer(s, 3), 0); /* to the handset */
	settle(s);
	assert_int_equal(s->refused, 1);
	assert_int_equal(s->rc, RC_OPTED_OUT);
	ledger_things(s->ledger, 8,
	    &(struct thing_query){ .kind = THING_OPTOUT,
		.account = s->account,
		.limit = 10 });
	settle(s);
	assert_int_equal(t.token, 8);
	assert_int_equal(t.optouts, 1);
	say(s, s->account, "start", MO_START);
	assert_true(t.text.changed);
	opt(s, false);
	assert_false(t.changed);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup_texts, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_text_is_told_after_its_answer),
		CASE(h9_what_looks_like_a_receipt_of_nothing_is_a_text),
		CASE(h9_one_of_a_message_is_a_receipt_and_no_text),
		CASE(it_is_fetched_by_its_account_alone),
		CASE(what_is_nobodys_is_listed_for_nobody),
		CASE(a_history_finds_both_directions),
		CASE(parts_are_joined_and_told),
		CASE(an_opt_out_is_told_listed_and_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
