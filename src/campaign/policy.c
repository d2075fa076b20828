/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/policy.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "campaign/fold.h"
#include "model/country.h"

enum {
#define POLICY(id, rule, country, words, text) RULE_##id,
#include "campaign/policy.def"
#undef POLICY
	RULES
};

static const struct {
	struct policy shown;
	const char *words;
} rows[RULES] = {
#define POLICY(id, rule, country, words, text) \
	[RULE_##id] = { { rule, country, text }, words },
#include "campaign/policy.def"
#undef POLICY
};

/* Bytes of other characters than ASCII are letters here. */
static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Does the word, which ends at a bar or a NUL, stand at this place? */
static bool stands(const char *word, const struct body_text *t, size_t at)
{
	for (; *word != '\0' && *word != '|'; word++) {
		if (*word != ' ') {
			if (at == t->len ||
			    tolower((unsigned char)t->s[at]) != *word)
				return false;
			at++;
			continue;
		}
		if (at == t->len || is_letter(t->s[at]))
			return false;
		while (at < t->len && !is_letter(t->s[at]))
			at++;
	}
	return at == t->len || !is_letter(t->s[at]);
}

static bool has_word(const char *word, const struct body_text *t)
{
	for (size_t at = 0; at < t->len; at++) {
		if ((at == 0 || !is_letter(t->s[at - 1])) &&
		    stands(word, t, at))
			return true;
	}
	return false;
}

static bool has_any(const char *words, const struct body_text *t)
{
	const char *bar = words;

	while (bar != NULL) {
		if (has_word(bar, t))
			return true;
		bar = strchr(bar, '|');
		if (bar != NULL)
			bar++;
	}
	return false;
}

unsigned policy_find(const struct body_text *text)
{
	struct buf folded = { 0 };
	struct body_text seen;
	unsigned found = 0;

	fold_text(text, &folded);
	seen = (struct body_text){ (char *)buf_bytes(&folded), folded.len };
	for (unsigned i = 0; i < RULES; i++) {
		if (has_any(rows[i].words, &seen))
			found |= 1u << i;
	}
	buf_free(&folded);
	return found;
}

unsigned policy_for(unsigned rules, uint64_t number)
{
	unsigned left = 0;

	for (unsigned i = 0; i < RULES; i++) {
		if ((rules >> i & 1) != 0 &&
		    country_may_be(rows[i].shown.country, number))
			left |= 1u << i;
	}
	return left;
}

/* Most numbers are of countries without a rule, and most texts innocent: the
 * number is the cheaper question. */
unsigned policy_broken(const struct body_text *text, uint64_t number)
{
	unsigned may = policy_for((1u << RULES) - 1, number);

	return may == 0 ? 0 : may & policy_find(text);
}

const struct policy *policy_row(unsigned bit)
{
	return bit < RULES ? &rows[bit].shown : NULL;
}
