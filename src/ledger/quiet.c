/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/quiet.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "conf/hours.h"
#include "conf/quiet.h"
#include "ledger/body.h"
#include "ledger/book.h"
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"

#include <stdlib.h>
#include <string.h>

struct hours {
	size_t n;
	uint16_t zone;
	struct conf_hours span[];
};

struct quiets {
	struct hours *hours[NAMES_MAX + 1]; /* by account; NULL: none */
	struct zone *zone[NAMES_MAX + 1];   /* by name id */
	bool asked[NAMES_MAX + 1];          /* for that zone */
	struct zone *utc;
};

struct quiets *quiets_new(void)
{
	struct quiets *q = mem_new(1, sizeof(*q));

	/* Needs no file. */
	if (zone_load("UTC", &q->utc) != 0)
		abort();
	return q;
}

void quiets_free(struct quiets *q)
{
	for (size_t i = 0; i <= NAMES_MAX; i++) {
		free(q->hours[i]);
		zone_free(q->zone[i]);
	}
	zone_free(q->utc);
	free(q);
}

void quiets_set(struct quiets *q, uint16_t account, uint16_t zone,
    const void *hours, size_t n)
{
	size_t bytes = n * sizeof(struct conf_hours);
	struct hours **h = &q->hours[account];

	free(*h);
	*h = NULL;
	if (n == 0)
		return;
	*h = mem_new(1, sizeof(**h) + bytes);
	(*h)->n = n;
	(*h)->zone = zone;
	memcpy((*h)->span, hours, bytes);
}

/* NULL: it cannot be read. */
static const struct zone *zone_of(struct book *b, uint16_t id)
{
	struct quiets *q = b->quiets;
	const char *name;

	if (id == 0 || id > NAMES_MAX)
		return NULL;
	if (!q->asked[id]) {
		name = names_text(&b->names, NAME_ZONE, id);
		if (zone_load(name, &q->zone[id]) != 0) {
			log_error("ledger", "time zone %s cannot be read",
			    name);
			q->zone[id] = NULL;
		}
		q->asked[id] = true;
	}
	return q->zone[id];
}

/* By whose clocks its recipient lives. That of a message of no campaign is not
 * known. */
static const struct zone *zone_for(struct book *b, const struct record *r,
    const struct hours *h)
{
	const struct zone *own = NULL;
	struct entry e;

	if (r->campaign != 0 && r->body != 0 &&
	    body_entry(&b->txn, &b->journal, r->body, &e) == 0)
		own = zone_of(b, e.zone);
	if (own == NULL)
		own = zone_of(b, h->zone);
	return own != NULL ? own : b->quiets->utc;
}

/* When its quiet hours end; now, if it is in none. */
static usec over(struct book *b, const struct record *r)
{
	const struct hours *h = b->quiets->hours[r->account];
	struct quiet_span span;

	if (record_class(r) != CLASS_PROMOTIONAL || h == NULL)
		return b->now;
	span = (struct quiet_span){ h->span, h->n, zone_for(b, r, h) };
	return quiet_over(&span, b->now);
}

bool book_hush(struct book *b, uint64_t key, const struct record *r)
{
	struct entry e = { .type = ENTRY_QUIET,
		.part = PART_WHOLE,
		.next = over(b, r) };
	struct active_slot *s;

	if (e.next <= b->now || book_touch(b, key, &s) != 0)
		return false;
	book_write(b, s, &e);
	return true;
}
