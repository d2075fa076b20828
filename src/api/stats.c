/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much was sent and where it is, and what wants an operator.
 */
#include "api/native.h"

#include <stdio.h>

#include "api/camp.h"
#include "api/smsc_json.h"
#include "api/usage.h"
#include "base/clock.h"
#include "flow/flow.h"
#include "flow/webhook.h"
#include "http/json.h"
#include "ledger/ledger.h"

#define GONE_SHOWN 10

static void write_day(struct json_out *o, const char *key,
    const struct usage_sum *sum)
{
	json_open_object(o, key);
	json_uint(o, "messages", sum->messages);
	json_uint(o, "segments", sum->segments);
	json_uint(o, "received", sum->received);
	json_close_object(o);
}

static void write_account(struct json_out *o, const struct api *a,
    const struct call *c)
{
	uint16_t id = flow_account_id(a->with.flow, c->account);
	int64_t today = clock_wall() / DAY;
	struct usage_sum sum;

	json_open_object(o, "account");
	json_text(o, "name", message_account_name(&a->names, id));
	sum = usage_total(a, id, &(struct usage_span){ today, today });
	write_day(o, "today", &sum);
	sum = usage_total(a, id, &(struct usage_span){ today - 29, today });
	write_day(o, "days30", &sum);
	json_close_object(o);
}

static void write_gateway(struct json_out *o, const struct api *a)
{
	struct ledger_totals t;

	ledger_totals(a->with.ledger, &t);
	json_open_object(o, "gateway");
	json_open_object(o, "states");
	for (unsigned s = 0; s < STATUS_COUNT; s++)
		json_uint(o, status_name((enum status)s), t.state[s]);
	json_close_object(o);
	json_uint(o, "open", t.open);
	json_uint(o, "queued", t.queued);
	json_uint(o, "parked", t.parked);
	json_bool(o, "full", t.full);
	json_close_object(o);
}

void stats_show(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	write_account(&o, a, c);
	write_gateway(&o, a);
	smscs_json(&o, "smscs", a->with.flow, SMSC_PUBLIC);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

/* ---- alerts ------------------------------------------------------------ */

static void write_alert(struct json_out *o, const struct flow_alert *alert)
{
	json_open_object(o, NULL);
	json_text(o, "name", alert->name);
	json_null(o, "smsc");
	message_json_date(o, "since", alert->since);
	json_text(o, "text", alert->text);
	json_close_object(o);
}

/* Receivers of the account that are not told any more (X7). */
static void write_gone(struct json_out *o, const struct api *a,
    uint16_t account)
{
	struct webhook_gone gone[GONE_SHOWN];
	size_t n = a->webhook == NULL
		       ? 0
		       : webhook_gone(a->webhook, account, gone, GONE_SHOWN);

	for (size_t i = 0; i < n; i++) {
		struct flow_alert alert = { .name = "webhook_gone",
			.since = gone[i].since };

		snprintf(alert.text, sizeof(alert.text),
		    "a webhook of %s answered 410 Gone: it is told nothing for "
		    "an hour; its letters are dead, /v1/webhooks/dead has them",
		    gone[i].place);
		write_alert(o, &alert);
	}
}

void alerts_show(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);
	struct flow_alert alert[FLOW_ALERTS];
	size_t n = flow_alerts(a->with.flow, alert);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "alerts");
	for (size_t i = 0; i < n; i++)
		write_alert(&o, &alert[i]);
	write_gone(&o, a, flow_account_id(a->with.flow, c->account));
	smsc_alerts_json(&o, a->with.flow);
	camp_alerts_json(&o, a, flow_account_id(a->with.flow, c->account));
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}
