/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was learned lies in buckets of four: a bucket that is full forgets the
 * oldest of its own, so that learning costs the same for ever.
 */
#include "route/lookup_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/utf8.h"

#define WAYS        4
#define BUCKET_BITS 18

#define CODE_FRONT UINT64_C(1000000000000000) /* see lookup_impl.h */
#define CODE_MIN   5
#define CODE_MAX   6

_Static_assert((WAYS << BUCKET_BITS) == LOOKUP_LEARNED_MAX,
    "the buckets hold what the contract says");
_Static_assert((1 << LOOKUP_CARRIER_BITS) > LOOKUP_CARRIERS_MAX,
    "a row holds any carrier");
_Static_assert(CODE_FRONT + 2000000 < 1ull << (64 - LOOKUP_CARRIER_BITS),
    "a row holds the code of a network");
_Static_assert(LOOKUP_SLOTS > 2 * LOOKUP_CARRIERS_MAX,
    "a free slot is always near");

struct lookup *lookup_new(void)
{
	return mem_new(1, sizeof(struct lookup));
}

void lookup_free(struct lookup *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->carriers; i++)
		free(l->carrier[i].text[0]);
	free(l->carrier);
	free(l->row);
	free(l->learned);
	free(l);
}

const char *lookup_source_name(enum lookup_source source)
{
	static const char *const names[] = { NULL, "ported", "learned",
		"prefix" };

	return names[source];
}

/* ---- carriers ---------------------------------------------------------- */

static bool is_same(const struct lookup_carrier *c, const char *const text[3])
{
	return strcmp(c->text[0], text[0]) == 0 &&
	       strcmp(c->text[1], text[1]) == 0 &&
	       strcmp(c->text[2], text[2]) == 0;
}

static struct lookup_carrier copy_of(const char *const text[3])
{
	struct lookup_carrier c;
	size_t len[3];

	for (size_t i = 0; i < 3; i++)
		len[i] = strlen(text[i]) + 1;
	c.text[0] = mem_new(1, len[0] + len[1] + len[2]);
	c.text[1] = c.text[0] + len[0];
	c.text[2] = c.text[1] + len[1];
	for (size_t i = 0; i < 3; i++)
		memcpy(c.text[i], text[i], len[i]);
	return c;
}

int lookup_intern(struct lookup *l, const char *const text[3],
    uint16_t *carrier)
{
	uint32_t at = hash_crc32c(text[0], strlen(text[0])) ^
		      hash_crc32c(text[1], strlen(text[1])) * 31 ^
		      hash_crc32c(text[2], strlen(text[2])) * 961;

	for (;; at++) {
		uint16_t *slot = &l->slot[at % LOOKUP_SLOTS];

		if (*slot == 0) {
			if (l->carriers == LOOKUP_CARRIERS_MAX)
				return RC_FULL;
			l->carrier = mem_resize(l->carrier, l->carriers + 1,
			    sizeof(*l->carrier));
			l->carrier[l->carriers++] = copy_of(text);
			*slot = (uint16_t)l->carriers;
		}
		*carrier = (uint16_t)(*slot - 1);
		if (is_same(&l->carrier[*carrier], text))
			return 0;
	}
}

/* ---- numbers ----------------------------------------------------------- */

size_t lookup_length(uint64_t number)
{
	size_t n = 0;

	for (; number != 0; number /= 10)
		n++;
	return n;
}

int lookup_digits(const char *text, uint64_t *number)
{
	size_t n = 0;

	text += *text == '+';
	*number = 0;
	for (; text[n] >= '0' && text[n] <= '9'; n++) {
		if (n == LOOKUP_DIGITS_MAX)
			return RC_BAD;
		*number = *number * 10 + (uint64_t)(text[n] - '0');
	}
	return n == 0 || text[n] != '\0' || text[0] == '0' ? RC_BAD : 0;
}

int lookup_code(const char *text, uint64_t *number)
{
	size_t n = strspn(text, "0123456789");

	if (n < CODE_MIN || n > CODE_MAX || text[n] != '\0')
		return RC_BAD;
	*number = n == CODE_MIN ? 100000 : 1000000;
	*number += CODE_FRONT + strtoul(text, NULL, 10);
	return 0;
}

/* The row of these digits among those of their length, or 0. */
static uint64_t row_of(const struct lookup *l, uint64_t digits, size_t len)
{
	size_t low = l->first[len], high = l->first[len + 1];
	size_t end = high;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (l->row[mid] >> LOOKUP_CARRIER_BITS < digits)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == end || l->row[low] >> LOOKUP_CARRIER_BITS != digits)
		return 0;
	return l->row[low];
}

/* Where what was learned of the number lies. */
static uint64_t *bucket_of(const struct lookup *l, uint64_t number)
{
	/* The golden ratio of 2^64 spreads numbers that are close. */
	uint64_t spread = number * UINT64_C(0x9e3779b97f4a7c15);

	return l->learned + WAYS * (spread >> (64 - BUCKET_BITS));
}

static uint64_t learned_of(const struct lookup *l, uint64_t number)
{
	const uint64_t *bucket;

	if (l->learned == NULL)
		return 0;
	bucket = bucket_of(l, number);
	for (size_t i = 0; i < WAYS; i++) {
		if (bucket[i] >> LOOKUP_CARRIER_BITS == number)
			return bucket[i];
	}
	return 0;
}

static const char *const *texts_of(const struct lookup *l, uint64_t row)
{
	static const char *const none[3] = { NULL, NULL, NULL };
	const struct lookup_carrier *c =
	    &l->carrier[row & ((1u << LOOKUP_CARRIER_BITS) - 1)];

	return row != 0 ? (const char *const *)c->text : none;
}

static uint64_t network_of(const struct lookup *l, const char *code)
{
	uint64_t number;

	return lookup_code(code, &number) == 0
		   ? row_of(l, number, LOOKUP_CODE_DIGITS)
		   : 0;
}

const char *lookup_network(const struct lookup *l, const char *code)
{
	return texts_of(l, network_of(l, code))[0];
}

const char *lookup_learned(const struct lookup *l, uint64_t number)
{
	return texts_of(l, learned_of(l, number))[0];
}

static enum lookup_source find_row(const struct lookup *l, uint64_t number,
    uint64_t *row)
{
	size_t len = lookup_length(number);

	if (len == 0 || len > LOOKUP_DIGITS_MAX)
		return LOOKUP_UNKNOWN;
	*row = row_of(l, number, len);
	if (*row != 0)
		return LOOKUP_PORTED;
	*row = learned_of(l, number);
	if (*row != 0)
		return LOOKUP_LEARNED;
	while (--len > 0) {
		number /= 10;
		*row = row_of(l, number, len);
		if (*row != 0)
			return LOOKUP_PREFIX;
	}
	return LOOKUP_UNKNOWN;
}

void lookup_find(const struct lookup *l, uint64_t number,
    struct lookup_answer *a)
{
	const char *const *text;
	uint64_t row = 0, network = 0;

	*a = (struct lookup_answer){ .source = find_row(l, number, &row) };
	if (a->source == LOOKUP_LEARNED)
		network = network_of(l, texts_of(l, row)[0]);
	text = texts_of(l, network != 0 ? network : row);
	a->carrier = text[0];
	a->country = text[1];
	a->type = text[2];
}

/* ---- learning ---------------------------------------------------------- */

/* To the front of its bucket; returns the number that falls out, or 0. */
static uint64_t put_learned(struct lookup *l, uint64_t number, uint64_t row)
{
	uint64_t *bucket, out;
	size_t i = 0;

	if (l->learned == NULL)
		l->learned = mem_new(LOOKUP_LEARNED_MAX, sizeof(*l->learned));
	bucket = bucket_of(l, number);
	while (i < WAYS - 1 && bucket[i] >> LOOKUP_CARRIER_BITS != number)
		i++;
	out = bucket[i] >> LOOKUP_CARRIER_BITS;
	memmove(bucket + 1, bucket, i * sizeof(*bucket));
	bucket[0] = row;
	return out != number ? out : 0;
}

static int learn_row(struct lookup *l, uint64_t number, const char *carrier,
    uint64_t *out)
{
	const char *const text[] = { carrier, "", "" };
	uint16_t id;
	uint64_t fell;
	int rc = lookup_intern(l, text, &id);

	if (rc != 0)
		return rc;
	fell = put_learned(l, number, number << LOOKUP_CARRIER_BITS | id);
	if (out != NULL)
		*out = fell;
	return 0;
}

int lookup_learn(struct lookup *l, uint64_t number, const char *carrier,
    uint64_t *out)
{
	size_t len = lookup_length(number);

	if (out != NULL)
		*out = 0;
	if (len == 0 || len > LOOKUP_DIGITS_MAX || carrier[0] == '\0' ||
	    strlen(carrier) > LOOKUP_TEXT_MAX ||
	    !utf8_is_shown(carrier, strlen(carrier)))
		return RC_BAD;
	return learn_row(l, number, carrier, out);
}

bool lookup_forget(struct lookup *l, uint64_t number)
{
	uint64_t *bucket = l->learned != NULL ? bucket_of(l, number) : NULL;

	for (size_t i = 0; bucket != NULL && i < WAYS; i++) {
		if (bucket[i] == 0 ||
		    bucket[i] >> LOOKUP_CARRIER_BITS != number)
			continue;
		memmove(bucket + i, bucket + i + 1,
		    (WAYS - 1 - i) * sizeof(*bucket));
		bucket[WAYS - 1] = 0;
		return true;
	}
	return false;
}

void lookup_inherit(struct lookup *l, const struct lookup *from)
{
	/* Oldest first, so that the order within a bucket stays. */
	for (size_t i = LOOKUP_LEARNED_MAX; from->learned != NULL && i > 0;) {
		uint64_t row = from->learned[--i];

		/* A table full of carriers forgets the rest. */
		if (row != 0 && learn_row(l, row >> LOOKUP_CARRIER_BITS,
				    texts_of(from, row)[0], NULL) != 0)
			return;
	}
}
