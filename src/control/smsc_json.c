/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/smsc_json.h"

#include "api/message_json.h"

#include <inttypes.h>
#include <stdio.h>

static const char *state_name(const struct smsc_status *st)
{
	if (st->draining)
		return "draining";
	if (st->bound == 0)
		return "down";
	return st->bound == st->binds ? "bound" : "partial";
}

static void write_state(struct json_out *o, const struct smsc_status *st)
{
	json_text(o, "name", st->name);
	json_text(o, "host", st->host);
	json_uint(o, "port", st->port);
	json_text(o, "state", state_name(st));
	json_uint(o, "binds", st->binds);
	json_uint(o, "bound", st->bound);
	json_uint(o, "window", st->window);
	json_uint(o, "unanswered", st->unanswered);
	json_uint(o, "pending", st->pending);
	json_int(o, "slots", st->balance);
	json_real(o, "throughput", st->throughput);
	json_uint(o, "throttled", st->throttled);
	json_bool(o, "paused", st->paused);
}

/* A peer's status of its own making has no name. */
static void write_bind_status(struct json_out *o,
    const struct smsc_bind_status *b)
{
	const char *name = smpp_status_name(b->bind_status);
	char number[16];

	snprintf(number, sizeof(number), "0x%08" PRIX32, b->bind_status);
	if (b->bind_status == 0 && b->state != SESSION_BOUND)
		json_null(o, "bind_status");
	else
		json_text(o, "bind_status", name != NULL ? name : number);
}

static void write_counts(struct json_out *o, const struct session_counts *n)
{
	json_open_object(o, "counters");
	json_uint(o, "pdus_in", n->pdus_in);
	json_uint(o, "pdus_out", n->pdus_out);
	json_uint(o, "requests", n->requests);
	json_uint(o, "answers", n->answers);
	json_uint(o, "late", n->late);
	json_uint(o, "timeouts", n->timeouts);
	json_uint(o, "stray", n->stray);
	json_uint(o, "wrong", n->wrong);
	json_uint(o, "unknown", n->unknown);
	json_uint(o, "malformed", n->malformed);
	json_uint(o, "refused", n->refused);
	json_uint(o, "nacks", n->nacks);
	json_close_object(o);
}

static void write_bind(struct json_out *o, const struct smsc *s, uint32_t n)
{
	struct smsc_bind_status b;

	smsc_bind_status(s, n, &b);
	json_open_object(o, NULL);
	json_uint(o, "bind", n + 1);
	json_text(o, "state", session_state_name(b.state));
	message_json_date(o, "since", b.since);
	json_text(o, "last_reason",
	    b.reason == SESSION_CLOSE_NONE ? NULL
					   : session_reason_name(b.reason));
	write_bind_status(o, &b);
	message_json_date(o, "next_try", b.next_try);
	json_uint(o, "unanswered", b.unanswered);
	json_uint(o, "failures", b.failures);
	write_counts(o, &b.counts);
	json_close_object(o);
}

void smsc_json(struct json_out *o, const struct smsc *s)
{
	struct smsc_status st;

	smsc_status(s, &st);
	json_open_object(o, NULL);
	write_state(o, &st);
	json_close_object(o);
}

void smsc_json_with_binds(struct json_out *o, const struct smsc *s)
{
	struct smsc_status st;

	smsc_status(s, &st);
	json_open_object(o, NULL);
	write_state(o, &st);
	json_open_array(o, "bind");
	for (uint32_t i = 0; i < st.binds; i++)
		write_bind(o, s, i);
	json_close_array(o);
	json_close_object(o);
}
