/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns, what they say, their recipients; and, when all messages were seen,
 * whether the counts of each are what counting gives. In memory: the counts of
 * each campaign, in the order of their ids.
 */
#include "ledger/audience_row.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/due.h"
#include "ledger/record.h"
#include "ledger/verify_inside.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* What was counted of one. */
struct verify_campaign {
	uint32_t id;
	bool open, has_due;
	uint32_t born; /* messages of step 0 */
	uint32_t members[CAMPAIGN_STEPS];
	struct campaign_tally step[CAMPAIGN_STEPS];
};

static int compare(const void *a, const void *b)
{
	const uint32_t *id = a;
	const struct verify_campaign *c = b;

	if (*id == c->id)
		return 0;
	return *id < c->id ? -1 : 1;
}

static struct verify_campaign *find(struct verify *v, uint32_t id)
{
	if (v->campaigns == 0)
		return NULL;
	return bsearch(&id, v->campaign, v->campaigns, sizeof(v->campaign[0]),
	    compare);
}

static struct verify_key key_of(uint32_t id)
{
	struct verify_key k;

	snprintf(k.text, sizeof(k.text), "%08" PRIx32, id);
	return k;
}

int verify_campaign(struct verify *v, const struct store_row *row)
{
	struct campaign c;

	if (campaign_read(row, &c) != 0)
		return RC_CORRUPT;
	v->campaign =
	    mem_resize(v->campaign, v->campaigns + 1, sizeof(v->campaign[0]));
	v->campaign[v->campaigns++] = (struct verify_campaign){ .id = c.id,
		.open = campaign_is_open(&c) };
	return 0;
}

int verify_definition(struct verify *v, const struct store_row *row)
{
	(void)v;
	return campaign_check_definition(row);
}

static void check_member(struct verify *v, const struct store_row *row,
    const struct member *m)
{
	if (m->key >= v->meta.next_key)
		verify_say(v, STORE_AUDIENCE, verify_row_key(row),
		    "there is no message %" PRIu64, m->key);
}

int verify_audience(struct verify *v, const struct store_row *row)
{
	struct audience_chunk chunk;
	struct audience_place at;
	struct verify_campaign *c;
	uint64_t seq;

	if (audience_read_key(row, &at, &seq) != 0 ||
	    at.step >= CAMPAIGN_STEPS ||
	    audience_read(&row->value, &chunk) != 0)
		return RC_CORRUPT;
	c = find(v, at.campaign);
	if (c == NULL) {
		verify_say(v, STORE_AUDIENCE, verify_row_key(row),
		    "there is no campaign %" PRIu32, at.campaign);
		return 0;
	}
	if (seq * AUDIENCE_CHUNK != c->members[at.step])
		verify_say(v, STORE_AUDIENCE, verify_row_key(row),
		    "the chunk before it is missing or not full");
	c->members[at.step] = (uint32_t)(seq * AUDIENCE_CHUNK) + chunk.n;
	for (uint32_t i = 0; i < chunk.n; i++)
		check_member(v, row, &chunk.member[i]);
	return 0;
}

void verify_timer(struct verify *v, const struct store_row *row, uint64_t id)
{
	struct verify_campaign *c =
	    id <= CAMPAIGN_ID_MAX ? find(v, (uint32_t)id) : NULL;

	if (c == NULL || !c->open)
		verify_say(v, STORE_DUE, verify_row_key(row),
		    "campaign %" PRIu64 " is not open", id);
	else if (c->has_due)
		verify_say(v, STORE_DUE, verify_row_key(row),
		    "campaign %" PRIu64 " is there twice", id);
	if (c != NULL)
		c->has_due = true;
}

void verify_count(struct verify *v, uint64_t key, const struct record *r)
{
	struct verify_campaign *c;
	struct campaign row;
	struct record shown = *r;
	uint8_t step = record_step(r);

	if (r->campaign == 0)
		return;
	c = find(v, record_campaign(r));
	if (c == NULL || step >= CAMPAIGN_STEPS ||
	    campaign_get(&v->txn, c->id, &row) != 0) {
		verify_say(v, STORE_MESSAGE, verify_number(key),
		    "there is no campaign %" PRIu32, record_campaign(r));
		return;
	}
	c->born += step == 0;
	leaps_show(&v->leaps, &shown);
	c->step[step].state[campaign_effective(&row, &shown) % TALLY_STATES]++;
	c->step[step].forwarded += r->forwarded != RECORD_NEVER;
	c->step[step].evidence +=
	    r->forwarded != RECORD_NEVER && r->flags & FLAG_EVIDENCE;
}

static void compare_tallies(struct verify *v, uint32_t id, const char *what,
    const struct campaign_tally *has, const struct campaign_tally *counted)
{
	for (unsigned i = 0; i < TALLY_STATES; i++)
		if (has->state[i] != counted->state[i])
			verify_say(v, STORE_CAMPAIGN, key_of(id),
			    "%s, %s: %" PRIu32 " by the counter, %" PRIu32
			    " by counting",
			    what, status_name((enum status)i), has->state[i],
			    counted->state[i]);
	if (has->forwarded != counted->forwarded)
		verify_say(v, STORE_CAMPAIGN, key_of(id),
		    "%s: forwarded %" PRIu32 " by the counter, %" PRIu32
		    " by counting",
		    what, has->forwarded, counted->forwarded);
	if (has->evidence != counted->evidence)
		verify_say(v, STORE_CAMPAIGN, key_of(id),
		    "%s: evidence %" PRIu32 " by the counter, %" PRIu32
		    " by counting",
		    what, has->evidence, counted->evidence);
}

static void add_tally(struct campaign_tally *to,
    const struct campaign_tally *from)
{
	for (unsigned i = 0; i < TALLY_STATES; i++)
		to->state[i] += from->state[i];
	to->forwarded += from->forwarded;
	to->evidence += from->evidence;
}

/* Those that were never checked have no message to be counted. */
static void check_counts(struct verify *v, struct verify_campaign *n,
    const struct campaign *c)
{
	uint8_t waits = campaign_unchecked_state(c);
	struct campaign_tally total = { 0 };

	if (c->recipients >= n->born)
		n->step[0].state[waits] += c->recipients - n->born;
	for (uint8_t i = 0; i < CAMPAIGN_STEPS; i++) {
		char what[8] = { 's', 't', 'e', 'p', ' ', (char)('0' + i) };

		compare_tallies(v, c->id, what, &c->step[i], &n->step[i]);
		add_tally(&total, &n->step[i]);
		if (c->mop != MOP_DROP && n->members[i] != c->members[i])
			verify_say(v, STORE_CAMPAIGN, key_of(c->id),
			    "%s: %" PRIu32 " members by the counter, %" PRIu32
			    " by counting",
			    what, c->members[i], n->members[i]);
	}
	compare_tallies(v, c->id, "total", &c->total, &total);
	if (c->checked != n->born)
		verify_say(v, STORE_CAMPAIGN, key_of(c->id),
		    "%" PRIu32 " checked, and messages of %" PRIu32, c->checked,
		    n->born);
}

void verify_campaigns(struct verify *v)
{
	struct campaign c;

	for (size_t i = 0; i < v->campaigns; i++) {
		struct verify_campaign *n = &v->campaign[i];

		if (campaign_get(&v->txn, n->id, &c) != 0)
			continue;
		if (n->open && !n->has_due)
			verify_say(v, STORE_CAMPAIGN, key_of(n->id),
			    "it is open, and nothing would happen to it");
		check_counts(v, n, &c);
	}
}
