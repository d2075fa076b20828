/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/message_json.h"
#include "api/smsc_json.h"
#include "base/clock.h"
#include "control/command.h"
#include "flow/flow.h"
#include "ledger/ledger.h"

static void write_start(struct command_call *call)
{
	usec up = clock_mono() - call->with->started;
	char text[CLOCK_TEXT_BYTES];

	json_text(call->out, "version", call->with->version);
	json_text(call->out, "started", clock_format(clock_wall() - up, text));
	json_int(call->out, "uptime", up / SECOND);
}

static void write_totals(struct json_out *o, const struct ledger_totals *t)
{
	json_uint(o, "open", t->open);
	json_uint(o, "queued", t->queued);
	json_uint(o, "parked", t->parked);
	json_uint(o, "outstanding", t->outstanding);
	json_bool(o, "full", t->full);
	json_uint(o, "commits", t->commits);
	json_uint(o, "facts", t->facts);
	json_uint(o, "puts", t->puts);
	json_uint(o, "put_bytes", t->put_bytes);
	json_uint(o, "inbound", t->inbound);
	json_open_object(o, "messages");
	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (i != STATUS_NEW)
			json_uint(o, status_name((enum status)i), t->state[i]);
	json_close_object(o);
}

static void write_alerts(struct json_out *o, const struct flow *f)
{
	struct flow_alert alert[FLOW_ALERTS];
	size_t n = flow_alerts(f, alert);

	json_open_array(o, "alerts");
	for (size_t i = 0; i < n; i++) {
		json_open_object(o, NULL);
		json_text(o, "alert", alert[i].name);
		message_json_date(o, "since", alert[i].since);
		json_text(o, "text", alert[i].text);
		json_close_object(o);
	}
	json_close_array(o);
}

enum command_end cmd_status(struct command_call *call)
{
	const struct flow *f = call->with->flow;
	struct ledger_totals totals;

	ledger_totals(call->with->ledger, &totals);
	json_open_object(call->out, NULL);
	write_start(call);
	write_totals(call->out, &totals);
	json_uint(call->out, "unmapped", flow_unmapped(f));
	write_alerts(call->out, f);
	smscs_json(call->out, "smscs", f, SMSC_BRIEF);
	json_close_object(call->out);
	return COMMAND_DONE;
}
