/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message goes in by either face in the same way: intake judges it, and the
 * request waits with what its answer will show.
 */
#include "api/create.h"

#include "api/wait.h"
#include "flow/flow.h"
#include "flow/intake.h"
#include "ledger/views.h"

static void keep_message(struct wait *w, const struct submission *s,
    const struct submitted *as)
{
	buf_add(&w->body, as->body, as->body_len);
	w->u.message = (struct wait_message){ .to = as->to,
		.parts = as->parts,
		.class = as->class,
		.on_doubt = as->on_doubt,
		.charged = as->charged,
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

struct wait *create_message(struct api *a, const struct call *c,
    const struct submission *s)
{
	struct submitted as;
	struct fault_row row;
	enum fault fault;
	uint64_t token;
	struct wait *w = wait_take(a, c, &token);

	if (w == NULL)
		return NULL;
	fault = intake_submit(a->with.flow, s, token, &as);
	if (fault == FAULT_NONE) {
		keep_message(w, s, &as);
		return w;
	}
	wait_give(a, token);
	row = create_fault(fault, &as);
	reply_fault(a, c->id, c->face, &row);
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
