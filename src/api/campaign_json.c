/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/campaign_json.h"

#include <stdio.h>
#include <string.h>

#include "api/campaign_words.h"
#include "base/buf.h"
#include "campaign/campaign.h"
#include "campaign/definition.h"
#include "campaign/notices.h"
#include "campaign/public_id.h"
#include "campaign/site.h"
#include "http/json.h"
#include "ledger/campaign.h"
#include "model/reason.h"

/* ---- counts ------------------------------------------------------------ */

void campaign_partition_json(struct json_out *o,
    const struct campaign_counts *c)
{
	json_uint(o, "total", campaign_total(c));
	for (enum status_bucket b = 0; b < BUCKET_NONE; b++)
		json_uint(o, status_bucket_name(b), campaign_bucket(c, b));
	json_uint(o, "forwarded", c->forwarded);
	json_uint(o, "evidence", c->evidence);
}

static void add_stages(struct json_out *o, const struct campaign_view *v)
{
	json_open_object(o, "error_by_stage");
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		const char *name = stage_name((enum stage)s);

		if (name[0] != '\0')
			json_uint(o, name, v->error_stage[s]);
	}
	json_close_object(o);
}

static void add_reasons(struct json_out *o, const struct campaign_view *v)
{
	char code[8];

	json_open_object(o, "error_by_reason");
	for (size_t i = 0; i < v->error_reasons; i++) {
		const struct campaign_reason *r = &v->error_reason[i];

		if (r->n == 0)
			continue;
		snprintf(code, sizeof(code), "%u", r->reason);
		json_uint(o, r->reason != 0 ? code : "other", r->n);
	}
	json_close_object(o);
}

static void add_rules(struct json_out *o, const struct campaign_view *v)
{
	json_open_object(o, "skipped_by_rule");
	for (unsigned s = 0; s < SUBSTATE_COUNT; s++) {
		if (v->skipped_rule[s] != 0)
			json_uint(o, substate_name((enum substate)s),
			    v->skipped_rule[s]);
	}
	json_close_object(o);
}

static void add_parts(struct json_out *o, const struct campaign_view *v)
{
	json_open_array(o, "steps");
	for (unsigned i = 0; i < v->steps; i++) {
		json_open_object(o, NULL);
		json_uint(o, "step", i);
		campaign_partition_json(o, &v->step[i]);
		json_close_object(o);
	}
	json_close_array(o);
	json_open_array(o, "variants");
	for (unsigned i = 0; i < v->variants; i++) {
		json_open_object(o, NULL);
		json_uint(o, "variant", i);
		campaign_partition_json(o, &v->variant[i]);
		json_close_object(o);
	}
	json_close_array(o);
}

void campaign_counts_json(struct json_out *o, const struct campaign_view *v,
    enum campaign_depth depth)
{
	json_uint(o, "recipients", v->recipients);
	json_uint(o, "checked", v->checked);
	campaign_partition_json(o, &v->total);
	json_uint(o, "deleted_leads_count", v->deleted_leads);
	json_uint(o, "parts", v->parts);
	add_stages(o, v);
	add_reasons(o, v);
	add_rules(o, v);
	if (depth == CAMPAIGN_FETCHED)
		add_parts(o, v);
}

void campaign_rates_json(struct json_out *o, const struct campaign_view *v)
{
	json_share(o, "delivery_rate", campaign_bucket(&v->total, BUCKET_SENT),
	    v->total.forwarded);
	json_share(o, "spam_rate", campaign_filtered(v), v->total.forwarded);
}

/* statuses.md 6, "Chart". */
void campaign_chart_json(struct json_out *o, const struct campaign_view *v)
{
	const struct campaign_counts *c = &v->total;

	json_open_object(o, NULL);
	json_uint(o, "total", campaign_total(c));
	json_uint(o, "delivered", campaign_bucket(c, BUCKET_SENT));
	json_uint(o, "failed", campaign_bucket(c, BUCKET_ERROR));
	json_uint(o, "unknown",
	    campaign_bucket(c, BUCKET_IN_QUEUE) +
		campaign_bucket(c, BUCKET_OUTBOX) +
		campaign_bucket(c, BUCKET_DELIVERY_UNKNOWN));
	json_uint(o, "not_sent",
	    campaign_bucket(c, BUCKET_SKIPPED) +
		campaign_bucket(c, BUCKET_CANCELED) +
		campaign_bucket(c, BUCKET_RECIPIENT_DELETED));
	json_close_object(o);
}

/* ---- events ------------------------------------------------------------ */

static const char *action_name(enum campaign_do what)
{
	static const char *const names[] = { [CAMPAIGN_CREATE] = "create",
		[CAMPAIGN_EDIT] = "edit",
		[CAMPAIGN_DELETE] = "delete",
		[CAMPAIGN_ACTIVATE] = "activate",
		[CAMPAIGN_CANCEL] = "cancel",
		[CAMPAIGN_PAUSE] = "pause",
		[CAMPAIGN_RESUME] = "resume",
		[CAMPAIGN_RETIME] = "retime" };

	return what < ARRAY_LEN(names) ? names[what] : NULL;
}

static void add_codes(struct json_out *o, const char *key, unsigned bits)
{
	json_open_array(o, key);
	for (unsigned bit = 0; bit < 8; bit++) {
		if ((bits & 1u << bit) != 0)
			json_text(o, NULL, preflight_code(bit));
	}
	json_close_array(o);
}

void campaign_event_json(struct json_out *o, const struct campaign_event *e)
{
	json_open_object(o, NULL);
	message_json_date(o, "at", e->at);
	json_text(o, "from", campaign_status_name(e->from));
	json_text(o, "to", campaign_status_name(e->to));
	json_text(o, "cause", campaign_cause_name(e->cause));
	json_text(o, "action",
	    e->cause == CAUSE_USER ? action_name(e->what) : NULL);
	json_word(o, "actor", e->actor);
	json_word(o, "reason", e->reason);
	add_codes(o, "codes", e->preflight);
	json_close_object(o);
}

/* ---- all of it --------------------------------------------------------- */

static void add_texts(struct json_out *o, unsigned bits)
{
	struct buf all = { 0 };

	json_open_array(o, "texts");
	for (unsigned bit = 0; bit < 8; bit++) {
		const char *text = preflight_text(bit);

		if ((bits & 1u << bit) == 0 || text == NULL)
			continue;
		json_text(o, NULL, text);
		buf_printf(&all, "%s%s", all.len != 0 ? " " : "", text);
	}
	json_close_array(o);
	json_str(o, "text", buf_bytes(&all), all.len);
	buf_free(&all);
}

static void add_failure(struct json_out *o, const struct site *site,
    const struct campaign_view *v)
{
	if (v->status != CAMPAIGN_FAILED) {
		json_null(o, "failure");
		return;
	}
	json_open_object(o, "failure");
	add_codes(o, "codes", v->preflight);
	add_texts(o, v->preflight);
	json_word(o, "support_contact", site->support_contact);
	json_close_object(o);
}

static void add_instants(struct json_out *o, const struct campaign_view *v)
{
	message_json_date(o, "starts_at_utc", v->start_at);
	message_json_date(o, "created_at", v->created);
	message_json_date(o, "activated_at", v->activated);
	message_json_date(o, "started_at", v->started);
	message_json_date(o, "sent_at", v->sent_at);
	message_json_date(o, "completed_at", v->completed_at);
	message_json_date(o, "done_at", v->done_at);
	message_json_date(o, "last_forwarded_at", v->last_forwarded);
	message_json_date(o, "swept_at", v->swept_at);
	message_json_date(o, "closed_at", v->closed_at);
}

static void add_warnings(struct json_out *o, const struct site *site,
    const struct campaign_view *v, const struct definition *d)
{
	struct notices n = { .numbers = 0 };

	if (v->status == CAMPAIGN_DRAFT)
		notices_take(&n, d, site);
	camp_notices_json(o, &n, definition_is_plain(d));
}

static void add_definition(struct json_out *o, const struct site *site,
    const struct campaign_view *v, enum campaign_depth depth)
{
	struct definition *d;

	if (definition_parse(v->definition, v->definition_len, &d) != 0)
		return;
	/* What was canceled before it began has no schedule any more. */
	if (v->status == CAMPAIGN_DRAFT)
		d->local.len = 0;
	definition_write(d, o);
	if (depth == CAMPAIGN_FETCHED)
		add_warnings(o, site, v, d);
	definition_free(d);
}

void campaign_json(struct json_out *o, const struct campaign_names *names,
    const struct campaign_view *v, enum campaign_depth depth)
{
	const struct site *site = campaigns_site(names->campaigns, v->account);
	bool ended = v->status == CAMPAIGN_DONE || v->status == CAMPAIGN_FAILED;
	char id[PUBLIC_ID_TEXT];

	json_text(o, "id", campaign_id_format(v->id, id));
	json_text(o, "account", message_account_name(names->names, v->account));
	json_text(o, "status", campaign_status_name(v->status));
	campaign_words_json(o, "words", v);
	json_bool(o, "paused", v->paused);
	json_bool(o, "open", v->open);
	add_definition(o, site, v, depth);
	add_instants(o, v);
	json_text(o, "cause",
	    ended ? campaign_cause_name((enum campaign_cause)v->cause) : NULL);
	add_failure(o, site, v);
	json_open_object(o, "counts");
	campaign_counts_json(o, v, depth);
	json_close_object(o);
	campaign_rates_json(o, v);
	json_word(o, "compliance_link", site->compliance_link);
}
