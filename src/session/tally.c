/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/tally.h"

#include "session/smsc.h"

#define MS (SECOND / 1000)

const usec smsc_latency_bounds[SMSC_LATENCY_BOUNDS] = {
	1 * MS,
	2 * MS,
	5 * MS,
	10 * MS,
	20 * MS,
	50 * MS,
	100 * MS,
	200 * MS,
	500 * MS,
	1 * SECOND,
	2 * SECOND,
	5 * SECOND,
	10 * SECOND,
	20 * SECOND,
	30 * SECOND,
	60 * SECOND,
};

static void count_latency(struct smsc_latency *l, usec took)
{
	size_t i = 0;

	while (i < SMSC_LATENCY_BOUNDS && took > smsc_latency_bounds[i])
		i++;
	l->count[i]++;
	l->answers++;
	l->sum += took;
}

/* A peer chooses the statuses: beyond the table they are one row. */
static void count_status(struct smsc_answers *t, uint32_t status)
{
	size_t i = 0;

	while (i < t->statuses && t->by_status[i].status != status)
		i++;
	if (i == SMSC_STATUSES) {
		t->others++;
		return;
	}
	if (i == t->statuses)
		t->by_status[t->statuses++].status = status;
	t->by_status[i].count++;
}

void tally_answer(struct tally *t, const struct smsc_answer *a)
{
	t->answers.class[a->class]++;
	count_status(&t->answers, a->status);
	if (a->late)
		t->answers.late++;
	else
		count_latency(&t->answers.latency, a->latency);
}
