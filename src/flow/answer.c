/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes back for a part that was sent, or could not be, becomes a fact.
 */
#include "flow/inside.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "conf/smsc.h"
#include "flow/submit.h"
#include "flow/tariff.h"
#include "model/unmapped.h"
#include "session/smsc.h"

static struct claim_part part_of(const struct carrier *c,
    const struct session_token *t)
{
	return (struct claim_part){ .key = t->msg,
		.smsc = c->id,
		.part = t->part,
		.attempt = t->attempt };
}

static enum answer_class class_of(enum smpp_class class)
{
	switch (class) {
	case SMPP_CLASS_OK: return ANSWER_OK;
	case SMPP_CLASS_LATER: return ANSWER_LATER;
	case SMPP_CLASS_THROTTLE: return ANSWER_THROTTLE;
	case SMPP_CLASS_FAULT: return ANSWER_FAULT;
	case SMPP_CLASS_NEVER: break;
	}
	return ANSWER_NEVER;
}

/* What the smsc's own map says of a status counts more than what SMPP does,
 * as to whether it is worth another try. It does not speak of the session. */
static uint8_t judge(const struct carrier *c, const struct smsc_answer *answer)
{
	enum answer_class class = class_of(answer->class);

	if (class != ANSWER_LATER && class != ANSWER_NEVER)
		return (uint8_t) class;
	switch (errmap_refusal(c->errors, answer->status)) {
	case PERMANENCE_TEMPORARY: return ANSWER_LATER;
	case PERMANENCE_PERMANENT: return ANSWER_NEVER;
	case PERMANENCE_UNKNOWN: break;
	}
	return (uint8_t) class;
}

static void explain(struct carrier *c, struct answer *a)
{
	struct errmap_answer e;

	errmap_submit(c->errors, a->status, &e);
	if (e.row == NULL)
		unmapped_submit(c->flow->unmapped, c->id, a->status,
		    clock_wall());
	a->reason = (uint16_t)e.reason;
	a->detail = (uint8_t)e.detail;
}

/* Nothing of it has left us. A text in a TLV cannot go over a bind of SMPP 3.3,
 * but may over the next; what cannot be encoded never will. */
void answer_unsent(struct carrier *c, const struct claim_part *p, int rc)
{
	struct answer a = { .part = *p,
		.class = ANSWER_NEVER,
		.reason = REASON_UNKNOWN };

	if (rc == RC_FULL) { /* too many wait here; that is not its fault */
		ledger_return(c->flow->with.ledger, p);
		return;
	}
	if (rc == RC_UNSUPPORTED)
		a.class = ANSWER_LATER;
	log_error(c->conf->name, "message cannot be sent key=%llu part=%u: %s",
	    (unsigned long long)p->key, p->part,
	    rc == RC_UNSUPPORTED ? "the bind is SMPP 3.3, without TLVs"
				 : rc_text(rc));
	ledger_answer(c->flow->with.ledger, &a);
}

void answer_landline(struct carrier *c, const struct claim_part *p)
{
	const struct answer a = { .part = *p,
		.class = ANSWER_NEVER,
		.reason = REASON_LANDLINE,
		.detail = DETAIL_LANDLINE };

	ledger_answer(c->flow->with.ledger, &a);
}

static void returned(void *arg, uint32_t smsc, const struct session_token *tok)
{
	struct carrier *c = arg;
	struct claim_part p = part_of(c, tok);

	(void)smsc;
	ledger_return(c->flow->with.ledger, &p);
}

/* One part is refused for good: the others are not worth a slot (M8). */
static void stop_rest(struct carrier *c, uint64_t key)
{
	struct session_token tok;

	while (smsc_withdraw(c->smsc, key, &tok) == 0)
		returned(c, 0, &tok);
}

static void taken(struct carrier *c, const struct session_token *tok,
    struct answer *a)
{
	hint_sent(c, tok->extra, a->part.part == 0);
	tariff_read(tok->more, a);
}

static void answered(void *arg, uint32_t smsc, const struct session_token *tok,
    const struct smsc_answer *answer)
{
	struct carrier *c = arg;
	struct answer a = { .part = part_of(c, tok),
		.class = judge(c, answer),
		.late = answer->late,
		.reference = submit_reference(tok->msg, tok->part),
		.status = answer->status };

	(void)smsc;
	if (a.class == ANSWER_NEVER)
		explain(c, &a);
	else if (a.class == ANSWER_OK)
		taken(c, tok, &a);
	else if (a.class == ANSWER_THROTTLE)
		c->throttled = clock_mono();
	memcpy(a.smsc_id, answer->message_id,
	    strnlen(answer->message_id, sizeof(a.smsc_id) - 1));
	ledger_answer(c->flow->with.ledger, &a);
	if (a.class == ANSWER_NEVER)
		stop_rest(c, tok->msg);
}

/* What else its receipt may name. */
static void answered_again(void *arg, uint32_t smsc,
    const struct session_token *tok, const char *message_id)
{
	struct carrier *c = arg;
	struct answer a = { .part = part_of(c, tok),
		.class = ANSWER_OK,
		.reference = submit_reference(tok->msg, tok->part),
		.again = true };

	(void)smsc;
	memcpy(a.smsc_id, message_id,
	    strnlen(message_id, sizeof(a.smsc_id) - 1));
	ledger_answer(c->flow->with.ledger, &a);
}

static void doubted(void *arg, uint32_t smsc, const struct session_token *tok,
    const char *why)
{
	struct carrier *c = arg;
	struct claim_part p = part_of(c, tok);

	(void)smsc;
	ledger_doubt(c->flow->with.ledger, &p, why);
}

static void offered(void *arg, uint32_t smsc, int n)
{
	struct carrier *c = arg;

	(void)smsc;
	ledger_slots(c->flow->with.ledger, c->id, n);
}

const struct smsc_events dispatch_events = {
	.slots = offered,
	.answered = answered,
	.again = answered_again,
	.doubt = doubted,
	.returned = returned,
	.deliver = inbound_deliver,
	.told = query_told,
	.state = carrier_changed,
};
