/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the process alive, would it take a message that then moves, and how are
 * its smscs.
 */
#include "api/inside.h"

#include "api/smsc_json.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/ledger.h"

static void reply_health(struct api *a, http_id id, int status,
    const char *reason)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "status", status == 200 ? "ok" : "unavailable");
	if (reason != NULL)
		json_text(&o, "reason", reason);
	json_close_object(&o);
	reply_body(a, id, status, NULL);
}

void health_live(struct api *a, const struct call *c)
{
	reply_health(a, c->id, 200, NULL);
}

void health_ready(struct api *a, const struct call *c)
{
	struct ledger_totals totals;

	ledger_totals(a->with.ledger, &totals);
	if (totals.full)
		reply_health(a, c->id, 503, "the store is full");
	else if (!smscs_take_messages(a->with.flow))
		reply_health(a, c->id, 503, "no bind to any smsc is up");
	else
		reply_health(a, c->id, 200, NULL);
}

void health_smscs(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	smscs_json(&o, "smscs", a->with.flow, SMSC_PUBLIC);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

void health_smsc(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);
	struct buf name = { 0 };
	size_t i;
	int rc;

	buf_add(&name, c->in_path.s, c->in_path.len);
	rc = flow_smsc_find(a->with.flow, buf_cstr(&name), &i);
	buf_free(&name);
	if (rc != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	buf_clear(&a->body);
	smsc_json(&o, a->with.flow, i, SMSC_PUBLIC);
	reply_body(a, c->id, 200, NULL);
}
