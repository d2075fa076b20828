/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows lie in the order of the file; a hash table of row numbers finds them by
 * the text of their code, another by its number. A row whose key is already in
 * a table does not enter it, so the first row wins.
 *
 * A code is a number if it is decimal digits, or hexadecimal behind 0x. That of
 * a stat row is one if its err is: "UNDELIV/777" is UNDELIV and 777.
 *
 * Invariant: both tables are at most half full, so a search ends.
 */
#include "model/errmap.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/mem.h"
#include "model/errmap_file.h"

#define CODE_MAX 80 /* "UNDELIVERABLE/" and an err of RECEIPT_WORD */

/* Network types of network_error_code (SMPP 3.4, 5.3.2.31; SMPP 5.0). */
enum { NETWORK_GSM = 3, NETWORK_SMPP = 7, NETWORK_CENTRE = 8 };

/* What two codes have in common when they are equal. */
struct key {
	enum errmap_kind kind;
	const char *text;
	size_t text_len; /* of the part that compares as text */
	uint64_t number;
	bool has_number;
};

struct errmap {
	struct errmap_row *rows;
	size_t len;
	uint32_t *by_text, *by_number; /* row + 1, or 0 */
	size_t mask;                   /* slots of each, less one */
	char *text;                    /* what codes and meanings point to */
};

static struct key key_of(enum errmap_kind kind, const char *code)
{
	struct key k = { .kind = kind, .text = code };
	const char *number = code;

	k.text_len = strlen(code);
	if (kind == ERRMAP_STAT)
		number = strchr(code, '/');
	if (number == NULL)
		return k;
	if (kind == ERRMAP_STAT)
		number++;
	k.has_number = number_parse(number, UINT64_MAX, &k.number) == 0;
	return k;
}

/* The part of a code before its number: the stat of a stat row. */
static size_t stem_of(const struct key *k)
{
	return k->kind == ERRMAP_STAT ? strcspn(k->text, "/") : 0;
}

/* FNV-1a: the file is the operator's, nobody else chooses its codes. */
static uint64_t hash_text(enum errmap_kind kind, const char *text, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u ^ (uint64_t)kind;

	for (size_t i = 0; i < len; i++) {
		h ^= (uint64_t)tolower((unsigned char)text[i]);
		h *= 0x100000001b3u;
	}
	return h ^ h >> 32;
}

static uint64_t hash_number(const struct key *k)
{
	uint64_t h = hash_text(k->kind, k->text, stem_of(k));

	h = (h ^ k->number) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

static bool same_text(const struct key *a, const struct key *b)
{
	return a->kind == b->kind && a->text_len == b->text_len &&
	       strncasecmp(a->text, b->text, a->text_len) == 0;
}

static bool same_number(const struct key *a, const struct key *b)
{
	size_t stem = stem_of(a);

	return a->kind == b->kind && b->has_number && a->number == b->number &&
	       stem == stem_of(b) && strncasecmp(a->text, b->text, stem) == 0;
}

typedef bool sameness(const struct key *a, const struct key *b);

/* The slot that holds an equal row, or the free one where it would be. */
static uint32_t *slot_of(const struct errmap *m, uint32_t *table, uint64_t hash,
    const struct key *k, sameness *same)
{
	for (size_t i = (size_t)hash;; i++) {
		uint32_t *slot = &table[i & m->mask];
		const struct errmap_row *row;
		struct key other;

		if (*slot == 0)
			return slot;
		row = &m->rows[*slot - 1];
		other = key_of(row->kind, row->code);
		if (same(k, &other))
			return slot;
	}
}

static uint32_t *text_slot(const struct errmap *m, const struct key *k)
{
	return slot_of(m, m->by_text, hash_text(k->kind, k->text, k->text_len),
	    k, same_text);
}

static uint32_t *number_slot(const struct errmap *m, const struct key *k)
{
	return slot_of(m, m->by_number, hash_number(k), k, same_number);
}

static void index_row(struct errmap *m, uint32_t i)
{
	struct key k = key_of(m->rows[i].kind, m->rows[i].code);
	uint32_t *slot = text_slot(m, &k);

	if (*slot == 0)
		*slot = i + 1;
	if (!k.has_number)
		return;
	slot = number_slot(m, &k);
	if (*slot == 0)
		*slot = i + 1;
}

struct errmap *errmap_new(struct errmap_row *rows, size_t len, char *text)
{
	struct errmap *m = mem_new(1, sizeof(*m));
	size_t slots = 16;

	while (slots < 2 * len)
		slots *= 2;
	m->rows = rows;
	m->len = len;
	m->text = text;
	m->mask = slots - 1;
	m->by_text = mem_new(slots, sizeof(*m->by_text));
	m->by_number = mem_new(slots, sizeof(*m->by_number));
	for (size_t i = 0; i < len; i++)
		index_row(m, (uint32_t)i);
	return m;
}

void errmap_free(struct errmap *m)
{
	if (m == NULL)
		return;
	free(m->by_text);
	free(m->by_number);
	free(m->rows);
	free(m->text);
	free(m);
}

const struct errmap_row *errmap_find(const struct errmap *m,
    enum errmap_kind kind, const char *code)
{
	struct key k = key_of(kind, code);
	uint32_t row;

	if (m == NULL || k.text_len == 0 || k.text_len >= CODE_MAX)
		return NULL;
	row = *text_slot(m, &k);
	if (row == 0 && k.has_number)
		row = *number_slot(m, &k);
	return row == 0 ? NULL : &m->rows[row - 1];
}

static const struct errmap_row *find_number(const struct errmap *m,
    enum errmap_kind kind, uint64_t number)
{
	char code[24];

	snprintf(code, sizeof(code), "%llu", (unsigned long long)number);
	return errmap_find(m, kind, code);
}

/* Take the row as the answer, unless it suggests no reason. */
static bool answer(const struct errmap_row *row, struct errmap_answer *a)
{
	if (row == NULL || row->reason == REASON_NONE)
		return false;
	*a = (struct errmap_answer){ row->reason, row->detail, row->permanence,
		row };
	return true;
}

static const struct errmap_answer unlisted = { REASON_UNKNOWN, DETAIL_UNLISTED,
	PERMANENCE_UNKNOWN, NULL };

static const struct standard {
	uint32_t status;
	struct errmap_row row;
} standards[] = {
#define SUBMIT(status, name, reason, detail)                           \
	{ status, { ERRMAP_COMMAND_STATUS, PERMANENCE_UNKNOWN, reason, \
		      DETAIL_##detail, 0, #status, name } },
#include "model/submit.def"
#undef SUBMIT
};

static const struct errmap_row *find_standard(uint32_t status)
{
	for (size_t i = 0; i < ARRAY_LEN(standards); i++)
		if (standards[i].status == status)
			return &standards[i].row;
	return NULL;
}

void errmap_submit(const struct errmap *m, uint32_t command_status,
    struct errmap_answer *a)
{
	*a = unlisted;
	if (!answer(find_number(m, ERRMAP_COMMAND_STATUS, command_status), a))
		(void)answer(find_standard(command_status), a);
}

enum permanence errmap_refusal(const struct errmap *m, uint32_t command_status)
{
	const struct errmap_row *row =
	    find_number(m, ERRMAP_COMMAND_STATUS, command_status);

	return row != NULL ? row->permanence : PERMANENCE_UNKNOWN;
}

/* Stat and err together; no err at all counts as 000, "no error". */
static bool by_both(const struct errmap *m, const char *stat, const char *err,
    struct errmap_answer *a)
{
	char code[CODE_MAX];

	snprintf(code, sizeof(code), "%s/%s", stat, err[0] != '\0' ? err : "0");
	return answer(errmap_find(m, ERRMAP_STAT, code), a);
}

/* Code 0 is no error. A map that lists GSM codes as err only has them, too;
 * three digits instead of type and code are what others write as err. */
static bool by_network(const struct errmap *m, const struct receipt *r,
    struct errmap_answer *a)
{
	unsigned code = r->network_code;

	if (code == 0)
		return false;
	if (r->network_is_ascii && r->err[0] == '\0')
		return answer(find_number(m, ERRMAP_ERR, code), a);
	switch (r->network_type) {
	case NETWORK_GSM:
		return answer(find_number(m, ERRMAP_NETWORK_ERROR_CODE, code),
			   a) ||
		       answer(find_number(m, ERRMAP_ERR, code), a);
	case NETWORK_SMPP:
		return answer(find_number(m, ERRMAP_COMMAND_STATUS, code), a);
	case NETWORK_CENTRE: return answer(find_number(m, ERRMAP_ERR, code), a);
	}
	return false;
}

/* A map may list the carrier's own spelling or that of SMPP. Where the TLV has
 * overruled the text, the text's word comes last. */
void errmap_receipt(const struct errmap *m, const struct receipt *r,
    struct errmap_answer *a)
{
	const char *own = r->stat, *common = receipt_state_stat(r->state);

	if (r->message_state >= 0) {
		common = own;
		own = receipt_state_stat(r->state);
	}
	*a = unlisted;
	if (by_both(m, own, r->err, a) ||
	    (strcmp(own, common) != 0 && by_both(m, common, r->err, a)) ||
	    by_network(m, r, a) ||
	    answer(errmap_find(m, ERRMAP_ERR, r->err), a) ||
	    answer(errmap_find(m, ERRMAP_STAT, own), a))
		return;
	(void)answer(errmap_find(m, ERRMAP_STAT, common), a);
}

size_t errmap_len(const struct errmap *m)
{
	return m->len;
}

const struct errmap_row *errmap_at(const struct errmap *m, size_t i)
{
	return i < m->len ? &m->rows[i] : NULL;
}
