/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys: of STORE_CAMPAIGN the id (4 bytes); of STORE_DEFINITION the id and
 * what it is (1 byte).
 */
#include "ledger/campaign_row.h"

#include "base/mem.h"
#include "ledger/codec.h"
#include "store/record.h"

#include <assert.h>
#include <stdlib.h>

#define CAMPAIGN_VERSION   1
#define DEFINITION_VERSION 1
#define ID_BYTES           4
#define NUMBER_BYTES       8

enum part { PART_DEFINITION, PART_NUMBERS, PARTS };

bool campaign_is_open(const struct campaign *c)
{
	switch (c->status) {
	case CAMPAIGN_SCHEDULED:
	case CAMPAIGN_PROCESSING:
	case CAMPAIGN_SENDING:
	case CAMPAIGN_SENT: return true;
	default: break;
	}
	return c->filling || c->mop != MOP_NONE ||
	       c->total.state[STATUS_SUBMITTING] +
		       c->total.state[STATUS_FORWARDED] +
		       c->total.state[STATUS_ENROUTE] !=
		   0;
}

/* ---- the record -------------------------------------------------------- */

static void tally_fields(struct codec *k, struct campaign_tally *t)
{
	for (size_t i = 0; i < ARRAY_LEN(t->state); i++)
		FIELD(k, 4, t->state[i]);
	FIELD(k, 4, t->forwarded);
	FIELD(k, 4, t->evidence);
}

static void head_fields(struct codec *k, struct campaign *c)
{
	FIELD(k, 2, c->account);
	FIELD(k, 1, c->status);
	FIELD(k, 1, c->cause);
	FIELD(k, 1, c->preflight);
	FIELD(k, 1, c->promotional);
	FIELD(k, 1, c->paused);
	FIELD(k, 1, c->filling);
	FIELD(k, 1, c->deleted);
	FIELD(k, 8, c->last);
	FIELD(k, 8, c->created);
	FIELD(k, 8, c->activated);
	FIELD(k, 8, c->started);
	FIELD(k, 8, c->sent_at);
	FIELD(k, 8, c->completed_at);
	FIELD(k, 8, c->done_at);
	FIELD(k, 8, c->last_forwarded);
	FIELD(k, 8, c->swept_at);
	FIELD(k, 8, c->closed_at);
}

static void plan_fields(struct codec *k, struct campaign *c)
{
	FIELD(k, 8, c->start_at);
	FIELD(k, 8, c->close_window);
	for (size_t i = 0; i < CAMPAIGN_STEPS; i++)
		FIELD(k, 8, c->delay[i]);
	FIELD(k, 4, c->rate);
	FIELD(k, 1, c->steps);
	FIELD(k, 1, c->variants);
	FIELD(k, 1, c->threshold);
	FIELD(k, 1, c->lists);
	for (size_t i = 0; i < CAMPAIGN_LISTS; i++)
		FIELD(k, 4, c->list[i]);
	FIELD(k, 4, c->numbers);
}

static void snapshot_fields(struct codec *k, struct campaign *c)
{
	FIELD(k, 8, c->fill_contact);
	FIELD(k, 1, c->fill_list);
	FIELD(k, 1, c->fill_named);
	FIELD(k, 4, c->fill_number);
	FIELD(k, 4, c->recipients);
	FIELD(k, 4, c->listed);
	for (size_t i = 0; i < CAMPAIGN_STEPS; i++)
		FIELD(k, 4, c->members[i]);
	FIELD(k, 4, c->checked);
	FIELD(k, 4, c->check_at);
	for (size_t i = 0; i < CAMPAIGN_STEPS; i++)
		FIELD(k, 4, c->fed[i]);
	FIELD(k, 1, c->mop);
	FIELD(k, 1, c->mop_step);
	FIELD(k, 4, c->mop_at);
}

static void count_fields(struct codec *k, struct campaign *c)
{
	FIELD(k, 4, c->deleted_leads);
	FIELD(k, 4, c->parts);
	tally_fields(k, &c->total);
	for (size_t i = 0; i < CAMPAIGN_STEPS; i++)
		tally_fields(k, &c->step[i]);
	for (size_t i = 0; i < CAMPAIGN_VARIANTS; i++)
		tally_fields(k, &c->variant[i]);
	for (size_t i = 0; i < ARRAY_LEN(c->error_stage); i++)
		FIELD(k, 4, c->error_stage[i]);
	for (size_t i = 0; i < ARRAY_LEN(c->skipped_rule); i++)
		FIELD(k, 4, c->skipped_rule[i]);
	FIELD(k, 1, c->reasons);
	for (size_t i = 0; i < CAMPAIGN_REASONS; i++) {
		FIELD(k, 2, c->reason[i].reason);
		FIELD(k, 4, c->reason[i].n);
	}
	FIELD(k, 4, c->other_reasons);
	/* Rows of before end here. */
	if (k->writing || cursor_left(&k->c) != 0)
		FIELD(k, 1, c->forgotten);
}

static void fields(struct codec *k, struct campaign *c)
{
	head_fields(k, c);
	plan_fields(k, c);
	snapshot_fields(k, c);
	count_fields(k, c);
}

/* Numbers that are used as places in arrays. */
static bool is_sound(const struct campaign *c)
{
	return c->status < CAMPAIGN_STATES && c->cause < CAUSES &&
	       c->steps <= CAMPAIGN_STEPS && c->variants <= CAMPAIGN_VARIANTS &&
	       c->lists <= CAMPAIGN_LISTS && c->fill_list <= CAMPAIGN_LISTS &&
	       c->numbers <= CAMPAIGN_INLINE &&
	       c->reasons <= CAMPAIGN_REASONS && c->mop <= MOP_DROP &&
	       c->mop_step <= CAMPAIGN_STEPS;
}

static void make_key(uint8_t key[ID_BYTES], uint32_t id)
{
	struct cursor c = cursor_over(key, ID_BYTES);

	cursor_put(&c, ID_BYTES, id);
}

void campaign_put(struct store_txn *t, const struct campaign *c)
{
	uint8_t key[ID_BYTES], value[CAMPAIGN_ROW_MAX];
	struct campaign copy = *c;
	struct codec k = { .c = cursor_over(value, sizeof(value)),
		.writing = true };
	size_t len;

	(void)cursor_take(&k.c, STORE_LONG_HEAD);
	fields(&k, &copy);
	assert(k.c.rc == 0);
	len = (size_t)(k.c.at - value);
	store_seal_long(value, len, CAMPAIGN_VERSION, 0);
	make_key(key, c->id);
	store_put(t, STORE_CAMPAIGN, key, sizeof(key), value, len);
}

static int read_value(const struct store_bytes *v, uint32_t id,
    struct campaign *c)
{
	struct codec k = { .c = cursor_reading(v->data, v->len) };
	struct store_head head;

	*c = (struct campaign){ .id = id };
	if (store_check(v->data, v->len, &head) != 0 ||
	    head.version != CAMPAIGN_VERSION)
		return RC_CORRUPT;
	(void)cursor_take(&k.c, head.size);
	fields(&k, c);
	return k.c.rc == 0 && is_sound(c) ? 0 : RC_CORRUPT;
}

int campaign_get(struct store_txn *t, uint32_t id, struct campaign *c)
{
	uint8_t key[ID_BYTES];
	struct store_bytes v;
	int rc;

	make_key(key, id);
	rc = store_get(t, STORE_CAMPAIGN, key, sizeof(key), &v);
	return rc != 0 ? rc : read_value(&v, id, c);
}

int campaign_read(const struct store_row *row, struct campaign *c)
{
	struct cursor k = cursor_reading(row->key, row->key_len);
	uint32_t id = (uint32_t)cursor_get(&k, ID_BYTES);

	if (k.rc != 0 || cursor_left(&k) != 0 || id == 0 ||
	    id > CAMPAIGN_ID_MAX)
		return RC_CORRUPT;
	return read_value(&row->value, id, c);
}

/* ---- what it says ------------------------------------------------------ */

static void make_part_key(uint8_t key[ID_BYTES + 1], uint32_t id,
    enum part part)
{
	make_key(key, id);
	key[ID_BYTES] = (uint8_t)part;
}

void campaign_del(struct store_txn *t, uint32_t id)
{
	uint8_t key[ID_BYTES + 1];

	make_key(key, id);
	store_del(t, STORE_CAMPAIGN, key, ID_BYTES);
	for (int part = 0; part < PARTS; part++) {
		make_part_key(key, id, (enum part)part);
		store_del(t, STORE_DEFINITION, key, sizeof(key));
	}
}

static void put_part(struct store_txn *t, uint32_t id, enum part part,
    const struct store_bytes *bytes)
{
	uint8_t key[ID_BYTES + 1];
	size_t len = STORE_LONG_HEAD + bytes->len;
	uint8_t *value = mem_new(1, len);

	if (bytes->len != 0)
		memcpy(value + STORE_LONG_HEAD, bytes->data, bytes->len);
	store_seal_long(value, len, DEFINITION_VERSION, 0);
	make_part_key(key, id, part);
	store_put(t, STORE_DEFINITION, key, sizeof(key), value, len);
	free(value);
}

static int get_part(struct store_txn *t, uint32_t id, enum part part,
    struct store_bytes *out)
{
	uint8_t key[ID_BYTES + 1];
	struct store_bytes v;
	struct cursor c;
	int rc;

	make_part_key(key, id, part);
	rc = store_get(t, STORE_DEFINITION, key, sizeof(key), &v);
	if (rc != 0)
		return rc;
	if (store_unseal(v.data, v.len, &c) != 0)
		return RC_CORRUPT;
	out->data = c.at;
	out->len = cursor_left(&c);
	return 0;
}

void campaign_put_definition(struct store_txn *t, uint32_t id, const void *data,
    size_t len)
{
	assert(len <= CAMPAIGN_DEFINITION);
	put_part(t, id, PART_DEFINITION, &(struct store_bytes){ data, len });
}

int campaign_get_definition(struct store_txn *t, uint32_t id,
    struct store_bytes *out)
{
	return get_part(t, id, PART_DEFINITION, out);
}

void campaign_put_numbers(struct store_txn *t, uint32_t id,
    const uint64_t *number, size_t n)
{
	uint8_t bytes[CAMPAIGN_INLINE * NUMBER_BYTES];
	struct cursor c = cursor_over(bytes, sizeof(bytes));

	assert(n <= CAMPAIGN_INLINE);
	for (size_t i = 0; i < n; i++)
		cursor_put(&c, NUMBER_BYTES, number[i]);
	put_part(t, id, PART_NUMBERS,
	    &(struct store_bytes){ bytes, n * NUMBER_BYTES });
}

int campaign_get_number(struct store_txn *t, uint32_t id, size_t i,
    uint64_t *number)
{
	struct store_bytes v;
	struct cursor c;
	int rc = get_part(t, id, PART_NUMBERS, &v);

	*number = 0;
	if (rc == 0 && (i + 1) * NUMBER_BYTES > v.len)
		rc = RC_NOT_FOUND;
	if (rc != 0)
		return rc;
	c = cursor_reading((const uint8_t *)v.data + i * NUMBER_BYTES,
	    NUMBER_BYTES);
	*number = cursor_get(&c, NUMBER_BYTES);
	return 0;
}

int campaign_check_definition(const struct store_row *row)
{
	struct cursor c;
	size_t len;

	if (row->key_len != ID_BYTES + 1 || row->key[ID_BYTES] >= PARTS ||
	    store_unseal(row->value.data, row->value.len, &c) != 0)
		return RC_CORRUPT;
	len = cursor_left(&c);
	if (row->key[ID_BYTES] == PART_DEFINITION)
		return len <= CAMPAIGN_DEFINITION ? 0 : RC_CORRUPT;
	return len % NUMBER_BYTES == 0 && len <= CAMPAIGN_INLINE * NUMBER_BYTES
		   ? 0
		   : RC_CORRUPT;
}
