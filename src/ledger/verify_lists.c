/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/names.h"
#include "ledger/open.h"
#include "ledger/park.h"
#include "ledger/queue.h"
#include "ledger/verify_inside.h"
#include "store/journal.h"
#include "store/record.h"

#include <inttypes.h>

/* Looks at a row whose checksum is good. RC_CORRUPT: it cannot be read. */
typedef int take_row(struct verify *v, const struct store_row *row);

static int take_any(struct verify *v, const struct store_row *row)
{
	(void)v;
	(void)row;
	return 0;
}

static int take_line(struct verify *v, const struct store_row *row)
{
	struct verify_item item = { 0 };
	struct queue_chunk chunk;
	uint64_t seq;

	if (queue_read_key(row, &item.line, &seq) != 0 ||
	    queue_read(&row->value, &chunk) != 0)
		return RC_CORRUPT;
	for (uint32_t i = 0; i < chunk.n; i++) {
		item.key = chunk.key[i];
		verify_add(&v->lines, item);
	}
	return 0;
}

static int take_due(struct verify *v, const struct store_row *row)
{
	struct due d;

	if (due_read(row, &d) != 0)
		return RC_CORRUPT;
	if (d.line == DUE_CAMPAIGN) {
		verify_timer(v, row, d.key);
		return 0;
	}
	verify_add(&v->dues, (struct verify_item){ .key = d.key,
				 .what = (uint64_t)d.at,
				 .line = d.line,
				 .account = d.account });
	return 0;
}

static int take_ids(struct verify *v, const struct store_row *row)
{
	struct open_chunk chunk;

	if (row->key_len != 1 + STORE_KEY64 ||
	    row->key[0] >= ARRAY_LEN(((struct open *)NULL)->list) ||
	    open_read(&row->value, &chunk) != 0)
		return RC_CORRUPT;
	for (size_t i = 0; i < chunk.n; i++)
		verify_add(&v->ids,
		    (struct verify_item){ .key = open_key(chunk.entry[i].what),
			.what = open_part(chunk.entry[i].what) });
	return 0;
}

static int take_parked(struct verify *v, const struct store_row *row)
{
	struct parked p;
	struct entry e;

	if (row->key_len != STORE_KEY64 || park_read(&row->value, &p) != 0)
		return RC_CORRUPT;
	v->counts->parked++;
	if (entry_at(&v->txn, NULL, p.place, &e) != 0 || e.type != ENTRY_PARK)
		verify_say(v, STORE_PARKED, verify_row_key(row),
		    "its receipt is not in the journal at chunk %" PRIu64,
		    journal_seq(p.place));
	return 0;
}

static int take_mark(struct verify *v, const struct store_row *row)
{
	if (row->key_len != STORE_KEY64)
		return RC_CORRUPT;
	verify_add(&v->marks,
	    (struct verify_item){ .key = store_key_number(row->key) });
	return 0;
}

static void check_row(struct verify *v, const struct store_row *row,
    take_row *take)
{
	int rc = store_check(row->value.data, row->value.len, NULL);

	v->counts->rows++;
	if (rc != 0)
		verify_say(v, row->table, verify_row_key(row),
		    "its checksum is wrong");
	else if (take(v, row) != 0)
		verify_say(v, row->table, verify_row_key(row),
		    "it cannot be read");
}

static void walk(struct verify *v, enum store_table table, take_row *take)
{
	struct store_row row = { 0 };
	int rc;

	if (v->txn.rc != 0)
		return;
	rc = store_seek(&v->txn, table, NULL, 0, &row);
	for (; rc == 0; rc = store_next(&row))
		check_row(v, &row, take);
	if (rc == RC_NOT_FOUND)
		return;
	verify_say(v, table, verify_row_key(&row),
	    "what follows cannot be read: %s", rc_text(rc));
	store_end_read(&v->txn);
	if (store_begin_read(v->store, &v->txn) != 0)
		return; /* it sticks, and the next pass tries again */
}

static void check_names(struct verify *v)
{
	struct names names;

	names_init(&names);
	if (names_load(&names, &v->txn) != 0)
		verify_say(v, STORE_NAME, (struct verify_key){ "all" },
		    "the numbers of names have gaps");
	names_fini(&names);
}

void verify_lists(struct verify *v)
{
	static take_row *const take[STORE_TABLES] = {
		[STORE_OPEN] = take_ids,
		[STORE_QUEUE] = take_line,
		[STORE_DUE] = take_due,
		[STORE_PARKED] = take_parked,
		[STORE_STRAY] = take_mark,
		[STORE_THING] = verify_thing,
		[STORE_HOOK] = verify_hook,
		[STORE_MOPART] = verify_piece,
		[STORE_IDEM] = verify_key_row,
		[STORE_DEFINITION] = verify_definition,
		[STORE_AUDIENCE] = verify_audience,
		[STORE_CONTACT] = verify_contact,
		[STORE_CONTACT_NUM] = verify_contact_num,
		[STORE_MEMBER] = verify_member,
		[STORE_PROMO] = verify_promo,
	};

	walk(v, STORE_CAMPAIGN, verify_campaign);
	for (int i = 0; i < STORE_TABLES; i++)
		if (i != STORE_JOURNAL && i != STORE_MESSAGE &&
		    i != STORE_CAMPAIGN)
			walk(v, (enum store_table)i,
			    take[i] != NULL ? take[i] : take_any);
	if (v->counts->findings == 0)
		check_names(v);
	verify_sort(&v->lines);
	verify_sort(&v->dues);
	verify_sort(&v->ids);
	verify_sort(&v->marks);
}
