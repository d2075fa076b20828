/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/status-page: how the carriers are, for those whose messages wait.
 *
 * {"smscs": [{"name", "state" ("up" or "down"), "since", "binds", "bound",
 *  "rtt_ms" (the mean time from a submit_sm to its answer, or null), "queue",
 *  "receipts": {"sent", "told", "lag"} (of the last quarter of an hour),
 *  "alarms", "link"}]}; "queue" is what waits in the gateway: it is no smsc's
 * before it has its turn.
 */
#include "api/inside.h"

#include "conf/conf.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "session/smsc_status.h"

#include <string.h>

static void write_rtt(struct json_out *o, const struct smsc_latency *l)
{
	if (l->answers == 0)
		json_null(o, "rtt_ms");
	else
		json_real(o, "rtt_ms",
		    (double)l->sum / (double)l->answers / 1000);
}

static void write_receipts(struct json_out *o, const struct flow *f, size_t i)
{
	struct flow_week w;
	bool lag = flow_receipts_lag(f, i, &w);

	json_open_object(o, "receipts");
	json_uint(o, "sent", w.sent);
	json_uint(o, "told", w.told);
	json_bool(o, "lag", lag);
	json_close_object(o);
}

static void write_alarms(struct json_out *o, const struct smsc_status *st)
{
	json_open_array(o, "alarms");
	for (int a = 0; a < SMSC_ALARMS; a++) {
		if ((st->alarms & 1u << a) != 0)
			json_text(o, NULL, smsc_alarm_text((enum smsc_alarm)a));
	}
	json_close_array(o);
}

static const char *link_of(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->smscs; i++) {
		const struct conf_smsc *c = &conf->smsc[i];

		if (strcmp(c->name, name) == 0 && c->status_page[0] != '\0')
			return c->status_page;
	}
	return NULL;
}

static void write_smsc(struct json_out *o, const struct api *a, size_t i)
{
	struct ledger_totals totals;
	struct smsc_status st;

	smsc_status(flow_smsc(a->with.flow, i), &st);
	ledger_totals(a->with.ledger, &totals);
	json_open_object(o, NULL);
	json_text(o, "name", st.name);
	json_text(o, "state", st.bound != 0 ? "up" : "down");
	message_json_date(o, "since", st.since);
	json_uint(o, "binds", st.binds);
	json_uint(o, "bound", st.bound);
	write_rtt(o, &st.answers->latency);
	json_uint(o, "queue", totals.state[STATUS_QUEUED]);
	write_receipts(o, a->with.flow, i);
	write_alarms(o, &st);
	json_text(o, "link", link_of(a->with.conf, st.name));
	json_close_object(o);
}

void status_page(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "smscs");
	for (size_t i = 0; i < flow_smscs(a->with.flow); i++)
		write_smsc(&o, a, i);
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}
