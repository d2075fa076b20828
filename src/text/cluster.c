/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Only a few places of a text are asked about, so each is looked at backwards
 * as far as is needed; ASCII is decided by two comparisons.
 */
#include "text/cluster.h"

#include <stdlib.h>

#include "text/utf8.h"

#define JOINER     0x200D
#define FLAG_FIRST 0x1F1E6 /* regional indicators, two of which are a flag */
#define FLAG_LAST  0x1F1FF

enum kind { OTHER, EXTENDS, VIRAMA, CONSONANT, PICTURE };

struct range {
	uint32_t first, last;
	enum kind kind;
};

static const struct range ranges[] = {
#define CLUSTER(first, last, kind) { first, last, kind },
#include "text/cluster.def"
#undef CLUSTER
};

static int compare(const void *key, const void *row)
{
	const uint32_t *cp = key;
	const struct range *r = row;

	return *cp < r->first ? -1 : *cp > r->last;
}

static enum kind kind_of(uint32_t cp)
{
	const struct range *r =
	    bsearch(&cp, ranges, ARRAY_LEN(ranges), sizeof(ranges[0]), compare);

	return r == NULL ? OTHER : r->kind;
}

static bool is_flag(uint32_t cp)
{
	return cp >= FLAG_FIRST && cp <= FLAG_LAST;
}

/* The character that ends at `at`; 0 at the beginning. */
static uint32_t before(const char *from, const char *at)
{
	uint32_t cp = 0;

	if (at > from)
		utf8_next(utf8_prev(from, at), at, &cp);
	return cp;
}

/* Flags stand in pairs from the first of them on: UAX 29, GB12. */
static bool halves_flag(const char *from, const char *at)
{
	bool odd = false;

	while (is_flag(before(from, at))) {
		at = utf8_prev(from, at);
		odd = !odd;
	}
	return odd;
}

/* GB9c, over one joiner at most. */
static bool follows_virama(const char *from, const char *at)
{
	uint32_t last = before(from, at);

	if (last == JOINER)
		last = before(from, utf8_prev(from, at));
	return kind_of(last) == VIRAMA;
}

/* Whether the character at `at` goes on with what stands before it. */
static bool goes_on(const char *from, const char *at, const char *end)
{
	uint32_t cp;

	utf8_next(at, end, &cp);
	if (cp < 0x80)
		return false;
	if (is_flag(cp))
		return halves_flag(from, at);
	switch (kind_of(cp)) {
	case EXTENDS:
	case VIRAMA: return true;
	case CONSONANT: return follows_virama(from, at);
	case PICTURE: return before(from, at) == JOINER;
	case OTHER: return false;
	}
	return false;
}

const char *cluster_begin(const char *from, const char *at, const char *end)
{
	while (at > from && goes_on(from, at, end))
		at = utf8_prev(from, at);
	return at;
}
