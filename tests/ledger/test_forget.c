/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that stand in no message, and when they are gone from the store:
 * looked for in a copy as a backup makes it, of what is in use.
 */
#include "crowd.h"

#include "base/buf.h"
#include "ledger/forget.h"
#include "ledger/life.h"
#include "store/store.h"
#include "store/watch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define CASE(f) cmocka_unit_test_setup_teardown(f, forget_setup, crowd_teardown)

#define LATE (DAY + HOUR) /* it may be so much late, and a walk */

static const char typed[] = "{\"numbers\":[\"+12025550000\"]}";

static int unname(const struct unnaming *u, struct buf *out)
{
	bool is_it = u->number == NULL;

	for (size_t i = 0; i < u->numbers; i++)
		is_it = is_it || u->number[i] == THEM(0);
	if (u->len == 2 || !is_it)
		return RC_NOT_FOUND;
	assert_int_equal(u->len, sizeof(typed) - 1);
	assert_memory_equal(u->definition, typed, u->len);
	buf_clear(out);
	buf_add(out, "{}", 2);
	return 0;
}

static void open_again(struct crowd *c)
{
	open_shop(c->shop);
	ledger_retention(c->shop->ledger, 0, 0, 7 * DAY);
	settle(c->shop);
}

static int forget_setup(void **state)
{
	int rc = crowd_setup(state);
	struct crowd *c = *state;

	close_shop(c->shop);
	c->shop->options.unname = unname;
	open_again(c);
	return rc;
}

static size_t count(const char *dir, const void *what, size_t len)
{
	char path[500];
	uint8_t *all;
	size_t size, n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = (size_t)ftell(f);
	rewind(f);
	all = malloc(size);
	assert_non_null(all);
	assert_int_equal(fread(all, 1, size, f), size);
	fclose(f);
	remove(path);
	for (size_t i = 0; i + len <= size; i++)
		n += memcmp(all + i, what, len) == 0;
	free(all);
	return n;
}

/* How often the bytes are in the store, which is opened again. */
static size_t grep(struct crowd *c, const void *what, size_t len)
{
	struct store_options o = { .path = c->shop->path,
		.map_bytes = 256u << 20 };
	struct store_problem problem;
	struct store *s;
	char dir[400];
	size_t n;

	close_shop(c->shop);
	snprintf(dir, sizeof(dir), "%s/copy", c->shop->root);
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(store_open(&s, &o, &problem), 0);
	assert_int_equal(store_backup(s, dir), 0);
	store_close(s);
	n = count(dir, what, len);
	rmdir(dir);
	open_again(c);
	return n;
}

/* As the tables have it. */
static bool has_number(struct crowd *c, uint64_t number)
{
	uint8_t big[8];

	for (int i = 0; i < 8; i++)
		big[i] = (uint8_t)(number >> (56 - 8 * i));
	return grep(c, big, 8) != 0;
}

/* ---- campaigns --------------------------------------------------------- */

static void draft(struct crowd *c)
{
	const struct campaign_fact f = { .token = CAMPAIGN,
		.account = c->shop->account,
		.what = CAMPAIGN_CREATE,
		.definition = typed,
		.definition_len = sizeof(typed) - 1 };

	ledger_campaign(c->shop->ledger, &f);
	crowd_run(c);
	assert_int_equal(c->rc, 0);
}

static void begin(struct crowd *c, size_t n)
{
	struct campaign_plan plan = crowd_plan(c, n);

	draft(c);
	crowd_do(c, CAMPAIGN_ACTIVATE, &plan);
}

static void those_who_were_never_checked_go_after_the_campaign(void **state)
{
	struct crowd *c = *state;

	begin(c, 130);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	crowd_wait(c, 7 * DAY - HOUR);
	assert_true(has_number(c, THEM(0)));
	assert_true(has_number(c, THEM(129)));
	assert_int_not_equal(grep(c, "+12025550000", 12), 0);
	crowd_wait(c, HOUR + LATE);
	for (int i = 0; i < 130; i += 43)
		assert_false(has_number(c, THEM(i)));
	assert_int_equal(grep(c, "+12025550000", 12), 0);
	assert_int_equal(crowd_count(c, STATUS_CANCELED), 130);
}

static void what_a_campaign_names_goes_though_all_were_checked(void **state)
{
	struct crowd *c = *state;

	begin(c, 1);
	crowd_pass(c);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_NEVER);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_DONE);
	crowd_wait(c, 7 * DAY + LATE);
	crowd_wait(c, LATE);
	assert_int_equal(grep(c, "+12025550000", 12), 0);
	assert_false(has_number(c, THEM(0)));
}

static void a_campaign_that_has_not_ended_keeps_its_numbers(void **state)
{
	struct crowd *c = *state;

	begin(c, 2);
	crowd_wait(c, 30 * DAY);
	assert_true(has_number(c, THEM(1)));
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	crowd_wait(c, 2 * DAY);
	assert_true(has_number(c, THEM(1)));
	crowd_wait(c, 5 * DAY + LATE);
	assert_false(has_number(c, THEM(1)));
}

static void an_account_that_keeps_all_keeps_them_too(void **state)
{
	struct crowd *c = *state;

	ledger_retention(c->shop->ledger, c->shop->account, 0, 0);
	begin(c, 2);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	for (int i = 0; i < 9; i++)
		crowd_wait(c, DAY);
	assert_true(has_number(c, THEM(1)));
}

/* Rows of contacts take all of the first slice but some, so the audience is
 * gone through in two, and the second one is another process's. */
static void a_walk_that_was_cut_off_is_made_anew(void **state)
{
	struct crowd *c = *state;
	struct contact_fact f = { .token = CONTACT,
		.account = c->shop->account,
		.what = CONTACT_PUT };

	for (uint64_t i = 0; i < 995; i++) {
		f.number = 4917000000u + i;
		ledger_contact(c->shop->ledger, &f);
	}
	crowd_run(c);
	begin(c, CAMPAIGN_INLINE);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	clock_advance(9 * DAY);
	ledger_tick(c->shop->ledger);
	settle(c->shop);
	assert_false(crowd_knows(c, THEM(0)));
	assert_true(crowd_knows(c, THEM(CAMPAIGN_INLINE - 1)));
	close_shop(c->shop);
	open_again(c);
	crowd_wait(c, HOUR);
	assert_false(has_number(c, THEM(0)));
	assert_false(has_number(c, THEM(CAMPAIGN_INLINE - 1)));
	assert_true(has_number(c, 4917000000u));
}

/* ---- others ------------------------------------------------------------ */

static void a_deleted_contact_is_known_by_its_id_alone(void **state)
{
	struct crowd *c = *state;
	uint64_t id = crowd_contact(c, CONTACT_PUT, THEM(7), 0);

	crowd_contact(c, CONTACT_DELETE, THEM(7), 0);
	crowd_wait(c, 7 * DAY - HOUR);
	assert_true(has_number(c, THEM(7)));
	crowd_wait(c, HOUR + LATE);
	assert_false(has_number(c, THEM(7)));
	assert_true(crowd_contact(c, CONTACT_PUT, THEM(7), 0) > id);
}

static void smart_sending_remembers_no_longer_than_its_longest_window(
    void **state)
{
	struct crowd *c = *state;

	ledger_retention(c->shop->ledger, c->shop->account, 0, DAY);
	crowd_site(c, (struct site_fact){ .smart = 0 });
	begin(c, 1);
	crowd_pass(c);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_OK);
	for (int i = 0; i < 6; i++)
		crowd_wait(c, DAY);
	assert_true(has_number(c, THEM(0)));
	for (int i = 0; i < 5; i++)
		crowd_wait(c, DAY);
	assert_false(has_number(c, THEM(0)));
}

/* ---- a number that is erased ------------------------------------------- */

static void want_erased(struct crowd *c, uint64_t number)
{
	char name[24];
	const struct thing t = { .kind = THING_FORGET,
		.name = name,
		.value = "",
		.len = 0 };

	snprintf(name, sizeof(name), "%llu", (unsigned long long)number);
	ledger_keep(c->shop->ledger, 1, &t);
}

static void erase(struct crowd *c, uint64_t number)
{
	want_erased(c, number);
	crowd_run(c);
}

static void nothing_but_messages_is_left_of_a_number_that_is_erased(
    void **state)
{
	struct crowd *c = *state;

	crowd_contact(c, CONTACT_PUT, THEM(1), 0);
	crowd_contact(c, CONTACT_DELETE, THEM(1), 0);
	crowd_contact(c, CONTACT_PUT, THEM(1), 0);
	crowd_contact(c, CONTACT_PUT, THEM(2), 0);
	begin(c, 3);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	assert_true(has_number(c, THEM(1)));
	erase(c, THEM(1));
	assert_false(has_number(c, THEM(1)));
	assert_int_equal(grep(c, "12025550001", 11), 0);
	assert_true(has_number(c, THEM(2)));
	assert_int_equal(crowd_look(c)->deleted_leads, 1);
}

static void the_carrier_that_was_learned_of_it_goes_at_once(void **state)
{
	static const char one[] = "12025550001", two[] = "12025550002";
	struct crowd *c = *state;
	struct thing t = { .kind = THING_LEARNED,
		.name = one,
		.value = "7 CANARY-ONE",
		.len = 12 };

	ledger_keep(c->shop->ledger, 1, &t);
	t.name = two;
	ledger_keep(c->shop->ledger, 1, &t);
	crowd_run(c);
	assert_int_equal(grep(c, one, 11), 1);
	assert_int_equal(grep(c, two, 11), 1);
	want_erased(c, THEM(1));
	t.name = one; /* a receipt that came a moment before */
	ledger_keep(c->shop->ledger, 1, &t);
	want_erased(c, THEM(1));
	crowd_run(c);
	assert_int_equal(grep(c, one, 11), 0);
	assert_int_equal(grep(c, two, 11), 1);
	assert_int_equal(grep(c, "CANARY-ONE", 10), 1);
}

static void a_campaign_under_way_sends_nothing_to_it(void **state)
{
	struct crowd *c = *state;

	begin(c, 3);
	erase(c, THEM(1));
	assert_false(has_number(c, THEM(1)));
	crowd_pass(c);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 2);
	assert_int_equal(crowd_count(c, STATUS_FAILED), 1);
}

static bool has_typed(struct crowd *c)
{
	return grep(c, typed, sizeof(typed) - 1) != 0;
}

static void what_was_typed_into_a_campaign_goes_whatever_it_is(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan later = crowd_plan(c, 2);

	later.start_at = clock_wall() + DAY;
	draft(c); /* it stays one */
	draft(c);
	crowd_do(c, CAMPAIGN_ACTIVATE, &later);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SCHEDULED);
	begin(c, 2); /* under way */
	begin(c, 2);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	erase(c, THEM(1));
	assert_int_equal(grep(c, typed, sizeof(typed) - 1), 4);
	erase(c, THEM(0));
	assert_false(has_typed(c));
	assert_false(has_number(c, THEM(0)));
	assert_false(has_number(c, THEM(1)));
}

/* As a crash between the slices leaves it: it is wanted, not all is done. */
static void it_goes_from_the_rest_after_a_crash(void **state)
{
	struct crowd *c = *state;

	for (int i = 0; i < 120; i++)
		draft(c);
	want_erased(c, THEM(0));
	ledger_tick(c->shop->ledger);
	settle(c->shop);
	close_shop(c->shop);
	open_again(c);
	assert_true(has_typed(c)); /* a slice is some fifty of them */
	for (int i = 0; i < 3; i++)
		crowd_wait(c, HOUR);
	assert_false(has_typed(c));
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* What a slice took away is there again. */
static void it_goes_though_a_commit_of_the_walk_failed(void **state)
{
	struct crowd *c = *state;

	for (int i = 0; i < 120; i++)
		draft(c);
	want_erased(c, THEM(0));
	settle(c->shop);
	signal(SIGXFSZ, SIG_IGN);
	log_set_level((enum log_level) - 1);
	limit_files(1);
	clock_advance(SECOND / 10);
	ledger_tick(c->shop->ledger);
	settle(c->shop);
	limit_files(RLIM_INFINITY);
	for (int i = 0; i < 6; i++)
		crowd_wait(c, HOUR);
	assert_false(has_typed(c));
}

static void a_promotion_that_it_got_is_forgotten(void **state)
{
	struct crowd *c = *state;

	crowd_site(c, (struct site_fact){ .smart = 8 * HOUR });
	begin(c, 1);
	crowd_pass(c);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_OK);
	erase(c, THEM(0));
	begin(c, 1);
	crowd_site(c, (struct site_fact){ .smart = 8 * HOUR });
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED) +
			     crowd_count(c, STATUS_SUBMITTING),
	    1);
}

/* It is nobody's contact: only its failures are known. */
static void what_it_failed_with_is_forgotten(void **state)
{
	struct crowd *c = *state;
	struct receipt_fact r = { .smsc = c->shop->acme,
		.verdict = VERDICT_FAILED,
		.reason = 30003,
		.from = THEM(1) };

	begin(c, 2);
	crowd_pass(c);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(c->claims, 2);
	snprintf(r.smsc_id, sizeof(r.smsc_id), "id%llu",
	    (unsigned long long)c->claim[1].id.key);
	ledger_receipt(c->shop->ledger, &r);
	crowd_run(c);
	assert_int_not_equal(grep(c, "12025550001", 11), 0);
	erase(c, THEM(1));
	assert_int_equal(grep(c, "12025550001", 11), 0);
}

/* More than one walk looks for. */
static void all_that_are_to_be_erased_are(void **state)
{
	struct crowd *c = *state;

	begin(c, 130);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	for (uint64_t i = 0; i < 130; i++)
		want_erased(c, THEM(i));
	crowd_run(c);
	/* The last one first: has_number() opens the store again. */
	for (int i = 129; i >= 0; i -= 43)
		assert_false(has_number(c, THEM(i)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(those_who_were_never_checked_go_after_the_campaign),
		CASE(what_a_campaign_names_goes_though_all_were_checked),
		CASE(a_campaign_that_has_not_ended_keeps_its_numbers),
		CASE(an_account_that_keeps_all_keeps_them_too),
		CASE(a_walk_that_was_cut_off_is_made_anew),
		CASE(a_deleted_contact_is_known_by_its_id_alone),
		CASE(smart_sending_remembers_no_longer_than_its_longest_window),
		CASE(nothing_but_messages_is_left_of_a_number_that_is_erased),
		CASE(the_carrier_that_was_learned_of_it_goes_at_once),
		CASE(a_campaign_under_way_sends_nothing_to_it),
		CASE(what_was_typed_into_a_campaign_goes_whatever_it_is),
		CASE(it_goes_from_the_rest_after_a_crash),
		CASE(it_goes_though_a_commit_of_the_walk_failed),
		CASE(a_promotion_that_it_got_is_forgotten),
		CASE(what_it_failed_with_is_forgotten),
		CASE(all_that_are_to_be_erased_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
