/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What receipts tell of the carriers of numbers, in the lookup table and kept
 * by the ledger (THING_LEARNED).
 *
 * Told is the code of a network, or a carrier's name (model/receipt_network.h):
 * the code if the table has a row for it, else the name, else the code as it
 * is. It is not learned against the row of a ported number, nor if it is known
 * already. No more is kept than the table has places: whoever is forgotten for
 * another goes from the store as well, and what a message taught goes with it
 * when it is erased. Facts of one turn are one commit.
 */
#include "flow/inside.h"

#include <string.h>

#include "flow/quota.h"
#include "flow/week.h"
#include "flow/words.h"
#include "ledger/events.h"
#include "ledger/thing.h"
#include "model/receipt.h"
#include "route/lookup.h"
#include "route/route.h"

_Static_assert(RECEIPT_NAME == LOOKUP_TEXT_MAX + 1 &&
		   RECEIPT_NAME == TAUGHT_TOLD,
    "a name that was told fits the table and the store");

static struct lookup *table_of(const struct flow *f)
{
	return route_table_learning(f->with.routes);
}

static void keep(struct flow *f, const struct heard *h, const char *told)
{
	char name[THING_NUMBER_BYTES], value[TAUGHT_MAX];

	ledger_keep(f->with.ledger, QUOTA_TOKEN,
	    &(struct thing){ .kind = THING_LEARNED,
		.name = thing_number_format(h->to, name),
		.value = value,
		.len = taught_format(h->message, told, value) });
}

static void let_go(struct flow *f, uint64_t number)
{
	char name[THING_NUMBER_BYTES];

	ledger_keep(f->with.ledger, QUOTA_TOKEN,
	    &(struct thing){ .kind = THING_LEARNED,
		.name = thing_number_format(number, name) });
}

/* ---- learned ----------------------------------------------------------- */

static const char *told_by(const struct lookup *l, const struct receipt *r)
{
	if (r->mccmnc[0] != '\0' &&
	    (r->network[0] == '\0' || lookup_network(l, r->mccmnc) != NULL))
		return r->mccmnc;
	return r->network;
}

static bool is_news(const struct lookup *l, uint64_t number, const char *told)
{
	const char *carrier = lookup_network(l, told);
	struct lookup_answer a;

	if (carrier == NULL)
		carrier = told;
	lookup_find(l, number, &a);
	return a.source != LOOKUP_PORTED &&
	       (a.carrier == NULL || strcmp(a.carrier, carrier) != 0);
}

void flow_heard(struct flow *f, const struct heard *h)
{
	const struct receipt_octets words = { h->words, h->len };
	struct lookup *l = table_of(f);
	const char *told;
	struct receipt r;
	uint64_t out;

	if (h->forgotten) {
		(void)lookup_forget(l, h->to);
		return;
	}
	flow_read_words(f, h->smsc, &words, &r);
	told = told_by(l, &r);
	if (told[0] == '\0' || !is_news(l, h->to, told) ||
	    lookup_learn(l, h->to, told, &out) != 0)
		return;
	if (out != 0)
		let_go(f, out);
	keep(f, h, told);
}

void flow_unlearn(struct flow *f, uint64_t number)
{
	if (lookup_forget(table_of(f), number))
		let_go(f, number);
}

const char *flow_learned(const struct flow *f, uint64_t number)
{
	return lookup_learned(table_of(f), number);
}

/* ---- at the start ------------------------------------------------------ */

static void load_one(const struct thing *t, void *arg)
{
	char told[TAUGHT_TOLD], name[THING_NUMBER_BYTES];
	uint64_t number, message, out;
	struct flow *f = arg;

	if (thing_number_parse(t->name, &number) != 0 ||
	    taught_parse(t, &message, told) != 0 ||
	    lookup_learn(table_of(f), number, told, &out) != 0)
		weeks_drop(f, THING_LEARNED, t->name);
	else if (out != 0)
		weeks_drop(f, THING_LEARNED, thing_number_format(out, name));
}

int learn_load(struct flow *f)
{
	return ledger_each_thing(f->with.ledger, THING_LEARNED, load_one, f);
}
