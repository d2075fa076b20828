/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules are asked in the order in which they win: those that name the carrier
 * of a ported number, those with a prefix from the longest one down, the rest;
 * each in the order of the file. So the first that holds is the one, and of a
 * thousand rules with prefixes only those with the number's are asked.
 */
#include "route/table.h"

#include <string.h>

#include "route/line.h"
#include "route/lookup_impl.h"

/* How a rule won. */
struct choice {
	const struct rule *rule; /* NULL: none holds */
	bool by_carrier;
	unsigned digits; /* of the prefix */
};

static bool is_sure(enum lookup_source source)
{
	return source == LOOKUP_PORTED || source == LOOKUP_LEARNED;
}

static const struct rule *first_holding(const struct route_table *t,
    const uint16_t *rule, size_t n, struct facts *f)
{
	for (size_t i = 0; i < n; i++) {
		if (rule_holds(&t->rule[rule[i]], f))
			return &t->rule[rule[i]];
	}
	return NULL;
}

static struct choice choose_by_carrier(const struct route_table *t,
    struct facts *f)
{
	const uint16_t *rule;
	size_t n;

	if (!is_sure(f->carrier.source) || f->carrier_id == 0)
		return (struct choice){ .rule = NULL };
	rule = index_find(t->by_carrier, f->carrier_id, &n);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = &t->rule[rule[i]];

		if (rule_failing(r, f) == RULE_HOLDS)
			return (struct choice){ r, true,
				rule_prefix(r, f->query->to) };
	}
	return (struct choice){ .rule = NULL };
}

static struct choice choose_by_prefix(const struct route_table *t,
    struct facts *f)
{
	uint64_t digits = f->query->to;

	for (size_t len = lookup_length(digits); len > 0; len--, digits /= 10) {
		const struct rule *found;
		const uint16_t *rule;
		size_t n;

		if (len > LOOKUP_DIGITS_MAX || !(t->lengths >> len & 1))
			continue;
		rule = index_find(t->prefix, digits, &n);
		found = first_holding(t, rule, n, f);
		if (found != NULL)
			return (struct choice){ found, false, (unsigned)len };
	}
	return (struct choice){ first_holding(t, t->plain, t->plains, f), false,
		0 };
}

static struct choice choose(const struct route_table *t, struct facts *f)
{
	struct choice c = choose_by_carrier(t, f);

	return c.rule != NULL ? c : choose_by_prefix(t, f);
}

/* Carriers cost a search of millions: asked only if a rule wants to know. */
static void gather(const struct route_table *t, const struct route_query *q,
    struct facts *f)
{
	facts_init(f, q);
	if (t->carrier.n == 0)
		return;
	lookup_find(t->lookup, q->to, &f->carrier);
	if (f->carrier.source != LOOKUP_UNKNOWN)
		f->carrier_id = table_carrier(t, f->carrier.carrier);
}

/* ---- answers ----------------------------------------------------------- */

static void take_set(const struct route_table *t, uint16_t set,
    struct route_answer *a, struct line *l)
{
	a->set = set;
	a->list = *route_set_list(t->sets, set);
	line_add(l, "smsc ");
	for (size_t i = 0; i < a->list.n; i++) {
		if (i != 0)
			line_add(l, ", ");
		line_add(l, route_smsc_name(t->sets, a->list.smsc[i]));
	}
}

static uint64_t first_digits(uint64_t number, unsigned n)
{
	for (size_t len = lookup_length(number); len > n; len--)
		number /= 10;
	return number;
}

/* " (prefix 4479, carrier Vodafone, ported)" */
static void add_ground(struct line *l, const struct choice *c,
    const struct facts *f)
{
	bool has_carrier = c->rule->carrier.n != 0;

	if (c->digits == 0 && !has_carrier)
		return;
	line_add(l, " (");
	if (c->digits != 0) {
		line_add(l, "prefix ");
		line_add_number(l, first_digits(f->query->to, c->digits));
	}
	if (has_carrier) {
		line_add(l, c->digits != 0 ? ", carrier " : "carrier ");
		line_add(l, f->carrier.carrier);
		line_add(l, is_sure(f->carrier.source) ? ", " : " by ");
		line_add(l, lookup_source_name(f->carrier.source));
	}
	line_add(l, ")");
}

static void answer_choice(const struct route_table *t, const struct choice *c,
    const struct facts *f, struct route_answer *a)
{
	struct line l = line_over(a->reason, sizeof(a->reason));

	line_add(&l, "route ");
	line_add(&l, c->rule->name);
	add_ground(&l, c, f);
	line_add(&l, ": ");
	take_set(t, rule_set(c->rule, f), a, &l);
	a->route = c->rule->name;
	a->on_doubt = c->rule->on_doubt;
}

/* Whether a route that names this sender lists the smsc. */
static bool is_named_for(const struct route_table *t, uint16_t smsc,
    struct facts *f)
{
	for (size_t i = 0; i < t->rules; i++) {
		const struct rule *r = &t->rule[i];
		const struct route_list *list;

		if (!rule_names_senders(r) || rule_set(r, f) == ROUTE_NONE ||
		    (r->kinds != 0 &&
			!rule_condition_holds(r, RULE_FROM_KIND, f)) ||
		    (r->from.n + r->beginning.n != 0 &&
			!rule_condition_holds(r, RULE_FROM, f)))
			continue;
		list = route_set_list(t->sets, rule_set(r, f));
		for (size_t j = 0; j < list->n; j++) {
			if (list->smsc[j] == smsc)
				return true;
		}
	}
	return false;
}

/* Why this sender may not have the smsc that it asks for, or NULL. */
static const char *refuse_requested(const struct route_table *t, uint16_t smsc,
    struct facts *f)
{
	if (smsc >= route_smscs(t->sets))
		return "the smsc that was asked for does not exist";
	if (t->is_exclusive[smsc])
		return is_named_for(t, smsc, f)
			   ? NULL
			   : "the smsc that was asked for is exclusive, and no "
			     "route of it names this sender";
	if (t->has_exclusive && f->kind == FACTS_TOLL_FREE)
		return "the smsc that was asked for is not exclusive, and "
		       "toll-free senders use no other";
	return NULL;
}

static int choose_requested(const struct route_table *t, struct facts *f,
    struct route_answer *a)
{
	struct line l = line_over(a->reason, sizeof(a->reason));
	uint16_t smsc = f->query->smsc;
	const char *why = refuse_requested(t, smsc, f);

	if (why != NULL) {
		line_add(&l, why);
		return RC_NOT_FOUND;
	}
	line_add(&l, "asked for: ");
	take_set(t, smsc, a, &l);
	return 0;
}

int route_choose(const struct route_table *t, const struct route_query *q,
    struct route_answer *a)
{
	struct choice c;
	struct facts f;

	*a = (struct route_answer){ .on_doubt = CONF_DOUBT_SMSC };
	gather(t, q, &f);
	if (q->smsc != ROUTE_NONE)
		return choose_requested(t, &f, a);
	c = choose(t, &f);
	if (c.rule == NULL) {
		struct line l = line_over(a->reason, sizeof(a->reason));

		line_add(&l, t->rules == 0 ? "there is no route"
					   : "no route's conditions hold");
		return RC_NOT_FOUND;
	}
	answer_choice(t, &c, &f, a);
	return 0;
}

/* ---- explaining -------------------------------------------------------- */

/* It holds too: why the choice went before it. */
static void tell_loser(const struct rule *r, const struct choice *c,
    const struct facts *f, char *why)
{
	struct line l = line_over(why, ROUTE_REASON_MAX);
	bool names_carrier = r->carrier.n != 0 && c->by_carrier;

	line_add(&l, "it holds, but route ");
	line_add(&l, c->rule->name);
	if (c->by_carrier && !names_carrier)
		line_add(&l, " names the carrier of the number");
	else if (!c->by_carrier && rule_prefix(r, f->query->to) < c->digits)
		line_add(&l, " has a longer prefix");
	else
		line_add(&l, " stands before it");
}

void route_explain(const struct route_table *t, const struct route_query *q,
    route_told *told, void *arg)
{
	struct facts f;
	struct choice c;

	gather(t, q, &f);
	c = choose(t, &f);
	for (size_t i = 0; i < t->rules; i++) {
		const struct rule *r = &t->rule[i];
		enum rule_condition failing = rule_failing(r, &f);
		struct route_verdict v = { .route = r->name,
			.holds = failing == RULE_HOLDS,
			.is_taken = r == c.rule };
		struct route_answer a;

		if (v.is_taken) {
			answer_choice(t, &c, &f, &a);
			memcpy(v.why, a.reason, sizeof(v.why));
		} else if (v.holds) {
			tell_loser(r, &c, &f, v.why);
		} else {
			rule_tell(r, failing, &f, v.why);
		}
		told(arg, &v);
	}
}
