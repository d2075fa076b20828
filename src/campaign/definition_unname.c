/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/definition.h"

#include "ledger/forget.h"
#include "model/number.h"
#include "model/numbers.h"

/* All that is known of a calling code is known of its digits alone. */
static unsigned calling_code(uint64_t number)
{
	unsigned whole[3] = { 0 };
	struct number_facts f;
	size_t n = 0;

	for (; number >= 1000; number /= 10)
		;
	for (; number != 0; number /= 10)
		whole[n++] = (unsigned)number;
	while (n-- > 0) {
		if (number_look(whole[n], &f) == 0)
			return whole[n];
	}
	return 0;
}

/* What somebody typed, but for what is neither digit nor plus: it may have been
 * no number for that, and still be a person's. */
struct digits {
	char text[DEFINITION_TYPED];
	size_t len;
	uint64_t end; /* the number that the last of them make */
};

#define END 10000

static struct digits digits_of(const struct body_text *typed)
{
	struct digits d = { .len = 0 };

	for (size_t i = 0; i < typed->len && d.len < sizeof(d.text); i++) {
		char c = typed->s[i];

		if (c >= '0' && c <= '9')
			d.end = (d.end * 10 + (uint64_t)(c - '0')) % END;
		else if (c != '+')
			continue;
		d.text[d.len++] = c;
	}
	return d;
}

static bool is_it(const struct digits *d, uint64_t number)
{
	uint64_t read;

	if (d->end != number % END)
		return false;
	if (e164_parse_bare(d->text, d->len, &read) == 0 && read == number)
		return true;
	return e164_parse(d->text, d->len, calling_code(number), &read) == 0 &&
	       read == number;
}

static bool is_to_go(const struct unnaming *u, const struct body_text *typed)
{
	const struct digits d = digits_of(typed);

	for (size_t i = 0; i < u->numbers; i++) {
		if (is_it(&d, u->number[i]))
			return true;
	}
	return u->number == NULL;
}

static size_t take_away(const struct unnaming *u, struct definition *d)
{
	size_t n = d->numbers;

	d->numbers = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_to_go(u, &d->number[i]))
			d->number[d->numbers++] = d->number[i];
	}
	return n - d->numbers;
}

int definition_unname(const struct unnaming *u, struct buf *out)
{
	struct definition *d;
	int rc = definition_parse(u->definition, u->len, &d);

	if (rc != 0)
		return rc;
	rc = take_away(u, d) != 0 ? definition_store(d, out) : RC_NOT_FOUND;
	definition_free(d);
	return rc;
}
