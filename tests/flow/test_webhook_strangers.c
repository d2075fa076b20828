/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hosts that somebody else named (reliability.md 7.4, X9): what they get a
 * second, and whether they want it.
 */
#include "hooks.h"

#include "flow/owner.h"

#define SID  "AC00000000000000000000000000000001"
#define FILE "GET /.well-known/esmed.txt HTTP/1.1\r\n"

/* A file with this text. */
#define HAS(length, text) \
	"HTTP/1.1 200 OK\r\nContent-Length: " #length "\r\n\r\n" text

static struct lane *only_lane(void)
{
	struct lane *lane = TAILQ_FIRST(&hooks->lanes);

	assert_non_null(lane);
	assert_null(TAILQ_NEXT(lane, link));
	return lane;
}

/* No letter of it counts an attempt, and its host has not failed. */
static void assert_waits_in_peace(const struct lane *lane)
{
	const struct work *k;

	assert_int_equal(lane->failures, 0);
	assert_int_equal(lane->rests_until, 0);
	TAILQ_FOREACH(k, &lane->queue, next)
	assert_int_equal(k->letter.attempts, 0);
	assert_int_equal(figures().failed, 0);
}

/* ---- the rate ------------------------------------------------------------ */

static void letters_over_the_rate_wait_and_nobody_elses(void **state)
{
	struct sink k, other;
	char url[100];

	(void)state;
	open_sink(&k, YES);
	sink_open_at(&other, "127.0.0.2:0", SINK_ANSWER, YES);
	rate = 3;
	for (size_t i = 0; i < 10; i++)
		post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 3);
	assert_int_equal(figures().paced, 1);
	snprintf(url, sizeof(url), "http://127.0.0.2:%u/",
	    listener_port(other.ln));
	for (size_t i = 0; i < 3; i++)
		post_held(url);
	settle();
	assert_int_equal(letters(&other), 3);
	for (size_t i = 4; i <= 10; i++) {
		pass(SECOND / 3 + 1);
		assert_int_equal(letters(&k), i);
	}
	for (size_t i = 1; i < 10; i++) {
		unsigned long long one = 0, two = 0;

		sscanf(strrchr(letter(&k, i - 1), ' '), "%llx", &one);
		sscanf(strrchr(letter(&k, i), ' '), "%llx", &two);
		assert_true(one < two);
	}
	pass(SECOND);
	assert_int_equal(figures().paced, 0);
	assert_int_equal(figures().lanes, 0);
	sink_close(&k);
	sink_close(&other);
}

static void to_wait_for_the_rate_is_no_attempt_and_survives_a_crash(
    void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, YES);
	rate = 0.5;
	for (size_t i = 0; i < 100; i++)
		post_held(url_of(&k));
	pass(20 * SECOND + 1);
	assert_int_equal(letters(&k), 11);
	assert_waits_in_peace(only_lane());
	reopen();
	pass(20 * SECOND + 1);
	/* The first goes at once, as nothing was said before. */
	assert_in_range(letters(&k), 22, 23);
	assert_waits_in_peace(only_lane());
	rate = 0;
	pass(HOUR);
	/* What was told just before the crash may be told again. */
	assert_in_range(letters(&k), 100, 101);
	find_dead();
	assert_int_equal(n_dead, 0);
	assert_int_equal(figures().lanes, 0);
	sink_close(&k);
}

/* 80 hours of letters: those that only wait are never too old. */
static void to_wait_for_long_kills_no_letter(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, YES);
	rate = 1.0 / (10 * 3600);
	for (size_t i = 0; i < 9; i++)
		post_held(url_of(&k));
	pass(81 * HOUR);
	assert_int_equal(letters(&k), 9);
	assert_int_equal(figures().dead, 0);
	sink_close(&k);
}

static void who_has_few_letters_is_not_behind_who_has_many(void **state)
{
	struct sink many, few;

	(void)state;
	open_sink(&many, YES);
	open_sink(&few, YES);
	rate = 2;
	for (size_t i = 0; i < 50; i++)
		post_held(url_of(&many));
	settle();
	for (size_t i = 0; i < 5; i++)
		post_held(url_of(&few));
	pass(5 * SECOND);
	assert_in_range(letters(&few), 4, 5);
	assert_in_range(letters(&many), 7, 8);
	sink_close(&many);
	sink_close(&few);
}

/* ---- the owner ----------------------------------------------------------- */

static size_t asked(struct sink *k)
{
	const char *at = buf_cstr(&k->got);
	size_t n = 0;

	for (; at != NULL && (at = strstr(at, FILE)) != NULL; at++)
		n++;
	return n;
}

static void a_host_is_asked_once_a_day(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, HAS(35, SID "\n"));
	owner = SID;
	for (size_t i = 0; i < 30; i++)
		post_held(url_of(&k));
	settle();
	assert_ptr_equal(strstr(buf_cstr(&k.got), FILE), buf_cstr(&k.got));
	assert_int_equal(letters(&k), 30);
	assert_int_equal(asked(&k), 1);
	pass(23 * HOUR);
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 31);
	assert_int_equal(asked(&k), 1);
	pass(HOUR + SECOND);
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 32);
	assert_int_equal(asked(&k), 2);
	reopen(); /* what was confirmed is kept in memory only */
	post_held(url_of(&k));
	settle();
	assert_int_equal(asked(&k), 3);
	sink_close(&k);
}

static void letters_wait_for_the_answer_and_it_is_no_attempt(void **state)
{
	struct sink k;

	(void)state;
	sink_open(&k, SINK_SILENT, "");
	owner = SID;
	for (size_t i = 0; i < 30; i++)
		post_held(url_of(&k));
	await(k.requests == 1);
	rig_settle();
	clock_advance(10 * SECOND); /* they get rows meanwhile */
	rig_settle();
	assert_int_equal(k.requests, 1);
	assert_waits_in_peace(only_lane());
	assert_int_equal(figures().calls, 1);
	k.way = SINK_ANSWER;
	k.says = HAS(34, SID);
	guest_say(&k.guest[0], k.says);
	loop_again(rig.loop);
	await(letters(&k) == 30);
	settle();
	assert_int_equal(asked(&k), 1);
	assert_int_equal(figures().sent, 30);
	assert_int_equal(figures().failed, 0);
	sink_close(&k);
}

static void who_does_not_name_the_account_gets_nothing_till_he_does(
    void **state)
{
	struct sink k, other;
	size_t before;

	(void)state;
	open_sink(&k, NO("404"));
	sink_open(&other, SINK_ANSWER, HAS(35, SID "\n"));
	owner = SID;
	for (size_t i = 0; i < 200; i++)
		post_held(url_of(&k));
	settle();
	post_held(url_of(&other));
	settle();
	assert_int_equal(letters(&other), 1);
	assert_int_equal(k.requests, 1);
	assert_int_equal(asked(&k), 1);
	assert_int_equal(figures().unconfirmed, 1);
	assert_int_equal(figures().failed, 0);
	pass(59 * SECOND);
	assert_int_equal(k.requests, 1);
	pass(24 * HOUR);
	before = asked(&k);
	assert_in_range(before, 20, 80); /* the back-off goes up to an hour */
	assert_int_equal(k.requests, before);
	assert_in_range(figures().letters, 1, 2);
	k.says = HAS(35, SID "\n");
	pass(HOUR);
	assert_int_equal(letters(&k), 200);
	assert_int_equal(asked(&k), before + 1);
	assert_int_equal(figures().unconfirmed, 0);
	assert_int_equal(figures().lanes, 0);
	find_dead();
	assert_int_equal(n_dead, 0);
	sink_close(&k);
	sink_close(&other);
}

static void no_host_is_asked_more_than_once_a_minute(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, NO("404"));
	owner = SID;
	for (usec s = 0; s < 600; s++) {
		post_held(url_of(&k));
		/* As if each letter came to a lane that knows nothing. */
		only_lane()->rests_until = 0;
		lane_wake(only_lane());
		pass(SECOND);
	}
	assert_in_range(asked(&k), 9, 10);
	assert_int_equal(letters(&k), 0);
	sink_close(&k);
}

static void after_three_days_the_reason_is_the_file(void **state)
{
	struct sink k;
	char want[200];

	(void)state;
	open_sink(&k, NO("404"));
	owner = SID;
	for (size_t i = 0; i < 5; i++)
		post_held(url_of(&k));
	pass(71 * HOUR);
	reopen();
	find_dead();
	assert_int_equal(n_dead, 0);
	pass(3 * HOUR);
	find_dead();
	assert_int_equal(n_dead, 5);
	snprintf(want, sizeof(want),
	    "127.0.0.1:%u has no /.well-known/esmed.txt that names " SID
	    ": status 404",
	    listener_port(k.ln));
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(dead[i].dead, DEATH_TIME);
		assert_int_equal(dead[i].attempts, 0);
		assert_string_equal(dead[i].why, want);
	}
	assert_int_equal(letters(&k), 0);
	assert_int_equal(figures().lanes, 0);
	/* It is mended, and they are replayed. */
	k.says = HAS(35, SID "\n");
	for (size_t i = 0; i < 5; i++)
		webhook_replay(hooks, &dead[i]);
	pass(HOUR);
	assert_int_equal(letters(&k), 5);
	sink_close(&k);
}

static void only_a_line_of_its_own_names_the_account(void **state)
{
	static const struct {
		int status;
		const char *text;
		bool is_yes;
	} file[] = {
		{ 200, SID, true },
		{ 200, SID "\r\n", true },
		{ 200, "# hooks\nACsomebody\n" SID " \t\nmore\n", true },
		{ 200, SID "0\n", false },
		{ 200, "sid " SID "\n", false },
		{ 200, " " SID "\n", false },
		{ 200, "AC0000000000000000000000000000000\n", false },
		{ 200, "", false },
		{ 404, SID "\n", false },
		{ 302, SID "\n", false },
	};

	(void)state;
	owner = SID;
	for (size_t i = 0; i < ARRAY_LEN(file); i++) {
		char says[300];
		struct sink k;

		snprintf(says, sizeof(says),
		    "HTTP/1.1 %d x\r\nLocation: /other\r\n"
		    "Content-Length: %zu\r\n\r\n%s",
		    file[i].status, strlen(file[i].text), file[i].text);
		open_sink(&k, says);
		post_held(url_of(&k));
		settle();
		if (letters(&k) != (file[i].is_yes ? 1 : 0))
			fail_msg("file %zu: %zu letters", i, letters(&k));
		sink_close(&k);
	}
}

/* X5. */
static void a_file_that_is_not_whole_names_nobody(void **state)
{
	struct sink k;

	(void)state;
	owner = SID;
	sink_open(&k, SINK_CLOSE,
	    "HTTP/1.1 200 x\r\nContent-Length: 400\r\n\r\n" SID "\n");
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 0);
	assert_int_equal(figures().unconfirmed, 1);
	sink_close(&k);
}

/* Neither for one account by another, nor for one port by another. */
static void a_yes_is_for_one_account_and_one_port(void **state)
{
	struct sink k, other;

	(void)state;
	open_sink(&k, HAS(35, SID "\n"));
	open_sink(&other, NO("404"));
	owner = SID;
	post_held(url_of(&k));
	post_held(url_of(&other));
	settle();
	assert_int_equal(letters(&k), 1);
	assert_int_equal(letters(&other), 0);
	owner = "AC00000000000000000000000000000002";
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 1);
	assert_int_equal(asked(&k), 2);
	sink_close(&k);
	sink_close(&other);
}

/* X1: it cannot be asked, and never will be. */
static void a_forbidden_host_is_not_asked_and_its_letters_are_dead(void **state)
{
	(void)state;
	owner = SID;
	post_held("http://10.0.0.1:8080/");
	post_held("http://10.0.0.1:8080/");
	settle();
	find_dead();
	assert_int_equal(n_dead, 2);
	assert_int_equal(dead[0].dead, DEATH_URL);
	assert_non_null(strstr(dead[1].why, "denied: host 10.0.0.1"));
	assert_int_equal(figures().lanes, 0);
}

static void the_spare_url_has_an_owner_too(void **state)
{
	struct sink k, spare;

	(void)state;
	open_sink(&k, HAS(35, SID "\n"));
	open_sink(&spare, NO("404"));
	snprintf(spare_url, sizeof(spare_url), "%s", url_of(&spare));
	owner = SID;
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 1);
	k.says = NO("500");
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 2);
	assert_int_equal(asked(&spare), 1);
	assert_int_equal(spare.requests, 1);
	sink_close(&k);
	sink_close(&spare);
}

/* What asks costs a call as what tells does. */
static void to_ask_counts_against_the_rate(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, HAS(35, SID "\n"));
	owner = SID;
	rate = 1;
	post_held(url_of(&k));
	settle();
	assert_int_equal(k.requests, 1);
	assert_int_equal(asked(&k), 1);
	pass(SECOND);
	assert_int_equal(letters(&k), 1);
	sink_close(&k);
}

static void a_stop_waits_for_the_answer_and_drops_nothing(void **state)
{
	struct sink k;

	(void)state;
	sink_open(&k, SINK_SILENT, "");
	owner = SID;
	post_held(url_of(&k));
	await(k.requests == 1);
	webhook_stop(hooks);
	rig_settle();
	assert_false(webhook_is_drained(hooks));
	guest_say(&k.guest[0], HAS(35, SID "\n"));
	loop_again(rig.loop);
	await(webhook_is_drained(hooks));
	assert_int_equal(letters(&k), 0);
	k.way = SINK_ANSWER;
	k.says = HAS(35, SID "\n");
	reopen();
	settle();
	assert_int_equal(letters(&k), 1);
	sink_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		hooked(letters_over_the_rate_wait_and_nobody_elses),
		hooked(to_wait_for_the_rate_is_no_attempt_and_survives_a_crash),
		hooked(to_wait_for_long_kills_no_letter),
		hooked(who_has_few_letters_is_not_behind_who_has_many),
		hooked(a_host_is_asked_once_a_day),
		hooked(letters_wait_for_the_answer_and_it_is_no_attempt),
		hooked(who_does_not_name_the_account_gets_nothing_till_he_does),
		hooked(no_host_is_asked_more_than_once_a_minute),
		hooked(after_three_days_the_reason_is_the_file),
		hooked(only_a_line_of_its_own_names_the_account),
		hooked(a_file_that_is_not_whole_names_nobody),
		hooked(a_yes_is_for_one_account_and_one_port),
		hooked(a_forbidden_host_is_not_asked_and_its_letters_are_dead),
		hooked(the_spare_url_has_an_owner_too),
		hooked(to_ask_counts_against_the_rate),
		hooked(a_stop_waits_for_the_answer_and_drops_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
