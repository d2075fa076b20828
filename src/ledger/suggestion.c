/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/suggestion.h"

#include "ledger/inside.h"
#include "ledger/people.h"

static void decide(struct ledger *l, uint64_t token,
    const struct suggestion_fact *f)
{
	struct fact *fact = batch_add(l->fill, FACT_SUGGESTION, f, sizeof(*f));

	fact->u.bytes.token = token;
	fact->u.bytes.len = sizeof(*f);
}

void ledger_accept_suggestion(struct ledger *l, uint64_t token,
    uint16_t account, uint64_t number)
{
	decide(l, token,
	    &(struct suggestion_fact){ .token = token,
		.account = account,
		.number = number,
		.accept = true });
}

void ledger_dismiss_suggestion(struct ledger *l, uint64_t token,
    uint16_t account, uint64_t number)
{
	decide(l, token,
	    &(struct suggestion_fact){ .token = token,
		.account = account,
		.number = number });
}
