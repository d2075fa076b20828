/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/thing.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

size_t taught_format(uint64_t message, const char *told, char value[TAUGHT_MAX])
{
	int len = snprintf(value, TAUGHT_MAX, "%" PRIu64 " %s", message, told);

	assert(strlen(told) < TAUGHT_TOLD);
	return (size_t)len;
}

int taught_parse(const struct thing *t, uint64_t *message,
    char told[TAUGHT_TOLD])
{
	char text[TAUGHT_MAX] = "", *space;

	if (t->len >= sizeof(text))
		return RC_BAD;
	memcpy(text, t->value, t->len);
	space = strchr(text, ' ');
	if (space == NULL || strlen(space + 1) >= TAUGHT_TOLD ||
	    strlen(text) != t->len)
		return RC_BAD;
	*space = '\0';
	strcpy(told, space + 1);
	return number_parse(text, UINT64_MAX, message);
}
