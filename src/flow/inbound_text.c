/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text from a handset as a fact. Whoever it is for, it is kept: what came to
 * nobody's number is found by those who may see all accounts.
 */
#include "flow/inside.h"

#include <string.h>

#include "flow/address.h"
#include "flow/mo.h"
#include "flow/tariff.h"
#include "flow/terms.h"
#include "flow/whose.h"
#include "model/receipt.h"

/* Whose number it came to, as the ledger's number; 0: nobody's. */
static uint16_t owner_of(const struct flow *f, const struct mo *m)
{
	size_t account;

	if (whose_number(terms_numbers(f->terms), m->to.text, &account) != 0)
		return 0;
	return f->account_id[account];
}

/* Whose it is if it is nobody's, and nobody has written to that handset. */
static uint16_t otherwise(const struct flow *f)
{
	size_t account;

	return whose_otherwise(terms_numbers(f->terms), &account) == 0
		   ? f->account_id[account]
		   : 0;
}

void inbound_read(struct carrier *c, const struct smpp_pdu *pdu,
    const struct receipt_octets *text, struct buf *body,
    struct inbound_fact *fact)
{
	struct mo_source s = { c->conf, pdu, text->data, text->len };
	struct mo m;

	mo_read(&s, &m, body);
	*fact = (struct inbound_fact){ .smsc = c->id,
		.account = owner_of(c->flow, &m),
		.otherwise = otherwise(c->flow),
		.from = m.from.number,
		.to_hash = address_hash(m.to.text, strlen(m.to.text)),
		.keyword = m.keyword,
		.own = tariff_own(m.to.text, strlen(m.to.text)),
		.concat = m.is_concat,
		.part = m.part,
		.parts = m.parts,
		.ref = m.ref,
		.text_at = m.text_at,
		.text_len = m.text_len,
		.raw = buf_bytes(body),
		.raw_len = body->len };
	/* Only whoever owns the number can have a webhook for it; the ledger
	 * says so of those that it finds. */
	fact->hooked = fact->account != 0;
}

void inbound_text(struct carrier *c, const struct reply_token *reply,
    const struct smpp_pdu *pdu, const struct receipt_octets *text)
{
	struct inbound_fact fact;

	inbound_read(c, pdu, text, &c->flow->scratch, &fact);
	fact.reply = *reply;
	ledger_inbound(c->flow->with.ledger, &fact);
}
