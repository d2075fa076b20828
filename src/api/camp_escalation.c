/* SPDX-License-Identifier: BSD-2-Clause */
/* GET /v1/campaigns/{id}/escalation.csv: what its carriers are asked about. */
#include "api/camp.h"

#include <string.h>

#include "api/pour.h"
#include "api/wait.h"
#include "base/hex.h"
#include "flow/flow.h"
#include "http/form.h"

static bool on_campaigns(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	const struct campaign_view *v = camp_only(a, w, p);
	const struct camp *own = w->own;
	struct http_request r = { .id = w->id,
		.method = own->is_head ? HTTP_METHOD_HEAD : HTTP_METHOD_GET };
	struct call c = { .request = &r, .id = w->id, .face = w->face };

	(void)token;
	if (v == NULL)
		return false;
	if (flow_account_index(a->with.flow, w->account, &c.account) != 0) {
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_UNAUTHORIZED));
		return false;
	}
	pour_begin(a, &c,
	    &(struct pour_start){ .kind = POUR_ESCALATION,
		.campaign = v->id,
		.steps = v->steps,
		.reason = own->error });
	return false;
}

/* False: refused. */
static bool read_reason(struct api *a, const struct call *c, uint64_t *reason)
{
	enum refusal no = REFUSAL_COUNT;

	*reason = 0;
	if (!content_query(a, c))
		return false;
	for (size_t i = 0; no == REFUSAL_COUNT && i < a->form->count; i++) {
		const struct form_pair *p = &a->form->pair[i];

		if (strcmp(p->name, "reason") != 0)
			no = REFUSAL_QUERY;
		else if (number_parse(p->value, UINT16_MAX, reason) != 0)
			no = REFUSAL_REASON;
	}
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

void camp_escalation(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .campaigns = on_campaigns };
	uint64_t token, reason;
	struct camp *own;
	struct wait *w;

	if (!read_reason(a, c, &reason))
		return;
	w = camp_take(a, c, &token);
	if (w == NULL)
		return;
	own = w->own;
	own->error = (uint16_t)reason;
	own->is_head = c->request->method == HTTP_METHOD_HEAD;
	w->then = &then;
	camp_ask(a, w, token);
}
