/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each table of text/national.def is there twice: by septet, and by character
 * for writing. The characters of a language lie in Latin, a few Greek capitals
 * and its own script, so a fold of the code point makes a short index.
 */
#include "text/national.h"

#include <esmed/text_rules.h>

#include "text/gsm7.h"

enum language {
#define LANGUAGE(id, number, name, script) LANGUAGE_##id = (number),
#include "text/language.def"
#undef LANGUAGE
};

enum {
#define LANGUAGE(id, number, name, script) SCRIPT_##id = (script),
#include "text/language.def"
#undef LANGUAGE
};

#define LANGUAGES (TEXT_LANGUAGE_LAST + 1)

/* Latin up to U+017F; Greek from U+0390, 32 of them; both dandas, which all
 * Indian scripts share; the euro, infinity; 256 of the script. */
#define FOLD_GREEK   0x180
#define FOLD_DANDA   (FOLD_GREEK + 0x20)
#define FOLD_EURO    (FOLD_DANDA + 2)
#define FOLD_ENDLESS (FOLD_EURO + 1)
#define FOLD_SCRIPT  (FOLD_ENDLESS + 1)
#define FOLD_NONE    (FOLD_SCRIPT + 0x100)
#define FOLD_LEN     (FOLD_NONE + 1)

#define WITHIN(cp, first, count) ((cp) >= (first) && (cp) < (first) + (count))
#define FOLD(cp, script)                                                \
	((cp) < FOLD_GREEK              ? (cp)                          \
	    : WITHIN(cp, 0x390, 0x20)   ? FOLD_GREEK + (cp)-0x390       \
	    : WITHIN(cp, 0x964, 2)      ? FOLD_DANDA + (cp)-0x964       \
	    : (cp) == 0x20AC            ? FOLD_EURO                     \
	    : (cp) == 0x221E            ? FOLD_ENDLESS                  \
	    : WITHIN(cp, script, 0x100) ? FOLD_SCRIPT + (cp) - (script) \
					: FOLD_NONE)

static const struct {
	const char *name;
	uint32_t script;
} languages[LANGUAGES] = {
	[0] = { "", 0 },
#define LANGUAGE(id, number, name, script) [number] = { name, script },
#include "text/language.def"
#undef LANGUAGE
};

#define CELL(id, septet, cp) [LANGUAGE_##id][septet] = (cp),
#define EIGHT(what, id, s, a, b, c, d, e, f, g, h)                         \
	what(id, (s) + 0, a) what(id, (s) + 1, b) what(id, (s) + 2, c)     \
	    what(id, (s) + 3, d) what(id, (s) + 4, e) what(id, (s) + 5, f) \
		what(id, (s) + 6, g) what(id, (s) + 7, h)

static const uint16_t locking_cells[LANGUAGES][128] = {
#define SINGLE(...)
#define LOCKING(...) EIGHT(CELL, __VA_ARGS__)
#include "text/national.def"
#undef SINGLE
#undef LOCKING
};

static const uint16_t single_cells[LANGUAGES][128] = {
#define SINGLE(...) EIGHT(CELL, __VA_ARGS__)
#define LOCKING(...)
#include "text/national.def"
#undef SINGLE
#undef LOCKING
};

/* A character that stands in a table twice has the later of its places, and
 * the empty cells, all at index 0, are nobody's. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

#define PLACE(id, septet, cp) \
	[LANGUAGE_##id][FOLD(cp, SCRIPT_##id)] = (septet) + 1,

static const uint8_t locking_places[LANGUAGES][FOLD_LEN] = {
#define SINGLE(...)
#define LOCKING(...) EIGHT(PLACE, __VA_ARGS__)
#include "text/national.def"
#undef SINGLE
#undef LOCKING
};

static const uint8_t single_places[LANGUAGES][FOLD_LEN] = {
#define SINGLE(...) EIGHT(PLACE, __VA_ARGS__)
#define LOCKING(...)
#include "text/national.def"
#undef SINGLE
#undef LOCKING
};

#pragma GCC diagnostic pop

bool national_has_locking(unsigned language)
{
	return language < LANGUAGES && locking_cells[language]['a'] != 0;
}

/* All of them have the euro. */
bool national_has_single(unsigned language)
{
	return language < LANGUAGES && single_cells[language][0x65] != 0;
}

unsigned national_locking_mark(unsigned language, uint32_t cp)
{
	unsigned mark;

	if (language == 0) {
		mark = gsm7_mark(cp);
		return mark <= GSM7_PAIR ? mark : 0;
	}
	if (cp == 0)
		return 0;
	return locking_places[language][FOLD(cp, languages[language].script)];
}

unsigned national_single_mark(unsigned language, uint32_t cp)
{
	unsigned mark;

	if (language == 0) {
		mark = gsm7_mark(cp);
		return mark > GSM7_PAIR ? mark : 0;
	}
	if (cp == 0)
		return 0;
	mark = single_places[language][FOLD(cp, languages[language].script)];
	return mark == 0 ? 0 : mark + GSM7_PAIR;
}

unsigned national_mark(struct national n, uint32_t cp)
{
	unsigned mark = national_locking_mark(n.locking, cp);

	return mark != 0 ? mark : national_single_mark(n.single, cp);
}

/* An empty cell is shown as a space (3GPP TS 23.038, A.3). */
uint32_t national_basic(struct national n, uint8_t septet)
{
	uint32_t cp;

	if (n.locking == 0 || septet >= 128)
		return gsm7_basic(septet);
	cp = locking_cells[n.locking][septet];
	return cp == 0 ? ' ' : cp;
}

uint32_t national_extra(struct national n, uint8_t septet)
{
	if (septet == GSM7_ESCAPE)
		return ' ';
	if (septet < 128 && n.single == 0 && gsm7_is_extra(septet))
		return gsm7_extra(septet);
	if (septet < 128 && n.single != 0 && single_cells[n.single][septet])
		return single_cells[n.single][septet];
	return national_basic(n, septet);
}

const char *text_language_name(unsigned language)
{
	return language < LANGUAGES ? languages[language].name : "";
}
