/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table is a minimal automaton over the digits of a number. Each state has
 * one fact: what a number is that ends there, and where it is from if it goes
 * on as none does. State 0 is where nothing goes on; the root is 1.
 */
#include "model/numbers.h"

#include <string.h>

#define HALF   8 /* digits; two chains of divisions run side by side */
#define DIGITS ((size_t)2 * HALF)
#define BEYOND 10000000000000000u /* ten to the power of DIGITS */
#define ROOT   1

struct fact {
	const char *countries;
	enum number_type type;
};

static const struct fact facts[] = {
#define FACT(countries, type) { countries, NUMBER_##type },
#include "model/numbers.def"
#undef FACT
};

struct state {
	uint16_t fact;
	uint16_t next[10];
};

static const struct state states[] = {
#define STATE(fact, ...) { fact, { __VA_ARGS__ } },
#include "model/numbers.def"
#undef STATE
};

/* All DIGITS of them, leading zeros too. Returns where those end. */
static size_t take_digits(uint64_t e164, uint8_t digits[DIGITS])
{
	uint32_t front = (uint32_t)(e164 / 100000000);
	uint32_t back = (uint32_t)(e164 % 100000000);
	size_t at = 0;

	for (size_t i = HALF; i-- > 0; front /= 10, back /= 10) {
		digits[i] = (uint8_t)(front % 10);
		digits[HALF + i] = (uint8_t)(back % 10);
	}
	while (at < DIGITS && digits[at] == 0)
		at++;
	return at;
}

int number_look(uint64_t e164, struct number_facts *out)
{
	const struct state *at = &states[ROOT];
	const struct fact *f;
	uint8_t digits[DIGITS];
	size_t i;

	if (e164 >= BEYOND)
		return RC_NOT_FOUND;
	for (i = take_digits(e164, digits); i < DIGITS; i++) {
		if (at->next[digits[i]] == 0)
			break;
		at = &states[at->next[digits[i]]];
	}
	f = &facts[at->fact];
	if (f->countries[0] == '\0')
		return RC_NOT_FOUND;
	*out = (struct number_facts){ .countries = f->countries,
		.type = i == DIGITS ? f->type : NUMBER_UNKNOWN };
	memcpy(out->region, f->countries, REGION_TEXT - 1);
	if (out->region[2] == ' ')
		out->region[2] = '\0';
	return 0;
}

const char *number_countries(size_t n)
{
	return n < ARRAY_LEN(facts) ? facts[n].countries : NULL;
}
