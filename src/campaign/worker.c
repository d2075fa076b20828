/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/worker.h"

#include "base/clock.h"
#include "campaign/judge.h"
#include "flow/flow.h"

/* What passed takes its share of the account's limits. False: there is none
 * left, for so long. */
static bool charge(const struct judge *j, struct submitted *s,
    struct verdict *v, usec *wait)
{
	if (v->decides != CHECK_PASSED)
		return true;
	if (intake_charge(j->flow, j->account, s) != FAULT_NONE) {
		*wait = (s->retry != 0 ? s->retry : 1) * SECOND;
		return false;
	}
	v->charge = (struct charge){ .to = s->to,
		.account = flow_account_id(j->flow, j->account),
		.segments = s->charged };
	return true;
}

/* Nothing is to be checked by it, but its token comes back behind those of the
 * page that were. */
static int end_early(const struct worker *w, uint32_t campaign, uint64_t token)
{
	const struct verdict v = { .campaign = campaign,
		.token = token,
		.index = UINT64_MAX,
		.decides = CHECK_PASSED };

	return ledger_check(w->ledger, &v);
}

static int hand_in(const struct worker *w, const struct verdict *v)
{
	int rc = ledger_check(w->ledger, v);

	if (rc != 0)
		intake_undo(w->flow, v->charge.account, v->charge.to,
		    v->charge.segments);
	return rc;
}

static int judge_one(struct judge *j, const struct work *w, struct verdict *v,
    usec *wait)
{
	struct judged_one one = { .step = w->step,
		.variant = w->variant,
		.number = w->number,
		.data = w->data,
		.len = w->len };
	struct judgement more;
	int rc;

	if (w->key == 0)
		one.variant =
		    (uint8_t)definition_choose(j->definition, w->index);
	v->early = w->hold_over > j->now;
	v->step = w->step;
	v->variant = one.variant;
	v->index = w->index;
	v->key = w->key;
	rc = judge_recipient(j, &one, v, &more);
	if (rc != 0)
		return rc;
	return w->charged || charge(j, &more.submitted, v, wait) ? 0 : RC_FULL;
}

/* Is it held as it would be now, or did something else become of it that has
 * the time until then? */
static bool is_as_before(const struct work *w, const struct verdict *v)
{
	if (!v->early || v->decides == CHECK_PASSED)
		return false;
	return (v->decides != CHECK_LOCAL_TIME && v->decides != CHECK_QUIET) ||
	       v->release == w->hold_over;
}

int worker_judge(const struct worker *w, const struct work_page *p,
    uint64_t token, usec *wait)
{
	struct judge j = { .flow = w->flow,
		.ledger = w->ledger,
		.zones = w->zones,
		.site = w->site,
		.account = w->account,
		.definition = w->definition,
		.now = clock_wall() };
	bool is_told = false;
	int rc = 0;

	*wait = 0;
	for (size_t i = 0; i < p->n && rc == 0; i++) {
		struct verdict v = { .campaign = p->campaign };

		rc = judge_one(&j, &p->work[i], &v, wait);
		if (rc != 0 || is_as_before(&p->work[i], &v))
			continue;
		is_told = i + 1 == p->n;
		v.token = is_told ? token : 0;
		rc = hand_in(w, &v);
	}
	buf_free(&j.text);
	if (rc == RC_FULL || (rc == 0 && !is_told))
		rc = end_early(w, p->campaign, token);
	return rc == 0 ? 0 : RC_BUSY;
}
