/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message goes in by either face in the same way: intake judges it, and the
 * request waits with what its answer will show.
 */
#include "api/create.h"

#include "api/wait.h"
#include "campaign/campaign.h"
#include "flow/flow.h"
#include "flow/intake.h"
#include "ledger/views.h"

static void keep_message(struct wait *w, const struct submission *s,
    const struct submitted *as)
{
	buf_add(&w->body, as->body, as->body_len);
	if (s->discard)
		body_blank(buf_bytes(&w->body), w->body.len);
	w->u.message = (struct wait_message){ .to = as->to,
		.parts = as->parts,
		.class = as->class,
		.on_doubt = as->on_doubt,
		.charged = as->charged,
		.discard = s->discard,
		.obfuscate = s->obfuscate,
		.ttl = (uint32_t)s->validity,
		.send_at = s->send_at };
}

struct fault_row create_fault(enum fault fault, const struct submitted *as)
{
	struct fault_row row = *fault_row(fault);

	if (as->why[0] != '\0')
		row.text = as->why;
	row.retry = as->retry;
	return row;
}

/* statuses.md 5.4: of several the first one is told. */
static enum fault preflight(const struct api *a, size_t account)
{
	static const struct {
		enum preflight bit;
		enum fault fault;
	} rows[] = {
		{ PREFLIGHT_SITE_INACTIVE, FAULT_SITE_INACTIVE },
		{ PREFLIGHT_NO_SMS_SUBSCRIPTION, FAULT_NO_SUBSCRIPTION },
		{ PREFLIGHT_SUBDOMAIN_MISSING, FAULT_SUBDOMAIN },
		{ PREFLIGHT_TRIAL_LIMIT_REACHED, FAULT_TRIAL },
	};
	unsigned lost = campaigns_preflight(a->with.campaigns,
	    flow_account_id(a->with.flow, account));

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if ((lost & rows[i].bit) != 0)
			return rows[i].fault;
	}
	return FAULT_NONE;
}

enum fault create_submit(struct api *a, const struct submission *s,
    uint64_t token, struct submitted *as)
{
	enum fault fault = preflight(a, s->account);

	*as = (struct submitted){ 0 };
	if (fault != FAULT_NONE)
		return fault;
	return intake_submit(a->with.flow, s, token, as);
}

bool create_waiting(struct api *a, struct wait *w, uint64_t token,
    const struct submission *s)
{
	struct submitted as;
	struct fault_row row;
	enum fault fault = create_submit(a, s, token, &as);

	if (fault == FAULT_NONE) {
		buf_clear(&w->body);
		keep_message(w, s, &as);
		return true;
	}
	row = create_fault(fault, &as);
	reply_fault(a, w->id, w->face, &row);
	return false;
}

struct wait *create_message(struct api *a, const struct call *c,
    const struct submission *s)
{
	uint64_t token;
	struct wait *w = wait_take(a, c, &token);

	if (w == NULL || create_waiting(a, w, token, s))
		return w;
	wait_give(a, token);
	return NULL;
}

struct message_view created_view(const struct wait *w,
    const struct accepted *accepted)
{
	const struct wait_message *m = &w->u.message;

	return (struct message_view){ .id = accepted->id,
		.account = w->account,
		.parts = m->parts,
		.class = m->class,
		.on_doubt = m->on_doubt,
		.discard = m->discard,
		.obfuscate = m->obfuscate,
		.state = accepted->held ? STATUS_HELD : STATUS_QUEUED,
		.substate =
		    accepted->held ? SUBSTATE_SCHEDULED : SUBSTATE_READY,
		.ttl = m->ttl,
		.to = m->to,
		.accepted = accepted->at,
		.next = accepted->held ? m->send_at : 0,
		.body = buf_bytes(&w->body),
		.body_len = w->body.len };
}
