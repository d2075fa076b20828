/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Through an audience that is no snapshot yet: the contacts of each list, then
 * the typed numbers, each with the contact of that number if there is one.
 */
#include "campaign/action.h"

#include "campaign/site.h"
#include "ledger/audience.h"

#define PAGE AUDIENCE_LIMIT

static void ask(struct action *a, const struct contact_query *q)
{
	ledger_contacts(a->all->with.ledger, action_token(a, 0), q);
}

static void ask_list(struct action *a)
{
	const struct walk *w = &a->walk;
	struct contact_query q = { .account = a->who.account,
		.list = { w->list[w->at_list] },
		.lists = 1,
		.after = w->after,
		.limit = PAGE,
		.promos = w->promos };

	ask(a, &q);
}

/* The number whose turn it is. *more: it was none, go on with the next; else it
 * is being looked up, or that was enough. */
static void ask_number(struct action *a, bool *more)
{
	struct walk *w = &a->walk;
	const struct body_text *typed = &w->number[w->at_number];
	struct contact_query q = { .account = a->who.account,
		.limit = 1,
		.promos = w->promos };
	struct member none = { .typed = w->at_number };

	*more = false;
	if (site_number(a->account->site, typed->s, typed->len, &q.number) ==
	    0) {
		w->parsed = q.number;
		ask(a, &q);
		return;
	}
	w->at_number++;
	if (a->kind->member(a, &none))
		*more = true;
	else
		a->kind->walked(a);
}

void action_walk(struct action *a)
{
	struct walk *w = &a->walk;
	bool more = true;

	if (w->at_list < w->lists) {
		ask_list(a);
		return;
	}
	while (more && w->at_number < w->numbers)
		ask_number(a, &more);
	if (more)
		a->kind->walked(a);
}

void action_walk_audience(struct action *a)
{
	const struct definition *d = a->definition;

	a->walk = (struct walk){ .list = d->list,
		.lists = d->lists,
		.number = d->number,
		.numbers = d->numbers,
		.promos = a->walk.promos };
	action_walk(a);
}

/* False: that was enough. */
static bool take_members(struct action *a, const struct contact_page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct contact_view *v = &p->contact[i];
		struct member m = { .number = v->number,
			.data = v->data,
			.len = v->len,
			.typed = SIZE_MAX,
			.promo = v->promo };

		if (!a->kind->member(a, &m))
			return false;
	}
	return true;
}

static bool take_number(struct action *a, const struct contact_page *p)
{
	struct member m = { .number = a->walk.parsed,
		.typed = a->walk.at_number++,
		.promo = p->promo };

	if (p->rc == 0 && p->n != 0) {
		m.data = p->contact[0].data;
		m.len = p->contact[0].len;
	}
	return a->kind->member(a, &m);
}

void action_contacts(struct action *a, const struct contact_page *p)
{
	struct walk *w = &a->walk;
	bool is_list = w->at_list < w->lists, more;

	if (p->rc != 0 && p->rc != RC_NOT_FOUND) {
		action_fail_rc(a, p->rc);
		return;
	}
	more = is_list ? take_members(a, p) : take_number(a, p);
	if (is_list) {
		w->after = p->next;
		w->at_list += p->next == 0;
	}
	if (more)
		action_walk(a);
	else
		a->kind->walked(a);
}
