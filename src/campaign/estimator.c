/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/estimator.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "campaign/judge.h"
#include "campaign/numset.h"

static_assert(ESTIMATE_FIELD == MERGE_FIELD_MAX + 1, "a name fits");

struct estimator {
	struct judge judge;
	struct numset seen, opted_out, suppressed;
	uint64_t index;
};

struct estimator *estimator_new(const struct estimator_options *o)
{
	struct estimator *e = mem_new(1, sizeof(*e));

	e->judge = (struct judge){ .flow = o->flow,
		.zones = o->zones,
		.site = o->site,
		.account = o->account,
		.definition = o->definition,
		.now = clock_wall() };
	return e;
}

void estimator_free(struct estimator *e)
{
	if (e == NULL)
		return;
	numset_free(&e->seen);
	numset_free(&e->opted_out);
	numset_free(&e->suppressed);
	buf_free(&e->judge.text);
	free(e);
}

void estimator_opted_out(struct estimator *e, uint64_t number)
{
	numset_add(&e->opted_out, number);
}

void estimator_suppressed(struct estimator *e, uint64_t number)
{
	numset_add(&e->suppressed, number);
}

static enum estimated outcome(const struct verdict *v,
    const struct judgement *more)
{
	switch (v->decides) {
	case CHECK_MALFORMED: return ESTIMATED_INVALID;
	case CHECK_MERGE: return ESTIMATED_MERGE;
	case CHECK_LOCAL_TIME:
	case CHECK_QUIET: return ESTIMATED_HELD;
	case CHECK_PASSED: return ESTIMATED_SENT;
	default: break;
	}
	if (more->broken != 0)
		return ESTIMATED_POLICY;
	return more->fault == FAULT_COUNTRY || more->fault == FAULT_NO_ROUTE
		   ? ESTIMATED_COUNTRY
		   : ESTIMATED_OTHER;
}

static struct estimated_size size_of(const struct judgement *more)
{
	return (struct estimated_size){ more->submitted.segments,
		more->submitted.parts };
}

static bool is_sent(enum estimated what)
{
	return what == ESTIMATED_SENT || what == ESTIMATED_HELD;
}

/* statuses.md 4.3, step 10: of who would be sent to at once. PROMO_WAITS is
 * later than any now; 0, nobody asked or it had none, is long ago. */
static bool is_too_soon(const struct estimator *e, usec promo)
{
	const struct judge *j = &e->judge;

	return j->now - promo < j->site->smart_hours * HOUR;
}

/* Each as if nobody answered. */
static void add_follow_ups(struct estimator *e, struct judged_one one,
    struct estimated_one *out)
{
	for (size_t i = 0; i < e->judge.definition->follow_ups; i++) {
		struct verdict v = { 0 };
		struct judgement more;

		one.step = (uint8_t)(i + 1);
		if (judge_recipient(&e->judge, &one, &v, &more) == 0 &&
		    is_sent(outcome(&v, &more)))
			out->follow_up[i] = size_of(&more);
	}
}

static void judge(struct estimator *e, const struct judged_one *one, usec promo,
    struct estimated_one *out)
{
	struct verdict v = { 0 };
	struct judgement more;

	out->what = ESTIMATED_OTHER;
	if (judge_recipient(&e->judge, one, &v, &more) != 0)
		return;
	out->what = outcome(&v, &more);
	out->set = v.set;
	snprintf(out->missing, sizeof(out->missing), "%s", more.missing);
	if (out->what == ESTIMATED_SENT && is_too_soon(e, promo))
		out->what = ESTIMATED_SMART;
	if (!is_sent(out->what))
		return;
	out->size = size_of(&more);
	add_follow_ups(e, *one, out);
}

void estimator_look(struct estimator *e, const struct estimated_member *m,
    struct estimated_one *out)
{
	const struct judged_one one = { .number = m->number,
		.variant =
		    (uint8_t)definition_choose(e->judge.definition, e->index++),
		.data = m->data,
		.len = m->len };

	*out = (struct estimated_one){ .what = ESTIMATED_INVALID };
	if (m->number == 0)
		return;
	if (!numset_add(&e->seen, m->number))
		out->what = ESTIMATED_DUPLICATE;
	else if (numset_has(&e->opted_out, m->number))
		out->what = ESTIMATED_OPTED_OUT;
	else if (numset_has(&e->suppressed, m->number))
		out->what = ESTIMATED_SUPPRESSED;
	else
		judge(e, &one, m->promo, out);
}
