/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text is read once for its validity and its length in every alphabet. Only
 * one that needs more than one part is read again, to note where each begins.
 *
 * Invariant 1: an escape pair and a surrogate pair lie in one part.
 * Invariant 2: a cluster lies in one part, unless it is larger than a part or
 *              the plan may cut it.
 * Invariant 3: part n holds the bytes start[n] to start[n + 1].
 */
#include "text/measure.h"

#include <esmed/text_rules.h>

#include "text/cluster.h"
#include "text/gsm7.h"
#include "text/utf8.h"

/* 3GPP TS 23.040, 9.2.3.24: a length octet, then elements of an id, a length
 * and so many octets: 3 or 4 tell parts apart, 1 names a table. */
#define AIR_OCTETS   140
#define HEAD_LENGTH  1
#define HEAD_CONCAT8 5
#define HEAD_TABLE   3

void measure_begin(const char *utf8, size_t len, struct text_plan *p)
{
	p->utf8 = utf8;
	p->len = len;
	p->alphabet = TEXT_GSM7;
	p->data_coding = 0;
	p->locking = p->single = 0;
	p->split = TEXT_SPLIT_UDH8;
	p->is_packed = false;
	p->is_septets = true;
	p->may_cut = true;
	p->units = 0;
	p->segments = p->parts = 1;
	p->problem = TEXT_FINE;
	p->problem_at = 0;
}

/* The hot path: ASCII that GSM 03.38 has. Returns where it ends. */
static const char *read_plain(const char *at, const char *end, struct tally *t)
{
	const char *from = at;
	size_t pairs = 0;

	for (; at < end && (uint8_t)*at < 0x80; at++) {
		unsigned mark = gsm7_marks[(uint8_t)*at];

		if (mark == 0)
			break;
		pairs += mark > GSM7_PAIR;
	}
	t->chars += (size_t)(at - from);
	t->ucs2 += (size_t)(at - from);
	t->gsm7 += (size_t)(at - from) + pairs;
	return at;
}

static void count_char(struct tally *t, uint32_t cp, size_t at)
{
	unsigned mark = gsm7_mark(cp);

	if (mark != 0) {
		t->gsm7 += gsm7_width(mark);
	} else if (!t->odd) {
		t->odd = true;
		t->odd_at = at;
	}
	t->chars++;
	t->ucs2 += cp > 0xFFFF ? 2 : 1;
	if (cp > t->top)
		t->top = cp;
}

int measure(struct text_plan *p, struct tally *t)
{
	const char *end = p->utf8 + p->len, *at;

	*t = (struct tally){ .gsm7 = 0 };
	at = read_plain(p->utf8, end, t);
	while (at < end) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);
		size_t place = (size_t)(at - p->utf8);

		if (n == 0 || cp == 0) {
			p->problem = n == 0 ? TEXT_NOT_UTF8 : TEXT_HAS_NUL;
			p->problem_at = place;
			return RC_BAD;
		}
		count_char(t, cp, place);
		at += n;
	}
	return 0;
}

size_t measure_tables_head(const struct text_plan *p)
{
	size_t tables = (size_t)(p->locking != 0) + (p->single != 0);

	return tables == 0 ? 0 : HEAD_LENGTH + tables * HEAD_TABLE;
}

size_t measure_air_head(const struct text_plan *p, bool is_together)
{
	size_t head = measure_tables_head(p);

	if (!is_together)
		return head;
	if (head == 0)
		head = HEAD_LENGTH;
	return head + HEAD_CONCAT8 + (p->split == TEXT_SPLIT_UDH16);
}

static uint32_t room(const struct text_plan *p, bool is_together)
{
	size_t octets = AIR_OCTETS - measure_air_head(p, is_together);

	if (p->is_septets)
		return (uint32_t)(octets * 8 / 7);
	return (uint32_t)(p->alphabet == TEXT_UCS2 ? octets / 2 : octets);
}

uint32_t text_plan_room(const struct text_plan *plan)
{
	return room(plan, plan->segments > 1);
}

static uint32_t units_of(const struct text_plan *p, uint32_t cp)
{
	if (p->is_septets)
		return gsm7_width(national_mark(measure_tables(p), cp));
	return p->alphabet == TEXT_UCS2 && cp > 0xFFFF ? 2 : 1;
}

static void begin_part(struct text_plan *p, const char *at)
{
	if (p->segments < TEXT_MAX_PARTS)
		p->start[p->segments] = (uint32_t)(at - p->utf8);
	p->segments++;
}

static void split(struct text_plan *p)
{
	const char *at = p->utf8, *part = at, *end = at + p->len;
	uint32_t limit = room(p, true), used = 0;

	p->start[0] = 0;
	while (at < end) {
		uint32_t cp, units;
		unsigned n = utf8_next(at, end, &cp);

		units = units_of(p, cp);
		if (used + units <= limit) {
			used += units;
			at += n;
			continue;
		}
		if (!p->may_cut) {
			const char *whole = cluster_begin(part, at, end);

			at = whole > part ? whole : at;
		}
		begin_part(p, at);
		part = at;
		used = 0;
	}
}

int measure_parts(struct text_plan *p, unsigned max_parts)
{
	p->segments = p->parts = 1;
	if (p->units > room(p, false))
		split(p);
	if (!text_is_payload(p))
		p->parts = p->segments;
	if (p->segments <= max_parts)
		return 0;
	p->problem = TEXT_TOO_LONG;
	return RC_TOO_LONG;
}

const char *text_problem_name(enum text_problem problem)
{
	static const char *const names[] = { "", "not valid UTF-8",
		"has a NUL character", "too many parts",
		"has a character that no alphabet allowed here has" };

	return problem < ARRAY_LEN(names) ? names[problem] : "?";
}
