/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan of a text by the rules of one smsc: what could be is tried in the
 * order of what most handsets read, and only fewer segments beat what came
 * before.
 */
#include <esmed/text_rules.h>

#include <assert.h>

#include "text/gsm7.h"
#include "text/measure.h"
#include "text/utf8.h"

#define LATIN1_LAST 0xFF
#define ASCII_LAST  0x7F

#define LANGUAGES (TEXT_LANGUAGE_LAST + 1)

struct offer {
	enum text_alphabet alphabet;
	uint32_t can;
	uint8_t data_coding; /* SMPP 3.4, 5.2.19 */
};

static const struct offer offers[] = {
	{ TEXT_GSM7, TEXT_CAN_GSM7, 0 },
	{ TEXT_LATIN1, TEXT_CAN_LATIN1, 3 },
	{ TEXT_ASCII, TEXT_CAN_ASCII, 1 },
	{ TEXT_UCS2, TEXT_CAN_UCS2, 8 },
};

/* What is tried, and the best so far. */
struct trial {
	const struct text_rules *rules;
	const struct tally *tally;
	struct text_plan best;
	bool has_best;
};

/* A plan's units in this alphabet. False: it lacks a character. An smsc makes
 * GSM 03.38 of its own alphabet, and of ASCII, where it can: septets count. */
static bool fill_units(struct text_plan *p, const struct tally *t)
{
	bool is_own = p->alphabet == TEXT_ASCII || p->data_coding == 0;

	p->is_septets = p->alphabet != TEXT_UCS2 && is_own && !t->odd;
	p->units = (uint32_t)(p->is_septets ? t->gsm7 : t->ucs2);
	switch (p->alphabet) {
	case TEXT_GSM7: return !t->odd;
	case TEXT_LATIN1: return t->top <= LATIN1_LAST;
	case TEXT_ASCII: return t->top <= ASCII_LAST;
	case TEXT_UCS2: return true;
	default: return false;
	}
}

int text_plan(const char *utf8, size_t len, unsigned max_parts,
    struct text_plan *plan)
{
	struct tally t;
	int rc;

	assert(max_parts >= 1 && max_parts <= TEXT_MAX_PARTS);
	measure_begin(utf8, len, plan);
	rc = measure(plan, &t);
	if (rc != 0)
		return rc;
	if (t.odd) {
		plan->alphabet = TEXT_UCS2;
		plan->data_coding = 8;
		plan->is_septets = false;
	}
	plan->units = (uint32_t)(t.odd ? t.ucs2 : t.gsm7);
	return measure_parts(plan, max_parts);
}

static bool is_national(const struct text_plan *p)
{
	return p->locking != 0 || p->single != 0;
}

static bool is_better(const struct text_plan *p, const struct text_plan *best)
{
	if (p->segments != best->segments)
		return p->segments < best->segments;
	return is_national(p) && is_national(best) && p->units < best->units;
}

static void try(struct trial *t, struct text_plan *p)
{
	int rc = measure_parts(p, TEXT_MAX_PARTS);

	if (t->has_best && !is_better(p, &t->best))
		return;
	t->best = *p;
	t->has_best = true;
	(void)rc; /* is in p->problem */
}

static void try_alphabet(struct trial *t, const struct text_plan *from,
    const struct offer *o)
{
	struct text_plan p;

	if (t->has_best && t->best.segments == 1)
		return; /* nothing beats one segment */
	p = *from;
	p.alphabet = o->alphabet;
	p.data_coding = o->data_coding;
	p.is_packed = t->rules->is_packed && o->alphabet == TEXT_GSM7;
	if (fill_units(&p, t->tally))
		try(t, &p);
}

/* data_coding 0 first, whatever the smsc takes it for. */
static void try_alphabets(struct trial *t, const struct text_plan *from)
{
	enum text_alphabet own = t->rules->default_alphabet;
	bool is_gsm = own == TEXT_GSM7;

	if (own == TEXT_UTF8)
		own = TEXT_ASCII;
	if (!is_gsm && own != TEXT_BINARY)
		try_alphabet(t, from, &(struct offer){ own, 0, 0 });
	for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
		if (offers[i].alphabet == TEXT_GSM7 && !is_gsm)
			continue;
		if (t->rules->alphabets & offers[i].can)
			try_alphabet(t, from, &offers[i]);
	}
}

/* Of one locking table: characters it lacks, and the single shift tables that
 * have all of them. */
struct lacks {
	uint32_t count, single;
};

static uint32_t singles_with(uint32_t allowed, uint32_t cp)
{
	uint32_t with = 0;

	for (unsigned i = 0; i < LANGUAGES; i++) {
		if ((allowed & TEXT_LANGUAGE(i)) &&
		    national_single_mark(i, cp) != 0)
			with |= TEXT_LANGUAGE(i);
	}
	return with;
}

static void count_lacks(const struct text_rules *rules,
    const struct text_plan *p, struct lacks lacks[LANGUAGES])
{
	const char *at = p->utf8, *end = at + p->len;

	while (at < end) {
		uint32_t cp, with = 0;
		bool is_asked = false;

		at += utf8_next(at, end, &cp);
		for (unsigned i = 0; i < LANGUAGES; i++) {
			if (lacks[i].single == 0 ||
			    national_locking_mark(i, cp) != 0)
				continue;
			if (!is_asked)
				with = singles_with(rules->single | 1, cp);
			is_asked = true;
			lacks[i].count++;
			lacks[i].single &= with;
		}
	}
}

/* None if it will do, else that of the same language, else the first. */
static uint8_t choose_single(const struct lacks *l, unsigned locking)
{
	uint8_t single = 0;

	if (l->count == 0 || (l->single & 1))
		return 0;
	if (l->single & TEXT_LANGUAGE(locking))
		return (uint8_t)locking;
	while (!(l->single & TEXT_LANGUAGE(single)))
		single++;
	return single;
}

static void try_languages(struct trial *t, const struct text_plan *from)
{
	struct lacks lacks[LANGUAGES] = { 0 };

	for (unsigned i = 0; i < LANGUAGES; i++)
		if (i == 0 || ((t->rules->locking & TEXT_LANGUAGE(i)) &&
				  national_has_locking(i)))
			lacks[i].single = TEXT_LANGUAGES_ALL | 1;
	count_lacks(t->rules, from, lacks);
	for (unsigned i = 0; i < LANGUAGES; i++) {
		struct text_plan p = *from;

		if (lacks[i].single == 0)
			continue;
		p.locking = (uint8_t)i;
		p.single = choose_single(&lacks[i], i);
		p.is_packed = t->rules->is_packed;
		p.units = (uint32_t)t->tally->chars + lacks[i].count;
		if (is_national(&p))
			try(t, &p);
	}
}

static bool may_try_languages(const struct trial *t)
{
	const struct text_rules *r = t->rules;

	return (!t->has_best || t->best.segments > 1) &&
	       (r->alphabets & TEXT_CAN_GSM7) &&
	       r->default_alphabet == TEXT_GSM7 && (r->locking | r->single);
}

/* The first character that is in none of the alphabets, else the first that
 * GSM 03.38 lacks. */
static size_t odd_place(const struct trial *t, const struct text_plan *p,
    size_t odd_at)
{
	const char *at = p->utf8, *end = at + p->len;
	uint32_t can = t->rules->alphabets;
	enum text_alphabet own = t->rules->default_alphabet;
	uint32_t last = 0;

	if ((can & TEXT_CAN_ASCII) || own == TEXT_ASCII || own == TEXT_UTF8)
		last = ASCII_LAST;
	if ((can & TEXT_CAN_LATIN1) || own == TEXT_LATIN1)
		last = LATIN1_LAST;
	while (at < end) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);

		if (cp > last && (own != TEXT_GSM7 || gsm7_mark(cp) == 0))
			return (size_t)(at - p->utf8);
		at += n;
	}
	return odd_at;
}

int text_plan_by(const struct text_rules *rules, const char *utf8, size_t len,
    unsigned max_parts, struct text_plan *plan)
{
	struct tally tally;
	struct trial t = { .rules = rules, .tally = &tally };
	int rc;

	assert(max_parts >= 1 && max_parts <= TEXT_MAX_PARTS);
	measure_begin(utf8, len, plan);
	rc = measure(plan, &tally);
	if (rc != 0)
		return rc;
	plan->split = rules->split;
	plan->may_cut = rules->may_cut;
	try_alphabets(&t, plan);
	if (may_try_languages(&t))
		try_languages(&t, plan);
	if (!t.has_best) {
		plan->problem = TEXT_NO_ALPHABET;
		plan->problem_at = odd_place(&t, plan, tally.odd_at);
		return RC_UNSUPPORTED;
	}
	*plan = t.best;
	if (plan->segments <= max_parts)
		return 0;
	plan->problem = TEXT_TOO_LONG;
	return RC_TOO_LONG;
}
