/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checksum covers the version and both lengths too, so a flipped bit is
 * found wherever it is; CRC-32C finds any damage of up to 32 bits in a row.
 */
#include "store/record.h"

#include "base/hash.h"

#include <assert.h>
#include <string.h>

#define CRC_BYTES 4
#define WORD      8

static void seal(uint8_t *p, size_t len)
{
	uint32_t crc = hash_crc32c(p + CRC_BYTES, len - CRC_BYTES);

	memcpy(p, &crc, sizeof(crc));
}

void store_seal(void *record, size_t len, uint8_t version, uint16_t body_key)
{
	uint8_t *p = record;

	assert(len >= STORE_HEAD && len <= STORE_FIXED_MAX && len % WORD == 0);
	p[4] = version;
	p[5] = (uint8_t)(len / WORD);
	memcpy(p + 6, &body_key, sizeof(body_key));
	seal(p, len);
}

void store_seal_long(void *record, size_t len, uint8_t version,
    uint16_t body_key)
{
	uint8_t *p = record;
	uint32_t n = (uint32_t)len;

	assert(len >= STORE_LONG_HEAD && len <= UINT32_MAX);
	p[4] = version;
	p[5] = 0;
	memcpy(p + 6, &body_key, sizeof(body_key));
	memcpy(p + STORE_HEAD, &n, sizeof(n));
	seal(p, len);
}

/* The length that the header tells; 0: it is not a header. */
static size_t told_length(const uint8_t *p, size_t len, size_t *head)
{
	uint32_t n;

	if (len < STORE_HEAD)
		return 0;
	*head = p[5] != 0 ? STORE_HEAD : STORE_LONG_HEAD;
	if (p[5] != 0)
		return (size_t)p[5] * WORD;
	if (len < STORE_LONG_HEAD)
		return 0;
	memcpy(&n, p + STORE_HEAD, sizeof(n));
	return n;
}

static bool is_sound(const uint8_t *p, size_t len, size_t *head)
{
	uint32_t crc;

	if (told_length(p, len, head) != len || len == 0)
		return false;
	memcpy(&crc, p, sizeof(crc));
	return crc == hash_crc32c(p + CRC_BYTES, len - CRC_BYTES);
}

int store_check(const void *record, size_t len, struct store_head *head)
{
	const uint8_t *p = record;
	struct store_head h = { 0 };

	if (!is_sound(p, len, &h.size))
		return RC_CORRUPT;
	h.version = p[4];
	memcpy(&h.body_key, p + 6, sizeof(h.body_key));
	if (head != NULL)
		*head = h;
	return 0;
}

int store_unseal(const void *record, size_t len, struct cursor *c)
{
	struct store_head head;
	int rc = store_check(record, len, &head);

	if (rc == 0)
		*c = cursor_reading((const uint8_t *)record + head.size,
		    len - head.size);
	return rc;
}
