/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/rule_json.h"

#include "api/message_json.h"
#include "campaign/public_id.h"
#include "http/json.h"
#include "ledger/views.h"

static const struct {
	uint8_t substate;
	const char *text;
} rules[] = {
#define RULE(substate, text) { SUBSTATE_##substate, text },
#include "api/rule.def"
#undef RULE
};

const char *rule_text(const struct message_view *v)
{
	if (v->state != STATUS_HELD && v->state != STATUS_SKIPPED)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (rules[i].substate == v->substate)
			return rules[i].text;
	}
	return NULL;
}

void rule_json(struct json_out *o, const struct message_view *v)
{
	bool smart =
	    v->state == STATUS_SKIPPED && v->substate == SUBSTATE_SMART_SENDING;

	json_text(o, "rule",
	    rule_text(v) != NULL ? substate_name((enum substate)v->substate)
				 : NULL);
	message_json_date(o, "release_at",
	    v->state == STATUS_HELD ? v->next : 0);
	message_json_date(o, "window_ends_at", smart ? v->next : 0);
}

void rule_campaign_json(struct json_out *o, const struct message_view *v)
{
	char id[PUBLIC_ID_TEXT];

	if (v->campaign == 0) {
		json_null(o, "campaign");
		json_null(o, "step");
		json_null(o, "variant");
		return;
	}
	json_text(o, "campaign", campaign_id_format(view_campaign(v), id));
	json_uint(o, "step", view_step(v));
	json_uint(o, "variant", view_variant(v));
}
