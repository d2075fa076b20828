/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What receipts tell of the carriers of numbers: learned of the recipient of
 * the message they are of, kept, and used by routes and counts.
 */
#include "rig.h"

#include <esmed/tlv.h>

#include "ledger/thing.h"
#include "route/lookup.h"

#define NUMBER UINT64_C(19175550001)
#define OTHER  UINT64_C(19175550002)
#define MANY   UINT64_C(19175550100)
#define OK     "stat:DELIVRD err:000 "

static char csv[160];
static struct ledger_events events; /* of all tests, and these */

/* What the store has of THING_LEARNED: "number=told " each. */
static char kept[4096];

static void add_kept(const struct thing *t, void *arg)
{
	size_t at = strlen(kept);

	(void)arg;
	assert_int_equal(t->account, 0);
	snprintf(kept + at, sizeof(kept) - at, "%s=%.*s ", t->name, (int)t->len,
	    (const char *)t->value);
}

static void things(uint64_t token, const struct thing_page *p, void *arg)
{
	(void)token;
	kept[0] = '\0';
	for (size_t i = 0; i < p->n; i++)
		add_kept(&p->thing[i], arg);
}

static int begin_with(const char *smsc)
{
	static char more[300];
	int fd;
	FILE *f;

	snprintf(csv, sizeof(csv), "/tmp/esmed-learn-XXXXXX");
	fd = mkstemp(csv);
	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	assert_non_null(f);
	fputs("mccmnc:310260,T-Mobile,US,mobile\n"
	      "1917,AT&T,US\n"
	      "19175550009,Verizon,US\n",
	    f);
	fclose(f);
	snprintf(more, sizeof(more), "lookup { carriers = \"%s\" }", csv);
	events = rig_events;
	events.things = things;
	return rig_begin_with(&(
	    struct rig_keys){ .smsc = smsc, .more = more, .events = &events });
}

static int begin(void **state)
{
	(void)state;
	return begin_with(NULL);
}

static int begin_tlv(void **state)
{
	(void)state;
	return begin_with("carrier_tlv = 0x1403");
}

static int end(void **state)
{
	int rc = rig_end(state);

	unlink(csv);
	return rc;
}

/* A message that the carrier has, under this id. */
static void forward(const char *id)
{
	size_t n = rig.n_seen;

	rig_post("hello");
	rig_answer(n, 0, id);
	rig_settle();
}

static void tell(const char *text)
{
	rig_deliver(4, text);
	rig_settle();
	assert_int_equal(rig.ack_status, 0);
}

static void tell_tlv(uint16_t tag, const void *value, size_t len)
{
	static const struct session_token token;
	struct smpp_pdu p;
	struct smpp_message *m = &p.body.message;

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 0);
	strcpy(m->source.digits, "19175550001");
	strcpy(m->destination.digits, "12125550100");
	m->esm_class = 4;
	m->short_message = (const uint8_t *)"id:77 " OK;
	m->sm_length = sizeof("id:77 " OK) - 1;
	assert_int_equal(smpp_pdu_add(&p, tag, value, (uint16_t)len), 0);
	assert_int_equal(session_send(rig.peer, &token, &p), 0);
	rig_settle();
	assert_int_equal(rig.ack_status, 0);
}

static void expect_of(uint64_t number, enum lookup_source source,
    const char *carrier)
{
	struct lookup_answer a;

	lookup_find(route_table_lookup(rig.routes), number, &a);
	assert_int_equal(a.source, source);
	assert_string_equal(a.carrier, carrier);
	assert_string_equal(flow_number_carrier(rig.flow, number), carrier);
}

static void expect(enum lookup_source source, const char *carrier)
{
	expect_of(NUMBER, source, carrier);
}

static void expect_kept(const char *rows)
{
	const struct thing_query q = { .kind = THING_LEARNED, .limit = 100 };

	strcpy(kept, "nobody answered");
	ledger_things(rig.ledger, 1, &q);
	rig_settle();
	assert_string_equal(kept, rows);
}

static void a_code_in_the_text_teaches_the_carrier_of_its_row(void **state)
{
	(void)state;
	forward("77");
	expect(LOOKUP_PREFIX, "AT&T");
	tell("id:77 " OK "mccmnc:310260 text:hello");
	expect(LOOKUP_LEARNED, "T-Mobile");
	expect_kept("19175550001=1 310260 ");
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static void a_code_without_a_row_stands_for_itself(void **state)
{
	(void)state;
	forward("77");
	tell("id:77 " OK "mcc:310 mnc:410");
	expect(LOOKUP_LEARNED, "310410");
	expect_kept("19175550001=1 310410 ");
}

static void a_name_is_taken_as_it_is_told(void **state)
{
	(void)state;
	forward("77");
	tell("id:77 " OK "operator:Cricket Wireless text:hello");
	expect(LOOKUP_LEARNED, "Cricket Wireless");
	forward("78");
	tell("id:78 " OK "operator:Cricket mccmnc:310410");
	expect(LOOKUP_LEARNED, "Cricket"); /* no row: rather than the code */
	forward("79");
	tell("id:79 " OK "operator:T-Mo mccmnc:310260");
	expect(LOOKUP_LEARNED, "T-Mobile"); /* by its row */
	expect_kept("19175550001=3 310260 ");
}

static void a_tlv_of_the_smsc_teaches(void **state)
{
	(void)state;
	forward("77");
	tell_tlv(0x1404, "Cricket", 8); /* not the one */
	expect(LOOKUP_PREFIX, "AT&T");
	tell_tlv(0x1403, "310260", 7);
	expect(LOOKUP_LEARNED, "T-Mobile");
	tell_tlv(0x1403, "Cricket", 7);
	expect(LOOKUP_LEARNED, "Cricket");
}

static void hostile_tlvs_teach_nothing(void **state)
{
	static const char name[200] = "Evil";
	char many[200];

	(void)state;
	memset(many, 'x', sizeof(many));
	forward("77");
	tell_tlv(0x1403, "", 0);
	tell_tlv(0x1403, "(null)", 7);
	tell_tlv(0x1403, "000000", 6);
	tell_tlv(0x1403, "Evil\n2026 error", 15);
	tell_tlv(0x1403, "\x1b[2J", 4);
	tell_tlv(0x1403, many, sizeof(many));
	tell_tlv(SMPP_TLV_NETWORK_ERROR_CODE, "310", 3);
	expect(LOOKUP_PREFIX, "AT&T");
	expect_kept("");
	tell_tlv(0x1403, name, sizeof(name)); /* NULs behind are none of it */
	expect(LOOKUP_LEARNED, "Evil");
}

static void what_people_wrote_teaches_nothing(void **state)
{
	(void)state;
	forward("77");
	tell("id:77 " OK "text:carrier:Evil mccmnc:310260");
	tell("id:77 " OK "text:hello [carrier=4576696c]");
	expect(LOOKUP_PREFIX, "AT&T");
	/* and not either when it came before the answer */
	tell("id:78 " OK "text:hello [carrier=4576696c]");
	forward("78");
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	expect(LOOKUP_PREFIX, "AT&T");
	expect_kept("");
}

static void only_the_recipient_of_a_message_of_ours_is_learned(void **state)
{
	(void)state;
	forward("77");
	tell("id:99 " OK "mccmnc:310260"); /* of nobody */
	expect(LOOKUP_PREFIX, "AT&T");
	rig_deliver_from("9175550001", 4, "id:77 " OK "mccmnc:310260");
	rig_settle();
	expect(LOOKUP_LEARNED, "T-Mobile");
	expect_of(OTHER, LOOKUP_PREFIX, "AT&T");
	expect_kept("19175550001=1 310260 ");
}

static void a_receipt_that_came_too_early_teaches_too(void **state)
{
	(void)state;
	tell_tlv(0x1403, "310260", 6);
	expect(LOOKUP_PREFIX, "AT&T");
	expect_kept("");
	forward("77");
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	expect(LOOKUP_LEARNED, "T-Mobile");
	expect_kept("19175550001=1 310260 ");
}

static uint64_t facts_now(void)
{
	struct ledger_totals t;

	ledger_totals(rig.ledger, &t);
	return t.facts;
}

static void what_is_known_is_not_learned_again(void **state)
{
	uint64_t before, plain;

	(void)state;
	forward("77");
	before = facts_now();
	tell("id:77 stat:ENROUTE err:000");
	plain = facts_now() - before;
	before = facts_now();
	tell("id:77 stat:ENROUTE err:000 carrier:AT&T");
	assert_int_equal(facts_now() - before, plain);
	expect(LOOKUP_PREFIX, "AT&T");
	before = facts_now();
	tell("id:77 stat:ENROUTE err:000 mccmnc:310260");
	assert_int_equal(facts_now() - before, plain + 1);
	before = facts_now();
	tell("id:77 stat:ENROUTE err:000 mccmnc:310260");
	tell("id:77 stat:ENROUTE err:000 carrier:T-Mobile");
	assert_int_equal(facts_now() - before, 2 * plain);
	tell("id:77 " OK "carrier:AT&T"); /* it is ported back */
	expect(LOOKUP_LEARNED, "AT&T");
}

static uint64_t commits_now(void)
{
	struct ledger_totals t;

	ledger_totals(rig.ledger, &t);
	return t.commits;
}

static void what_one_turn_learns_is_one_commit(void **state)
{
	uint64_t before = commits_now();

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		flow_heard(rig.flow, &(struct heard){ .to = MANY + i,
					 .smsc = 1,
					 .words = "stat:X mccmnc:310260",
					 .len = 20 });
	rig_settle();
	assert_in_range(commits_now() - before, 1, 2);
	rig_restart();
	for (unsigned i = 0; i < 100; i++)
		expect_of(MANY + i, LOOKUP_LEARNED, "T-Mobile");
}

static void a_ported_number_is_what_its_row_says(void **state)
{
	struct submission s = rig_submission("hello");

	(void)state;
	s.to = rig_text("+19175550009");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_answer(0, 0, "77");
	rig_settle();
	rig_deliver_from("19175550009", 4, "id:77 " OK "mccmnc:310260");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	expect_of(19175550009, LOOKUP_PORTED, "Verizon");
	expect_kept("");
}

static void a_restart_knows_what_was_learned(void **state)
{
	(void)state;
	forward("77");
	tell("id:77 " OK "mccmnc:310260");
	rig_restart();
	expect(LOOKUP_LEARNED, "T-Mobile");
	assert_string_equal(flow_learned(rig.flow, NUMBER), "310260");
	flow_unlearn(rig.flow, NUMBER);
	flow_unlearn(rig.flow, OTHER); /* nothing to forget */
	rig_settle();
	expect(LOOKUP_PREFIX, "AT&T");
	assert_null(flow_learned(rig.flow, NUMBER));
	expect_kept("");
	rig_restart();
	expect(LOOKUP_PREFIX, "AT&T");
}

static void wish_delete(void)
{
	ledger_wish(rig.ledger, 1, 0, &rig.accepted, WISH_DELETE);
	rig_settle();
	assert_int_equal(rig.granted.rc, 0);
}

static void what_a_message_taught_goes_with_it(void **state)
{
	(void)state;
	forward("77");
	tell("id:77 " OK "mccmnc:310260");
	forward("78");
	tell("id:78 " OK "mccmnc:310260");
	wish_delete(); /* the second, which told nothing new */
	expect(LOOKUP_LEARNED, "T-Mobile");
	forward("79");
	tell("id:79 " OK "mccmnc:310410");
	expect(LOOKUP_LEARNED, "310410");
	wish_delete();
	expect(LOOKUP_PREFIX, "AT&T");
	expect_kept("");
	tell("id:79 " OK "mccmnc:310410"); /* again, of what is no more */
	expect(LOOKUP_PREFIX, "AT&T");
	expect_kept("");
}

static void keep(const char *name, const void *value, size_t len)
{
	ledger_keep(rig.ledger, 1,
	    &(struct thing){ .kind = THING_LEARNED,
		.name = name,
		.value = value,
		.len = len });
}

/* Rows that a program after us wrote, or that many others push out. */
static void what_finds_no_place_at_a_start_goes(void **state)
{
	char name[24], many[100];

	(void)state;
	memset(many, 'x', sizeof(many));
	keep("19175550001", "1 310260", 8);
	keep("19175550002", many, sizeof(many));
	keep("19175550003", "1 ", 2);
	keep("19175550004", "1 E\nvil", 7);
	keep("19175550005", "310260", 6);
	keep("19175550006", "", 0);
	keep("nobody", "1 T-Mobile", 10);
	snprintf(name, sizeof(name), "%llu", 1000000000000000llu);
	keep(name, "1 T-Mobile", 10);
	rig_settle();
	rig_restart();
	expect(LOOKUP_LEARNED, "T-Mobile");
	expect_of(OTHER, LOOKUP_PREFIX, "AT&T");
	expect_kept("19175550001=1 310260 ");
}

/* Numbers that share the places of one: the oldest goes from the store too. */
static void who_is_forgotten_for_another_goes_from_the_store(void **state)
{
	struct lookup *l = route_table_learning(rig.routes);
	uint64_t out = 0, n = NUMBER + 1;
	char name[24], rows[64];

	(void)state;
	forward("77");
	tell("id:77 " OK "mccmnc:310260");
	for (; out != NUMBER; n++)
		assert_int_equal(lookup_learn(l, n, "EE", &out), 0);
	/* Again as it was, but for the last one of the four. */
	for (uint64_t i = NUMBER + 1; i < n; i++)
		(void)lookup_forget(l, i);
	rig_restart();
	l = route_table_learning(rig.routes);
	expect(LOOKUP_LEARNED, "T-Mobile");
	for (uint64_t i = NUMBER + 1; i < n - 1; i++)
		assert_int_equal(lookup_learn(l, i, "EE", NULL), 0);
	expect(LOOKUP_LEARNED, "T-Mobile");
	snprintf(name, sizeof(name), "%llu", (unsigned long long)(n - 1));
	flow_heard(rig.flow, &(struct heard){ .to = n - 1,
				 .message = 5,
				 .smsc = 1,
				 .words = "stat:X mccmnc:310260",
				 .len = 20 });
	rig_settle();
	expect(LOOKUP_PREFIX, "AT&T");
	snprintf(rows, sizeof(rows), "%s=5 310260 ", name);
	expect_kept(rows);
}

#define CASE(f, begin) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_code_in_the_text_teaches_the_carrier_of_its_row, begin),
		CASE(a_code_without_a_row_stands_for_itself, begin),
		CASE(a_name_is_taken_as_it_is_told, begin),
		CASE(a_tlv_of_the_smsc_teaches, begin_tlv),
		CASE(hostile_tlvs_teach_nothing, begin_tlv),
		CASE(what_people_wrote_teaches_nothing, begin_tlv),
		CASE(only_the_recipient_of_a_message_of_ours_is_learned, begin),
		CASE(a_receipt_that_came_too_early_teaches_too, begin_tlv),
		CASE(what_is_known_is_not_learned_again, begin),
		CASE(what_one_turn_learns_is_one_commit, begin),
		CASE(a_ported_number_is_what_its_row_says, begin),
		CASE(a_restart_knows_what_was_learned, begin),
		CASE(what_a_message_taught_goes_with_it, begin),
		CASE(what_finds_no_place_at_a_start_goes, begin),
		CASE(who_is_forgotten_for_another_goes_from_the_store, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
