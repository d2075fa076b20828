/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random facts over a small memory, crashes in between. What the memory held
 * is what comes back from the store; and rules that hold at every step are
 * looked at after every step.
 */
#include "facts.h"

#include "base/random.h"
#include "ledger/entry.h"
#include "ledger/verify.h"

#define KEYS_MAX   4000
#define FLIGHT_MAX 4000
#define IDS_MAX    4000

struct world {
	struct desk *d;
	/* Parts that a session has and has not answered; and all there were. */
	struct claim_part flight[FLIGHT_MAX], past[FLIGHT_MAX];
	size_t flights, pasts;
	uint32_t answered[KEYS_MAX]; /* by ok */
	struct record before[KEYS_MAX];
	uint64_t known; /* keys in `before` */
	struct {
		uint16_t smsc;
		char text[24];
	} id[IDS_MAX];
	size_t ids;
	uint64_t accepted;
};

static bool one_in(unsigned n)
{
	return random_below(n) == 0;
}

static uint64_t some_number(void)
{
	return 491711234560u + random_below(5);
}

static void accept_something(struct world *w)
{
	uint8_t body[6000];
	size_t len =
	    one_in(10) ? random_below(sizeof(body)) : random_below(200);

	if (w->accepted + 1 >= KEYS_MAX)
		return;
	memset(body, 'b', len);
	desk_accept(w->d,
	    (struct accept){ .set = (uint16_t)(1 + random_below(5)),
		.account = (uint16_t)(1 + random_below(3)),
		.sender = one_in(2) ? 1 + random_below(3) : 0,
		.parts = (uint8_t)(one_in(3) ? 1 + random_below(4) : 1),
		.class = (uint8_t)random_below(3),
		.on_doubt = (uint8_t)random_below(3),
		.ttl = one_in(4) ? (uint32_t)(1 + random_below(100)) : 0,
		.to = some_number(),
		.send_at = one_in(6)
			       ? w->d->now + (usec)random_below(300) * SECOND
			       : 0,
		.body = body,
		.body_len = len });
	w->accepted++;
}

static const char *new_id(struct world *w, uint16_t smsc)
{
	char *text = w->id[w->ids % IDS_MAX].text;

	if (one_in(10))
		return "";
	snprintf(text, sizeof(w->id[0].text), one_in(4) ? "%X" : "%d",
	    (int)(one_in(5) ? random_below(20) : w->ids + 1000));
	w->id[w->ids % IDS_MAX].smsc = smsc;
	w->ids++;
	return text;
}

static void answer_part(struct world *w, const struct claim_part *p, bool late)
{
	static const uint8_t class[] = { ANSWER_OK, ANSWER_OK, ANSWER_OK,
		ANSWER_LATER, ANSWER_THROTTLE, ANSWER_NEVER, ANSWER_FAULT };
	uint8_t c = class[random_below(ARRAY_LEN(class))];
	struct answer *a;

	a = desk_answer(w->d, *p, c, c == ANSWER_OK ? new_id(w, p->smsc) : "");
	a->late = late;
	a->status = c == ANSWER_OK ? 0 : 0x58;
	a->reason = c == ANSWER_NEVER ? 400 : 0;
	if (c == ANSWER_OK)
		w->answered[p->key] |= 1u << p->part;
}

static void end_flight(struct world *w)
{
	size_t i = random_below(w->flights);
	struct claim_part p = w->flight[i];

	if (w->flights == 0)
		return;
	w->flight[i] = w->flight[--w->flights];
	w->past[w->pasts++ % FLIGHT_MAX] = p;
	if (one_in(5))
		desk_doubt(w->d, p);
	else if (one_in(8))
		desk_return(w->d, p);
	else
		answer_part(w, &p, false);
}

static void answer_late(struct world *w)
{
	size_t n = w->pasts < FLIGHT_MAX ? w->pasts : FLIGHT_MAX;

	if (n != 0)
		answer_part(w, &w->past[random_below(n)], true);
}

static void receive_something(struct world *w)
{
	static const uint16_t reason[] = { 30008, 30005, 30003 };
	size_t n = w->ids < IDS_MAX ? w->ids : IDS_MAX,
	       i = random_below(n + n / 8);
	struct receipt_fact *r;
	char text[24];

	/* Now and then the id that the next answer brings. */
	snprintf(text, sizeof(text), "%d", (int)(w->ids + 1000));
	r = desk_receipt(w->d, (enum receipt_verdict)random_below(5),
	    i < n ? w->id[i].text : text);
	r->smsc = (uint16_t)(1 + random_below(2));
	if (i < n && !one_in(10))
		r->smsc = w->id[i].smsc;
	r->from = one_in(4) ? 0 : some_number();
	if (r->verdict >= VERDICT_FAILED)
		r->reason = reason[random_below(ARRAY_LEN(reason))];
}

static void let_time_pass(struct world *w)
{
	static const usec by[] = { 1000, SECOND, 9 * SECOND, 61 * SECOND, HOUR,
		72 * HOUR };

	w->d->now += by[random_below(one_in(5) ? ARRAY_LEN(by) : 4)];
	batch_add(&w->d->batch, FACT_TICK, NULL, 0);
}

/* What is held is canceled now and then, what is final forgotten. */
static void forget_something(struct world *w)
{
	static const enum wish wishes[] = { WISH_REDACT, WISH_DELETE };
	uint64_t key = 1 + random_below(w->known);

	if (key >= w->known)
		return;
	if (w->before[key].state == STATUS_HELD)
		desk_wish(w->d, key, WISH_CANCEL);
	else
		desk_wish(w->d, key, wishes[random_below(2)]);
}

/* Mostly it is up. */
static void link_moves(struct world *w)
{
	desk_up(w->d, (uint16_t)(1 + random_below(2)), !one_in(3));
}

static void do_something(struct world *w)
{
	unsigned what = (unsigned)random_below(100);

	if (what < 25)
		accept_something(w);
	else if (what < 35)
		desk_slots(w->d, (uint16_t)(1 + random_below(2)),
		    (int)random_below(8) - 1);
	else if (what < 70)
		end_flight(w);
	else if (what < 75)
		answer_late(w);
	else if (what < 90)
		receive_something(w);
	else if (what < 92)
		forget_something(w);
	else if (what < 94)
		link_moves(w);
	else
		let_time_pass(w);
}

static bool flies(const struct world *w, uint64_t key, uint8_t part)
{
	for (size_t i = 0; i < w->flights; i++) {
		if (w->flight[i].key == key && w->flight[i].part == part)
			return true;
	}
	return false;
}

/* P4: at most one attempt of a part is under way, and none of one that the
 * carrier took. */
static void take_claims(struct world *w)
{
	size_t n = desk_count(w->d, OUTCOME_CLAIMED);

	for (size_t i = 0; i < n; i++) {
		const struct claim *c = desk_claim(w->d, i);
		struct record r = desk_look(w->d, c->id.key);

		/* What it took and failed to deliver may go elsewhere. */
		if (r.flags & FLAG_REROUTED)
			w->answered[c->id.key] &= r.answered;
		assert_int_equal(c->mask & w->answered[c->id.key], 0);
		for (uint8_t part = 0; part < c->parts; part++) {
			if (!(c->mask & (1u << part)))
				continue;
			assert_false(flies(w, c->id.key, part));
			assert_true(w->flights < FLIGHT_MAX);
			w->flight[w->flights++] =
			    (struct claim_part){ .key = c->id.key,
				    .smsc = c->smsc,
				    .part = part,
				    .attempt = c->attempt };
		}
	}
}

/* P2: what is final moves along R2 to R4 and M9h only. */
static void check_move(const struct record *from, const struct record *to)
{
	bool in_doubt = from->flags & FLAG_IN_DOUBT;

	switch ((enum status)from->state) {
	case STATUS_DELIVERED:
		assert_int_equal(to->state, STATUS_DELIVERED);
		return;
	case STATUS_FAILED:
		if (to->state != STATUS_FAILED) {
			assert_int_equal(to->state, STATUS_DELIVERED);
			assert_true(from->stage == STAGE_NETWORK ||
				    from->flags & FLAG_REROUTED);
			assert_true(to->flags & FLAG_REVISED);
		}
		return;
	case STATUS_DELIVERY_UNKNOWN:
		if (!status_is_final(to->state))
			assert_true(in_doubt);
		return;
	default: assert_int_not_equal(to->state, STATUS_NEW); return;
	}
}

static void check_record(struct world *w, uint64_t key, const struct record *r)
{
	uint32_t all = record_all_parts(r);

	if (r->flags & FLAG_REROUTED)
		w->answered[key] &= r->answered;
	assert_int_equal(r->answered & w->answered[key], w->answered[key]);
	assert_int_equal(r->pending & ~all, 0);
	if (r->state == STATUS_SUBMITTING)
		assert_int_not_equal(r->pending, 0);
	if (r->state == STATUS_QUEUED)
		assert_int_equal(r->pending, 0);
	if (r->state == STATUS_FORWARDED || r->state == STATUS_ENROUTE)
		assert_int_equal(r->answered, all);
	assert_int_equal(r->final != RECORD_NEVER, status_is_final(r->state));
}

/* A mark stands for each stored record with an open claim, and for no other. */
static void check_marks(struct world *w)
{
	struct book *b = &w->d->book;
	uint8_t k[STORE_KEY64];
	struct store_bytes v;
	struct store_txn t;
	struct record r;

	assert_int_equal(store_begin_read(b->store, &t), 0);
	for (uint64_t key = 1; key < b->next_key; key++) {
		bool claimed = record_load(&t, key, &r) == 0 && r.pending != 0;

		assert_int_equal(store_get(&t, STORE_STRAY, store_key(key, k),
				     sizeof(k), &v) == 0,
		    claimed);
	}
	store_end_read(&t);
}

static void check_all(struct world *w)
{
	struct book *b = &w->d->book;

	assert_int_equal(b->next_key, w->accepted + 1);
	for (uint64_t key = 1; key < b->next_key; key++) {
		struct record r = desk_look(w->d, key);

		if (key < w->known)
			check_move(&w->before[key], &r);
		check_record(w, key, &r);
		w->before[key] = r;
	}
	w->known = b->next_key;
	check_marks(w);
	desk_check_totals(w->d);
}

static void step(struct world *w)
{
	size_t n = random_below(30);

	for (size_t i = 0; i < n; i++)
		do_something(w);
	desk_commit(w->d);
	take_claims(w);
	check_all(w);
}

static void check_same_record(const struct record *a, const struct record *b)
{
	struct record x = *a, y = *b;

	memset(x.head, 0, sizeof(x.head));
	memset(y.head, 0, sizeof(y.head));
	assert_memory_equal(&x, &y, sizeof(x));
}

/* P4: every claim that was open is in doubt now, by its policy. */
static void check_resolved(const struct record *was, const struct record *is)
{
	uint8_t policy = record_on_doubt(was);
	bool hold = policy == DOUBT_HOLD ||
		    (policy == DOUBT_DEFAULT && was->smsc == ACME) ||
		    was->faults >= 9;

	assert_int_equal(is->pending, 0);
	if (is->state == STATUS_DELIVERY_UNKNOWN && is->ttl != 0)
		return; /* to be sent again, but its validity is over */
	if (was->state != STATUS_SUBMITTING) {
		assert_int_equal(is->state, was->state);
	} else if (was->refused) { /* 4.8: one failed part fails it */
		assert_int_equal(is->state, STATUS_FAILED);
	} else if (hold || was->flags & FLAG_IN_DOUBT) {
		assert_int_equal(is->state, STATUS_DELIVERY_UNKNOWN);
		assert_true(is->flags & FLAG_IN_DOUBT);
	} else {
		assert_int_equal(is->state, STATUS_QUEUED);
		assert_int_equal(is->substate, SUBSTATE_RETRY_WAIT);
		assert_true(is->flags & FLAG_DUPLICATE_RISK);
	}
}

static void resolve(struct world *w)
{
	uint64_t entries;

	desk_commit(w->d);
	assert_int_equal(desk_count(w->d, OUTCOME_CLAIMED), 0);
	for (uint64_t key = 1; key < w->known; key++) {
		struct record r = desk_look(w->d, key);

		if (w->before[key].pending != 0)
			check_resolved(&w->before[key], &r);
		else
			check_same_record(&w->before[key], &r);
	}
	check_all(w);
	entries = journal_next_place(&w->d->book.journal);
	w->d->book.resolving = true;
	desk_commit(w->d);
	assert_int_equal(journal_next_place(&w->d->book.journal), entries);
}

static void print_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	(void)arg;
	print_error("%s %s: %s\n", table, key, what);
}

/* What a crash leaves is sound by a reading that shares no memory with us. */
static void check_verified(struct world *w)
{
	const struct verify_options o = { .path = w->d->path,
		.found = print_finding };
	struct verify_counts n;
	struct ledger_problem why;

	assert_int_equal(ledger_verify(&o, &n, &why), 0);
	assert_int_equal(n.findings, 0);
	assert_int_equal(n.messages, w->accepted);
}

static void crash(struct world *w)
{
	struct book *b = &w->d->book;
	struct ledger_totals totals = b->totals;
	size_t ids = b->open->ids.len, parked = b->park->ids.len;

	desk_crash(w->d);
	check_verified(w);
	desk_open(w->d);
	assert_memory_equal(b->totals.state, totals.state,
	    sizeof(totals.state));
	assert_int_equal(b->next_key, w->known);
	assert_int_equal(b->open->ids.len, ids);
	assert_int_equal(b->park->ids.len, parked);
	for (uint64_t key = 1; key < w->known; key++) {
		struct record r = desk_look(w->d, key);

		check_same_record(&w->before[key], &r);
	}
	while (w->flights > 0) {
		w->flights--;
		w->past[w->pasts++ % FLIGHT_MAX] = w->flight[w->flights];
	}
	resolve(w);
}

static void no_limits(struct world *w)
{
	for (uint16_t smsc = ACME; smsc <= BETA; smsc++) {
		desk_up(w->d, smsc, true);
		desk_configure(w->d, smsc,
		    (struct smsc_fact){ .doubt_wait = 60 * SECOND });
	}
}

/* P2: all that is queued can be claimed, each once. */
static void drain(struct world *w)
{
	uint8_t claimed[KEYS_MAX] = { 0 };
	uint64_t queued = w->d->book.totals.queued;

	no_limits(w);
	for (int i = 0; i < 12; i++) {
		desk_slots(w->d, ACME, 100000);
		desk_slots(w->d, BETA, 100000);
		desk_commit_at(w->d, w->d->now + 60 * SECOND);
		for (size_t n = desk_count(w->d, OUTCOME_CLAIMED); n-- > 0;)
			claimed[desk_claim(w->d, n)->id.key]++;
	}
	assert_int_equal(w->d->book.totals.queued, 0);
	for (uint64_t key = 1; key < w->known; key++) {
		struct record r = desk_look(w->d, key);

		if (w->before[key].state == STATUS_HELD)
			continue; /* its time may have come */
		if (w->before[key].state != STATUS_QUEUED) {
			assert_int_equal(claimed[key], 0);
			continue;
		}
		queued--;
		if (r.state == STATUS_SUBMITTING)
			assert_int_equal(claimed[key], 1);
		else if (r.state == STATUS_DELIVERY_UNKNOWN)
			assert_true(r.ttl != 0 && r.flags & FLAG_IN_DOUBT);
		else
			assert_int_equal(r.stage, STAGE_LOCAL);
	}
	assert_int_equal(queued, 0);
}

static void live_and_die(struct desk *d, uint64_t seed, size_t slots)
{
	static struct world world; /* too large for the stack */
	struct world *w = &world;

	memset(w, 0, sizeof(*w));
	random_seed(seed);
	w->d = d;
	w->known = 1;
	d->hold = true;
	d->sender_rate = 2.5;
	d->options.active_slots = slots;
	desk_open(d);
	for (int i = 0; i < 100; i++) {
		step(w);
		if (one_in(8))
			crash(w);
	}
	crash(w);
	drain(w);
}

static void all_comes_back_with_sixteen_records_in_memory_1(void **state)
{
	live_and_die(*state, 1, 16);
}

static void all_comes_back_with_sixteen_records_in_memory_2(void **state)
{
	live_and_die(*state, 2, 16);
}

static void all_comes_back_with_sixteen_records_in_memory_3(void **state)
{
	live_and_die(*state, 3, 16);
}

static void all_comes_back_with_a_hundred_records_in_memory(void **state)
{
	live_and_die(*state, 4, 100);
}

static void all_comes_back_with_every_record_in_memory(void **state)
{
	live_and_die(*state, 5, 4096);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_comes_back_with_sixteen_records_in_memory_1),
		CASE(all_comes_back_with_sixteen_records_in_memory_2),
		CASE(all_comes_back_with_sixteen_records_in_memory_3),
		CASE(all_comes_back_with_a_hundred_records_in_memory),
		CASE(all_comes_back_with_every_record_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
