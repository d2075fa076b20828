/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/optout.h"

#include <assert.h>

#include "ledger/inside.h"

void ledger_optout(struct ledger *l, uint64_t token, const struct optout *o)
{
	assert(o->number != 0);
	batch_add(l->fill, FACT_OPTOUT, NULL, 0)->u.optout =
	    (struct optout_fact){ .token = token,
		    .number = o->number,
		    .scope = o->scope,
		    .account = o->account,
		    .set = o->set,
		    .source = o->source };
}
