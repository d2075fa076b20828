/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/public_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

#define PREFIX 2

char *campaign_id_format(uint32_t id, char *text)
{
	snprintf(text, PUBLIC_ID_TEXT, "CP%08" PRIx32, id);
	return text;
}

char *list_id_format(uint32_t id, char *text)
{
	snprintf(text, PUBLIC_ID_TEXT, "LS%08" PRIx32, id);
	return text;
}

char *contact_id_format(uint64_t id, char *text)
{
	snprintf(text, PUBLIC_ID_TEXT, "CT%016" PRIx64, id);
	return text;
}

static int parse(const char *prefix, const char *text, size_t len, size_t bytes,
    uint64_t *id)
{
	uint8_t octet[sizeof(*id)];

	if (len != PREFIX + 2 * bytes || memcmp(text, prefix, PREFIX) != 0 ||
	    hex_parse(text + PREFIX, len - PREFIX, octet, bytes) != 0)
		return RC_BAD;
	*id = 0;
	for (size_t i = 0; i < bytes; i++)
		*id = *id << 8 | octet[i];
	return *id != 0 ? 0 : RC_BAD;
}

static int parse32(const char *prefix, const char *text, size_t len,
    uint32_t *id)
{
	uint64_t wide;
	int rc = parse(prefix, text, len, sizeof(*id), &wide);

	if (rc == 0)
		*id = (uint32_t)wide;
	return rc;
}

int campaign_id_parse(const char *text, size_t len, uint32_t *id)
{
	return parse32("CP", text, len, id);
}

int list_id_parse(const char *text, size_t len, uint32_t *id)
{
	return parse32("LS", text, len, id);
}

int contact_id_parse(const char *text, size_t len, uint64_t *id)
{
	return parse("CT", text, len, sizeof(*id), id);
}
