/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A carrier's table of error codes, and every question that can be asked of
 * what it held.
 */
#include "fuzz.h"

#include <stdio.h>

#include "model/errmap.h"

/* The first row of a code wins, so the row found is this or an earlier one. */
static void check_row(const struct errmap *m, size_t i)
{
	const struct errmap_row *row = errmap_at(m, i), *found;
	struct receipt r = { .is_receipt = true, .final = true };
	struct errmap_answer a;

	assert(row->kind < ERRMAP_KIND_COUNT);
	found = errmap_find(m, row->kind, row->code);
	assert(found != NULL && found->line <= row->line);
	snprintf(r.err, sizeof(r.err), "%.32s", row->code);
	snprintf(r.stat, sizeof(r.stat), "%.32s", row->code);
	errmap_receipt(m, &r, &a);
	assert(a.reason != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct errmap_answer a;
	struct errmap_fault fault = { 0 };
	struct errmap *m = NULL;

	if (errmap_parse((const char *)data, size, &m, &fault) != 0) {
		assert(fault.text[0] != '\0');
		assert(memchr(fault.text, '\0', sizeof(fault.text)) != NULL);
		return 0;
	}
	for (size_t i = 0; i < errmap_len(m) && i < 200; i++)
		check_row(m, i);
	errmap_submit(m, 0x58, &a);
	assert(a.reason != 0);
	errmap_free(m);
	return 0;
}
