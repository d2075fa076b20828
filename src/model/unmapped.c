/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows lie in the order they came; a table of row numbers, open addressing,
 * finds them. A peer chooses the codes, so the hash has a key of its own.
 *
 * Invariant: the table has twice as many places as there can be rows, so a
 * search ends.
 */
#include "model/unmapped.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"

#define PLACES ((size_t)2 * UNMAPPED_MAX)

struct unmapped {
	struct unmapped_row *row; /* UNMAPPED_MAX of them */
	uint16_t *place;          /* row + 1, or 0 */
	size_t len;
	struct unmapped_row rest;
	struct hash_key key;
};

struct unmapped *unmapped_new(void)
{
	struct unmapped *u = mem_new(1, sizeof(*u));

	u->row = mem_new(UNMAPPED_MAX, sizeof(*u->row));
	u->place = mem_new(PLACES, sizeof(*u->place));
	random_fill(&u->key, sizeof(u->key));
	return u;
}

void unmapped_free(struct unmapped *u)
{
	if (u == NULL)
		return;
	free(u->row);
	free(u->place);
	free(u);
}

/* What is compared: without case, and what is no text as a dot. */
static void tidy(const char *code, char to[UNMAPPED_CODE])
{
	size_t i;

	for (i = 0; i + 1 < UNMAPPED_CODE && code[i] != '\0'; i++)
		to[i] = code[i] > ' ' && code[i] <= '~' ? code[i] : '.';
	to[i] = '\0';
}

static uint64_t hash_of(const struct unmapped *u,
    const struct unmapped_row *row)
{
	char text[UNMAPPED_CODE + 16];
	int len = snprintf(text, sizeof(text), "%u/%u/%s", (unsigned)row->smsc,
	    (unsigned)row->kind, row->code);

	for (int i = 0; i < len; i++)
		text[i] = (char)tolower((unsigned char)text[i]);
	return hash_sip(&u->key, text, (size_t)len);
}

static bool is_same(const struct unmapped_row *a, const struct unmapped_row *b)
{
	return a->smsc == b->smsc && a->kind == b->kind &&
	       strcasecmp(a->code, b->code) == 0;
}

/* Its row, a new one, or the one for all that have no room. */
static struct unmapped_row *row_of(struct unmapped *u,
    const struct unmapped_row *want)
{
	for (size_t i = (size_t)hash_of(u, want);; i++) {
		uint16_t *place = &u->place[i % PLACES];

		if (*place != 0) {
			if (is_same(&u->row[*place - 1], want))
				return &u->row[*place - 1];
			continue;
		}
		if (u->len == UNMAPPED_MAX)
			return &u->rest;
		u->row[u->len] = *want;
		*place = (uint16_t)++u->len;
		return &u->row[u->len - 1];
	}
}

void unmapped_count(struct unmapped *u, const struct unmapped_row *seen,
    usec now)
{
	struct unmapped_row want = { .smsc = seen->smsc, .kind = seen->kind };
	struct unmapped_row *row;

	tidy(seen->code, want.code);
	row = row_of(u, &want);
	if (row->count++ == 0)
		row->first = now;
	row->last = now;
}

void unmapped_receipt(struct unmapped *u, uint32_t smsc,
    const struct receipt *r, usec now)
{
	struct unmapped_row seen = { .smsc = smsc, .kind = ERRMAP_STAT };

	if (r->network_type >= 0 && r->network_code != 0) {
		seen.kind = ERRMAP_NETWORK_ERROR_CODE;
		snprintf(seen.code, sizeof(seen.code), "%u", r->network_code);
	} else if (r->network_is_ascii && r->network_code != 0 &&
		   r->err[0] == '\0') {
		seen.kind = ERRMAP_ERR;
		snprintf(seen.code, sizeof(seen.code), "%03u", r->network_code);
	} else if (r->err[strspn(r->err, "0")] != '\0') {
		seen.kind = ERRMAP_ERR;
		snprintf(seen.code, sizeof(seen.code), "%.31s", r->err);
	} else {
		snprintf(seen.code, sizeof(seen.code), "%.31s", r->stat);
	}
	unmapped_count(u, &seen, now);
}

void unmapped_submit(struct unmapped *u, uint32_t smsc, uint32_t command_status,
    usec now)
{
	struct unmapped_row seen = { .smsc = smsc,
		.kind = ERRMAP_COMMAND_STATUS };

	snprintf(seen.code, sizeof(seen.code), "0x%08X",
	    (unsigned)command_status);
	unmapped_count(u, &seen, now);
}

const struct unmapped_row *unmapped_at(const struct unmapped *u, size_t i)
{
	return i < u->len ? &u->row[i] : NULL;
}

const struct unmapped_row *unmapped_rest(const struct unmapped *u)
{
	return &u->rest;
}

uint64_t unmapped_total(const struct unmapped *u)
{
	uint64_t sum = u->rest.count;

	for (size_t i = 0; i < u->len; i++)
		sum += u->row[i].count;
	return sum;
}
