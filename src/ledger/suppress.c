/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/checking.h"

#include "ledger/book.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#include <inttypes.h>
#include <stdio.h>

bool book_is_suppressed(struct book *b, uint16_t account, uint64_t number)
{
	char name[24];
	struct thing t = { .kind = THING_SUPPRESS,
		.account = account,
		.name = name };

	snprintf(name, sizeof(name), "%" PRIu64, number);
	return thing_get(&b->txn, &t) == 0;
}
