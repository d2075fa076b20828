/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carriers that do not know messages which they have taken (statuses.md 8):
 * three of an account in a day are an alert.
 *
 * The two that came before, if any, are kept: a row for each account.
 */
#include "campaign/inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/thing.h"

#define MISSED 3 /* in a day: so many are an alert */
#define NAME   "missed"

/* The instants of those before, the later first; 0: there is none. */
#define VALUE     "%" PRId64 " %" PRId64
#define VALUE_MAX 60

struct missed {
	uint16_t account;
	usec at[MISSED - 1];
};

static struct missed *missed_of(struct alerts *all, uint16_t account)
{
	for (size_t i = 0; i < all->misses; i++) {
		if (all->missed[i].account == account)
			return &all->missed[i];
	}
	all->missed =
	    mem_resize(all->missed, all->misses + 1, sizeof(all->missed[0]));
	all->missed[all->misses] = (struct missed){ .account = account };
	return &all->missed[all->misses++];
}

static void load(const struct thing *t, void *arg)
{
	struct campaigns *c = arg;
	struct missed m = { .account = t->account };
	char text[VALUE_MAX];

	if (strcmp(t->name, NAME) == 0 &&
	    thing_text(t, text, sizeof(text)) == 0 &&
	    sscanf(text, "%" SCNd64 " %" SCNd64, &m.at[0], &m.at[1]) == 2)
		*missed_of(&c->alerts, t->account) = m;
}

int missed_open(struct campaigns *c)
{
	return ledger_each_thing(c->with.ledger, THING_MISSED, load, c);
}

void missed_close(struct campaigns *c)
{
	free(c->alerts.missed);
}

static void keep(struct campaigns *c, const struct missed *m)
{
	char text[VALUE_MAX];

	snprintf(text, sizeof(text), VALUE, m->at[0], m->at[1]);
	ledger_keep(c->with.ledger, token_of(PURPOSE_NOTHING, 0),
	    &(struct thing){ .kind = THING_MISSED,
		.account = m->account,
		.name = NAME,
		.value = text,
		.len = strlen(text) });
}

void campaigns_missed(struct campaigns *c, uint16_t account)
{
	struct missed *m = missed_of(&c->alerts, account);
	struct alert_facts f = { .kind = ALERT_MISSED,
		.account = account,
		.carrier = "",
		.count = 1 };
	usec now = clock_wall();

	for (size_t i = 0; i < ARRAY_LEN(m->at); i++)
		f.count += m->at[i] != 0 && now - m->at[i] < DAY;
	m->at[1] = m->at[0];
	m->at[0] = now;
	keep(c, m);
	if (f.count == MISSED)
		alert_raise(c, &f);
}
