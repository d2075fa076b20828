/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/batch.h"

#include "base/mem.h"

#include <stdlib.h>

void batch_fini(struct batch *b)
{
	free(b->fact);
	free(b->outcome);
	buf_free(&b->in);
	buf_free(&b->out);
	*b = (struct batch){ 0 };
}

void batch_clear(struct batch *b)
{
	b->facts = b->outcomes = b->accepts = 0;
	buf_clear(&b->in);
	buf_clear(&b->out);
}

struct fact *batch_add(struct batch *b, enum fact_type type, const void *data,
    size_t len)
{
	struct fact *f;

	if (b->facts == b->facts_cap) {
		b->facts_cap = b->facts_cap * 2 + 64;
		b->fact = mem_resize(b->fact, b->facts_cap, sizeof(b->fact[0]));
	}
	f = &b->fact[b->facts++];
	f->type = type;
	f->has_text = false;
	f->data = b->in.len;
	buf_add(&b->in, data, len);
	return f;
}

void batch_more(struct batch *b, struct fact *f, const void *data, size_t len)
{
	buf_add(&b->in, data, len);
	f->u.bytes.len = b->in.len - f->data;
}

struct outcome *batch_outcome(struct batch *b, enum outcome_type type)
{
	struct outcome *o;

	if (b->outcomes == b->outcomes_cap) {
		b->outcomes_cap = b->outcomes_cap * 2 + 64;
		b->outcome = mem_resize(b->outcome, b->outcomes_cap,
		    sizeof(b->outcome[0]));
	}
	o = &b->outcome[b->outcomes++];
	o->type = type;
	o->rc = 0;
	o->data_out = false;
	return o;
}
