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
	return more->fault == FAULT_COUNTRY || more->fault == FAULT_NO_ROUTE
		   ? ESTIMATED_COUNTRY
		   : ESTIMATED_OTHER;
}

static void judge(struct estimator *e, const struct judged_one *one,
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
	if (out->what == ESTIMATED_SENT || out->what == ESTIMATED_HELD) {
		out->segments = more.submitted.segments;
		out->parts = more.submitted.parts;
	}
}

void estimator_look(struct estimator *e, uint64_t number, const void *data,
    size_t len, struct estimated_one *out)
{
	const struct judged_one one = { .number = number,
		.variant =
		    (uint8_t)definition_choose(e->judge.definition, e->index++),
		.data = data,
		.len = len };

	*out = (struct estimated_one){ .what = ESTIMATED_INVALID };
	if (number == 0)
		return;
	if (!numset_add(&e->seen, number))
		out->what = ESTIMATED_DUPLICATE;
	else if (numset_has(&e->opted_out, number))
		out->what = ESTIMATED_OPTED_OUT;
	else if (numset_has(&e->suppressed, number))
		out->what = ESTIMATED_SUPPRESSED;
	else
		judge(e, &one, out);
}
