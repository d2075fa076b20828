/* SPDX-License-Identifier: BSD-2-Clause */
#include "shop.h"

#include "ledger/thing.h"
#include "ledger/verify.h"
#include "store/record.h"
#include "store/store.h"

#define NOTED 80

/* What the events told, and what is to be told before the start. */
static struct {
	struct ledger_events up;
	uint64_t token;
	int rc;
	size_t kept, pages, n;
	char name[NOTED][THING_NAME_MAX + 1], value[NOTED][64];
	size_t len[NOTED];
	uint16_t account[NOTED];
	bool more;
	char said[512];
} t;

static void note_thing(const struct thing *thing, void *arg)
{
	(void)arg;
	assert_in_range(t.n, 0, NOTED - 1);
	snprintf(t.name[t.n], sizeof(t.name[0]), "%s", thing->name);
	snprintf(t.value[t.n], sizeof(t.value[0]), "%.*s", (int)thing->len,
	    (const char *)thing->value);
	t.len[t.n] = thing->len;
	t.account[t.n++] = thing->account;
}

static void note_kept(uint64_t token, int rc, void *arg)
{
	(void)arg;
	t.token = token;
	t.rc = rc;
	t.kept++;
}

static void note_things(uint64_t token, const struct thing_page *p, void *arg)
{
	t.token = token;
	t.rc = p->rc;
	t.more = p->more;
	t.pages++;
	t.n = 0;
	for (size_t i = 0; i < p->n; i++)
		note_thing(&p->thing[i], arg);
}

static void reopen(struct shop *s)
{
	t.up = events;
	t.up.kept = note_kept;
	t.up.things = note_things;
	s->up = &t.up;
	if (s->ledger != NULL)
		close_shop(s);
	open_shop(s);
	settle(s);
}

static int setup_things(void **state)
{
	int rc = setup(state);

	memset(&t, 0, sizeof(t));
	reopen(*state);
	return rc;
}

static void keep(struct shop *s, enum thing_kind kind, const char *name,
    const char *value)
{
	ledger_keep(s->ledger, 5,
	    &(struct thing){ .kind = (uint8_t)kind,
		.account = s->account,
		.name = name,
		.value = value,
		.len = value != NULL ? strlen(value) : 0 });
}

static void ask(struct shop *s, enum thing_kind kind, const char *after,
    size_t limit)
{
	t.rc = 1;
	ledger_things(s->ledger, 6,
	    &(struct thing_query){ .kind = (uint8_t)kind,
		.account = s->account,
		.after = after,
		.limit = limit });
	settle(s);
	assert_int_equal(t.token, 6);
	assert_int_equal(t.rc, 0);
}

static void what_is_kept_is_found_under_its_kind_and_account(void **state)
{
	struct shop *s = *state;

	keep(s, THING_NUMBER, "4930123", "{}");
	keep(s, THING_SENDER, "4930123", "other kind");
	ledger_keep(s->ledger, 5,
	    &(struct thing){ .kind = THING_NUMBER,
		.account = s->other,
		.name = "4930123",
		.value = "other account",
		.len = 13 });
	assert_int_equal(t.kept, 0);
	settle(s);
	assert_int_equal(t.kept, 3);
	assert_int_equal(t.token, 5);
	assert_int_equal(t.rc, 0);
	ask(s, THING_NUMBER, NULL, 10);
	assert_int_equal(t.n, 1);
	assert_false(t.more);
	assert_string_equal(t.name[0], "4930123");
	assert_string_equal(t.value[0], "{}");
	assert_int_equal(t.account[0], s->account);
	ask(s, THING_ACCOUNT, NULL, 10);
	assert_int_equal(t.n, 0);
}

static void the_last_value_counts_and_one_may_be_taken_away(void **state)
{
	struct shop *s = *state;

	keep(s, THING_SERVICE, "a", "first");
	keep(s, THING_SERVICE, "b", "to go");
	keep(s, THING_SERVICE, "c", "");
	keep(s, THING_SERVICE, "a", "second");
	keep(s, THING_SERVICE, "b", NULL);
	keep(s, THING_SERVICE, "never there", NULL);
	settle(s);
	assert_int_equal(t.kept, 6);
	assert_int_equal(t.rc, 0);
	ask(s, THING_SERVICE, NULL, 10);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.value[0], "second");
	assert_string_equal(t.name[1], "c");
	assert_int_equal(t.len[1], 0);
}

static void pages_go_on_behind_the_last_name(void **state)
{
	static const char *const name[] = { "a", "a ", "aa", "ab", "b", "ba" };
	struct shop *s = *state;
	const char *after = NULL;
	char last[THING_NAME_MAX + 1];
	size_t n = 0;

	for (size_t i = ARRAY_LEN(name); i-- > 0;)
		keep(s, THING_SERVICE, name[i], name[i]);
	keep(s, THING_SENDER, "a", "the next kind");
	settle(s);
	do {
		ask(s, THING_SERVICE, after, 2);
		for (size_t i = 0; i < t.n; i++)
			assert_string_equal(t.name[i], name[n++]);
		assert_in_range(t.n, 1, 2);
		after = strcpy(last, t.name[t.n - 1]);
	} while (t.more);
	assert_int_equal(n, ARRAY_LEN(name));
	ask(s, THING_SERVICE, "ab", 10);
	assert_int_equal(t.n, 2);
}

static void a_page_of_large_values_is_short(void **state)
{
	static char value[THING_VALUE_MAX + 1];
	struct shop *s = *state;
	char name[16];
	size_t n = 0;

	memset(value, 'x', THING_VALUE_MAX);
	for (int i = 0; i < 80; i++) {
		snprintf(name, sizeof(name), "%02d", i);
		keep(s, THING_SERVICE, name, value);
	}
	settle(s);
	while (n < 80) {
		ask(s, THING_SERVICE, n == 0 ? NULL : t.name[t.n - 1], 90);
		assert_in_range(t.n, 1, 70);
		assert_int_equal(t.len[t.n - 1], THING_VALUE_MAX);
		n += t.n;
	}
	assert_int_equal(n, 80);
	assert_false(t.more);
}

static void before_the_start_all_of_a_kind_are_told(void **state)
{
	struct shop *s = *state;
	struct ledger_problem why;

	keep(s, THING_NUMBER, "2", "two");
	keep(s, THING_NUMBER, "1", "one");
	keep(s, THING_ACCOUNT, "3", "of the next kind");
	ledger_keep(s->ledger, 5,
	    &(struct thing){ .kind = THING_NUMBER,
		.account = s->other,
		.name = "0",
		.value = "",
		.len = 0 });
	settle(s);
	close_shop(s);
	assert_int_equal(ledger_open(&s->ledger, &s->options, &why), 0);
	t.n = 0;
	assert_int_equal(
	    ledger_each_thing(s->ledger, THING_NUMBER, note_thing, NULL), 0);
	assert_int_equal(t.n, 3);
	assert_string_equal(t.value[0], "one");
	assert_string_equal(t.value[1], "two");
	assert_int_equal(t.account[2], s->other);
	t.n = 0;
	assert_int_equal(
	    ledger_each_thing(s->ledger, THING_WEBHOOK, note_thing, NULL), 0);
	assert_int_equal(t.n, 0);
}

/* With less room than what is reserved for state changes. */
static void P8_a_full_store_still_keeps_who_has_opted_out(void **state)
{
	struct shop *s = *state;

	keep(s, THING_SERVICE, "old", "");
	settle(s);
	assert_int_equal(t.rc, 0);
	s->options.map_bytes = 2u << 20;
	log_set_level((enum log_level) - 1);
	reopen(s);
	keep(s, THING_SERVICE, "a", "new");
	settle(s);
	assert_int_equal(t.kept, 2);
	assert_int_equal(t.rc, RC_NO_SPACE);
	keep(s, THING_OPTOUT, "00000000:491711234567", "{}");
	settle(s);
	assert_int_equal(t.rc, 0);
	keep(s, THING_SERVICE, "old", NULL);
	settle(s);
	assert_int_equal(t.rc, 0);
	ask(s, THING_SERVICE, NULL, 10);
	assert_int_equal(t.n, 0);
}

static void note_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	(void)arg;
	snprintf(t.said, sizeof(t.said), "%s %s: %s", table, key, what);
}

static uint64_t verify(struct shop *s)
{
	const struct verify_options o = { .path = s->path,
		.found = note_finding };
	struct verify_counts counts;
	struct ledger_problem why;

	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	return counts.findings;
}

static void verify_reads_all_of_them(void **state)
{
	static const uint8_t no_name[] = { THING_SERVICE, 0, 1 };
	struct shop *s = *state;
	struct store_options so = { .path = s->path, .map_bytes = 1u << 30 };
	uint8_t value[STORE_LONG_HEAD];
	struct store_problem why;
	struct store_txn txn;
	struct store *store;

	keep(s, THING_SERVICE, "a", "fine");
	settle(s);
	close_shop(s);
	assert_int_equal(verify(s), 0);
	assert_int_equal(store_open(&store, &so, &why), 0);
	store_begin(store, &txn);
	store_seal_long(value, sizeof(value), 1, 0);
	store_put(&txn, STORE_THING, no_name, sizeof(no_name), value,
	    sizeof(value));
	assert_int_equal(store_end(&txn), 0);
	store_close(store);
	assert_int_equal(verify(s), 1);
	assert_string_equal(t.said, "thing 010001: it cannot be read");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup_things, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_kept_is_found_under_its_kind_and_account),
		CASE(the_last_value_counts_and_one_may_be_taken_away),
		CASE(pages_go_on_behind_the_last_name),
		CASE(a_page_of_large_values_is_short),
		CASE(before_the_start_all_of_a_kind_are_told),
		CASE(P8_a_full_store_still_keeps_who_has_opted_out),
		CASE(verify_reads_all_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
