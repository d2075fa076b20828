/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text is read once for validity and both alphabets' lengths. Only one that
 * needs more than one part is read again, to note where each part begins, so
 * that text_part() touches nothing but its own part.
 *
 * Invariant 1: an escape pair and a surrogate pair lie in one part.
 * Invariant 2: part n holds the bytes start[n] to start[n + 1].
 */
#include <esmed/text.h>

#include <assert.h>
#include <string.h>

#include "text/gsm7.h"
#include "text/utf8.h"

/* 140 octets are 160 septets or 70 units; a header of 6 octets takes 7 septets
 * or 3 units from each part (3GPP TS 23.040, 9.2.3.24.1). */
static const struct {
	uint32_t alone, together;
} limits[] = {
	[TEXT_GSM7] = { 160, 153 },
	[TEXT_UCS2] = { 70, 67 },
};

struct tally {
	size_t gsm7, ucs2; /* units */
	bool odd;          /* a character is not in GSM 03.38 */
};

/* The hot path: ASCII that GSM 03.38 has. Returns where it ends. */
static const char *read_plain(const char *at, const char *end, struct tally *t)
{
	const char *from = at;
	size_t pairs = 0;

	for (; at < end && (uint8_t)*at < 0x80; at++) {
		unsigned mark = gsm7_marks[(uint8_t)*at];

		if (mark == 0)
			break;
		pairs += mark > 128;
	}
	t->ucs2 += (size_t)(at - from);
	t->gsm7 += (size_t)(at - from) + pairs;
	return at;
}

static void count_char(struct tally *t, uint32_t cp)
{
	unsigned mark = gsm7_mark(cp);

	if (mark == 0)
		t->odd = true;
	else
		t->gsm7 += gsm7_width(mark);
	t->ucs2 += cp > 0xFFFF ? 2 : 1;
}

static int measure(struct text_plan *p, struct tally *t)
{
	const char *end = p->utf8 + p->len;
	const char *at = read_plain(p->utf8, end, t);

	while (at < end) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);

		if (n == 0 || cp == 0) {
			p->problem = n == 0 ? TEXT_NOT_UTF8 : TEXT_HAS_NUL;
			p->problem_at = (size_t)(at - p->utf8);
			return RC_BAD;
		}
		count_char(t, cp);
		at += n;
	}
	return 0;
}

static uint32_t units_of(enum text_alphabet alphabet, uint32_t cp)
{
	if (alphabet == TEXT_GSM7)
		return gsm7_width(gsm7_mark(cp));
	return cp > 0xFFFF ? 2 : 1;
}

static void split(struct text_plan *p)
{
	const char *at = p->utf8, *end = at + p->len;
	uint32_t limit = limits[p->alphabet].together, used = limit;

	p->parts = 0;
	while (at < end) {
		uint32_t cp, units;
		unsigned n = utf8_next(at, end, &cp);

		units = units_of(p->alphabet, cp);
		if (used + units > limit) {
			if (p->parts < TEXT_MAX_PARTS)
				p->start[p->parts] = (uint32_t)(at - p->utf8);
			p->parts++;
			used = 0;
		}
		used += units;
		at += n;
	}
}

int text_plan(const char *utf8, size_t len, unsigned max_parts,
    struct text_plan *plan)
{
	struct tally t = { 0, 0, false };
	int rc;

	assert(max_parts >= 1 && max_parts <= TEXT_MAX_PARTS);
	plan->utf8 = utf8;
	plan->len = len;
	plan->alphabet = TEXT_GSM7;
	plan->data_coding = 0;
	plan->units = 0;
	plan->parts = 1;
	plan->problem = TEXT_FINE;
	plan->problem_at = 0;
	rc = measure(plan, &t);
	if (rc != 0)
		return rc;
	if (t.odd) {
		plan->alphabet = TEXT_UCS2;
		plan->data_coding = 8;
	}
	plan->units = (uint32_t)(t.odd ? t.ucs2 : t.gsm7);
	if (plan->units > limits[plan->alphabet].alone)
		split(plan);
	if (plan->parts <= max_parts)
		return 0;
	plan->problem = TEXT_TOO_LONG;
	return RC_TOO_LONG;
}

static size_t put_gsm7(const char *at, const char *end, uint8_t *to)
{
	uint8_t *from = to;

	while (at < end) {
		uint32_t cp = (uint8_t)*at;

		at += cp < 0x80 ? 1 : utf8_next(at, end, &cp);
		to += gsm7_put(gsm7_marks[cp], to);
	}
	return (size_t)(to - from);
}

/* Octets before the text: element 0x00, concatenation by an 8-bit reference
 * (3GPP TS 23.040, 9.2.3.24.1). */
static uint8_t put_header(const struct text_plan *plan, unsigned nth,
    uint8_t ref, uint8_t *to)
{
	const uint8_t udh[] = { 5, 0, 3, ref, (uint8_t)plan->parts,
		(uint8_t)(nth + 1) };

	if (plan->parts == 1)
		return 0;
	memcpy(to, udh, sizeof(udh));
	return sizeof(udh);
}

void text_part(const struct text_plan *plan, unsigned nth, uint8_t ref,
    struct text_part *part)
{
	bool last = nth + 1 == plan->parts;
	const char *at = plan->utf8, *end = plan->utf8 + plan->len;
	uint8_t head = put_header(plan, nth, ref, part->octets);
	size_t used = TEXT_PART_ROOM - (size_t)head;
	int rc = 0;

	assert(plan->problem == TEXT_FINE && nth < plan->parts);
	if (plan->parts > 1)
		at += plan->start[nth];
	if (!last)
		end = plan->utf8 + plan->start[nth + 1];
	if (plan->alphabet == TEXT_GSM7)
		used = put_gsm7(at, end, part->octets + head);
	else
		rc = text_encode(TEXT_UCS2, at, (size_t)(end - at),
		    part->octets + head, &used);
	assert(rc == 0); /* by its plan a part fits */
	(void)rc;
	part->len = (uint8_t)(head + used);
	part->udh = head != 0;
}

const char *text_problem_name(enum text_problem problem)
{
	static const char *const names[] = { "", "not valid UTF-8",
		"has a NUL character", "too many parts" };

	return problem < ARRAY_LEN(names) ? names[problem] : "?";
}
