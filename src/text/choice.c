/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules of several smscs, and plans as numbers.
 *
 * A choice is, from the lowest bit: alphabet (4 bits), locking (4) and single
 * shift table (4), split (2), packed, may cut, septets counted (1 each), three
 * of zero, data_coding (8), zero, and a one on top.
 */
#include <esmed/text_rules.h>

#include "text/gsm7.h"
#include "text/measure.h"
#include "text/utf8.h"

#define CHOICE_LOCKING  4
#define CHOICE_SINGLE   8
#define CHOICE_SPLIT    12
#define CHOICE_PACKED   14
#define CHOICE_CUT      15
#define CHOICE_SEPTETS  16
#define CHOICE_CODING   20
#define CHOICE_IS_THERE 0x80000000u

struct text_rules text_rules_default(void)
{
	return (struct text_rules){
		.alphabets = TEXT_CAN_GSM7 | TEXT_CAN_UCS2,
		.split = TEXT_SPLIT_UDH8,
		.default_alphabet = TEXT_GSM7,
	};
}

static enum text_split common_split(enum text_split a, enum text_split b)
{
	if (a == b)
		return a;
	if (a == TEXT_SPLIT_PAYLOAD)
		return b;
	if (b == TEXT_SPLIT_PAYLOAD)
		return a;
	return TEXT_SPLIT_UDH16;
}

struct text_rules text_rules_common(const struct text_rules *a,
    const struct text_rules *b)
{
	return (struct text_rules){
		.alphabets = a->alphabets & b->alphabets,
		.locking = a->locking & b->locking,
		.single = a->single & b->single,
		.split = common_split(a->split, b->split),
		.is_packed = a->is_packed && b->is_packed,
		.may_cut = a->may_cut && b->may_cut,
		.default_alphabet = a->default_alphabet == b->default_alphabet
					? a->default_alphabet
					: TEXT_BINARY,
	};
}

uint32_t text_choice_pack(const struct text_plan *plan)
{
	return CHOICE_IS_THERE | (uint32_t)plan->alphabet |
	       (uint32_t)plan->locking << CHOICE_LOCKING |
	       (uint32_t)plan->single << CHOICE_SINGLE |
	       (uint32_t)plan->split << CHOICE_SPLIT |
	       (uint32_t)plan->is_packed << CHOICE_PACKED |
	       (uint32_t)plan->may_cut << CHOICE_CUT |
	       (uint32_t)plan->is_septets << CHOICE_SEPTETS |
	       (uint32_t)plan->data_coding << CHOICE_CODING;
}

/* An smsc's own alphabet is data_coding 0. */
static bool is_coding(enum text_alphabet alphabet, uint8_t data_coding)
{
	switch (alphabet) {
	case TEXT_GSM7: return data_coding == 0;
	case TEXT_LATIN1: return data_coding == 0 || data_coding == 3;
	case TEXT_ASCII: return data_coding == 0 || data_coding == 1;
	case TEXT_UCS2: return data_coding == 8;
	default: return false;
	}
}

static bool is_possible(const struct text_plan *p)
{
	if (!is_coding(p->alphabet, p->data_coding))
		return false;
	if (p->alphabet != TEXT_GSM7)
		return p->locking == 0 && p->single == 0 && !p->is_packed &&
		       !(p->alphabet == TEXT_UCS2 && p->is_septets);
	return p->is_septets &&
	       (p->locking == 0 || national_has_locking(p->locking)) &&
	       (p->single == 0 || national_has_single(p->single));
}

/* RC_BAD: no plan has this number. */
static int unpack(uint32_t choice, struct text_plan *p)
{
	p->alphabet = (enum text_alphabet)(choice & 0xF);
	p->locking = choice >> CHOICE_LOCKING & 0xF;
	p->single = choice >> CHOICE_SINGLE & 0xF;
	p->split = (enum text_split)(choice >> CHOICE_SPLIT & 3);
	p->is_packed = choice >> CHOICE_PACKED & 1;
	p->may_cut = choice >> CHOICE_CUT & 1;
	p->is_septets = choice >> CHOICE_SEPTETS & 1;
	p->data_coding = (uint8_t)(choice >> CHOICE_CODING);
	if (text_choice_pack(p) != choice)
		return RC_BAD;
	return is_possible(p) ? 0 : RC_BAD;
}

/* RC_UNSUPPORTED: a character is not in the tables. */
static int count_septets(struct text_plan *p)
{
	const char *at = p->utf8, *end = at + p->len;

	p->units = 0;
	while (at < end) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);
		unsigned mark = national_mark(measure_tables(p), cp);

		if (mark == 0) {
			p->problem = TEXT_NO_ALPHABET;
			p->problem_at = (size_t)(at - p->utf8);
			return RC_UNSUPPORTED;
		}
		p->units += gsm7_width(mark);
		at += n;
	}
	return 0;
}

static bool has_all(enum text_alphabet alphabet, const struct tally *t)
{
	switch (alphabet) {
	case TEXT_GSM7: return !t->odd;
	case TEXT_UCS2: return true;
	case TEXT_LATIN1: return t->top <= 0xFF;
	case TEXT_ASCII: return t->top <= 0x7F;
	default: return false;
	}
}

static int count_units(struct text_plan *p, const struct tally *t)
{
	if (p->alphabet == TEXT_GSM7 && (p->locking != 0 || p->single != 0))
		return count_septets(p);
	if ((p->is_septets && t->odd) || !has_all(p->alphabet, t)) {
		p->problem = TEXT_NO_ALPHABET;
		p->problem_at = t->odd_at;
		return RC_UNSUPPORTED;
	}
	p->units = (uint32_t)(p->is_septets ? t->gsm7 : t->ucs2);
	return 0;
}

int text_plan_again(uint32_t choice, const char *utf8, size_t len,
    struct text_plan *plan)
{
	struct tally t;
	int rc;

	if (choice == 0)
		return text_plan(utf8, len, TEXT_MAX_PARTS, plan);
	measure_begin(utf8, len, plan);
	rc = unpack(choice, plan);
	if (rc == 0)
		rc = measure(plan, &t);
	if (rc == 0)
		rc = count_units(plan, &t);
	if (rc == 0)
		rc = measure_parts(plan, TEXT_MAX_PARTS);
	return rc;
}

bool text_plan_split(struct text_plan *plan, enum text_split split,
    bool is_packed)
{
	bool was_payload = plan->split == TEXT_SPLIT_PAYLOAD;
	bool is_payload = split == TEXT_SPLIT_PAYLOAD;

	if (plan->segments > 1 &&
	    (was_payload != is_payload ||
		(split == TEXT_SPLIT_UDH16 && plan->split != split)))
		return false;
	plan->split = split;
	plan->is_packed = is_packed && plan->alphabet == TEXT_GSM7;
	return true;
}

const char *text_split_name(enum text_split split)
{
	static const char *const names[] = { "udh8", "udh16", "sar",
		"payload" };

	return split < ARRAY_LEN(names) ? names[split] : "?";
}
