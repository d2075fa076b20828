/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading accepts what writing gives and nothing else, so that two names are
 * of one set only if they are equal.
 */
#include "route/set.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const orders[] = { "", "spill:", "weighted:", "least:" };

_Static_assert(ARRAY_LEN(orders) == ROUTE_ORDERS, "each order has a word");

static const struct {
	const char *word;
	uint8_t bit;
} failovers[] = {
	{ "!rejected", ROUTE_ON_REJECTED },
	{ "!expired", ROUTE_ON_EXPIRED },
};

/* Whether `*at` begins with the word; then it is passed. */
static bool take_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) != 0)
		return false;
	*at += len;
	return true;
}

static int read_weight(const char **at, uint8_t *weight)
{
	unsigned v = 0;

	if (*(*at)++ != '=' || **at == '0')
		return RC_BAD;
	for (; **at >= '0' && **at <= '9' && v <= UINT8_MAX; ++*at)
		v = v * 10 + (unsigned)(**at - '0');
	if (v == 0 || v > UINT8_MAX)
		return RC_BAD;
	*weight = (uint8_t)v;
	return 0;
}

static int read_smsc(const char **at, struct route_set_text *out)
{
	size_t len = strcspn(*at, ":,=!");
	char *to;

	if (len == 0 || len > ROUTE_NAME_MAX || out->n == ROUTE_SMSCS_MAX)
		return RC_BAD;
	to = out->smsc[out->n];
	memcpy(to, *at, len);
	*at += len;
	for (size_t i = 0; i < out->n; i++) {
		if (strcmp(out->smsc[i], to) == 0)
			return RC_BAD;
	}
	out->n++;
	if (out->order == ROUTE_WEIGHTED)
		return read_weight(at, &out->weight[out->n - 1]);
	return 0;
}

int route_set_read(const char *name, struct route_set_text *out)
{
	int rc;

	*out = (struct route_set_text){ .order = ROUTE_PRIORITY };
	for (uint8_t i = 1; i < ROUTE_ORDERS; i++) {
		if (take_word(&name, orders[i])) {
			out->order = i;
			break;
		}
	}
	do {
		rc = read_smsc(&name, out);
		if (rc != 0)
			return rc;
	} while (take_word(&name, ","));
	for (size_t i = 0; i < ARRAY_LEN(failovers); i++) {
		if (take_word(&name, failovers[i].word))
			out->failover |= failovers[i].bit;
	}
	return *name == '\0' ? 0 : RC_BAD;
}

char *route_set_write(const struct route_set_text *set, char *name)
{
	char *at = name;

	assert(set->n > 0 && set->n <= ROUTE_SMSCS_MAX);
	assert(set->order < ROUTE_ORDERS);
	at = stpcpy(at, orders[set->order]);
	for (size_t i = 0; i < set->n; i++) {
		if (i != 0)
			*at++ = ',';
		at = stpcpy(at, set->smsc[i]);
		if (set->order == ROUTE_WEIGHTED)
			at += snprintf(at, 5, "=%u", set->weight[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(failovers); i++) {
		if (set->failover & failovers[i].bit)
			at = stpcpy(at, failovers[i].word);
	}
	return name;
}
