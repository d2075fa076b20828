/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies in the store: the same bytes as a sealed value, and as the
 * entries of a journal's chunk. An entry that can be read is written as it
 * was.
 */
#include "fuzz.h"

#include "ledger/entry.h"
#include "store/record.h"

static void check_value(const uint8_t *data, size_t size)
{
	static uint8_t copy[4096];
	struct store_head head;

	if (store_check(data, size, &head) == 0)
		assert(head.size <= size);
	if (size < STORE_LONG_HEAD || size > sizeof(copy))
		return;
	memcpy(copy, data, size);
	store_seal_long(copy, size, data[0], data[1]);
	assert(store_check(copy, size, &head) == 0);
	assert(head.version == data[0] && head.body_key == data[1]);
	copy[size - 1] ^= (uint8_t)(data[2] | 1);
	assert(store_check(copy, size, &head) == RC_CORRUPT);
}

static void check_entry(const struct entry *e, const uint8_t *data, size_t used)
{
	uint8_t again[ENTRY_HEAD + ENTRY_FIXED_MAX];
	size_t n;

	assert(used >= ENTRY_HEAD);
	assert(e->raw_len <= used - ENTRY_HEAD);
	assert(memchr(e->smsc_id, '\0', sizeof(e->smsc_id)) != NULL);
	if (used > ENTRY_HEAD + ENTRY_PAYLOAD_MAX)
		return; /* the ledger writes none so long */
	n = entry_encode(e, again) + e->raw_len;
	assert(n <= used);
	if (n == used) /* no NUL stood within an id */
		assert(memcmp(again, data, used - e->raw_len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	struct entry e;
	size_t used;

	check_value(data, size);
	while (in.left != 0 && entry_decode(&e, in.at, in.left, &used) == 0) {
		assert(used <= in.left);
		check_entry(&e, in.at, used);
		(void)entry_name(e.type);
		(void)fuzz_bytes(&in, used, &used);
	}
	return 0;
}
