/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/check.h"

#include "ledger/events.h"
#include "ledger/inside.h"

#include <assert.h>

/* Bytes of facts that wait for a commit: beyond that the asker comes again. */
#define WAITING_MAX (32u << 20)

int ledger_check(struct ledger *l, const struct verdict *v)
{
	struct fact *f;

	assert(v->decides >= CHECK_DELETED && v->decides <= CHECK_PASSED);
	assert(v->body_len <= LEDGER_BODY_MAX);
	if (l->fill->in.len >= WAITING_MAX)
		return RC_BUSY;
	f = batch_add(l->fill, FACT_CHECK, v, sizeof(*v));
	batch_more(l->fill, f, v->body, v->body_len);
	f->u.bytes.token = v->token;
	return 0;
}

void ledger_tell_charge(struct ledger *l, const struct outcome *o)
{
	const struct charge c = { .to = o->u.charged.to,
		.account = o->u.charged.account,
		.segments = o->u.charged.segments,
		.is_due = o->u.charged.is_due };

	if (l->up->charged != NULL)
		l->up->charged(&c, l->up_arg);
}
