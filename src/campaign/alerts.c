/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What wants an operator, each once: it is kept (THING_ALERT), so that a
 * restart does not tell it again.
 */
#include "campaign/inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/campaign.h"
#include "ledger/thing.h"
#include "model/reason.h"

#define ALERTS_MAX 1000

/* statuses.md 8, "alerts": this many, and this share in percent. */
#define VIOLATIONS       5
#define VIOLATIONS_SHARE 2

#define VALUE "%" PRId64 " %" PRIu64 " %" PRIu64 /* at, count, of */

struct alert {
	enum alert_kind kind;
	uint16_t account;
	uint32_t campaign;
	char carrier[CARRIER_ROOM];
	usec at;
	uint64_t count, of;
};

static const char *const kinds[] = {
	[ALERT_VIOLATION] = "carrier_violation",
	[ALERT_MISSED] = "status_fetch_failures",
	[ALERT_SILENT] = "suspected_silent_filter",
};

/* ---- kept -------------------------------------------------------------- */

/* "carrier_violation,0000002a,AT&T" */
static void name_of(const struct alert *a, char name[THING_NAME_MAX + 1])
{
	snprintf(name, THING_NAME_MAX + 1, "%s,%08" PRIx32 ",%s",
	    kinds[a->kind], a->campaign, a->carrier);
}

static bool read_name(const char *name, struct alert *a)
{
	const char *comma = strchr(name, ',');
	size_t len = comma == NULL ? 0 : (size_t)(comma - name);
	char *end;

	for (a->kind = 0; a->kind < ARRAY_LEN(kinds); a->kind++) {
		if (strlen(kinds[a->kind]) == len &&
		    memcmp(kinds[a->kind], name, len) == 0)
			break;
	}
	if (a->kind == ARRAY_LEN(kinds))
		return false;
	a->campaign = (uint32_t)strtoul(comma + 1, &end, 16);
	if (*end != ',')
		return false;
	snprintf(a->carrier, sizeof(a->carrier), "%s", end + 1);
	return true;
}

static void add(struct alerts *all, const struct alert *a)
{
	all->alert = mem_resize(all->alert, all->n + 1, sizeof(all->alert[0]));
	all->alert[all->n++] = *a;
}

static void load(const struct thing *t, void *arg)
{
	struct campaigns *c = arg;
	struct alert a = { .account = t->account };
	char text[80];

	if (thing_text(t, text, sizeof(text)) != 0 || !read_name(t->name, &a))
		return;
	if (sscanf(text, "%" SCNd64 " %" SCNu64 " %" SCNu64, &a.at, &a.count,
		&a.of) == 3)
		add(&c->alerts, &a);
}

static int by_age(const void *left, const void *right)
{
	const struct alert *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

int alerts_open(struct campaigns *c)
{
	int rc = ledger_each_thing(c->with.ledger, THING_ALERT, load, c);

	if (rc == 0)
		rc = missed_open(c);
	if (c->alerts.n != 0)
		qsort(c->alerts.alert, c->alerts.n, sizeof(c->alerts.alert[0]),
		    by_age);
	return rc;
}

void alerts_close(struct campaigns *c)
{
	missed_close(c);
	free(c->alerts.alert);
	tally_free(c->alerts.tally);
}

static void keep(struct campaigns *c, const struct alert *a, bool is_there)
{
	char name[THING_NAME_MAX + 1], value[80];
	struct thing t = { .kind = THING_ALERT,
		.account = a->account,
		.name = name };

	name_of(a, name);
	snprintf(value, sizeof(value), VALUE, a->at, a->count, a->of);
	if (is_there) {
		t.value = value;
		t.len = strlen(value);
	}
	ledger_keep(c->with.ledger, token_of(PURPOSE_NOTHING, 0), &t);
}

static void forget(struct campaigns *c, size_t i)
{
	struct alerts *all = &c->alerts;

	all->n--;
	memmove(&all->alert[i], &all->alert[i + 1],
	    (all->n - i) * sizeof(all->alert[0]));
}

/* ---- raised ------------------------------------------------------------ */

static size_t find(const struct alerts *all, const struct alert_facts *f)
{
	size_t i = 0;

	while (
	    i < all->n && (all->alert[i].kind != f->kind ||
			      all->alert[i].account != f->account ||
			      all->alert[i].campaign != f->campaign ||
			      strcmp(all->alert[i].carrier, f->carrier) != 0))
		i++;
	return i;
}

/* What is of no campaign may be told again on another day. */
static bool is_new(struct campaigns *c, const struct alert_facts *f, usec now)
{
	size_t i = find(&c->alerts, f);

	if (i == c->alerts.n)
		return true;
	if (f->campaign != 0 || now - c->alerts.alert[i].at < DAY)
		return false;
	forget(c, i);
	return true;
}

void alert_raise(struct campaigns *c, const struct alert_facts *f)
{
	struct alert a = { .kind = f->kind,
		.account = f->account,
		.campaign = f->campaign,
		.at = clock_wall(),
		.count = f->count,
		.of = f->of };

	if (!is_new(c, f, a.at))
		return;
	snprintf(a.carrier, sizeof(a.carrier), "%s", f->carrier);
	if (c->alerts.n == ALERTS_MAX) {
		keep(c, &c->alerts.alert[0], false);
		forget(c, 0);
	}
	add(&c->alerts, &a);
	keep(c, &a, true);
}

void alerts_watch(struct campaigns *c, const struct campaign_view *v)
{
	const struct alert_facts f = { .kind = ALERT_VIOLATION,
		.account = v->account,
		.campaign = v->id,
		.carrier = "",
		.count = campaign_filtered(v),
		.of = v->total.forwarded };

	if (f.count >= VIOLATIONS && f.count * 100 >= VIOLATIONS_SHARE * f.of)
		alert_raise(c, &f);
}

/* ---- shown ------------------------------------------------------------- */

static void show(const struct alert *a, struct campaigns_alert *out)
{
	*out = (struct campaigns_alert){ .kind = kinds[a->kind],
		.account = a->account,
		.campaign = a->campaign,
		.carrier = a->carrier,
		.at = a->at,
		.count = a->count,
		.of = a->of };
	switch (a->kind) {
	case ALERT_VIOLATION:
		snprintf(out->text, sizeof(out->text),
		    "%" PRIu64 " of %" PRIu64
		    " messages (%.1f %%) were blocked by carriers: look at the "
		    "text and at whom it is sent to",
		    a->count, a->of,
		    a->of == 0 ? 0 : 100.0 * (double)a->count / (double)a->of);
		break;
	case ALERT_MISSED:
		snprintf(out->text, sizeof(out->text),
		    "carriers do not know %" PRIu64
		    " messages of the last 24 hours that they have taken",
		    a->count);
		break;
	case ALERT_SILENT:
		snprintf(out->text, sizeof(out->text),
		    "no receipt came for %" PRIu64 " of %" PRIu64
		    " messages to %s, which answers as a rule: it may filter "
		    "them silently",
		    a->count, a->of, a->carrier);
		break;
	}
}

size_t campaigns_alerts(const struct campaigns *c, uint16_t account,
    struct campaigns_alert *out, size_t n)
{
	size_t found = 0;

	for (size_t i = c->alerts.n; i-- > 0;) {
		const struct alert *a = &c->alerts.alert[i];

		if (account != 0 && a->account != account)
			continue;
		if (found < n)
			show(a, &out[found]);
		found++;
	}
	return found;
}
