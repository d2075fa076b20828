/* SPDX-License-Identifier: BSD-2-Clause */
#include "people.h"

#include "ledger/contact_row.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, people_setup, people_teardown)

static void a_contact_is_found_by_number_and_by_id(void **state)
{
	struct shop *s = *state;
	uint64_t ann = put_contact(s, 19175550001, "Ann", 0);

	assert_true(told.contacted.created);
	assert_int_equal(told.contacted.token, 7);
	assert_int_equal(
	    read_contacts(s, (struct contact_query){ .number = 19175550001 }),
	    0);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.contact[0].id, ann);
	assert_string_equal(told.data, "Ann");
	assert_int_equal(told.contact[0].created, A_MONDAY);
	assert_int_equal(
	    read_contacts(s, (struct contact_query){ .only = ann }), 0);
	assert_int_equal(told.contact[0].number, 19175550001);
	assert_int_equal(read_contacts(s, (struct contact_query){ .only = ann,
					      .account = s->other }),
	    RC_NOT_FOUND);
	assert_int_equal(
	    read_contacts(s, (struct contact_query){ .number = 1 }),
	    RC_NOT_FOUND);
}

static void a_second_put_takes_the_place_of_the_first(void **state)
{
	struct shop *s = *state;
	uint64_t ann = put_contact(s, 19175550001, "Ann", 0);

	clock_freeze(A_MONDAY + SECOND);
	assert_int_equal(put_contact(s, 19175550001, "Anna", 0), ann);
	assert_false(told.contacted.created);
	assert_int_equal(read_contacts(s, (struct contact_query){ 0 }), 0);
	assert_int_equal(told.n, 1);
	assert_string_equal(told.data, "Anna");
	assert_int_equal(told.contact[0].created, A_MONDAY);
	assert_int_equal(told.contact[0].updated, A_MONDAY + SECOND);
}

static void an_import_keeps_what_is_there_and_joins_it(void **state)
{
	struct shop *s = *state;
	uint64_t ann = put_contact(s, 19175550001, "Ann", 0);

	assert_int_equal(keep_list(s, s->account, "0000000a", "all"), 0);
	assert_int_equal(
	    do_contact(s, (struct contact_fact){ .what = CONTACT_PUT,
			      .keep = true,
			      .number = 19175550001,
			      .data = "other",
			      .len = 5,
			      .list = 10 }),
	    RC_EXISTS);
	assert_int_equal(told.contacted.id, ann);
	assert_int_equal(ledger_list_size(s->ledger, 10), 1);
	read_contacts(s, (struct contact_query){ .list = { 10 }, .lists = 1 });
	assert_int_equal(told.n, 1);
	assert_string_equal(told.data, "Ann");
}

static void another_number_is_taken_only_if_nobody_has_it(void **state)
{
	struct shop *s = *state;
	uint64_t ann = put_contact(s, 19175550001, "Ann", 0);
	struct contact_fact f = { .what = CONTACT_PUT,
		.id = ann,
		.number = 19175550002 };

	put_contact(s, 19175550002, "Bob", 0);
	assert_int_equal(do_contact(s, f), RC_EXISTS);
	f.number = 19175550003;
	assert_int_equal(do_contact(s, f), 0);
	assert_int_equal(
	    read_contacts(s, (struct contact_query){ .number = 19175550001 }),
	    RC_NOT_FOUND);
	assert_int_equal(
	    read_contacts(s, (struct contact_query){ .number = 19175550003 }),
	    0);
	assert_int_equal(told.contact[0].id, ann);
}

static void one_that_was_deleted_leaves_a_tombstone_and_its_lists(void **state)
{
	struct shop *s = *state;
	uint64_t ann, again;

	keep_list(s, s->account, "0000000a", "all");
	ann = put_contact(s, 19175550001, "Ann", 10);
	assert_int_equal(ledger_list_size(s->ledger, 10), 1);
	clock_freeze(A_MONDAY + SECOND);
	assert_int_equal(delete_contact(s, ann), 0);
	assert_int_equal(told.contacted.id, ann);
	assert_int_equal(ledger_list_size(s->ledger, 10), 0);
	assert_int_equal(
	    read_contacts(s, (struct contact_query){ .only = ann }), 0);
	assert_int_equal(told.contact[0].deleted, A_MONDAY + SECOND);
	assert_int_equal(told.contact[0].number, 19175550001);
	assert_int_equal(told.contact[0].len, 0);
	read_contacts(s, (struct contact_query){ 0 });
	assert_int_equal(told.n, 0);
	assert_int_equal(delete_contact(s, ann), RC_NOT_FOUND);
	again = put_contact(s, 19175550001, "Ann", 0);
	assert_true(told.contacted.created);
	assert_true(again > ann);
}

static void ids_are_not_given_again_after_a_start(void **state)
{
	struct shop *s = *state;
	uint64_t ann;

	keep_list(s, s->account, "0000000a", "all");
	ann = put_contact(s, 19175550001, "Ann", 10);
	delete_contact(s, ann);
	reopen(s);
	assert_int_equal(put_contact(s, 19175550002, "Bob", 10), ann + 1);
	assert_int_equal(put_contact(s, 19175550003, "Cid", 0), ann + 2);
}

static void lists_are_merged_by_id_and_each_contact_comes_once(void **state)
{
	struct shop *s = *state;
	struct contact_query q = { .list = { 10, 11, 12 }, .lists = 3 };
	uint64_t id[10];

	keep_list(s, s->account, "0000000a", "a");
	keep_list(s, s->account, "0000000b", "b");
	keep_list(s, s->account, "0000000c", "c");
	for (uint32_t i = 0; i < 10; i++) {
		id[i] = put_contact(s, 19175550000 + i, "x", 10 + i % 2);
		if (i % 3 == 0)
			do_contact(s,
			    (struct contact_fact){ .what = CONTACT_JOIN,
				.id = id[i],
				.list = 11 });
	}
	read_contacts(s, q);
	assert_int_equal(told.n, 10);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(told.contact[i].id, id[i]);
	assert_int_equal(told.next, 0);

	q.limit = 4;
	read_contacts(s, q);
	assert_int_equal(told.n, 4);
	assert_int_equal(told.next, id[3]);
	q.after = told.next;
	q.limit = 6;
	read_contacts(s, q);
	assert_int_equal(told.n, 6);
	assert_int_equal(told.contact[5].id, id[9]);
	assert_int_equal(told.next, 0);
}

static void pages_of_all_contacts_pass_by_what_was_deleted(void **state)
{
	struct shop *s = *state;
	struct contact_query q = { .limit = 2 };
	uint64_t id[6];

	keep_list(s, s->account, "0000000a", "a");
	for (uint32_t i = 0; i < 6; i++)
		id[i] = put_contact(s, 19175550000 + i, "x", 10);
	do_contact(s, (struct contact_fact){ .what = CONTACT_PUT,
			  .account = s->other,
			  .number = 5 });
	delete_contact(s, id[1]);
	read_contacts(s, q);
	assert_int_equal(told.n, 2);
	assert_int_equal(told.contact[1].id, id[2]);
	q.after = told.next;
	q.limit = 10;
	read_contacts(s, q);
	assert_int_equal(told.n, 3);
	assert_int_equal(told.contact[0].id, id[3]);
	assert_int_equal(told.next, 0);
}

static void joining_twice_counts_once_and_so_does_leaving(void **state)
{
	struct shop *s = *state;
	struct contact_fact f = { .what = CONTACT_JOIN, .list = 10 };

	keep_list(s, s->account, "0000000a", "a");
	f.id = put_contact(s, 19175550001, "Ann", 0);
	assert_int_equal(do_contact(s, f), 0);
	assert_int_equal(do_contact(s, f), 0);
	assert_int_equal(ledger_list_size(s->ledger, 10), 1);
	reopen(s);
	assert_int_equal(ledger_list_size(s->ledger, 10), 1);
	f.what = CONTACT_LEAVE;
	assert_int_equal(do_contact(s, f), 0);
	assert_int_equal(do_contact(s, f), 0);
	assert_int_equal(ledger_list_size(s->ledger, 10), 0);
	f.list = 11;
	assert_int_equal(do_contact(s, f), RC_NOT_FOUND);
}

static void a_list_is_of_one_account(void **state)
{
	struct shop *s = *state;
	uint64_t ann;

	assert_int_equal(keep_list(s, s->account, "0000000a", "a"), 0);
	assert_int_equal(keep_list(s, s->other, "0000000a", "b"), RC_EXISTS);
	assert_int_equal(keep_list(s, s->account, "0000000a", "renamed"), 0);
	assert_int_equal(keep_list(s, s->account, "00000000", "x"), RC_BAD);
	assert_int_equal(keep_list(s, s->account, "a", "x"), RC_BAD);
	ann = put_contact(s, 19175550001, "Ann", 10);
	assert_int_equal(
	    do_contact(s, (struct contact_fact){ .what = CONTACT_PUT,
			      .account = s->other,
			      .number = 19175550001,
			      .list = 10 }),
	    RC_NOT_FOUND);
	assert_int_equal(ledger_list_size(s->ledger, 10), 1);
	read_contacts(s, (struct contact_query){ .account = s->other,
			     .list = { 10 },
			     .lists = 1 });
	assert_int_equal(told.n, 0);
	assert_int_equal(ann, 1);
}

/* More members than a commit takes. */
/* A draft may name one that was taken away; a new one is not meant by that. */
static void a_lists_number_is_known_when_the_list_is_gone(void **state)
{
	struct shop *s = *state;

	assert_int_equal(keep_list(s, s->account, "0000000a", "a"), 0);
	assert_int_equal(keep_list(s, s->other, "0000000c", "c"), 0);
	assert_int_equal(keep_list(s, s->other, "0000000c", NULL), 0);
	assert_int_equal(ledger_last_list(s->ledger), 0xc);
	close_shop(s);
	open_shop(s);
	assert_int_equal(ledger_last_list(s->ledger), 0xc);
	assert_int_equal(keep_list(s, s->account, "0000000b", "b"), 0);
	assert_int_equal(ledger_last_list(s->ledger), 0xc);
}

static void fill_list(struct shop *s, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		ledger_contact(s->ledger,
		    &(struct contact_fact){ .account = s->account,
			.what = CONTACT_PUT,
			.number = 19170000000 + i,
			.list = 10 });
	settle(s);
	assert_int_equal(ledger_list_size(s->ledger, 10), n);
}

static void turn_until_quiet(struct shop *s)
{
	for (int i = 0; i < 20; i++) {
		if (ledger_next_due(s->ledger) == 0)
			return;
		ledger_tick(s->ledger);
		settle(s);
	}
	fail_msg("there is always more to do");
}

static void a_list_that_goes_takes_its_members_along_in_slices(void **state)
{
	struct shop *s = *state;

	keep_list(s, s->account, "0000000a", "a");
	fill_list(s, 1300);
	assert_int_equal(keep_list(s, s->account, "0000000a", NULL), 0);
	assert_int_equal(ledger_list_size(s->ledger, 10), 0);
	assert_int_equal(keep_list(s, s->account, "0000000a", "new"),
	    RC_EXISTS);
	reopen(s); /* the work goes on */
	turn_until_quiet(s);
	assert_int_equal(keep_list(s, s->account, "0000000a", "new"), 0);
	assert_int_equal(ledger_list_size(s->ledger, 10), 0);
	read_contacts(s, (struct contact_query){ .list = { 10 }, .lists = 1 });
	assert_int_equal(told.n, 0);
	read_contacts(s, (struct contact_query){ 0 });
	assert_int_equal(told.n, AUDIENCE_LIMIT); /* the contacts stay */
}

/* ---- verify ------------------------------------------------------------ */

static char findings[1000];

static void note_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	size_t len = strlen(findings);

	(void)arg;
	snprintf(findings + len, sizeof(findings) - len, "%s %s: %s\n", table,
	    key, what);
}

static void verify_knows_who_is_where(void **state)
{
	struct shop *s = *state;
	const struct store_options so = { .path = s->path,
		.map_bytes = s->options.map_bytes };
	const struct verify_options o = { .path = s->path,
		.found = note_finding };
	struct verify_counts counts;
	struct store_problem problem;
	struct ledger_problem why;
	struct store *store;
	struct store_txn t;

	keep_list(s, s->account, "0000000a", "a");
	put_contact(s, 19175550001, "Ann", 10);
	put_contact(s, 19175550002, "Bob", 0);
	close_shop(s);
	assert_int_equal(store_open(&store, &so, &problem), 0);
	store_begin(store, &t);
	member_put_head(&t, 10, s->account, 5);
	member_put(&t, s->account, 11, 1);
	contact_del_number(&t, s->account, 19175550002);
	assert_int_equal(store_end(&t), 0);
	store_close(store);
	findings[0] = '\0';
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	assert_non_null(strstr(findings, "it has 1 members, not 5"));
	assert_non_null(strstr(findings, "contact 1 does not know of it"));
	assert_non_null(strstr(findings, "it is not found by its number"));
	assert_int_equal(counts.findings, 3);
	open_shop(s); /* and a start stands it */
	settle(s);
	assert_int_equal(ledger_list_size(s->ledger, 10), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_contact_is_found_by_number_and_by_id),
		CASE(a_second_put_takes_the_place_of_the_first),
		CASE(an_import_keeps_what_is_there_and_joins_it),
		CASE(another_number_is_taken_only_if_nobody_has_it),
		CASE(one_that_was_deleted_leaves_a_tombstone_and_its_lists),
		CASE(ids_are_not_given_again_after_a_start),
		CASE(lists_are_merged_by_id_and_each_contact_comes_once),
		CASE(pages_of_all_contacts_pass_by_what_was_deleted),
		CASE(joining_twice_counts_once_and_so_does_leaving),
		CASE(a_list_is_of_one_account),
		CASE(a_lists_number_is_known_when_the_list_is_gone),
		CASE(a_list_that_goes_takes_its_members_along_in_slices),
		cmocka_unit_test_setup_teardown(verify_knows_who_is_where,
		    people_setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
