/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A claim becomes one submit_sm a part. It is durable before flow_claimed() is
 * called, so from here on the bytes may go out at any time.
 */
#include "flow/inside.h"

#include "flow/submit.h"
#include "flow/tariff.h"
#include "session/smsc.h"

/* One of the claim's parts. */
static struct claim_part part_of(const struct claim *claim, uint8_t part)
{
	return (struct claim_part){ .key = claim->id.key,
		.smsc = claim->smsc,
		.part = part,
		.attempt = claim->attempt };
}

/* What it was claimed with, a slot, is free again. */
static void skip_part(struct carrier *c, const struct claim *claim,
    uint8_t part, int rc)
{
	struct claim_part p = part_of(claim, part);

	smsc_skip(c->smsc);
	answer_unsent(c, &p, rc);
}

/* `token`: what comes back with the answer, but for which part it is. */
static void send_part(struct carrier *c, struct submit *s, uint8_t part,
    struct session_token token)
{
	struct claim_part p = part_of(s->claim, part);
	int rc = submit_part(s, part);

	token.part = part;

	if (rc != 0) {
		skip_part(c, s->claim, part, rc);
		return;
	}
	rc = smsc_send(c->smsc, &token, &s->pdu);
	if (rc != 0)
		answer_unsent(c, &p, rc);
}

/* The smsc has left the configuration since. */
static void return_claim(struct flow *f, const struct claim *claim)
{
	struct claim_part p = part_of(claim, 0);

	for (; p.part < claim->parts; p.part++) {
		if (claim->mask & (1u << p.part))
			ledger_return(f->with.ledger, &p);
	}
}

/* Known before sending, and not sent. */
static void end_landline(struct carrier *c, const struct claim *claim,
    uint8_t part)
{
	struct claim_part p = part_of(claim, part);

	smsc_skip(c->smsc);
	answer_landline(c, &p);
}

void flow_claimed(struct flow *f, const struct claim *claim)
{
	struct carrier *c = f->by_id[claim->smsc];
	struct session_token token = { .msg = claim->id.key,
		.attempt = claim->attempt };
	struct submit s;
	int rc;

	if (c == NULL) {
		return_claim(f, claim);
		return;
	}
	token.extra = hint_carrier(f, claim->to);
	rc = submit_begin(&s, f->with.conf, c->conf, claim);
	if (rc == 0)
		token.more = tariff_of(f, claim, &s.body);
	for (uint8_t i = 0; i < claim->parts; i++) {
		if (!(claim->mask & (1u << i)))
			continue;
		if (rc != 0)
			skip_part(c, claim, i, rc);
		else if (s.way.is_landline)
			end_landline(c, claim, i);
		else
			send_part(c, &s, i, token);
	}
}
