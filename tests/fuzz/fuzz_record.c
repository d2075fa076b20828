/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message's life as the entries of a damaged journal, in any order: no
 * entry that record_may() lets through brings the daemon down.
 */
#include "fuzz.h"

#include "ledger/apply.h"

static void check(const struct record *r)
{
	uint32_t all = record_all_parts(r);

	assert(r->state < STATUS_COUNT);
	assert(substate_may((enum substate)r->substate, (enum status)r->state));
	assert(r->stage < STAGE_COUNT);
	assert((r->pending & ~all) == 0);
	assert((r->answered & ~all) == 0);
	assert((r->delivered & ~all) == 0);
	(void)record_time(r, r->final);
	(void)record_time(r, r->next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	struct record r = { 0 };
	struct entry e;
	uint64_t place = 0;
	size_t used;

	while (in.left != 0 && entry_decode(&e, in.at, in.left, &used) == 0) {
		(void)fuzz_bytes(&in, used, &used);
		e.place = ++place;
		if (!record_may(&r, &e))
			continue;
		(void)record_knows_receipt(&r, &e);
		(void)record_ignores(&r, &e);
		record_apply(&r, &e);
		check(&r);
	}
	return 0;
}
