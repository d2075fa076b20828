/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/avoid.h"

#include <stdio.h>
#include <string.h>

static size_t find(const struct avoid *a, const char *address)
{
	size_t i = 0;

	while (i < AVOID_MAX && strcmp(a->one[i].address, address) != 0)
		i++;
	return i;
}

/* A free one has a date of long ago. */
static size_t oldest(const struct avoid *a)
{
	size_t best = 0;

	for (size_t i = 1; i < AVOID_MAX; i++)
		if (a->one[i].until < a->one[best].until)
			best = i;
	return best;
}

void avoid_put(struct avoid *a, const char *address, usec now)
{
	size_t i = find(a, address);

	if (i == AVOID_MAX)
		i = oldest(a);
	snprintf(a->one[i].address, sizeof(a->one[i].address), "%s", address);
	a->one[i].until = now + AVOID_TIME;
}

void avoid_del(struct avoid *a, const char *address)
{
	size_t i = find(a, address);

	if (i < AVOID_MAX)
		a->one[i] = (struct avoided){ .until = 0 };
}

bool avoid_has(const struct avoid *a, const char *address, usec now)
{
	size_t i = find(a, address);

	return i < AVOID_MAX && now < a->one[i].until;
}
