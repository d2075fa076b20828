/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What waits for smscs that are not configured any more goes by the routes as
 * they are, if they have it sent as it was split when it was accepted; else it
 * waits on, and somebody is told.
 */
#include "flow/inside.h"

#include <inttypes.h>
#include <string.h>

#include <esmed/text_rules.h>

#include "base/clock.h"
#include "base/log.h"
#include "flow/body.h"
#include "flow/way.h"
#include "ledger/views.h"
#include "route/route.h"

#define FROM_ROOM 64

/* Would the text be planned in this alphabet, and can its parts be told apart
 * as it is wanted there? */
static bool fits(const struct flow *f, const struct claim *s,
    const struct body *b, uint16_t set)
{
	const struct body_text *text = &b->field[BODY_TEXT];
	struct text_rules rules = f->rules[set];
	struct text_plan is, would;
	struct way w;

	if (b->field[BODY_BINARY].len != 0)
		return true;
	way_read(b, &w);
	if (w.has_class)
		rules = way_rules_of_class(&rules);
	if (text_plan_again(w.choice, text->s, text->len, &is) != 0 ||
	    text_plan_by(&rules, text->s, text->len, TEXT_MAX_PARTS, &would) !=
		0 ||
	    is.parts != s->parts ||
	    !text_plan_split(&is, would.split, would.is_packed))
		return false;
	is.may_cut = would.may_cut;
	return text_choice_pack(&is) == text_choice_pack(&would);
}

static int choose(const struct flow *f, const struct claim *s, uint16_t *set)
{
	char from[FROM_ROOM + 1] = "";
	struct route_answer a;
	struct route_query q = { .account = ROUTE_NO_ACCOUNT,
		.to = s->to,
		.class = s->class,
		.smsc = ROUTE_NONE,
		.now = clock_wall() };
	struct body b;

	if (body_decode(&b, s->body, s->body_len) != 0 ||
	    b.field[BODY_FROM].len > FROM_ROOM)
		return RC_BAD;
	if (b.field[BODY_FROM].len != 0) {
		memcpy(from, b.field[BODY_FROM].s, b.field[BODY_FROM].len);
		q.from = from;
	}
	if (flow_account_index(f, s->account, &q.account) != 0)
		q.account = ROUTE_NO_ACCOUNT;
	q.tag = b.field[BODY_TAG].s;
	q.tag_len = b.field[BODY_TAG].len;
	if (route_choose(f->with.routes, &q, &a) != 0 || !fits(f, s, &b, a.set))
		return RC_NOT_FOUND;
	*set = f->set_id[a.set];
	return 0;
}

static void end_round(struct alerts *a)
{
	if (a->moved != 0)
		log_warn("flow",
		    "messages for smscs that are not configured any more "
		    "were routed anew n=%" PRIu64,
		    a->moved);
	if (a->lost != 0)
		log_warn("flow",
		    "messages for smscs that are not configured any more, "
		    "which no route takes n=%" PRIu64,
		    a->lost);
	a->stranded = a->lost;
	if (a->lost == 0)
		a->stranded_since = 0;
	else if (a->stranded_since == 0)
		a->stranded_since = clock_wall();
	a->moved = a->lost = 0;
}

void flow_stranded(struct flow *f, const struct claim *s)
{
	uint16_t set;

	if (s->id.key == 0) {
		end_round(&f->alerts);
	} else if (choose(f, s, &set) == 0) {
		ledger_move(f->with.ledger, s->id.key, set);
		f->alerts.moved++;
	} else {
		f->alerts.lost++;
	}
}

bool flow_is_stranded(const struct flow *f, const struct message_view *v,
    struct route_set_text *set)
{
	size_t i;

	if (v->state != STATUS_QUEUED ||
	    route_set_read(ledger_name(f->with.ledger, NAME_SET, v->set),
		set) != 0)
		return false;
	for (size_t n = 0; n < set->n; n++) {
		if (flow_smsc_find(f, set->smsc[n], &i) == 0)
			return false;
	}
	return true;
}
