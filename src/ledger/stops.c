/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/stops.h"

#include "base/cursor.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"
#include "ledger/optout.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CELLS 1024

struct stop {
	uint64_t whose;  /* account and scope */
	uint64_t number; /* 0: empty */
};

struct stops {
	struct stop *cell;
	size_t mask, len;
	struct hash_key key; /* handsets choose their numbers */
};

struct stops *stops_new(void)
{
	struct stops *s = mem_new(1, sizeof(*s));

	s->cell = mem_new(FIRST_CELLS, sizeof(s->cell[0]));
	s->mask = FIRST_CELLS - 1;
	random_fill(&s->key, sizeof(s->key));
	return s;
}

void stops_free(struct stops *s)
{
	if (s == NULL)
		return;
	free(s->cell);
	free(s);
}

static uint64_t whose(uint16_t account, uint32_t scope)
{
	return (uint64_t)account << 32 | scope;
}

static uint16_t account_of(const struct stop *c)
{
	return (uint16_t)(c->whose >> 32);
}

static size_t home_of(const struct stops *s, uint16_t account, uint64_t number)
{
	uint64_t pair[2] = { account, number };

	return hash_sip(&s->key, pair, sizeof(pair)) & s->mask;
}

/* The cell of the opt-out, or the empty one at the end of its run. */
static struct stop *cell_of(const struct stops *s, const struct stop *c)
{
	size_t i = home_of(s, account_of(c), c->number);

	while (s->cell[i].number != 0 &&
	       (s->cell[i].number != c->number || s->cell[i].whose != c->whose))
		i = (i + 1) & s->mask;
	return &s->cell[i];
}

static void grow(struct stops *s)
{
	struct stop *old = s->cell;
	size_t cells = s->mask + 1;

	s->mask = cells * 2 - 1;
	s->cell = mem_new(cells * 2, sizeof(s->cell[0]));
	for (size_t i = 0; i < cells; i++) {
		if (old[i].number != 0)
			*cell_of(s, &old[i]) = old[i];
	}
	free(old);
}

static bool add(struct stops *s, const struct stop *c)
{
	struct stop *to = cell_of(s, c);

	if (to->number != 0)
		return false;
	*to = *c;
	s->len++;
	if (s->len > (s->mask + 1) / 4 * 3)
		grow(s);
	return true;
}

/* Those behind the hole whose way leads over it move into it. */
static bool take(struct stops *s, const struct stop *c)
{
	struct stop *from = cell_of(s, c);
	size_t hole = (size_t)(from - s->cell), i = hole;

	if (from->number == 0)
		return false;
	for (;;) {
		const struct stop *next;
		size_t home;

		i = (i + 1) & s->mask;
		next = &s->cell[i];
		if (next->number == 0)
			break;
		home = home_of(s, account_of(next), next->number);
		if (((i - home) & s->mask) >= ((i - hole) & s->mask)) {
			s->cell[hole] = *next;
			hole = i;
		}
	}
	s->cell[hole].number = 0;
	s->len--;
	return true;
}

void stops_note(struct stops *s, uint16_t account, uint64_t number, bool has)
{
	const struct stop c = { whose(account, 0), number };

	if (has)
		(void)add(s, &c);
	else
		(void)take(s, &c);
}

void stops_forget(struct stops *s)
{
	free(s->cell);
	s->cell = mem_new(FIRST_CELLS, sizeof(s->cell[0]));
	s->mask = FIRST_CELLS - 1;
	s->len = 0;
}

bool stops_any(const struct stops *s, uint16_t account, uint64_t number)
{
	size_t i;

	if (s->len == 0 || number == 0)
		return false;
	i = home_of(s, account, number);
	for (; s->cell[i].number != 0; i = (i + 1) & s->mask) {
		if (s->cell[i].number == number &&
		    account_of(&s->cell[i]) == account)
			return true;
	}
	return false;
}

bool stops_has(const struct stops *s, uint16_t account, uint64_t number,
    uint32_t scope)
{
	const struct stop all = { whose(account, 0), number };
	const struct stop one = { whose(account, scope), number };

	return stops_any(s, account, number) &&
	       (cell_of(s, &all)->number != 0 || cell_of(s, &one)->number != 0);
}

/* ---- rows -------------------------------------------------------------- */

char *optout_name(uint32_t scope, uint64_t number, char *name)
{
	snprintf(name, OPTOUT_NAME_BYTES, "%08" PRIx32 ":%" PRIu64, scope,
	    number);
	return name;
}

int optout_parse(const char *name, struct optout *o)
{
	char again[OPTOUT_NAME_BYTES];

	o->scope = (uint32_t)strtoul(name, NULL, 16);
	o->number = strlen(name) > 9 ? strtoull(name + 9, NULL, 10) : 0;
	if (o->number == 0 ||
	    strcmp(optout_name(o->scope, o->number, again), name) != 0)
		return RC_BAD;
	o->set = true;
	return 0;
}

int optout_value(const void *value, size_t len, struct optout *o, usec *at)
{
	struct cursor c = cursor_reading(value, len);

	*at = (usec)cursor_get(&c, 8);
	o->source = (uint8_t)cursor_get(&c, 1);
	return c.rc != 0 || cursor_left(&c) != 0 ? RC_BAD : 0;
}

static void put_row(struct store_txn *t, const struct optout *o, usec at)
{
	uint8_t value[OPTOUT_VALUE_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));
	char name[OPTOUT_NAME_BYTES];
	struct thing row = { .kind = THING_OPTOUT,
		.account = o->account,
		.name = optout_name(o->scope, o->number, name) };

	cursor_put(&c, 8, (uint64_t)at);
	cursor_put(&c, 1, o->source);
	if (o->set) {
		row.value = value;
		row.len = sizeof(value);
	}
	thing_put(t, &row);
}

bool stops_change(struct stops *s, struct store_txn *t, const struct optout *o,
    usec at)
{
	const struct stop c = { whose(o->account, o->scope), o->number };
	bool changed = o->set ? add(s, &c) : take(s, &c);

	if (changed)
		put_row(t, o, at);
	return changed;
}

int stops_load(struct stops *s, struct store_txn *t)
{
	struct thing_walk w = { .txn = t, .kind = THING_OPTOUT, .all = true };
	struct optout o;

	stops_forget(s);
	while (thing_next(&w)) {
		if (w.damage != 0 || optout_parse(w.name, &o) != 0)
			return RC_CORRUPT;
		add(s, &(struct stop){ whose(w.thing.account, o.scope),
			   o.number });
	}
	return w.rc;
}
