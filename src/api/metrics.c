/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /metrics, in the text format of Prometheus 0.0.4. It names the smscs and
 * counts everybody's messages, so only callers on this machine see it.
 */
#include "api/inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/failures.h"
#include "api/figures.h"
#include "base/clock.h"
#include "flow/flow.h"
#include "ledger/ledger.h"
#include "session/smsc_status.h"

enum metric {
#define METRIC(id, name, kind, help) METRIC_##id,
#include "api/metric.def"
#undef METRIC
};

static const struct {
	const char *name, *kind, *help;
} metrics[] = {
#define METRIC(id, name, kind, help) [METRIC_##id] = { name, kind, help },
#include "api/metric.def"
#undef METRIC
};

static void head(struct buf *to, enum metric m)
{
	buf_printf(to, "# HELP %s %s\n# TYPE %s %s\n", metrics[m].name,
	    metrics[m].help, metrics[m].name, metrics[m].kind);
}

/* A family of one number without a label. */
static void one(struct buf *to, enum metric m, double v)
{
	head(to, m);
	buf_printf(to, "%s %.15g\n", metrics[m].name, v);
}

/* The smsc is "" if it failed before any had it. */
static void add_failures(struct buf *to, const struct api *a)
{
	const struct failures *f = figures_failures(a);
	const char *name = metrics[METRIC_FAILED].name;

	head(to, METRIC_FAILED);
	for (size_t i = 0; i < f->rows; i++)
		buf_printf(to, "%s{reason=\"%u\",smsc=\"%s\"} %" PRIu64 "\n",
		    name, f->row[i].reason,
		    ledger_name(a->with.ledger, NAME_SMSC, f->row[i].smsc),
		    f->row[i].n);
	if (f->others != 0)
		buf_printf(to,
		    "%s{reason=\"others\",smsc=\"others\"} %" PRIu64 "\n", name,
		    f->others);
}

static void add_daemon(struct buf *to, const struct api *a,
    const struct ledger_totals *t)
{
	head(to, METRIC_BUILD);
	buf_printf(to, "%s{version=\"%s\"} 1\n", metrics[METRIC_BUILD].name,
	    ESMED_VERSION);
	one(to, METRIC_UPTIME, (double)(clock_mono() - a->began) / SECOND);
	head(to, METRIC_MESSAGES);
	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (i != STATUS_NEW)
			buf_printf(to, "%s{state=\"%s\"} %" PRIu64 "\n",
			    metrics[METRIC_MESSAGES].name,
			    status_name((enum status)i), t->state[i]);
	add_failures(to, a);
	one(to, METRIC_OPEN, (double)t->open);
	one(to, METRIC_QUEUED, (double)t->queued);
	one(to, METRIC_OUTSTANDING, (double)t->outstanding);
	one(to, METRIC_PARKED, (double)t->parked);
	one(to, METRIC_UNMAPPED, (double)flow_unmapped(a->with.flow));
	one(to, METRIC_INBOUND, (double)t->inbound);
	one(to, METRIC_COMMITS, (double)t->commits);
	one(to, METRIC_FACTS, (double)t->facts);
	one(to, METRIC_FULL, t->full);
}

/* ---- of each smsc ------------------------------------------------------ */

/* A line of family `m`; `more` are further labels, ",class=\"ok\"". */
static void line(struct buf *to, enum metric m, const struct smsc_status *st,
    const char *more, double v)
{
	buf_printf(to, "%s{smsc=\"%s\"%s} %.15g\n", metrics[m].name, st->name,
	    more, v);
}

static double seconds(usec at)
{
	return (double)at / SECOND;
}

/* The families of one number an smsc. */
static double number_of(enum metric m, const struct smsc_status *st)
{
	switch (m) {
	case METRIC_SMSC_UP: return st->may_take;
	case METRIC_SMSC_SINCE: return seconds(st->since);
	case METRIC_SMSC_BINDS: return st->binds;
	case METRIC_SMSC_BOUND: return st->bound;
	case METRIC_SMSC_UNANSWERED: return st->unanswered;
	case METRIC_SMSC_PENDING: return st->pending;
	case METRIC_SMSC_WINDOW: return st->window_now;
	case METRIC_SMSC_THROUGHPUT: return st->throughput;
	case METRIC_SMSC_RATE: return st->rate_allowed;
	case METRIC_SMSC_THROTTLED: return (double)st->throttled;
	case METRIC_SMSC_NAMELESS: return (double)st->answers->nameless;
	case METRIC_SMSC_LOST: return (double)st->answers->lost;
	case METRIC_SMSC_TAKEN: return (double)st->inbound.taken;
	case METRIC_SMSC_REFUSED: return (double)st->inbound.refused;
	case METRIC_SMSC_TLS: return seconds(st->tls_expires);
	default: return 0;
	}
}

static void add_states(struct buf *to, const struct smsc_status *st)
{
	char more[40];

	snprintf(more, sizeof(more), ",state=\"%s\"",
	    smsc_state_name(st->state));
	line(to, METRIC_SMSC_STATE, st, more, 1);
}

static void add_alarms(struct buf *to, const struct smsc_status *st)
{
	char more[60];

	for (int a = 0; a < SMSC_ALARMS; a++) {
		snprintf(more, sizeof(more), ",alarm=\"%s\"",
		    smsc_alarm_name((enum smsc_alarm)a));
		line(to, METRIC_SMSC_ALARM, st, more,
		    (st->alarms & (1u << a)) != 0);
	}
}

static void add_classes(struct buf *to, const struct smsc_status *st)
{
	char more[40];

	for (int c = 0; c <= SMPP_CLASS_FAULT; c++) {
		snprintf(more, sizeof(more), ",class=\"%s\"",
		    smpp_class_name((enum smpp_class)c));
		line(to, METRIC_SMSC_ANSWERS, st, more,
		    (double)st->answers->class[c]);
	}
}

static void add_statuses(struct buf *to, const struct smsc_status *st)
{
	const struct smsc_answers *a = st->answers;
	char more[40];

	for (size_t i = 0; i < a->statuses; i++) {
		snprintf(more, sizeof(more), ",status=\"0x%08" PRIX32 "\"",
		    a->by_status[i].status);
		line(to, METRIC_SMSC_STATUS, st, more,
		    (double)a->by_status[i].count);
	}
	if (a->others != 0)
		line(to, METRIC_SMSC_STATUS, st, ",status=\"others\"",
		    (double)a->others);
}

static void add_latency(struct buf *to, const struct smsc_status *st)
{
	const struct smsc_latency *l = &st->answers->latency;
	const char *name = metrics[METRIC_SMSC_LATENCY].name;
	uint64_t so_far = 0;

	for (size_t i = 0; i < SMSC_LATENCY_BOUNDS; i++) {
		so_far += l->count[i];
		buf_printf(to, "%s_bucket{smsc=\"%s\",le=\"%g\"} %" PRIu64 "\n",
		    name, st->name, seconds(smsc_latency_bounds[i]), so_far);
	}
	buf_printf(to, "%s_bucket{smsc=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name,
	    st->name, l->answers);
	buf_printf(to, "%s_sum{smsc=\"%s\"} %.15g\n", name, st->name,
	    seconds(l->sum));
	buf_printf(to, "%s_count{smsc=\"%s\"} %" PRIu64 "\n", name, st->name,
	    l->answers);
}

static void add_smsc(struct buf *to, enum metric m,
    const struct smsc_status *st)
{
	switch (m) {
	case METRIC_SMSC_STATE: add_states(to, st); break;
	case METRIC_SMSC_ALARM: add_alarms(to, st); break;
	case METRIC_SMSC_ANSWERS: add_classes(to, st); break;
	case METRIC_SMSC_STATUS: add_statuses(to, st); break;
	case METRIC_SMSC_LATENCY: add_latency(to, st); break;
	case METRIC_SMSC_TLS:
		if (st->tls_expires != 0)
			line(to, m, st, "", number_of(m, st));
		break;
	default: line(to, m, st, "", number_of(m, st)); break;
	}
}

/* All lines of a family stand together. */
static void add_smscs(struct buf *to, const struct flow *f)
{
	struct smsc_status st;

	for (size_t m = METRIC_SMSC_UP; m < ARRAY_LEN(metrics); m++) {
		head(to, (enum metric)m);
		for (size_t i = 0; i < flow_smscs(f); i++) {
			smsc_status(flow_smsc(f, i), &st);
			add_smsc(to, (enum metric)m, &st);
		}
	}
}

static bool is_from_here(const char *peer)
{
	return strncmp(peer, "127.", 4) == 0 ||
	       strncmp(peer, "[::1]", 5) == 0 || strcmp(peer, "unix") == 0 ||
	       strcmp(peer, "memory") == 0;
}

void metrics_show(struct api *a, const struct call *c)
{
	struct http_answer answer = { .status = 200,
		.type = HTTP_TYPE_METRICS };
	struct ledger_totals totals;

	if (!is_from_here(c->request->peer)) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	ledger_totals(a->with.ledger, &totals);
	buf_clear(&a->body);
	add_daemon(&a->body, a, &totals);
	add_smscs(&a->body, a->with.flow);
	answer.body = buf_bytes(&a->body);
	answer.len = a->body.len;
	http_answer(a->server, c->id, &answer);
}
