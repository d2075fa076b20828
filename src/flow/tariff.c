/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The price is in the upper bits, so that the highest of the configuration
 * (10^12, 40 bits) fits by far; then the segments (8), our own side (4).
 */
#include "flow/tariff.h"

#include <stdlib.h>

#include "flow/inside.h"
#include "flow/terms.h"
#include "flow/way.h"
#include "ledger/usage.h"
#include "model/number.h"
#include "model/numbers.h"

#define OWN_BITS     4
#define SEGMENT_BITS 8

static uint8_t kind_of_number(const struct sender *s)
{
	struct number_facts facts;

	if (number_look(strtoull(s->text, NULL, 10), &facts) == 0 &&
	    facts.type == NUMBER_TOLL_FREE)
		return USAGE_TOLL_FREE;
	return USAGE_LONG;
}

uint8_t tariff_own(const char *text, size_t len)
{
	struct sender s;

	if (sender_parse(text, len, &s) != 0)
		return USAGE_OTHER;
	switch (s.kind) {
	case SENDER_LONG: return kind_of_number(&s);
	case SENDER_SHORT: return USAGE_SHORT;
	default: return USAGE_OTHER;
	}
}

/* Of an account that is not configured any more nobody knows one. */
static uint64_t price_of(const struct flow *f, const struct claim *c)
{
	size_t i;

	if (flow_account_index(f, c->account, &i) != 0)
		return 0;
	return (uint64_t)terms_price(f->terms, i, c->to);
}

uint64_t tariff_of(const struct flow *f, const struct claim *c,
    const struct body *body)
{
	const struct body_text *from = &body->field[BODY_FROM];
	uint64_t tariff = price_of(f, c);

	tariff = tariff << SEGMENT_BITS | (way_segments(body, c->parts) & 0xff);
	return tariff << OWN_BITS | tariff_own(from->s, from->len);
}

void tariff_read(uint64_t tariff, struct answer *a)
{
	a->own = tariff & ((1u << OWN_BITS) - 1);
	a->segments = tariff >> OWN_BITS & 0xff;
	a->price = (int64_t)(tariff >> (OWN_BITS + SEGMENT_BITS));
}
