/* SPDX-License-Identifier: BSD-2-Clause */
/* Outcomes become the events of whoever handed in the facts. */
#include "ledger/inside.h"

#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/events.h"
#include "ledger/mo.h"

static void tell_claim(struct ledger *l, struct outcome *o)
{
	const struct buf *from = o->data_out ? &l->out->out : &l->out->in;

	o->u.claim.body = buf_bytes(from) + o->data;
	l->up->claimed(&o->u.claim, l->up_arg);
}

static void tell_question(struct ledger *l, struct outcome *o)
{
	o->u.question.body = buf_bytes(&l->out->out) + o->data;
	if (l->up->question != NULL)
		l->up->question(&o->u.question, l->up_arg);
}

static void tell_stranded(struct ledger *l, struct outcome *o)
{
	if (o->u.claim.id.key != 0)
		o->u.claim.body = buf_bytes(&l->out->out) + o->data;
	if (l->up->stranded != NULL)
		l->up->stranded(&o->u.claim, l->up_arg);
}

static void tell_granted(struct ledger *l, const struct outcome *o)
{
	if (l->up->granted != NULL)
		l->up->granted(o->token, &o->u.granted, l->up_arg);
}

static void tell_given_up(struct ledger *l, const struct outcome *o)
{
	if (l->up->given_up != NULL)
		l->up->given_up(o->u.given_up.key, o->u.given_up.to, l->up_arg);
}

static void tell_missed(struct ledger *l, const struct outcome *o)
{
	if (l->up->missed != NULL)
		l->up->missed(o->u.missed, l->up_arg);
}

static void tell_opted(struct ledger *l, const struct outcome *o)
{
	if (l->up->opted != NULL)
		l->up->opted(o->token, o->rc, o->u.changed, l->up_arg);
}

static void tell_received(struct ledger *l, const struct outcome *o)
{
	const struct buf *from = o->data_out ? &l->out->out : &l->out->in;
	const struct received_text *r = &o->u.received;
	const struct received m = { .id = r->id,
		.at = r->at,
		.account = r->account,
		.smsc = r->smsc,
		.from = r->from,
		.keyword = r->keyword,
		.changed = r->changed,
		.whole = r->whole,
		.hooked = r->hooked,
		.parts = r->parts,
		.body = buf_bytes(from) + o->data,
		.body_len = r->body_len };

	if (l->up->received != NULL)
		l->up->received(&m, l->up_arg);
}

static void tell_kept(struct ledger *l, const struct outcome *o)
{
	if (l->up->kept != NULL)
		l->up->kept(o->token, o->rc, l->up_arg);
}

static void tell_campaigned(struct ledger *l, const struct outcome *o)
{
	const struct campaigned c = { .token = o->token,
		.rc = o->rc,
		.id = o->rc == 0 || o->rc == RC_DENIED ? o->u.campaign.id : 0,
		.status = (enum campaign_status)o->u.campaign.status };

	if (l->up->campaigned != NULL)
		l->up->campaigned(&c, l->up_arg);
}

static void tell_contacted(struct ledger *l, const struct outcome *o)
{
	const struct contacted c = { .token = o->token,
		.rc = o->rc,
		.id = o->u.contact.id,
		.created = o->u.contact.created };

	if (l->up->contacted != NULL)
		l->up->contacted(&c, l->up_arg);
}

/* Of a verdict that somebody wants to hear of. */
static void tell_checked(struct ledger *l, const struct outcome *o)
{
	if (o->token != 0 && l->up->checked != NULL)
		l->up->checked(o->token, o->rc, l->up_arg);
}

static void tell_suggested(struct ledger *l, const struct outcome *o)
{
	if (l->up->suggested != NULL)
		l->up->suggested(o->token, o->rc, l->up_arg);
}

static void tell_heard(struct ledger *l, const struct outcome *o)
{
	const struct heard h = { .to = o->u.received.from,
		.message = o->u.received.id.key,
		.forgotten = o->u.received.id.key == 0,
		.smsc = o->u.received.smsc,
		.words = buf_bytes(&l->out->out) + o->data,
		.len = o->u.received.body_len };

	if (l->up->heard != NULL)
		l->up->heard(&h, l->up_arg);
}

static void tell_suggestion(struct ledger *l, const struct outcome *o)
{
	if (l->up->suggestion != NULL)
		l->up->suggestion(o->u.suggestion.account,
		    o->u.suggestion.number, l->up_arg);
}

void ledger_tell(struct ledger *l, struct outcome *o)
{
	const struct ledger_events *up = l->up;

	switch (o->type) {
	case OUTCOME_ACCEPTED:
		up->accepted(o->token, &o->u.accepted, l->up_arg);
		return;
	case OUTCOME_REFUSED: up->refused(o->token, o->rc, l->up_arg); return;
	case OUTCOME_CLAIMED: tell_claim(l, o); return;
	case OUTCOME_QUESTION: tell_question(l, o); return;
	case OUTCOME_STRANDED: tell_stranded(l, o); return;
	case OUTCOME_GRANTED: tell_granted(l, o); return;
	case OUTCOME_GIVEN_UP: tell_given_up(l, o); return;
	case OUTCOME_MISSED: tell_missed(l, o); return;
	case OUTCOME_CHARGED: ledger_tell_charge(l, o); return;
	case OUTCOME_KEPT: tell_kept(l, o); return;
	case OUTCOME_OPTED: tell_opted(l, o); return;
	case OUTCOME_RECEIVED: tell_received(l, o); return;
	case OUTCOME_CAMPAIGNED: tell_campaigned(l, o); return;
	case OUTCOME_CHECKED: tell_checked(l, o); return;
	case OUTCOME_CONTACTED: tell_contacted(l, o); return;
	case OUTCOME_SUGGESTED: tell_suggested(l, o); return;
	case OUTCOME_SUGGESTION: tell_suggestion(l, o); return;
	case OUTCOME_USED: ledger_tell_usage(l, o); return;
	case OUTCOME_HEARD: tell_heard(l, o); return;
	case OUTCOME_STORED: up->stored(&o->u.reply, o->rc, l->up_arg); return;
	}
}
