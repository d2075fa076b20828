/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client that reads slowly loses PDUs, which are counted; the link never
 * waits for it.
 */
#include "control/trace.h"

#include "api/message_json.h"
#include "base/clock.h"
#include "base/mem.h"
#include "control/pdu_json.h"
#include "flow/flow.h"
#include "net/stream.h"
#include "net/timer.h"
#include "session/smsc.h"
#include "session/smsc_status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNREAD_MAX 1048576
#define NAME_MAX_  40

struct trace {
	struct trace_options with;
	char smsc[NAME_MAX_];
	struct timer end;
	uint64_t pdus, lost;
	struct buf line;
};

static void write_line(struct trace *t)
{
	buf_add_str(&t->line, "\n");
	stream_write(t->with.to, buf_bytes(&t->line), t->line.len);
}

static void on_pdu(void *arg, const struct smsc_traced *pdu)
{
	struct trace *t = arg;
	struct json_out o = json_writing(&t->line);

	t->pdus++;
	if (stream_pending(t->with.to) > UNREAD_MAX) {
		t->lost++;
		return;
	}
	buf_clear(&t->line);
	json_open_object(&o, NULL);
	message_json_date(&o, "at", clock_wall());
	json_uint(&o, "bind", pdu->bind + 1);
	json_text(&o, "from", pdu->is_ours ? "esmed" : "smsc");
	(void)pdu_json(&o, pdu->bytes, pdu->len, !t->with.with_texts);
	json_close_object(&o);
	write_line(t);
}

static void on_end(void *arg)
{
	struct trace *t = arg;

	t->with.ended(t->with.arg);
}

struct trace *trace_new(const struct trace_options *o)
{
	struct smsc *c = flow_smsc_mutable(o->flow, o->smsc);
	struct smsc_status st;
	struct trace *t = mem_new(1, sizeof(*t));

	t->with = *o;
	smsc_status(c, &st);
	snprintf(t->smsc, sizeof(t->smsc), "%s", st.name);
	timer_init(&t->end, o->loop, on_end, t);
	timer_in(&t->end, o->time);
	smsc_set_trace(c, on_pdu, t);
	return t;
}

const char *trace_smsc(const struct trace *t)
{
	return t->smsc;
}

void trace_finish(struct trace *t)
{
	struct json_out o = json_writing(&t->line);

	buf_clear(&t->line);
	json_open_object(&o, NULL);
	json_bool(&o, "end", true);
	json_uint(&o, "pdus", t->pdus);
	json_uint(&o, "lost", t->lost);
	json_close_object(&o);
	write_line(t);
}

void trace_free(struct trace *t)
{
	size_t i;

	if (t == NULL)
		return;
	if (flow_smsc_find(t->with.flow, t->smsc, &i) == 0)
		smsc_set_trace(flow_smsc_mutable(t->with.flow, i), NULL, NULL);
	timer_stop(&t->end);
	buf_free(&t->line);
	free(t);
}
