/* SPDX-License-Identifier: BSD-2-Clause */
/* What a campaign would be, in JSON. */
#include "api/camp.h"

#include "campaign/estimate.h"
#include "campaign/policy.h"
#include "conf/conf.h"
#include "http/json.h"

void camp_preflight_json(struct json_out *o, const char *key, unsigned bits)
{
	json_open_array(o, key);
	for (unsigned bit = 0; preflight_code(bit) != NULL; bit++) {
		if ((bits & 1u << bit) == 0)
			continue;
		json_open_object(o, NULL);
		json_text(o, "code", preflight_code(bit));
		json_text(o, "text", preflight_text(bit));
		json_close_object(o);
	}
	json_close_array(o);
}

static void add_excluded(struct json_out *o, const struct estimate *e)
{
	const struct {
		const char *key;
		uint64_t n;
	} all[] = { { "opted_out", e->opted_out },
		{ "suppressed", e->suppressed }, { "duplicate", e->duplicate },
		{ "invalid_number", e->invalid_number },
		{ "country_not_supported", e->country_not_supported },
		{ "merge_field_missing", e->merge_field_missing },
		{ "content_policy", e->content_policy },
		{ "smart_sending", e->smart_sending },
		{ "trial_limit_reached", e->trial_limit_reached },
		{ "other", e->other } };

	json_open_object(o, "excluded");
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (all[i].n != 0)
			json_uint(o, all[i].key, all[i].n);
	}
	json_close_object(o);
}

static void add_hits(struct json_out *o, const struct estimate *e)
{
	const struct policy *p;

	json_open_array(o, "policy");
	for (unsigned bit = 0; (p = policy_row(bit)) != NULL; bit++) {
		if ((e->policy & 1u << bit) == 0)
			continue;
		json_open_object(o, NULL);
		json_text(o, "rule", p->rule);
		json_text(o, "country", p->country);
		json_text(o, "text", p->text);
		json_close_object(o);
	}
	json_close_array(o);
}

static void add_sum(struct json_out *o, const struct estimate_sum *s)
{
	char cost[MONEY_TEXT];

	json_uint(o, "segments", s->segments);
	json_uint(o, "parts", s->parts);
	json_text(o, "cost", money_format(s->cost_millionths, cost));
}

static void add_follow_ups(struct json_out *o, const struct estimate *e)
{
	int64_t all = e->first.cost_millionths;
	char cost[MONEY_TEXT];

	json_open_array(o, "follow_ups");
	for (size_t i = 0; i < e->follow_ups; i++) {
		json_open_object(o, NULL);
		json_uint(o, "step", i + 1);
		add_sum(o, &e->follow_up[i]);
		json_close_object(o);
		all += e->follow_up[i].cost_millionths;
	}
	json_close_array(o);
	json_text(o, "cost_at_most", money_format(all, cost));
}

void camp_estimate_json(struct json_out *o, const struct estimate *e)
{
	json_open_object(o, NULL);
	json_uint(o, "recipients", e->recipients);
	json_uint(o, "sendable", e->sendable);
	json_uint(o, "held", e->held);
	add_sum(o, &e->first);
	add_follow_ups(o, e);
	if (e->has_trial)
		json_uint(o, "trial_left", e->trial_left);
	else
		json_null(o, "trial_left");
	add_excluded(o, e);
	add_hits(o, e);
	camp_preflight_json(o, "preflight", e->preflight);
	if (e->has_duration)
		json_int(o, "duration", e->duration / SECOND);
	else
		json_null(o, "duration");
	json_text(o, "missing_field",
	    e->missing[0] != '\0' ? e->missing : NULL);
	json_bool(o, "empty_text", e->empty_text);
	json_bool(o, "has_sender", e->has_sender);
	camp_notices_json(o, &e->notices, e->is_plain);
	json_close_object(o);
}
