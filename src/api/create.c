/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message goes in by either face in the same way: intake judges it, and the
 * request waits with what its answer will show.
 */
#include "api/inside.h"

#include <string.h>

#include <esmed/text.h>

#include "api/wait.h"
#include "flow/flow.h"
#include "flow/intake.h"

/* The text as intake keeps it: it replaces look-alikes on its way. */
static struct body_text smart_text(struct api *a, const struct submission *s)
{
	size_t len = s->text.len;
	char *to;

	if (!s->smart)
		return s->text;
	buf_clear(&a->smart);
	to = (char *)buf_reserve(&a->smart, len);
	if (text_smart(s->text.s, s->text.len, to, &len) != 0)
		return s->text;
	return (struct body_text){ to, len };
}

static void keep_message(struct api *a, struct wait *w,
    const struct submission *s, const struct submitted *as)
{
	struct body body = { 0 };

	body.field[BODY_FROM] =
	    (struct body_text){ as->from, strlen(as->from) };
	body.field[BODY_TEXT] = smart_text(a, s);
	body.field[BODY_REF] = s->ref;
	body.field[BODY_TAG] = s->tag;
	body.field[BODY_CALLBACK] = s->callback;
	body_encode(&body, &w->body);
	w->u.message = (struct wait_message){ .to = as->to,
		.parts = as->parts,
		.class = as->class,
		.on_doubt = as->on_doubt,
		.ttl = (uint32_t)s->validity };
}

void create_message(struct api *a, const struct call *c,
    const struct submission *s)
{
	struct submitted as;
	enum fault fault;
	uint64_t token;
	struct wait *w = wait_take(a, c, &token);

	if (w == NULL)
		return;
	fault = intake_submit(a->with.flow, s, token, &as);
	if (fault == FAULT_NONE) {
		keep_message(a, w, s, &as);
		return;
	}
	wait_give(a, token);
	reply_fault(a, c->id, c->face, fault_row(fault));
}

struct message_view created_view(const struct api *a, const struct wait *w,
    const struct accepted *accepted)
{
	const struct wait_message *m = &w->u.message;

	return (struct message_view){ .id = accepted->id,
		.account = flow_account_id(a->with.flow, w->account),
		.parts = m->parts,
		.class = m->class,
		.on_doubt = m->on_doubt,
		.state = STATUS_QUEUED,
		.substate = SUBSTATE_READY,
		.ttl = m->ttl,
		.to = m->to,
		.accepted = accepted->at,
		.body = buf_bytes(&w->body),
		.body_len = w->body.len };
}
