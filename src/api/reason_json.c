/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words that decided are those of the newest answer or receipt that has
 * the message's reason; without a reason, those of the newest one at all.
 */
#include "api/reason_json.h"

#include <stdio.h>
#include <string.h>

#include "api/doubt_text.h"
#include "api/rule_json.h"
#include "base/hex.h"
#include "campaign/campaign.h"
#include "campaign/site.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/views.h"
#include "model/reason.h"
#include "model/receipt.h"
#include "route/set.h"

static const char *support_contact(const struct message_names *names,
    uint16_t account)
{
	return campaigns_site(names->campaigns, account)->support_contact;
}

/* What the code says, what exactly happened, and who may be asked; or the
 * rule. */
static void add_explanation(struct json_out *o,
    const struct message_names *names, const struct reason *reason,
    const struct message_view *v)
{
	const char *contact = support_contact(names, v->account);
	const char *detail = detail_text(v->detail);
	struct route_set_text gone;
	char text[1024];

	if (flow_is_stranded(names->flow, v, &gone)) {
		snprintf(text, sizeof(text),
		    "smsc %s is not configured any more, and no route takes "
		    "the message as it was split",
		    gone.smsc[0]);
		json_text(o, "explanation", text);
		return;
	}
	if (reason == NULL) {
		json_text(o, "explanation", rule_text(v));
		return;
	}
	snprintf(text, sizeof(text), "%s%s%s%s%s%s", reason->text,
	    detail[0] != '\0' ? " " : "", detail,
	    contact[0] != '\0' ? " Support: " : "", contact,
	    contact[0] != '\0' ? "." : "");
	json_text(o, "explanation", text);
}

static bool is_receipt(const struct event_view *e)
{
	return strcmp(e->name, "receipt") == 0;
}

static const struct event_view *cause_of(const struct message_view *v)
{
	for (size_t i = v->n_events; i-- > 0;) {
		const struct event_view *e = &v->event[i];

		if ((is_receipt(e) || e->has_status) && e->reason == v->reason)
			return e;
	}
	return NULL;
}

static void add_network_code(struct json_out *o, const struct receipt *r)
{
	char text[24];

	if (!r->has_network) {
		json_null(o, "network_error_code");
		return;
	}
	if (r->network_is_ascii)
		snprintf(text, sizeof(text), "%03u", r->network_code);
	else
		snprintf(text, sizeof(text), "%d:%u", r->network_type,
		    r->network_code);
	json_text(o, "network_error_code", text);
}

/* What a receipt says, or the answer to a query_sm: its state is a number. */
static void read_words(const struct message_names *names,
    const struct event_view *e, struct receipt *r)
{
	uint64_t state;

	if (e->raw_len == 0)
		return;
	flow_read_words(names->flow, e->smsc,
	    &(struct receipt_octets){ e->raw, e->raw_len }, r);
	if (is_receipt(e))
		return;
	if (number_parse(r->stat_raw, UINT8_MAX, &state) == 0)
		r->message_state = (int)state;
	r->stat_raw[0] = '\0';
}

static void add_raw(struct json_out *o, const struct message_names *names,
    const struct event_view *e)
{
	struct receipt r = { .message_state = -1 };
	char status[16];

	if (e == NULL) {
		json_null(o, "raw");
		return;
	}
	read_words(names, e, &r);
	snprintf(status, sizeof(status), "0x%08X", (unsigned)e->status);
	json_open_object(o, "raw");
	json_word(o, "stat", r.stat_raw);
	json_word(o, "err", r.err);
	if (r.message_state >= 0)
		json_int(o, "message_state", r.message_state);
	else
		json_null(o, "message_state");
	add_network_code(o, &r);
	json_text(o, "command_status", e->has_status ? status : NULL);
	json_close_object(o);
}

static void add_doubt(struct json_out *o, const struct doubt_text *d)
{
	json_text(o, "explanation", d->why);
	json_text(o, "advice", d->advice);
}

static void add_cause(struct json_out *o, const struct message_names *names,
    const struct message_view *v, const struct reason *reason)
{
	add_explanation(o, names, reason, v);
	json_text(o, "advice", reason != NULL ? reason_advice(reason) : NULL);
}

void reason_json(struct json_out *o, const struct message_names *names,
    const struct message_view *v)
{
	const struct reason *reason = reason_find(v->reason);
	struct doubt_text doubt;

	if (v->reason != 0)
		json_uint(o, "reason", v->reason);
	else
		json_null(o, "reason");
	json_text(o, "reason_text", reason != NULL ? reason->label : NULL);
	json_word(o, "detail", detail_name(v->detail));
	if (reason == NULL && doubt_text(v, &doubt))
		add_doubt(o, &doubt);
	else
		add_cause(o, names, v, reason);
	add_raw(o, names, cause_of(v));
}
