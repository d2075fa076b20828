/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/checking.h"

#include "ledger/audience.h"
#include "ledger/read.h"

usec promo_seen(struct book *b, struct store_txn *t, uint16_t account,
    uint64_t number)
{
	struct record r;
	uint64_t key;
	usec last = promo_find(t, account, number, &key);

	if (key != 0 && read_record(b, t, key, &r) == 0 && promo_waits(&r))
		return PROMO_WAITS;
	return last;
}
